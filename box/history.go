package box

import "chappe/db"

// Page says which part of a dialog's history is asked for, newest first.
// https://core.telegram.org/api/offsets
type Page struct {
	OffsetID   int32 // messages older than this one; 0: from the newest
	OffsetDate int32 // where OffsetID is 0: messages from before this time, unix seconds
	AddOffset  int32 // below 0: begin that many messages newer; above: skip that many
	Limit      int   // 1 to MaxPage; 0: as many as one likes to see at once
	MinID      int32 // only messages with a greater id, 0 for all
	MaxID      int32 // only messages with a smaller id, 0 for all
}

// MaxPage is the most messages that one page holds.
const MaxPage = 100

const defaultPage = 20

const endID = int32(1<<31 - 1)

// History returns a page of a dialog, newest first.
func History(tx *db.Tx, box int64, peer Peer, p Page) ([]*Message, error) {
	return Select(tx, box, Filter{Peer: peer}, p)
}

const firstFrom = `SELECT id, date FROM messages WHERE box = $1 AND peer = $2 AND id >= $3 ORDER BY id LIMIT 1`

const firstOfAll = `SELECT id, date FROM messages WHERE box = $1 AND CAST($2 AS BIGINT) = 0 AND id >= $3 ORDER BY id LIMIT 1`

// FirstSince returns the id of a dialog's first message of date (unix seconds) or later, or one beyond every message; peer 0
// stands for the whole box. Ids and dates rise together, so that a search by halves needs no index.
func FirstSince(tx *db.Tx, box int64, peer Peer, date int32) (int32, error) {
	st, err := Load(tx, box)
	if err != nil {
		return 0, err
	}
	sql := firstFrom
	if peer == 0 {
		sql = firstOfAll
	}
	type row struct{ id, date int32 }
	lo, hi := int32(1), st.LastID+1 // the answer is in [lo, hi]
	for lo < hi {
		mid := lo + (hi-lo)/2
		r, ok, err := db.One(tx, sql, func(r *db.Row) row { return row{r.Int32(), r.Int32()} }, box, int64(peer), mid)
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
