-- How far each box has been read into the index, and the small number that stands for it there.
CREATE TABLE search_boxes (
  box BIGINT PRIMARY KEY,
  n BIGINT NOT NULL,
  pts BIGINT NOT NULL
);
CREATE UNIQUE INDEX search_boxes_n ON search_boxes (n);

-- The words of each message, which our own code has found: see words.go. doc holds the box's number and the message's id.
CREATE TABLE search_words (
  doc BIGINT PRIMARY KEY,
  words TSVECTOR NOT NULL
);
CREATE INDEX search_words_words ON search_words USING GIN (words);
