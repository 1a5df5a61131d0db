CREATE TABLE users (
  id BIGINT PRIMARY KEY,
  phone TEXT NOT NULL,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  username TEXT NOT NULL,
  about TEXT NOT NULL,
  flags BIGINT NOT NULL,
  created BIGINT NOT NULL,
  online_until BIGINT NOT NULL,
  profile TEXT NOT NULL
);
-- A deleted account keeps its row and loses its phone number, which somebody else may then sign up with.
CREATE UNIQUE INDEX users_phone ON users (phone) WHERE phone <> '';

-- Who has a public name: a user's id, or a negated channel id.
CREATE TABLE usernames (
  name TEXT NOT NULL PRIMARY KEY,
  owner BIGINT NOT NULL
);

-- Numbers given out in order, by kind.
CREATE TABLE sequences (
  kind TEXT NOT NULL PRIMARY KEY,
  last BIGINT NOT NULL
);

-- Secrets of this server that all its nodes share. They are made on first start.
CREATE TABLE secrets (
  name TEXT NOT NULL PRIMARY KEY,
  value BYTEA NOT NULL
);
