package rpc

import (
	"context"
	"sync"
)

// turns has the calls of one account, or of one address before sign-in, take turns: however many sessions somebody opens, few of
// their calls are worked on at once, and what others ask is not behind all of them in the queues for processors and database. Calls
// that wait in the writer's queue do not count. A nil turns lets everything through.
type turns struct {
	mu sync.Mutex
	by map[bucketKey]*turn // guarded by mu
}

// How many calls are worked on at once.
const (
	turnsOfUser    = 2
	turnsOfAddress = 8 // a school comes from one address
)

// turn is somebody of whom calls are worked on.
type turn struct {
	running int
	waiting []chan struct{} // each closed when its call may go on
}

// enter waits until it is the call's turn, and returns what ends it, which may be called several times. It fails when ctx ends.
func (t *turns) enter(ctx context.Context, c Caller) (leave func(), err error) {
	if t == nil {
		return func() {}, nil
	}
	k, most := keyOf("", c), turnsOfUser
	if c.User == 0 {
		most = turnsOfAddress
	}
	t.mu.Lock()
	x := t.by[k]
	if x == nil {
		x = &turn{}
		t.by[k] = x
	}
	leave = sync.OnceFunc(func() { t.leave(k) })
	if x.running < most {
		x.running++
		t.mu.Unlock()
		return leave, nil
	}
	ready := make(chan struct{})
	x.waiting = append(x.waiting, ready)
	t.mu.Unlock()
	select {
	case <-ready:
		return leave, nil
	case <-ctx.Done():
		over := leave
		go func() { // its turn comes, and ends at once
			<-ready
			over()
		}()
		return nil, ctx.Err()
	}
}

// leave gives the turn to whoever waits for longest.
func (t *turns) leave(k bucketKey) {
	t.mu.Lock()
	defer t.mu.Unlock()
	x := t.by[k]
	if len(x.waiting) > 0 {
		close(x.waiting[0])
		x.waiting = x.waiting[1:]
		return
	}
	if x.running--; x.running == 0 {
		delete(t.by, k)
	}
}
