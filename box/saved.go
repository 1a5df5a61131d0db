package box

import "chappe/db"

// SavedDialog is a part of Saved Messages: what was forwarded from one conversation, or the person's own notes.
type SavedDialog struct {
	Peer Peer
	Top  int32 // newest message
}

// Each step jumps to the next saved dialog, so that the messages between are not read.
const selectSaved = `WITH RECURSIVE s (saved) AS (
 SELECT MIN(saved) FROM messages WHERE box = $1 AND saved <> 0
 UNION ALL SELECT (SELECT MIN(m.saved) FROM messages m WHERE m.box = $1 AND m.saved <> 0 AND m.saved > s.saved) FROM s WHERE s.saved IS NOT NULL)
 SELECT s.saved, (SELECT MAX(m.id) FROM messages m WHERE m.box = $1 AND m.saved <> 0 AND m.saved = s.saved) FROM s
 WHERE s.saved IS NOT NULL ORDER BY 2 DESC`

// SavedDialogs returns the dialogs of a person's Saved Messages, the latest first.
func SavedDialogs(tx *db.Tx, owner int64) ([]SavedDialog, error) {
	ds, err := db.All(tx, selectSaved, func(r *db.Row) SavedDialog {
		return SavedDialog{Peer: Peer(r.Int64()), Top: r.Int32()}
	}, owner)
	return ds, wrap(err, "saved dialogs of %d", owner)
}
