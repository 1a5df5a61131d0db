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
	seen  map[view]struct{} // guarded by mu: each person counts once for a post, as long as it is remembered
	fresh map[postID]int32  // guarded by mu: not stored yet
}

type postID struct {
	channel int64
	id      int32
}

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
	if v.fresh == nil {
		v.fresh = map[postID]int32{}
	}
	out := map[int32]int32{}
	for _, id := range ids {
		p := postID{channel, id}
		if _, had := v.seen[view{p, user}]; count && !had {
			v.seen[view{p, user}] = struct{}{}
			v.fresh[p]++
		}
		out[id] = v.fresh[p]
	}
	return out
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
	return f.db.Write(ctx, func(tx *db.Tx) error {
		for channel, ids := range by {
			there, err := db.All(tx, postExists, func(r *db.Row) int32 { return r.Int32() }, -channel, idList(ids))
			if err != nil {
				return wrap(err, "views of channel %d", channel)
			}
			for _, id := range there {
				if err := AddCounts(tx, channel, id, fresh[postID{channel, id}], 0); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

const dropLog = `DELETE FROM channel_log WHERE date < $1`

// Sweep drops recent actions that are not recent any more.
func (f *Feature) Sweep(ctx context.Context) error {
	return f.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(dropLog, f.box.Now()-keepLog)
		if n > 0 {
			tx.Erased()
		}
		return wrap(err, "drop recent actions")
	})
}
