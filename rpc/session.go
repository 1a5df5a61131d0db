package rpc

import (
	"context"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"chappe/db"
	"chappe/mtp"
	"chappe/tl"
)

// Session is what this floor knows of a session: which layer it speaks, what its device says of itself, who it belongs to.
type Session struct {
	mt    *mtp.Session
	layer atomic.Int32 // the table's layer, 0 until the client names one or its key's stored one is known

	mu       sync.Mutex
	key      *key       // guarded by mu; nil while the session's temporary key is unbound
	info     DeviceInfo // guarded by mu
	told     bool       // guarded by mu: info came from this session, not from the store
	stored   time.Time  // guarded by mu: when info was put into the store, zero for not yet
	attached int64      // guarded by mu: the user whose updates this session gets, 0 for none
	closed   bool       // guarded by mu

	attaching sync.Mutex // held while attach runs; taken before mu

	running map[int64]chan struct{} // guarded by mu: calls under way, by the message that carried them

	// Hub belongs to the part that delivers updates. It is set while the session is attached.
	Hub atomic.Value
}

// ID is the session's id, as the client chose it.
func (s *Session) ID() int64 { return s.mt.ID() }

// Key is the permanent key's id.
func (s *Session) Key() int64 { return s.mt.KeyID() }

// Connected says whether the client has a connection.
func (s *Session) Connected() bool { return s.mt.LocalAddr().IsValid() }

// Push sends an update in the session's layer. False means that it was lost: the session is slow or gone.
func (s *Session) Push(body []byte) bool { return s.mt.Push(body) }

// Lost says, once, that something pushed before did not and will not reach the client.
func (s *Session) Lost() bool { return s.mt.Lost() }

// began notes that the call of a message is under way.
func (s *Session) began(msgID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running == nil {
		s.running = map[int64]chan struct{}{}
	}
	s.running[msgID] = make(chan struct{})
}

// ended notes that it is over.
func (s *Session) ended(msgID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if done := s.running[msgID]; done != nil {
		close(done)
		delete(s.running, msgID)
	}
}

// await has a call wait until earlier ones of the same session are over. They began before, as the calls of a session begin in the order in which
// they were sent; one that is not under way is over, or was never heard of.
// https://core.telegram.org/method/invokeAfterMsgs
func (s *Session) await(ctx context.Context, call int64, earlier ...int64) {
	for _, id := range earlier {
		if id >= call {
			continue // nobody can wait for what comes later, or for oneself
		}
		s.mu.Lock()
		done := s.running[id]
		s.mu.Unlock()
		if done == nil {
			continue
		}
		select {
		case <-done:
		case <-ctx.Done():
			return
		}
	}
}

// Layer is the layer in which the session's updates are encoded.
func (s *Session) Layer() int {
	if l := s.layer.Load(); l != 0 {
		return int(l)
	}
	return tl.MaxLayer
}

// speak notes which layer the client says it speaks. Sessions of its key that begin later and do not say have the same.
func (s *Session) speak(layer int) {
	s.layer.Store(int32(layer))
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.key != nil {
		s.key.layer.Store(int32(layer))
	}
}

// Info is what the device said of itself.
func (s *Session) Info() DeviceInfo {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.info
}

func (d *Dispatcher) session(ms *mtp.Session) *Session {
	if s, ok := ms.Value().(*Session); ok {
		return s
	}
	// Calls of one session begin one after the other, but two may be under way; the lock makes them share one.
	d.mu.Lock()
	defer d.mu.Unlock()
	if s, ok := ms.Value().(*Session); ok {
		return s
	}
	s := &Session{mt: ms}
	ms.SetValue(s)
	return s
}

// bindKey makes sure that s knows who its permanent key belongs to, and returns the key, nil while there is none.
func (d *Dispatcher) bindKey(ctx context.Context, s *Session) (*key, error) {
	id := s.mt.KeyID()
	s.mu.Lock()
	k := s.key
	s.mu.Unlock()
	if id == 0 || (k != nil && k.id == id) {
		return k, nil
	}
	fresh, err := d.devices.acquire(ctx, id, s)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	old := s.key
	if old == fresh {
		s.mu.Unlock()
		return fresh, nil // another call of this session was quicker
	}
	if s.closed {
		old = fresh
	} else {
		s.key = fresh
		if !s.layer.CompareAndSwap(0, fresh.layer.Load()) {
			fresh.layer.Store(s.layer.Load())
		}
	}
	s.mu.Unlock()
	if old != nil {
		d.devices.release(old, s)
	}
	return fresh, nil
}

// Opened begins a session. Nothing is looked up before its first call.
func (d *Dispatcher) Opened(ms *mtp.Session) { d.session(ms) }

// Closed ends a session: it gets no updates any more and lets go of its key.
func (d *Dispatcher) Closed(ms *mtp.Session) {
	s, ok := ms.Value().(*Session)
	if !ok {
		return
	}
	d.detach(s)
	s.mu.Lock()
	k := s.key
	s.key, s.closed = nil, true
	s.mu.Unlock()
	if k != nil {
		d.devices.release(k, s)
	}
}

// attach makes s a session that gets user's updates, if it is not already one. Calls that come at the same time wait until it is: what they
// read must not be older than where the updates begin.
func (d *Dispatcher) attach(ctx context.Context, s *Session, user int64) {
	s.attaching.Lock()
	defer s.attaching.Unlock()
	s.mu.Lock()
	was, closed := s.attached, s.closed
	if was == user || closed {
		s.mu.Unlock()
		return
	}
	s.attached = user
	s.mu.Unlock()
	if was != 0 {
		d.hooks.Detach(s)
	}
	d.hooks.Attach(ctx, s, user)
}

// detach ends what attach began, and says whether there was anything to end.
func (d *Dispatcher) detach(s *Session) bool {
	s.mu.Lock()
	was := s.attached
	s.attached = 0
	s.mu.Unlock()
	if was != 0 {
		d.hooks.Detach(s)
	}
	return was != 0
}

func (c Caller) addrText() string {
	if c.Addr.IsValid() {
		return c.Addr.String()
	}
	return ""
}

// addrGroup is what limits count by: an IPv4 address, or an IPv6 network of 64 bits, which is what one person is given.
func addrGroup(a netip.Addr) string {
	if a.Is6() && !a.Is4In6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.Unmap().String()
}

// KeyDestroyed signs a device out whose client destroys its key: mtp.KeyWatcher.
func (d *Dispatcher) KeyDestroyed(ctx context.Context, keyID int64) error {
	return d.DB.Write(ctx, func(tx *db.Tx) error { return d.devices.SignOut(tx, keyID) })
}
