-- Phone numbers in somebody's address book that nobody here has yet: whoever signs up with one becomes their contact.
CREATE TABLE awaited (
  owner BIGINT NOT NULL,
  phone TEXT NOT NULL,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  added BIGINT NOT NULL,
  PRIMARY KEY (owner, phone)
) WITHOUT ROWID;
CREATE INDEX awaited_phone ON awaited (phone, owner);

-- How many phone numbers a person has looked up: the time (unix seconds) at which all of their allowance is back.
CREATE TABLE lookups (
  owner BIGINT PRIMARY KEY,
  full_at BIGINT NOT NULL
);
