package mtclient_test

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"chappe/clock"
	"chappe/db"
	"chappe/mtclient"
	"chappe/mtp"
	"chappe/mtp/wire"
	"chappe/tl"
)

var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := wire.GenerateKey()
	if err != nil {
		panic(err)
	}
	return k
})

// server is a real server with a handler that knows three methods.
type server struct {
	t     *testing.T
	mtp   *mtp.Server
	addr  string
	clock *clock.Fake
	db    *db.DB
	stop  func()
	calls atomic.Int64

	mu       sync.Mutex
	sessions []*mtp.Session // guarded by mu
}

func newServer(t *testing.T) *server {
	t.Helper()
	d, err := db.Open(t.Context(), "sqlite:"+t.TempDir()+"/test.db", db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Migrate(t.Context(), mtp.Migrations); err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, db: d, clock: clock.NewFake(time.Now())}
	s.serve("127.0.0.1:0")
	t.Cleanup(func() {
		s.stop()
		d.Close()
	})
	return s
}

// serve starts a server process, so to speak, over the same storage.
func (s *server) serve(addr string) {
	s.t.Helper()
	var err error
	s.mtp, err = mtp.New(mtp.Config{
		DB: s.db, Clock: s.clock, Keys: []*rsa.PrivateKey{rsaKey()}, Limits: mtp.Limits{Off: true},
	}, s)
	if err != nil {
		s.t.Fatal(err)
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.addr = l.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error)
	go func() { served <- s.mtp.Serve(ctx, l) }()
	s.stop = func() {
		cancel()
		if err := <-served; err != nil {
			s.t.Error(err)
		}
	}
}

func (s *server) restart() {
	s.stop()
	s.serve(s.addr)
}

func (s *server) Opened(x *mtp.Session) {
	s.mu.Lock()
	s.sessions = append(s.sessions, x)
	s.mu.Unlock()
}

func (s *server) Closed(*mtp.Session) {}

func (s *server) Call(ctx context.Context, x *mtp.Session, msgID int64, body []byte) mtp.Answer {
	for {
		q, err := tl.DecodeRequest(tl.MaxLayer, body)
		if err != nil {
			return mtp.Answer{Err: &mtp.Error{Code: 400, Message: "INPUT_METHOD_INVALID"}}
		}
		var result any
		switch q := q.(type) {
		case *tl.InvokeWithLayer:
			body = q.Query
			continue
		case *tl.InitConnection:
			body = q.Query
			continue
		case *tl.AuthBindTempAuthKey:
			err := s.mtp.BindTempKey(ctx, x, msgID, q.PermAuthKeyID, q.Nonce, q.ExpiresAt, q.EncryptedMessage)
			var refused *mtp.BindError
			if errors.As(err, &refused) {
				return mtp.Answer{Err: &mtp.Error{Code: 400, Message: refused.Reason}}
			}
			result = true
		case *tl.HelpGetNearestDC:
			s.calls.Add(1)
			result = &tl.NearestDC{Country: "FR", ThisDC: 2, NearestDC: 2}
		default:
			return mtp.Answer{Err: &mtp.Error{Code: 400, Message: "METHOD_NOT_IMPLEMENTED"}}
		}
		b, err := tl.AppendResult(nil, tl.MaxLayer, q, result)
		if err != nil {
			panic(err)
		}
		return mtp.Answer{Body: b}
	}
}

func (s *server) options() mtclient.Options {
	return mtclient.Options{Addr: s.addr, Key: &rsaKey().PublicKey, Clock: s.clock, APIID: 1}
}

