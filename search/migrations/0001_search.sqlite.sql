-- How far each box has been read into the index, and the small number that stands for it there.
CREATE TABLE search_boxes (
  box BIGINT PRIMARY KEY,
  n BIGINT NOT NULL,
  pts BIGINT NOT NULL
);
CREATE UNIQUE INDEX search_boxes_n ON search_boxes (n);

-- The words of each message, which our own code has found: see words.go. The rowid holds the box's number and the message's id.
CREATE VIRTUAL TABLE search_words USING fts5(words, tokenize = "ascii tokenchars '_'", detail = none, columnsize = 0);
-- What is deleted is overwritten in the index at once.
INSERT INTO search_words (search_words, rank) VALUES ('secure-delete', 1);
