package box

import (
	"fmt"

	"chappe/db"
)

// Dialog is what a person's list of chats knows of one of them.
type Dialog struct {
	Box       int64
	Peer      Peer
	Top       int32 // newest message, 0 for none
	Total     int32 // messages in it
	ReadIn    int32 // the owner read the others' messages up to here
	ReadOut   int32 // the others read the owner's messages up to here
	Unread    int32
	Mentions  int32
	Reactions int32
	Marked    bool  // marked as unread by hand
	Pinned    int64 // place among the pinned, 0 for not pinned
	Folder    int32 // 1 is the archive
	Date      int32 // of the newest message, unix seconds

	AsMessages bool // of a forum: its topics are not told apart
}

// DialogColumns are the columns that ScanDialog reads, of the table dialogs, which a query may call d.
const DialogColumns = `d.box, d.peer, d.top, d.total, d.read_in, d.read_out, d.unread, d.mentions, d.reactions, d.marked,
 d.pinned, d.folder, d.date`

// ScanDialog reads a row of DialogColumns.
func ScanDialog(r *db.Row) Dialog {
	return Dialog{
		Box: r.Int64(), Peer: Peer(r.Int64()), Top: r.Int32(), Total: r.Int32(), ReadIn: r.Int32(), ReadOut: r.Int32(), Unread: r.Int32(),
		Mentions: r.Int32(), Reactions: r.Int32(), Marked: r.Bool(), Pinned: r.Int64(), Folder: r.Int32(), Date: r.Int32(),
	}
}

const selectDialog = `SELECT ` + DialogColumns + ` FROM dialogs d WHERE d.box = $1 AND d.peer = $2`

// LoadDialog returns a dialog, and whether there is one.
func LoadDialog(tx *db.Tx, box int64, peer Peer) (Dialog, bool, error) {
	d, ok, err := db.One(tx, selectDialog, ScanDialog, box, int64(peer))
	return d, ok, wrap(err, "dialog %d of box %d", int64(peer), box)
}

// What is left unread is counted from the nearer end: what was just read, or what is still to come.
const markReadIn = `UPDATE dialogs SET read_in = $3, marked = FALSE, unread = CASE WHEN top <= $3 THEN 0
 WHEN $3 - read_in < top - $3 THEN GREATEST(unread - (SELECT COUNT(*) FROM messages m
  WHERE m.box = $1 AND m.peer = $2 AND m.id > dialogs.read_in AND m.id <= $3 AND NOT m.out), 0)
 ELSE (SELECT COUNT(*) FROM messages m WHERE m.box = $1 AND m.peer = $2 AND m.id > $3 AND NOT m.out) END
 WHERE box = $1 AND peer = $2 AND read_in < $3 RETURNING unread`

// ReadIn notes that the owner of a box has read a dialog up to the message max. It returns the event, nil when nothing changed.
func (e *Engine) ReadIn(tx *db.Tx, box int64, peer Peer, max int32) (*Event, error) {
	left, ok, err := db.One(tx, markReadIn, func(r *db.Row) int32 { return r.Int32() }, box, int64(peer), max)
	if err != nil || !ok {
		return nil, wrap(err, "read dialog of box %d", box)
	}
	ev := &Event{Box: box, Count: 1, Kind: ReadIn, Data: EventData{Peer: peer, Max: max, Left: left}}
	return ev, e.Put(tx, ev)
}

const markReadOut = `UPDATE dialogs SET read_out = $3 WHERE box = $1 AND peer = $2 AND read_out < $3`

// ReadOut notes that the owner's messages in a dialog were read by the other side up to max. It returns the event, nil when
// nothing changed.
func (e *Engine) ReadOut(tx *db.Tx, box int64, peer Peer, max int32) (*Event, error) {
	n, err := tx.Exec(markReadOut, box, int64(peer), max)
	if err != nil || n == 0 {
		return nil, wrap(err, "mark read in box %d", box)
	}
	ev := &Event{Box: box, Count: 1, Kind: ReadOut, Data: EventData{Peer: peer, Max: max}}
	return ev, e.Put(tx, ev)
}

const newestTwin = `SELECT twin FROM messages WHERE box = $1 AND peer = $2 AND id <= $3 AND NOT out AND twin <> 0
 ORDER BY id DESC LIMIT 1`

// NewestTwin returns the id, in the other person's box, of the newest message of theirs up to max in a private dialog; 0 when
// there is none.
func NewestTwin(tx *db.Tx, box int64, peer Peer, max int32) (int32, error) {
	id, _, err := db.One(tx, newestTwin, func(r *db.Row) int32 { return r.Int32() }, box, int64(peer), max)
	if err != nil {
		return 0, fmt.Errorf("newest read twin in box %d: %w", box, err)
	}
	return id, nil
}
