package servertest

import (
	"context"
	"errors"
	"sync"
	"time"

	"chappe/bench"
	"chappe/mtclient"
	"chappe/secretchat"
	"chappe/tl"
)

// Secret is a device of a person that has secret chats: a client as the package secretchat wants it, which acknowledges nothing before it
// has stored it. Kill loses all that it has not stored.
type Secret struct {
	s      *Server
	person *Person
	opts   mtclient.Options

	mu     sync.Mutex
	client *mtclient.Client
	chats  *secretchat.Client
	queue  []tl.UpdatesClass  // guarded by mu; pushed and not looked at
	wake   chan struct{}      // something is in queue, or happened
	stored disk               // guarded by mu
	auto   bool               // guarded by mu: accept whatever is asked
	Sent   [][]byte           // guarded by mu: every encrypted message that left
	Fault  func(sent int) int // how often a message is sent: 0 loses it, 2 repeats it; nil is once
	Stored func(state []byte) // guarded by mu; hears of every state of a chat that is stored; nil for nobody
}

// disk is what survives.
type disk struct {
	pts, date, qts int32
	chats          map[int32][]byte
	events         map[int32][]secretchat.Event
}

// Secret signs the person in with one more device, for secret chats.
func (p *Person) Secret(opts ...DeviceOption) *Secret {
	p.s.t.Helper()
	d := p.NewDevice(opts...)
	key := d.client.Key()
	d.Disconnect()
	x := &Secret{
		s: p.s, person: p, opts: d.opts, wake: make(chan struct{}, 1), auto: true,
		stored: disk{chats: map[int32][]byte{}, events: map[int32][]secretchat.Event{}},
	}
	x.opts.AuthKey, x.opts.Dial = key, nil
	for _, o := range opts {
		o(&x.opts)
	}
	x.opts.OnUpdate = func(u tl.UpdatesClass) {
		x.mu.Lock()
		x.queue = append(x.queue, u)
		x.mu.Unlock()
		x.ring()
	}
	x.Start()
	p.s.t.Cleanup(x.Kill)
	return x
}

func (x *Secret) ring() {
	select {
	case x.wake <- struct{}{}:
	default:
	}
}

// Start connects and loads what is stored.
func (x *Secret) Start() {
	x.s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	client, err := mtclient.Dial(ctx, x.opts)
	if err != nil {
		x.s.t.Fatalf("dial: %v", err)
	}
	chats := secretchat.New(x.person.ID, courier{bench.SecretTransport{Client: client}, x}, (*store)(x), x.s.Clock.Now)
	x.mu.Lock()
	x.client, x.chats, x.queue = client, chats, nil
	states := make([][]byte, 0, len(x.stored.chats))
	for _, s := range x.stored.chats {
		states = append(states, s)
	}
	x.mu.Unlock()
	for _, s := range states {
		if _, err := chats.Load(s); err != nil {
			x.s.t.Fatal(err)
		}
	}
	if err := x.CatchUp(ctx); err != nil {
		x.s.t.Fatalf("catch up: %v", err)
	}
	if err := chats.Flush(ctx); err != nil {
		x.s.t.Fatalf("send what was stored: %v", err)
	}
}

// Kill ends the device where it stands.
func (x *Secret) Kill() {
	x.mu.Lock()
	client := x.client
	x.mu.Unlock()
	_ = client.Close() // it may be closed already
}

// Restart is Kill and Start.
func (x *Secret) Restart() {
	x.s.t.Helper()
	x.Kill()
	x.Start()
}

// Options say how the device connects: whoever has them is this device.
func (x *Secret) Options() mtclient.Options { return x.opts }

// Person is whose device it is.
func (x *Secret) Person() *Person { return x.person }

// Chats are the device's secret chats.
func (x *Secret) Chats() *secretchat.Client { return x.chats }

// Decline has the device accept nothing by itself any more.
func (x *Secret) Decline() {
	x.mu.Lock()
	x.auto = false
	x.mu.Unlock()
}

