package box

import (
	"fmt"
	"slices"

	"chappe/db"
)

const updateContent = `UPDATE messages SET content = $3, kind = $4, edit_date = $5, flags = $6, state = $7, ttl = $8
 WHERE box = $1 AND id = $2`

// Edit stores what m says now (Content, State, Kind, Flags, EditDate, TTL) and makes an event of it. It returns the event's pts.
func (e *Engine) Edit(tx *db.Tx, m *Message) (int32, error) {
	n, err := tx.Exec(updateContent, m.Box, m.ID, string(m.Content), int64(m.Kind), m.EditDate, int64(m.Flags), string(m.State), m.TTL)
	if err != nil {
		return 0, fmt.Errorf("edit %d of box %d: %w", m.ID, m.Box, err)
	}
	if n == 0 {
		return 0, fmt.Errorf("edit %d of box %d: no such message", m.ID, m.Box)
	}
	s, err := e.take(tx, m.Box, 1, 0)
	if err != nil {
		return 0, err
	}
	ev := Event{Box: m.Box, Pts: s.Pts, Count: 1, Kind: Edited, Data: EventData{IDs: []int32{m.ID}}}
	if err := putEvent(tx, &ev); err != nil {
		return 0, err
	}
	ev.Message = m
	e.wake(tx, m.Box, ev.Pts, []Event{ev})
	return ev.Pts, nil
}

// maxDelete is how many messages one event of deletion names at most, so that no update grows without bound.
const maxDelete = 1000

const deleteByIDs = `DELETE FROM messages WHERE box = $1 AND id IN ($2*) RETURNING id, pts, peer`

type deleted struct {
	id, pts int32
	peer    Peer
}

// Delete removes messages of one box for good: the rows are overwritten, and what is left is that their numbers were used. It
// returns the box's pts after it, how many numbers it took (one for each message that was there) and which were there.
func (e *Engine) Delete(tx *db.Tx, box int64, ids []int32) (pts, count int32, gone []int32, err error) {
	for chunk := range slices.Chunk(ids, maxDelete) {
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
	rows, err := db.All(tx, deleteByIDs, func(r *db.Row) deleted {
		return deleted{id: r.Int32(), pts: r.Int32(), peer: Peer(r.Int64())}
	}, box, idList(ids))
	if err != nil || len(rows) == 0 {
		return 0, nil, wrap(err, "delete from box %d", box)
	}
	slices.SortFunc(rows, func(a, b deleted) int { return int(a.pts) - int(b.pts) })
	if err := tombstones(tx, box, rows); err != nil {
		return 0, nil, err
	}
	gone := make([]int32, len(rows))
	peers := map[Peer]int{}
	for i, r := range rows {
		gone[i] = r.id
		peers[r.peer]++
	}
	slices.Sort(gone)
	ev := Event{Box: box, Count: int32(len(rows)), Kind: Deleted, Data: EventData{IDs: gone}}
	if len(peers) == 1 {
		ev.Data.Peer = rows[0].peer
	}
	if err := e.Put(tx, &ev); err != nil {
		return 0, nil, err
	}
	tx.Erased()
	if box > 0 {
		for p, n := range peers {
			if err := recount(tx, box, p, n); err != nil {
				return 0, nil, err
			}
		}
	}
	return ev.Pts, gone, nil
}

// tombstones covers the numbers of deleted messages, neighbours by one row. rows are in the order of their pts.
func tombstones(tx *db.Tx, box int64, rows []deleted) error {
	for i := 0; i < len(rows); {
		n := i + 1
		for n < len(rows) && rows[n].pts == rows[n-1].pts+1 {
			n++
		}
		ev := Event{Box: box, Pts: rows[n-1].pts, Count: int32(n - i), Kind: Gone}
		if err := putEvent(tx, &ev); err != nil {
			return err
		}
		i = n
	}
	return nil
}

const recountDialog = `UPDATE dialogs SET total = total - $3,
 top = (SELECT COALESCE(MAX(m.id), 0) FROM messages m WHERE m.box = dialogs.box AND m.peer = dialogs.peer),
 unread = (SELECT COUNT(*) FROM messages m WHERE m.box = dialogs.box AND m.peer = dialogs.peer AND m.id > dialogs.read_in AND NOT m.out)
 WHERE box = $1 AND peer = $2`

// recount sets a dialog's newest message and unread count to what the messages say, after n of them went.
func recount(tx *db.Tx, box int64, peer Peer, n int) error {
	_, err := tx.Exec(recountDialog, box, int64(peer), n)
	return wrap(err, "recount dialog of box %d", box)
}

func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}
