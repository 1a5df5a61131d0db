package mtp

import (
	"encoding/binary"
	"time"

	"chappe/mtp/wire"
)

// flushChunk is how much a slow client must take within Limits.Write.
const flushChunk = 64 << 10

// sendPlain encrypts one message and gives it to the socket or, if the client is
// slow, to the backlog. It never waits. false: the connection is closed.
func (c *conn) sendPlain(k *authKey, m wire.Plain) bool {
	buf := getBuffer(plainAt + wire.PlainHeader + len(m.Body) + tailRoom)
	var b []byte
	if len(m.Body) < bigAnswer {
		b = wire.AppendPlain(buf.b[:plainAt], m)
		wire.Seal(b[sealedAt:], &k.key, k.id, wire.FromServer)
	} else {
		b = wire.SealBody(buf.b[:plainAt], m, &k.key, k.id, wire.FromServer)
	}
	c.srv.metrics.messagesOut.Inc()
	return c.sendPacket(buf, b)
}

// bigAnswer is from what size in bytes on a message is copied and encrypted in one go.
const bigAnswer = 64 << 10

// sendUnencrypted sends a message of a key exchange.
func (c *conn) sendUnencrypted(msgID int64, body []byte) bool {
	buf := getBuffer(packetAt + 20 + len(body) + tailRoom)
	return c.sendPacket(buf, wire.AppendUnencrypted(buf.b[:packetAt], msgID, body))
}

// sendError sends a transport error. The reader then ends the connection.
func (c *conn) sendError(code int32) {
	c.lingers = true
	buf := getBuffer(packetAt + 4 + tailRoom)
	c.sendPacket(buf, binary.LittleEndian.AppendUint32(buf.b[:packetAt], uint32(code)))
}

// sendPacket frames and sends the packet b[packetAt:], which stands in buf.
func (c *conn) sendPacket(buf *buffer, b []byte) bool {
	c.wmu.Lock()
	defer c.wmu.Unlock()
	if c.closed || c.ending {
		buf.free()
		return false
	}
	frame, start := c.codec.Wrap(b, packetAt)
	return c.put(buf, frame, start)
}

// sendQuickAck tells that a packet was accepted.
// https://core.telegram.org/mtproto/mtproto-transports#quick-ack
func (c *conn) sendQuickAck(token uint32) {
	buf := getBuffer(packetAt + 32)
	b := c.codec.AppendQuickAck(buf.b[:packetAt], token)
	c.wmu.Lock()
	defer c.wmu.Unlock()
	if c.closed || c.ending || len(b) == packetAt {
		buf.free()
		return
	}
	c.put(buf, b, packetAt)
}

// pong answers a WebSocket ping, unless something waits for the client already: then
// it would wait, too, and who pings does not have to read.
func (c *conn) pong(payload []byte) {
	c.wmu.Lock()
	defer c.wmu.Unlock()
	if c.closed || c.ending || c.flusher {
		return
	}
	buf := getBuffer(256)
	c.enqueue(buf, wire.AppendWSPong(buf.b[:0], payload))
}

// put obfuscates the frame b[start:] and sends it; c.wmu is held.
func (c *conn) put(buf *buffer, b []byte, start int) bool {
	if c.out != nil {
		c.out.XORKeyStream(b[start:], b[start:])
	}
	if c.ws {
		start = wire.WSHeader(b, start, nil)
	}
	return c.enqueue(buf, b[start:])
}

// enqueue writes b if nothing is before it and the socket takes it at once. What it
// does not take waits for a goroutine that is started for it. c.wmu is held.
func (c *conn) enqueue(buf *buffer, b []byte) bool {
	c.srv.metrics.bytesOut.Add(float64(len(b)))
	if !c.flusher && c.raw != nil {
		n, err := c.tryWrite(b)
		if err != nil {
			buf.free()
			c.run.start(c.close)
			return false
		}
		if b = b[n:]; len(b) == 0 {
			buf.free()
			return true
		}
	}
	// What the flusher is at is not in the backlog any more.
	if n := len(c.backlog); n > 0 && c.backlog[n-1].join(b) {
		buf.free()
		return true
	}
	q := &queued{buf: buf, rest: b}
	if c.tooSlow(q.size()) {
		buf.free()
		c.srv.metrics.drops.WithLabelValues("slow").Inc()
		c.run.start(c.close)
		return false
	}
	c.backlog = append(c.backlog, q)
	c.hold(q.size())
	if !c.flusher {
		c.flusher = true
		c.run.start(c.flush)
	}
	return true
}

// hold counts memory that begins to wait for the client, or with n below zero does not
// any more. c.wmu is held.
func (c *conn) hold(n int) {
	c.waiting += n
	c.srv.backlogs.Add(int64(n))
}

// tooSlow says whether n more bytes may not wait for the client. What all slow clients
// together may let wait is bounded, too; beyond that, only a little may wait for each.
// c.wmu is held.
func (c *conn) tooSlow(n int) bool {
	l := &c.srv.limits
	if c.waiting+n > l.MaxBacklog {
		return true
	}
	return c.waiting+n > littleBacklog && c.srv.backlogs.Load()+int64(n) > int64(l.AllBacklogs)
}

// littleBacklog is how many bytes may wait for any client.
const littleBacklog = 64 << 10

// flush writes the backlog and ends when there is none.
func (c *conn) flush() {
	for {
		c.wmu.Lock()
		if len(c.backlog) == 0 || c.closed {
			c.backlog, c.flusher = nil, false
			c.wakeReader()
			ending := c.ending && !c.closed
			c.nc.SetWriteDeadline(time.Time{})
			c.wmu.Unlock()
			if ending {
				c.close()
			}
			return
		}
		q := c.backlog[0]
		c.backlog[0] = nil
		c.backlog = c.backlog[1:]
		c.wmu.Unlock()

		ok := c.writeAll(q.rest)
		size := q.size()
		q.buf.free()
		if !ok {
			c.srv.metrics.drops.WithLabelValues("slow").Inc()
			c.close()
			continue
		}
		c.wmu.Lock()
		if !c.closed { // otherwise nothing counts any more
			c.hold(-size)
		}
		if c.waiting <= c.srv.limits.ReadBacklog/2 {
			c.wakeReader()
		}
		c.wmu.Unlock()
	}
}

func (c *conn) writeAll(b []byte) bool {
	for len(b) > 0 {
		c.nc.SetWriteDeadline(time.Now().Add(c.srv.limits.Write))
		n, err := c.nc.Write(b[:min(len(b), flushChunk)])
		if err != nil {
			return false
		}
		b = b[n:]
	}
	return true
}

// wakeReader lets a reader go on that waits for the backlog; c.wmu is held.
func (c *conn) wakeReader() {
	if c.drained != nil {
		close(c.drained)
		c.drained = nil
	}
}

// backlogged is how many bytes wait for the client.
func (c *conn) backlogged() int {
	c.wmu.Lock()
	defer c.wmu.Unlock()
	return c.waiting
}
