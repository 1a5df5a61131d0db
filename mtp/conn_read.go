package mtp

import (
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"time"

	"chappe/mtp/wire"
)

// reader is the receiving half of a connection. It holds a buffer only while there
// is something in it: on a plain socket it waits without one.
type reader struct {
	buf      *buffer
	off, end int // what has come and was not used
	packet   int // size of the frame that is being handled, which begins at off; 0 for none, or when the buffer was given away
	ws       *wire.WSReader
	stream   cipher.Stream // nil if not obfuscated
	once     func(fd uintptr) bool
	n        int   // result of once
	err      error // result of once
}

// frontRoom stands before what is read: Open writes into the bytes before a packet.
const frontRoom = wire.Headroom

// data is what has come and was not used yet.
func (r *reader) data() []byte {
	if r.buf == nil {
		return nil
	}
	return r.buf.b[r.off:r.end]
}

func (r *reader) free() {
	r.buf.free()
	r.buf, r.off, r.end = nil, 0, 0
}

// take gives away the buffer in which the packet stands that is being handled, so that what it holds need not be copied. What was read
// behind the packet, which is little, moves to another buffer. It returns nil where it is not the reader's to give.
func (r *reader) take() *buffer {
	if r.packet == 0 {
		return nil
	}
	b, rest := r.buf, r.buf.b[r.off+r.packet:r.end]
	r.buf, r.off, r.end, r.packet = nil, 0, 0, 0
	if len(rest) > 0 {
		r.buf = getBuffer(frontRoom + len(rest))
		r.off, r.end = frontRoom, frontRoom+copy(r.buf.b[frontRoom:], rest)
	}
	return b
}

// use takes n bytes off the data.
func (r *reader) use(n int) {
	r.off += n
	if r.off == r.end {
		r.off, r.end = frontRoom, frontRoom
	}
}

// room makes place for more, so that n bytes of data fit in the end. Buffers grow with
// what has come and not with what was announced, to at most by times as much.
func (r *reader) room(n, by int) {
	if r.buf == nil {
		r.buf = getBuffer(4 << 10)
		r.off, r.end = frontRoom, frontRoom
		return
	}
	size, have := len(r.buf.b), r.end-r.off
	if r.end < size && size-r.off >= n {
		return
	}
	b := r.buf
	switch {
	case n+frontRoom <= size: // it fits once it is moved to the front
	case have+frontRoom > size/2:
		b = getBuffer(min(n+frontRoom, by*size))
	case r.off == frontRoom:
		return // enough for now
	}
	copy(b.b[frontRoom:], r.buf.b[r.off:r.end])
	if b != r.buf {
		r.buf.free()
		r.buf = b
	}
	r.off, r.end = frontRoom, frontRoom+have
}

// begin places bytes that were read elsewhere (by the HTTP server) before all others.
func (r *reader) begin(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	r.buf = getBuffer(frontRoom + len(b))
	r.off, r.end = frontRoom, frontRoom
	return r.came(copy(r.buf.b[frontRoom:], b))
}

// came takes n new bytes behind the data, without their WebSocket framing and
// obfuscation.
func (r *reader) came(n int) error {
	b := r.buf.b[r.end : r.end+n]
	var err error
	if r.ws != nil {
		n, err = r.ws.Strip(b)
		b = b[:n]
	}
	if r.stream != nil {
		r.stream.XORKeyStream(b, b)
	}
	r.end += n
	return err
}

// fill reads until there are n bytes of data.
func (c *conn) fill(n int) error {
	by := 4
	if c.proven && n > bigCall {
		// Each step copies what has come: where it may be, the first is long enough for a part of a file.
		if c.srv.eager.Add(int64(n)) <= maxEager {
			by = 1 << 10
		}
		defer c.srv.eager.Add(-int64(n))
	}
	for r := &c.in; r.end-r.off < n || r.buf == nil; {
		if r.buf != nil && r.off == r.end {
			r.free() // nothing in it: wait without
		}
		var got int
		var err error
		if c.raw != nil {
			if r.buf != nil {
				r.room(n, by)
			}
			got, err = c.readRaw()
		} else {
			r.room(n, by)
			got, err = c.nc.Read(r.buf.b[r.end:])
		}
		if got > 0 {
			c.srv.metrics.bytesIn.Add(float64(got))
			if err := r.came(got); err != nil {
				return err
			}
			continue
		}
		if err == nil {
			err = io.EOF
		}
		if errors.Is(err, os.ErrDeadlineExceeded) {
			c.overdue()
		}
		return err
	}
	return nil
}

