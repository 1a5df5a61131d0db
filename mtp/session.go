package mtp

import (
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"chappe/mtp/wire"
)

// Session is one conversation of a client under one key, over one connection after
// another or several at once. https://core.telegram.org/mtproto/description#session
type Session struct {
	srv    *Server
	key    *authKey // held
	id     int64
	value  atomic.Pointer[any]
	opened sync.Once
	live   bool // Opened was called; written inside opened

	// sendMu is held while a message gets its identifier and goes to a connection, so
	// that identifiers grow on the wire.
	sendMu sync.Mutex

	mu       sync.Mutex
	conns    []*conn        // guarded by mu; the last is where the client spoke last
	addr     netip.AddrPort // guarded by mu; of that
	window   window         // guarded by mu; what came
	first    int64          // guarded by mu; the lowest identifier that came
	welcomed bool           // guarded by mu; new_session_created was sent
	unique   int64          // of new_session_created
	content  int32          // guarded by mu; content-related messages sent
	unacked  []sent         // guarded by mu; what the client has not acknowledged
	bytes    int            // guarded by mu; their size
	gap      bool           // guarded by mu; a push that may not have arrived was forgotten
	lost     bool           // guarded by mu; what Lost tells
	closed   bool           // guarded by mu
	detached time.Time      // guarded by mu; since when there is no connection

	calls     []*call     // guarded by mu; wait to be started
	callBytes int         // guarded by mu; their size
	under     int         // guarded by mu; calls under way
	starting  bool        // guarded by mu; a goroutine will start the next call
	space     *sync.Cond  // on mu; nil until somebody waits for space among the calls
	owed      []int64     // guarded by mu; identifiers that must be acknowledged
	ackTimer  *time.Timer // guarded by mu
	timing    bool        // guarded by mu; ackTimer is set
}

// sent is a content-related message that the client has not acknowledged.
type sent struct {
	id   int64
	req  int64 // the message that it answers, 0 for a push
	seq  int32
	via  *conn   // over which it went out last, nil for none
	body []byte  // shared with other sessions: never changed
	mem  *Memory // that body stands in and that is held; nil for none, or when it was sent again and may be needed still
}

// ID is the session's number, as the client chose it.
func (s *Session) ID() int64 { return s.id }

// KeyID is the permanent key that the session works for, 0 while its key is a
// temporary one that is not bound.
func (s *Session) KeyID() int64 { return s.key.perm.Load() }

// RawKeyID is the key on the wire.
func (s *Session) RawKeyID() int64 { return s.key.id }

// Temp says whether that is a temporary key.
func (s *Session) Temp() bool { return s.key.temp }

// Addr is the client's address, where it spoke last.
func (s *Session) Addr() netip.AddrPort {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addr
}

// Value is what SetValue set, or nil. It belongs to the Handler.
func (s *Session) Value() any {
	if p := s.value.Load(); p != nil {
		return *p
	}
	return nil
}

// SetValue keeps v with the session.
func (s *Session) SetValue(v any) { s.value.Store(&v) }

// Lost says, once, that something that Push took or refused did not reach the client
// and will not: it must be told to ask for the difference.
func (s *Session) Lost() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	lost := s.lost
	s.lost = false
	return lost
}

// attach notes that the client speaks in this session over c. fresh: it did not
// before, so what is unacknowledged should be sent again.
func (s *Session) attach(c *conn) (fresh, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false, false
	}
	if !s.detached.IsZero() {
		s.detached = time.Time{}
		s.srv.detached.remove(s)
	}
	n := len(s.conns)
	if n > 0 && s.conns[n-1] == c {
		return false, true
	}
	i := slices.Index(s.conns, c)
	if i >= 0 {
		s.conns = slices.Delete(s.conns, i, i+1)
	} else if n >= maxConns {
		s.conns = slices.Delete(s.conns, 0, 1) // the oldest is dead, most likely
	}
	s.conns = append(s.conns, c)
	s.addr = c.addr
	s.lost = s.lost || i < 0 && s.gap
	s.gap = s.gap && i >= 0
	return i < 0, true
}

// maxConns is how many connections a session may have at once.
const maxConns = 16

