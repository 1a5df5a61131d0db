package mtp

import (
	"context"
	"crypto/rsa"
	"encoding/binary"
	"log/slog"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"chappe/clock"
	"chappe/db"
	"chappe/mtp/wire"
)

var testRSA = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := wire.GenerateKey()
	if err != nil {
		panic(err)
	}
	return k
})

// Calls that the test handler knows; 4 or more bytes may follow each.
const (
	callEcho    = 0x11110001 // answered by what follows
	callWait    = 0x11110002 // answered when the test says so
	callRelease = 0x11110003 // the same, but lets the next call start at once
	callError   = 0x11110004
	callBare    = 0x11110005
	callBig     = 0x11110006 // answered by as many bytes as the number that follows
	callPanic   = 0x11110007
	echoed      = 0x22220001
)

// testServer is a real server over real storage, with a handler that notes what it is
// asked.
type testServer struct {
	*Server
	t     testing.TB
	addr  string
	clock *clock.Fake
	stop  func()
	free  chan struct{} // lets callWait end

	mu     sync.Mutex
	called [][]byte   // guarded by mu; bodies in the order in which calls began
	opened []*Session // guarded by mu
	closed []*Session // guarded by mu
}

func newTestServer(t testing.TB, change ...func(*Config)) *testServer {
	t.Helper()
	d, err := db.Open(t.Context(), "sqlite:"+t.TempDir()+"/test.db", db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Migrate(t.Context(), Migrations); err != nil {
		t.Fatal(err)
	}
	s := &testServer{t: t, clock: clock.NewFake(time.Now()), free: make(chan struct{})}
	cfg := Config{
		DB: d, Clock: s.clock, Keys: []*rsa.PrivateKey{testRSA()},
		Log:    slog.New(slog.NewTextHandler(testWriter{t}, nil)),
		Limits: Limits{Off: true, Begin: 5 * time.Second, Handshake: 20 * time.Second},
	}
	for _, f := range change {
		f(&cfg)
	}
	if s.Server, err = New(cfg, s); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = l.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error)
	go func() { served <- s.Serve(ctx, l) }()
	s.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
		d.Close()
	})
	t.Cleanup(s.stop)
	return s
}

// testWriter shows the server's log in the test's.
type testWriter struct{ t testing.TB }

func (w testWriter) Write(b []byte) (int, error) {
	w.t.Logf("%s", b)
	return len(b), nil
}

func (s *testServer) Opened(x *Session) {
	s.mu.Lock()
	s.opened = append(s.opened, x)
	s.mu.Unlock()
}

func (s *testServer) Closed(x *Session) {
	s.mu.Lock()
	s.closed = append(s.closed, x)
	s.mu.Unlock()
}

func (s *testServer) Call(ctx context.Context, x *Session, msgID int64, body []byte) Answer {
	s.mu.Lock()
	s.called = append(s.called, body)
	s.mu.Unlock()
	if len(body) < 4 {
		return Answer{Err: &Error{400, "INPUT_METHOD_INVALID"}}
	}
	rest := body[4:]
	switch wire.PeekID(body) {
	case callEcho:
		return Answer{Body: append(wire.AppendUint32(nil, echoed), rest...)}
	case callRelease:
		Release(ctx)
		fallthrough
	case callWait:
		select {
		case <-s.free:
		case <-ctx.Done():
		}
		return Answer{Body: append(wire.AppendUint32(nil, echoed), rest...)}
	case callBare:
		return Answer{Body: append(wire.AppendUint32(nil, echoed), rest...), Bare: true}
	case callBig:
		return Answer{Body: append(wire.AppendUint32(nil, echoed), make([]byte, binary.LittleEndian.Uint32(rest))...)}
	case callPanic:
		panic("as asked")
	}
	return Answer{Err: &Error{400, "METHOD_NOT_IMPLEMENTED"}}
}

// calls is how many calls began.
func (s *testServer) calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.called)
}

// eventually waits until ok.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for range 2000 {
		if ok() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("in vain: %s", what)
}

// sessionOf waits for the session with this number.
func (s *testServer) sessionOf(id int64) (x *Session) {
	s.t.Helper()
	eventually(s.t, "the session is opened", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		i := slices.IndexFunc(s.opened, func(x *Session) bool { return x.ID() == id })
		if i >= 0 {
			x = s.opened[i]
		}
		return i >= 0
	})
	return x
}

// keys in the store.
func (s *testServer) stored() (perm, temp int64) {
	s.t.Helper()
	count := func(tx *db.Tx, sql string) int64 {
		n, _, err := db.One(tx, sql, func(r *db.Row) int64 { return r.Int64() })
		if err != nil {
			s.t.Fatal(err)
		}
		return n
	}
	err := s.db.Read(context.Background(), func(tx *db.Tx) error {
		perm = count(tx, `SELECT count(*) FROM mtp_keys`)
		temp = count(tx, `SELECT count(*) FROM mtp_temp_keys`)
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return perm, temp
}
