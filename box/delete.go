package box

import (
	"cmp"
	"fmt"
	"maps"
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
	if err != nil {
		return 0, nil, wrap(err, "delete from box %d", box)
	}
	evs, err := e.bury(tx, rows)
	if err != nil || len(evs) == 0 {
		return 0, nil, err
	}
	return evs[0].Pts, evs[0].Data.IDs, nil
}

var deleteByPlaces = `DELETE FROM messages WHERE (box, id) IN (VALUES ROWS) RETURNING ` + strings.ReplaceAll(Columns, "m.", "")

// DeleteMany removes messages of many boxes, at most MaxDelete in all, as Delete does, with few statements. Places that are empty are
// passed over.
func (e *Engine) DeleteMany(tx *db.Tx, ids map[int64][]int32) error {
	var places [][]any
	for _, b := range slices.Sorted(maps.Keys(ids)) {
		for _, id := range ids[b] {
			places = append(places, []any{b, id})
		}
	}
	if len(places) > MaxDelete {
		return fmt.Errorf("delete %d messages at once", len(places))
	}
	rows, err := withRows(tx, deleteByPlaces, true, places, Scan)
	if err != nil {
		return wrap(err, "delete from %d boxes", len(ids))
	}
	_, err = e.bury(tx, rows)
	return err
}

// bury covers the numbers of deleted messages, has each box say what went, and what other tables hold of it go with it. It returns the
// events that say so, one for each box.
func (e *Engine) bury(tx *db.Tx, gone []*Message) ([]Event, error) {
	if len(gone) == 0 {
		return nil, nil
	}
	slices.SortFunc(gone, func(a, b *Message) int { return cmp.Or(cmp.Compare(a.Box, b.Box), cmp.Compare(a.Pts, b.Pts)) })
	var boxes [][]*Message
	for i := 0; i < len(gone); {
		n := i + 1
		for n < len(gone) && gone[n].Box == gone[i].Box {
			n++
		}
		boxes = append(boxes, gone[i:n])
		i = n
	}
	var evs, all []Event
	for _, ms := range boxes {
		all = append(all, tombstones(ms)...)
		byID(ms)
		ev := Event{Box: ms[0].Box, Count: int32(len(ms)), Kind: Deleted, Data: EventData{Peer: ms[0].Peer}}
		for _, m := range ms {
			ev.Data.IDs = append(ev.Data.IDs, m.ID)
			if m.Peer != ms[0].Peer {
				ev.Data.Peer = 0
			}
		}
		evs = append(evs, ev)
	}
	if err := e.takeMany(tx, evs); err != nil {
		return nil, err
	}
	if err := putEvents(tx, append(all, evs...)); err != nil {
		return nil, err
	}
	for _, ev := range evs {
		e.wake(tx, ev.Box, ev.Pts, []Event{ev})
	}
	tx.Erased()
	if err := recount(tx, boxes); err != nil {
		return nil, err
	}
	for _, ms := range boxes {
		for _, fn := range e.erased {
			if err := fn(tx, ms[0].Box, ms); err != nil {
				return nil, err
			}
		}
	}
	return evs, nil
}

// tombstones covers the numbers of a box's deleted messages, which come in the order of their pts, neighbours by one event.
func tombstones(rows []*Message) (evs []Event) {
	for i := 0; i < len(rows); {
		n := i + 1
		for n < len(rows) && rows[n].Pts == rows[n-1].Pts+1 {
			n++
		}
		evs = append(evs, Event{Box: rows[0].Box, Pts: rows[n-1].Pts, Count: int32(n - i), Kind: Gone})
		i = n
	}
	return evs
}

const selectReads = `SELECT d.box, d.peer, d.read_in FROM (VALUES ROWS) AS v JOIN dialogs d ON d.box = v.column1 AND d.peer = v.column2`

const recountDialogs = `UPDATE dialogs SET total = total - v.column3, unread = GREATEST(unread - v.column4, 0),
 mentions = GREATEST(mentions - v.column5, 0), reactions = GREATEST(reactions - v.column6, 0),
 top = COALESCE((SELECT m.id FROM messages m WHERE m.box = v.column1 AND m.peer = v.column2 ORDER BY m.id DESC LIMIT 1), 0),
 date = COALESCE((SELECT m.date FROM messages m WHERE m.box = v.column1 AND m.peer = v.column2 ORDER BY m.id DESC LIMIT 1), 0)
 FROM (VALUES ROWS) AS v WHERE dialogs.box = v.column1 AND dialogs.peer = v.column2 RETURNING box`

// less is what went of a dialog.
type less struct{ total, unread, mentions, reactions int }

// recount sets what dialogs count and their newest messages to what is left after gone went, by box. A channel's box has no dialogs.
func recount(tx *db.Tx, gone [][]*Message) error {
	type dialog struct {
		box  int64
		peer Peer
	}
	var order []dialog
	went := map[dialog]*less{}
	var keys [][]any
	for _, ms := range gone {
		for _, m := range ms {
			if d := (dialog{m.Box, m.Peer}); m.Box > 0 && went[d] == nil {
				went[d] = new(less)
				order = append(order, d)
				keys = append(keys, []any{m.Box, int64(m.Peer)})
			}
		}
	}
	read := map[dialog]int32{}
	_, err := withRows(tx, selectReads, true, keys, func(r *db.Row) struct{} {
		read[dialog{r.Int64(), Peer(r.Int64())}] = r.Int32()
		return struct{}{}
	})
	if err != nil {
		return fmt.Errorf("recount dialogs: %w", err)
	}
	for _, ms := range gone {
		for _, m := range ms {
			d := dialog{m.Box, m.Peer}
			if l := went[d]; l != nil {
				l.count(m, read[d])
			}
		}
	}
	for i, d := range order {
		l := went[d]
		keys[i] = append(keys[i], l.total, l.unread, l.mentions, l.reactions)
	}
	_, err = withRows(tx, recountDialogs, true, keys, func(r *db.Row) int64 { return r.Int64() })
	if err != nil {
		return fmt.Errorf("recount dialogs: %w", err)
	}
	return nil
}

// count adds a message of a dialog that was read up to an id.
func (l *less) count(m *Message, read int32) {
	l.total++
	if !m.Out && m.ID > read {
		l.unread++
	}
	if !m.Out && m.Flags&unseenMention == unseenMention {
		l.mentions++
	}
	if m.Flags&ReactionUnread != 0 {
		l.reactions++
	}
}
