-- The pinned dialogs of Saved Messages, the highest place on top.
CREATE TABLE saved_pins (
  owner BIGINT NOT NULL,
  peer BIGINT NOT NULL,
  place BIGINT NOT NULL,
  PRIMARY KEY (owner, peer)
) WITHOUT ROWID;

-- What a person has begun to write, by conversation.
CREATE TABLE drafts (
  owner BIGINT NOT NULL,
  peer BIGINT NOT NULL,
  date BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (owner, peer)
) WITHOUT ROWID;

-- What a person set about notifications, by conversation or by a kind of conversations; what is not here is as always.
CREATE TABLE notify_settings (
  owner BIGINT NOT NULL,
  scope BIGINT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (owner, scope)
) WITHOUT ROWID;

-- A person's folders, the lowest place first. The folder 0 only says where the list of everything stands among them.
CREATE TABLE folders (
  owner BIGINT NOT NULL,
  id BIGINT NOT NULL,
  place BIGINT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (owner, id)
) WITHOUT ROWID;

-- Other things that a person set, by name.
CREATE TABLE message_settings (
  owner BIGINT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (owner, name)
) WITHOUT ROWID;

-- Who reacted to a message, once for each box that has the message.
CREATE TABLE reactions (
  box BIGINT NOT NULL,
  id BIGINT NOT NULL,
  author BIGINT NOT NULL,
  emoji TEXT NOT NULL,
  big BOOLEAN NOT NULL,
  unread BOOLEAN NOT NULL,
  date BIGINT NOT NULL,
  PRIMARY KEY (box, id, author)
) WITHOUT ROWID;
CREATE TABLE recent_reactions (
  owner BIGINT NOT NULL,
  emoji TEXT NOT NULL,
  date BIGINT NOT NULL,
  PRIMARY KEY (owner, emoji)
) WITHOUT ROWID;

-- When the other person of a private conversation read up to a message of the box's owner; kept for a week.
CREATE TABLE read_dates (
  box BIGINT NOT NULL,
  peer BIGINT NOT NULL,
  upto BIGINT NOT NULL,
  date BIGINT NOT NULL,
  PRIMARY KEY (box, peer, upto)
) WITHOUT ROWID;

-- What is to be sent later. Its ids are a sequence of their own in each box. due is 2147483646 for what waits until the other
-- person comes online.
CREATE TABLE scheduled (
  box BIGINT NOT NULL,
  id BIGINT NOT NULL,
  peer BIGINT NOT NULL,
  due BIGINT NOT NULL,
  random_id BIGINT NOT NULL,
  date BIGINT NOT NULL,
  edit_date BIGINT NOT NULL,
  flags BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  album BIGINT NOT NULL,
  reply_to BIGINT NOT NULL,
  saved BIGINT NOT NULL,
  ttl BIGINT NOT NULL,
  content TEXT NOT NULL,
  other TEXT NOT NULL,
  PRIMARY KEY (box, id)
) WITHOUT ROWID;
CREATE INDEX scheduled_due ON scheduled (due, box, id);
CREATE INDEX scheduled_peer ON scheduled (box, peer, id);
CREATE UNIQUE INDEX scheduled_random ON scheduled (box, random_id) WHERE random_id <> 0;
CREATE TABLE scheduled_ids (
  box BIGINT PRIMARY KEY,
  last BIGINT NOT NULL
);
