package hub

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"chappe/box"
	"chappe/bus"
	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

// feed is a box with live sessions on this node: a person's with their own, or a channel's with those that follow it.
type feed struct {
	hub *Hub
	box int64

	mu       sync.Mutex
	cursors  map[*rpc.Session]*cursor // guarded by mu
	running  bool                     // guarded by mu: a goroutine is at it
	dirty    logs                     // guarded by mu: where there may be something new
	noticing bool                     // guarded by mu: the log without numbers is being told
	fresh    []box.Event              // guarded by mu: what moved the box, as hints brought it, not told yet
	flashes  []bus.Hint               // guarded by mu: not told yet, at most maxFlashes
	moves    int                      // guarded by mu: of a person: how often they joined or left a channel
}

// logs are the logs that a person's devices follow.
type logs uint8

const (
	boxLog logs = 1 << iota
	noticeLog
	queueLog
	everyLog = boxLog | noticeLog | queueLog
)

const (
	maxFlashes = 64  // what waits beyond that is old news
	maxFresh   = 256 // beyond that the box is read
	maxEvents  = 200 // told in one update
	maxBehind  = 2000
	layersOnce = 4 // layers for which a body is kept without asking for memory
)

// hear takes a hint for this feed.
func (f *feed) hear(h bus.Hint) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch h.Kind {
	case bus.KindFlash:
		if len(f.flashes) < maxFlashes {
			f.flashes = append(f.flashes, h)
		}
	case bus.KindNotice:
		f.dirty |= noticeLog
	case bus.KindQueue:
		f.dirty |= queueLog
	default:
		evs, ok := h.Local.([]box.Event)
		if ok && f.dirty&boxLog == 0 && len(f.fresh)+len(evs) <= maxFresh {
			f.fresh = append(f.fresh, evs...)
		} else {
			f.dirty, f.fresh = f.dirty|boxLog, nil
		}
	}
	f.start()
}

// touch has the feed look at its logs.
func (f *feed) touch() {
	f.mu.Lock()
	f.dirty = everyLog
	f.start()
	f.mu.Unlock()
}

// look compares the box's state with what the sessions know, and has the feed look closer where they differ.
func (f *feed) look(st box.State) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.cursors {
		c.lost = c.lost || c.s.Lost()
		if !c.ready || c.lost || c.pts < st.Pts || c.notice < st.Notice {
			f.dirty = everyLog
			f.start()
			return
		}
	}
}

// start has a goroutine run while there is work. f.mu is held.
func (f *feed) start() {
	if f.running || !f.hub.begin() {
		return
	}
	f.running = true
	go f.run()
}

// retryAfter is how long a feed rests after its box could not be read.
const retryAfter = time.Second

func (f *feed) run() {
	defer f.hub.work.Done()
	for {
		f.mu.Lock()
		if (f.dirty == 0 && len(f.fresh) == 0 && len(f.flashes) == 0) || len(f.cursors) == 0 {
			f.running, f.noticing, f.fresh, f.flashes = false, false, nil, nil
			f.mu.Unlock()
			return
		}
		dirty, fresh, flashes := f.dirty, f.fresh, f.flashes
		f.dirty, f.fresh, f.flashes = 0, nil, nil
		f.noticing = dirty&noticeLog != 0
		f.mu.Unlock()

		f.hub.slot <- struct{}{}
		if len(fresh) > 0 && (dirty&boxLog != 0 || !f.tellFresh(fresh)) {
			dirty |= boxLog
		}
		var err error
		if dirty != 0 || len(flashes) > 0 {
			err = f.deliver(f.hub.base, dirty, flashes)
		}
		<-f.hub.slot
		if err != nil {
			f.hub.Log.Error("updates could not be delivered", "err", err)
			time.Sleep(retryAfter)
			f.again(dirty)
		}
	}
}

