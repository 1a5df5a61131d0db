package box

import "chappe/db"

const markDialog = `UPDATE dialogs SET marked = $3 WHERE box = $1 AND peer = $2 AND marked <> $3`

// Mark marks a dialog as unread by hand, or takes the mark away, and says whether that changed anything.
func Mark(tx *db.Tx, box int64, peer Peer, on bool) (bool, error) {
	n, err := tx.Exec(markDialog, box, int64(peer), on)
	return n > 0, wrap(err, "mark dialog of box %d", box)
}

const selectMarked = `SELECT peer FROM dialogs WHERE box = $1 AND marked ORDER BY peer`

// Marked returns the dialogs that are marked as unread.
func Marked(tx *db.Tx, box int64) ([]Peer, error) {
	ps, err := db.All(tx, selectMarked, scanPeer, box)
	return ps, wrap(err, "marked dialogs of box %d", box)
}

func scanPeer(r *db.Row) Peer { return Peer(r.Int64()) }

const selectPinned = `SELECT ` + DialogColumns + ` FROM dialogs d WHERE d.box = $1 AND d.folder = $2 AND d.pinned > 0 ORDER BY d.pinned DESC`

// PinnedDialogs returns the pinned dialogs of a folder, the topmost first.
func PinnedDialogs(tx *db.Tx, box int64, folder int32) ([]Dialog, error) {
	ds, err := db.All(tx, selectPinned, ScanDialog, box, folder)
	return ds, wrap(err, "pinned dialogs of box %d", box)
}

const updatePlace = `UPDATE dialogs SET pinned = $3 WHERE box = $1 AND peer = $2`

// PlaceDialog pins a dialog at a place, the highest on top, or with 0 unpins it.
func PlaceDialog(tx *db.Tx, box int64, peer Peer, place int64) error {
	_, err := tx.Exec(updatePlace, box, int64(peer), place)
	return wrap(err, "pin dialog of box %d", box)
}

const updateFolder = `UPDATE dialogs SET folder = $3, pinned = 0 WHERE box = $1 AND peer = $2 AND folder <> $3`

// MoveDialog moves a dialog to a folder (0 or 1), where it is not pinned. It returns the event, nil when it is there already.
func (e *Engine) MoveDialog(tx *db.Tx, box int64, peer Peer, folder int32) (*Event, error) {
	n, err := tx.Exec(updateFolder, box, int64(peer), folder)
	if err != nil || n == 0 {
		return nil, wrap(err, "move dialog of box %d", box)
	}
	ev := &Event{Box: box, Count: 1, Kind: Foldered, Data: EventData{Peer: peer, Max: folder}}
	return ev, e.Put(tx, ev)
}

const resetDialog = `UPDATE dialogs SET pinned = 0, folder = 0, marked = FALSE WHERE box = $1 AND peer = $2 AND top = 0`

// ForgetDialog takes an empty dialog out of its owner's lists. What was read stays known, because ids go on.
func ForgetDialog(tx *db.Tx, box int64, peer Peer) error {
	_, err := tx.Exec(resetDialog, box, int64(peer))
	return wrap(err, "forget dialog of box %d", box)
}

const countUnseen = `UPDATE dialogs SET mentions = GREATEST(mentions + $3, 0), reactions = GREATEST(reactions + $4, 0)
 WHERE box = $1 AND peer = $2`

// CountUnseen changes how many of a dialog's messages have a mention or a reaction that its owner has not looked at.
func CountUnseen(tx *db.Tx, box int64, peer Peer, mentions, reactions int) error {
	_, err := tx.Exec(countUnseen, box, int64(peer), mentions, reactions)
	return wrap(err, "count unseen of box %d", box)
}

const countUnread = `SELECT COUNT(*) FROM dialogs WHERE box = $1 AND (unread > 0 OR marked)`

// UnreadDialogs is how many of a person's conversations have something unread or are marked so.
func UnreadDialogs(tx *db.Tx, box int64) (int32, error) {
	n, _, err := db.One(tx, countUnread, func(r *db.Row) int32 { return r.Int32() }, box)
	return n, wrap(err, "unread dialogs of box %d", box)
}
