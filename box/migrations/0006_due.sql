-- Messages that destroy themselves, by when.
CREATE INDEX messages_due ON messages ((date + ttl)) WHERE ttl > 0;
