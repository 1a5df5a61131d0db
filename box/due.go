package box

import (
	"context"

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

// Due returns, by box, messages whose time is over at now, the most overdue first.
func Due(tx *db.Tx, now int32, limit int) (map[int64][]int32, error) {
	out := map[int64][]int32{}
	err := db.Each(tx, selectDue, func(r *db.Row) error {
		box := r.Int64()
		out[box] = append(out[box], r.Int32())
		return nil
	}, now, limit)
	return out, wrap(err, "messages to destroy themselves")
}
