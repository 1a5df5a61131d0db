// Package rpc takes a call from the transport to the feature that answers it.
//
// It opens the wrappers around a call, decodes it in the session's layer, checks that the caller is signed in and not too
// fast, runs the handler, and encodes what it answers in the same layer. It is the only place that logs a handler's failure.
//
// https://core.telegram.org/api/invoking
package rpc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"chappe/bus"
	"chappe/clock"
	"chappe/db"
	"chappe/mtp"
	"chappe/tl"

	"github.com/prometheus/client_golang/prometheus"
)

// Hooks are what the delivering part wants to know of sessions.
type Hooks struct {
	Attach func(ctx context.Context, s *Session, user int64) // s gets user's updates from now on
	Detach func(s *Session)                                  // and no longer
	Saw    func(s *Session, box int64, pts, count int32)     // an answer told s of these numbers

	// Reserve says that the call msgID of s takes these numbers, in a transaction that is still open, and that its answer may
	// tell of them; they are not to be pushed to s before Settle, which comes when the answer is on its way and after Saw, or
	// when the transaction was taken back. It must not wait.
	Reserve func(s *Session, msgID int64, box int64, pts, count int32)
	Settle  func(s *Session, msgID int64)

	// Mark says how far s was told of what has no numbers. Review, when the answer to a call is on its way, says where that was when
	// the call began: what s was told meanwhile it is told again, as the answer may be older.
	Mark   func(s *Session) (at int64, ok bool)
	Review func(s *Session, at int64)
}

// Config is what a Dispatcher is made of.
type Config struct {
	Registry   *Registry
	Devices    *Devices
	DB         *db.DB
	Bus        bus.Bus
	Clock      clock.Clock
	Log        *slog.Logger
	NoLimits   bool                  // for --dev: nobody is too fast
	Registerer prometheus.Registerer // may be nil
}

// Dispatcher answers calls. It is the transport's mtp.Handler.
type Dispatcher struct {
	Config
	// Takeout checks that the takeout that a call is wrapped in is the caller's. It is set at start; without it there are none.
	Takeout func(ctx context.Context, c Caller) error

	devices *Devices
	hooks   Hooks
	limits  *limiter
	turns   *turns
	unpacks chan struct{} // a place for each call that may hold something large that was packed
	metrics *metrics
	keys    KeyBinder

	mu sync.Mutex // guards the making of Sessions
}

// KeyBinder is the transport's part in binding temporary keys.
type KeyBinder interface {
	BindTempKey(ctx context.Context, s *mtp.Session, msgID, permID, nonce int64, expiresAt int32, encrypted []byte) error
}

// New returns a Dispatcher. SetHooks and SetKeys must be called before it answers its first call.
func New(c Config) *Dispatcher {
	d := &Dispatcher{Config: c, devices: c.Devices, metrics: newMetrics(c.Registerer),
		unpacks: make(chan struct{}, 2*runtime.GOMAXPROCS(0))}
	if !c.NoLimits {
		d.limits, d.turns = newLimiter(c.Clock, defaultRates), &turns{by: map[bucketKey]*turn{}}
	}
	c.Bus.Subscribe(d.dropped)
	return d
}

// SetHooks connects the delivering part.
func (d *Dispatcher) SetHooks(h Hooks) { d.hooks = h }

// SetKeys connects the transport.
func (d *Dispatcher) SetKeys(k KeyBinder) { d.keys = k }

// dropped hears that a key's sign-in changed, here or on another node.
func (d *Dispatcher) dropped(h bus.Hint) {
	if h.Kind != bus.KindDrop {
		return
	}
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		user, err := d.devices.reload(ctx, h.Box)
		if err != nil {
			d.Log.Error("device could not be looked at again", "err", err)
		}
		if user != 0 {
			return
		}
		for _, s := range d.devices.sessions(h.Box) {
			// The client asks for the difference and learns from the answer that it is signed out.
			if body, err := tl.Append(nil, s.Layer(), &tl.UpdatesTooLong{}); err == nil && d.detach(s) {
				s.Push(body)
			}
		}
	}()
}

// Call answers one call: mtp.Handler.
func (d *Dispatcher) Call(ctx context.Context, ms *mtp.Session, msgID int64, body []byte) mtp.Answer {
	start := time.Now()
	s := d.session(ms)
	s.began(msgID)
	// The order of a session's writes is that of the writer's queue: once this call has its place there, the next may begin.
	c := Caller{Session: s, MsgID: msgID, Addr: ms.Addr().Addr(), answer: &answer{}}
	ctx = db.OnQueued(ctx, func() {
		mtp.Release(ctx)
		if c.answer.leave != nil {
			c.answer.leave()
		}
	})
	reserved := false
	ctx, tell := bus.Hold(ctx, d.Bus, func(h bus.Hint) {
		if h.Kind == bus.KindBox {
			reserved = true
			d.hooks.Reserve(s, msgID, h.Box, h.Pts, h.Took)
		}
	})
	ctx = db.OnAgain(ctx, func() { // the numbers that it took are somebody else's now
		if reserved {
			d.hooks.Settle(s, msgID)
		}
	})
	name, out, err := d.answer(ctx, &c, body)
	d.end(c)
	d.metrics.done(name, err, time.Since(start))
	s.ended(msgID)
	a := mtp.Answer{Body: out, Room: min(mtp.AnswerRoom, len(out)), Dense: c.answer.dense, Spent: c.answer.spent, Memory: c.answer.memory, Sent: func() {
		for _, w := range c.answer.saw {
			d.hooks.Saw(s, w.box, w.pts, w.count)
		}
		if reserved {
			d.hooks.Settle(s, msgID)
		}
		if c.answer.marked {
			d.hooks.Review(s, c.answer.mark)
		}
		tell()
	}}
	if err != nil {
		e := d.clientError(name, err)
		a.Body, a.Room, a.Err = nil, 0, &mtp.Error{Code: e.Code, Message: e.Message}
	}
	return a
}

