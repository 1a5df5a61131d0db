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
