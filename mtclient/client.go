package mtclient

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"time"

	"chappe/mtp/wire"
	"chappe/tl"
)

// Client is one device: a key, a session and a connection. Its methods may be called
// from any goroutine.
type Client struct {
	o    Options
	perm *Key

	mu      sync.Mutex
	link    *link           // guarded by mu; nil while there is no connection
	done    chan struct{}   // guarded by mu; closed when link is over
	err     error           // guarded by mu; why
	key     *Key            // guarded by mu; what the session uses
	expires time.Time       // guarded by mu; of a temporary key
	bound   bool            // guarded by mu; a temporary key's binding was confirmed
	session int64           // guarded by mu
	seq     int32           // guarded by mu; content-related messages sent
	salt    int64           // guarded by mu
	ahead   time.Duration   // guarded by mu; of the server's clock
	started bool            // guarded by mu; initConnection was answered
	calls   map[int64]*call // guarded by mu; by msg_id
	acks    []int64         // guarded by mu; to be acknowledged
	unique  int64           // guarded by mu; of the server's session
	recent  [16]int64       // guarded by mu; msg_ids that were sent last
	ids     *wire.MsgIDs    // guarded by mu
	seen    seen            // the reader's

	sendMu sync.Mutex // held while a message gets its msg_id and is sent
}

// call waits for its answer.
type call struct {
	id, outer int64 // msg_id, and that of the container which it was sent in, or the same
	seq       int32
	fn        tl.Object
	plain     bool        // not to be wrapped in initConnection
	wrapped   bool        // body was
	body      []byte      // as sent
	then      func(v any) // nil, or what is done with the result as soon as it is there
	result    chan result
}

type result struct {
	body []byte
	v    any // instead of body, when it is decoded already
	err  error
}

// Dial connects, makes a key unless o has one, and with PFS a temporary key that it
// binds. ctx bounds that, not the Client's life.
func Dial(ctx context.Context, o Options) (*Client, error) {
	c := &Client{o: o.withDefaults(), perm: o.AuthKey, ids: new(wire.MsgIDs)}
	if o.Key == nil {
		return nil, errors.New("the server's RSA key is not known")
	}
	if err := c.connect(ctx); err != nil {
		return nil, err
	}
	return c, nil
}

// Key is the permanent key.
func (c *Client) Key() *Key {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.perm
}

// Done is closed when the present connection is over; Err tells why.
func (c *Client) Done() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.done
}

// Err is why there is no connection, nil while there is one.
func (c *Client) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.link != nil {
		return nil
	}
	return c.err
}

// Close ends the connection and every call that waits. Reconnect undoes it.
func (c *Client) Close() error {
	c.disconnect(nil, ErrClosed)
	c.mu.Lock()
	calls := c.calls
	c.calls = nil
	c.mu.Unlock()
	for _, x := range calls {
		x.result <- result{err: ErrClosed}
	}
	return nil
}

// disconnect ends the connection l, any if l is nil.
func (c *Client) disconnect(l *link, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.link == nil || l != nil && c.link != l {
		return
	}
	c.link.nc.Close()
	c.link, c.err = nil, err
	close(c.done)
	var refused *TransportError
	if errors.As(err, &refused) && refused.Code == wire.ErrorKeyNotFound && c.o.PFS {
		c.key = nil // the server forgot the temporary key
	}
}

// Reconnect opens a new connection with the same key and session and sends again what
// has no answer. What the server sent and we did not get, it sends again too.
func (c *Client) Reconnect(ctx context.Context) error {
	c.disconnect(nil, ErrDisconnected)
	return c.connect(ctx)
}

// connect opens a connection, makes what keys are missing and starts the reader.
func (c *Client) connect(ctx context.Context) error {
	l, err := dialLink(ctx, &c.o)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { l.nc.SetDeadline(time.Unix(1, 0)) })
	bind, err := c.prepare(l)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		l.nc.Close()
		return err
	}
	c.mu.Lock()
	if c.link != nil {
		c.mu.Unlock()
		l.nc.Close()
		return errors.New("connected already")
	}
	c.link, c.done, c.err = l, make(chan struct{}), nil
	pending := c.pending()
	c.mu.Unlock()
	go c.read(l)
	if bind {
		if err := c.bind(ctx); err != nil {
			c.disconnect(l, err)
			return fmt.Errorf("bind temporary key: %w", err)
		}
	}
	c.again(pending)
	return nil
}

// prepare makes the keys that are missing. bind: there is a temporary key to bind.
func (c *Client) prepare(l *link) (bind bool, err error) {
	c.mu.Lock()
	perm, key, expires := c.perm, c.key, c.expires
	c.mu.Unlock()
	var ahead time.Duration
	known := false
	if perm == nil {
		if perm, ahead, err = l.exchange(&c.o, false); err != nil {
			return false, err
		}
		known = true
	}
	fresh := key == nil
	switch {
	case !c.o.PFS:
		key = perm
	case key == nil || c.o.Clock.Now().Add(time.Minute).After(expires):
		if key, ahead, err = l.exchange(&c.o, true); err != nil {
			return false, err
		}
		known, fresh = true, true
		expires = c.o.Clock.Now().Add(ahead + c.o.TempFor)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if known {
		c.ahead = ahead
	}
	c.perm, c.key, c.expires = perm, key, expires
	if fresh {
		c.salt, c.bound, c.seen = key.Salt, false, seen{}
		c.newSession()
	}
	return c.o.PFS && !c.bound, nil
}

// newSession begins another session, in which calls without an answer get new
// identifiers; c.mu is held.
func (c *Client) newSession() {
	calls := c.pending()
	c.session = randomID()
	c.seq, c.started, c.unique, c.acks, c.calls = 0, false, 0, nil, nil
	c.ids = new(wire.MsgIDs)
	for _, x := range calls {
		if x.plain { // it names its identifier
			x.result <- result{err: ErrDisconnected}
			continue
		}
		x.id, x.outer = c.ids.Next(c.now(), wire.ClientMsg), 0
		c.register(x)
	}
}

func randomID() int64 {
	var b [8]byte
	rand.Read(b[:])
	return int64(binary.LittleEndian.Uint64(b[:]))
}

// now is the server's time; c.mu is held.
func (c *Client) now() time.Time { return c.o.Clock.Now().Add(c.ahead) }

// bind binds the temporary key.
// https://core.telegram.org/method/auth.bindTempAuthKey
func (c *Client) bind(ctx context.Context) error {
	nonce := randomID()
	x := &call{plain: true, fn: new(tl.AuthBindTempAuthKey), result: make(chan result, 1)}
	// The request names its own msg_id, so it is made when that is known.
	query := func(msgID int64) ([]byte, error) {
		expires := int32(c.expires.Unix())
		return tl.Append(nil, c.o.Layer, &tl.AuthBindTempAuthKey{
			PermAuthKeyID: c.perm.ID, Nonce: nonce, ExpiresAt: expires,
			EncryptedMessage: wire.SealBind(&c.perm.Value, msgID, wire.BindInner{
				Nonce: nonce, TempKeyID: c.key.ID, PermKeyID: c.perm.ID, TempSessionID: c.session, ExpiresAt: expires,
			}),
		})
	}
	v, err := c.do(ctx, x, query)
	if err != nil {
		return err
	}
	if v != true {
		return fmt.Errorf("the server answered %v", v)
	}
	c.mu.Lock()
	c.bound = true
	c.mu.Unlock()
	return nil
}
