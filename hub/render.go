package hub

import (
	"context"

	"chappe/box"
	"chappe/db"
	"chappe/tl"
)

// Batch is what a viewer is told: updates and the people and chats that they speak of.
type Batch struct {
	Updates []tl.UpdateClass
	Users   []tl.UserClass
	Chats   []tl.ChatClass

	Except int64 // of a flash to a channel: whose sessions are not told
}

// Add appends b to a. Who is named twice is kept twice; clients do not mind.
func (a *Batch) Add(b Batch) {
	a.Updates = append(a.Updates, b.Updates...)
	a.Users = append(a.Users, b.Users...)
	a.Chats = append(a.Chats, b.Chats...)
}

// Object is the batch as clients get it, dated date (unix seconds), without a seq.
func (a *Batch) Object(date int32) *tl.Updates {
	return &tl.Updates{Updates: a.Updates, Users: a.Users, Chats: a.Chats, Date: date}
}

// Renderers turn what the logs hold into what clients are told. Features register theirs at start; nothing else knows how a
// row becomes TL.
type Renderers struct {
	// Events renders events of a box for one viewer. Every event yields exactly one update with its pts and count, in order. Of a
	// channel's box, viewer 0 stands for everybody for whom it looks the same: people and chats are min then.
	Events func(ctx context.Context, tx *db.Tx, viewer int64, evs []box.Event) (Batch, error)

	// Known renders events without a look into the database, from what is remembered of people. It says no when that is not
	// enough. It may be called from any goroutine.
	Known func(viewer int64, evs []box.Event) (Batch, bool)

	// Special returns those for whom events of a channel's box look different than for everybody else: who wrote or is mentioned.
	Special func(tx *db.Tx, evs []box.Event) (map[int64]bool, error)

	// Hidden returns how far back those who follow a channel may not look, of those for whom that hides a message of which events tell.
	Hidden func(tx *db.Tx, evs []box.Event) (map[int64]int32, error)

	// Follows returns the boxes of the channels that a person is in, and where they stand.
	Follows func(tx *db.Tx, user int64) (map[int64]box.State, error)

	notices map[string]func(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (Batch, error)
	flashes map[string]func(ctx context.Context, tx *db.Tx, viewer int64, data []byte) (Batch, error)
	queued  map[string]func(ctx context.Context, tx *db.Tx, viewer int64, q box.Queued) (Batch, error)
}

func newRenderers() Renderers {
	return Renderers{
		Known:   func(int64, []box.Event) (Batch, bool) { return Batch{}, false },
		Special: func(*db.Tx, []box.Event) (map[int64]bool, error) { return nil, nil },
		Hidden:  func(*db.Tx, []box.Event) (map[int64]int32, error) { return nil, nil },
		Follows: func(*db.Tx, int64) (map[int64]box.State, error) { return nil, nil },
		notices: map[string]func(context.Context, *db.Tx, int64, box.Notice) (Batch, error){},
		flashes: map[string]func(context.Context, *db.Tx, int64, []byte) (Batch, error){},
		queued:  map[string]func(context.Context, *db.Tx, int64, box.Queued) (Batch, error){},
	}
}

// OnNotice registers how notices of a name are told. What it looks up is the state of now, not of then.
func (r *Renderers) OnNotice(name string, fn func(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (Batch, error)) {
	r.notices[name] = fn
}

// OnFlash registers how flashes of a name are told.
func (r *Renderers) OnFlash(name string, fn func(ctx context.Context, tx *db.Tx, viewer int64, data []byte) (Batch, error)) {
	r.flashes[name] = fn
}

// OnQueued registers how entries of device queues of a name are told. Each yields exactly one update with its qts.
func (r *Renderers) OnQueued(name string, fn func(ctx context.Context, tx *db.Tx, viewer int64, q box.Queued) (Batch, error)) {
	r.queued[name] = fn
}

// Notices renders notices for their owner. key is the device that asks; what is for another is left out, and but with own what it caused
// itself.
func (r *Renderers) Notices(ctx context.Context, tx *db.Tx, viewer, key int64, own bool, ns []box.Notice) (Batch, error) {
	var out Batch
	for _, n := range ns {
		fn := r.notices[n.Name]
		if fn == nil || (!own && n.Except != 0 && n.Except == key) || (n.Only != 0 && n.Only != key) {
			continue // written by a newer version, or known to the device, or another device's
		}
		b, err := fn(ctx, tx, viewer, n)
		if err != nil {
			return out, err
		}
		out.Add(b)
	}
	return out, nil
}

// Queue renders entries of a device's queue for its owner.
func (r *Renderers) Queue(ctx context.Context, tx *db.Tx, viewer int64, qs []box.Queued) (Batch, error) {
	var out Batch
	for _, q := range qs {
		fn := r.queued[q.Name]
		if fn == nil {
			continue
		}
		b, err := fn(ctx, tx, viewer, q)
		if err != nil {
			return out, err
		}
		out.Add(b)
	}
	return out, nil
}

func (r *Renderers) flash(ctx context.Context, tx *db.Tx, viewer int64, name string, data []byte) (Batch, error) {
	fn := r.flashes[name]
	if fn == nil {
		return Batch{}, nil
	}
	return fn(ctx, tx, viewer, data)
}