// CatchUp asks for the difference, and in doing so acknowledges what was stored.
func (x *Secret) CatchUp(ctx context.Context) error {
	for {
		x.mu.Lock()
		q := &tl.UpdatesGetDifference{Pts: x.stored.pts, Date: x.stored.date, Qts: x.stored.qts}
		x.mu.Unlock()
		if q.Pts == 0 {
			v, err := x.client.Call(ctx, &tl.UpdatesGetState{})
			if err != nil {
				return err
			}
			x.keep(*v.(*tl.UpdatesState))
			return nil
		}
		v, err := x.client.Call(ctx, q)
		if err != nil {
			return err
		}
		switch d := v.(type) {
		case *tl.UpdatesDifference:
			err = x.difference(ctx, d.OtherUpdates, d.NewEncryptedMessages, d.State)
		case *tl.UpdatesDifferenceSlice:
			if err = x.difference(ctx, d.OtherUpdates, d.NewEncryptedMessages, d.IntermediateState); err == nil {
				continue
			}
		}
		return err
	}
}

func (x *Secret) keep(st tl.UpdatesState) {
	x.mu.Lock()
	x.stored.pts, x.stored.date, x.stored.qts = st.Pts, st.Date, st.Qts
	x.mu.Unlock()
}

func (x *Secret) difference(ctx context.Context, others []tl.UpdateClass, ms []tl.EncryptedMessageClass, st tl.UpdatesState) error {
	for _, u := range others {
		if err := x.update(ctx, u); err != nil {
			return err
		}
	}
	for _, m := range ms {
		if err := x.message(ctx, m); err != nil {
			return err
		}
	}
	x.keep(st)
	return nil
}

// Hear works through what was pushed.
func (x *Secret) Hear(ctx context.Context) error {
	for {
		x.mu.Lock()
		if len(x.queue) == 0 {
			x.mu.Unlock()
			return nil
		}
		u := x.queue[0]
		x.queue = x.queue[1:]
		x.mu.Unlock()
		us, ok := u.(*tl.Updates)
		if !ok {
			if err := x.CatchUp(ctx); err != nil {
				return err
			}
			continue
		}
		for _, u := range us.Updates {
			if err := x.update(ctx, u); err != nil {
				return err
			}
		}
	}
}

func (x *Secret) update(ctx context.Context, u tl.UpdateClass) error {
	switch u := u.(type) {
	case *tl.UpdateEncryption:
		r := bench.SecretChat(u.Chat)
		err := x.chats.Update(ctx, r)
		x.mu.Lock()
		auto := x.auto
		x.mu.Unlock()
		if err == nil && r.Kind == secretchat.RemoteRequested && auto {
			err = x.chats.Accept(ctx, r.ID)
		}
		return unless(err, secretchat.ErrNoChat, secretchat.ErrNotReady)
	case *tl.UpdateNewEncryptedMessage:
		x.mu.Lock()
		have := x.stored.qts
		x.mu.Unlock()
		switch {
		case u.Qts <= have:
			return nil
		case u.Qts > have+1:
			return x.CatchUp(ctx)
		}
		if err := x.message(ctx, u.Message); err != nil {
			return err
		}
		x.mu.Lock()
		x.stored.qts = u.Qts
		x.mu.Unlock()
	}
	return nil
}

func (x *Secret) message(ctx context.Context, m tl.EncryptedMessageClass) error {
	return unless(x.chats.Receive(ctx, bench.SecretMessage(m)), secretchat.ErrNoChat, secretchat.ErrForged, secretchat.ErrClosed)
}

// unless forgives some errors.
func unless(err error, some ...error) error {
	for _, e := range some {
		if errors.Is(err, e) {
			return nil
		}
	}
	return err
}

// Acknowledge says with receivedQueue that everything up to here is stored.
func (x *Secret) Acknowledge() {
	x.s.t.Helper()
	x.mu.Lock()
	qts := x.stored.qts
	x.mu.Unlock()
	x.Call(&tl.MessagesReceivedQueue{MaxQts: qts})
}

