-- When a box last moved, unix seconds: a device that was away is told which channels did meanwhile.
ALTER TABLE boxes ADD COLUMN moved BIGINT NOT NULL DEFAULT 0;
