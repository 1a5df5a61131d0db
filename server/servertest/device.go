package servertest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"chappe/mtclient"
	"chappe/tl"
)

// Device is one client of a person: a connection, a key, and a mirror of the box.
type Device struct {
	*Mirror
	s      *Server
	p      *Person
	opts   mtclient.Options
	client *mtclient.Client
	gate   gate

	catching sync.Mutex
	applying sync.Mutex
	wake     chan struct{} // something waits in queue
	qmu      sync.Mutex
	queue    []func() // guarded by qmu: what applies updates and answers, in the order in which they came
	cancel   context.CancelFunc
	ended    chan struct{}
}

// DeviceOption changes how a device connects.
type DeviceOption func(*mtclient.Options)

// Layer has the device speak a layer.
func Layer(n int) DeviceOption { return func(o *mtclient.Options) { o.Layer = n } }

// PFS has the device use temporary keys.
func PFS() DeviceOption { return func(o *mtclient.Options) { o.PFS = true } }

// Connect changes anything else.
func Connect(fn func(*mtclient.Options)) DeviceOption { return fn }

// Dial connects a device that nobody has signed in with.
func (s *Server) Dial(opts ...DeviceOption) *Device {
	s.t.Helper()
	d := &Device{Mirror: newMirror(), s: s, wake: make(chan struct{}, 1), ended: make(chan struct{})}
	d.opts = mtclient.Options{
		Addr: s.Addr, Key: s.Key, Clock: s.Clock, Layer: tl.MaxLayer, APIID: 1, Device: "servertest", OnUpdate: func(u tl.UpdatesClass) { d.enqueue(func() { d.updates(u) }) },
		Dial: d.gate.dial,
	}
	for _, o := range opts {
		o(&d.opts)
	}
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	var err error
	if d.client, err = mtclient.Dial(ctx, d.opts); err != nil {
		s.t.Fatalf("dial: %v", err)
	}
	run, stop := context.WithCancel(context.Background())
	d.cancel = stop
	go d.run(run)
	s.t.Cleanup(d.close)
	return d
}

// enqueue takes what applies something that has come, in the order in which it came.
func (d *Device) enqueue(apply func()) {
	d.qmu.Lock()
	d.queue = append(d.queue, apply)
	d.qmu.Unlock()
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// gapPatience is how long a client waits for what should fill a gap, as the protocol advises, before it asks for the difference.
const gapPatience = 500 * time.Millisecond

// run applies updates until the device is closed.
func (d *Device) run(ctx context.Context) {
	defer close(d.ended)
	t := time.NewTicker(gapPatience)
	defer t.Stop()
	waiting := 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.wake:
		case <-t.C:
			d.mu.Lock()
			if len(d.pending) > 0 && waiting > 0 {
				d.behind = true // what would close the gap does not come
			}
			waiting = len(d.pending)
			d.mu.Unlock()
		}
		d.apply()
		if d.client.Err() != nil {
			continue
		}
		d.look(ctx)
	}
}

// look asks for what the device lacks. The connection may go meanwhile: then it is tried again when there is one. Nobody who waits for
// the device must wait for that.
func (d *Device) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	gone := d.client.Done()
	go func() {
		select {
		case <-gone:
			cancel()
		case <-ctx.Done():
		}
	}()
	if d.isBehind() {
		_ = d.catchUp(ctx)
	}
	_ = d.list(ctx)
	d.catchUpChannels(ctx)
}

// catchUpChannels asks for the differences of those channels of which something is missing, until nothing is or the device's own is to be
// asked for first.
func (d *Device) catchUpChannels(ctx context.Context) {
	for d.client.Err() == nil && ctx.Err() == nil {
		d.mu.Lock()
		late := d.late()
		d.mu.Unlock()
		if len(late) == 0 {
			return
		}
		for _, id := range late {
			if d.catchUpIn(ctx, id) != nil && d.client.Err() != nil {
				return
			}
		}
		// What has come meanwhile may say that a channel is not to be looked at any more, or that the difference does.
		if d.apply(); d.isBehind() {
			return
		}
	}
}

// apply applies what has come.
func (d *Device) apply() {
	d.applying.Lock()
	defer d.applying.Unlock()
	d.qmu.Lock()
	q := d.queue
	d.queue = nil
	d.qmu.Unlock()
	for _, apply := range q {
		apply()
	}
}

