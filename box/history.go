package box

import "chappe/db"

// Page says which part of a dialog's history is asked for, newest first.
// https://core.telegram.org/api/offsets
type Page struct {
	OffsetID   int32 // messages older than this one; 0: from the newest
	OffsetDate int32 // where OffsetID is 0: messages from before this time, unix seconds
	AddOffset  int32 // below 0: begin that many messages newer; above: skip that many
	Limit      int   // 1 to MaxPage
	MinID      int32 // only messages with a greater id, 0 for all
	MaxID      int32 // only messages with a smaller id, 0 for all
}

// MaxPage is the most messages that one page holds.
const MaxPage = 100

const older = `SELECT ` + Columns + ` FROM messages m WHERE m.box = $1 AND m.peer = $2 AND m.id < $3 AND m.id > $4
 ORDER BY m.id DESC LIMIT $5 OFFSET $6`

const newer = `SELECT ` + Columns + ` FROM messages m WHERE m.box = $1 AND m.peer = $2 AND m.id >= $3 AND m.id < $4
 ORDER BY m.id LIMIT $5`

const endID = int32(1<<31 - 1)

// History returns a page of a dialog, newest first.
func History(tx *db.Tx, box int64, peer Peer, p Page) ([]*Message, error) {
	p.Limit = min(max(p.Limit, 1), MaxPage)
	below, end := p.OffsetID, endID
	if p.MaxID > 0 {
		end = p.MaxID
	}
	if below <= 0 {
		below = end
		if p.OffsetDate > 0 {
			id, err := FirstSince(tx, box, peer, p.OffsetDate)
			if err != nil {
				return nil, err
			}
			below = id
		}
	}
	var out []*Message
	take, skip := p.Limit, max(p.AddOffset, 0)
	if p.AddOffset < 0 {
		n := min(-int(p.AddOffset), MaxPage)
		ms, err := db.All(tx, newer, Scan, box, int64(peer), max(below, p.MinID+1), end, n)
		if err != nil {
			return nil, wrap(err, "newer history of box %d", box)
		}
		for i := len(ms) - 1; i >= 0; i-- {
			out = append(out, ms[i])
		}
		out = out[:min(len(out), p.Limit)] // where the window ends before the offset, its newest part counts
		take = p.Limit - n
	}
	if take > 0 {
		ms, err := db.All(tx, older, Scan, box, int64(peer), min(below, end), p.MinID, take, skip)
		if err != nil {
			return nil, wrap(err, "history of box %d", box)
		}
		out = append(out, ms...)
	}
	return out, nil
}

const firstFrom = `SELECT id, date FROM messages WHERE box = $1 AND peer = $2 AND id >= $3 ORDER BY id LIMIT 1`

// FirstSince returns the id of a dialog's first message of date (unix seconds) or later, or one beyond every message. Ids and
// dates of a box rise together, so that a search by halves needs no index.
func FirstSince(tx *db.Tx, box int64, peer Peer, date int32) (int32, error) {
	st, err := Load(tx, box)
	if err != nil {
		return 0, err
	}
	type row struct{ id, date int32 }
	lo, hi := int32(1), st.LastID+1 // the answer is in [lo, hi]
	for lo < hi {
		mid := lo + (hi-lo)/2
		r, ok, err := db.One(tx, firstFrom, func(r *db.Row) row { return row{r.Int32(), r.Int32()} }, box, int64(peer), mid)
		if err != nil {
			return 0, wrap(err, "search box %d by date", box)
		}
		if !ok || r.date >= date {
			hi = mid
		} else {
			lo = r.id + 1
		}
	}
	return hi, nil
}