// detach notes that c is over. What went out over it and was not acknowledged goes out over the client's other connection, if it has one:
// it may have been there already when c, which nobody knew to be dead, was still used.
func (s *Session) detach(c *conn) {
	s.mu.Lock()
	if i := slices.Index(s.conns, c); i >= 0 {
		s.conns = slices.Delete(s.conns, i, i+1)
	}
	if len(s.conns) == 0 && s.detached.IsZero() && !s.closed {
		s.detached = s.srv.clock.Now()
		s.srv.detached.add(s)
	}
	other := s.route(nil)
	var list []wire.Inner
	for i := range s.unacked {
		if m := &s.unacked[i]; m.via == c {
			if m.via = other; other != nil {
				m.mem = nil
				list = append(list, wire.Inner{MsgID: m.id, SeqNo: m.seq, Body: m.body})
			}
		}
	}
	s.mu.Unlock()
	if len(list) > 0 {
		s.sendAgain(other, list)
	}
}

// shut ends the session, unless only says otherwise (nil: in any case). Its key's
// lock is held. If true, finish must follow, without that lock.
func (s *Session) shut(only func() bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || only != nil && !only() {
		return false
	}
	s.closed = true
	delete(s.key.sessions, s.id)
	for _, c := range s.calls {
		s.srv.bigCalls.give(c.held)
	}
	s.calls, s.callBytes = nil, 0
	s.unacked, s.bytes = nil, 0
	s.owed = nil
	if s.ackTimer != nil {
		s.ackTimer.Stop()
	}
	if s.space != nil {
		s.space.Broadcast()
	}
	return true
}

// finish does what shut leaves to do; with cut, connections that speak in the
// session are closed.
func (s *Session) finish(cut bool) {
	s.srv.detached.remove(s)
	s.mu.Lock()
	conns := slices.Clone(s.conns)
	s.mu.Unlock()
	if cut {
		for _, c := range conns {
			c.end()
		}
	}
	s.srv.metrics.sessions.Dec()
	s.opened.Do(func() {}) // waits for Opened, or sees to it that it is not called any more
	if s.live {
		s.srv.handler.Closed(s)
	}
	s.srv.keys.release(s.key)
}

// end is shut and finish.
func (s *Session) end(cut bool, only func() bool) bool {
	s.key.mu.Lock()
	ok := s.shut(only)
	s.key.mu.Unlock()
	if ok {
		s.finish(cut)
	}
	return ok
}

// findSession finds or makes the session id of the key c.key, whose first message is
// msgID. nil: there may not be one.
func (c *conn) findSession(id, msgID int64) (s *Session, created bool) {
	k := c.key
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.destroyed.Load() {
		return nil, false
	}
	if s = k.sessions[id]; s != nil {
		return s, false
	}
	if len(k.sessions) >= c.srv.limits.Sessions && !c.evict(k) {
		c.srv.metrics.drops.WithLabelValues("sessions").Inc()
		return nil, false
	}
	s = &Session{srv: c.srv, key: k, id: id, first: msgID, unique: randomID(), addr: c.addr}
	if k.sessions == nil {
		k.sessions = make(map[int64]*Session, 1)
	}
	k.sessions[id] = s
	c.srv.keys.share(k)
	c.srv.metrics.sessions.Inc()
	return s, true
}

// evict makes room among the sessions of k, whose lock is held, by ending the one
// that has been without a connection for longest.
func (c *conn) evict(k *authKey) bool {
	var oldest *Session
	var since time.Time
	for _, x := range k.sessions {
		x.mu.Lock()
		at := x.detached
		x.mu.Unlock()
		if !at.IsZero() && (oldest == nil || at.Before(since)) {
			oldest, since = x, at
		}
	}
	if oldest == nil || !oldest.shut(func() bool { return !oldest.detached.IsZero() }) {
		return false
	}
	c.run.start(func() { oldest.finish(false) })
	return true
}

// waitingRoom is the sessions without a connection.
type waitingRoom struct {
	mu   sync.Mutex
	list map[*Session]struct{} // guarded by mu
}

func (w *waitingRoom) add(s *Session) {
	w.mu.Lock()
	w.list[s] = struct{}{}
	w.mu.Unlock()
}

func (w *waitingRoom) remove(s *Session) {
	w.mu.Lock()
	delete(w.list, s)
	w.mu.Unlock()
}

func (w *waitingRoom) all() []*Session {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := make([]*Session, 0, len(w.list))
	for s := range w.list {
		list = append(list, s)
	}
	return list
}
