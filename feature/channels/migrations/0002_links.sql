-- Invite links of groups and channels; peer is the group as a box peer.
CREATE TABLE chat_links (
  hash TEXT NOT NULL PRIMARY KEY,
  peer BIGINT NOT NULL,
  admin BIGINT NOT NULL,
  date BIGINT NOT NULL,
  title TEXT NOT NULL,
  expires BIGINT NOT NULL,
  most BIGINT NOT NULL,
  used BIGINT NOT NULL,
  request BOOLEAN NOT NULL,
  revoked BOOLEAN NOT NULL,
  main BOOLEAN NOT NULL
);
CREATE INDEX chat_links_peer ON chat_links (peer, admin, date);

-- Who came by which link.
CREATE TABLE chat_joins (
  peer BIGINT NOT NULL,
  person BIGINT NOT NULL,
  hash TEXT NOT NULL,
  date BIGINT NOT NULL,
  approver BIGINT NOT NULL,
  PRIMARY KEY (peer, person)
) WITHOUT ROWID;
CREATE INDEX chat_joins_hash ON chat_joins (peer, hash, date);

-- Who asks to be let in; hash is empty for whoever found a public group.
CREATE TABLE chat_requests (
  peer BIGINT NOT NULL,
  person BIGINT NOT NULL,
  hash TEXT NOT NULL,
  date BIGINT NOT NULL,
  PRIMARY KEY (peer, person)
) WITHOUT ROWID;
