-- As whom a scheduled message is to be posted, 0 for what the sender's seat says then.
ALTER TABLE scheduled ADD COLUMN send_as BIGINT NOT NULL DEFAULT 0;
