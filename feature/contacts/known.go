package contacts

import (
	"sync"
	"time"

	"chappe/tl"
)

// known remembers for a moment how people looked to each other, so that a busy conversation is delivered without asking the
// database for its two names again with every message. What changes is seen that much later in what is pushed; whatever a
// client asks for is never answered from here.
type known struct {
	mu    sync.Mutex
	users map[sight]seen // guarded by mu
}

type sight struct{ viewer, user int64 }

type seen struct {
	user tl.UserClass // shared: never changed
	at   time.Time
}

const (
	knownFor = time.Second
	maxKnown = 20_000
)

// Remember keeps people as viewer sees them now.
func (f *Feature) Remember(viewer int64, us []tl.UserClass) {
	now := time.Now()
	f.known.mu.Lock()
	defer f.known.mu.Unlock()
	if f.known.users == nil || len(f.known.users)+len(us) > maxKnown {
		f.known.users = map[sight]seen{}
	}
	for _, u := range us {
		if u, ok := u.(*tl.User); ok {
			f.known.users[sight{viewer, u.ID}] = seen{u, now}
		}
	}
}

// Known returns ids as viewer sees them, each once, if all of them were remembered a moment ago.
func (f *Feature) Known(viewer int64, ids []int64) ([]tl.UserClass, bool) {
	ids = unique(ids)
	out := make([]tl.UserClass, 0, len(ids))
	now := time.Now()
	f.known.mu.Lock()
	defer f.known.mu.Unlock()
	for _, id := range ids {
		s, ok := f.known.users[sight{viewer, id}]
		if !ok || now.Sub(s.at) > knownFor {
			return nil, false
		}
		out = append(out, s.user)
	}
	return out, true
}
