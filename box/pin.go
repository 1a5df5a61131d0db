package box

import (
	"slices"

	"chappe/db"
)

const pinByIDs = `UPDATE messages SET flags = flags | 8 WHERE box = $1 AND peer = $2 AND id IN ($3*) AND (flags & 8) = 0 RETURNING id`

const unpinByIDs = `UPDATE messages SET flags = flags & ~8 WHERE box = $1 AND peer = $2 AND id IN ($3*) AND (flags & 8) <> 0 RETURNING id`

// Pin pins messages of a dialog, or unpins them. It returns the event, nil when nothing changed.
func (e *Engine) Pin(tx *db.Tx, box int64, peer Peer, ids []int32, on bool) (*Event, error) {
	sql := pinByIDs
	if !on {
		sql = unpinByIDs
	}
	changed, err := db.All(tx, sql, func(r *db.Row) int32 { return r.Int32() }, box, int64(peer), idList(ids))
	if err != nil || len(changed) == 0 {
		return nil, wrap(err, "pin in box %d", box)
	}
	slices.Sort(changed)
	ev := &Event{Box: box, Count: 1, Kind: PinnedMsgs, Data: EventData{Peer: peer, IDs: changed, On: on}}
	return ev, e.Put(tx, ev)
}

const seeByIDs = `UPDATE messages SET flags = flags & ~4 WHERE box = $1 AND id IN ($2*) AND (flags & 4) <> 0
 RETURNING id, peer, flags, twin, out`

// Seen is a message whose contents were looked at just now.
type Seen struct {
	ID    int32
	Peer  Peer
	Flags Flags // as they are now
	Twin  int32
	Out   bool
}

// See notes that voice notes, video notes and mentions were looked at. It returns the event, nil when nothing changed, and which
// messages changed.
func (e *Engine) See(tx *db.Tx, box int64, ids []int32) (*Event, []Seen, error) {
	seen, err := db.All(tx, seeByIDs, func(r *db.Row) Seen {
		return Seen{ID: r.Int32(), Peer: Peer(r.Int64()), Flags: Flags(r.Int64()), Twin: r.Int32(), Out: r.Bool()}
	}, box, idList(ids))
	if err != nil || len(seen) == 0 {
		return nil, nil, wrap(err, "look at messages of box %d", box)
	}
	slices.SortFunc(seen, func(a, b Seen) int { return int(a.ID) - int(b.ID) })
	ev := &Event{Box: box, Count: 1, Kind: Contents}
	for _, s := range seen {
		ev.Data.IDs = append(ev.Data.IDs, s.ID)
		if s.Flags&Mentioned != 0 && !s.Out && box > 0 {
			if err := CountUnseen(tx, box, s.Peer, -1, 0); err != nil {
				return nil, nil, err
			}
		}
	}
	return ev, seen, e.Put(tx, ev)
}
