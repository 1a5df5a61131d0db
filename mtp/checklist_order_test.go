package mtp

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"

	"chappe/mtp/wire"
)

// The checklist's line 10: identifiers, numbers, duplicates, order.

func TestChecklist10MsgIDRules(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	p.works()
	now := s.clock.Now()
	at := func(d time.Duration) int64 { return wire.MsgIDAt(now.Add(d)) }
	for name, c := range map[string]struct {
		id   int64
		code int32
	}{
		"too old":     {at(-302 * time.Second), wire.BadMsgIDTooLow},
		"very old":    {4, wire.BadMsgIDTooLow},
		"negative":    {-4, wire.BadMsgIDTooLow},
		"too new":     {at(32 * time.Second), wire.BadMsgIDTooHigh},
		"very new":    {1<<63 - 4, wire.BadMsgIDTooHigh},
		"as a reply":  {at(0) + 1, wire.BadMsgIDBits},
		"as a notice": {at(0) + 3, wire.BadMsgIDBits},
		"even":        {at(0) + 2, wire.BadMsgIDBits},
	} {
		t.Run(name, func(t *testing.T) {
			p.t = t
			before := s.calls()
			m := p.message(echo("when"), true)
			p.content--
			m.MsgID = c.id
			p.raw(m)
			p.wantBad(c.id, c.code)
			if s.calls() != before {
				t.Error("a call was made")
			}
		})
	}
	p.t = t
	q := p.again() // in a session of its own, so that seq_no does not matter
	q.session, q.content = randomID(), 0
	for _, d := range []time.Duration{-299 * time.Second, 29 * time.Second} {
		m := q.message(echo("in time"), true)
		m.MsgID = at(d)
		q.raw(m)
		q.wantEcho(m.MsgID, "in time")
	}
}

func TestChecklist10ServerIDs(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	id := p.send(echo("x"), true)
	created := p.read()
	answer := p.read()
	if wire.PeekID(created.Body) != wire.IDNewSessionCreated || created.MsgID&3 != wire.Notice || created.SeqNo&1 == 0 {
		t.Errorf("new_session_created: %x, identifier %x, seq_no %d", wire.PeekID(created.Body), created.MsgID, created.SeqNo)
	}
	if wire.PeekID(answer.Body) != wire.IDRPCResult || answer.MsgID&3 != wire.Reply || answer.SeqNo&1 == 0 {
		t.Errorf("answer: %x, identifier %x, seq_no %d", wire.PeekID(answer.Body), answer.MsgID, answer.SeqNo)
	}
	r := wire.NewReader(created.Body[4:])
	if first := r.Int64(); first != id {
		t.Errorf("the session's first message is %x, want %x", first, id)
	}
	last, seq := answer.MsgID, answer.SeqNo
	for range 20 {
		p.send(echo("x"), true)
		m := p.read()
		if m.MsgID <= last || m.SeqNo != seq+2 {
			t.Fatalf("after %x %d came %x %d", last, seq, m.MsgID, m.SeqNo)
		}
		last, seq = m.MsgID, m.SeqNo
	}
	p.send(ping(1), false)
	if m := p.read(); m.SeqNo != seq+1 || m.SeqNo&1 != 0 {
		t.Errorf("a pong with seq_no %d after %d", m.SeqNo, seq)
	}
}

func TestChecklist10DuplicatesAreNotDoneTwice(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	m := p.message(echo("once"), true)
	p.raw(m)
	first := p.want(wire.IDRPCResult)
	for range 3 {
		p.raw(m)
		again := p.want(wire.IDRPCResult)
		if again.MsgID != first.MsgID || again.SeqNo != first.SeqNo || !bytes.Equal(again.Body, first.Body) {
			t.Fatalf("the answer came again as %x %d % x", again.MsgID, again.SeqNo, again.Body)
		}
	}
	// Inside a container, as it should be, and from another connection.
	q := p.again()
	q.send(wire.AppendContainer(nil, []wire.Inner{{MsgID: m.MsgID, SeqNo: m.SeqNo, Body: m.Body}}), false)
	if again := q.want(wire.IDRPCResult); again.MsgID != first.MsgID || !bytes.Equal(again.Body, first.Body) {
		t.Fatal("another answer")
	}
	// An acknowledged answer is not kept: the duplicate gets an acknowledgement.
	p.send(wire.AppendAck(nil, []int64{first.MsgID}), false)
	p.raw(m)
	p.want(wire.IDMsgsAck)
	if n := s.calls(); n != 1 {
		t.Errorf("%d calls were made", n)
	}
}

