package box

import (
	"slices"
	"strings"

	"chappe/db"
)

// OnErase has fn called, at the end of every transaction that deletes messages, with what goes of a box, so that what other
// tables hold of them goes with it. It is called at start only.
func (e *Engine) OnErase(fn func(tx *db.Tx, box int64, gone []*Message) error) {
	e.erased = append(e.erased, fn)
}

// MaxDelete is how many messages one event of deletion names at most, so that no update grows without bound.
const MaxDelete = 1000

// SQLite knows no alias in RETURNING.
var deleteByIDs = `DELETE FROM messages WHERE box = $1 AND id IN ($2*) RETURNING ` + strings.ReplaceAll(Columns, "m.", "")

// Delete removes messages of one box for good: the rows are overwritten, and what is left is that their numbers were used. It
// returns the box's pts after it, how many numbers it took (one for each message that was there) and which were there.
func (e *Engine) Delete(tx *db.Tx, box int64, ids []int32) (pts, count int32, gone []int32, err error) {
	for chunk := range slices.Chunk(ids, MaxDelete) {
		p, g, err := e.deleteChunk(tx, box, chunk)
		if err != nil {
			return 0, 0, nil, err
		}
		if len(g) > 0 {
			pts, count = p, count+int32(len(g))
			gone = append(gone, g...)
		}
	}
	if count == 0 {
		s, err := Load(tx, box)
		return s.Pts, 0, nil, err
	}
	return pts, count, gone, nil
}

func (e *Engine) deleteChunk(tx *db.Tx, box int64, ids []int32) (int32, []int32, error) {
	rows, err := db.All(tx, deleteByIDs, Scan, box, idList(ids))
	if err != nil || len(rows) == 0 {
		return 0, nil, wrap(err, "delete from box %d", box)
	}
	if err := tombstones(tx, box, rows); err != nil {
		return 0, nil, err
	}
	byID(rows)
	gone := make([]int32, len(rows))
	peers := map[Peer][]*Message{}
	for i, m := range rows {
		gone[i] = m.ID
		peers[m.Peer] = append(peers[m.Peer], m)
	}
	ev := Event{Box: box, Count: int32(len(rows)), Kind: Deleted, Data: EventData{IDs: gone}}
	if len(peers) == 1 {
		ev.Data.Peer = rows[0].Peer
	}
	if err := e.Put(tx, &ev); err != nil {
		return 0, nil, err
	}
	tx.Erased()
	if box > 0 {
		for p, ms := range peers {
			if err := recount(tx, box, p, ms); err != nil {
				return 0, nil, err
			}
		}
	}
	for _, fn := range e.erased {
		if err := fn(tx, box, rows); err != nil {
			return 0, nil, err
		}
	}
	return ev.Pts, gone, nil
}

// tombstones covers the numbers of deleted messages, neighbours by one row.
func tombstones(tx *db.Tx, box int64, rows []*Message) error {
	slices.SortFunc(rows, func(a, b *Message) int { return int(a.Pts) - int(b.Pts) })
	for i := 0; i < len(rows); {
		n := i + 1
		for n < len(rows) && rows[n].Pts == rows[n-1].Pts+1 {
			n++
		}
		ev := Event{Box: box, Pts: rows[n-1].Pts, Count: int32(n - i), Kind: Gone}
		if err := putEvent(tx, &ev); err != nil {
			return err
		}
		i = n
	}
	return nil
}

const selectRead = `SELECT read_in FROM dialogs WHERE box = $1 AND peer = $2`

const recountDialog = `UPDATE dialogs SET total = total - $3, unread = GREATEST(unread - $4, 0), mentions = GREATEST(mentions - $5, 0),
 reactions = GREATEST(reactions - $6, 0),
 top = COALESCE((SELECT m.id FROM messages m WHERE m.box = $1 AND m.peer = $2 ORDER BY m.id DESC LIMIT 1), 0),
 date = COALESCE((SELECT m.date FROM messages m WHERE m.box = $1 AND m.peer = $2 ORDER BY m.id DESC LIMIT 1), 0)
 WHERE box = $1 AND peer = $2`

// recount sets what a dialog counts and its newest message to what is left after gone went.
func recount(tx *db.Tx, box int64, peer Peer, gone []*Message) error {
	read, _, err := db.One(tx, selectRead, func(r *db.Row) int32 { return r.Int32() }, box, int64(peer))
	if err != nil {
		return wrap(err, "recount dialog of box %d", box)
	}
	unread, mentions, reactions := 0, 0, 0
	for _, m := range gone {
		if !m.Out && m.ID > read {
			unread++
		}
		if !m.Out && m.Flags&unseenMention == unseenMention {
			mentions++
		}
		if m.Flags&ReactionUnread != 0 {
			reactions++
		}
	}
	_, err = tx.Exec(recountDialog, box, int64(peer), len(gone), unread, mentions, reactions)
	return wrap(err, "recount dialog of box %d", box)
}
