package mtp

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"

	"chappe/mtp/wire"
)

// The checklist's lines 10 (resending) and 12.

// sessionMessages reads what comes until the answer to a ping, without the pong.
func (p *peer) sessionMessages() (list []wire.Plain) {
	p.t.Helper()
	id := p.send(ping(12345), false)
	for {
		m := p.read()
		r := wire.NewReader(m.Body)
		if r.Uint32() == wire.IDPong && r.Int64() == id {
			return list
		}
		list = append(list, m)
	}
}

func TestChecklist10ResendRepeatsTheSameBytes(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	p.works()
	x := s.sessionOf(p.session)
	for i := range 5 {
		body := wire.AppendBytes(wire.AppendUint32(nil, 0x33330000+uint32(i)), randomBytes(50))
		if !x.Push(body) {
			t.Fatal("not pushed")
		}
	}
	first := p.sessionMessages()
	if len(first) != 5 {
		t.Fatalf("%d messages came", len(first))
	}
	p.send(wire.AppendAck(nil, []int64{first[1].MsgID}), false)
	p.sessionMessages()
	p.nc.Close()
	for range 2 {
		q := p.again()
		q.send(ping(1), false)
		q.want(wire.IDPong)
		var again []wire.Plain
		for len(again) < 4 {
			if m := q.read(); wire.PeekID(m.Body)>>16 == 0x3333 {
				again = append(again, m)
			}
		}
		for i, m := range again {
			want := first[[]int{0, 2, 3, 4}[i]]
			if m.MsgID != want.MsgID || m.SeqNo != want.SeqNo || !bytes.Equal(m.Body, want.Body) {
				t.Errorf("message %x %d came again as %x %d", want.MsgID, want.SeqNo, m.MsgID, m.SeqNo)
			}
		}
		q.nc.Close()
	}
	// What was acknowledged at once with the reconnection is not sent.
	q := p.again()
	var ids []int64
	for _, m := range first {
		ids = append(ids, m.MsgID)
	}
	q.send(wire.AppendAck(nil, ids), false)
	for _, m := range q.sessionMessages() {
		if wire.PeekID(m.Body)>>16 == 0x3333 {
			t.Errorf("%x was sent again", m.MsgID)
		}
	}
}

func TestChecklist10AnswersWaitForTheNextConnection(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	id := p.send(testCall(callWait, 7), true)
	eventually(t, "the call began", func() bool { return s.calls() == 1 })
	p.nc.Close()
	x := s.sessionOf(p.session)
	eventually(t, "the connection is gone", func() bool {
		x.mu.Lock()
		defer x.mu.Unlock()
		return len(x.conns) == 0
	})
	close(s.free)
	eventually(t, "the answer is there", func() bool {
		x.mu.Lock()
		defer x.mu.Unlock()
		r := x.window.get(id)
		return r != nil && r.answer != 0
	})
	q := p.again()
	q.send(ping(1), false)
	q.wantResult(id)
}

func TestChecklist12AcksEndResending(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	id := p.send(echo("x"), true)
	created, answer := p.want(wire.IDNewSessionCreated), p.want(wire.IDRPCResult)
	x := s.sessionOf(p.session)
	p.send(wire.AppendAck(nil, []int64{created.MsgID, answer.MsgID, 1, id}), false)
	p.sessionMessages()
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.unacked) != 0 || x.bytes != 0 {
		t.Errorf("%d messages of %d bytes are kept", len(x.unacked), x.bytes)
	}
}

func TestChecklist12SlowCallsAreAcknowledged(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	id := p.send(testCall(callWait, 1), true)
	r := wire.NewReader(p.want(wire.IDMsgsAck).Body[4:])
	if ids := r.Int64s(10); len(ids) != 1 || ids[0] != id {
		t.Errorf("acknowledged %x, want %x", ids, id)
	}
	close(s.free)
	p.wantResult(id)
}

