-- A basic group. rights are what its members are not allowed; migrated is the supergroup that it became, 0 for none.
CREATE TABLE chats (
  id BIGINT PRIMARY KEY,
  title TEXT NOT NULL,
  about TEXT NOT NULL,
  creator BIGINT NOT NULL,
  created BIGINT NOT NULL,
  version BIGINT NOT NULL,
  members BIGINT NOT NULL,
  banned BIGINT NOT NULL,
  flags BIGINT NOT NULL,
  migrated BIGINT NOT NULL,
  photo BIGINT NOT NULL,
  info TEXT NOT NULL
);

-- Who is or was in it. Whoever left keeps what they have in their own box.
CREATE TABLE chat_members (
  chat BIGINT NOT NULL,
  person BIGINT NOT NULL,
  state BIGINT NOT NULL,
  role BIGINT NOT NULL,
  inviter BIGINT NOT NULL,
  joined BIGINT NOT NULL,
  rank TEXT NOT NULL,
  PRIMARY KEY (chat, person)
) WITHOUT ROWID;
CREATE INDEX chat_members_person ON chat_members (person, chat) WHERE state = 1;
