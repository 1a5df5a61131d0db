-- What a reported message said when it was reported, as JSON; empty for a conversation, and from some time on.
ALTER TABLE reports ADD COLUMN copy TEXT NOT NULL DEFAULT '';
CREATE INDEX reports_copy ON reports (date) WHERE copy <> '';
