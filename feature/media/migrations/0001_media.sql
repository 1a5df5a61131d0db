-- What people are uploading, by the number that their client gave it. Once it is part of a file (done) the row only says which
-- content it became, so that a client may send it again; then it holds nothing.
CREATE TABLE uploads (
  owner BIGINT NOT NULL,
  id BIGINT NOT NULL,
  blob BIGINT NOT NULL,
  date BIGINT NOT NULL,
  done BOOLEAN NOT NULL,
  PRIMARY KEY (owner, id)
) WITHOUT ROWID;
CREATE INDEX uploads_date ON uploads (date);

-- The objects that a content is made of, in their order. All but the last are of the same size.
CREATE TABLE parts (
  blob BIGINT NOT NULL,
  n BIGINT NOT NULL,
  size BIGINT NOT NULL,
  object TEXT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (blob, n)
) WITHOUT ROWID;
CREATE INDEX parts_object ON parts (object);

-- Contents that files have, counted. A hash that is there makes it shared: who uploads the same again gets this one.
CREATE TABLE blobs (
  id BIGINT PRIMARY KEY,
  hash TEXT NOT NULL,
  size BIGINT NOT NULL,
  part BIGINT NOT NULL,
  uses BIGINT NOT NULL
);
CREATE UNIQUE INDEX blobs_hash ON blobs (hash) WHERE hash <> '';

-- Photos and documents. thumbs is the content that its small pictures are in, 0 for none or for the file's own.
CREATE TABLE files (
  id BIGINT PRIMARY KEY,
  blob BIGINT NOT NULL,
  thumbs BIGINT NOT NULL,
  data TEXT NOT NULL
);

-- Who has a file: a message of a box, a person's profile and so on. A file goes with its last use.
CREATE TABLE file_uses (
  kind BIGINT NOT NULL,
  holder BIGINT NOT NULL,
  id BIGINT NOT NULL,
  file BIGINT NOT NULL,
  date BIGINT NOT NULL,
  PRIMARY KEY (kind, holder, id, file)
) WITHOUT ROWID;
CREATE INDEX file_uses_file ON file_uses (file);
CREATE INDEX file_uses_date ON file_uses (kind, date);

-- Objects that nothing names any more and that are to be deleted.
CREATE TABLE doomed (
  object TEXT PRIMARY KEY
);
