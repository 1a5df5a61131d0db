package mtp

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"chappe/db"
	"chappe/mtp/wire"
)

// The checklist's line 13: transports.

func TestChecklist13QuickAcks(t *testing.T) {
	s := newTestServer(t)
	for f := wire.Abridged; f <= wire.Padded; f++ {
		for _, obfuscated := range []bool{false, true} {
			p := s.speak(f, obfuscated)
			p.exchange(exchange{})
			m := p.message(echo("quick"), true)
			b := append(make([]byte, wire.Headroom), wire.AppendPlain(nil, m)...)
			want := wire.Seal(b, &p.key, p.keyID, wire.FromClient)
			p.packet(b[8:], true)
			_, token, err := p.frame()
			if err != nil || token != want || token>>31 == 0 {
				t.Errorf("%v: token %x, want %x, %v", f, token, want, err)
			}
			p.wantEcho(m.MsgID, "quick")
		}
	}
	// A message that is refused gets none.
	p := s.connect()
	m := p.message(echo("salty"), true)
	m.Salt++
	p.packet(p.seal(wire.AppendPlain(nil, m)), true)
	p.want(wire.IDBadServerSalt) // read fails on a token
}

func TestChecklist13PaddingIsStripped(t *testing.T) {
	s := newTestServer(t)
	p := s.speak(wire.Padded, true)
	p.exchange(exchange{})
	for n := range 16 {
		m := p.message(echo("padded"), true)
		packet := append(p.seal(wire.AppendPlain(nil, m)), randomBytes(n)...)
		frame := append([]byte{byte(len(packet)), byte(len(packet) >> 8), 0, 0}, packet...)
		p.write(frame)
		p.wantEcho(m.MsgID, "padded")
	}
}

func TestChecklist13UnknownKey(t *testing.T) {
	s := newTestServer(t)
	for f := wire.Abridged; f <= wire.Full; f++ {
		p := s.speak(f, false)
		p.keyID = randomID()
		p.send(echo("x"), true)
		p.wantError(wire.ErrorKeyNotFound)
	}
	// A stranger who names many keys is not looked up for ever.
	s = newTestServer(t, func(c *Config) { c.Limits = Limits{HandshakesAtOnce: 5} })
	known := s.connect()
	for range 5 {
		p := s.speak(wire.Abridged, false)
		p.keyID = randomID()
		p.send(echo("x"), true)
		p.wantError(wire.ErrorKeyNotFound)
	}
	p := s.speak(wire.Abridged, false)
	p.keyID = randomID()
	p.send(echo("x"), true)
	p.wantError(wire.ErrorFlood)
	known.again().works() // a key that is known is not affected
}

func TestChecklist13KeyThatIsBeingCreated(t *testing.T) {
	s := newTestServer(t)
	hold, held := make(chan struct{}), make(chan struct{})
	done := make(chan error)
	go func() { // keeps the database's writer busy
		done <- s.db.Write(context.Background(), func(*db.Tx) error {
			close(held)
			<-hold
			return nil
		})
	}()
	p := s.speak(wire.Intermediate, false)
	x := p.begun()
	p.sendReq(exchange{}, x)
	p.readParams(x)
	<-held
	p.sendSet(exchange{temp: true, expiresIn: 60}, x, 0)
	p.use(x)
	eventually(t, "the key is being stored", func() bool { return s.keys.cached(p.keyID) })
	q := p.again() // does not wait for dh_gen_ok
	id := q.send(echo("early"), true)
	close(hold)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	q.wantEcho(id, "early")
	p.readGen(x)
	p.session++
	p.works()
}

func TestChecklist13SilentClientsBlockNobody(t *testing.T) {
	s := newTestServer(t, func(c *Config) {
		c.HTTP = hello
		c.Limits.Begin, c.Limits.Handshake, c.Limits.Frame = time.Second, 2*time.Second, 3*time.Second
	})
	good := s.connect()
	var silent []*peer
	for _, bytes := range [][]byte{
		nil, {0xef}, {0xee}, {0xee, 0xee}, {0xee, 0xee, 0xee, 0xee}, {0xee, 0xee, 0xee, 0xee, 0x40, 0, 0},
		{0xee, 0xee, 0xee, 0xee, 0x40, 0, 0, 0, 1, 2, 3}, {'G', 'E'}, {'G', 'E', 'T', ' '}, {0x16, 3, 1, 2},
		{1, 2, 3, 4, 5, 6, 7, 8}, randomBytes(63),
	} {
		p := s.dial()
		p.write(bytes)
		silent = append(silent, p)
	}
	for range 5 {
		good.works()
		s.connect().works()
	}
	// They are dropped in the end, and so is one that stops in the middle of a packet.
	p := s.connect()
	p.works()
	p.write([]byte{0x40, 0, 0, 0, 1, 2, 3})
	silent = append(silent, p)
	for _, p := range silent {
		p.nc.SetReadDeadline(time.Now().Add(30 * time.Second))
		for err := error(nil); err == nil; {
			_, err = p.nc.Read(make([]byte, 1000))
			if isTimeout(err) {
				t.Fatal("a silent client is still connected")
			}
		}
	}
}

