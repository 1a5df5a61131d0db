-- A box is an ordered sequence of messages and events with its own message ids and its own pts. A user's box is numbered by
-- the user's id, a channel's by the negated channel id.
CREATE TABLE boxes (
  box BIGINT PRIMARY KEY,
  pts BIGINT NOT NULL,
  last_id BIGINT NOT NULL,
  last_notice BIGINT NOT NULL
);

-- A new message is its own event: pts is the number that its arrival took, and it takes one.
CREATE TABLE messages (
  box BIGINT NOT NULL,
  id BIGINT NOT NULL,
  pts BIGINT NOT NULL,
  peer BIGINT NOT NULL,
  author BIGINT NOT NULL,
  out BOOLEAN NOT NULL,
  twin BIGINT NOT NULL,
  origin BIGINT NOT NULL,
  date BIGINT NOT NULL,
  edit_date BIGINT NOT NULL,
  flags BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  album BIGINT NOT NULL,
  reply_to BIGINT NOT NULL,
  ttl BIGINT NOT NULL,
  content TEXT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (box, id)
) WITHOUT ROWID;
CREATE INDEX messages_peer ON messages (box, peer, id);
CREATE INDEX messages_origin ON messages (box, origin) WHERE origin <> 0;

-- Everything else that takes numbers of a box. An event covers (pts - count, pts]. A deleted message leaves one of kind
-- "gone" over its own number, so that every number stays covered for ever.
CREATE TABLE events (
  box BIGINT NOT NULL,
  pts BIGINT NOT NULL,
  count BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (box, pts)
) WITHOUT ROWID;

-- What a person's list of chats knows of each: the newest message, how far each side has read, and what the person set.
CREATE TABLE dialogs (
  box BIGINT NOT NULL,
  peer BIGINT NOT NULL,
  top BIGINT NOT NULL,
  total BIGINT NOT NULL,
  read_in BIGINT NOT NULL,
  read_out BIGINT NOT NULL,
  unread BIGINT NOT NULL,
  mentions BIGINT NOT NULL,
  reactions BIGINT NOT NULL,
  marked BOOLEAN NOT NULL,
  pinned BIGINT NOT NULL,
  folder BIGINT NOT NULL,
  PRIMARY KEY (box, peer)
) WITHOUT ROWID;

-- The first result of each send, by the sender's random_id: a retried send finds it and makes no second message.
CREATE TABLE sends (
  box BIGINT NOT NULL,
  random_id BIGINT NOT NULL,
  target BIGINT NOT NULL,
  id BIGINT NOT NULL,
  pts BIGINT NOT NULL,
  date BIGINT NOT NULL,
  PRIMARY KEY (box, random_id)
) WITHOUT ROWID;

-- The log without numbers: pushed with seq 0, replayed by the client's date.
CREATE TABLE notices (
  box BIGINT NOT NULL,
  id BIGINT NOT NULL,
  date BIGINT NOT NULL,
  except_key BIGINT NOT NULL,
  name TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (box, id)
) WITHOUT ROWID;
CREATE INDEX notices_date ON notices (box, date);

-- The queue of each device (permanent key): what only that device may have, ordered by qts, erased when acknowledged.
CREATE TABLE queues (
  key_id BIGINT PRIMARY KEY,
  qts BIGINT NOT NULL
);
CREATE TABLE queued (
  key_id BIGINT NOT NULL,
  qts BIGINT NOT NULL,
  date BIGINT NOT NULL,
  name TEXT NOT NULL,
  data BYTEA NOT NULL,
  PRIMARY KEY (key_id, qts)
) WITHOUT ROWID;
