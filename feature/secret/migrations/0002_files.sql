-- Encrypted files. random_id is of the message that the file was sent with, 0 for none; fetched is when the other side had the end of it.
CREATE TABLE secret_files (
  id BIGINT PRIMARY KEY,
  chat_id BIGINT NOT NULL,
  owner BIGINT NOT NULL,
  random_id BIGINT NOT NULL,
  other BIGINT NOT NULL,
  hash BIGINT NOT NULL,
  size BIGINT NOT NULL,
  fingerprint BIGINT NOT NULL,
  date BIGINT NOT NULL,
  fetched BIGINT NOT NULL
);
CREATE INDEX secret_files_by_chat ON secret_files (chat_id, random_id);
CREATE INDEX secret_files_by_date ON secret_files (date);
CREATE INDEX secret_files_by_fetched ON secret_files (fetched) WHERE fetched > 0;
