-- What happened in a channel on a day (days since 1970, UTC): who came and went, how often its posts were seen and forwarded. A channel's
-- first row is the first day that was counted.
CREATE TABLE channel_days (
  channel BIGINT NOT NULL,
  day BIGINT NOT NULL,
  joined BIGINT NOT NULL,
  parted BIGINT NOT NULL,
  views BIGINT NOT NULL,
  forwards BIGINT NOT NULL,
  PRIMARY KEY (channel, day)
) WITHOUT ROWID;
CREATE INDEX channel_days_day ON channel_days (day);

-- The same for one post.
CREATE TABLE channel_post_days (
  channel BIGINT NOT NULL,
  id BIGINT NOT NULL,
  day BIGINT NOT NULL,
  views BIGINT NOT NULL,
  forwards BIGINT NOT NULL,
  PRIMARY KEY (channel, id, day)
) WITHOUT ROWID;
CREATE INDEX channel_post_days_day ON channel_post_days (day);
