package hub

import (
	"context"
	"sync"
	"time"

	"chappe/box"
	"chappe/bus"
	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

// feed is one person with live sessions on this node.
type feed struct {
	hub  *Hub
	user int64

	mu      sync.Mutex
	cursors map[*rpc.Session]*cursor // guarded by mu
	running bool                     // guarded by mu: a goroutine is at it
	dirty   bool                     // guarded by mu: there may be something new in the logs
	flashes []bus.Hint               // guarded by mu: not told yet, at most maxFlashes
}

const (
	maxFlashes = 64  // what waits beyond that is old news
	maxEvents  = 200 // told in one update
	maxBehind  = 2000
)

// hear takes a hint for this feed.
func (f *feed) hear(h bus.Hint) {
	f.mu.Lock()
	if h.Kind == bus.KindFlash {
		if len(f.flashes) < maxFlashes {
			f.flashes = append(f.flashes, h)
		}
	} else {
		f.dirty = true
	}
	f.start()
	f.mu.Unlock()
}

// touch has the feed look at its logs.
func (f *feed) touch() {
	f.mu.Lock()
	f.dirty = true
	f.start()
	f.mu.Unlock()
}

// look compares the box's state with what the sessions know, and has the feed look closer where they differ.
func (f *feed) look(st box.State) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.cursors {
		if !c.ready || c.pts < st.Pts || c.notice < st.Notice {
			f.dirty = true
			f.start()
			return
		}
	}
}

// start has a goroutine run while there is work. f.mu is held.
func (f *feed) start() {
	if f.running {
		return
	}
	f.running = true
	f.hub.work.Add(1)
	go f.run()
}

// retryAfter is how long a feed rests after its box could not be read.
const retryAfter = time.Second

func (f *feed) run() {
	defer f.hub.work.Done()
	for {
		f.mu.Lock()
		if (!f.dirty && len(f.flashes) == 0) || len(f.cursors) == 0 {
			f.running = false
			f.mu.Unlock()
			return
		}
		flashes := f.flashes
		f.flashes, f.dirty = nil, false
		f.mu.Unlock()

		f.hub.slot <- struct{}{}
		err := f.deliver(f.hub.base, flashes)
		<-f.hub.slot
		if err != nil {
			f.hub.Log.Error("updates could not be delivered", "err", err)
			time.Sleep(retryAfter)
			f.mu.Lock()
			f.dirty = true
			f.mu.Unlock()
		}
	}
}

// deliver tells every session of the feed what its cursor lacks.
func (f *feed) deliver(ctx context.Context, flashes []bus.Hint) error {
	return f.hub.DB.Read(ctx, func(tx *db.Tx) error {
		st, err := box.Load(tx, f.user)
		if err != nil {
			return err
		}
		if err := f.prepare(tx, st); err != nil {
			return err
		}
		if err := f.tellEvents(ctx, tx); err != nil {
			return err
		}
		if err := f.tellNotices(ctx, tx, st); err != nil {
			return err
		}
		if err := f.tellQueues(ctx, tx); err != nil {
			return err
		}
		return f.tellFlashes(ctx, tx, flashes)
	})
}

// prepare gives a place to sessions that have none yet, and tells those that lost something or are too far behind to ask for the
// difference.
func (f *feed) prepare(tx *db.Tx, st box.State) error {
	for _, c := range f.snapshot() {
		lost := c.s.Lost()
		f.mu.Lock()
		ready, behind := c.ready, st.Pts-c.pts > maxBehind
		f.mu.Unlock()
		if ready && !lost && !behind {
			continue
		}
		qts, err := box.Qts(tx, c.s.Key())
		if err != nil {
			return err
		}
		f.mu.Lock()
		c.reset(st, qts)
		f.mu.Unlock()
		if ready {
			f.push([]*cursor{c}, &tl.UpdatesTooLong{})
		}
	}
	return nil
}

func (f *feed) snapshot() []*cursor {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := make([]*cursor, 0, len(f.cursors))
	for _, c := range f.cursors {
		out = append(out, c)
	}
	return out
}

// push encodes u once for each layer among cs and sends it.
func (f *feed) push(cs []*cursor, u tl.UpdatesClass) {
	var layers [4]int
	var bodies [4][]byte
	n := 0
	for _, c := range cs {
		layer := c.s.Layer()
		i := 0
		for i < n && layers[i] != layer {
			i++
		}
		if i == n {
			body, err := tl.Append(nil, layer, u)
			if err != nil {
				f.hub.Log.Error("update could not be encoded", "layer", layer, "err", err)
				body, _ = tl.Append(nil, layer, &tl.UpdatesTooLong{})
			}
			if n == len(layers) {
				i = n - 1 // a person with more than four layers at once: the last place is reused
			} else {
				n++
			}
			layers[i], bodies[i] = layer, body
		}
		c.s.Push(bodies[i])
	}
}
