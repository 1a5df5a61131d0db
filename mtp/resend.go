package mtp

import (
	"chappe/mtp/wire"
)

// What is sent again is the same message: identifier, seq_no and bytes, inside a
// container with an identifier of its own, or nothing at all. Making up a new message
// would let an attacker who holds back packets change the order of a conversation
// ("Four Attacks and a Proof for Telegram", on resending).

// resendBatch is how many bytes of messages go into one container.
const resendBatch = 256 << 10

// resendAll sends everything again that the client has not acknowledged and that is
// older than cutoff, over a connection that is new to the session.
func (s *Session) resendAll(c *conn, cutoff int64) {
	s.mu.Lock()
	var list []wire.Inner
	for i := range s.unacked {
		if m := &s.unacked[i]; m.id < cutoff {
			m.via, m.mem = c, nil
			list = append(list, wire.Inner{MsgID: m.id, SeqNo: m.seq, Body: m.body})
		}
	}
	s.mu.Unlock()
	s.sendAgain(c, list)
}

// sendAgain sends messages again.
func (s *Session) sendAgain(c *conn, list []wire.Inner) {
	s.srv.metrics.resends.Add(float64(len(list)))
	for len(list) > 0 {
		n, size := 0, 0
		for n < len(list) && n < wire.MaxContainer && (n == 0 || size+len(list[n].Body) <= resendBatch) {
			size += 16 + len(list[n].Body)
			n++
		}
		s.send(c, wire.Notice, wire.AppendContainer(make([]byte, 0, 8+size), list[:n]))
		list = list[n:]
	}
}

// repeat answers a message that came before: by the answer that it got, if the client
// has not acknowledged that, or by an acknowledgement. Nothing is done twice.
func (s *Session) repeat(c *conn, m *message) {
	s.srv.metrics.errors.WithLabelValues("duplicate").Inc()
	var again []wire.Inner
	s.mu.Lock()
	if r := s.window.get(m.MsgID); r != nil && r.answer != 0 {
		if i, ok := s.kept(r.answer); ok {
			a := &s.unacked[i]
			a.mem = nil
			again = []wire.Inner{{MsgID: a.id, SeqNo: a.seq, Body: a.body}}
		}
	}
	s.mu.Unlock()
	switch {
	case len(again) > 0:
		s.sendAgain(c, again)
	case m.SeqNo&1 != 0:
		s.send(c, wire.Notice, wire.AppendAck(nil, []int64{m.MsgID}))
	}
}

// resend answers msg_resend_req: by the messages if all are there, or by the states of
// all that were asked for.
// https://core.telegram.org/mtproto/service_messages_about_messages#explicit-request-to-re-send-messages
func (s *Session) resend(c *conn, msgID int64, ids []int64) {
	var list []wire.Inner
	seen := make(map[int64]bool, min(len(ids), maxUnacked))
	info := make([]byte, len(ids))
	all := true
	s.mu.Lock()
	for n, id := range ids {
		info[n] = s.window.status(id)
		i, ok := s.kept(id)
		all = all && ok
		if ok && !seen[id] {
			seen[id] = true
			m := &s.unacked[i]
			m.mem = nil
			list = append(list, wire.Inner{MsgID: m.id, SeqNo: m.seq, Body: m.body})
		}
	}
	s.mu.Unlock()
	s.sendAgain(c, list)
	if !all {
		s.send(c, wire.Reply, wire.AppendStateInfo(nil, msgID, info))
	}
}
