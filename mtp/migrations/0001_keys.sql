-- Permanent authorization keys. auth_key holds the first 192 bytes of the key: the rest is the client's own. dc is the data
-- centre that the client believed to reach, 0 if it did not say; all of them are this server.
CREATE TABLE mtp_keys (
	id BIGINT PRIMARY KEY,
	auth_key BYTEA NOT NULL,
	first_salt BIGINT NOT NULL,
	created BIGINT NOT NULL,
	dc BIGINT NOT NULL
);

-- Temporary keys, another thing altogether: they expire, and work for a permanent key only once bound to it (perm_id).
CREATE TABLE mtp_temp_keys (
	id BIGINT PRIMARY KEY,
	auth_key BYTEA NOT NULL,
	first_salt BIGINT NOT NULL,
	created BIGINT NOT NULL,
	dc BIGINT NOT NULL,
	expires BIGINT NOT NULL,
	perm_id BIGINT NOT NULL
);
CREATE INDEX mtp_temp_keys_perm ON mtp_temp_keys (perm_id, id) WHERE perm_id <> 0;
CREATE INDEX mtp_temp_keys_expires ON mtp_temp_keys (expires);

-- The one secret from which every server salt is made.
CREATE TABLE mtp_secret (
	id BIGINT PRIMARY KEY,
	secret BYTEA NOT NULL
);
