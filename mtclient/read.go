package mtclient

import (
	"bytes"
	"errors"
	"net"
	"slices"
	"time"

	"chappe/mtp/wire"
	"chappe/tl"
)

const (
	pingEvery  = 50 * time.Second
	pingDelay  = 75 // seconds, after which the server may close the connection
	ackAt      = 16 // messages that are acknowledged without waiting for a call
	seenLimit  = 256
	maxUnpacks = 32 << 20
)

// seen is the identifiers of the last messages of the server, sorted.
// https://core.telegram.org/mtproto/security_guidelines#checking-msg-id
type seen struct{ list []int64 }

// add is false for an identifier that was seen or is lower than all that were.
func (s *seen) add(id int64) bool {
	i, found := slices.BinarySearch(s.list, id)
	if found || i == 0 && len(s.list) >= seenLimit {
		return false
	}
	if len(s.list) >= seenLimit {
		s.list = slices.Delete(s.list, 0, 1)
		i--
	}
	s.list = slices.Insert(s.list, i, id)
	return true
}

// read is the reader of one connection, its only goroutine.
func (c *Client) read(l *link) {
	silent := 0
	for {
		l.nc.SetReadDeadline(time.Now().Add(pingEvery))
		packet, _, err := l.receive()
		var timeout net.Error
		switch {
		case errors.As(err, &timeout) && timeout.Timeout() && silent == 0:
			silent++
			err = c.ping(l)
		case err == nil && packet != nil:
			silent = 0
			err = c.packet(l, packet)
		}
		if err == nil && !l.more() {
			err = c.ackSome(l, ackAt)
		}
		if err != nil {
			c.disconnect(l, err)
			return
		}
	}
}

// ping keeps the connection open, and acknowledges what there is.
func (c *Client) ping(l *link) error {
	c.sendMu.Lock()
	defer c.sendMu.Unlock()
	c.mu.Lock()
	id := c.ids.Next(c.now(), wire.ClientMsg)
	body := wire.AppendUint32(nil, wire.IDPingDelayDisconnect)
	body = wire.AppendInt32(wire.AppendInt64(body, id), pingDelay)
	m := wire.Plain{Salt: c.salt, SessionID: c.session, MsgID: id, SeqNo: c.seq * 2, Body: body}
	c.note(id)
	key := c.key
	c.mu.Unlock()
	if err := l.sendSealed(key, m); err != nil {
		return err
	}
	return c.sendCalls(l, nil)
}

// ackSome acknowledges if at least n messages wait for it.
func (c *Client) ackSome(l *link, n int) error {
	c.mu.Lock()
	due := len(c.acks) >= n
	c.mu.Unlock()
	if !due {
		return nil
	}
	c.sendMu.Lock()
	defer c.sendMu.Unlock()
	return c.sendCalls(l, nil)
}

// packet verifies one packet and handles what is in it. An error ends the connection:
// nothing of a packet that fails a check is used.
func (c *Client) packet(l *link, packet []byte) error {
	c.mu.Lock()
	key, session := c.key, c.session
	now := c.now()
	c.mu.Unlock()
	if l.codec.Framing == Padded {
		packet = packet[:24+(max(len(packet), 24)-24)&^15]
	}
	if len(packet) < 24+wire.PlainHeader+16 {
		return insecure("packet size")
	}
	r := wire.NewReader(packet)
	if r.Int64() != key.ID {
		return insecure("auth_key_id")
	}
	b := append(make([]byte, wire.Headroom-24, wire.Headroom-24+len(packet)), packet...)
	if _, ok := wire.Open(b, &key.Value, wire.FromServer); !ok {
		return insecure("msg_key")
	}
	m, ok := wire.ParsePlain(b[wire.Headroom:])
	if !ok {
		return insecure("message length")
	}
	if m.SessionID != session {
		return nil // of a session that we gave up
	}
	if m.MsgID&1 == 0 {
		return insecure("msg_id of a client")
	}
	switch at := wire.MsgIDSeconds(m.MsgID); {
	case at < now.Unix()-300:
		if !aboutTime(m.Body) {
			c.tooOld()
			return nil
		}
	case at > now.Unix()+30:
		// Nobody but the server can have made it, and what is replayed is from the
		// past: it is our clock that is late.
		c.mu.Lock()
		c.ahead += time.Unix(at, 0).Sub(now)
		c.mu.Unlock()
	}
	return c.message(l, wire.Inner{MsgID: m.MsgID, SeqNo: m.SeqNo, Body: m.Body}, true)
}

// tooOld is told of a message that is not read for its age. It may be replayed, or it lay in the socket while nobody read, and then it was
// news, or an answer that nobody gets any more: calls that wait are sent again in a new session.
func (c *Client) tooOld() {
	c.mu.Lock()
	waiting := len(c.calls) > 0
	c.mu.Unlock()
	if waiting {
		c.anew()
	} else if c.o.OnUpdate != nil {
		c.o.OnUpdate(&tl.UpdatesTooLong{})
	}
}

// aboutTime knows the messages that are read even if the time seems wrong.
func aboutTime(body []byte) bool {
	id := wire.PeekID(body)
	return id == wire.IDBadMsgNotification || id == wire.IDBadServerSalt
}

