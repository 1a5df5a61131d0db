-- A notice may be for one device alone: its permanent key, 0 for all.
ALTER TABLE notices ADD COLUMN only_key BIGINT NOT NULL DEFAULT 0;