func dial(t *testing.T, o mtclient.Options) *mtclient.Client {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	c, err := mtclient.Dial(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func nearest(t *testing.T, c *mtclient.Client) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	v, err := c.Call(ctx, &tl.HelpGetNearestDC{})
	if err != nil {
		t.Fatal(err)
	}
	if dc, ok := v.(*tl.NearestDC); !ok || dc.Country != "FR" {
		t.Fatalf("answered %#v", v)
	}
}

func TestEveryTransport(t *testing.T) {
	s := newServer(t)
	for _, transport := range []mtclient.Transport{mtclient.Abridged, mtclient.Intermediate, mtclient.Padded, mtclient.Full} {
		for _, way := range []string{"plain", "obfuscated", "websocket"} {
			t.Run(fmt.Sprint(transport, "_", way), func(t *testing.T) {
				o := s.options()
				o.Transport, o.Obfuscated, o.WebSocket = transport, way == "obfuscated", way == "websocket"
				o.PFS = transport == mtclient.Padded
				c := dial(t, o)
				nearest(t, c)
				_, err := c.Call(t.Context(), &tl.HelpGetConfig{})
				var e *mtclient.RPCError
				if !errors.As(err, &e) || e.Message != "METHOD_NOT_IMPLEMENTED" {
					t.Fatalf("error %v", err)
				}
			})
		}
	}
}

func TestKeyIsReused(t *testing.T) {
	s := newServer(t)
	c := dial(t, s.options())
	o := s.options()
	o.AuthKey = c.Key()
	again := dial(t, o)
	nearest(t, again)
	if again.Key().ID != c.Key().ID {
		t.Fatal("another key")
	}
	o.PFS = true
	nearest(t, dial(t, o))
}

func TestAnotherServerKeyIsRefused(t *testing.T) {
	s := newServer(t)
	other, err := wire.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	o := s.options()
	o.Key = &other.PublicKey
	if _, err := mtclient.Dial(t.Context(), o); err == nil {
		t.Fatal("connected")
	}
}

func TestUpdatesComeInOrderAndAfterReconnect(t *testing.T) {
	s := newServer(t)
	got := make(chan tl.UpdatesClass, 1000)
	o := s.options()
	o.OnUpdate = func(u tl.UpdatesClass) { got <- u }
	c := dial(t, o)
	nearest(t, c)
	s.mu.Lock()
	x := s.sessions[0]
	s.mu.Unlock()
	push := func(from, to int) {
		for i := from; i < to; i++ {
			b, err := tl.Append(nil, tl.MaxLayer, &tl.Updates{Seq: int32(i)})
			if err != nil {
				t.Fatal(err)
			}
			if !x.Push(b) {
				t.Fatal("not pushed")
			}
		}
	}
	want := func(from, to int) {
		t.Helper()
		for i := from; i < to; i++ {
			select {
			case u := <-got:
				if u, ok := u.(*tl.Updates); !ok || int(u.Seq) != i {
					t.Fatalf("want %d, got %#v", i, u)
				}
			case <-time.After(20 * time.Second):
				t.Fatalf("%d did not come", i)
			}
		}
	}
	push(0, 100)
	want(0, 100)
	c.Close()
	push(100, 150)
	if err := c.Reconnect(t.Context()); err != nil {
		t.Fatal(err)
	}
	nearest(t, c)
	want(100, 150)
}

func TestServerRestart(t *testing.T) {
	s := newServer(t)
	got := make(chan tl.UpdatesClass, 10)
	o := s.options()
	o.PFS = true
	o.OnUpdate = func(u tl.UpdatesClass) { got <- u }
	c := dial(t, o)
	nearest(t, c)
	s.restart()
	<-c.Done()
	if _, err := c.Call(t.Context(), &tl.HelpGetNearestDC{}); !errors.Is(err, mtclient.ErrDisconnected) {
		t.Fatalf("error %v", err)
	}
	if err := c.Reconnect(t.Context()); err != nil {
		t.Fatal(err)
	}
	nearest(t, c)
	if u := <-got; u.TLName() != "updatesTooLong" {
		t.Fatalf("after the restart: %#v", u)
	}
	s.clock.Advance(48 * time.Hour) // the temporary key expires
	if err := c.Reconnect(t.Context()); err != nil {
		t.Fatal(err)
	}
	nearest(t, c)
}

func TestSaltsAndClocks(t *testing.T) {
	s := newServer(t)
	o := s.options()
	mine := clock.NewFake(s.clock.Now().Add(-3 * time.Hour)) // the client's clock is wrong
	o.Clock = mine
	c := dial(t, o)
	nearest(t, c)
	for range 5 {
		s.clock.Advance(25 * time.Minute)
		mine.Advance(25 * time.Minute)
		nearest(t, c)
	}
	mine.Advance(-time.Hour)
	nearest(t, c)
	mine.Advance(2 * time.Hour)
	nearest(t, c)
	if n := s.calls.Load(); n != 8 {
		t.Errorf("%d calls were made, want 8", n)
	}
}

func TestManyCallsAtOnce(t *testing.T) {
	s := newServer(t)
	c := dial(t, s.options())
	var g sync.WaitGroup
	for range 50 {
		g.Go(func() {
			for range 20 {
				if _, err := c.Call(t.Context(), &tl.HelpGetNearestDC{}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	g.Wait()
	if n := s.calls.Load(); n != 1000 {
		t.Errorf("%d calls were made, want 1000", n)
	}
}
