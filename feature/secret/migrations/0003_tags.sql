-- Tags of delivered messages, where the operator lets reported ones be checked: an HMAC, and until when it is kept (unix seconds).
CREATE TABLE secret_tags (
  tag BYTEA PRIMARY KEY,
  expires BIGINT NOT NULL
);
CREATE INDEX secret_tags_by_time ON secret_tags (expires);
