-- What the planner believes of these tables. It is written down here once and never measured (nothing runs ANALYZE), so that a
-- query is answered the same way on every server: in a box with many messages by the index made for it, and not by a walk
-- through the box. Each line has the rows of an index, and how many of them share its first column, its first two, and so on.
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1 WHERE tbl = 'messages';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('messages', 'messages', '10000000 2000 1'),
  ('messages', 'messages_peer', '10000000 2000 40 1 1'),
  ('messages', 'messages_origin', '100000 50 2'),
  ('messages', 'messages_saved', '100000 50 5 1'),
  ('messages', 'messages_kind', '1000000 200 10 5 1'),
  ('messages', 'messages_kind_all', '1000000 200 50 1'),
  ('messages', 'messages_pinned', '10000 10 2 1'),
  ('messages', 'messages_link', '1000000 200 10 1'),
  ('messages', 'messages_link_all', '1000000 200 1'),
  ('messages', 'messages_mention', '10000 10 2 1'),
  ('messages', 'messages_reaction', '10000 10 2 1');
ANALYZE sqlite_schema;