// end gives back what a call held while it ran.
func (d *Dispatcher) end(c Caller) {
	if c.answer.leave != nil {
		c.answer.leave()
	}
	if c.answer.unpacked {
		<-d.unpacks
	}
}

// clientError is what the client is told of a failure. Failures of ours are logged here and nowhere else.
func (d *Dispatcher) clientError(name string, err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	if errors.Is(err, context.Canceled) {
		return errInternal // the connection went, or the server is stopping: nobody is left to read it
	}
	d.Log.Error("method failed", "method", name, "err", err)
	return errInternal
}

// smallAnswer is how long most answers are at most, in bytes.
const smallAnswer = 116

// answer does the work of Call and returns the method's name for the metrics, "unknown" where there is none, and the answer behind
// mtp.AnswerRoom bytes.
func (d *Dispatcher) answer(ctx context.Context, c *Caller, body []byte) (name string, out []byte, err error) {
	name = "unknown"
	defer func() {
		if p := recover(); p != nil {
			d.metrics.panics.Inc()
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	k, err := d.bindKey(ctx, c.Session)
	if err != nil {
		return name, nil, err
	}
	if k != nil {
		c.Key, c.User = k.id, k.user.Load()
	}
	q, quiet, err := d.unwrap(ctx, c, body)
	if err != nil {
		return d.unknownName(err), nil, d.decodeError(err)
	}
	name = q.TLName()
	if bind, ok := q.(*tl.AuthBindTempAuthKey); ok {
		out, err = d.bind(ctx, c, bind)
		return name, out, err
	}
	if k == nil {
		return name, nil, errPermEmpty
	}
	m := d.Registry.find(q)
	if m == nil {
		if c.User == 0 {
			return name, nil, errUnregistered
		}
		return name, nil, errNotImplemented
	}
	if err := d.admit(ctx, c, m, quiet); err != nil {
		return name, nil, err
	}
	if c.Takeout != 0 {
		if d.Takeout == nil || c.User == 0 {
			return name, nil, errNoTakeout
		}
		if err := d.Takeout(ctx, *c); err != nil {
			return name, nil, err
		}
	}
	if c.User != 0 && m.class != ClassFile { // files say nothing that a notice could have made old
		c.answer.mark, c.answer.marked = d.hooks.Mark(c.Session)
	}
	res, err := m.call(ctx, *c, q)
	c.answer.spent = m.class == ClassFile // parts are written when they are acknowledged, and nothing else keeps them
	if err != nil {
		return name, nil, err
	}
	if user := k.user.Load(); c.User == 0 && user != 0 && !quiet && !m.quiet {
		d.attach(ctx, c.Session, user) // somebody has just signed in; not every client asks for anything before it waits for news
	}
	room := make([]byte, 0, mtp.AnswerRoom+smallAnswer)
	if c.answer.memory != nil {
		room = c.answer.memory.Bytes()
	}
	out, err = tl.AppendResult(room[:mtp.AnswerRoom], c.Session.Layer(), q, res)
	if err != nil {
		return name, nil, fmt.Errorf("encode answer: %w", err)
	}
	out = out[:len(out):len(out)]
	d.limits.charge(m.class, *c, len(out)-mtp.AnswerRoom)
	c.answer.dense = m.class == ClassFile
	return name, out, nil
}

// admit checks that the caller may call m now, and makes the session one that gets updates.
func (d *Dispatcher) admit(ctx context.Context, c *Caller, m *method, quiet bool) error {
	if c.User == 0 && !m.open {
		return errUnregistered
	}
	if wait := d.limits.take(m.class, *c); wait > 0 {
		d.metrics.floods.WithLabelValues(string(m.class)).Inc()
		return Flood(wait)
	}
	if m.unordered {
		mtp.Release(ctx) // and it takes no turn: it may wait for long
	} else {
		leave, err := d.turns.enter(ctx, *c)
		if err != nil {
			return err
		}
		c.answer.leave = leave
	}
	if c.User != 0 && !quiet && !m.quiet {
		d.attach(ctx, c.Session, c.User)
		d.touch(*c)
	}
	return nil
}

// touchEvery is how often it is noted that a device is still here.
const touchEvery = 12 * time.Hour

// touch stores what a signed-in device says of itself, when a session begins and then now and again.
func (d *Dispatcher) touch(c Caller) {
	s := c.Session
	s.mu.Lock()
	now := d.Clock.Now()
	due := s.told && now.Sub(s.stored) >= touchEvery
	if due {
		s.stored = now
	}
	info := s.info
	s.mu.Unlock()
	if !due {
		return
	}
	go func() {
		// Not the call's context: this is not the write whose place in the queue lets the session's next call begin.
		err := d.DB.Write(context.Background(), func(tx *db.Tx) error { return d.devices.touch(tx, c.Key, info, c.addrText()) })
		if err != nil && !errors.Is(err, db.ErrClosed) {
			d.Log.Error("device could not be stored", "err", err)
		}
	}()
}

func (d *Dispatcher) bind(ctx context.Context, c *Caller, q *tl.AuthBindTempAuthKey) ([]byte, error) {
	err := d.keys.BindTempKey(ctx, c.Session.mt, c.MsgID, q.PermAuthKeyID, q.Nonce, q.ExpiresAt, q.EncryptedMessage)
	var refused *mtp.BindError
	if errors.As(err, &refused) {
		return nil, Bad(refused.Reason)
	}
	if err != nil {
		return nil, err
	}
	return tl.AppendResult(make([]byte, mtp.AnswerRoom), c.Session.Layer(), q, true)
}
