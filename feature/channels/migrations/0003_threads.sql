-- A thread of answers in a supergroup: those to one message, and to them. Where a post of the channel whose discussion group this is
-- began it, post_in and post say which.
CREATE TABLE channel_threads (
  channel BIGINT NOT NULL,
  top BIGINT NOT NULL,
  answers BIGINT NOT NULL,
  newest BIGINT NOT NULL,
  post_in BIGINT NOT NULL,
  post BIGINT NOT NULL,
  PRIMARY KEY (channel, top)
) WITHOUT ROWID;
CREATE INDEX channel_threads_post ON channel_threads (post_in, post) WHERE post <> 0;

-- Which messages are in which thread, but its first.
CREATE TABLE channel_answers (
  channel BIGINT NOT NULL,
  id BIGINT NOT NULL,
  top BIGINT NOT NULL,
  author BIGINT NOT NULL,
  PRIMARY KEY (channel, id)
) WITHOUT ROWID;
CREATE INDEX channel_answers_top ON channel_answers (channel, top, id);

-- How far somebody has read a thread.
CREATE TABLE channel_thread_reads (
  channel BIGINT NOT NULL,
  top BIGINT NOT NULL,
  person BIGINT NOT NULL,
  upto BIGINT NOT NULL,
  PRIMARY KEY (channel, top, person)
) WITHOUT ROWID;

-- Whose view of a channel does not begin at its first message.
CREATE INDEX channel_members_floor ON channel_members (channel, floor) WHERE floor > 0;

-- What is found by its public name.
CREATE INDEX channels_username ON channels (username) WHERE username <> '';
