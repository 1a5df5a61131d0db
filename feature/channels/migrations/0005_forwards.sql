-- Where posts of channels were forwarded to in other channels: the post, and its copy. Whether the other channel is public is asked when this
-- is read.
CREATE TABLE channel_forwards (
  channel BIGINT NOT NULL,
  id BIGINT NOT NULL,
  place BIGINT NOT NULL,
  copy BIGINT NOT NULL,
  date BIGINT NOT NULL,
  PRIMARY KEY (place, copy)
) WITHOUT ROWID;
CREATE INDEX channel_forwards_post ON channel_forwards (channel, id, date);
