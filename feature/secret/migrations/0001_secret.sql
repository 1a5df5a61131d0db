-- Secret chats. state: 1 asked for, 2 established, 3 over. A chat that is over keeps its number, so that nobody uses it again,
-- and nothing else.
CREATE TABLE secret_chats (
  id BIGINT PRIMARY KEY,
  admin_id BIGINT NOT NULL,
  admin_key BIGINT NOT NULL,
  participant_id BIGINT NOT NULL,
  participant_key BIGINT NOT NULL, -- of the device that accepted, 0 before
  date BIGINT NOT NULL,
  state BIGINT NOT NULL,
  g_a BYTEA NOT NULL,
  g_b BYTEA NOT NULL,
  fingerprint BIGINT NOT NULL
);
CREATE INDEX secret_chats_by_admin ON secret_chats (admin_key) WHERE state <> 3;
CREATE INDEX secret_chats_by_participant ON secret_chats (participant_id, participant_key) WHERE state <> 3;
CREATE INDEX secret_chats_by_date ON secret_chats (state, date);
-- What waits in devices' queues: which place of the erase file holds its key.
CREATE TABLE secret_waiting (
  key_id BIGINT NOT NULL,
  qts BIGINT NOT NULL,
  place BIGINT NOT NULL,
  random_id BIGINT NOT NULL,
  PRIMARY KEY (key_id, qts)
);
-- Complaints about a chat.
CREATE TABLE secret_reports (
  reporter BIGINT NOT NULL,
  chat_id BIGINT NOT NULL,
  reported BIGINT NOT NULL,
  date BIGINT NOT NULL,
  PRIMARY KEY (reporter, chat_id)
);
