package mtp

import (
	"net/netip"
	"sync"
	"time"

	"chappe/clock"
)

// addresses counts what each address does. IPv6 counts by /64, because whoever has
// one address of it has all of them.
type addresses struct {
	limits Limits
	clock  clock.Clock

	mu sync.Mutex
	by map[netip.Addr]*address // guarded by mu
}

// address is guarded by addresses.mu.
type address struct {
	conns    int
	halfOpen int
	tokens   float64 // handshakes that may be begun now
	asks     float64 // unknown keys that may be asked for now
	at       time.Time
}

func newAddresses(l Limits, c clock.Clock) *addresses {
	return &addresses{limits: l, clock: c, by: make(map[netip.Addr]*address)}
}

// group is the address as it is counted.
func group(a netip.Addr) netip.Addr {
	a = a.Unmap()
	if a.Is6() {
		p, err := a.WithZone("").Prefix(64)
		if err == nil {
			return p.Addr()
		}
	}
	return a
}

// get returns a's entry with its tokens of now. a.mu must be held.
func (t *addresses) get(a netip.Addr) *address {
	a = group(a)
	now := t.clock.Now()
	e := t.by[a]
	if e == nil {
		e = &address{tokens: float64(t.limits.HandshakesAtOnce), asks: float64(t.limits.HandshakesAtOnce), at: now}
		t.by[a] = e
	}
	if d := now.Sub(e.at); d > 0 {
		more, most := d.Minutes()*float64(t.limits.Handshakes), float64(t.limits.HandshakesAtOnce)
		e.tokens, e.asks = min(e.tokens+more, most), min(e.asks+more, most)
		e.at = now
	}
	return e
}

// connect counts a connection; ok is false if there are too many. far is true if
// there are so many that not even an answer is owed. disconnect must follow.
func (t *addresses) connect(a netip.Addr) (ok, far bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e := t.get(a)
	e.conns++
	n := t.limits.Conns
	return t.limits.Off || e.conns <= n, !t.limits.Off && e.conns > n+n/4+1
}

func (t *addresses) disconnect(a netip.Addr) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.get(a).conns--
}

// begin counts a key exchange that begins; false if there are too many under way or
// were begun lately. If true, end must follow.
func (t *addresses) begin(a netip.Addr) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	e := t.get(a)
	if !t.limits.Off && (e.halfOpen >= t.limits.HalfOpen || e.tokens < 1) {
		return false
	}
	e.tokens--
	e.halfOpen++
	return true
}

func (t *addresses) end(a netip.Addr) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.get(a).halfOpen--
}

// charge takes a token for a second key exchange on one connection; false if none is
// left.
func (t *addresses) charge(a netip.Addr) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	e := t.get(a)
	if !t.limits.Off && e.tokens < 1 {
		return false
	}
	e.tokens--
	return true
}

// mayAsk says whether a may still name keys that must be looked up: each that does
// not exist is charged by asked.
func (t *addresses) mayAsk(a netip.Addr) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.limits.Off || t.get(a).asks >= 1
}

func (t *addresses) asked(a netip.Addr) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.get(a).asks--
}

// sweep forgets addresses of which nothing is left to remember.
func (t *addresses) sweep() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for a := range t.by {
		e := t.get(a)
		if e.conns == 0 && e.halfOpen == 0 && min(e.tokens, e.asks) >= float64(t.limits.HandshakesAtOnce) {
			delete(t.by, a)
		}
	}
}
