-- Who stands in whose address book, and under which name.
CREATE TABLE contacts (
  owner BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  phone TEXT NOT NULL,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  added BIGINT NOT NULL,
  PRIMARY KEY (owner, user_id)
);
CREATE INDEX contacts_user ON contacts (user_id, owner);

CREATE TABLE blocks (
  owner BIGINT NOT NULL,
  peer BIGINT NOT NULL,
  date BIGINT NOT NULL,
  PRIMARY KEY (owner, peer)
);