// Call calls a method and fails the test on any error.
func (x *Secret) Call(fn tl.Object) any {
	x.s.t.Helper()
	v, err := x.Try(fn)
	if err != nil {
		x.s.t.Fatalf("%s: %v", fn.TLName(), err)
	}
	return v
}

// Try calls a method.
func (x *Secret) Try(fn tl.Object) (any, error) {
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	return x.client.Call(ctx, fn)
}

// Request asks somebody's devices for a secret chat.
func (x *Secret) Request(to *Person) int32 {
	x.s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	v := x.Call(&tl.ContactsResolvePhone{Phone: to.Phone}).(*tl.ContactsResolvedPeer)
	u := v.Users[0].(*tl.User)
	id, err := x.chats.Request(ctx, secretchat.User{ID: u.ID, AccessHash: u.AccessHash.V})
	if err != nil {
		x.s.t.Fatalf("request a secret chat: %v", err)
	}
	return id
}

// Establish begins a secret chat between two devices.
func Establish(x, y *Secret) int32 {
	x.s.t.Helper()
	id := x.Request(y.person)
	both := []*Secret{x, y}
	for _, d := range both {
		d.Want("the chat", both, func() bool {
			ok := false
			err := d.chats.With(id, func(c *secretchat.Chat) { ok = c.Phase() == secretchat.Ready && c.Layer() == secretchat.MaxLayer })
			return err == nil && ok
		})
	}
	return id
}

// Say sends a text.
func (x *Secret) Say(id int32, text string) {
	x.s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	if err := x.chats.Send(ctx, id, &secretchat.DecryptedMessage{Message: text}); err != nil {
		x.s.t.Fatalf("say %q: %v", text, err)
	}
}

// Events are what happened in a chat, as stored.
func (x *Secret) Events(id int32) []secretchat.Event {
	x.mu.Lock()
	defer x.mu.Unlock()
	return append([]secretchat.Event(nil), x.stored.events[id]...)
}

// Read are the texts that the device has received, in order.
func (x *Secret) Read(id int32) (out []string) {
	for _, e := range x.Events(id) {
		if m, ok := e.(secretchat.Received); ok {
			out = append(out, m.Message.Message)
		}
	}
	return out
}

// Want waits until ok says yes, while these devices listen.
func (x *Secret) Want(what string, devices []*Secret, ok func() bool) {
	x.s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	for {
		for _, d := range devices {
			if err := d.Hear(ctx); err != nil {
				x.s.t.Fatalf("%s: %v", what, err)
			}
		}
		if ok() {
			return
		}
		select {
		case <-x.wake:
		case <-time.After(20 * time.Millisecond): // another of the devices may be rung
		case <-ctx.Done():
			x.s.t.Fatalf("%s: never came", what)
		}
	}
}

// WantText waits for a text.
func (x *Secret) WantText(id int32, text string, others ...*Secret) {
	x.s.t.Helper()
	x.Want("text "+text, append(others, x), func() bool {
		got := x.Read(id)
		return len(got) > 0 && got[len(got)-1] == text
	})
}

// store is the device's disk, as secretchat sees it.
type store Secret

func (x *store) Save(_ context.Context, chat int32, state []byte, events []secretchat.Event) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.stored.chats[chat] = state
	if x.Stored != nil {
		x.Stored(state)
	}
	x.stored.events[chat] = append(x.stored.events[chat], events...)
	return nil
}

// courier is the device's connection, which may lose and repeat what is sent.
type courier struct {
	bench.SecretTransport
	x *Secret
}

func (c courier) SendEncrypted(ctx context.Context, ref secretchat.ChatRef, m secretchat.Outgoing) (file *secretchat.EncryptedFile, err error) {
	c.x.mu.Lock()
	n := 1
	if c.x.Fault != nil {
		n = c.x.Fault(len(c.x.Sent))
	}
	c.x.Sent = append(c.x.Sent, m.Data)
	c.x.mu.Unlock()
	for range n {
		if file, err = c.SecretTransport.SendEncrypted(ctx, ref, m); err != nil {
			return nil, err
		}
	}
	return file, nil
}
