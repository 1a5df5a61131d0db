-- Sign-in codes, and codes that prove a phone number for something else. Only an HMAC of a code is kept.
CREATE TABLE phone_codes (
  hash TEXT NOT NULL PRIMARY KEY,
  phone TEXT NOT NULL,
  purpose BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  mac BYTEA NOT NULL,
  tries BIGINT NOT NULL,
  sends BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  state BIGINT NOT NULL,
  key_id BIGINT NOT NULL
);
CREATE INDEX phone_codes_phone ON phone_codes (phone);
CREATE INDEX phone_codes_expires ON phone_codes (expires);

-- How fast somebody may go on trying: the millisecond at which a token bucket is full again.
CREATE TABLE try_limits (
  kind TEXT NOT NULL,
  who TEXT NOT NULL,
  full_at BIGINT NOT NULL,
  PRIMARY KEY (kind, who)
);

-- What a person set about their account.
CREATE TABLE accounts (
  user_id BIGINT NOT NULL PRIMARY KEY,
  device_days BIGINT NOT NULL,
  delete_at BIGINT NOT NULL,
  delete_hash TEXT NOT NULL
);
CREATE INDEX accounts_delete ON accounts (delete_at) WHERE delete_at <> 0;

-- One-time tokens by which a client signs in a further key of the same device (one for each data centre that it believes in).
CREATE TABLE exported_sign_ins (
  user_id BIGINT NOT NULL,
  token BYTEA NOT NULL,
  parent_key BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  PRIMARY KEY (user_id, token)
);

-- Keys that were signed in by such a token: they are shown as one device with their parent and end with it.
CREATE TABLE linked_keys (
  user_id BIGINT NOT NULL,
  key_id BIGINT NOT NULL,
  parent_key BIGINT NOT NULL,
  PRIMARY KEY (user_id, key_id)
);

-- Sign-in by QR code: hash of the token, the key that shows it, and who accepted it.
CREATE TABLE login_tokens (
  token BYTEA NOT NULL PRIMARY KEY,
  key_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  device_hash BIGINT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX login_tokens_key ON login_tokens (key_id);

-- Phone numbers that may sign up where sign-up is by invitation.
CREATE TABLE invites (
  phone TEXT NOT NULL PRIMARY KEY,
  created BIGINT NOT NULL,
  user_id BIGINT NOT NULL
);

-- The operator's claim on this server: the hash of the setup token, and who used it.
CREATE TABLE setup_tokens (
  id BIGINT NOT NULL PRIMARY KEY,
  hash BYTEA NOT NULL,
  created BIGINT NOT NULL,
  user_id BIGINT NOT NULL
);

-- Two-step verification: what the server knows of a password is the SRP verifier.
CREATE TABLE passwords (
  user_id BIGINT NOT NULL PRIMARY KEY,
  salt1 BYTEA NOT NULL,
  salt2 BYTEA NOT NULL,
  verifier BYTEA NOT NULL,
  hint TEXT NOT NULL,
  email TEXT NOT NULL,
  changed BIGINT NOT NULL,
  reset_at BIGINT NOT NULL,
  declined BIGINT NOT NULL
);
CREATE INDEX passwords_reset ON passwords (reset_at) WHERE reset_at <> 0;

-- A recovery e-mail that waits for its code, and the password that waits with it (empty verifier: only the e-mail changes).
CREATE TABLE password_emails (
  user_id BIGINT NOT NULL PRIMARY KEY,
  salt1 BYTEA NOT NULL,
  salt2 BYTEA NOT NULL,
  verifier BYTEA NOT NULL,
  hint TEXT NOT NULL,
  email TEXT NOT NULL,
  mac BYTEA NOT NULL,
  tries BIGINT NOT NULL,
  expires BIGINT NOT NULL
);

-- Codes that were sent to a recovery e-mail of somebody who forgot the password.
CREATE TABLE password_recoveries (
  user_id BIGINT NOT NULL PRIMARY KEY,
  mac BYTEA NOT NULL,
  tries BIGINT NOT NULL,
  expires BIGINT NOT NULL
);

-- The server's half of SRP exchanges under way. A row is used once. nth orders those of a key by their age.
CREATE TABLE srp_exchanges (
  key_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  nth BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  secret BYTEA NOT NULL,
  public BYTEA NOT NULL,
  expires BIGINT NOT NULL,
  proof BYTEA NOT NULL,
  PRIMARY KEY (key_id, id)
);
CREATE INDEX srp_exchanges_expires ON srp_exchanges (expires);
CREATE INDEX srp_exchanges_user ON srp_exchanges (user_id);

-- Where a device wants its notifications sent.
CREATE TABLE push_devices (
  user_id BIGINT NOT NULL,
  key_id BIGINT NOT NULL,
  token_type BIGINT NOT NULL,
  token TEXT NOT NULL,
  sandbox BOOLEAN NOT NULL,
  no_muted BOOLEAN NOT NULL,
  secret BYTEA NOT NULL,
  registered BIGINT NOT NULL,
  PRIMARY KEY (user_id, key_id, token_type)
);
CREATE INDEX push_devices_token ON push_devices (token_type, token);
