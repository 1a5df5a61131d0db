package mtp

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"chappe/mtp/wire"
)

// The checklist's part on records, lines 7 to 9.

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
	// Both sessions on one connection, on which the server may acknowledge for one while the other is used.
	one, two := p.session, q.session
	id := p.send(echo("one"), true)
	p.wantEcho(id, "one")
	seq := p.content
	p.session, p.also, p.content = two, one, q.content
	p.works()
	p.session, p.also, p.content = one, two, seq
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
