package hub

import (
	"context"
	"slices"

	"chappe/box"
	"chappe/bus"
	"chappe/db"
	"chappe/rpc"
)

// followAll has a session follow the channels that its person is in.
func (h *Hub) followAll(ctx context.Context, own *feed, s *rpc.Session) error {
	for {
		own.mu.Lock()
		moves := own.moves
		own.mu.Unlock()
		var in map[int64]box.State
		err := h.DB.Read(ctx, func(tx *db.Tx) (err error) {
			in, err = h.Follows(tx, own.box)
			return err
		})
		if err != nil {
			return err
		}
		h.mu.Lock()
		own.mu.Lock()
		same, here := own.moves == moves, own.cursors[s] != nil
		own.mu.Unlock()
		for boxID, st := range in {
			if same && here {
				h.follow(s, own.box, boxID, &st, false, 0)
			}
		}
		h.mu.Unlock()
		if same || !here {
			return nil
		}
	}
}

// follow gives a session a cursor in a channel's feed. look says that the box may have moved
// beyond st already. mu is held.
func (h *Hub) follow(s *rpc.Session, user, boxID int64, st *box.State, look bool, until int64) {
	l := linksOf(s)
	if l == nil {
		return
	}
	f := h.feed(boxID)
	l.channels[boxID] = f
	f.mu.Lock()
	defer f.mu.Unlock()
	if c := f.cursors[s]; c != nil {
		if c.until != 0 {
			c.until = until
		}
		return
	}
	c := &cursor{s: s, user: user, until: until}
	if st != nil {
		c.reset(*st, 0)
	}
	f.cursors[s] = c
	if look {
		f.dirty |= boxLog
		f.start()
	}
}

// moved has the sessions of a person follow a channel that they joined, or no longer one that they left. mu is held.
func (h *Hub) moved(own *feed, hint bus.Hint) {
	if own == nil {
		return
	}
	own.mu.Lock()
	own.moves++
	sessions := make([]*rpc.Session, 0, len(own.cursors))
	for s := range own.cursors {
		sessions = append(sessions, s)
	}
	own.mu.Unlock()
	for _, s := range sessions {
		if hint.Kind == bus.KindFollow {
			// From where the box stood when they joined: the difference that their devices ask for may be older than what is told next.
			h.follow(s, own.box, hint.Channel, &box.State{Pts: hint.Pts}, true, 0)
			continue
		}
		h.unfollow(s, hint.Channel)
	}
}

// unfollow takes a session out of a channel's feed. mu is held.
func (h *Hub) unfollow(s *rpc.Session, boxID int64) {
	l := linksOf(s)
	if l == nil || l.channels[boxID] == nil {
		return
	}
	h.leave(l.channels[boxID], s)
	delete(l.channels, boxID)
}

// View has the caller's session follow a channel that the caller is not in, until a moment (unix seconds): it has it open, and knows what
// happened up to pts.
func (h *Hub) View(c rpc.Caller, boxID int64, pts int32, until int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.follow(c.Session, c.User, boxID, &box.State{Pts: pts}, true, until)
}

// Leave has a session no longer follow a channel that it had open.
func (h *Hub) Leave(c rpc.Caller, boxID int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.unfollow(c.Session, boxID)
}

// sendAway takes those out of a channel's feed who only look at it. mu is held.
func (h *Hub) sendAway(f *feed) {
	if f == nil {
		return
	}
	for _, c := range f.snapshot() {
		f.mu.Lock()
		visits := c.until != 0
		f.mu.Unlock()
		if visits {
			h.unfollow(c.s, f.box)
		}
	}
}

// expire takes those out of a channel's feed who have looked at it for long enough. mu is held.
func (h *Hub) expire(f *feed) {
	now := h.Clock.Now().Unix()
	var over []*rpc.Session
	f.mu.Lock()
	for s, c := range f.cursors {
		if c.until != 0 && c.until < now {
			over = append(over, s)
		}
	}
	f.mu.Unlock()
	for _, s := range over {
		h.unfollow(s, f.box)
	}
}

// Members calls fn with everybody who is in a channel and has a session on this node, once for each session; not with those who only look.
func (h *Hub) Members(boxID int64, fn func(user int64)) {
	h.mu.Lock()
	f := h.feeds[boxID]
	h.mu.Unlock()
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.cursors {
		if c.until == 0 {
			fn(c.user)
		}
	}
}

// tellChannel tells events of a channel's box: once rendered for everybody, and once for each of those for whom they look different.
func (f *feed) tellChannel(ctx context.Context, tx *db.Tx, evs []box.Event) error {
	special, err := f.hub.Special(tx, evs)
	if err != nil {
		return err
	}
	hidden, err := f.hub.Hidden(tx, evs)
	if err != nil {
		return err
	}
	for _, g := range f.groups(evs) {
		by := map[view][]*cursor{}
		for _, c := range g.cs {
			v := view{}
			if special[c.user] {
				v.viewer = c.user
			}
			v.floor = hides(g.evs, hidden[c.user])
			by[v] = append(by[v], c)
		}
		for v, cs := range by {
			b, err := f.hub.Events(ctx, tx, v.viewer, above(g.evs, v.floor))
			if err != nil {
				return err
			}
			f.push(cs, b.Object(f.date()))
			if err := f.review(tx, v.viewer, cs); err != nil {
				return err
			}
		}
		f.told(g)
	}
	return nil
}

// review tells sessions again what their own feed, which another goroutine is at, has told them that is newer than what they were told of
// this one: both speak of channels as they stand for a viewer.
func (f *feed) review(tx *db.Tx, viewer int64, cs []*cursor) error {
	if viewer == 0 {
		return nil
	}
	st, err := box.Load(tx, viewer)
	if err != nil {
		return err
	}
	for _, c := range cs {
		f.hub.review(c.s, st.Notice)
	}
	return nil
}

// view is what makes events look the same for several sessions.
type view struct {
	viewer int64 // 0: as for everybody
	floor  int32 // the newest message among the events that is not theirs to see, 0 for none
}

// hides is the newest of the messages of which events tell that a floor hides, 0 for none.
func hides(evs []box.Event, floor int32) (newest int32) {
	for _, ev := range evs {
		if ev.Message != nil && ev.Message.ID <= floor {
			newest = max(newest, ev.Message.ID)
		}
	}
	return newest
}

// above is events without the messages up to floor: of those nothing is told but that numbers were used.
func above(evs []box.Event, floor int32) []box.Event {
	if floor == 0 {
		return evs
	}
	out := slices.Clone(evs)
	for i, ev := range out {
		if ev.Message != nil && ev.Message.ID <= floor {
			out[i].Message = nil
		}
	}
	return out
}

// others are the sessions that are not a person's.
func (f *feed) others(except int64) []*cursor {
	all := f.snapshot()
	if f.box > 0 || except == 0 {
		return all
	}
	out := all[:0]
	for _, c := range all {
		if c.user != except {
			out = append(out, c)
		}
	}
	return out
}
