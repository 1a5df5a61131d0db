package mtp

import (
	"math"
	"slices"
	"time"

	"chappe/mtp/wire"
)

// How far a message's identifier may be from our clock, in seconds.
// https://core.telegram.org/mtproto/security_guidelines#checking-msg-id
const (
	maxAge   = 300
	maxAhead = 30
)

// useKey makes the key with this id the connection's; false ends the connection,
// after -404 if there is no such key.
func (c *conn) useKey(id int64) bool {
	now := c.srv.clock.Now().Unix()
	if c.key == nil || c.key.id != id || c.key.destroyed.Load() {
		if !c.srv.keys.cached(id) && !c.srv.addresses.mayAsk(c.addr.Addr()) {
			return c.flooded()
		}
		k, err := c.srv.keys.acquire(c.run.ctx, id)
		if err != nil {
			c.srv.log.Error("key not found", "err", err)
			return false
		}
		c.srv.keys.release(c.key)
		c.key, c.session = k, nil
	}
	if c.key == nil || c.key.expired(now) {
		c.srv.addresses.asked(c.addr.Addr())
		c.srv.metrics.errors.WithLabelValues("key").Inc()
		c.sendError(wire.ErrorKeyNotFound)
		return false
	}
	return true
}

// encrypted handles a packet of the connection's key; b has 8 bytes before it.
// false ends the connection. Whatever is wrong before msg_key was compared, and what
// a wrong msg_key would have made wrong, ends it in the same way, without a word: an
// error would make some clients throw their key away.
func (c *conn) encrypted(b []byte, quick bool) bool {
	if c.codec.Framing == wire.Padded {
		b = b[:wire.Headroom+max(0, len(b)-wire.Headroom)&^15]
	}
	if len(b) < wire.Headroom+wire.PlainHeader+16 {
		return c.refuse("record")
	}
	token, ok := wire.Open(b, &c.key.key, wire.FromClient)
	m, parsed := wire.ParsePlain(b[wire.Headroom:])
	if !ok || !parsed {
		return c.refuse("record")
	}
	c.srv.metrics.messagesIn.Inc()
	return c.receive(m, token, quick)
}

// receive handles a verified message. https://core.telegram.org/mtproto/description
func (c *conn) receive(m wire.Plain, token uint32, quick bool) bool {
	now := c.srv.clock.Now()
	if !c.srv.validSalt(c.key, m.Salt, now) {
		c.complain(m, wire.BadMsgSalt)
		return true
	}
	if code := checkMsgID(m.MsgID, now); code != 0 {
		c.complain(m, code)
		return true
	}
	batch, code := c.unpack(m)
	if code != 0 {
		c.complain(m, code)
		return true
	}
	s, fresh, ok := c.enter(m.SessionID, batch.first)
	if !ok {
		return false
	}
	code = s.admit(batch, now.Unix())
	if code != 0 {
		c.complain(m, code)
		return true
	}
	c.proven = true
	if quick {
		c.sendQuickAck(token)
	}
	cutoff := c.srv.ids.Next(now, wire.Notice)
	s.welcome(c, batch)
	for i := range batch.list {
		if !s.handle(c, &batch.list[i], i == len(batch.list)-1) {
			return false
		}
		batch.list[i] = message{} // what was unpacked goes with its call and not with the next packet
	}
	batch.list = nil
	if fresh {
		s.resendAll(c, cutoff)
	}
	return true
}

// enter makes the session the connection's. fresh: the connection was not in it, and
// the session is not new.
func (c *conn) enter(id, first int64) (s *Session, fresh, ok bool) {
	if s = c.session; s != nil && s.id == id {
		if _, ok = s.attach(c); ok {
			return s, false, true
		}
		c.sessions = slices.DeleteFunc(c.sessions, func(x *Session) bool { return x == s })
	}
	if len(c.sessions) >= maxConnSessions {
		return nil, false, c.refuse("sessions")
	}
	for range 3 { // a session may end while it is being entered
		s, created := c.findSession(id, first)
		if s == nil && c.key.destroyed.Load() {
			return nil, false, false
		}
		if s == nil {
			c.sendError(wire.ErrorFlood)
			return nil, false, false
		}
		fresh, ok := s.attach(c)
		if !ok {
			continue
		}
		c.session = s
		if !slices.Contains(c.sessions, s) {
			c.sessions = append(c.sessions, s)
		}
		return s, fresh && !created, true
	}
	return nil, false, false
}

// maxConnSessions is how many sessions one connection may speak in.
const maxConnSessions = 16

// complain tells that a message was ignored, in the session that it was meant for,
// which need not exist.
// https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message
func (c *conn) complain(m wire.Plain, code int32) {
	c.srv.metrics.errors.WithLabelValues(badMsgKind(code)).Inc()
	now := c.srv.clock.Now()
	salt := c.srv.salts(c.key, now).salt
	var body []byte
	if code == wire.BadMsgSalt {
		body = wire.AppendBadSalt(nil, m.MsgID, m.SeqNo, salt)
	} else {
		body = wire.AppendBadMsg(nil, m.MsgID, m.SeqNo, code)
	}
	k := c.key
	k.mu.Lock()
	s := k.sessions[m.SessionID]
	k.mu.Unlock()
	if s != nil {
		s.sendOver(c, wire.Reply, body)
		return
	}
	c.sendPlain(k, wire.Plain{Salt: salt, SessionID: m.SessionID, MsgID: c.srv.ids.Next(now, wire.Reply), Body: body})
}

