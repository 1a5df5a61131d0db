// Package hub tells live sessions what happened in the boxes they follow.
//
// A feed is a box with live sessions on this node: a person's own, or a channel's with the sessions of its members and of those who
// look at it. A channel's post is rendered once for all of them but its author and those whom it mentions. What a feed does is done by one goroutine at a time, which runs only
// while there is something to tell. It reads the box from the numbers that its sessions have seen, renders once, encodes once
// for each layer, and pushes. Whoever is slow, gone or elsewhere loses nothing: the difference reads and renders the same.
//
// Invariants:
//   - A session is told of a box's numbers in order and without a gap, by an answer or by a push, each once.
//   - A push is never waited for. What a session cannot take is replaced by updatesTooLong.
//
// https://core.telegram.org/api/updates
package hub

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"chappe/box"
	"chappe/bus"
	"chappe/clock"
	"chappe/db"
	"chappe/rpc"
)

// Config is what a Hub is made of.
type Config struct {
	DB    *db.DB
	Bus   bus.Bus
	Clock clock.Clock
	Log   *slog.Logger
	// Look is how often the boxes with live sessions are looked at even though no hint came. Hints are lost only between
	// nodes. Real time; 0 is 5 seconds.
	Look time.Duration
}

// Hub delivers. It is made once for a node.
type Hub struct {
	Config
	Renderers
	base context.Context // ends with Run
	work sync.WaitGroup  // the feeds' goroutines

	workMu sync.Mutex
	over   bool          // guarded by workMu: Run has ended, and no more goroutines begin
	slot   chan struct{} // bounds how many feeds render at once

	mu    sync.Mutex
	feeds map[int64]*feed // guarded by mu: by the box
	keys  map[int64]*feed // guarded by mu: feeds by the permanent keys of their sessions, for device queues
	away  map[int64]bool  // guarded by mu: permanent keys of keys whose devices nobody looks at
}

// maxRendering is how many feeds read and render at the same moment.
const maxRendering = 16

// New returns a hub that hears b's hints. Nothing is delivered before Run.
func New(c Config) *Hub {
	if c.Look == 0 {
		c.Look = 5 * time.Second
	}
	h := &Hub{
		Config: c, Renderers: newRenderers(), base: context.Background(),
		slot: make(chan struct{}, maxRendering), feeds: map[int64]*feed{}, keys: map[int64]*feed{}, away: map[int64]bool{},
	}
	c.Bus.Subscribe(h.hear)
	return h
}

// Run looks at the boxes of live sessions now and then, until ctx ends; then it waits for what is being delivered.
func (h *Hub) Run(ctx context.Context) {
	t := time.NewTicker(h.Look)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			h.workMu.Lock()
			h.over = true
			h.workMu.Unlock()
			h.work.Wait()
			return
		case <-t.C:
			if err := h.lookAll(ctx); err != nil && ctx.Err() == nil {
				h.Log.Error("boxes could not be looked at", "err", err)
			}
		}
	}
}

// begin counts one more goroutine, unless Run has ended.
func (h *Hub) begin() bool {
	h.workMu.Lock()
	defer h.workMu.Unlock()
	if !h.over {
		h.work.Add(1)
	}
	return !h.over
}

// Hooks connects the hub to the dispatcher.
func (h *Hub) Hooks() rpc.Hooks {
	return rpc.Hooks{Attach: h.attach, Detach: h.detach, Saw: h.saw, Reserve: h.reserve, Settle: h.settle, Mark: h.mark, Review: h.review}
}

// hear takes a hint. It must not block.
func (h *Hub) hear(hint bus.Hint) {
	h.mu.Lock()
	f := h.feeds[hint.Box]
	switch hint.Kind {
	case bus.KindQueue:
		f = h.keys[hint.Box]
	case bus.KindFollow, bus.KindUnfollow:
		if hint.Box == hint.Channel {
			h.sendAway(f)
		} else {
			h.moved(f, hint)
		}
		f = nil
	}
	h.mu.Unlock()
	if f == nil || hint.Kind == bus.KindDrop {
		return
	}
	f.hear(hint)
}

// Online says whether a person has a live session on this node.
func (h *Hub) Online(user int64) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.feeds[user] != nil
}

// Sessions is how many sessions get updates on this node.
func (h *Hub) Sessions() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for box, f := range h.feeds {
		if box < 0 {
			continue
		}
		f.mu.Lock()
		n += len(f.cursors)
		f.mu.Unlock()
	}
	return n
}

const selectStates = `SELECT box, pts, last_notice FROM boxes WHERE box IN ($1*)`

// lookAll wakes every feed whose box has moved without a hint, and those with sessions that lost something.
func (h *Hub) lookAll(ctx context.Context) error {
	h.mu.Lock()
	ids := make(db.IDs, 0, len(h.feeds))
	for id, f := range h.feeds {
		if id < 0 {
			h.expire(f)
		}
		ids = append(ids, id)
	}
	h.mu.Unlock()
	for len(ids) > 0 {
		n := min(len(ids), 500)
		err := h.DB.Read(ctx, func(tx *db.Tx) error {
			return db.Each(tx, selectStates, func(r *db.Row) error {
				id, st := r.Int64(), box.State{Pts: r.Int32(), Notice: r.Int64()}
				h.mu.Lock()
				f := h.feeds[id]
				h.mu.Unlock()
				if f != nil {
					f.look(st)
				}
				return nil
			}, ids[:n])
		})
		if err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}