func TestChecklist10DuplicateWhileRunning(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	m := p.message(testCall(callWait, 1), true)
	p.raw(m)
	eventually(t, "the call began", func() bool { return s.calls() == 1 })
	p.raw(m)
	p.want(wire.IDMsgsAck)
	close(s.free)
	p.wantResult(m.MsgID)
	if n := s.calls(); n != 1 {
		t.Errorf("%d calls were made", n)
	}
}

func TestChecklist10ReplayedPacketIsNotDoneTwice(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	inner := []wire.Inner{p.inner(echo("a"), true), p.inner(echo("b"), true)}
	packet := p.seal(wire.AppendPlain(nil, p.message(wire.AppendContainer(nil, inner), false)))
	p.packet(packet, false)
	p.wantEcho(inner[1].MsgID, "b")
	for range 3 {
		q := p.again() // whoever replays it does not know the key
		q.packet(packet, false)
		for range 2 {
			if m := q.want(wire.IDRPCResult); m.SeqNo&1 == 0 {
				t.Fatal("not the answer")
			}
		}
	}
	s.clock.Advance(6 * time.Minute)
	q := p.again()
	q.packet(packet, false)
	q.want(wire.IDBadMsgNotification)
	if n := s.calls(); n != 2 {
		t.Errorf("%d calls were made", n)
	}
}

func TestChecklist10BelowTheWindow(t *testing.T) {
	s := newTestServer(t, func(c *Config) { c.Limits.Window = 32 })
	p := s.connect()
	early := p.message(echo("early"), true) // made now and held back
	for range 40 {
		p.works()
	}
	before := s.calls()
	p.raw(early)
	p.wantBad(early.MsgID, wire.BadMsgTooOld)
	// In a container it is refused alone.
	in := p.inner(echo("beside"), true)
	p.send(wire.AppendContainer(nil, []wire.Inner{{MsgID: early.MsgID, SeqNo: early.SeqNo, Body: early.Body}, in}), false)
	p.wantBad(early.MsgID, wire.BadMsgTooOld)
	p.wantEcho(in.MsgID, "beside")
	if n := s.calls(); n != before+1 {
		t.Errorf("%d calls were made", n-before)
	}
}

func TestChecklist10SeqNoRules(t *testing.T) {
	s := newTestServer(t)
	newPeer := func(t *testing.T) *peer {
		p := s.connect()
		p.t = t
		p.works()
		p.works()
		return p
	}
	refused := func(t *testing.T, p *peer, m wire.Plain, code int32) {
		t.Helper()
		before := s.calls()
		p.raw(m)
		p.wantBad(m.MsgID, code)
		if s.calls() != before {
			t.Error("a call was made")
		}
		p.works()
	}
	t.Run("too low", func(t *testing.T) {
		p := newPeer(t)
		m := p.message(echo("x"), true)
		m.SeqNo = 1
		p.content--
		refused(t, p, m, wire.BadMsgSeqTooLow)
	})
	t.Run("the same", func(t *testing.T) {
		p := newPeer(t)
		m := p.message(echo("x"), true)
		m.SeqNo -= 2
		p.content--
		refused(t, p, m, wire.BadMsgSeqTooLow)
	})
	t.Run("too high", func(t *testing.T) {
		p := newPeer(t)
		early := p.message(echo("x"), true)
		p.content--
		p.works()
		early.SeqNo = 101
		refused(t, p, early, wire.BadMsgSeqTooHigh)
	})
	t.Run("held back", func(t *testing.T) {
		p := newPeer(t)
		early := p.message(echo("early"), true)
		p.works()
		p.raw(early) // an older message may come later
		p.wantEcho(early.MsgID, "early")
	})
	t.Run("even for a call", func(t *testing.T) {
		p := newPeer(t)
		refused(t, p, p.message(echo("x"), false), wire.BadMsgSeqWantsOdd)
	})
	t.Run("odd for an acknowledgement", func(t *testing.T) { // which one popular client sends
		p := newPeer(t)
		p.raw(p.message(wire.AppendAck(nil, []int64{1}), true))
		p.works()
	})
	t.Run("odd for a container", func(t *testing.T) {
		p := newPeer(t)
		refused(t, p, p.message(wire.AppendContainer(nil, nil), true), wire.BadMsgSeqWantsEven)
	})
	t.Run("in a container", func(t *testing.T) {
		p := newPeer(t)
		good, bad := p.inner(echo("good"), true), p.inner(echo("bad"), false)
		m := p.message(wire.AppendContainer(nil, []wire.Inner{good, bad}), false)
		p.content--
		refused(t, p, m, wire.BadMsgSeqWantsOdd) // and nothing of it was done
	})
}

