-- What people report to the operator: a conversation (message is 0), or a message in it, which is found in box under the id message.
-- about is who wrote it, as a box peer. Reporting the same again replaces what was said of it.
CREATE TABLE reports (
  id BIGINT PRIMARY KEY,
  reporter BIGINT NOT NULL,
  peer BIGINT NOT NULL,
  box BIGINT NOT NULL,
  message BIGINT NOT NULL,
  about BIGINT NOT NULL,
  reason TEXT NOT NULL,
  comment TEXT NOT NULL,
  date BIGINT NOT NULL
);
CREATE UNIQUE INDEX reports_once ON reports (reporter, peer, message, about);
CREATE INDEX reports_date ON reports (reporter, date);
