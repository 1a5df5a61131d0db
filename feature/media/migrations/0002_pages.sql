-- What links lead to, as it was when it was last looked at. key is a hash of the address; data is empty where there is nothing to show.
-- The page's photo has a use of kind 5, whose id is the page's, as long as the row is there.
CREATE TABLE pages (
  key TEXT PRIMARY KEY,
  id BIGINT NOT NULL,
  date BIGINT NOT NULL,
  data TEXT NOT NULL
);
CREATE INDEX pages_date ON pages (date);
