package mtp

import (
	"bytes"
	"encoding/binary"
	"log/slog"
	"net"
	"testing"
	"time"

	"chappe/mtp/wire"
)

// FuzzConnection plays a script that a stranger with a key could play: messages of every kind with every field wrong in turn, containers,
// packed messages, service messages about what never was, bytes in no frame, new connections in the middle. Whatever it is, the server
// goes on, and another session with a key of its own is answered.
func FuzzConnection(f *testing.F) {
	for op := range byte(scripted) {
		f.Add([]byte{op, 3, 1, 2, 3, opEcho, 4, 0, 0, 0, 0, op, 0})
	}
	f.Add([]byte{opContainer, 9, opEcho, 2, 7, 7, opService, 3, 1, 1, 1, opTwice, 0, opAgain, 0, opService, 12, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8})
	f.Add([]byte{opSalt, 1, 9, opService, 1, 3, opSequence, 2, 1, 1, opTime, 2, 0, 9, opRead, 1, 4, opEcho, 0, opRaw, 5, 0, 0, 0, 0, 1})
	s := newTestServer(f, func(c *Config) { c.Log = slog.New(slog.DiscardHandler) })
	close(s.free) // calls that wait are answered at once
	good, bad := s.connect(), s.connect()
	f.Fuzz(func(t *testing.T, script []byte) {
		p := bad.from(t)
		defer func() { p.nc.Close() }()
		(&play{p: p, script: script}).run()
		good.t = t
		good.works()
		s.mu.Lock()
		s.called, s.opened, s.closed = nil, nil, nil
		s.mu.Unlock()
	})
}

// from opens a connection with the same key and a session of its own, in a transport that depends on nothing.
func (p *peer) from(t *testing.T) *peer {
	q := &peer{t: t, s: p.s, nc: p.s.socket(t), session: randomID(), ids: p.ids, key: p.key, keyID: p.keyID, salt: p.salt}
	q.begin(wire.Intermediate, false)
	return q
}

// socket opens a connection that holds no port when it is closed: there are thousands in a second.
func (s *testServer) socket(t *testing.T) net.Conn {
	nc, err := net.Dial("tcp", s.addr)
	if err == nil {
		err = nc.(*net.TCPConn).SetLinger(0)
	}
	if err != nil {
		t.Fatal(err)
	}
	return nc
}

// What a script can do. Each step is the number of what to do, the length of what follows, and that.
const (
	opRaw       = iota // bytes without a frame
	opFrame            // a frame of any bytes
	opPlain            // an unencrypted message of any bytes
	opEcho             // a call
	opCall             // one of the test's calls, or none that exists
	opService          // a service message with any bytes behind its constructor
	opIDs              // a service message about messages that were sent, or others
	opSalt             // another salt
	opSequence         // another sequence number
	opTime             // an identifier from another time, or of the wrong kind
	opSession          // another session
	opContainer        // what the rest of the script says, in a container
	opPacked           // the same, packed
	opTwice            // the last packet again
	opAltered          // the last packet, altered
	opAgain            // another connection
	opRead             // waits for some answers
	opLength           // another length of the message than it has
	opQuick            // a quick acknowledgement is asked for
	scripted
)

// services are constructors that a client may send, and some that only a server may.
var services = []uint32{
	wire.IDMsgsAck, wire.IDBadMsgNotification, wire.IDBadServerSalt, wire.IDMsgsStateReq, wire.IDMsgsStateInfo, wire.IDMsgsAllInfo,
	wire.IDMsgDetailedInfo, wire.IDMsgNewDetailedInfo, wire.IDMsgResendReq, wire.IDGetFutureSalts, wire.IDPing, wire.IDPong,
	wire.IDPingDelayDisconnect, wire.IDDestroySession, wire.IDNewSessionCreated, wire.IDMsgContainer, wire.IDMsgCopy, wire.IDGzipPacked,
	wire.IDHTTPWait, wire.IDRPCDropAnswer, wire.IDRPCResult, wire.IDReqPQMulti, wire.IDReqDHParams, wire.IDSetClientDHParams,
}

// play is a script being played.
type play struct {
	p      *peer
	script []byte
	last   []byte  // the last packet
	sent   []int64 // identifiers
	depth  int     // of containers
}

// step takes the next step off the script.
func (x *play) step() (op byte, arg []byte, ok bool) {
	if len(x.script) < 2 {
		return 0, nil, false
	}
	op, n := x.script[0]%scripted, min(int(x.script[1]), len(x.script)-2)
	arg, x.script = x.script[2:2+n], x.script[2+n:]
	return op, arg, true
}

