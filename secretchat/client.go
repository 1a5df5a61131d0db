package secretchat

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"
)

// Client runs the chats of one device. Its methods may be called from any goroutine; each chat does one thing at a time.
type Client struct {
	self int64
	t    Transport
	st   Store
	now  func() time.Time

	mu    sync.Mutex
	chats map[int32]*running // guarded by mu
	dh    DHConfig           // guarded by mu; what the server said last, without its randomness
}

// running is a chat of a Client.
type running struct {
	mu    sync.Mutex
	chat  *Chat // guarded by mu
	stale bool  // guarded by mu: a state could not be stored, so that memory is ahead of it
}

// New returns the Client of a person's device. now may be nil.
func New(self int64, t Transport, st Store, now func() time.Time) *Client {
	if now == nil {
		now = time.Now
	}
	return &Client{self: self, t: t, st: st, now: now, chats: map[int32]*running{}}
}

// ErrNoChat means that there is no such chat on this device.
var ErrNoChat = errors.New("no such secret chat on this device")

// ErrStale means that a chat's state could not be stored before. The chat has to be loaded anew from what is stored.
var ErrStale = errors.New("the secret chat's state was not stored: load it anew")

// Load adds a chat from its stored state, at start or after ErrStale. What it had to send is sent by the next Flush.
func (c *Client) Load(state []byte) (*Chat, error) {
	chat, err := Restore(state)
	if err != nil {
		return nil, err
	}
	c.add(chat)
	return chat, nil
}

func (c *Client) add(chat *Chat) *running {
	r := &running{chat: chat}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.chats[chat.ID()] = r
	return r
}

// IDs are the chats that there are.
func (c *Client) IDs() []int32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make([]int32, 0, len(c.chats))
	for id := range c.chats {
		out = append(out, id)
	}
	return out
}

// Forget drops a chat that is over.
func (c *Client) Forget(id int32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.chats, id)
}

// With runs fn on a chat while nothing else does. fn must not change it.
func (c *Client) With(id int32, fn func(*Chat)) error {
	return c.locked(id, func(r *running) error { fn(r.chat); return nil })
}

