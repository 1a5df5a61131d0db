package mtp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// run is one Serve: it owns the goroutines of its connections and waits for them.
type run struct {
	srv  *Server
	ctx  context.Context // of calls; ends a little after Serve's own
	http *httpListener

	mu     sync.Mutex
	conns  map[*conn]struct{} // guarded by mu
	closed bool               // guarded by mu; nothing may be started
	work   sync.WaitGroup
}

// drainTime is how long calls that are under way may take when the server stops.
const drainTime = 3 * time.Second

// Serve accepts connections from l until ctx ends, then closes l and waits for what
// it started. Several may run at once. MTProto in every transport, HTTP and TLS are
// told apart by the first bytes.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	callCtx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	r := &run{srv: s, ctx: callCtx, conns: make(map[*conn]struct{})}
	r.http = newHTTPListener(l.Addr())
	web := s.httpServer(r)
	r.start(func() { _ = web.Serve(r.http) }) // ends when r.http is closed
	r.start(func() { s.sweepUntil(ctx) })
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()

	err := r.accept(ctx, l)
	l.Close()
	r.http.Close()
	r.drain(web)
	cancel()
	r.work.Wait()
	return err
}

func (r *run) accept(ctx context.Context, l net.Listener) error {
	pause := 5 * time.Millisecond
	for {
		nc, err := l.Accept()
		switch {
		case ctx.Err() != nil:
			if err == nil {
				nc.Close()
			}
			return nil
		case errors.Is(err, net.ErrClosed):
			return fmt.Errorf("accept connections: %w", err)
		case err != nil: // too many open files, most likely: it passes
			r.srv.log.Error("connection not accepted", "err", err)
			select {
			case <-time.After(pause):
			case <-ctx.Done():
			}
			pause = min(2*pause, time.Second)
			continue
		}
		pause = 5 * time.Millisecond
		r.admit(nc)
	}
}

// admit starts a connection, unless its address has far too many.
func (r *run) admit(nc net.Conn) {
	addr := addrOf(nc)
	ok, far := r.srv.addresses.connect(addr.Addr())
	if far && !r.srv.trusted(addr.Addr()) {
		r.srv.metrics.drops.WithLabelValues("connections").Inc()
		r.srv.addresses.disconnect(addr.Addr())
		nc.Close()
		return
	}
	c := newConn(r.srv, r, nc, addr)
	c.limited = !ok
	if !r.add(c) {
		c.close()
		return
	}
	if !r.start(c.sniff) {
		c.close()
	}
}

// start runs f in a goroutine that Serve waits for; false if it is too late.
func (r *run) start(f func()) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return false
	}
	r.work.Add(1)
	go func() {
		defer r.work.Done()
		f()
	}()
	return true
}

func (r *run) add(c *conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return false
	}
	r.conns[c] = struct{}{}
	return true
}

func (r *run) remove(c *conn) {
	r.mu.Lock()
	delete(r.conns, c)
	r.mu.Unlock()
}

// drain lets calls that are under way end and their answers go out, then closes
// every connection.
func (r *run) drain(web *http.Server) {
	deadline := time.Now().Add(drainTime)
	for r.srv.running.Load() > 0 && time.Now().Before(deadline) {
		time.Sleep(5 * time.Millisecond)
	}
	r.mu.Lock()
	r.closed = true
	open := make([]*conn, 0, len(r.conns))
	for c := range r.conns {
		open = append(open, c)
	}
	r.mu.Unlock()
	for _, c := range open {
		c.close()
	}
	web.Close()
}

// addrOf is the other side's address.
func addrOf(nc net.Conn) netip.AddrPort {
	if tcp, ok := nc.RemoteAddr().(*net.TCPAddr); ok {
		a := tcp.AddrPort()
		return netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
	}
	return netip.AddrPort{}
}

// trusted says whether a is a proxy that may name its client.
func (s *Server) trusted(a netip.Addr) bool {
	for _, p := range s.proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