func TestChecklist13SlowClientIsDropped(t *testing.T) {
	s := newTestServer(t, func(c *Config) {
		c.Limits.PushBacklog, c.Limits.MaxBacklog, c.Limits.Unacked = 256<<10, 512<<10, 16<<20
	})
	slow, good := s.connect(), s.connect()
	slow.works()
	good.works()
	x := s.sessionOf(slow.session)
	body := wire.AppendBytes(wire.AppendUint32(nil, 0x33330000), make([]byte, 60000))
	pushed := 0
	for x.Push(body) { // never waits
		if pushed++; pushed > 10000 {
			t.Fatal("a client that reads nothing takes everything")
		}
	}
	if !x.Lost() || x.Lost() {
		t.Error("the loss was not told once")
	}
	good.works()
	// Answers are not refused, so a client that asks on and reads nothing goes.
	for range 400 {
		slow.send(wire.AppendBytes(wire.AppendUint32(nil, callEcho), randomBytes(60000)), true)
		if x.backlogOf() == 0 {
			break
		}
	}
	eventually(t, "the slow client is gone", func() bool { return x.backlogOf() == 0 })
	good.works()
}

// backlogOf is what waits for the session's client, 0 when it is not connected.
func (s *Session) backlogOf() int {
	s.mu.Lock()
	c := s.route(nil)
	s.mu.Unlock()
	if c == nil {
		return 0
	}
	return c.backlogged()
}

func TestChecklist13SlowReaderGetsEverything(t *testing.T) {
	s := newTestServer(t)
	for _, obfuscated := range []bool{false, true} {
		p := s.speak(wire.Padded, obfuscated)
		p.exchange(exchange{})
		const n = 60
		var ids []int64
		for range n {
			b := wire.AppendUint32(wire.AppendUint32(nil, callEcho), 7)
			ids = append(ids, p.send(append(b, randomBytes(100000)...), true))
		}
		for _, id := range ids {
			if got := p.wantResult(id); len(got) != 100008 {
				t.Fatalf("an answer of %d bytes", len(got))
			}
		}
	}
}

func TestChecklist13Garbage(t *testing.T) {
	s := newTestServer(t)
	for range 50 {
		p := s.dial()
		p.write(randomBytes(300))
		p.nc.Close()
	}
	for f := wire.Abridged; f <= wire.Full; f++ {
		p := s.speak(f, true)
		p.packet(randomBytes(100), false)
		p.frame()
	}
	p := s.speak(wire.Full, false) // sequence numbers and checksums are checked
	p.exchange(exchange{})
	frame, start := p.codec.Wrap(append(make([]byte, wire.FrameRoom), p.seal(wire.AppendPlain(nil, p.message(ping(1), false)))...), wire.FrameRoom)
	frame[len(frame)-1] ^= 1
	p.write(frame[start:])
	p.wantEnd()
	s.connect().works()
}

func TestConnectionsAreLimited(t *testing.T) {
	s := newTestServer(t, func(c *Config) { c.Limits = Limits{Conns: 3} })
	for range 3 {
		s.connect().works()
	}
	p := s.speak(wire.Intermediate, false)
	p.wantError(wire.ErrorFlood)
	eventually(t, "there is room again", func() bool {
		p := s.speak(wire.Intermediate, false)
		defer p.nc.Close()
		p.plain(wire.AppendReqPQ(nil, [16]byte{}))
		packet, _, err := p.frame()
		if err == nil && len(packet) > 4 {
			t.Fatal("a fourth connection was taken")
		}
		return true
	})
}

func TestAddressesAreGrouped(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"192.0.2.1", "192.0.2.2", false},
		{"192.0.2.1", "::ffff:192.0.2.1", true},
		{"2001:db8::1", "2001:db8::ffff:1", true},
		{"2001:db8::1", "2001:db8:0:1::1", false},
	} {
		a, b := group(netip.MustParseAddr(c.a)), group(netip.MustParseAddr(c.b))
		if (a == b) != c.same {
			t.Errorf("%s and %s count as %s and %s", c.a, c.b, a, b)
		}
	}
}

func TestManySessionsOfOneKey(t *testing.T) {
	s := newTestServer(t, func(c *Config) { c.Limits.Sessions = 4 })
	p := s.connect()
	p.works()
	for range 3 {
		q := p.again()
		q.session, q.content = randomID(), 0
		q.works()
	}
	q := p.again()
	q.session, q.content = randomID(), 0
	q.send(echo("one too many"), true)
	q.wantError(wire.ErrorFlood)
	p.nc.Close() // its session may give way
	eventually(t, "the connection is gone", func() bool { return len(s.detached.all()) == 1 })
	q = p.again()
	q.session, q.content = randomID(), 0
	q.works()
}
