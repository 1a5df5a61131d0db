package chats

import (
	"context"
	"errors"

	"chappe/db"
	"chappe/rpc"
)

// Listed is a basic group as the operator sees it: what it says of itself and how large it is, and nothing that is said in it.
type Listed struct {
	ID      int64
	Title   string
	About   string
	Members int32
	Creator int64
	Created int32 // unix seconds
	Closed  *Closed
}

// ErrNone is the answer about a group that does not exist.
var ErrNone = errors.New("there is no group of this id here")

const maxListed = 1000

const selectOpen = `SELECT ` + columns + ` FROM chats WHERE id > $1 AND migrated = 0 AND (flags & 1) = 0 ORDER BY id LIMIT $2`

// List returns groups in the order of their ids, beyond one; at most 1,000. Those that ended or became supergroups are not among them.
func (f *Feature) List(ctx context.Context, after int64) (out []Listed, err error) {
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		cs, err := db.All(tx, selectOpen, scan, after, maxListed)
		out = make([]Listed, len(cs))
		for i, c := range cs {
			out[i] = listed(&c)
		}
		return wrap(err, "all groups")
	})
	return out, err
}

func listed(c *Chat) Listed {
	return Listed{c.ID, c.Title, c.About, c.Members, c.Creator, c.Created, c.Info.Closed}
}

func find(tx *db.Tx, id int64) (*Chat, error) {
	cs, err := ByIDs(tx, []int64{id})
	c := cs[id]
	if err == nil && (c == nil || c.Flags&Deleted != 0 || c.Migrated != 0) {
		err = ErrNone
	}
	return c, err
}

// Described returns a group, or ErrNone.
func (f *Feature) Described(ctx context.Context, id int64) (out Listed, err error) {
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		c, err := find(tx, id)
		if err == nil {
			out = listed(c)
		}
		return err
	})
	return out, err
}

// Close closes a group for everybody, or with nil opens it again: nobody writes in it or comes to it, and its description is the reason.
// Its members are told. It returns ErrNone where there is none.
func (f *Feature) Close(ctx context.Context, id int64, closed *Closed) error {
	return f.db.Write(ctx, func(tx *db.Tx) error {
		c, err := find(tx, id)
		if err != nil {
			return err
		}
		c.Info.Closed = closed
		c.Version++
		if err := Save(tx, c); err != nil {
			return err
		}
		ms, err := Members(tx, id)
		if err != nil {
			return err
		}
		if err := f.tell(tx, rpc.Caller{}, noticeBans, id, IDs(ms)); err != nil {
			return err
		}
		return f.Changed(tx, rpc.Caller{}, id)
	})
}

// bans are what those who are not admins may not do at a moment: where the operator has closed the group, nobody says anything.
func (c *Chat) bans(now int32) Bans {
	if !c.Info.Closed.Over(now) {
		return c.Banned | NoMessages
	}
	return c.Banned
}

// about is what a group says of itself, or why it is closed.
func (c *Chat) about(now int32) string {
	if !c.Info.Closed.Over(now) {
		return "Closed: " + c.Info.Closed.Reason
	}
	return c.About
}