func (c *Client) locked(id int32, fn func(*running) error) error {
	c.mu.Lock()
	r := c.chats[id]
	c.mu.Unlock()
	if r == nil {
		return ErrNoChat
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stale {
		return ErrStale
	}
	return fn(r)
}

// save stores a chat. After a failure nothing more is done with what is in memory: it may say more than what is stored.
func (c *Client) save(ctx context.Context, r *running, events []Event) error {
	b, err := r.chat.MarshalBinary()
	if err == nil {
		err = c.st.Save(ctx, r.chat.ID(), b, events)
	}
	r.stale = r.stale || err != nil
	return err
}

// change runs fn on a chat, stores what came of it, and sends what there is to send. An error of fn is returned after that: a Violation
// has changed the chat too.
func (c *Client) change(ctx context.Context, id int32, fn func(*Chat) ([]Event, error)) error {
	return c.locked(id, func(r *running) error {
		events, err := fn(r.chat)
		if err != nil && len(events) == 0 {
			return err // nothing has changed
		}
		if err := c.save(ctx, r, events); err != nil {
			return err
		}
		return errors.Join(err, c.send(ctx, r))
	})
}

// config asks for the group and for randomness.
func (c *Client) config(ctx context.Context) (DHConfig, error) {
	c.mu.Lock()
	have := c.dh
	c.mu.Unlock()
	got, err := c.t.GetDHConfig(ctx, have.Version, size)
	if err != nil {
		return DHConfig{}, err
	}
	if len(got.Random) < size {
		return DHConfig{}, errors.New("the server gave too little randomness")
	}
	if len(got.Prime) == 0 {
		if len(have.Prime) == 0 {
			return DHConfig{}, errors.New("the server gave no group")
		}
		have.Random = got.Random
		return have, nil
	}
	if err := checkGroup(got.G, got.Prime); err != nil {
		return DHConfig{}, err
	}
	c.mu.Lock()
	c.dh = DHConfig{Version: got.Version, G: got.G, Prime: got.Prime}
	c.mu.Unlock()
	return got, nil
}

// Request asks a person for a secret chat and returns its id. It can be used after an event of type Established.
func (c *Client) Request(ctx context.Context, to User) (int32, error) {
	dh, err := c.config(ctx)
	if err != nil {
		return 0, err
	}
	chat, gA, err := Request(c.self, to.ID, dh, c.now())
	if err != nil {
		return 0, err
	}
	r := c.add(chat)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := c.save(ctx, r, nil); err != nil {
		return 0, err
	}
	remote, err := c.t.RequestEncryption(ctx, to, chat.ID(), gA)
	if err != nil {
		return 0, err
	}
	events, err := chat.Update(remote, c.now())
	return chat.ID(), errors.Join(err, c.save(ctx, r, events))
}

// Accept accepts a chat that somebody asked for.
func (c *Client) Accept(ctx context.Context, id int32) error {
	dh, err := c.config(ctx)
	if err != nil {
		return err
	}
	return c.locked(id, func(r *running) error {
		gB, fingerprint, err := r.chat.Accept(dh, c.now())
		if err != nil {
			return err
		}
		if err := c.save(ctx, r, nil); err != nil {
			return err
		}
		remote, err := c.t.AcceptEncryption(ctx, r.chat.Ref(), gB, fingerprint)
		if err != nil {
			return err
		}
		events, err := r.chat.Update(remote, c.now())
		if err := c.save(ctx, r, events); err != nil {
			return err
		}
		return errors.Join(err, c.send(ctx, r))
	})
}

// Discard ends a chat.
func (c *Client) Discard(ctx context.Context, id int32) error {
	return c.change(ctx, id, func(chat *Chat) ([]Event, error) { return chat.Discard(), nil })
}

// Update takes an updateEncryption. A request makes a chat that waits for Accept or Discard.
func (c *Client) Update(ctx context.Context, u RemoteChat) error {
	err := c.change(ctx, u.ID, func(chat *Chat) ([]Event, error) { return chat.Update(u, c.now()) })
	if !errors.Is(err, ErrNoChat) || u.Kind != RemoteRequested {
		return err
	}
	chat, err := Incoming(c.self, u, c.now())
	if err != nil {
		return err
	}
	r := c.add(chat)
	r.mu.Lock()
	defer r.mu.Unlock()
	return c.save(ctx, r, nil)
}

// Receive takes an updateNewEncryptedMessage. When it returns, other than with an error of the Store, the update may be
// acknowledged. ErrForged and a Violation say that the message was not one, or not a good one; neither is a reason to have it again.
func (c *Client) Receive(ctx context.Context, m EncryptedMessage) error {
	return c.change(ctx, m.ChatID, func(chat *Chat) ([]Event, error) {
		return chat.Receive(m.Bytes, m.Date, m.File, c.now())
	})
}

// Send sends a message. When it returns nil the server has it; after an error of the Transport the next Flush sends it.
func (c *Client) Send(ctx context.Context, id int32, m *DecryptedMessage) error {
	return c.change(ctx, id, func(chat *Chat) ([]Event, error) { return nil, chat.Send(m, nil, c.now()) })
}

// SendFile encrypts and uploads n bytes, writes their key into m's media, and sends m.
func (c *Client) SendFile(ctx context.Context, id int32, m *DecryptedMessage, r io.Reader, n int64) error {
	k := NewFileKey()
	if !SetFile(m, k, n) {
		return errors.New("media that has no file")
	}
	f, err := Upload(ctx, c.t, r, n, k)
	if err != nil {
		return err
	}
	return c.change(ctx, id, func(chat *Chat) ([]Event, error) { return nil, chat.Send(m, f, c.now()) })
}

// Download fetches the file of a message that was received.
func (c *Client) Download(ctx context.Context, w io.Writer, m Received) error {
	k, n, ok := FileOf(m.Message)
	if !ok || m.File == nil {
		return errors.New("the message has no file")
	}
	return Download(ctx, c.t, w, *m.File, n, k)
}

// Act sends a service message.
func (c *Client) Act(ctx context.Context, id int32, a DecryptedMessageActionClass) error {
	return c.change(ctx, id, func(chat *Chat) ([]Event, error) { return nil, chat.Act(a, c.now()) })
}

// Read says that messages were looked at: the server is told up to which date (unix seconds), and the other side which messages with a
// timer, which begins to run. Which timers begin with being seen, and which with being opened, OpensFirst says.
func (c *Client) Read(ctx context.Context, id int32, maxDate int32, timed ...int64) error {
	if len(timed) > 0 {
		if err := c.Act(ctx, id, &DecryptedMessageActionReadMessages{RandomIDs: timed}); err != nil {
			return err
		}
	}
	return c.locked(id, func(r *running) error { return c.t.ReadHistory(ctx, r.chat.Ref(), maxDate) })
}

// Typing says that somebody types, or has stopped.
func (c *Client) Typing(ctx context.Context, id int32, typing bool) error {
	return c.locked(id, func(r *running) error { return c.t.SetTyping(ctx, r.chat.Ref(), typing) })
}

// Tick does in every chat what the time has come for. It is to be called every second or so, or at Chat.NextTick.
func (c *Client) Tick(ctx context.Context) error {
	var errs []error
	for _, id := range c.IDs() {
		errs = append(errs, c.locked(id, func(r *running) error {
			had := len(r.chat.s.Outbox)
			events, err := r.chat.Tick(c.now())
			if len(events) > 0 || len(r.chat.s.Outbox) != had {
				if err := c.save(ctx, r, events); err != nil {
					return err
				}
			}
			return errors.Join(err, c.send(ctx, r))
		}))
	}
	return errors.Join(errs...)
}

// Flush sends what is stored and was not sent: after a start, and when the connection is back.
func (c *Client) Flush(ctx context.Context) error {
	var errs []error
	for _, id := range c.IDs() {
		errs = append(errs, c.locked(id, func(r *running) error { return c.send(ctx, r) }))
	}
	return errors.Join(errs...)
}

// send sends what is due. What it notes afterwards needs no storing: who sends twice is understood.
func (c *Client) send(ctx context.Context, r *running) error {
	for _, m := range r.chat.Pending() {
		file, err := c.t.SendEncrypted(ctx, r.chat.Ref(), m)
		if err != nil {
			return err
		}
		r.chat.Sent(m.RandomID, file)
	}
	if r.chat.mustDiscard() {
		if err := c.t.DiscardEncryption(ctx, r.chat.ID(), false); err != nil {
			return err
		}
		r.chat.s.Discard = false
	}
	return nil
}
