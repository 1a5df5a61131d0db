-- Who is taking a copy of their data with them, and with which device.
CREATE TABLE takeouts (
  owner BIGINT NOT NULL,
  id BIGINT NOT NULL,
  device BIGINT NOT NULL,
  date BIGINT NOT NULL,
  PRIMARY KEY (owner, id)
);