func TestChecklist12MsgsStateReq(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	never := p.next()
	answered := p.send(echo("x"), true)
	p.wantResult(answered)
	running := p.send(testCall(callWait, 1), true)
	eventually(t, "the call began", func() bool { return s.calls() == 2 })
	pinged := p.send(ping(1), false)
	future := p.next() + 1<<32
	x := s.sessionOf(p.session)
	x.mu.Lock()
	x.window.floor = never - 100
	x.mu.Unlock()
	ids := []int64{never - 200, never, answered, running, pinged, future}
	id := p.send(wire.AppendInt64s(wire.AppendUint32(nil, wire.IDMsgsStateReq), ids), true)
	m := p.want(wire.IDMsgsStateInfo)
	r := wire.NewReader(m.Body[4:])
	if req := r.Int64(); req != id {
		t.Fatalf("the states are for %x", req)
	}
	want := []byte{1, 2, 4 + 8 + 32 + 64, 4 + 32, 4 + 16, 3}
	if got := r.Bytes(); !bytes.Equal(got, want) {
		t.Errorf("states %v, want %v", got, want)
	}
	close(s.free)
}

func TestChecklist12MsgResendReq(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	id := p.send(echo("x"), true)
	answer := p.want(wire.IDRPCResult)
	ask := func(ids ...int64) int64 {
		return p.send(wire.AppendResendReq(nil, ids), false)
	}
	ask(answer.MsgID)
	again := p.want(wire.IDRPCResult)
	if again.MsgID != answer.MsgID || again.SeqNo != answer.SeqNo || !bytes.Equal(again.Body, answer.Body) {
		t.Error("another message came")
	}
	req := ask(answer.MsgID, id) // one is the client's own
	p.want(wire.IDRPCResult)
	r := wire.NewReader(p.want(wire.IDMsgsStateInfo).Body[4:])
	if r.Int64() != req || len(r.Bytes()) != 2 {
		t.Error("not the states that were asked for")
	}
	p.send(wire.AppendAck(nil, []int64{answer.MsgID}), false)
	ask(answer.MsgID) // forgotten
	p.want(wire.IDMsgsStateInfo)
	// The same message many times over is sent once.
	p.send(echo("y"), true)
	answer = p.want(wire.IDRPCResult)
	many := make([]int64, 8192)
	for i := range many {
		many[i] = answer.MsgID
	}
	ask(many...)
	p.want(wire.IDRPCResult)
	for _, m := range p.sessionMessages() {
		if m.MsgID == answer.MsgID {
			t.Fatal("it was sent several times")
		}
	}
}

func TestChecklist12RPCDropAnswer(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	drop := func(req int64) wire.Reader {
		id := p.send(wire.AppendInt64(wire.AppendUint32(nil, wire.IDRPCDropAnswer), req), true)
		return wire.NewReader(p.wantResult(id))
	}
	r := drop(4)
	if r.Uint32() != wire.IDRPCAnswerUnknown {
		t.Error("an answer to nothing is known")
	}
	id := p.send(echo("x"), true)
	answer := p.want(wire.IDRPCResult)
	r = drop(id)
	if r.Uint32() != wire.IDRPCAnswerDropped || r.Int64() != answer.MsgID || r.Int32() != answer.SeqNo || r.Int32() != int32(len(answer.Body)) {
		t.Error("the answer was not dropped")
	}
	if r = drop(id); r.Uint32() != wire.IDRPCAnswerUnknown {
		t.Error("the answer is still known")
	}
	id = p.send(testCall(callWait, 1), true)
	eventually(t, "the call began", func() bool { return s.calls() == 2 })
	if r = drop(id); r.Uint32() != wire.IDRPCAnswerDroppedRunning {
		t.Error("the running call's answer was not dropped")
	}
	close(s.free)
	if got := p.wantResult(id); wire.PeekID(got) != wire.IDRPCAnswerDroppedRunning {
		t.Errorf("the dropped call was answered % x", got)
	}
}