// message handles one message; outer if it is not inside a container.
func (c *Client) message(l *link, m wire.Inner, outer bool) error {
	if m.MsgID&1 == 0 {
		return insecure("msg_id of a client")
	}
	if m.SeqNo&1 != 0 {
		c.mu.Lock()
		c.acks = append(c.acks, m.MsgID)
		c.mu.Unlock()
	}
	if !c.seen.add(m.MsgID) {
		return nil
	}
	r := wire.NewReader(m.Body)
	switch r.Uint32() {
	case wire.IDMsgContainer:
		inner, err := wire.ParseContainer(m.Body)
		if err != nil || !outer {
			return insecure("container")
		}
		for _, in := range inner {
			if err := c.message(l, in, false); err != nil {
				return err
			}
		}
		return nil
	case wire.IDRPCResult:
		req := r.Int64()
		c.answered(req, r.Rest())
	case wire.IDNewSessionCreated:
		r.Int64()
		c.newServerSession(r.Int64(), r.Int64())
	case wire.IDBadServerSalt:
		id := r.Int64()
		r.Int64()
		c.badSalt(id, r.Int64())
	case wire.IDBadMsgNotification:
		id := r.Int64()
		r.Int32()
		c.badMsg(id, r.Int32(), m.MsgID)
	case wire.IDMsgDetailedInfo:
		r.Int64()
		return c.requestAgain(l, r.Int64())
	case wire.IDMsgNewDetailedInfo:
		return c.requestAgain(l, r.Int64())
	case wire.IDPong, wire.IDMsgsAck, wire.IDMsgsStateInfo, wire.IDFutureSalts, wire.IDMsgsAllInfo:
	default:
		return c.update(m.Body)
	}
	return r.Err()
}

// answered gives a call its result.
func (c *Client) answered(req int64, body []byte) {
	c.mu.Lock()
	x := c.calls[req]
	delete(c.calls, req)
	if x != nil && x.wrapped {
		c.started = true
	}
	c.mu.Unlock()
	if x == nil {
		return
	}
	if wire.PeekID(body) == wire.IDGzipPacked {
		unpacked, err := wire.Unzip(body, maxUnpacks)
		if err != nil {
			x.result <- result{err: err}
			return
		}
		body = unpacked
	}
	r := wire.NewReader(body)
	if r.Uint32() == wire.IDRPCError {
		code, message := r.Int32(), string(r.Bytes())
		x.result <- result{err: &RPCError{code, message}}
		return
	}
	body = bytes.Clone(body)
	if x.then == nil {
		x.result <- result{body: body}
		return
	}
	v, err := tl.DecodeResult(c.o.Layer, innermost(c.o.Layer, x.fn), body)
	if err == nil {
		x.then(v)
	}
	x.result <- result{v: v, err: err}
}

// newServerSession is told that the server began our session anew. If it is not the
// first time, updates may be lost.
func (c *Client) newServerSession(unique, salt int64) {
	c.mu.Lock()
	again := c.unique != 0 && c.unique != unique
	c.unique, c.salt = unique, salt
	c.started = c.started && !again
	c.mu.Unlock()
	if again && c.o.OnUpdate != nil {
		c.o.OnUpdate(&tl.UpdatesTooLong{})
	}
}

// badSalt takes the right salt, if the message that had the wrong one is ours, and
// sends it again.
func (c *Client) badSalt(id, salt int64) {
	calls := c.sentAs(id)
	c.mu.Lock()
	ours := len(calls) > 0 || slices.Contains(c.recent[:], id)
	if ours {
		c.salt = salt
	}
	c.mu.Unlock()
	if len(calls) > 0 {
		go c.again(calls) // not here: writing may have to wait until something is read
	}
}

// badMsg is told that a message was ignored.
// https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message
func (c *Client) badMsg(id int64, code int32, serverID int64) {
	calls := c.sentAs(id)
	if len(calls) == 0 {
		return
	}
	switch code {
	case wire.BadMsgIDTooLow, wire.BadMsgIDTooHigh, wire.BadMsgTooOld, wire.BadMsgSeqTooLow, wire.BadMsgSeqTooHigh:
		c.mu.Lock()
		c.ahead = time.Unix(wire.MsgIDSeconds(serverID), 0).Sub(c.o.Clock.Now())
		c.mu.Unlock()
		c.anew()
		return
	}
	c.mu.Lock()
	for _, x := range calls {
		delete(c.calls, x.id)
	}
	c.mu.Unlock()
	for _, x := range calls {
		x.result <- result{err: errors.New("the server ignored the message")}
	}
}

// sentAs lists the calls that were last sent as, or in, the message id.
func (c *Client) sentAs(id int64) (calls []*call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, x := range c.pending() {
		if x.id == id || x.outer == id {
			calls = append(calls, x)
		}
	}
	return calls
}

// requestAgain asks for a message that the server did not send again by itself.
func (c *Client) requestAgain(l *link, id int64) error {
	c.sendMu.Lock()
	defer c.sendMu.Unlock()
	c.mu.Lock()
	m := wire.Plain{
		Salt: c.salt, SessionID: c.session, MsgID: c.ids.Next(c.now(), wire.ClientMsg), SeqNo: c.seq * 2,
		Body: wire.AppendResendReq(nil, []int64{id}),
	}
	key := c.key
	c.mu.Unlock()
	return l.sendSealed(key, m)
}

// update decodes what is not a service message.
func (c *Client) update(body []byte) error {
	if wire.PeekID(body) == wire.IDGzipPacked {
		unpacked, err := wire.Unzip(body, maxUnpacks)
		if err != nil {
			return err
		}
		body = unpacked
	}
	if c.o.OnUpdate == nil {
		return nil
	}
	o, _, err := tl.Decode(c.o.Layer, body)
	if err != nil {
		return err
	}
	if u, ok := o.(tl.UpdatesClass); ok {
		c.o.OnUpdate(u)
	}
	return nil
}
