-- What a person has begun to write in a topic of a forum; what is for the general one is a draft of the group.
CREATE TABLE topic_drafts (
  owner BIGINT NOT NULL,
  peer BIGINT NOT NULL,
  topic BIGINT NOT NULL,
  date BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (owner, peer, topic)
) WITHOUT ROWID;
CREATE INDEX topic_drafts_topic ON topic_drafts (peer, topic);

-- What a person set about the notifications of a topic.
CREATE TABLE topic_notify (
  owner BIGINT NOT NULL,
  peer BIGINT NOT NULL,
  topic BIGINT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (owner, peer, topic)
) WITHOUT ROWID;
CREATE INDEX topic_notify_topic ON topic_notify (peer, topic);