func TestChecklist12Pings(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	for _, content := range []bool{false, true} {
		id := p.send(ping(77), content)
		r := wire.NewReader(p.want(wire.IDPong).Body[4:])
		if r.Int64() != id || r.Int64() != 77 {
			t.Error("another pong")
		}
	}
	delay := func(seconds int32) []byte {
		b := wire.AppendInt64(wire.AppendUint32(nil, wire.IDPingDelayDisconnect), 78)
		return wire.AppendInt32(b, seconds)
	}
	p.send(delay(600), false)
	p.want(wire.IDPong)
	p.send(delay(1), false)
	p.want(wire.IDPong)
	p.wantEnd()
}

func TestChecklist12DestroySession(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	p.works()
	q := p.again()
	q.session, q.content = randomID(), 0
	q.works()
	destroy := func(id int64) (uint32, int64) {
		p.send(wire.AppendInt64(wire.AppendUint32(nil, wire.IDDestroySession), id), true)
		for {
			m := p.read()
			r := wire.NewReader(m.Body)
			if got := r.Uint32(); got == wire.IDDestroySessionOK || got == wire.IDDestroySessionNone {
				return got, r.Int64()
			}
		}
	}
	if got, id := destroy(q.session); got != wire.IDDestroySessionOK || id != q.session {
		t.Errorf("%x %x", got, id)
	}
	if got, _ := destroy(q.session); got != wire.IDDestroySessionNone {
		t.Errorf("once more: %x", got)
	}
	if got, _ := destroy(p.session); got != wire.IDDestroySessionNone {
		t.Errorf("its own: %x", got)
	}
	eventually(t, "the session is closed", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return len(s.closed) == 1 && s.closed[0].ID() == q.session
	})
	q.works() // begins it anew
	if n := len(s.sessionsOf(q.session)); n != 2 {
		t.Errorf("it was opened %d times", n)
	}
}

func TestChecklist12DestroyAuthKeyIsBare(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	p.works()
	q := p.again()
	q.session, q.content = randomID(), 0
	q.works()
	p.send(wire.AppendUint32(nil, wire.IDDestroyAuthKey), true)
	if m := p.want(wire.IDDestroyAuthKeyOK); len(m.Body) != 4 {
		t.Errorf("answer % x", m.Body)
	}
	p.wantEnd()
	q.wantEnd()
	again := p.again()
	again.send(echo("x"), true)
	again.wantError(wire.ErrorKeyNotFound)
	if perm, _ := s.stored(); perm != 0 {
		t.Error("the key is still stored")
	}
	eventually(t, "both sessions are closed", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return len(s.closed) == 2
	})
}

func TestChecklist12TheRestIsTaken(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	p.works()
	wait := wire.AppendUint32(nil, wire.IDHTTPWait)
	for range 3 {
		wait = wire.AppendInt32(wait, 100)
	}
	info := wire.AppendInt64s(wire.AppendUint32(nil, wire.IDMsgsAllInfo), []int64{1})
	info = wire.AppendBytes(info, []byte{4})
	for _, body := range [][]byte{wait, info, wire.AppendStateInfo(nil, 1, []byte{4}), wire.AppendPong(nil, 1, 1),
		wire.AppendBadMsg(nil, 1, 1, 16), wire.AppendNewSession(nil, 1, 1, 1)} {
		p.send(body, false)
		id := p.send(body, true)
		r := wire.NewReader(p.want(wire.IDMsgsAck).Body[4:])
		if ids := r.Int64s(10); len(ids) != 1 || ids[0] != id {
			t.Errorf("%x: acknowledged %x, want %x", wire.PeekID(body), ids, id)
		}
	}
	// A message that the client says it sent and that did not come is asked for.
	lost := p.next()
	p.send(wire.AppendDetailedInfo(nil, 1, lost, 10), false)
	r := wire.NewReader(p.want(wire.IDMsgResendReq).Body[4:])
	if ids := r.Int64s(10); len(ids) != 1 || ids[0] != lost {
		t.Errorf("asked for %x, want %x", ids, lost)
	}
	if n := s.calls(); n != 1 {
		t.Errorf("%d calls were made", n)
	}
	// Too many identifiers.
	p.send(wire.AppendAck(nil, make([]int64, 8193)), false)
	p.wantError(wire.ErrorFlood)
}

