package auth

import (
	"sync"
	"time"

	"chappe/rpc"
)

// maxWaiting bounds how many sessions may show QR codes on one node. When there are more, the oldest are not told.
const maxWaiting = 10_000

// waitingList knows the sessions that show QR codes. They are not signed in, so that the hub does not know them.
type waitingList struct {
	mu    sync.Mutex
	byKey map[int64]waiter // guarded by mu
}

type waiter struct {
	s     *rpc.Session
	until time.Time
}

func (l *waitingList) add(s *rpc.Session, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.byKey == nil {
		l.byKey = map[int64]waiter{}
	}
	if len(l.byKey) >= maxWaiting {
		l.sweep(now)
	}
	l.byKey[s.Key()] = waiter{s: s, until: now.Add(acceptedLife)}
}

func (l *waitingList) find(key int64) *rpc.Session {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.byKey[key].s
}

// prune drops who does not show a code any more.
func (l *waitingList) prune(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
}

// sweep drops who does not show a code any more, and if that is not enough anybody. l.mu is held.
func (l *waitingList) sweep(now time.Time) {
	for k, w := range l.byKey {
		if w.until.Before(now) {
			delete(l.byKey, k)
		}
	}
	for k := range l.byKey {
		if len(l.byKey) < maxWaiting {
			return
		}
		delete(l.byKey, k)
	}
}
