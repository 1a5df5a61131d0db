// Package clock tells the time to everything that a test may want to move.
package clock

import (
	"sync"
	"time"
)

// Clock tells the time. It may be called from any goroutine.
type Clock interface {
	Now() time.Time
}

// Real is the machine's clock.
var Real Clock = real{}

type real struct{}

func (real) Now() time.Time { return time.Now() }

// Fake is a clock that stands still until a test moves it.
type Fake struct {
	mu  sync.Mutex
	now time.Time // guarded by mu
}

// NewFake returns a clock that shows t.
func NewFake(t time.Time) *Fake { return &Fake{now: t} }

// Now returns the time that the clock shows.
func (f *Fake) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

// Advance moves the clock by d, which may be negative.
func (f *Fake) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
}

// Set moves the clock to t.
func (f *Fake) Set(t time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = t
}

// Steady is a clock that never goes back. When the one under it does, it goes on from where it was, at half the speed, until that
// one has caught up.
type Steady struct {
	under Clock

	mu   sync.Mutex
	seen time.Time // guarded by mu: what the clock under it showed last
	last time.Time // guarded by mu: what it showed itself
}

// NewSteady returns a clock over another.
func NewSteady(under Clock) *Steady { return &Steady{under: under} }

// Now is the time.
func (s *Steady) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.under.Now()
	now = now.Round(0) // by the wall: that is the one that jumps
	passed := now.Sub(s.seen)
	s.seen = now
	switch {
	case !now.Before(s.last):
		s.last = now
	case passed > 0:
		s.last = s.last.Add(passed / 2)
	}
	return s.last
}