// maxEager is for how many bytes, of all clients together, room may be made before they have come.
const maxEager = 64 << 20

// overdue counts a client that had too much time already.
func (c *conn) overdue() {
	reason := "timeout"
	if c.proven && c.in.off == c.in.end {
		reason = "idle" // nothing is wrong with that
	}
	c.srv.metrics.drops.WithLabelValues(reason).Inc()
}

// readPacket reads and handles one packet; false if the connection is over.
func (c *conn) readPacket() bool {
	limit := c.srv.limits.FrameSize
	head, ok := c.readHead(limit)
	if !ok {
		return false
	}
	// Before room is made for a packet it must begin with zero or a key that is known.
	if c.fill(head.Header+min(8, head.Packet)) != nil {
		return false
	}
	if head.Packet < 20 {
		return c.refuse("frame")
	}
	id := int64(binary.LittleEndian.Uint64(c.in.data()[head.Header:]))
	if id == 0 && head.Packet > maxUnencrypted {
		return c.refuse("frame")
	}
	if id != 0 && !c.useKey(id) {
		return false
	}
	if c.fill(head.Size()) != nil {
		return false
	}
	r := &c.in
	frame := r.buf.b[r.off : r.off+head.Size()]
	packet, err := c.codec.Packet(frame, head)
	if err != nil {
		return c.refuse("frame")
	}
	r.packet = head.Size()
	if id == 0 {
		ok = c.unencrypted(packet)
	} else {
		ok = c.encrypted(r.buf.b[r.off+head.Header-8:][:8+len(packet)], head.QuickAck)
	}
	if !ok {
		return false
	}
	r.use(r.packet)
	r.packet = 0
	return c.waitForBacklog()
}

// readHead waits for the head of the next frame.
func (c *conn) readHead(limit int) (h wire.Head, ok bool) {
	need := 1
	for {
		if c.in.off == c.in.end {
			c.setDeadline(c.idleDeadline())
		} else if c.in.end-c.in.off < need {
			c.setDeadline(c.frameDeadline())
		}
		if c.fill(need) != nil {
			return h, false
		}
		h, more, err := c.codec.Head(c.in.data(), limit)
		if err != nil {
			return h, c.refuse("frame")
		}
		if more == 0 {
			if len(c.in.data()) < h.Size() {
				c.setDeadline(c.frameDeadline())
			}
			return h, true
		}
		need = more
	}
}

// idleDeadline is until when the next packet must begin.
func (c *conn) idleDeadline() time.Time {
	if !c.proven {
		return c.began.Add(c.srv.limits.Handshake)
	}
	t := time.Now().Add(c.srv.limits.Idle)
	if !c.pingBy.IsZero() && c.pingBy.Before(t) {
		return c.pingBy
	}
	return t
}

// frameDeadline is until when a packet that began must be there.
func (c *conn) frameDeadline() time.Time {
	t := time.Now().Add(c.srv.limits.Frame)
	if by := c.began.Add(c.srv.limits.Handshake); !c.proven && by.Before(t) {
		return by
	}
	return t
}

// setDeadline tells the socket, unless what it was told is about the same.
func (c *conn) setDeadline(t time.Time) {
	if d := t.Sub(c.deadline); d > -time.Second && d < time.Second {
		return
	}
	c.deadline = t
	c.nc.SetReadDeadline(t)
}

// refuse counts why a connection is closed without a word and returns false.
func (c *conn) refuse(kind string) bool {
	c.srv.metrics.errors.WithLabelValues(kind).Inc()
	return false
}

// waitForBacklog stops reading from a client that does not take its answers.
func (c *conn) waitForBacklog() bool {
	c.wmu.Lock()
	if c.waiting <= c.srv.limits.ReadBacklog || c.closed {
		ok := !c.closed && !c.ending
		c.wmu.Unlock()
		return ok
	}
	if c.drained == nil {
		c.drained = make(chan struct{})
	}
	ch := c.drained
	c.wmu.Unlock()
	<-ch // the flusher gets rid of the backlog or closes the connection
	return true
}
