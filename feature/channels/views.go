package channels

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"chappe/db"
)

// views counts who looks at posts, and stores the counts together now and then: what people read must not cost a write each. A crash
// loses the last few seconds of them.
type views struct {
	mu    sync.Mutex
	seen  map[view]struct{}  // guarded by mu: each person counts once for a post, as long as it is remembered
	fresh map[postID]counted // guarded by mu: not stored yet
}

type postID struct {
	channel int64
	id      int32
}

type counted struct{ views, forwards int32 }

type view struct {
	post postID
	user int64
}

const (
	maxSeen    = 500_000
	storeEvery = 2 * time.Second
)

// Look counts that somebody looks at posts, and returns what was counted and is not stored yet.
func (f *Feature) Look(channel, user int64, ids []int32, count bool) map[int32]int32 {
	v := &f.views
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.seen == nil || len(v.seen) > maxSeen {
		v.seen = map[view]struct{}{}
	}
	out := map[int32]int32{}
	for _, id := range ids {
		p := postID{channel, id}
		if _, had := v.seen[view{p, user}]; count && !had {
			v.seen[view{p, user}] = struct{}{}
			v.add(p, counted{views: 1})
		}
		out[id] = v.fresh[p].views
	}
	return out
}

// add counts something of a post. mu is held.
func (v *views) add(p postID, n counted) {
	if v.fresh == nil {
		v.fresh = map[postID]counted{}
	}
	was := v.fresh[p]
	v.fresh[p] = counted{was.views + n.views, was.forwards + n.forwards}
}

// CountForward counts that a post was forwarded: at once for those who look at it, and for the statistics of the day when views are stored.
func (f *Feature) CountForward(tx *db.Tx, channel int64, id int32) error {
	tx.After(func(context.Context) {
		v := &f.views
		v.mu.Lock()
		defer v.mu.Unlock()
		v.add(postID{channel, id}, counted{forwards: 1})
	})
	return AddCounts(tx, channel, id, 0, 1)
}

// Run stores what was counted, until ctx ends, and drops what is too old of the logs.
func (f *Feature) Run(ctx context.Context, log *slog.Logger) error {
	t := time.NewTicker(storeEvery)
	defer t.Stop()
	for {
		last := false
		select {
		case <-ctx.Done():
			last = true
		case <-t.C:
		}
		if err := f.storeViews(context.WithoutCancel(ctx)); err != nil {
			log.Error("views could not be stored", "err", err)
		}
		if last {
			return nil
		}
	}
}

const postExists = `SELECT id FROM messages WHERE box = $1 AND id IN ($2*)`

func (f *Feature) storeViews(ctx context.Context) error {
	v := &f.views
	v.mu.Lock()
	fresh := v.fresh
	v.fresh = nil
	v.mu.Unlock()
	if len(fresh) == 0 {
		return nil
	}
	by := map[int64][]int32{}
	for p := range fresh {
		by[p.channel] = append(by[p.channel], p.id)
	}
	today := dayOf(f.box.Now())
	return f.db.Write(ctx, func(tx *db.Tx) error {
		for channel, ids := range by {
			sum := day{day: today}
			there, err := db.All(tx, postExists, func(r *db.Row) int32 { return r.Int32() }, -channel, idList(ids))
			if err != nil {
				return wrap(err, "views of channel %d", channel)
			}
			for _, id := range there {
				n := fresh[postID{channel, id}]
				if n.views > 0 {
					if err := AddCounts(tx, channel, id, n.views, 0); err != nil {
						return err
					}
				}
				if err := countPost(tx, channel, id, day{day: today, views: n.views, forwards: n.forwards}); err != nil {
					return err
				}
				sum.views, sum.forwards = sum.views+n.views, sum.forwards+n.forwards
			}
			if len(there) == 0 {
				continue
			}
			if err := count(tx, channel, sum); err != nil {
				return err
			}
		}
		return nil
	})
}

const dropLog = `DELETE FROM channel_log WHERE date < $1`

// Sweep drops recent actions that are not recent any more, and days that no statistics show any more.
func (f *Feature) Sweep(ctx context.Context) error {
	return f.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(dropLog, f.box.Now()-keepLog)
		if n > 0 {
			tx.Erased()
		}
		if err != nil {
			return wrap(err, "drop recent actions")
		}
		return forgetDays(tx, dayOf(f.box.Now()))
	})
}