// into calls a method and has apply put its answer into the mirror: after what came before it, and before what comes later.
func (d *Device) into(ctx context.Context, fn tl.Object, apply func(v any)) (any, error) {
	v, err := d.client.CallThen(ctx, fn, func(v any) { d.enqueue(func() { apply(v) }) })
	if err == nil {
		d.apply()
	}
	return v, err
}

func (d *Device) isBehind() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.behind && d.self != 0
}

// Call calls a method and fails the test on any error.
func (d *Device) Call(fn tl.Object) any {
	d.s.t.Helper()
	v, err := d.Try(fn)
	if err != nil {
		d.s.t.Fatalf("%s: %v", fn.TLName(), err)
	}
	return v
}

// Try calls a method and returns its error. What an answer says of the box goes into the mirror.
func (d *Device) Try(fn tl.Object) (any, error) {
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	v, err := d.into(ctx, fn, func(v any) { d.own(fn, v) })
	if err != nil {
		return nil, err
	}
	// A difference that is under way comes first; what the call has changed is in the mirror after it.
	d.settled()
	return v, nil
}

// settled waits until no difference is under way.
func (d *Device) settled() {
	d.catching.Lock()
	defer d.catching.Unlock()
}

// WantError calls a method that must be answered with an error.
func (d *Device) WantError(message string, fn tl.Object) {
	d.s.t.Helper()
	_, err := d.Try(fn)
	var e *mtclient.RPCError
	if !errors.As(err, &e) || e.Message != message {
		d.s.t.Errorf("%s: error %v, want %s", fn.TLName(), err, message)
	}
}

// CatchUp asks for the difference until there is no more, as a client does that was away.
func (d *Device) CatchUp() {
	d.s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	if err := d.catchUp(ctx); err != nil {
		d.s.t.Fatalf("catch up: %v", err)
	}
	if err := d.list(ctx); err != nil {
		d.s.t.Fatalf("ask about conversations: %v", err)
	}
}

func (d *Device) catchUp(ctx context.Context) error {
	d.catching.Lock() // one difference at a time
	defer d.catching.Unlock()
	failed := true
	defer func() { d.end(failed) }()
	for {
		q := d.begin()
		if q.Pts == 0 {
			v, err := d.client.Call(ctx, &tl.UpdatesGetState{})
			if err != nil {
				return err
			}
			d.mu.Lock()
			d.state(*v.(*tl.UpdatesState))
			d.touch()
			d.mu.Unlock()
			failed = false
			return nil
		}
		more := false
		v, err := d.into(ctx, q, func(v any) {
			if dc, ok := v.(tl.UpdatesDifferenceClass); ok {
				more = d.difference(dc)
			}
		})
		if err != nil {
			var e *mtclient.RPCError
			failed = !errors.As(err, &e) // who was signed out need not try again
			return err
		}
		if _, ok := v.(tl.UpdatesDifferenceClass); !ok {
			return fmt.Errorf("getDifference answered %T", v)
		}
		if !more {
			failed = false
			return nil
		}
	}
}

// Reconnect opens a new connection with the same key, and catches up.
func (d *Device) Reconnect() {
	d.s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	if err := d.client.Reconnect(ctx); err != nil {
		d.s.t.Fatalf("reconnect: %v", err)
	}
	d.CatchUp()
}

// ReconnectQuietly opens a new connection with the same key and session and asks for nothing.
func (d *Device) ReconnectQuietly() {
	d.s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	if err := d.client.Reconnect(ctx); err != nil {
		d.s.t.Fatalf("reconnect: %v", err)
	}
}

// Disconnect cuts the connection; the key stays.
func (d *Device) Disconnect() {
	_ = d.client.Close() // it may be closed already
	d.Resume()
}

// Client is the protocol's side of the device.
func (d *Device) Client() *mtclient.Client { return d.client }

// Person is who has signed in with the device.
func (d *Device) Person() *Person { return d.p }

func (d *Device) close() {
	d.cancel()
	d.Disconnect()
	<-d.ended
}

// Want waits until ok says yes of the mirror, and fails the test when it does not come.
func (d *Device) Want(what string, ok func(m *Mirror) bool) {
	d.s.t.Helper()
	deadline := time.After(wait)
	for {
		d.mu.Lock()
		done, changed := ok(d.Mirror), d.changed
		d.mu.Unlock()
		if done {
			return
		}
		select {
		case <-changed:
		case <-deadline:
			d.s.t.Fatalf("%s: never came", what)
		}
	}
}
