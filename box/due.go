package box

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"chappe/db"
)

// OnTimed has fn called after every transaction that posts messages with a time to live. fn must not wait. It is called at start only.
func (e *Engine) OnTimed(fn func()) { e.timed = fn }

// lives tells whoever destroys messages that there are new ones to think of.
func (e *Engine) lives(tx *db.Tx) {
	if e.timed != nil {
		tx.After(func(context.Context) { e.timed() })
	}
}

const selectNextDue = `SELECT date + ttl FROM messages WHERE ttl > 0 ORDER BY date + ttl LIMIT 1`

// NextDue is when the next message destroys itself (unix seconds), 0 when none does.
func NextDue(tx *db.Tx) (int32, error) {
	due, _, err := db.One(tx, selectNextDue, func(r *db.Row) int32 { return r.Int32() })
	return due, wrap(err, "next message to destroy itself")
}

const selectDue = `SELECT box, id FROM messages WHERE ttl > 0 AND date + ttl <= $1 ORDER BY date + ttl LIMIT $2`

// Due returns messages whose time is over at now, in lots of at most MaxDelete for Engine.DeleteMany: of the limit most overdue, those of
// one box together.
func Due(tx *db.Tx, now int32, limit, lot int) ([]map[int64][]int32, error) {
	type place struct {
		box int64
		id  int32
	}
	due, err := db.All(tx, selectDue, func(r *db.Row) place { return place{r.Int64(), r.Int32()} }, now, limit)
	if err != nil {
		return nil, fmt.Errorf("messages to destroy themselves: %w", err)
	}
	slices.SortStableFunc(due, func(a, b place) int { return cmp.Or(cmp.Compare(a.box, b.box), cmp.Compare(a.id, b.id)) })
	var out []map[int64][]int32
	for chunk := range slices.Chunk(due, min(lot, MaxDelete)) {
		ids := map[int64][]int32{}
		for _, p := range chunk {
			ids[p.box] = append(ids[p.box], p.id)
		}
		out = append(out, ids)
	}
	return out, nil
}
