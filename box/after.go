package box

import (
	"fmt"
	"sync/atomic"

	"chappe/db"
)

// Gaps counts the numbers that After found uncovered. It stays 0 unless this package has a defect; a metric shows it.
var Gaps atomic.Int64

const selectNew = `SELECT ` + Columns + ` FROM messages m WHERE m.box = $1 AND m.id > $2 AND m.pts > $3 ORDER BY m.id LIMIT $4`

// After returns what happened in a box beyond pts, oldest first, at most limit events (1 to 10,000). The events cover every
// number from pts to the last one's Pts without a gap. It is the one way by which live delivery and differences read a box.
func After(tx *db.Tx, box int64, pts int32, limit int) ([]Event, error) {
	pts = max(pts, firstPts) // from the beginning
	id, err := lastBefore(tx, box, pts)
	if err != nil {
		return nil, err
	}
	ms, err := db.All(tx, selectNew, Scan, box, id, pts, limit)
	if err != nil {
		return nil, fmt.Errorf("messages of box %d after %d: %w", box, pts, err)
	}
	evs, err := db.All(tx, selectEvents, scanEvent(box), box, pts, limit)
	if err != nil {
		return nil, fmt.Errorf("events of box %d after %d: %w", box, pts, err)
	}
	out := merge(box, pts, limit, ms, evs)
	return out, fillEdited(tx, box, out)
}

const selectPts = `SELECT id, pts FROM messages WHERE box = $1 AND id >= $2 ORDER BY id LIMIT 1`

// shortWalk is how many messages may be passed over one by one.
const shortWalk = 500

// lastBefore returns an id below those of all messages that came after pts, and not far below. Ids and numbers of a box rise
// together, so that no index by numbers is needed.
func lastBefore(tx *db.Tx, box int64, pts int32) (int32, error) {
	st, err := Load(tx, box)
	if err != nil {
		return 0, err
	}
	// Each message takes a number, so that at most so many are newer.
	lo, hi := max(st.LastID-(st.Pts-pts), 0), st.LastID // the answer is in [lo, hi]
	type row struct{ id, pts int32 }
	for hi-lo > shortWalk {
		mid := lo + (hi-lo+1)/2
		r, ok, err := db.One(tx, selectPts, func(r *db.Row) row { return row{r.Int32(), r.Int32()} }, box, mid)
		if err != nil {
			return 0, wrap(err, "search box %d by number", box)
		}
		if !ok || r.pts > pts {
			hi = mid - 1 // no message from mid on came before
		} else {
			lo = r.id
		}
	}
	return lo, nil
}

// merge puts messages and events in the order of their numbers and closes what should not be open.
func merge(box int64, pts int32, limit int, ms []*Message, evs []Event) []Event {
	out := make([]Event, 0, min(limit, len(ms)+len(evs)))
	at := pts
	for len(out) < limit && (len(ms) > 0 || len(evs) > 0) {
		var next Event
		if len(evs) == 0 || (len(ms) > 0 && ms[0].Pts < evs[0].Pts) {
			next = Event{Box: box, Pts: ms[0].Pts, Count: 1, Kind: Posted, Message: ms[0]}
			ms = ms[1:]
		} else {
			next = evs[0]
			evs = evs[1:]
		}
		if gap := next.Pts - next.Count - at; gap > 0 {
			Gaps.Add(int64(gap))
			out = append(out, Event{Box: box, Pts: at + gap, Count: gap, Kind: Gone})
		} else if gap < 0 {
			// The client's pts lies inside an event: it gets the whole event over the numbers that it lacks.
			next.Count = next.Pts - at
		}
		out = append(out, next)
		at = next.Pts
	}
	return out
}

// fillEdited gives edits the message as it is now. An edit of a message that is gone has nothing to tell.
func fillEdited(tx *db.Tx, box int64, evs []Event) error {
	var ids []int32
	for _, ev := range evs {
		if ev.Kind == Edited {
			ids = append(ids, ev.Data.IDs...)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	ms, err := ByIDs(tx, box, ids)
	if err != nil {
		return err
	}
	for i := range evs {
		if evs[i].Kind == Edited && len(evs[i].Data.IDs) == 1 {
			evs[i].Message = ms[evs[i].Data.IDs[0]]
		}
	}
	return nil
}

const selectByIDs = `SELECT ` + Columns + ` FROM messages m WHERE m.box = $1 AND m.id IN ($2*)`

// ByIDs returns those of the messages that exist, by id.
func ByIDs(tx *db.Tx, box int64, ids []int32) (map[int32]*Message, error) {
	out := make(map[int32]*Message, len(ids))
	err := db.Each(tx, selectByIDs, func(r *db.Row) error {
		m := Scan(r)
		out[m.ID] = m
		return nil
	}, box, idList(ids))
	if err != nil {
		return nil, fmt.Errorf("messages of box %d by id: %w", box, err)
	}
	return out, nil
}

func idList(ids []int32) db.IDs {
	out := make(db.IDs, len(ids))
	for i, id := range ids {
		out[i] = int64(id)
	}
	return out
}
