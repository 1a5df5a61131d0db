package mtp

import (
	"context"
	"sync"

	"chappe/mtp/wire"
)

// bigCall is the size in bytes from which on a call counts against the budget of all
// clients. What people do while they talk is smaller.
const bigCall = 64 << 10

// budget is memory that many share. Who wants some waits until there is enough, first
// come, first served.
type budget struct {
	size int

	mu      sync.Mutex
	used    int      // guarded by mu
	waiting []*claim // guarded by mu
}

// claim is somebody who waits for n bytes.
type claim struct {
	n     int
	ready chan struct{} // closed when they are there
}

// take waits for n bytes, or for all there is if n is more. give must follow unless it
// fails, which is when ctx ends.
func (b *budget) take(ctx context.Context, n int) error {
	n = min(n, b.size)
	b.mu.Lock()
	if len(b.waiting) == 0 && b.used+n <= b.size {
		b.used += n
		b.mu.Unlock()
		return nil
	}
	c := &claim{n: n, ready: make(chan struct{})}
	b.waiting = append(b.waiting, c)
	b.mu.Unlock()
	select {
	case <-c.ready:
		return nil
	case <-ctx.Done():
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, other := range b.waiting {
		if other == c {
			b.waiting = append(b.waiting[:i], b.waiting[i+1:]...)
			b.serve()
			return ctx.Err()
		}
	}
	return nil // it came just now
}

// give gives n bytes back that were taken.
func (b *budget) give(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used -= min(n, b.size)
	b.serve()
}

// serve gives what there is to those who wait. b.mu is held.
func (b *budget) serve() {
	for len(b.waiting) > 0 && b.used+b.waiting[0].n <= b.size {
		b.used += b.waiting[0].n
		close(b.waiting[0].ready)
		b.waiting[0] = nil
		b.waiting = b.waiting[1:]
	}
}

// maxInflation is how many bytes can come out of one that is packed.
const maxInflation = 1032

// unzip unpacks the body of a message. held bytes of the budget are the caller's
// then. Bombs take their turn: one processor is always left for everybody else.
func (s *Server) unzip(ctx context.Context, body []byte) (out []byte, held int, err error) {
	limit := s.limits.Unzipped
	if most := min(limit, maxInflation*len(body)); most > bigCall {
		held = most
		if err := s.bigCalls.take(ctx, held); err != nil {
			return nil, 0, err
		}
	}
	s.unzips <- struct{}{}
	out, err = wire.Unzip(body, limit)
	<-s.unzips
	keep := len(out)
	if keep <= bigCall {
		keep = 0
	}
	if held > keep {
		s.bigCalls.give(held - keep)
		held = keep
	}
	return out, held, err
}

// room waits until a call of n bytes may be kept and returns how many of them were
// taken of the budget.
func (s *Server) room(ctx context.Context, n int) (held int, err error) {
	if n <= bigCall {
		return 0, nil
	}
	return n, s.bigCalls.take(ctx, n)
}
