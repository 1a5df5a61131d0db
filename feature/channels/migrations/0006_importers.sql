-- Who came, and who asks, is read page by page, the latest first.
DROP INDEX chat_joins_hash;
CREATE INDEX chat_joins_date ON chat_joins (peer, date, person);
CREATE INDEX chat_joins_link ON chat_joins (peer, hash, date, person);
CREATE INDEX chat_requests_date ON chat_requests (peer, date, person);
CREATE INDEX chat_requests_link ON chat_requests (peer, hash, date, person);
