package messages

import (
	"chappe/box"
	"chappe/db"
)

// scheduled is a message that is to be sent later, as it is kept.
type scheduled struct {
	Box      int64
	ID       int32 // of a sequence of its own
	Peer     box.Peer
	Due      int32 // unix seconds, or untilOnline
	RandomID int64
	Date     int32 // when it was made, unix seconds
	EditDate int32 // unix seconds, 0 for never
	Flags    box.Flags
	Kind     box.Kind
	Album    int64
	ReplyTo  int32
	Saved    box.Peer
	TTL      int32
	Content  []byte
	Other    []byte // what the other person's row says instead, empty for the same
	As       box.Peer
}

const scheduledColumns = `box, id, peer, due, random_id, date, edit_date, flags, kind, album, reply_to, saved, ttl, content, other, send_as`

func scanScheduled(r *db.Row) scheduled {
	return scheduled{
		Box: r.Int64(), ID: r.Int32(), Peer: box.Peer(r.Int64()), Due: r.Int32(), RandomID: r.Int64(), Date: r.Int32(), EditDate: r.Int32(),
		Flags: box.Flags(r.Int64()), Kind: box.Kind(r.Int64()), Album: r.Int64(), ReplyTo: r.Int32(), Saved: box.Peer(r.Int64()),
		TTL: r.Int32(), Content: []byte(r.Text()), Other: []byte(r.Text()), As: box.Peer(r.Int64()),
	}
}

const (
	takeScheduledIDs = `INSERT INTO scheduled_ids (box, last) VALUES ($1, $2)
 ON CONFLICT (box) DO UPDATE SET last = scheduled_ids.last + excluded.last RETURNING last`
	insertScheduled = `INSERT INTO scheduled (` + scheduledColumns + `)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`
)

// putScheduled keeps messages of one box and gives them their ids.
func putScheduled(tx *db.Tx, ss []scheduled) error {
	last, _, err := db.One(tx, takeScheduledIDs, func(r *db.Row) int32 { return r.Int32() }, ss[0].Box, len(ss))
	if err != nil {
		return wrap(err, "schedule for %d", ss[0].Box)
	}
	for i := range ss {
		s := &ss[i]
		s.ID = last - int32(len(ss)-1-i)
		_, err := tx.Exec(insertScheduled, s.Box, s.ID, int64(s.Peer), s.Due, s.RandomID, s.Date, s.EditDate, int64(s.Flags), int64(s.Kind),
			s.Album, s.ReplyTo, int64(s.Saved), s.TTL, string(s.Content), string(s.Other), int64(s.As))
		if err != nil {
			return wrap(err, "schedule for %d", s.Box)
		}
	}
	return nil
}

const updateScheduled = `UPDATE scheduled SET due = $3, edit_date = $4, flags = $5, content = $6, other = $7 WHERE box = $1 AND id = $2`

// changeScheduled stores what an edit may change.
func changeScheduled(tx *db.Tx, s scheduled) error {
	_, err := tx.Exec(updateScheduled, s.Box, s.ID, s.Due, s.EditDate, int64(s.Flags), string(s.Content), string(s.Other))
	return wrap(err, "change what %d scheduled", s.Box)
}

const selectScheduledPeer = `SELECT ` + scheduledColumns + ` FROM scheduled WHERE box = $1 AND peer = $2 ORDER BY due DESC, id DESC`

// scheduledWith returns what a person scheduled in a conversation, the last to be sent first.
func scheduledWith(tx *db.Tx, owner int64, peer box.Peer) ([]scheduled, error) {
	ss, err := db.All(tx, selectScheduledPeer, scanScheduled, owner, int64(peer))
	return ss, wrap(err, "what %d scheduled", owner)
}

const selectScheduledIDs = `SELECT ` + scheduledColumns + ` FROM scheduled WHERE box = $1 AND id IN ($2*) ORDER BY id`

// scheduledByIDs returns those of a person's scheduled messages that are there, in the order of ids.
func scheduledByIDs(tx *db.Tx, owner int64, ids []int32) ([]scheduled, error) {
	ss, err := db.All(tx, selectScheduledIDs, scanScheduled, owner, idList(ids))
	return ss, wrap(err, "what %d scheduled", owner)
}

const selectScheduledRandom = `SELECT ` + scheduledColumns + ` FROM scheduled WHERE box = $1 AND random_id = $2 AND random_id <> 0`

// scheduledBefore returns what an earlier request with the same random id scheduled.
func scheduledBefore(tx *db.Tx, owner, randomID int64) (scheduled, bool, error) {
	s, ok, err := db.One(tx, selectScheduledRandom, scanScheduled, owner, randomID)
	return s, ok, wrap(err, "what %d scheduled", owner)
}

const deleteScheduled = `DELETE FROM scheduled WHERE box = $1 AND id IN ($2*) RETURNING id`

// removeScheduled takes messages out and returns which were there.
func removeScheduled(tx *db.Tx, owner int64, ids []int32) ([]int32, error) {
	gone, err := db.All(tx, deleteScheduled, func(r *db.Row) int32 { return r.Int32() }, owner, idList(ids))
	tx.Erased()
	return gone, wrap(err, "drop what %d scheduled", owner)
}

const selectNextDue = `SELECT COALESCE((SELECT due FROM scheduled ORDER BY due LIMIT 1), 0),
 COALESCE((SELECT due FROM scheduled ORDER BY due DESC LIMIT 1), 0)`

// nextDue returns when the first scheduled message of all is due, 0 for never, and whether any waits for somebody to come online.
func nextDue(tx *db.Tx) (first int32, waiting bool, err error) {
	type ends struct{ first, last int32 }
	e, _, err := db.One(tx, selectNextDue, func(r *db.Row) ends { return ends{r.Int32(), r.Int32()} })
	return e.first, e.last == untilOnline, wrap(err, "next scheduled message")
}

const selectDue = `SELECT ` + scheduledColumns + ` FROM scheduled WHERE due <= $1 ORDER BY due, box, id LIMIT $2`

// dueBy returns what is due at a time, the first first.
func dueBy(tx *db.Tx, now int32, limit int) ([]scheduled, error) {
	ss, err := db.All(tx, selectDue, scanScheduled, now, limit)
	return ss, wrap(err, "scheduled messages that are due")
}

const selectAwaited = `SELECT ` + scheduledColumns + ` FROM scheduled WHERE due = $1 ORDER BY box, id LIMIT $2`

// awaited returns what waits for somebody to come online.
func awaited(tx *db.Tx, limit int) ([]scheduled, error) {
	ss, err := db.All(tx, selectAwaited, scanScheduled, untilOnline, limit)
	return ss, wrap(err, "scheduled messages that wait for somebody")
}

func idList(ids []int32) db.IDs {
	out := make(db.IDs, len(ids))
	for i, id := range ids {
		out[i] = int64(id)
	}
	return out
}
