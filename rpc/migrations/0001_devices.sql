-- A device is a permanent key that somebody has signed in with.
CREATE TABLE devices (
  key_id BIGINT PRIMARY KEY,
  user_id BIGINT NOT NULL,
  hash BIGINT NOT NULL,
  layer BIGINT NOT NULL,
  api_id BIGINT NOT NULL,
  model TEXT NOT NULL,
  system TEXT NOT NULL,
  app TEXT NOT NULL,
  lang_code TEXT NOT NULL,
  lang_pack TEXT NOT NULL,
  addr TEXT NOT NULL,
  created BIGINT NOT NULL,
  active BIGINT NOT NULL,
  flags BIGINT NOT NULL
);
CREATE INDEX devices_user ON devices (user_id, key_id);
