package mtp

import (
	"bytes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"chappe/mtp/wire"
)

// peer is a client that does as it is told, good or bad. It is built from package wire
// alone and checks nothing that the test does not ask for.
type peer struct {
	t     testing.TB
	s     *testServer
	nc    net.Conn
	codec wire.Codec
	in    cipher.Stream
	out   cipher.Stream
	buf   []byte
	ids   *wire.MsgIDs

	key     wire.AuthKey
	keyID   int64
	salt    int64
	session int64
	also    int64 // another session that uses this connection: what is for it is not looked at
	content int32
	inbox   []wire.Plain // decrypted and not looked at yet; containers are taken apart
}

// dial opens a connection and says nothing.
func (s *testServer) dial() *peer {
	s.t.Helper()
	nc, err := net.Dial("tcp", s.addr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { nc.Close() })
	return &peer{t: s.t, s: s, nc: nc, session: randomID(), ids: new(wire.MsgIDs)}
}

// speak opens a connection in a transport.
func (s *testServer) speak(f wire.Framing, obfuscated bool) *peer {
	s.t.Helper()
	p := s.dial()
	p.begin(f, obfuscated)
	return p
}

func (p *peer) begin(f wire.Framing, obfuscated bool) {
	p.codec = wire.Codec{Framing: f, FromClient: true}
	if !obfuscated {
		p.write(f.Tag())
		return
	}
	h, streams := wire.DialObfuscated(f)
	p.write(h[:])
	p.in, p.out = streams.In, streams.Out
}

// connect opens a connection with a new permanent key and a new session.
func (s *testServer) connect() *peer {
	s.t.Helper()
	p := s.speak(wire.Intermediate, false)
	p.exchange(exchange{})
	return p
}

// again opens another connection with the same key, salt and session.
func (p *peer) again() *peer {
	p.t.Helper()
	q := p.s.speak(wire.Intermediate, false)
	q.key, q.keyID, q.salt, q.session, q.content, q.ids = p.key, p.keyID, p.salt, p.session, p.content, p.ids
	return q
}

func (p *peer) write(b []byte) {
	p.t.Helper()
	if len(b) == 0 {
		return
	}
	b = bytes.Clone(b)
	if p.out != nil {
		p.out.XORKeyStream(b, b)
	}
	if _, err := p.nc.Write(b); err != nil {
		p.t.Logf("write: %v", err) // the server may have closed already
	}
}

// packet frames and sends a packet.
func (p *peer) packet(b []byte, quick bool) {
	p.t.Helper()
	frame, start := p.codec.Wrap(append(make([]byte, wire.FrameRoom), b...), wire.FrameRoom)
	if quick {
		p.codec.WantQuickAck(frame[start:])
	}
	p.write(frame[start:])
}

// frame reads one frame: a packet, or the token of a quick ack.
func (p *peer) frame() (packet []byte, token uint32, err error) {
	p.nc.SetReadDeadline(time.Now().Add(10 * time.Second))
	need := 1
	for {
		for len(p.buf) < need {
			b := make([]byte, 2<<10)
			n, err := p.nc.Read(b)
			if n == 0 {
				if errors.Is(err, net.ErrClosed) || !isTimeout(err) {
					err = io.EOF // however it ended
				}
				return nil, 0, err
			}
			if p.in != nil {
				p.in.XORKeyStream(b[:n], b[:n])
			}
			p.buf = append(p.buf, b[:n]...)
		}
		h, more, err := p.codec.Head(p.buf, 16<<20)
		if err != nil {
			return nil, 0, err
		}
		if more > 0 {
			need = more
			continue
		}
		if need = h.Size(); len(p.buf) < need {
			continue
		}
		frame := bytes.Clone(p.buf[:need])
		p.buf = p.buf[need:]
		if h.Token != 0 {
			return nil, h.Token, nil
		}
		packet, err := p.codec.Packet(frame, h)
		if err == nil && len(packet) < 20 {
			if token, _ := wire.ParseShort(packet); token != 0 {
				return nil, token, nil
			}
		}
		return packet, 0, err
	}
}

func isTimeout(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout()
}

// wantError waits for a transport error and the end.
func (p *peer) wantError(code int32) {
	p.t.Helper()
	packet, _, err := p.frame()
	if err != nil || len(packet) < 4 || int32(binary.LittleEndian.Uint32(packet)) != code {
		p.t.Fatalf("want error %d, got % x, %v", code, packet, err)
	}
	p.wantEnd()
}

// wantEnd waits for the end without another word.
func (p *peer) wantEnd() {
	p.t.Helper()
	if packet, _, err := p.frame(); err != io.EOF {
		p.t.Fatalf("want the end, got % x, %v", packet, err)
	}
}

// plain sends an unencrypted message.
func (p *peer) plain(body []byte) {
	p.t.Helper()
	p.packet(wire.AppendUnencrypted(nil, p.next(), body), false)
}

// plainAnswer reads one.
func (p *peer) plainAnswer() []byte {
	p.t.Helper()
	packet, _, err := p.frame()
	if err != nil {
		p.t.Fatalf("no answer: %v", err)
	}
	_, body, err := wire.ParseUnencrypted(packet)
	if err != nil {
		p.t.Fatalf("answer % x: %v", packet, err)
	}
	return body
}

