package channels

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"chappe/box"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/feature/users"
)

// Listed is a supergroup or channel as the operator sees it: what it says of itself and how large it is, and nothing that is said in it.
type Listed struct {
	ID        int64
	Title     string
	About     string
	Username  string // "" for a private one
	Broadcast bool
	Members   int32
	Posts     int32 // how many messages there ever were
	Creator   int64
	Created   int32 // unix seconds
	Closed    *chats.Closed
}

// ErrNone is the answer about a channel or group that does not exist.
var ErrNone = errors.New("there is none of this id or name here")

const maxListed = 1000

// List returns channels in the order of their ids, beyond one; at most 1,000. Those that their creator ended are not among them.
func (f *Feature) List(ctx context.Context, after int64, broadcast bool) (out []Listed, err error) {
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		out = []Listed{}
		for len(out) < maxListed {
			cs, err := After(tx, after, maxListed)
			if err != nil || len(cs) == 0 {
				return err
			}
			for i := range cs {
				after = cs[i].ID
				if c := &cs[i]; !c.Is(Deleted) && c.Is(Broadcast) == broadcast && len(out) < maxListed {
					l, err := listed(tx, c)
					if err != nil {
						return err
					}
					out = append(out, l)
				}
			}
		}
		return nil
	})
	return out, err
}

func listed(tx *db.Tx, c *Channel) (Listed, error) {
	st, err := box.Load(tx, c.Box())
	return Listed{
		c.ID, c.Title, c.About, c.Username, c.Is(Broadcast), c.Members, st.LastID, c.Creator, c.Created, c.Info.Closed,
	}, err
}

// find finds a channel by its id or its public name.
func find(tx *db.Tx, name string) (*Channel, error) {
	id, err := strconv.ParseInt(name, 10, 64)
	if err != nil {
		owner, err := users.ByUsername(tx, strings.TrimPrefix(name, "@"))
		if err != nil {
			return nil, err
		}
		id = -owner
	}
	c, err := ByID(tx, id)
	if err == nil && (c == nil || c.Is(Deleted)) {
		err = ErrNone
	}
	return c, err
}

// Described returns a channel by its id or its public name, or ErrNone.
func (f *Feature) Described(ctx context.Context, name string) (out Listed, err error) {
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		c, err := find(tx, name)
		if err != nil {
			return err
		}
		out, err = listed(tx, c)
		return err
	})
	return out, err
}

// Close closes a channel for everybody, or with nil opens it again: nobody writes in it or joins it, and clients show the reason in the
// place of what was said. Who follows it is told. It returns ErrNone where there is none.
func (f *Feature) Close(ctx context.Context, name string, closed *chats.Closed) error {
	return f.db.Write(ctx, func(tx *db.Tx) error {
		c, err := find(tx, name)
		if err != nil {
			return err
		}
		c.Info.Closed = closed
		if err := Save(tx, c); err != nil {
			return err
		}
		return f.changed(tx, c.ID)
	})
}