func TestChecklist10OrderIsKept(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	const n = 200
	var inner []wire.Inner
	for i := range n {
		body := wire.AppendUint32(wire.AppendUint32(nil, callEcho), uint32(i))
		if i%2 == 0 {
			inner = append(inner, p.inner(body, true))
			continue
		}
		if len(inner) > 0 {
			p.send(wire.AppendContainer(nil, inner), false)
			inner = nil
		}
		p.send(body, true)
	}
	eventually(t, "all calls began", func() bool { return s.calls() == n })
	for i, body := range s.called {
		if got := binary.LittleEndian.Uint32(body[4:]); got != uint32(i) {
			t.Fatalf("call %d was the %d.", got, i)
		}
	}
}

func TestChecklist10NextCallWaitsOrIsReleased(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	ids := []int64{
		p.send(testCall(callRelease, 1), true), // lets the next start
		p.send(testCall(callWait, 2), true),    // does not
		p.send(echo("after"), true),
	}
	eventually(t, "two calls began", func() bool { return s.calls() == 2 })
	p.send(ping(9), false)
	p.want(wire.IDPong) // the connection is not held up
	if n := s.calls(); n != 2 {
		t.Fatalf("%d calls began", n)
	}
	close(s.free)
	for _, id := range ids {
		q := p
		q.inboxOnly(id)
	}
}

// inboxOnly waits for the answer to msgID among answers that come in any order.
func (p *peer) inboxOnly(msgID int64) {
	p.t.Helper()
	for i, m := range p.inbox {
		if isAnswer(m, msgID) {
			p.inbox = append(p.inbox[:i:i], p.inbox[i+1:]...)
			return
		}
	}
	var kept []wire.Plain
	for {
		m := p.read()
		if isAnswer(m, msgID) {
			p.inbox = append(kept, p.inbox...)
			return
		}
		kept = append(kept, m)
	}
}

func isAnswer(m wire.Plain, msgID int64) bool {
	r := wire.NewReader(m.Body)
	return r.Uint32() == wire.IDRPCResult && r.Int64() == msgID
}

func TestChecklist10BrokenContainers(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	p.works()
	in := func(change func(*wire.Inner)) []byte {
		good, bad := p.inner(echo("good"), true), p.inner(echo("bad"), true)
		p.content -= 2
		change(&bad)
		return wire.AppendContainer(nil, []wire.Inner{good, bad})
	}
	count := func(n uint32, b []byte) []byte { binary.LittleEndian.PutUint32(b[4:], n); return b }
	ok := func(*wire.Inner) {}
	for name, body := range map[string][]byte{
		"identifier above its own": in(func(m *wire.Inner) { m.MsgID += 1 << 32 }),
		"identifier of a server":   in(func(m *wire.Inner) { m.MsgID++ }),
		"identifier of zero":       in(func(m *wire.Inner) { m.MsgID = 0 }),
		"negative identifier":      in(func(m *wire.Inner) { m.MsgID = -4 }),
		"length not in fours":      in(func(m *wire.Inner) { m.Body = append(m.Body, 1, 2) }),
		"more than it has":         count(3, in(ok)),
		"fewer than it has":        count(1, in(ok)),
		"negative count":           count(1<<31, in(ok)),
		"huge count":               count(1<<28, in(ok)),
		"cut short":                in(ok)[:40],
		"empty body":               wire.AppendUint32(nil, wire.IDMsgContainer),
		"1025 messages":            wire.AppendContainer(nil, make([]wire.Inner, 1025)),
	} {
		t.Run(name, func(t *testing.T) {
			p.t = t
			before := s.calls()
			for len(body)%4 != 0 {
				body = append(body, 0)
			}
			m := p.message(body, false)
			p.raw(m)
			p.wantBad(m.MsgID, wire.BadMsgContainer)
			if s.calls() != before {
				t.Error("a call was made")
			}
		})
	}
	p.t = t
	// The identifier of a message that was no container.
	id := p.send(ping(1), false)
	p.want(wire.IDPong)
	m := p.message(wire.AppendContainer(nil, nil), false)
	m.MsgID = id
	p.raw(m)
	p.wantBad(id, wire.BadMsgContainerID)
	p.works()
}
