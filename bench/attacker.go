package bench

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"time"

	"chappe/clock"
	"chappe/mtclient"
	"chappe/mtp/wire"
	"chappe/tl"
)

// Attacker is somebody on this machine who means no good. It keeps every connection that it opens until Close, because most of
// what it does is to hold on to something.
type Attacker struct {
	Addr  string         // of the server, on loopback
	Key   *rsa.PublicKey // the server's
	Clock clock.Clock    // as the server's; nil is the machine's
	// From is the attacker's own address; attacks that need many addresses count on from it. nil is the system's choice.
	From net.IP
	// Within is the key of somebody who is signed in and hostile, for attacks that need one. It is used, never changed.
	Within *mtclient.Key

	mu   sync.Mutex
	open []net.Conn // guarded by mu
}

// Close hangs up everywhere.
func (a *Attacker) Close() {
	a.mu.Lock()
	open := a.open
	a.open = nil
	a.mu.Unlock()
	for _, nc := range open {
		_ = nc.Close() // it may be closed already
	}
}

func (a *Attacker) now() time.Time {
	if a.Clock == nil {
		return time.Now()
	}
	return a.Clock.Now()
}

// dial opens a connection from the attacker's address, or from the nth after it, and says nothing.
func (a *Attacker) dial(ctx context.Context, n int) (net.Conn, error) {
	nc, err := a.connect(ctx, "tcp", a.Addr, n)
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	a.open = append(a.open, nc)
	a.mu.Unlock()
	return nc, nil
}

// connect is dial without keeping.
func (a *Attacker) connect(ctx context.Context, network, addr string, n int) (net.Conn, error) {
	return from(a.From, n).DialContext(ctx, network, addr)
}

// from is a dialer that calls from the nth address after ip. On Linux all of 127.0.0.0/8 is this machine.
func from(ip net.IP, n int) *net.Dialer {
	d := &net.Dialer{Timeout: 10 * time.Second}
	if ip = ip.To4(); ip != nil {
		at := binary.BigEndian.AppendUint32(nil, binary.BigEndian.Uint32(ip)+uint32(n))
		d.LocalAddr = &net.TCPAddr{IP: at}
	}
	return d
}

// several calls fn with 0 to n-1, a few at a time, and returns the first error. A connection that the server closed is no error:
// that is what it should do.
func several(ctx context.Context, n int, fn func(i int) error) error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var first error
	slots := make(chan struct{}, 8)
	for i := range n {
		slots <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		wg.Go(func() {
			defer func() { <-slots }()
			if err := fn(i); err != nil && !refused(err) {
				mu.Lock()
				first = errors.Join(first, err)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return errors.Join(first, ctx.Err())
}

// refused says whether err is the server's way of saying no.
func refused(err error) bool {
	var op *net.OpError
	var end *mtclient.TransportError
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.As(err, &end) ||
		errors.As(err, &op) && (op.Op == "write" || op.Op == "read")
}

// raw speaks MTProto on a connection and does as it is told, good or bad. It is used by one goroutine.
type raw struct {
	a       *Attacker
	nc      net.Conn
	codec   wire.Codec
	key     *mtclient.Key
	session int64
	content int32
	ids     wire.MsgIDs
}

// speak opens a connection on which key is used. It begins a session of its own.
func (a *Attacker) speak(ctx context.Context, key *mtclient.Key, n int) (*raw, error) {
	nc, err := a.dial(ctx, n)
	if err != nil {
		return nil, err
	}
	r := &raw{a: a, nc: nc, key: key, codec: wire.Codec{Framing: wire.Intermediate, FromClient: true}}
	r.begin()
	_, err = nc.Write(wire.Intermediate.Tag())
	return r, err
}

// begin begins another session on the same connection.
func (r *raw) begin() {
	var b [8]byte
	rand.Read(b[:])
	r.session, r.content = int64(binary.LittleEndian.Uint64(b[:])), 0
}

// stranger makes a key that nobody is signed in with.
func (a *Attacker) stranger(ctx context.Context, n int) (*mtclient.Key, error) {
	c, err := mtclient.Dial(ctx, mtclient.Options{Addr: a.Addr, Key: a.Key, Clock: a.Clock,
		Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
			return a.connect(ctx, network, addr, n)
		}})
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	return c.Key(), c.Close()
}

// patience is how long an attacker waits for a server that does not take what it sends.
const patience = 10 * time.Second

// packet frames and sends a packet.
func (r *raw) packet(b []byte) error {
	frame, start := r.codec.Wrap(append(make([]byte, wire.FrameRoom, wire.FrameRoom+len(b)+64), b...), wire.FrameRoom)
	if err := r.nc.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	_, err := r.nc.Write(frame[start:])
	return err
}

// message gives a body its numbers.
func (r *raw) message(body []byte, content bool) wire.Inner {
	seq := r.content * 2
	if content {
		seq++
		r.content++
	}
	return wire.Inner{MsgID: r.ids.Next(r.a.now(), wire.ClientMsg), SeqNo: seq, Body: body}
}

// seal encrypts and sends a message.
func (r *raw) seal(m wire.Inner) error {
	b := make([]byte, wire.Headroom, wire.Headroom+wire.PlainHeader+len(m.Body)+128)
	b = wire.AppendPlain(b, wire.Plain{Salt: r.key.Salt, SessionID: r.session, MsgID: m.MsgID, SeqNo: m.SeqNo, Body: m.Body})
	wire.Seal(b, &r.key.Value, r.key.ID, wire.FromClient)
	return r.packet(b[wire.Headroom-24:])
}

// send sends a message as a good client does.
func (r *raw) send(body []byte, content bool) error { return r.seal(r.message(body, content)) }

// many sends n messages in a container.
func (r *raw) many(n int, content bool, body func(i int) []byte) error {
	inner := make([]wire.Inner, n)
	for i := range inner {
		inner[i] = r.message(body(i), content)
	}
	return r.send(wire.AppendContainer(nil, inner), false)
}

// begun wraps a call as a client's first one is.
func begun(query tl.Object) ([]byte, error) {
	q, err := tl.Append(nil, tl.MaxLayer, query)
	if err == nil {
		q, err = tl.Append(nil, tl.MaxLayer, &tl.InitConnection{APIID: 1, DeviceModel: "x", SystemVersion: "x", AppVersion: "x", Query: q})
	}
	if err == nil {
		q, err = tl.Append(nil, tl.MaxLayer, &tl.InvokeWithLayer{Layer: int32(tl.MaxLayer), Query: q})
	}
	return q, err
}

// drain reads and forgets what the server sends, until it hangs up or d is over.
func drain(nc net.Conn, d time.Duration) {
	if nc.SetReadDeadline(time.Now().Add(d)) == nil {
		_, _ = io.Copy(io.Discard, nc) // it ends as it ends
	}
}

// pause waits for d, or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// random is n bytes without meaning.
func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

// in says whether s is one of list, or list is empty.
func in(list []string, s string) bool { return len(list) == 0 || slices.Contains(list, s) }
