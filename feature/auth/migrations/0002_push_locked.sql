-- How long after its last sign of life a device hides texts, in seconds; 0 is at once, below 0 never.
ALTER TABLE push_devices ADD COLUMN locked BIGINT NOT NULL DEFAULT -1;
