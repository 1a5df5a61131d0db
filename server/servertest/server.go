// Package servertest runs a whole server inside a test, with real storage, sockets and crypto, and clients that a test speaks
// through as people would:
//
//	s := servertest.New(t)
//	alice, bob := s.User("alice"), s.User("bob")
//	alice.Send(bob, "hi")
//	bob.WantMessage("hi")
//
// Every device keeps a mirror of its person's box, built only from answers, updates and differences, as a strict client does.
package servertest

import (
	"context"
	"crypto/rsa"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"chappe/clock"
	"chappe/db/dbtest"
	"chappe/server"
)

// Server is a server under test.
type Server struct {
	t   testing.TB
	cfg server.Config

	Clock *clock.Fake // the server's and its clients' time; it stands still until a test moves it
	Addr  string      // where clients connect
	Key   *rsa.PublicKey

	mu     sync.Mutex
	srv    *server.Server // guarded by mu; nil while stopped
	cancel context.CancelFunc
	done   chan error
	people int
	users  map[int64]*Person // guarded by mu
}

// Option changes the server before it starts.
type Option func(*server.Config)

// Postgres has the server keep its rows in a PostgreSQL of its own.
func Postgres(t testing.TB) Option {
	return func(c *server.Config) { c.Database = dbtest.PostgresFrom(t, server.Migrations()...) }
}

// Strict turns the limits on and developers' shortcuts off.
func Strict() Option { return func(c *server.Config) { c.Dev = false } }

// With changes anything else.
func With(fn func(*server.Config)) Option { return fn }

// Each runs a test on both databases.
func Each(t *testing.T, fn func(t *testing.T, o Option)) {
	t.Run("sqlite", func(t *testing.T) { fn(t, func(*server.Config) {}) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t)) })
}

// New starts a server that ends with the test.
func New(t testing.TB, opts ...Option) *Server {
	t.Helper()
	s := &Server{t: t, Clock: clock.NewFake(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)), users: map[int64]*Person{}}
	s.cfg = server.Config{
		Data: t.TempDir(), Clock: s.Clock, Dev: true, Look: 200 * time.Millisecond,
		Log: slog.New(slog.NewTextHandler(logTo{t}, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	for _, o := range opts {
		o(&s.cfg)
	}
	s.Start()
	t.Cleanup(func() {
		for _, p := range s.everyone() {
			p.close()
		}
		s.Stop()
	})
	return s
}

// Remote is a server that runs elsewhere, in developers' mode, for people of this test. Its owner's methods are not to be used.
func Remote(t testing.TB, addr string, key *rsa.PublicKey) *Server {
	s := &Server{t: t, Addr: addr, Key: key, Clock: clock.NewFake(time.Now()), users: map[int64]*Person{}}
	s.cfg.Dev = true
	t.Cleanup(func() {
		for _, p := range s.everyone() {
			p.close()
		}
	})
	return s
}

// logTo writes a server's log into the test's.
type logTo struct{ t testing.TB }

func (l logTo) Write(b []byte) (int, error) {
	l.t.Logf("server: %s", b)
	return len(b), nil
}

// Start starts the server, on the data and at the address of the time before.
func (s *Server) Start() {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	srv, err := server.New(ctx, s.cfg)
	if err != nil {
		cancel()
		s.t.Fatal(err)
	}
	addr := s.Addr
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		cancel()
		s.t.Fatal(err)
	}
	s.Addr, s.Key = l.Addr().String(), srv.Key()
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ctx, l) }()
	s.mu.Lock()
	s.srv, s.cancel, s.done = srv, cancel, done
	s.mu.Unlock()
}

// Stop ends the server. Connections are cut where they are.
func (s *Server) Stop() {
	s.t.Helper()
	s.mu.Lock()
	srv, cancel, done := s.srv, s.cancel, s.done
	s.srv = nil
	s.mu.Unlock()
	if srv == nil {
		return
	}
	cancel()
	if err := <-done; err != nil {
		s.t.Errorf("serve: %v", err)
	}
	if err := srv.Close(); err != nil {
		s.t.Errorf("close: %v", err)
	}
}

// Restart stops the server and starts it again. Clients have to reconnect by themselves.
func (s *Server) Restart() {
	s.Stop()
	s.Clock.Advance(time.Second) // a new process numbers its messages from the time, and time has passed
	s.Start()
}

// Inner is the server itself, for what only its owner can see.
func (s *Server) Inner() *server.Server {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.srv
}

// Data is the server's data directory.
func (s *Server) Data() string { return s.cfg.Data }

// T is the test.
func (s *Server) T() testing.TB { return s.t }

func (s *Server) everyone() []*Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]*Person, 0, len(s.users))
	for _, p := range s.users {
		out = append(out, p)
	}
	return out
}

func (s *Server) nextPhone() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.people++
	if !s.cfg.Dev {
		return fmt.Sprintf("44790%07d", s.people)
	}
	return fmt.Sprintf("99966%07d", s.people)
}

// code is the sign-in code that was sent to a phone number: always the same in dev mode, else what the operator reads.
func (s *Server) code(phone string) string {
	s.t.Helper()
	if s.cfg.Dev {
		return "12345"
	}
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	for {
		codes, err := server.Dial(s.cfg.Data).Codes(ctx)
		for _, c := range codes {
			if c.Phone == phone {
				return c.Code
			}
		}
		if ctx.Err() != nil {
			s.t.Fatalf("no code for %s: %v", phone, err)
		}
		time.Sleep(5 * time.Millisecond) // the command line's socket opens a moment after the port
	}
}

// wait is how long a test waits for what must come. It is no measure of anything: only a failing test waits so long.
const wait = 60 * time.Second
