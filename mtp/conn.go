package mtp

import (
	"context"
	"crypto/cipher"
	"io"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"chappe/mtp/wire"
)

// conn is one connection. Its reader is the only goroutine that it has while nothing
// happens; a second one exists while the client takes data slower than it is sent.
//
// Locks are taken in this order: Session.sendMu, Session.mu, conn.wmu.
type conn struct {
	srv  *Server
	run  *run
	nc   net.Conn
	raw  syscall.RawConn // nil if nc is not a plain socket
	addr netip.AddrPort  // of the client, behind trusted proxies

	began     time.Time // by the machine's clock, like every deadline
	codec     wire.Codec
	transport string // for the metrics; "" until known

	// Only the reader uses these.
	in         reader
	key        *authKey // held; that of the last packet
	session    *Session // of the last packet
	sessions   []*Session
	handshakes []*handshake
	batch      batch     // what the last packet held
	halfOpen   bool      // counted as a key exchange under way
	proven     bool      // an encrypted message was accepted
	limited    bool      // the address has too many connections
	lingers    bool      // an error was sent that the client should see
	pingBy     time.Time // ping_delay_disconnect: another ping must come before
	deadline   time.Time // what the socket was told

	wmu     sync.Mutex
	out     cipher.Stream // guarded by wmu; nil if not obfuscated
	ws      bool          // WebSocket frames around it all; set before the reader starts
	write   rawWrite      // guarded by wmu
	backlog []*queued     // guarded by wmu; frames that wait for the socket
	waiting int           // guarded by wmu; the memory they take, in bytes
	flusher bool          // guarded by wmu; a goroutine is at it
	ending  bool          // guarded by wmu; close when the backlog is gone
	closed  bool          // guarded by wmu
	drained chan struct{} // guarded by wmu; closed when the backlog is gone; nil if nobody waits
}

// queued is frames, the first of which may be the rest of one, that wait for the
// socket.
type queued struct {
	buf  *buffer
	rest []byte // in buf
}

// size is the memory that it takes. A frame of a few bytes takes a whole buffer: if
// only the bytes counted, small frames would let a client take a hundred times what it
// may.
func (q *queued) size() int {
	if q.buf == nil {
		return len(q.rest)
	}
	return len(q.buf.b)
}

// join puts b behind what waits, if there is room in the buffer.
func (q *queued) join(b []byte) bool {
	if q.buf == nil || cap(q.rest)-len(q.rest) < len(b) {
		return false
	}
	q.rest = append(q.rest, b...)
	return true
}

func newConn(s *Server, r *run, nc net.Conn, addr netip.AddrPort) *conn {
	c := &conn{srv: s, run: r, nc: nc, addr: addr, began: time.Now()}
	c.raw = rawConn(nc)
	return c
}

// context ends when the server is told to stop and has given calls time to end.
func (c *conn) context() context.Context { return c.run.ctx }

// serve speaks MTProto with a connection whose framing is known. It returns when the
// connection is over.
func (c *conn) serve() {
	defer c.leave()
	c.transport = c.codec.Framing.String()
	switch {
	case c.ws:
		c.transport += "_websocket"
	case c.out != nil:
		c.transport += "_obfuscated"
	}
	c.srv.metrics.conns.WithLabelValues(c.transport).Inc()
	defer c.srv.metrics.conns.WithLabelValues(c.transport).Dec()
	if c.limited {
		c.srv.metrics.drops.WithLabelValues("connections").Inc()
		c.sendError(wire.ErrorFlood)
		return
	}
	for c.readPacket() {
	}
}

// leave gives back what the reader held.
func (c *conn) leave() {
	for _, s := range c.sessions {
		s.detach(c)
	}
	c.sessions, c.session = nil, nil
	c.srv.keys.release(c.key)
	c.key = nil
	c.handshakes = nil
	if c.halfOpen {
		c.srv.addresses.end(c.addr.Addr())
	}
	c.in.free()
	if c.lingers {
		c.linger()
	}
	c.end()
}

// linger takes what the client still sends, for a moment: closing a socket with
// unread data would also throw away the error that is on its way to the client.
func (c *conn) linger() {
	if w, ok := c.nc.(interface{ CloseWrite() error }); ok && !c.ws && c.backlogged() == 0 {
		_ = w.CloseWrite()
	}
	c.nc.SetReadDeadline(time.Now().Add(lingerTime))
	_, _ = io.CopyN(io.Discard, c.nc, int64(c.srv.limits.FrameSize))
}

const lingerTime = time.Second

// end closes the connection after what waits to be sent, if anything does.
func (c *conn) end() {
	c.wmu.Lock()
	if c.ws && !c.closed && !c.ending {
		c.enqueue(nil, wire.AppendWSClose(nil))
	}
	c.ending = true
	idle := !c.flusher
	c.wmu.Unlock()
	if idle {
		c.close()
	}
}

// close closes the connection at once. It may be called from any goroutine and
// several times.
func (c *conn) close() {
	c.wmu.Lock()
	if c.closed {
		c.wmu.Unlock()
		return
	}
	c.closed = true
	for _, q := range c.backlog {
		q.buf.free()
	}
	c.backlog = nil
	c.hold(-c.waiting)
	c.wakeReader()
	c.wmu.Unlock()
	c.nc.Close()
	c.run.remove(c)
	c.srv.addresses.disconnect(c.addr.Addr())
}
