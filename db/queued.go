package db

import (
	"context"
	"sync"
)

// queued is a function to be called once.
type queued struct {
	once sync.Once
	fn   func()
}

type queuedKey struct{}

// OnQueued returns a context with which SQLite's Write calls fn once, as soon as its turn in the writer's queue is taken:
// transactions queued later run later, so that the caller may let the next request of the same session start.
// PostgreSQL has no queue: there fn is called when Write returns. Further Writes with the same context do not call it.
func OnQueued(ctx context.Context, fn func()) context.Context {
	return context.WithValue(ctx, queuedKey{}, &queued{fn: fn})
}

// queuedOf returns what OnQueued put into ctx, or nil.
func queuedOf(ctx context.Context) *queued {
	q, _ := ctx.Value(queuedKey{}).(*queued)
	return q
}

// call calls the function unless it was called. A nil q does nothing.
func (q *queued) call() {
	if q != nil {
		q.once.Do(q.fn)
	}
}

type againKey struct{}

// OnAgain returns a context with which Write calls fn each time before it runs its function again: what an earlier run said
// to others by way of Tx.Context is void. fn must not wait; it may be called in another goroutine, before Write returns.
func OnAgain(ctx context.Context, fn func()) context.Context {
	return context.WithValue(ctx, againKey{}, fn)
}

// again calls what OnAgain put into ctx.
func again(ctx context.Context) {
	if fn, ok := ctx.Value(againKey{}).(func()); ok {
		fn()
	}
}
