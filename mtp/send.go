package mtp

import (
	"slices"
	"time"

	"chappe/mtp/wire"
)

// ackDelay is how long an answer may take before its call is acknowledged alone.
const ackDelay = 500 * time.Millisecond

// send sends a service message that needs no acknowledgement, over via if that is
// open. It is lost if there is no connection.
func (s *Session) send(via *conn, kind int64, body []byte) {
	s.sendMu.Lock()
	defer s.sendMu.Unlock()
	s.mu.Lock()
	m, c := s.compose(via, kind, body), s.route(via)
	m.SeqNo = s.content * 2
	s.mu.Unlock()
	if c != nil {
		c.sendPlain(s.key, m)
	}
}

// sendOver sends a service message over c even though the client does not speak in the
// session there: what it sent there was ignored, and it must hear why.
func (s *Session) sendOver(c *conn, kind int64, body []byte) {
	s.sendMu.Lock()
	defer s.sendMu.Unlock()
	s.mu.Lock()
	m := s.compose(c, kind, body)
	m.SeqNo = s.content * 2
	s.mu.Unlock()
	c.sendPlain(s.key, m)
}

// sendContent sends an answer to req, or with req 0 a push, and keeps it until the
// client acknowledges it. mem is what body stands in, nil for none; the caller frees it.
func (s *Session) sendContent(via *conn, kind, req int64, body []byte, mem *Memory) {
	s.sendMu.Lock()
	defer s.sendMu.Unlock()
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	m, c := s.compose(via, kind, body), s.route(via)
	m.SeqNo = s.content*2 + 1
	s.content++
	mem.hold()
	s.keep(sent{id: m.MsgID, req: req, seq: m.SeqNo, via: c, body: body, mem: mem})
	if r := s.window.get(req); req != 0 && r != nil {
		r.answer = m.MsgID
		r.state |= isDone | isAcked
	}
	s.mu.Unlock()
	if c != nil {
		c.sendPlain(s.key, m)
	}
}

// compose makes a message with everything but its seq_no; s.sendMu and s.mu are held.
func (s *Session) compose(via *conn, kind int64, body []byte) wire.Plain {
	now := s.srv.clock.Now()
	return wire.Plain{
		Salt:      s.srv.salts(s.key, now).salt,
		SessionID: s.id,
		MsgID:     s.srv.ids.Next(now, kind),
		Body:      body,
	}
}

// route chooses the connection: via if it still speaks in the session, or the one
// where the client spoke last, or nil. s.mu is held.
func (s *Session) route(via *conn) *conn {
	if via != nil && slices.Contains(s.conns, via) {
		return via
	}
	if n := len(s.conns); n > 0 {
		return s.conns[n-1]
	}
	return nil
}

// Push sends a message that the client did not ask for, an update, and keeps it until
// it is acknowledged: if the connection breaks, it is sent again on the next. body is
// not copied and must not be changed. false: it is lost, because the client is slow,
// has left too much unacknowledged, or is gone; Lost tells that too.
func (s *Session) Push(body []byte) bool {
	s.mu.Lock()
	c := s.route(nil)
	ok := !s.closed
	if ok && c == nil && s.bytes+len(body) > s.srv.limits.Unacked {
		ok = false
	}
	s.mu.Unlock()
	if ok && c != nil && c.backlogged() > s.srv.limits.PushBacklog {
		ok = false
	}
	if !ok {
		s.mu.Lock()
		s.lost = true
		s.mu.Unlock()
		s.srv.metrics.drops.WithLabelValues("push").Inc()
		return false
	}
	s.sendContent(nil, wire.Notice, 0, body, nil)
	return true
}

// keep remembers a message until it is acknowledged. Beyond the limit the oldest are
// forgotten; s.mu is held.
func (s *Session) keep(m sent) {
	s.unacked = append(s.unacked, m)
	s.bytes += len(m.body)
	for s.bytes > s.srv.limits.Unacked && len(s.unacked) > 1 || len(s.unacked) > maxUnacked {
		s.bytes -= len(s.unacked[0].body)
		s.gap = s.gap || s.unacked[0].req == 0
		s.unacked[0].mem.Free()
		s.unacked[0] = sent{}
		s.unacked = s.unacked[1:]
		s.srv.metrics.dropsUnacked.Inc()
	}
}

// maxUnacked is how many messages are kept at most.
const maxUnacked = 2048

// unkeep forgets a message and returns it, but for its bytes, whose memory may be in use again; s.mu is held.
func (s *Session) unkeep(id int64) (m sent, ok bool) {
	i, ok := s.kept(id)
	if !ok {
		return m, false
	}
	m = s.unacked[i]
	s.bytes -= len(m.body)
	m.mem.Free()
	s.unacked = slices.Delete(s.unacked, i, i+1)
	if len(s.unacked) == 0 {
		s.unacked = nil
	}
	return m, true
}

// kept finds a message that was kept; s.mu is held.
func (s *Session) kept(id int64) (int, bool) {
	return slices.BinarySearchFunc(s.unacked, id, func(m sent, id int64) int {
		switch {
		case m.id < id:
			return -1
		case m.id > id:
			return 1
		}
		return 0
	})
}

// acknowledged forgets what the client says it has.
func (s *Session) acknowledged(ids []int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		s.unkeep(id)
	}
}

// owe has a message of the client acknowledged, soon and with others.
func (s *Session) owe(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.owed) < wire.MaxVector {
		s.owed = append(s.owed, id)
	}
	s.armAck()
}

// armAck sees to it that ackNow runs soon; s.mu is held.
func (s *Session) armAck() {
	if s.timing || s.closed {
		return
	}
	s.timing = true
	if s.ackTimer == nil {
		s.ackTimer = time.AfterFunc(ackDelay, s.ackNow)
	} else {
		s.ackTimer.Reset(ackDelay)
	}
}

// ackNow acknowledges what is owed: calls that have no answer yet, and messages that
// get none.
func (s *Session) ackNow() {
	s.mu.Lock()
	s.timing = false
	ids := s.owed[:0]
	for _, id := range s.owed {
		if r := s.window.get(id); r != nil && r.state&isAcked == 0 {
			r.state |= isAcked
			ids = append(ids, id)
		}
	}
	s.owed = nil
	s.mu.Unlock()
	if len(ids) > 0 {
		s.send(nil, wire.Notice, wire.AppendAck(nil, ids))
	}
}

// welcome tells a client that its session began here, or that a message came that is
// older than those which it was told of.
// https://core.telegram.org/mtproto/service_messages#new-session-creation-notification
//
// A client that goes on with a session of which this process knows nothing may have missed what was pushed to it meanwhile, and
// few clients take new_session_created as a reason to ask: Lost then has the handler tell it to.
func (s *Session) welcome(c *conn, b *batch) {
	first := b.first
	s.opened.Do(func() {
		s.live = true
		s.srv.handler.Opened(s)
	})
	s.mu.Lock()
	due := !s.welcomed || first < s.first
	s.lost = s.lost || !s.welcomed && b.goesOn()
	s.welcomed = true
	s.first = min(s.first, first)
	first = s.first
	s.mu.Unlock()
	if due {
		salt := s.srv.salts(s.key, s.srv.clock.Now()).salt
		s.sendContent(c, wire.Notice, 0, wire.AppendNewSession(nil, first, s.unique, salt), nil)
	}
}
