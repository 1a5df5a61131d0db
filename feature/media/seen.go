package media

import (
	"sync"
	"time"
)

// seen remembers for a few seconds who may have what: a download asks for the same again and again.
type seen struct {
	mu sync.Mutex
	by map[seenKey]seenEntry // guarded by mu
}

type seenKey struct {
	person, file int64
	place        string // reference and size
	hash         int64
}

type seenEntry struct {
	p     picture
	until time.Time
}

const (
	keepSeen = 5 * time.Second
	maxSeen  = 10_000
)

func newSeen() seen { return seen{by: map[seenKey]seenEntry{}} }

func (s *seen) get(k seenKey, now time.Time) (picture, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.by[k]
	if !ok || now.After(e.until) || e.until.Sub(now) > keepSeen {
		return picture{}, false
	}
	return e.p, true
}

func (s *seen) put(k seenKey, p picture, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.by) >= maxSeen {
		clear(s.by)
	}
	s.by[k] = seenEntry{p, now.Add(keepSeen)}
}

// forget forgets everything: something was deleted.
func (s *seen) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.by)
}
