package box

import (
	"context"
	"fmt"

	"chappe/bus"
	"chappe/db"
)

// Notice is an entry of a person's log without numbers: drafts, folders, privacy, logins and the like. It says what changed,
// not how it is now: whoever renders it looks that up.
type Notice struct {
	Box    int64
	ID     int64
	Date   int32 // unix seconds
	Only   int64 // permanent key of the one device that it is for, 0 for all
	Except int64 // permanent key of the device that caused it and knows already, 0 for none
	Name   string
	Data   []byte // JSON of the feature that renders Name
}

const takeNotice = `UPDATE boxes SET last_notice = last_notice + 1 WHERE box = $1 RETURNING last_notice`

const insertNotice = `INSERT INTO notices (box, id, date, except_key, only_key, name, data) VALUES ($1, $2, $3, $4, $5, $6, $7)`

// Notice appends n to its box's log without numbers and wakes the person's devices after the commit. ID and Date are set.
func (e *Engine) Notice(tx *db.Tx, n *Notice) error {
	id, ok, err := db.One(tx, takeNotice, func(r *db.Row) int64 { return r.Int64() }, n.Box)
	if err == nil && !ok {
		err = ErrNoBox
	}
	if err != nil {
		return fmt.Errorf("notice to box %d: %w", n.Box, err)
	}
	n.ID, n.Date = id, e.Now()
	if _, err := tx.Exec(insertNotice, n.Box, n.ID, n.Date, n.Except, n.Only, n.Name, string(n.Data)); err != nil {
		return fmt.Errorf("notice to box %d: %w", n.Box, err)
	}
	box := n.Box
	tx.After(func(ctx context.Context) {
		bus.Tell(ctx, e.bus, bus.Hint{Kind: bus.KindNotice, Box: box})
	})
	return nil
}

const selectNotices = `SELECT box, id, date, except_key, only_key, name, data FROM notices WHERE box = $1 AND id > $2 ORDER BY id LIMIT $3`

const selectNoticesSince = `SELECT box, id, date, except_key, only_key, name, data FROM notices WHERE box = $1 AND date >= $2 ORDER BY id LIMIT $3`

func scanNotice(r *db.Row) Notice {
	return Notice{Box: r.Int64(), ID: r.Int64(), Date: r.Int32(), Except: r.Int64(), Only: r.Int64(), Name: r.Text(), Data: []byte(r.Text())}
}

// NoticesAfter returns a box's notices beyond an id, oldest first.
func NoticesAfter(tx *db.Tx, box, id int64, limit int) ([]Notice, error) {
	ns, err := db.All(tx, selectNotices, scanNotice, box, id, limit)
	return ns, wrap(err, "notices of box %d", box)
}

// NoticesSince returns a box's notices of date (unix seconds) and later, oldest first. A client names the date of the last
// update that it has seen; those of the same second come twice, which their meaning allows.
func NoticesSince(tx *db.Tx, box int64, date int32, limit int) ([]Notice, error) {
	ns, err := db.All(tx, selectNoticesSince, scanNotice, box, date, limit)
	return ns, wrap(err, "notices of box %d", box)
}

const dropNotices = `DELETE FROM notices WHERE date < $1`

// DropNotices forgets the notices from before date. A device that was away longer reads everything anew.
func DropNotices(tx *db.Tx, date int32) (int64, error) {
	n, err := tx.Exec(dropNotices, date)
	return n, wrap(err, "drop notices")
}

// Flash tells the devices of a person, or those that follow a channel, something that is kept nowhere: typing, presence. name and
// data are the rendering feature's.
func (e *Engine) Flash(ctx context.Context, to int64, name string, data []byte) {
	bus.Tell(ctx, e.bus, bus.Hint{Kind: bus.KindFlash, Box: to, Name: name, Flash: data})
}

// FlashAfter does the same after the commit.
func (e *Engine) FlashAfter(tx *db.Tx, to int64, name string, data []byte) {
	tx.After(func(ctx context.Context) { e.Flash(ctx, to, name, data) })
}

// Follow has a person's sessions follow a channel's box from the commit on, or no longer.
func (e *Engine) Follow(tx *db.Tx, person, channel int64, on bool) error {
	kind := bus.KindUnfollow
	if on {
		kind = bus.KindFollow
	}
	pts := int32(0)
	if on {
		st, err := Load(tx, channel)
		if err != nil {
			return err
		}
		pts = st.Pts
	}
	tx.After(func(ctx context.Context) {
		bus.Tell(ctx, e.bus, bus.Hint{Kind: kind, Box: person, Channel: channel, Pts: pts})
	})
	return nil
}

// Unvisit has those who only look at a channel follow it no longer, from the commit on: who may look has changed. Who still may asks again soon.
func (e *Engine) Unvisit(tx *db.Tx, channel int64) {
	tx.After(func(ctx context.Context) {
		bus.Tell(ctx, e.bus, bus.Hint{Kind: bus.KindUnfollow, Box: channel, Channel: channel})
	})
}
