-- After how many seconds new messages destroy themselves, by conversation. Peer 0 is what conversations begin with.
CREATE TABLE message_timers (
  owner BIGINT NOT NULL,
  peer BIGINT NOT NULL,
  period BIGINT NOT NULL,
  PRIMARY KEY (owner, peer)
);
