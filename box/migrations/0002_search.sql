-- In Saved Messages, which saved dialog a message is in: where it was forwarded from, or the person's own notes. 0 elsewhere.
ALTER TABLE messages ADD COLUMN saved BIGINT NOT NULL DEFAULT 0;
UPDATE messages SET saved = peer WHERE box = peer;

-- The date of the dialog's newest message, by which the list is sorted.
ALTER TABLE dialogs ADD COLUMN date BIGINT NOT NULL DEFAULT 0;
UPDATE dialogs SET date = COALESCE((SELECT m.date FROM messages m WHERE m.box = dialogs.box AND m.id = dialogs.top), 0);

-- Who wrote a message of a conversation of two, and so what is unread, is known without a look at the message.
DROP INDEX messages_peer;
CREATE INDEX messages_peer ON messages (box, peer, id, out);

-- What a plain text message is in none of, so that sending one costs nothing here.
CREATE INDEX messages_saved ON messages (box, saved, id) WHERE saved <> 0;
CREATE INDEX messages_kind ON messages (box, peer, kind, id) WHERE kind > 1;
CREATE INDEX messages_kind_all ON messages (box, kind, id) WHERE kind > 1;
CREATE INDEX messages_pinned ON messages (box, peer, id) WHERE (flags & 8) <> 0;
CREATE INDEX messages_link ON messages (box, peer, id) WHERE (flags & 4096) <> 0;
CREATE INDEX messages_link_all ON messages (box, id) WHERE (flags & 4096) <> 0;
CREATE INDEX messages_mention ON messages (box, peer, id) WHERE (flags & 2) <> 0;
CREATE INDEX messages_reaction ON messages (box, peer, id) WHERE (flags & 1024) <> 0;
