// Package bus carries hints between the part that commits and the parts that deliver.
//
// A hint is never a promise: what it speaks of is already on disk, and whoever misses it finds the same by reading the box.
// The one exception are flashes (typing, presence), which are worth nothing a few seconds later and are lost when lost.
//
// Invariant: nothing is published before the transaction that it speaks of has committed.
package bus

import (
	"context"
	"sync"
)

// Hint says that something changed. It holds plain data only, so that it can cross a network.
type Hint struct {
	Kind Kind
	Box  int64 // whom it concerns: a user's id or a negated channel id; for KindQueue and KindDrop a permanent key's id
	Pts  int32 // KindBox: the box's pts after the commit; KindFollow: the channel's when the person joined
	Took int32 // KindBox: how many numbers the transaction took: it covers (Pts-Took, Pts]

	Channel int64 // KindFollow, KindUnfollow: the channel's box

	Flash []byte // KindFlash: JSON of the feature that renders it
	Name  string // KindFlash: which feature renders it

	// Local is a payload that saves the reader in the same process a look into the database. It does not cross a network.
	Local any
}

// Kind says which of a box's logs moved.
type Kind uint8

// The kinds of hints.
const (
	KindBox      Kind = iota + 1 // the numbered log: messages and events
	KindNotice                   // the log without numbers
	KindQueue                    // a device's queue of secret-chat events
	KindFlash                    // something that is not kept: typing, presence
	KindDrop                     // a permanent key lost its sign-in: its sessions must look again
	KindFollow                   // the person Box has joined a channel
	KindUnfollow                 // and has left it, or may not read it any more; with Box the channel itself, all who only look at it
)

// Bus publishes hints to every subscriber on every node. It may be used from any goroutine.
//
// Publish returns at once and never fails: a hint that cannot be carried is lost, and the readers' own periodic look at the
// boxes they serve makes up for it. Hints of one publisher arrive in the order in which they were published, or not at all.
type Bus interface {
	Publish(Hint)
	// Subscribe has fn called for each hint from now on. fn must not block. It ends with the bus.
	Subscribe(fn func(Hint))
}

// Local is the bus of a single process.
type Local struct {
	mu   sync.RWMutex
	subs []func(Hint) // guarded by mu; only ever grows
}

// NewLocal returns a bus that stays inside this process.
func NewLocal() *Local { return &Local{} }

// Publish hands h to every subscriber, in the caller's goroutine.
func (l *Local) Publish(h Hint) {
	l.mu.RLock()
	subs := l.subs
	l.mu.RUnlock()
	for _, fn := range subs {
		fn(h)
	}
}

// Subscribe adds fn to those who hear of every hint.
func (l *Local) Subscribe(fn func(Hint)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.subs = append(l.subs[:len(l.subs):len(l.subs)], fn)
}

// outbox holds back what one request publishes until its answer is on its way.
type outbox struct {
	keep func(Hint)
	mu   sync.Mutex
	open bool   // guarded by mu: hints are still held back
	held []Hint // guarded by mu
}

type outboxKey struct{}

// Hold returns a context in which Tell keeps hints back, and the function that lets them go. The caller of a method gets its
// answer first, and only then does anyone else hear: a client that saw its own message come in as news before it saw the
// answer to its send would show it twice. keep hears of each hint that Expect announces.
func Hold(ctx context.Context, b Bus, keep func(Hint)) (context.Context, func()) {
	o := &outbox{open: true, keep: keep}
	return context.WithValue(ctx, outboxKey{}, o), func() {
		o.mu.Lock()
		held := o.held
		o.held, o.open = nil, false
		o.mu.Unlock()
		for _, h := range held {
			b.Publish(h)
		}
	}
}

// Tell publishes h, or keeps it until the answer of the request that ctx belongs to has left.
func Tell(ctx context.Context, b Bus, h Hint) {
	if o, ok := ctx.Value(outboxKey{}).(*outbox); ok {
		o.mu.Lock()
		if o.open {
			o.held = append(o.held, h)
			o.mu.Unlock()
			return
		}
		o.mu.Unlock()
	}
	b.Publish(h)
}

// Expect announces, from within a transaction, that Tell will have h after the commit. Whoever answers the request that ctx
// belongs to is told now: between the commit and Tell, somebody else may read what the transaction wrote.
func Expect(ctx context.Context, h Hint) {
	if o, ok := ctx.Value(outboxKey{}).(*outbox); ok {
		o.keep(h)
	}
}
