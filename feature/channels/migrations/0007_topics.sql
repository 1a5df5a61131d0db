-- The topics of a forum. A topic's id is that of the message that began it; 1 is the general one, which is there from the first. newest is
-- the id of its newest message, or its own where it has none. Of one that was deleted the row stays, without what it said. What others have
-- read of it is kept as for a channel. Messages up to plain, of the general topic alone, are from before the group was a forum.
CREATE TABLE channel_topics (
  channel BIGINT NOT NULL,
  id BIGINT NOT NULL,
  author BIGINT NOT NULL,
  person BIGINT NOT NULL,
  date BIGINT NOT NULL,
  title TEXT NOT NULL,
  folded TEXT NOT NULL,
  color BIGINT NOT NULL,
  closed BOOLEAN NOT NULL,
  hidden BOOLEAN NOT NULL,
  deleted BOOLEAN NOT NULL,
  pinned BIGINT NOT NULL,
  newest BIGINT NOT NULL,
  plain BIGINT NOT NULL,
  read_by BIGINT NOT NULL,
  read_max BIGINT NOT NULL,
  read_next BIGINT NOT NULL,
  PRIMARY KEY (channel, id)
) WITHOUT ROWID;
CREATE INDEX channel_topics_newest ON channel_topics (channel, newest);
CREATE INDEX channel_topics_pinned ON channel_topics (channel, pinned) WHERE pinned > 0;

-- Whether a member looks at a forum as at one row of messages.
ALTER TABLE channel_members ADD COLUMN as_messages BOOLEAN NOT NULL DEFAULT FALSE;
