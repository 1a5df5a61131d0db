-- Media that destroys itself, from when it was looked at.
CREATE TABLE burns (
  box BIGINT NOT NULL,
  id BIGINT NOT NULL,
  due BIGINT NOT NULL,
  PRIMARY KEY (box, id)
) WITHOUT ROWID;
CREATE INDEX burns_due ON burns (due);

-- Polls: what is asked, as JSON, and whether it is over. A poll goes with the last message that has it.
CREATE TABLE polls (
  id BIGINT PRIMARY KEY,
  owner BIGINT NOT NULL,
  closed BOOLEAN NOT NULL,
  close_date BIGINT NOT NULL,
  data TEXT NOT NULL
);
CREATE INDEX polls_due ON polls (close_date) WHERE close_date <> 0;
CREATE TABLE poll_messages (
  box BIGINT NOT NULL,
  id BIGINT NOT NULL,
  poll BIGINT NOT NULL,
  PRIMARY KEY (box, id)
) WITHOUT ROWID;
CREATE INDEX poll_messages_poll ON poll_messages (poll);
CREATE TABLE votes (
  poll BIGINT NOT NULL,
  voter BIGINT NOT NULL,
  choice BIGINT NOT NULL,
  date BIGINT NOT NULL,
  PRIMARY KEY (poll, voter, choice)
) WITHOUT ROWID;
CREATE INDEX votes_choice ON votes (poll, choice, date, voter);