// tellFresh tells what hints brought, without a look into the database. It says no, having told nothing or a part, when that is
// not enough: a session lacks what came before, or somebody is to be named who is not known yet.
func (f *feed) tellFresh(evs []box.Event) bool {
	f.mu.Lock()
	// Hints come from several goroutines and so not always in order.
	slices.SortFunc(evs, func(a, b box.Event) int { return cmp.Compare(a.Pts, b.Pts) })
	evs = slices.CompactFunc(evs, func(a, b box.Event) bool { return a.Pts == b.Pts })
	whole := contiguous(evs)
	for _, c := range f.cursors {
		if !c.ready || c.pts < evs[0].Pts-evs[0].Count && len(c.reserved) == 0 && len(c.told) == 0 {
			whole = false
		}
	}
	f.mu.Unlock()
	if !whole {
		return false
	}
	if f.box < 0 {
		err := f.hub.DB.Read(f.hub.base, func(tx *db.Tx) error { return f.tellChannel(f.hub.base, tx, evs) })
		return err == nil
	}
	return f.tell(evs, func(evs []box.Event) (Batch, bool, error) {
		b, ok := f.hub.Known(f.box, evs)
		return b, ok, nil
	}) == nil
}

func contiguous(evs []box.Event) bool {
	for i := 1; i < len(evs); i++ {
		if evs[i].Pts-evs[i].Count != evs[i-1].Pts {
			return false
		}
	}
	return len(evs) > 0
}

// deliver tells every session of the feed what its cursor lacks.
func (f *feed) deliver(ctx context.Context, dirty logs, flashes []bus.Hint) error {
	return f.hub.DB.Read(ctx, func(tx *db.Tx) error {
		if dirty == 0 {
			return f.tellFlashes(ctx, tx, flashes)
		}
		if f.box < 0 {
			dirty &= boxLog // a channel has no other
		}
		st, err := box.Load(tx, f.box)
		if err != nil {
			return err
		}
		if err := f.prepare(tx, st); err != nil {
			return err
		}
		if dirty&boxLog != 0 {
			if err := f.tellEvents(ctx, tx); err != nil {
				return err
			}
		}
		if dirty&noticeLog != 0 {
			if err := f.tellNotices(ctx, tx, st); err != nil {
				return err
			}
		}
		if dirty&queueLog != 0 {
			if err := f.tellQueues(ctx, tx); err != nil {
				return err
			}
		}
		return f.tellFlashes(ctx, tx, flashes)
	})
}

// prepare gives a place to sessions that have none yet, and tells those that lost something or are too far behind to ask for the
// difference.
func (f *feed) prepare(tx *db.Tx, st box.State) error {
	for _, c := range f.snapshot() {
		f.mu.Lock()
		c.lost = c.lost || c.s.Lost()
		ready, lost, behind := c.ready, c.lost, st.Pts-c.pts > maxBehind
		f.mu.Unlock()
		if ready && !lost && !behind {
			continue
		}
		var qts int32
		if f.box > 0 {
			var err error
			if qts, err = box.Qts(tx, c.s.Key()); err != nil {
				return err
			}
		}
		f.mu.Lock()
		c.reset(st, qts)
		f.mu.Unlock()
		if ready {
			f.push([]*cursor{c}, f.tooLong(st))
		}
	}
	return nil
}

// tooLong has a session ask for what it lacks of the feed's box.
func (f *feed) tooLong(st box.State) tl.UpdatesClass {
	if f.box > 0 {
		return &tl.UpdatesTooLong{}
	}
	up := &tl.UpdateChannelTooLong{ChannelID: -f.box, Pts: tl.Some(st.Pts)}
	return &tl.Updates{Updates: []tl.UpdateClass{up}, Users: []tl.UserClass{}, Chats: []tl.ChatClass{}, Date: f.date()}
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
	layers := make([]int, 0, layersOnce)
	bodies := make([][]byte, 0, layersOnce)
	for _, c := range cs {
		layer := c.s.Layer()
		i := slices.Index(layers, layer)
		if i < 0 {
			body, err := tl.Append(nil, layer, u)
			if err != nil {
				f.hub.Log.Error("update could not be encoded", "layer", layer, "err", err)
				body, _ = tl.Append(nil, layer, &tl.UpdatesTooLong{})
			}
			i, layers, bodies = len(layers), append(layers, layer), append(bodies, body)
		}
		if !c.s.Push(bodies[i]) {
			f.mu.Lock()
			c.lost = true // the next look at the box tells it so, when it may have caught its breath
			f.mu.Unlock()
		}
	}
}