func checkMsgID(id int64, now time.Time) int32 {
	t := now.Unix()
	switch at := wire.MsgIDSeconds(id); {
	case id&3 != wire.ClientMsg:
		return wire.BadMsgIDBits
	case at < t-maxAge:
		return wire.BadMsgIDTooLow
	case at > t+maxAhead:
		return wire.BadMsgIDTooHigh
	}
	return 0
}

// batch is one message or what a container holds.
type batch struct {
	outer     int64 // the container's identifier, 0 if there is none
	outerSeq  int32
	list      []message
	first     int64 // the lowest identifier
	duplicate bool  // the container itself came before
	one       [1]message
}

// goesOn says whether the client has numbered messages before these: to it, the session is an old one.
func (b *batch) goesOn() bool {
	for i := range b.list {
		if b.list[i].SeqNo < 2 {
			return false
		}
	}
	return true
}

// message is one message of a batch.
type message struct {
	wire.Inner
	duplicate bool
	tooOld    bool
}

// unpack opens a container and checks what can be checked without the session. The
// batch is good until the next packet.
// https://core.telegram.org/mtproto/service_messages#simple-container
func (c *conn) unpack(m wire.Plain) (b *batch, code int32) {
	b = &c.batch
	*b = batch{first: m.MsgID, one: b.one}
	switch wire.PeekID(m.Body) {
	case wire.IDMsgCopy:
		return nil, wire.BadMsgContainer
	case wire.IDMsgContainer:
	default:
		b.one[0] = message{Inner: wire.Inner{MsgID: m.MsgID, SeqNo: m.SeqNo, Body: m.Body}}
		b.list = b.one[:]
		return b, 0
	}
	if m.SeqNo&1 != 0 {
		return nil, wire.BadMsgSeqWantsEven
	}
	inner, err := wire.ParseContainer(m.Body)
	if err != nil {
		return nil, wire.BadMsgContainer
	}
	b.outer, b.outerSeq, b.first = m.MsgID, m.SeqNo, math.MaxInt64
	b.list = make([]message, len(inner))
	for i, in := range inner {
		if in.MsgID >= m.MsgID || in.MsgID <= 0 || in.MsgID&3 != wire.ClientMsg {
			return nil, wire.BadMsgContainer
		}
		b.list[i].Inner = in
		b.first = min(b.first, in.MsgID)
	}
	b.first = min(b.first, m.MsgID)
	return b, 0
}

// parity says what a body wants its seq_no to be: odd for API calls. Service messages
// may be either, as one popular client numbers even its acknowledgements oddly.
func parity(in *wire.Inner) int32 {
	id := wire.PeekID(in.Body)
	if id != wire.IDMsgsAck && id != wire.IDGzipPacked && !isService(id) && in.SeqNo&1 == 0 {
		return wire.BadMsgSeqWantsOdd
	}
	return 0
}

// admit takes a whole batch into the session's window, or nothing of it and returns
// why. Messages that came before are marked as duplicates.
func (s *Session) admit(b *batch, now int64) (code int32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	taken := 0
	defer func() {
		if code == 0 {
			return
		}
		for _, m := range b.list[:taken] {
			if !m.duplicate && !m.tooOld {
				s.window.remove(m.MsgID)
			}
		}
	}()
	if b.outer != 0 {
		if r := s.window.get(b.outer); r != nil {
			if r.state&isContainer == 0 {
				return wire.BadMsgContainerID
			}
			b.duplicate = true
		} else if b.outer <= s.window.floor {
			return wire.BadMsgTooOld
		}
	}
	for i := range b.list {
		m := &b.list[i]
		if code = s.admitOne(m, b.outer != 0, now); code != 0 {
			return code
		}
		taken++
	}
	if b.outer != 0 && !b.duplicate {
		if code = s.window.check(b.outer, b.outerSeq); code != 0 {
			return code
		}
		s.remember(received{id: b.outer, seq: b.outerSeq, state: isContainer}, now)
	}
	return 0
}

// admitOne does so for one message; s.mu is held.
func (s *Session) admitOne(m *message, inner bool, now int64) int32 {
	if s.window.get(m.MsgID) != nil {
		m.duplicate = true
		return 0
	}
	code := s.window.check(m.MsgID, m.SeqNo)
	if code == wire.BadMsgTooOld && inner {
		m.tooOld = true // the rest of the container is not to blame
		return 0
	}
	if code == 0 {
		code = parity(&m.Inner)
	}
	if code == 0 {
		s.remember(received{id: m.MsgID, seq: m.SeqNo}, now)
	}
	return code
}

func (s *Session) remember(r received, now int64) {
	s.window.insert(r, s.srv.limits.Window, now)
}
