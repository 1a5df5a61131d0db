-- Parts that came about together stand in one object, one after the other. A row for each such object and the content whose parts are
-- in it: what is in it goes with that content, not part by part.
CREATE TABLE fills (
  object TEXT PRIMARY KEY,
  blob BIGINT NOT NULL
);
CREATE INDEX fills_blob ON fills (blob);

-- Where in its object a part begins.
ALTER TABLE parts ADD COLUMN off BIGINT NOT NULL DEFAULT 0;
