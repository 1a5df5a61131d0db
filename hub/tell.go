package hub

import (
	"context"
	"errors"

	"chappe/box"
	"chappe/bus"
	"chappe/db"
)

// tellEvents tells the numbered log.
func (f *feed) tellEvents(ctx context.Context, tx *db.Tx) error {
	from, ok := f.lowest()
	if !ok {
		return nil
	}
	evs, err := box.After(tx, f.box, from, maxEvents)
	if err != nil || len(evs) == 0 {
		return err
	}
	if len(evs) == maxEvents {
		f.again(boxLog)
	}
	if f.box < 0 {
		return f.tellChannel(ctx, tx, evs)
	}
	return f.tell(evs, func(evs []box.Event) (Batch, bool, error) {
		b, err := f.hub.Events(ctx, tx, f.box, evs)
		return b, true, err
	})
}

// group is sessions that are told the same events.
type group struct {
	evs []box.Event
	cs  []*cursor
}

// groups sorts the sessions by which of evs they are to be told.
func (f *feed) groups(evs []box.Event) []*group {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []*group
	for _, c := range f.cursors {
		want := c.wants(evs)
		if !c.ready || len(want) == 0 {
			continue
		}
		var g *group
		for _, have := range out {
			if same(have.evs, want) {
				g = have
			}
		}
		if g == nil {
			g = &group{evs: want}
			out = append(out, g)
		}
		g.cs = append(g.cs, c)
	}
	return out
}

var errUnknown = errors.New("somebody is not known")

// tell renders events for the sessions that want them, pushes, and notes what was told. render may say that it cannot.
func (f *feed) tell(evs []box.Event, render func([]box.Event) (Batch, bool, error)) error {
	for _, g := range f.groups(evs) {
		b, ok, err := render(g.evs)
		if err != nil {
			return err
		}
		if !ok {
			return errUnknown
		}
		f.push(g.cs, b.Object(f.date()))
		f.told(g)
	}
	return nil
}

// told notes that a group's sessions were told its events.
func (f *feed) told(g *group) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range g.cs {
		for _, ev := range g.evs {
			c.tell(span{from: ev.Pts - ev.Count, to: ev.Pts})
		}
	}
}

// same says whether two selections of one list of events are the same.
func same(a, b []box.Event) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Pts != b[i].Pts || a[i].Count != b[i].Count {
			return false
		}
	}
	return true
}

// lowest is the number that the session furthest behind was told last.
func (f *feed) lowest() (pts int32, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.cursors {
		if c.ready && (!ok || c.pts < pts) {
			pts, ok = c.pts, true
		}
	}
	return pts, ok
}

// again has the feed look at logs once more.
func (f *feed) again(l logs) {
	f.mu.Lock()
	f.dirty |= l
	f.mu.Unlock()
}

func (f *feed) date() int32 { return int32(f.hub.Clock.Now().Unix()) }

// tellNotices tells the log without numbers.
func (f *feed) tellNotices(ctx context.Context, tx *db.Tx, st box.State) error {
	for _, c := range f.snapshot() {
		from, own, more := f.unnoticed(c, st)
		if !more {
			continue
		}
		ns, err := box.NoticesAfter(tx, f.box, from, maxEvents)
		if err != nil {
			return err
		}
		if len(ns) == 0 {
			continue
		}
		b, err := f.hub.Notices(ctx, tx, f.box, c.s.Key(), own, ns)
		if err != nil {
			return err
		}
		whole := len(ns) < maxEvents
		if f.noticed(c, from, own, ns[len(ns)-1].ID, len(b.Updates) > 0 || own && !whole, whole) && len(b.Updates) > 0 {
			f.push([]*cursor{c}, b.Object(f.date()))
		}
	}
	return nil
}

// unnoticed says from where on a session lacks notices, and whether it is told of what its own device did too.
func (f *feed) unnoticed(c *cursor, st box.State) (from int64, own, more bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c.notice >= st.Notice && f.dirty&noticeLog == 0 {
		c.own = false
	}
	return c.notice, c.own, c.ready && c.notice < st.Notice
}

// noticed notes that a session is about to be told of the notices in (from, to], of its own too where own says so. It says no when the
// session was set back meanwhile. next: what it is told may be older than what its own device has done since and was answered before, so
// that the next look tells of that too.
func (f *feed) noticed(c *cursor, from int64, own bool, to int64, next, whole bool) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	still := c.notice == from && c.own == own
	if still {
		c.notice, c.own = to, next
	}
	if !still || next || !whole {
		f.dirty |= noticeLog
	}
	return still
}

// tellQueues tells each device what waits in its own queue.
func (f *feed) tellQueues(ctx context.Context, tx *db.Tx) error {
	for _, c := range f.snapshot() {
		f.mu.Lock()
		from, ready := c.qts, c.ready
		f.mu.Unlock()
		if !ready {
			continue
		}
		qs, err := box.QueuedAfter(tx, c.s.Key(), from, maxEvents)
		if err != nil {
			return err
		}
		if len(qs) == 0 {
			continue
		}
		if len(qs) == maxEvents {
			f.again(queueLog)
		}
		b, err := f.hub.Queue(ctx, tx, f.box, qs)
		if err != nil {
			return err
		}
		if len(b.Updates) > 0 {
			f.push([]*cursor{c}, b.Object(f.date()))
		}
		f.mu.Lock()
		c.qts = max(c.qts, qs[len(qs)-1].Qts)
		f.mu.Unlock()
	}
	return nil
}

// tellFlashes tells what is kept nowhere.
func (f *feed) tellFlashes(ctx context.Context, tx *db.Tx, flashes []bus.Hint) error {
	for _, h := range flashes {
		b, err := f.hub.flash(ctx, tx, f.box, h.Name, h.Flash)
		if err != nil {
			return err
		}
		if len(b.Updates) > 0 {
			f.push(f.others(b.Except), b.Object(f.date()))
		}
	}
	return nil
}
