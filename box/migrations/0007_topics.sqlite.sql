-- Which topic of a forum a message is in: 1 for the general one, 0 where the group was no forum. What is no forum's costs nothing here.
ALTER TABLE messages ADD COLUMN topic BIGINT NOT NULL DEFAULT 0;
CREATE INDEX messages_topic ON messages (box, topic, id) WHERE topic <> 0;

-- As in 0003: what the planner believes of it.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('messages', 'messages_topic', '1000000 1000 100 1');
ANALYZE sqlite_schema;
