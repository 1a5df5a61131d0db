package mtp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"net"
	"os"
	"sync/atomic"
	"time"

	"chappe/mtp/wire"
)

// sniff finds out what a new connection speaks, from as few bytes as possible: one
// (abridged), four (HTTP, TLS, the intermediates), eight (full), 64 (obfuscated).
// https://core.telegram.org/mtproto/mtproto-transports
func (c *conn) sniff() {
	c.setDeadline(c.began.Add(c.srv.limits.Begin))
	if c.srv.trusted(c.addr.Addr()) && !c.proxyHeader() {
		c.leave()
		return
	}
	if c.fill(1) != nil {
		c.leave()
		return
	}
	if c.in.data()[0] == wire.Abridged.Tag()[0] {
		c.plain(wire.Abridged)
		return
	}
	if c.fill(4) != nil {
		c.leave()
		return
	}
	b := c.in.data()[:4]
	switch {
	case bytes.Equal(b, wire.Intermediate.Tag()):
		c.plain(wire.Intermediate)
	case bytes.Equal(b, wire.Padded.Tag()):
		c.plain(wire.Padded)
	case isHTTP(b):
		c.toHTTP(false)
	case b[0] == 0x16 && b[1] == 0x03 && b[2] <= 0x03 && b[3] <= 0x48: // a TLS record with a handshake
		c.toHTTP(true)
	default:
		c.sniffRest()
	}
}

// sniffRest tells full from obfuscated.
func (c *conn) sniffRest() {
	if c.fill(8) != nil {
		c.leave()
		return
	}
	b := c.in.data()[:8]
	if binary.LittleEndian.Uint32(b[4:]) == 0 { // the first sequence number
		c.plain(wire.Full)
		return
	}
	c.obfuscated()
}

// plain begins to speak a framing that needs no more than its tag.
func (c *conn) plain(f wire.Framing) {
	c.in.use(len(f.Tag()))
	c.codec.Framing = f
	c.serve()
}

// obfuscated reads the header of an obfuscated connection and begins to speak.
func (c *conn) obfuscated() {
	if c.fill(wire.ObfuscatedHeader) != nil {
		c.leave()
		return
	}
	header := [wire.ObfuscatedHeader]byte(c.in.data())
	f, s := wire.AcceptObfuscated(&header)
	c.in.use(wire.ObfuscatedHeader)
	rest := c.in.data()
	s.In.XORKeyStream(rest, rest)
	c.codec.Framing = f
	c.in.stream, c.out = s.In, s.Out
	c.serve()
}

// isHTTP knows a request by the beginning of its method.
func isHTTP(b []byte) bool {
	switch string(b) {
	case "GET ", "HEAD", "POST", "PUT ", "PATC", "DELE", "OPTI", "CONN", "TRAC", "PRI ", "PROP":
		return true
	}
	return false
}

// toHTTP hands the connection to the HTTP server; what was read goes first.
func (c *conn) toHTTP(secure bool) {
	if c.limited || secure && c.srv.tls == nil {
		if c.limited {
			c.srv.metrics.drops.WithLabelValues("connections").Inc()
		} else {
			c.refuse("tls")
		}
		c.leave()
		return
	}
	prefix := bytes.Clone(c.in.data())
	c.in.free()
	c.nc.SetReadDeadline(time.Time{})
	p := &prefixConn{Conn: c.nc, prefix: prefix, owner: c}
	if !c.run.http.give(p, secure, c.srv.tls) {
		c.leave()
	}
}

// prefixConn is a connection of which something was read already. It belongs to the
// HTTP server, which closes it, or hijacks it for a WebSocket.
type prefixConn struct {
	net.Conn
	prefix []byte
	owner  *conn       // its place in the counts by address
	woken  atomic.Bool // the read deadline is one by which the HTTP server wakes itself
}

func (p *prefixConn) Read(b []byte) (int, error) {
	if len(p.prefix) > 0 {
		n := copy(b, p.prefix)
		p.prefix = p.prefix[n:]
		return n, nil
	}
	n, err := p.Conn.Read(b)
	p.count(err)
	return n, err
}

// Write writes, or ends at the HTTP server's deadline.
func (p *prefixConn) Write(b []byte) (int, error) {
	n, err := p.Conn.Write(b)
	p.count(err)
	return n, err
}

// count counts who was too slow for the HTTP server's deadlines.
func (p *prefixConn) count(err error) {
	if errors.Is(err, os.ErrDeadlineExceeded) && !p.woken.Load() {
		p.owner.srv.metrics.drops.WithLabelValues("http_timeout").Inc()
	}
}

// SetReadDeadline tells deadlines from the moment long ago by which the HTTP server ends
// a read of its own that waits in the background.
func (p *prefixConn) SetReadDeadline(t time.Time) error {
	p.woken.Store(!t.IsZero() && time.Since(t) > time.Hour)
	return p.Conn.SetReadDeadline(t)
}

// Close also ends the counting.
func (p *prefixConn) Close() error {
	err := p.Conn.Close()
	p.owner.close()
	return err
}
