package box

import (
	"context"
	"fmt"

	"chappe/bus"
	"chappe/db"
)

// Queued is an entry of a device's own queue: what only that device may have. It is erased when the device acknowledges it.
type Queued struct {
	Key  int64 // the device's permanent key
	Qts  int32
	Date int32 // unix seconds
	Name string
	Data []byte
}

const takeQts = `INSERT INTO queues (key_id, qts) VALUES ($1, 1) ON CONFLICT (key_id) DO UPDATE SET qts = queues.qts + 1 RETURNING qts`

const insertQueued = `INSERT INTO queued (key_id, qts, date, name, data) VALUES ($1, $2, $3, $4, $5)`

// Enqueue appends q to its device's queue and wakes the device after the commit. Qts and Date are set.
func (e *Engine) Enqueue(tx *db.Tx, q *Queued) error {
	qts, _, err := db.One(tx, takeQts, func(r *db.Row) int32 { return r.Int32() }, q.Key)
	if err != nil {
		return fmt.Errorf("take qts: %w", err)
	}
	q.Qts, q.Date = qts, e.Now()
	if _, err := tx.Exec(insertQueued, q.Key, q.Qts, q.Date, q.Name, q.Data); err != nil {
		return fmt.Errorf("enqueue: %w", err)
	}
	key := q.Key
	tx.After(func(ctx context.Context) {
		bus.Tell(ctx, e.bus, bus.Hint{Kind: bus.KindQueue, Box: key})
	})
	return nil
}

const selectQts = `SELECT qts FROM queues WHERE key_id = $1`

// Qts returns the newest qts of a device, 0 when nothing was ever queued for it.
func Qts(tx *db.Tx, key int64) (int32, error) {
	qts, _, err := db.One(tx, selectQts, func(r *db.Row) int32 { return r.Int32() }, key)
	return qts, wrap(err, "qts")
}

const selectQueued = `SELECT key_id, qts, date, name, data FROM queued WHERE key_id = $1 AND qts > $2 ORDER BY qts LIMIT $3`

// QueuedAfter returns what waits for a device beyond qts, oldest first.
func QueuedAfter(tx *db.Tx, key int64, qts int32, limit int) ([]Queued, error) {
	qs, err := db.All(tx, selectQueued, func(r *db.Row) Queued {
		return Queued{Key: r.Int64(), Qts: r.Int32(), Date: r.Int32(), Name: r.Text(), Data: r.Bytes()}
	}, key, qts, limit)
	return qs, wrap(err, "queue")
}

const deleteQueued = `DELETE FROM queued WHERE key_id = $1 AND qts <= $2`

// Acknowledge erases what a device has confirmed to have stored, up to qts, and returns how many entries went.
// https://core.telegram.org/method/messages.receivedQueue
func Acknowledge(tx *db.Tx, key int64, qts int32) (int64, error) {
	n, err := tx.Exec(deleteQueued, key, qts)
	if n > 0 {
		tx.Erased()
	}
	return n, wrap(err, "acknowledge")
}