const maxSteps = 60

func (x *play) run() {
	for range maxSteps {
		op, arg, ok := x.step()
		if !ok {
			return
		}
		x.do(op, arg)
	}
}

func number(arg []byte, i int) byte {
	if i < len(arg) {
		return arg[i]
	}
	return 0
}

func (x *play) do(op byte, arg []byte) {
	p := x.p
	switch op {
	case opRaw:
		p.write(arg)
	case opFrame:
		x.packet(arg, false)
	case opPlain:
		x.packet(wire.AppendUnencrypted(nil, p.next(), arg), false)
	case opSession:
		p.session, p.content = p.session+int64(number(arg, 0))%3, 0
	case opTwice:
		x.packet(x.last, false)
	case opAltered:
		if b := bytes.Clone(x.last); len(b) > 0 {
			b[int(binary.LittleEndian.Uint16([]byte{number(arg, 0), number(arg, 1)}))%len(b)] ^= 1 | number(arg, 2)
			x.packet(b, false)
		}
	case opAgain:
		p.nc.Close()
		p.nc, p.buf, p.inbox = p.s.socket(p.t.(*testing.T)), nil, nil
		p.begin([]wire.Framing{wire.Abridged, wire.Intermediate, wire.Padded, wire.Full}[number(arg, 0)&3], false)
	case opRead:
		x.read(int(number(arg, 0)) % 4)
	default:
		m := x.message(op, arg)
		plain := wire.AppendPlain(nil, m)
		if op == opLength {
			plain[28] += number(arg, 0)
			plain[30] += number(arg, 1)
		}
		x.packet(p.seal(plain), op == opQuick)
	}
}

func (x *play) packet(b []byte, quick bool) {
	x.last = b
	x.p.packet(bytes.Clone(b), quick)
}

// message is what a step says, with its fields right or wrong.
func (x *play) message(op byte, arg []byte) wire.Plain {
	p := x.p
	body := x.body(op, arg)
	m := p.message(append(body, make([]byte, -len(body)&3)...), op == opEcho || op == opCall || number(arg, 0)&1 == 1)
	switch op {
	case opSalt:
		m.Salt += int64(number(arg, 0))
	case opSequence:
		m.SeqNo += int32(number(arg, 0)) - 2
	case opTime:
		m.MsgID += int64(int8(number(arg, 0)))<<35 + int64(number(arg, 1)&3)
	}
	x.sent = append(x.sent, m.MsgID)
	return m
}

func (x *play) body(op byte, arg []byte) []byte {
	switch op {
	case opCall:
		return append(wire.AppendUint32(nil, callEcho+uint32(number(arg, 0)&3)), arg...) // none that takes memory as it is told
	case opService:
		return append(wire.AppendUint32(nil, services[int(number(arg, 0))%len(services)]), arg[min(1, len(arg)):]...)
	case opIDs:
		var ids []int64
		for _, b := range arg[min(1, len(arg)):] {
			if int(b) < len(x.sent) {
				ids = append(ids, x.sent[b])
			} else {
				ids = append(ids, x.p.next()-int64(b))
			}
		}
		return wire.AppendInt64s(wire.AppendUint32(nil, services[int(number(arg, 0))%len(services)]), ids)
	case opContainer:
		return x.container(int(number(arg, 0)) % 8)
	case opPacked:
		op, arg, ok := x.step()
		if !ok || x.depth > 3 {
			return nil
		}
		x.depth++
		defer func() { x.depth-- }()
		body := x.body(op, arg)
		if packed, ok := wire.AppendZipped(nil, append(body, make([]byte, 4*int(number(arg, 0)))...)); ok {
			return packed
		}
		return body
	}
	return echo(string(arg))
}

// container takes the next n steps of the script into one message, which may have containers in it.
func (x *play) container(n int) []byte {
	x.depth++
	defer func() { x.depth-- }()
	var inner []wire.Inner
	for range n {
		op, arg, ok := x.step()
		if !ok || x.depth > 3 {
			break
		}
		m := x.message(op, arg)
		inner = append(inner, wire.Inner{MsgID: m.MsgID, SeqNo: m.SeqNo, Body: m.Body})
	}
	return wire.AppendContainer(nil, inner)
}

// read reads what comes within a moment, and answers none of it.
func (x *play) read(n int) {
	b := make([]byte, 4<<10)
	for range n {
		x.p.nc.SetReadDeadline(time.Now().Add(2 * time.Millisecond))
		if k, _ := x.p.nc.Read(b); k == 0 {
			return
		}
	}
}
