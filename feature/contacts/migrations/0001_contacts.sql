-- Who stands in whose address book, and under which name.
CREATE TABLE contacts (
  owner BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  phone TEXT NOT NULL,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  added BIGINT NOT NULL,
  close BOOLEAN NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (owner, user_id)
) WITHOUT ROWID;
CREATE INDEX contacts_user ON contacts (user_id, owner);

CREATE TABLE blocks (
  owner BIGINT NOT NULL,
  peer BIGINT NOT NULL,
  date BIGINT NOT NULL,
  PRIMARY KEY (owner, peer)
) WITHOUT ROWID;

-- Whom a person lets see what: rules as JSON, by key. What is not here is as by default.
CREATE TABLE privacy (
  owner BIGINT NOT NULL,
  name TEXT NOT NULL,
  rules TEXT NOT NULL,
  PRIMARY KEY (owner, name)
) WITHOUT ROWID;
