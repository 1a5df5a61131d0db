package hub

import (
	"context"

	"chappe/box"
	"chappe/db"
	"chappe/rpc"
)

// links are the feeds that a session has a cursor in.
type links struct {
	own      *feed
	channels map[int64]*feed // guarded by hub.mu: by the box
	reserved []reservation   // guarded by hub.mu: in channels, for calls that are under way
}

type reservation struct {
	msgID int64
	feed  *feed
}

func linksOf(s *rpc.Session) *links {
	l, _ := s.Hub.Load().(*links)
	return l
}

// attach makes s a session that is told what happens to user, from where the user's box stands now: whatever came before, the
// client asks for with getDifference.
func (h *Hub) attach(ctx context.Context, s *rpc.Session, user int64) {
	c := &cursor{s: s, user: user}
	h.mu.Lock()
	f := h.feed(user)
	h.keys[s.Key()] = f
	f.mu.Lock()
	f.cursors[s] = c
	f.mu.Unlock()
	s.Hub.Store(&links{own: f, channels: map[int64]*feed{}})
	h.mu.Unlock()

	// What commits between the registration above and this look is pushed, or known to the client by its own look: both are right.
	var st box.State
	var qts int32
	err := h.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if st, err = box.Load(tx, user); err != nil {
			return err
		}
		qts, err = box.Qts(tx, s.Key())
		return err
	})
	if err == nil {
		err = h.followAll(ctx, f, s)
	}
	if err != nil {
		h.Log.Error("session could not be attached", "err", err)
		return // the next look at all boxes finds it not ready and tries again
	}
	f.mu.Lock()
	if !c.ready { // else a look that came later has given it its place
		c.reset(st, qts)
	}
	f.mu.Unlock()
	f.touch()
}

// feed returns the feed of a box, which it makes where there is none. mu is held.
func (h *Hub) feed(box int64) *feed {
	f := h.feeds[box]
	if f == nil {
		f = &feed{hub: h, box: box, cursors: map[*rpc.Session]*cursor{}}
		h.feeds[box] = f
	}
	return f
}

// detach ends what attach began.
func (h *Hub) detach(s *rpc.Session) {
	l := linksOf(s)
	if l == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, f := range l.channels {
		h.leave(f, s)
	}
	clear(l.channels)
	h.leave(l.own, s)
	l.own.mu.Lock()
	defer l.own.mu.Unlock()
	for other := range l.own.cursors {
		if other.Key() == s.Key() {
			return
		}
	}
	if h.keys[s.Key()] == l.own {
		delete(h.keys, s.Key())
		delete(h.away, s.Key())
	}
}

// leave takes a session out of a feed, and a feed out of the hub that has none left. mu is held.
func (h *Hub) leave(f *feed, s *rpc.Session) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.cursors, s)
	if len(f.cursors) == 0 && h.feeds[f.box] == f {
		delete(h.feeds, f.box)
	}
}

// with runs fn on the session's cursor in the feed of box, if it has one, under the feed's lock.
func (h *Hub) with(s *rpc.Session, boxID int64, fn func(f *feed, c *cursor)) {
	l := linksOf(s)
	if l == nil {
		return
	}
	f := l.own
	if boxID < 0 {
		h.mu.Lock()
		f = l.channels[boxID]
		h.mu.Unlock()
	}
	if f == nil || f.box != boxID {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if c := f.cursors[s]; c != nil {
		fn(f, c)
	}
}

func (h *Hub) saw(s *rpc.Session, boxID int64, pts, count int32) {
	h.with(s, boxID, func(_ *feed, c *cursor) { c.tell(span{from: pts - count, to: pts}) })
}

func (h *Hub) reserve(s *rpc.Session, msgID, boxID int64, pts, count int32) {
	var in *feed
	h.with(s, boxID, func(f *feed, c *cursor) {
		in = f
		c.reserved = append(c.reserved, span{from: pts - count, to: pts, msgID: msgID})
	})
	if in != nil && boxID < 0 {
		l := linksOf(s)
		h.mu.Lock()
		l.reserved = append(l.reserved, reservation{msgID, in})
		h.mu.Unlock()
	}
}

func (h *Hub) settle(s *rpc.Session, msgID int64) {
	l := linksOf(s)
	if l == nil {
		return
	}
	l.own.settle(s, msgID)
	h.mu.Lock()
	var mine []*feed
	left := l.reserved[:0]
	for _, r := range l.reserved {
		if r.msgID == msgID {
			mine = append(mine, r.feed)
		} else {
			left = append(left, r)
		}
	}
	l.reserved = left
	h.mu.Unlock()
	for _, f := range mine {
		f.settle(s, msgID)
	}
}

// mark returns how far a session was told of the log without numbers, for review.
func (h *Hub) mark(s *rpc.Session) (at int64, ok bool) {
	if l := linksOf(s); l != nil {
		h.with(s, l.own.box, func(_ *feed, c *cursor) { at, ok = c.notice, c.ready })
	}
	return at, ok
}

// review tells again what a session was told of the log without numbers since mark said at: an answer that is on its way now may have been
// written before that, and the client, who knows no order between the two, believes what comes last. What it is being told at this moment
// it is told whole, also what it did itself.
func (h *Hub) review(s *rpc.Session, at int64) {
	l := linksOf(s)
	if l == nil {
		return
	}
	h.with(s, l.own.box, func(f *feed, c *cursor) {
		switch {
		case !c.ready:
		case c.notice > at:
			c.notice, c.own = at, true
			f.dirty |= noticeLog
			f.start()
		case f.noticing || f.dirty&noticeLog != 0:
			c.own = true
			f.dirty |= noticeLog
		}
	})
}

func (f *feed) settle(s *rpc.Session, msgID int64) {
	f.mu.Lock()
	c := f.cursors[s]
	again := c != nil && c.settle(msgID)
	f.mu.Unlock()
	if again {
		f.touch()
	}
}
