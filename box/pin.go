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

const (
	selectUnseen = `SELECT ` + Columns + ` FROM messages m WHERE m.box = $1 AND m.id IN ($2*) AND (m.flags & CAST($3 AS BIGINT)) <> 0 ORDER BY m.id`
	seeByIDs     = `UPDATE messages SET flags = flags & ~CAST($3 AS BIGINT) WHERE box = $1 AND id IN ($2*)`
)

// See notes that the owner of a box has looked at what is new about messages: what is any of MediaUnread (voice notes, video notes,
// mentions) and ReactionUnread. It returns the event, nil when nothing changed, and which messages changed, as they were before.
func (e *Engine) See(tx *db.Tx, box int64, ids []int32, what Flags) (*Event, []*Message, error) {
	seen, err := db.All(tx, selectUnseen, Scan, box, idList(ids), int64(what))
	if err != nil || len(seen) == 0 {
		return nil, nil, wrap(err, "look at messages of box %d", box)
	}
	ev := &Event{Box: box, Count: 1, Kind: Contents}
	for _, m := range seen {
		ev.Data.IDs = append(ev.Data.IDs, m.ID)
		mentions, reactions := 0, 0
		if what&MediaUnread != 0 && !m.Out && m.Flags&unseenMention == unseenMention {
			mentions = -1
		}
		if what&ReactionUnread != 0 && m.Flags&ReactionUnread != 0 {
			reactions = -1
		}
		if box > 0 && mentions+reactions != 0 {
			if err := CountUnseen(tx, box, m.Peer, mentions, reactions); err != nil {
				return nil, nil, err
			}
		}
	}
	if _, err := tx.Exec(seeByIDs, box, idList(ev.Data.IDs), int64(what)); err != nil {
		return nil, nil, wrap(err, "look at messages of box %d", box)
	}
	return ev, seen, e.Put(tx, ev)
}