func TestNewSessionForOlderMessages(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	early := p.message(echo("early"), true)
	id := p.send(echo("first"), true)
	r := wire.NewReader(p.want(wire.IDNewSessionCreated).Body[4:])
	if first := r.Int64(); first != id {
		t.Fatalf("first message %x, want %x", first, id)
	}
	unique := r.Int64()
	p.raw(early)
	r = wire.NewReader(p.want(wire.IDNewSessionCreated).Body[4:])
	if first, again := r.Int64(), r.Int64(); first != early.MsgID || again != unique {
		t.Errorf("first message %x of session %x, want %x of %x", first, again, early.MsgID, unique)
	}
}

func TestErrorsBareAnswersAndPanics(t *testing.T) {
	s := newTestServer(t, func(c *Config) { c.Log = nil })
	p := s.connect()
	rpcError := func(id int64, code int32, message string) {
		t.Helper()
		r := wire.NewReader(p.wantResult(id))
		if c, n, m := r.Uint32(), r.Int32(), string(r.Bytes()); c != wire.IDRPCError || n != code || m != message {
			t.Errorf("answered %x %d %s", c, n, m)
		}
	}
	rpcError(p.send(testCall(callError, 0), true), 400, "METHOD_NOT_IMPLEMENTED")
	rpcError(p.send(nil, true), 400, "INPUT_METHOD_INVALID")
	p.send(testCall(callBare, 5), true)
	if m := p.want(echoed); len(m.Body) != 8 || m.SeqNo&1 == 0 {
		t.Errorf("bare answer % x", m.Body)
	}
	rpcError(p.send(testCall(callPanic, 0), true), 500, "INTERNAL")
	p.works()
}

func TestBigMessages(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	body := wire.AppendBytes(wire.AppendUint32(nil, callEcho), randomBytes(1<<20))
	got := p.wantResult(p.send(body, true))
	if !bytes.Equal(got[4:], body[4:]) {
		t.Error("a megabyte does not come back")
	}
	b := binary.LittleEndian.AppendUint32(wire.AppendUint32(nil, callBig), 1<<20)
	got, err := wire.Unzip(p.wantResult(p.send(b, true)), 2<<20)
	if err != nil || len(got) != 1<<20+4 {
		t.Errorf("%d bytes came, %v", len(got), err)
	}
}

func TestSessionsAreForgotten(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	p.works()
	x := s.sessionOf(p.session)
	x.SetValue("mine")
	if x.Value() != "mine" {
		t.Error("the value is gone")
	}
	p.nc.Close()
	eventually(t, "the connection is gone", func() bool { return len(s.detached.all()) == 1 })
	s.clock.Advance(4 * time.Minute)
	if err := s.sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	q := p.again()
	q.works()
	if n := len(s.sessionsOf(p.session)); n != 1 {
		t.Fatal("it was forgotten too early")
	}
	q.nc.Close()
	eventually(t, "the connection is gone", func() bool { return len(s.detached.all()) == 1 })
	s.clock.Advance(6 * time.Minute)
	if err := s.sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	n := len(s.closed)
	s.mu.Unlock()
	if n != 1 {
		t.Fatal("it was not forgotten")
	}
	if x.Push([]byte{1, 2, 3, 4}) {
		t.Error("pushed into a session that is over")
	}
	q = p.again()
	q.send(echo("x"), true)
	q.want(wire.IDNewSessionCreated)
}

// An answer that went out over a connection that turns out to be dead, when the client speaks over another one already, goes out over that.
func TestAnAnswerIsNotLostWithADeadConnection(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	p.works()
	q := p.again()
	q.works() // the session has two connections
	q.send(ping(1), false)
	q.want(wire.IDPong)
	p.content, p.session = q.content, q.session
	id := p.send(echo("over the old one"), true)
	eventually(t, "the answer is out", func() bool {
		x := s.sessionOf(p.session)
		x.mu.Lock()
		defer x.mu.Unlock()
		for _, m := range x.unacked {
			if m.req == id {
				return true
			}
		}
		return false
	})
	p.nc.Close() // with the answer in it
	q.wantEcho(id, "over the old one")
}
