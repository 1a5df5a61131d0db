-- A supergroup or a broadcast channel. read_by has read it up to read_max, and somebody else up to read_next: what a member learns
-- of how far others have read is the higher mark that is not their own.
CREATE TABLE channels (
  id BIGINT PRIMARY KEY,
  title TEXT NOT NULL,
  about TEXT NOT NULL,
  username TEXT NOT NULL,
  flags BIGINT NOT NULL,
  creator BIGINT NOT NULL,
  created BIGINT NOT NULL,
  members BIGINT NOT NULL,
  banned BIGINT NOT NULL,
  slow BIGINT NOT NULL,
  linked BIGINT NOT NULL,
  photo BIGINT NOT NULL,
  read_by BIGINT NOT NULL,
  read_max BIGINT NOT NULL,
  read_next BIGINT NOT NULL,
  info TEXT NOT NULL
);

-- Who is, was or is not to be in it. A member's list of chats is made of these rows: nothing is written here when somebody posts.
-- The messages up to floor are not theirs to see.
CREATE TABLE channel_members (
  channel BIGINT NOT NULL,
  person BIGINT NOT NULL,
  state BIGINT NOT NULL,
  role BIGINT NOT NULL,
  rights BIGINT NOT NULL,
  banned BIGINT NOT NULL,
  until BIGINT NOT NULL,
  rank TEXT NOT NULL,
  inviter BIGINT NOT NULL,
  promoter BIGINT NOT NULL,
  joined BIGINT NOT NULL,
  floor BIGINT NOT NULL,
  read_in BIGINT NOT NULL,
  mentions BIGINT NOT NULL,
  reactions BIGINT NOT NULL,
  marked BOOLEAN NOT NULL,
  pinned BIGINT NOT NULL,
  folder BIGINT NOT NULL,
  posted BIGINT NOT NULL,
  send_as BIGINT NOT NULL,
  PRIMARY KEY (channel, person)
) WITHOUT ROWID;
CREATE INDEX channel_members_person ON channel_members (person, channel) WHERE state = 1;
CREATE INDEX channel_members_joined ON channel_members (channel, joined, person) WHERE state = 1;
CREATE INDEX channel_members_role ON channel_members (channel, person) WHERE role > 0;
CREATE INDEX channel_members_banned ON channel_members (channel, person) WHERE banned <> 0;

-- Whom a message speaks of, of those who are in the channel.
CREATE TABLE channel_mentions (
  channel BIGINT NOT NULL,
  id BIGINT NOT NULL,
  person BIGINT NOT NULL,
  seen BOOLEAN NOT NULL,
  PRIMARY KEY (channel, id, person)
) WITHOUT ROWID;
CREATE INDEX channel_mentions_unseen ON channel_mentions (channel, person, id) WHERE NOT seen;

-- How often a post was seen and forwarded, and how often it was answered.
CREATE TABLE channel_counts (
  channel BIGINT NOT NULL,
  id BIGINT NOT NULL,
  views BIGINT NOT NULL,
  forwards BIGINT NOT NULL,
  PRIMARY KEY (channel, id)
) WITHOUT ROWID;

-- Recent actions, for the admins; kept 48 hours.
CREATE TABLE channel_log (
  channel BIGINT NOT NULL,
  id BIGINT NOT NULL,
  date BIGINT NOT NULL,
  person BIGINT NOT NULL,
  kind TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (channel, id)
) WITHOUT ROWID;
CREATE INDEX channel_log_date ON channel_log (date);
