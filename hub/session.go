package hub

import (
	"context"

	"chappe/box"
	"chappe/db"
	"chappe/rpc"
)

// attach makes s a session that is told what happens to user, from where the user's box stands now: whatever came before, the
// client asks for with getDifference.
func (h *Hub) attach(ctx context.Context, s *rpc.Session, user int64) {
	c := &cursor{s: s}
	h.mu.Lock()
	f := h.feeds[user]
	if f == nil {
		f = &feed{hub: h, user: user, cursors: map[*rpc.Session]*cursor{}}
		h.feeds[user] = f
	}
	h.keys[s.Key()] = f
	f.mu.Lock()
	f.cursors[s] = c
	f.mu.Unlock()
	h.mu.Unlock()
	s.Hub.Store(f)

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
	if err != nil {
		h.Log.Error("session could not be attached", "err", err)
		return // the next look at all boxes finds it not ready and tries again
	}
	f.mu.Lock()
	c.reset(st, qts)
	f.mu.Unlock()
	f.touch()
}

// detach ends what attach began.
func (h *Hub) detach(s *rpc.Session) {
	f, _ := s.Hub.Load().(*feed)
	if f == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.cursors, s)
	if len(f.cursors) == 0 && h.feeds[f.user] == f {
		delete(h.feeds, f.user)
	}
	for other := range f.cursors {
		if other.Key() == s.Key() {
			return
		}
	}
	if h.keys[s.Key()] == f {
		delete(h.keys, s.Key())
		delete(h.away, s.Key())
	}
}

// with runs fn on the session's cursor in the feed of box, if it has one, under the feed's lock.
func with(s *rpc.Session, boxID int64, fn func(f *feed, c *cursor)) {
	f, _ := s.Hub.Load().(*feed)
	if f == nil || f.user != boxID {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if c := f.cursors[s]; c != nil {
		fn(f, c)
	}
}

func (h *Hub) saw(s *rpc.Session, boxID int64, pts, count int32) {
	with(s, boxID, func(_ *feed, c *cursor) { c.tell(span{from: pts - count, to: pts}) })
}

func (h *Hub) reserve(s *rpc.Session, msgID, boxID int64, pts, count int32) {
	with(s, boxID, func(_ *feed, c *cursor) {
		c.reserved = append(c.reserved, span{from: pts - count, to: pts, msgID: msgID})
	})
}

func (h *Hub) settle(s *rpc.Session, msgID int64) {
	f, _ := s.Hub.Load().(*feed)
	if f == nil {
		return
	}
	f.mu.Lock()
	c := f.cursors[s]
	again := c != nil && c.settle(msgID)
	f.mu.Unlock()
	if again {
		f.touch()
	}
}
