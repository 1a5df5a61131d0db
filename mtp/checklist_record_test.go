package mtp

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"chappe/mtp/wire"
)

// The checklist's part on records, lines 7 to 11.

// refusedSilently sends a packet that must end the connection without a word and
// without a call, and shows that another connection goes on.
func refusedSilently(t *testing.T, p *peer, packet []byte) {
	t.Helper()
	before := p.s.calls()
	q := p.again()
	q.t = t
	q.packet(packet, false)
	q.wantEnd()
	if n := p.s.calls(); n != before {
		t.Error("a call was made")
	}
}

func TestChecklist07MsgKeyIsCheckedFirst(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	p.works()
	good := p.seal(wire.AppendPlain(nil, p.message(echo("x"), true)))
	for _, at := range []int{8, 15, 23, 24, 40, 56, len(good) - 1} { // msg_key, ciphertext, padding
		t.Run(fmt.Sprint("byte ", at), func(t *testing.T) {
			b := bytes.Clone(good)
			b[at] ^= 1
			refusedSilently(t, p, b)
		})
	}
	t.Run("by another key", func(t *testing.T) {
		other := s.connect()
		b := other.seal(wire.AppendPlain(nil, p.message(echo("x"), true)))
		binary.LittleEndian.PutUint64(b, uint64(p.keyID))
		refusedSilently(t, p, b)
	})
	t.Run("as a server seals", func(t *testing.T) {
		b := append(make([]byte, wire.Headroom), wire.AppendPlain(nil, p.message(echo("x"), true))...)
		wire.Seal(b, &p.key, p.keyID, wire.FromServer)
		refusedSilently(t, p, b[8:])
	})
	p.works()
}

func TestChecklist08LengthsAndPadding(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	p.works()
	// plain makes a plaintext that claims a length and has some padding.
	plain := func(claim int32, body, padding int) []byte {
		m := p.message(make([]byte, body), true)
		b := wire.AppendPlain(nil, m)[:32+body]
		binary.LittleEndian.PutUint32(b[28:], uint32(claim))
		return append(b, randomBytes(padding)...)
	}
	for name, packet := range map[string][]byte{
		"negative length":       p.seal(plain(-4, 16, 16)),
		"very negative length":  p.seal(plain(-1<<31, 16, 16)),
		"not divisible by four": p.seal(plain(15, 16, 16)),
		"beyond the buffer":     p.seal(plain(64, 16, 16)),
		"far beyond":            p.seal(plain(1<<31-4, 16, 16)),
		"no padding":            p.seal(plain(16, 16, 0)),
		"padding of 8":          p.seal(plain(8, 8, 8)),
		"padding of 1040":       p.seal(plain(16, 16, 1040)),
		"not a multiple of 16":  append(p.seal(plain(16, 16, 16)), 1, 2, 3, 4),
		"one block":             p.seal(make([]byte, 16)),
		"header only":           p.seal(nil),
	} {
		t.Run(name, func(t *testing.T) { refusedSilently(t, p, packet) })
	}
	for name, padding := range map[string]int{"the least padding": 12, "the most padding": 1020} {
		t.Run(name, func(t *testing.T) {
			q := p.again()
			q.t = t
			body := append(ping(1), make([]byte, 8)...) // 20 bytes, so that 12 and 1020 more fill a block
			m := q.message(body, false)
			q.packet(q.seal(append(wire.AppendPlain(nil, m)[:32+len(body)], randomBytes(padding)...)), false)
			q.want(wire.IDPong)
		})
	}
	p.works()
}

func TestChecklist08FrameSizeIsCapped(t *testing.T) {
	s := newTestServer(t, func(c *Config) { c.Limits.FrameSize = 1 << 16 })
	p := s.connect()
	p.works()
	heads := map[wire.Framing][]byte{
		wire.Abridged:     {0x7f, 0x01, 0x40, 0x00},
		wire.Intermediate: {0x04, 0x00, 0x01, 0x00},
		wire.Padded:       {0x01, 0x00, 0x01, 0x00},
		wire.Full:         {0x10, 0x00, 0x01, 0x00, 0, 0, 0, 0},
	}
	for f, head := range heads {
		q := s.speak(f, false)
		q.write(head)
		q.wantEnd()
	}
	q := s.speak(wire.Intermediate, false)
	q.write([]byte{0, 0, 0, 0})
	q.wantEnd()
	// A stranger's packet is capped much lower: it can only belong to a key exchange.
	q = s.speak(wire.Intermediate, false)
	q.write(append([]byte{0x00, 0x80, 0, 0}, make([]byte, 8)...))
	q.wantEnd()
	p.works()
}

func TestChecklist09SessionsAreApart(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	p.works()
	q := p.again()
	q.session, q.content = randomID(), 0
	// open fails the test when an answer names another session.
	for range 5 {
		p.works()
		q.works()
	}
	// Both sessions on one connection.
	one, two := p.session, q.session
	id := p.send(echo("one"), true)
	p.wantEcho(id, "one")
	seq := p.content
	p.session, p.content = two, q.content
	p.works()
	p.session, p.content = one, seq
	p.works()
	if n := len(s.sessionsOf(one)) + len(s.sessionsOf(two)); n != 2 {
		t.Errorf("%d sessions were opened", n)
	}
}

func TestChecklist09WrongSaltIsAnswered(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	right := p.salt
	p.salt++
	m := p.message(echo("salty"), true)
	p.raw(m)
	bad := p.want(wire.IDBadServerSalt)
	r := wire.NewReader(bad.Body[4:])
	id, seq, code, salt := r.Int64(), r.Int32(), r.Int32(), r.Int64()
	if id != m.MsgID || seq != m.SeqNo || code != wire.BadMsgSalt {
		t.Fatalf("bad_server_salt %x %d %d", id, seq, code)
	}
	if s.calls() != 0 {
		t.Fatal("a call was made")
	}
	p.salt = salt
	m.Salt = salt
	p.raw(m) // the same message with the right salt
	p.wantEcho(m.MsgID, "salty")
	p.salt = right
	p.works() // the first salt of the key is good as well
}

func TestChecklist09SaltsRotate(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	p.send(wire.AppendInt32(wire.AppendUint32(nil, wire.IDGetFutureSalts), 4), false)
	r := wire.NewReader(p.want(wire.IDFutureSalts).Body[4:])
	r.Int64()
	if now, n := r.Int32(), r.Int32(); now != int32(s.clock.Now().Unix()) || n != 4 {
		t.Fatalf("%d salts at %d", n, now)
	}
	seen := make(map[int64]bool)
	var salts []wire.Salt
	for range 4 {
		x := wire.Salt{Since: r.Int32(), Until: r.Int32(), Salt: r.Int64()}
		if seen[x.Salt] || x.Until-x.Since != saltPeriod+saltGrace {
			t.Fatalf("salt %+v", x)
		}
		seen[x.Salt] = true
		salts = append(salts, x)
	}
	for _, x := range salts[1:] {
		s.clock.Set(time.Unix(int64(x.Since)+10, 0))
		p.salt = x.Salt
		p.works()
	}
	p.salt = salts[0].Salt // long over
	p.send(echo("old"), true)
	p.want(wire.IDBadServerSalt)
	p.salt = salts[3].Salt
	s.clock.Advance(3 * saltPeriod * time.Second)
	p.send(echo("old"), true)
	p.want(wire.IDBadServerSalt)
}

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
