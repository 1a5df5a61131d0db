package messages

import (
	"context"
	"math/rand/v2"

	"chappe/box"
	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

// takeoutLife is how long, in seconds, somebody may take to copy their data, from when they begin.
const takeoutLife = 48 * 3600

var errTakeout = rpc.Bad("TAKEOUT_INVALID")

const (
	insertTakeout = `INSERT INTO takeouts (owner, id, device, date) VALUES ($1, $2, $3, $4)`
	selectTakeout = `SELECT 1 FROM takeouts WHERE owner = $1 AND id = $2 AND device = $3 AND date > $4`
	deleteTakeout = `DELETE FROM takeouts WHERE owner = $1 AND (id = $2 AND device = $3 OR date <= $4)`
)

// initTakeout begins to copy the caller's data with this device.
// https://core.telegram.org/api/takeout
func (f *Feature) initTakeout(ctx context.Context, c rpc.Caller, q *tl.AccountInitTakeoutSession) (*tl.AccountTakeout, error) {
	out := &tl.AccountTakeout{ID: rand.Int64N(1<<62) + 1}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(insertTakeout, c.User, out.ID, c.Key, f.box.Now())
		return wrap(err, "takeout of %d", c.User)
	})
	return out, err
}

// finishTakeout ends it. The session is named by the wrapper around the call.
// https://core.telegram.org/method/account.finishTakeoutSession
func (f *Feature) finishTakeout(ctx context.Context, c rpc.Caller, q *tl.AccountFinishTakeoutSession) (bool, error) {
	if c.Takeout == 0 {
		return false, rpc.ErrTakeout
	}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(deleteTakeout, c.User, c.Takeout, c.Key, f.box.Now()-takeoutLife)
		return wrap(err, "takeout of %d", c.User)
	})
	return err == nil, err
}

// CheckTakeout checks that the takeout that a call is wrapped in is the caller's, of this device, and not over.
// https://core.telegram.org/method/invokeWithTakeout
func (f *Feature) CheckTakeout(ctx context.Context, c rpc.Caller) error {
	return f.db.Read(ctx, func(tx *db.Tx) error {
		_, ok, err := db.One(tx, selectTakeout, func(r *db.Row) int64 { return r.Int64() }, c.User, c.Takeout, c.Key, f.box.Now()-takeoutLife)
		if err == nil && !ok {
			err = errTakeout
		}
		return err
	})
}

// getSplitRanges returns ranges of ids that together hold all messages of the caller's box, so that several may be read at once.
// https://core.telegram.org/method/messages.getSplitRanges
func (f *Feature) getSplitRanges(ctx context.Context, c rpc.Caller, q *tl.MessagesGetSplitRanges) ([]tl.MessageRange, error) {
	if c.Takeout == 0 {
		return nil, rpc.ErrTakeout
	}
	const step = 10_000
	var out []tl.MessageRange
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		st, err := box.Load(tx, c.User)
		out = []tl.MessageRange{}
		size := max(step, st.LastID/100+1) // a hundred at most
		for from := int32(1); from <= st.LastID || from == 1; from += size {
			out = append(out, tl.MessageRange{MinID: from, MaxID: from + size - 1})
		}
		return err
	})
	return out, err
}

// ranged restricts a page of the caller's own box to the range of ids that the call is wrapped in.
func ranged(c rpc.Caller, at *conversation, p box.Page) box.Page {
	if c.Range == nil || at.box != c.User {
		return p
	}
	p.MinID = max(p.MinID, c.Range.MinID-1)
	if c.Range.MaxID < 1<<31-1 && (p.MaxID == 0 || p.MaxID > c.Range.MaxID+1) {
		p.MaxID = c.Range.MaxID + 1
	}
	return p
}