// next is an identifier for now.
func (p *peer) next() int64 { return p.ids.Next(p.s.clock.Now(), wire.ClientMsg) }

// seal encrypts a plaintext that may be broken in any way.
func (p *peer) seal(plain []byte) []byte {
	b := append(make([]byte, wire.Headroom), plain...)
	wire.Seal(b, &p.key, p.keyID, wire.FromClient)
	return b[wire.Headroom-24:]
}

// raw sends a message with all its fields.
func (p *peer) raw(m wire.Plain) {
	p.t.Helper()
	p.packet(p.seal(wire.AppendPlain(nil, m)), false)
}

// send sends a message as a good client does; content if it is content-related.
func (p *peer) send(body []byte, content bool) (id int64) {
	p.t.Helper()
	m := p.message(body, content)
	p.raw(m)
	return m.MsgID
}

func (p *peer) message(body []byte, content bool) wire.Plain {
	seq := p.content * 2
	if content {
		seq++
		p.content++
	}
	return wire.Plain{Salt: p.salt, SessionID: p.session, MsgID: p.next(), SeqNo: seq, Body: body}
}

// inner makes a message for a container.
func (p *peer) inner(body []byte, content bool) wire.Inner {
	m := p.message(body, content)
	return wire.Inner{MsgID: m.MsgID, SeqNo: m.SeqNo, Body: m.Body}
}

// read returns the next message of the server, whatever it is.
func (p *peer) read() wire.Plain {
	p.t.Helper()
	for len(p.inbox) == 0 {
		packet, token, err := p.frame()
		if err != nil || token != 0 {
			p.t.Fatalf("no message: token %x, %v", token, err)
		}
		p.open(packet)
	}
	m := p.inbox[0]
	p.inbox = p.inbox[1:]
	return m
}

func (p *peer) open(packet []byte) {
	p.t.Helper()
	if p.codec.Framing == wire.Padded {
		packet = packet[:24+(len(packet)-24)&^15]
	}
	b := append(make([]byte, 8), packet...)
	_, ok := wire.Open(b, &p.key, wire.FromServer)
	m, parsed := wire.ParsePlain(b[wire.Headroom:])
	if !ok || !parsed {
		p.t.Fatalf("cannot open a packet of %d bytes", len(packet))
	}
	if m.SessionID == p.also && p.also != 0 {
		return
	}
	if m.SessionID != p.session {
		p.t.Fatalf("a message for session %x came to %x", m.SessionID, p.session)
	}
	if m.MsgID&3 != wire.Reply && m.MsgID&3 != wire.Notice {
		p.t.Fatalf("the server sent identifier %x", m.MsgID)
	}
	if wire.PeekID(m.Body) != wire.IDMsgContainer {
		p.inbox = append(p.inbox, m)
		return
	}
	inner, err := wire.ParseContainer(m.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, in := range inner {
		if in.MsgID >= m.MsgID {
			p.t.Fatal("a message is not older than its container")
		}
		p.inbox = append(p.inbox, wire.Plain{Salt: m.Salt, SessionID: m.SessionID, MsgID: in.MsgID, SeqNo: in.SeqNo, Body: in.Body})
	}
}

// want skips messages until one has this constructor.
func (p *peer) want(id uint32) wire.Plain {
	p.t.Helper()
	for range 5000 {
		if m := p.read(); wire.PeekID(m.Body) == id {
			return m
		}
	}
	p.t.Fatalf("%x did not come", id)
	return wire.Plain{}
}

// wantBad waits for bad_msg_notification about msgID.
func (p *peer) wantBad(msgID int64, code int32) {
	p.t.Helper()
	m := p.want(wire.IDBadMsgNotification)
	r := wire.NewReader(m.Body[4:])
	id, _, got := r.Int64(), r.Int32(), r.Int32()
	if id != msgID || got != code {
		p.t.Fatalf("bad message %x code %d, want %x code %d", id, got, msgID, code)
	}
}

// wantResult waits for the answer to msgID and returns the result.
func (p *peer) wantResult(msgID int64) []byte {
	p.t.Helper()
	for {
		m := p.want(wire.IDRPCResult)
		r := wire.NewReader(m.Body[4:])
		if r.Int64() == msgID {
			return r.Rest()
		}
	}
}

// echo makes a call that is answered by its own text.
func echo(text string) []byte {
	return wire.AppendBytes(wire.AppendUint32(nil, callEcho), []byte(text))
}

func testCall(id uint32, n uint32) []byte { return wire.AppendUint32(wire.AppendUint32(nil, id), n) }

// wantEcho waits for the answer to echo(text).
func (p *peer) wantEcho(msgID int64, text string) {
	p.t.Helper()
	want := wire.AppendBytes(wire.AppendUint32(nil, echoed), []byte(text))
	if got := p.wantResult(msgID); !bytes.Equal(got, want) {
		p.t.Fatalf("echo % x, want % x", got, want)
	}
}

// works shows that connection and session are in order.
func (p *peer) works() {
	p.t.Helper()
	p.wantEcho(p.send(echo("works"), true), "works")
}

func ping(id int64) []byte { return wire.AppendInt64(wire.AppendUint32(nil, wire.IDPing), id) }

func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}
