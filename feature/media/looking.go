package media

import (
	"context"
	"sync"
)

// looking lets one at a time look at the same address.
type looking struct {
	mu sync.Mutex
	by map[string]*look // guarded by mu
}

type look struct {
	place   chan struct{} // holds one while somebody looks
	waiting int           // guarded by looking.mu; with whoever looks
}

// lock waits for its turn at a key, unless ctx ends before. Whoever gets it calls what is returned.
func (l *looking) lock(ctx context.Context, key string) (unlock func(), err error) {
	l.mu.Lock()
	k := l.by[key]
	if k == nil {
		if l.by == nil {
			l.by = map[string]*look{}
		}
		k = &look{place: make(chan struct{}, 1)}
		l.by[key] = k
	}
	k.waiting++
	l.mu.Unlock()
	leave := func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if k.waiting--; k.waiting == 0 {
			delete(l.by, key)
		}
	}
	select {
	case k.place <- struct{}{}:
		return func() { <-k.place; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}
