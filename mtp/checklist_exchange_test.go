package mtp

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"math/big"
	"testing"
	"time"

	"chappe/db"
	"chappe/mtp/wire"
)

// The checklist's part on the key exchange, lines 1 to 6 and 15.

func TestChecklist01PrimeIsPinned(t *testing.T) {
	s := newTestServer(t)
	for range 3 {
		p := s.speak(wire.Abridged, false)
		x := p.exchange(exchange{})
		if err := wire.CheckGroup(x.params.G, x.params.Prime); err != nil {
			t.Fatalf("g = %d, p = %x", x.params.G, x.params.Prime)
		}
		if err := wire.CheckPublic(x.params.GA); err != nil {
			t.Fatalf("g_a = %x", x.params.GA)
		}
	}
}

func TestChecklist02PublicValueOutOfRange(t *testing.T) {
	s := newTestServer(t)
	p := new(big.Int).SetBytes(wire.Prime())
	low := new(big.Int).Lsh(big.NewInt(1), 2048-64)
	sub := func(a, b *big.Int) *big.Int { return new(big.Int).Sub(a, b) }
	one := big.NewInt(1)
	for name, v := range map[string][]byte{
		"empty":          {},
		"zero":           {0},
		"one":            {1},
		"g":              {wire.G},
		"p-1":            sub(p, one).Bytes(),
		"p":              p.Bytes(),
		"p+1":            new(big.Int).Add(p, one).Bytes(),
		"below the low":  sub(low, one).Bytes(),
		"above the high": new(big.Int).Add(sub(p, low), one).Bytes(),
		"257 bytes":      append([]byte{1}, make([]byte, 256)...),
	} {
		t.Run(name, func(t *testing.T) {
			c := s.speak(wire.Abridged, false)
			c.t = t
			x := c.begun()
			c.sendReq(exchange{}, x)
			c.readParams(x)
			c.sendSet(exchange{client: func(in *wire.ClientDHInner) { in.GB = v }}, x, 0)
			c.wantError(wire.ErrorKeyNotFound)
		})
	}
	if perm, temp := s.stored(); perm+temp != 0 {
		t.Errorf("%d keys were stored", perm+temp)
	}
}

// refusedAtReq runs an exchange that the server must refuse at req_DH_params.
func refusedAtReq(t *testing.T, s *testServer, e exchange) {
	t.Helper()
	p := s.speak(wire.Abridged, false)
	p.t = t
	x := p.begun()
	p.sendReq(e, x)
	p.wantError(wire.ErrorKeyNotFound)
}

func TestChecklist03NoncesAreChecked(t *testing.T) {
	s := newTestServer(t)
	for name, e := range map[string]exchange{
		"nonce of req_DH_params":        {req: func(m *wire.ReqDHParams) { m.Client[3] ^= 1 }},
		"server_nonce of req_DH_params": {req: func(m *wire.ReqDHParams) { m.Server[15] ^= 1 }},
		"nonce inside":                  {inner: func(m *wire.PQInner) { m.Client[0] ^= 1 }},
		"server_nonce inside":           {inner: func(m *wire.PQInner) { m.Server[0] ^= 1 }},
		"pq inside":                     {inner: func(m *wire.PQInner) { m.PQ++ }},
		"p inside":                      {inner: func(m *wire.PQInner) { m.P++ }},
		"q outside":                     {req: func(m *wire.ReqDHParams) { m.Q++ }},
		"p and q exchanged":             {inner: func(m *wire.PQInner) { m.P, m.Q = m.Q, m.P }, req: func(m *wire.ReqDHParams) { m.P, m.Q = m.Q, m.P }},
		"p is 1":                        {inner: func(m *wire.PQInner) { m.P, m.Q = 1, m.PQ }, req: func(m *wire.ReqDHParams) { m.P, m.Q = 1, m.P*m.Q }},
	} {
		t.Run(name, func(t *testing.T) { refusedAtReq(t, s, e) })
	}
	for name, e := range map[string]exchange{
		"nonce of set_client_DH_params":        {set: func(m *wire.Sealed) { m.Client[3] ^= 1 }},
		"server_nonce of set_client_DH_params": {set: func(m *wire.Sealed) { m.Server[3] ^= 1 }},
		"nonce inside the second":              {client: func(m *wire.ClientDHInner) { m.Client[3] ^= 1 }},
		"server_nonce inside the second":       {client: func(m *wire.ClientDHInner) { m.Server[3] ^= 1 }},
		"retry_id":                             {client: func(m *wire.ClientDHInner) { m.RetryID = 1 }},
		"SHA-1":                                {sealed: func(b []byte) []byte { b[0] ^= 1; return b }},
		"a byte of g_b":                        {sealed: func(b []byte) []byte { b[100] ^= 1; return b }},
		"too much padding":                     {sealed: func(b []byte) []byte { return append(b, make([]byte, 16)...) }},
		"not a multiple of 16":                 {sealed: func(b []byte) []byte { return b[:len(b)-4] }},
		"nothing":                              {sealed: func([]byte) []byte { return nil }},
	} {
		t.Run(name, func(t *testing.T) {
			p := s.speak(wire.Abridged, false)
			p.t = t
			x := p.begun()
			p.sendReq(exchange{}, x)
			p.readParams(x)
			p.sendSet(e, x, 0)
			p.wantError(wire.ErrorKeyNotFound)
		})
	}
	if perm, temp := s.stored(); perm+temp != 0 {
		t.Errorf("%d keys were stored", perm+temp)
	}
}

func TestChecklist04OldRSARefused(t *testing.T) {
	refusedAtReq(t, newTestServer(t), exchange{old: true})
}

func TestChecklist04OldRSABehindASetting(t *testing.T) {
	s := newTestServer(t, func(c *Config) { c.AllowOldRSA = true })
	for _, e := range []exchange{{old: true}, {old: true, temp: true, expiresIn: 60}, {}} {
		p := s.speak(wire.Abridged, false)
		p.exchange(e)
		p.works()
	}
	refusedAtReq(t, s, exchange{old: true, inner: func(m *wire.PQInner) { m.Server[0] ^= 1 }})
}

// Whatever is wrong with the RSA message, the answer is the same to the byte.
func TestChecklist04RSAFailuresLookTheSame(t *testing.T) {
	s := newTestServer(t)
	k := &testRSA().PublicKey
	above := new(big.Int).Add(k.N, big.NewInt(1)).FillBytes(make([]byte, 256))
	var want []byte
	for name, e := range map[string]exchange{
		"random":               {req: func(m *wire.ReqDHParams) { m.Encrypted = append([]byte{0}, randomBytes(255)...) }},
		"zero":                 {req: func(m *wire.ReqDHParams) { m.Encrypted = make([]byte, 256) }},
		"one bit":              {req: func(m *wire.ReqDHParams) { m.Encrypted[200] ^= 1 }},
		"above the modulus":    {req: func(m *wire.ReqDHParams) { m.Encrypted = above }},
		"too short":            {req: func(m *wire.ReqDHParams) { m.Encrypted = m.Encrypted[:255] }},
		"too long":             {req: func(m *wire.ReqDHParams) { m.Encrypted = append(m.Encrypted, 0) }},
		"empty":                {req: func(m *wire.ReqDHParams) { m.Encrypted = nil }},
		"another fingerprint":  {req: func(m *wire.ReqDHParams) { m.Fingerprint++ }},
		"another constructor":  {innerData: func(b []byte) []byte { b[0] ^= 1; return b }},
		"broken strings":       {innerData: func(b []byte) []byte { b[4] = 254; return b }},
		"cut short":            {innerData: func(b []byte) []byte { return b[:40] }},
		"a nonce":              {inner: func(m *wire.PQInner) { m.Client[0] ^= 1 }},
		"the old form":         {old: true},
		"expires_in of zero":   {temp: true},
		"expires_in below":     {temp: true, expiresIn: -1},
		"encrypted for others": {req: func(m *wire.ReqDHParams) { m.Encrypted = sealedForAnother(t, m) }},
	} {
		t.Run(name, func(t *testing.T) {
			p := s.speak(wire.Abridged, false)
			p.t = t
			x := p.begun()
			p.sendReq(e, x)
			packet, _, err := p.frame()
			if err != nil {
				t.Fatal(err)
			}
			if want == nil {
				want = packet
			}
			if !bytes.Equal(packet, want) || len(packet) != 4 {
				t.Fatalf("answered % x, another was answered % x", packet, want)
			}
			p.wantEnd()
		})
	}
}

func sealedForAnother(t *testing.T, m *wire.ReqDHParams) []byte {
	other, err := wire.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	b, err := wire.EncryptPad(&other.PublicKey, wire.AppendPQInner(nil, wire.PQInner{Nonces: m.Nonces, P: m.P, Q: m.Q, PQ: m.P * m.Q}))
	if err != nil {
		t.Fatal(err)
	}
	b[0] = 0 // below the modulus of either
	return b
}

func TestChecklist05HandshakeIsSingleUse(t *testing.T) {
	s := newTestServer(t)
	t.Run("req_DH_params", func(t *testing.T) {
		p := s.speak(wire.Abridged, false)
		p.t = t
		x := p.begun()
		p.sendReq(exchange{}, x)
		p.readParams(x)
		p.plain(x.req)
		p.wantError(wire.ErrorKeyNotFound)
	})
	t.Run("set_client_DH_params", func(t *testing.T) {
		p := s.speak(wire.Abridged, false)
		p.t = t
		x := p.exchange(exchange{})
		p.plain(x.set)
		p.wantError(wire.ErrorKeyNotFound)
	})
	t.Run("on another connection", func(t *testing.T) {
		p, q := s.speak(wire.Abridged, false), s.speak(wire.Abridged, false)
		p.t, q.t = t, t
		q.sendReq(exchange{}, p.begun())
		q.wantError(wire.ErrorKeyNotFound)
	})
	t.Run("a correct one after a wrong one", func(t *testing.T) {
		p := s.speak(wire.Abridged, false)
		p.t = t
		x := p.begun()
		p.sendReq(exchange{inner: func(m *wire.PQInner) { m.P++ }}, x)
		p.sendReq(exchange{}, x)
		p.wantError(wire.ErrorKeyNotFound)
	})
	t.Run("out of order", func(t *testing.T) {
		p := s.speak(wire.Abridged, false)
		p.t = t
		x := p.begun()
		p.plain(wire.AppendSealed(nil, wire.IDSetClientDHParams, wire.Sealed{Nonces: x.nonces, Encrypted: randomBytes(320)}))
		p.wantError(wire.ErrorKeyNotFound)
	})
}

func TestChecklist05HandshakeExpires(t *testing.T) {
	s := newTestServer(t)
	p := s.speak(wire.Abridged, false)
	x := p.begun()
	s.clock.Advance(handshakeTime + time.Second)
	p.sendReq(exchange{}, x)
	p.wantError(wire.ErrorKeyNotFound)

	p = s.speak(wire.Abridged, false)
	x = p.begun()
	p.sendReq(exchange{}, x)
	p.readParams(x)
	s.clock.Advance(handshakeTime + time.Second)
	p.sendSet(exchange{}, x, 0)
	p.wantError(wire.ErrorKeyNotFound)
}

func TestChecklist05HandshakesAreLimited(t *testing.T) {
	s := newTestServer(t, func(c *Config) {
		c.Limits = Limits{HalfOpen: 3, Handshakes: 1, HandshakesAtOnce: 6}
	})
	var open []*peer
	for range 3 {
		p := s.speak(wire.Abridged, false)
		p.begun()
		open = append(open, p)
	}
	p := s.speak(wire.Abridged, false)
	p.plain(wire.AppendReqPQ(nil, [16]byte{}))
	p.wantError(wire.ErrorFlood) // too many half-open
	open[0].nc.Close()
	eventually(t, "the closed one counts no more", func() bool {
		s.addresses.mu.Lock()
		defer s.addresses.mu.Unlock()
		for _, a := range s.addresses.by {
			return a.halfOpen == 2
		}
		return false
	})
	for range 3 {
		p = s.speak(wire.Abridged, false)
		p.exchange(exchange{})
	}
	p.works()
	p = s.speak(wire.Abridged, false)
	p.plain(wire.AppendReqPQ(nil, [16]byte{}))
	p.wantError(wire.ErrorFlood) // too many in a short time
	s.clock.Advance(time.Minute)
	s.speak(wire.Abridged, false).begun()
}

// take occupies the id of a key that is about to be made.
func (s *testServer) take(temp bool) func(full *[256]byte) {
	return func(full *[256]byte) {
		s.t.Helper()
		row := keyRow{id: wire.KeyID(full), temp: temp, created: s.clock.Now().Unix(), expires: s.clock.Now().Unix() + 1000}
		err := s.db.Write(context.Background(), func(tx *db.Tx) error {
			_, err := insertKey(tx, row)
			return err
		})
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

func TestChecklist05KeyCollisionIsRetried(t *testing.T) {
	s := newTestServer(t)
	for _, takenByTemp := range []bool{false, true} {
		p := s.speak(wire.Abridged, false)
		x := p.begun()
		p.sendReq(exchange{}, x)
		p.readParams(x)
		p.sendSet(exchange{agreed: s.take(takenByTemp)}, x, 0)
		p.readGen(x)
		if x.gen.ID != wire.IDDHGenRetry {
			t.Fatalf("answered %x", x.gen.ID)
		}
		p.sendSet(exchange{}, x, wire.KeyAuxHash(&x.full))
		p.readGen(x)
		if x.gen.ID != wire.IDDHGenOK {
			t.Fatalf("answered %x", x.gen.ID)
		}
		p.use(x)
		p.works()
	}
}

func TestChecklist05KeyCollisionFailsInTheEnd(t *testing.T) {
	s := newTestServer(t)
	p := s.speak(wire.Abridged, false)
	x := p.begun()
	p.sendReq(exchange{}, x)
	p.readParams(x)
	retryID := int64(0)
	for range maxRetries {
		p.sendSet(exchange{agreed: s.take(false)}, x, retryID)
		if p.readGen(x); x.gen.ID != wire.IDDHGenRetry {
			t.Fatalf("answered %x", x.gen.ID)
		}
		retryID = wire.KeyAuxHash(&x.full)
	}
	p.sendSet(exchange{agreed: s.take(false)}, x, retryID)
	if p.readGen(x); x.gen.ID != wire.IDDHGenFail {
		t.Fatalf("answered %x", x.gen.ID)
	}
	p.sendSet(exchange{}, x, wire.KeyAuxHash(&x.full))
	p.wantError(wire.ErrorKeyNotFound)
}

func TestChecklist05RetryNamesTheAttemptBefore(t *testing.T) {
	s := newTestServer(t)
	p := s.speak(wire.Abridged, false)
	x := p.begun()
	p.sendReq(exchange{}, x)
	p.readParams(x)
	p.sendSet(exchange{agreed: s.take(false)}, x, 0)
	p.readGen(x)
	p.sendSet(exchange{}, x, 0)
	p.wantError(wire.ErrorKeyNotFound)
}

func TestChecklist05PQIsFresh(t *testing.T) {
	s := newTestServer(t)
	p := s.speak(wire.Abridged, false)
	pqs, nonces := make(map[uint64]bool), make(map[[16]byte]bool)
	for range 30 {
		x := p.begun()
		if pqs[x.pq] || nonces[x.nonces.Server] {
			t.Fatal("the same pq or server_nonce twice")
		}
		pqs[x.pq], nonces[x.nonces.Server] = true, true
	}
}

func TestChecklist06EveryDCIsThisOne(t *testing.T) {
	s := newTestServer(t)
	for _, dc := range []int32{1, 2, 3, 4, 5, -1, -5, 10001, 10005, -10002} {
		p := s.speak(wire.Abridged, false)
		p.exchange(exchange{dc: dc})
		p.works()
	}
	for _, dc := range []int32{6, -6, 10000, 10006, 20001, -1 << 31, 1<<31 - 1} {
		p := s.speak(wire.Abridged, false)
		p.sendReq(exchange{dc: dc}, p.begun())
		p.wantError(wire.ErrorInvalidDC)
	}
}

func TestChecklist15FingerprintBeginsWithADigit(t *testing.T) {
	for fp, want := range map[int64]bool{0x0123456789abcdef: false, 0x1123456789abcdef: true, -1: true, 0: false} {
		if wire.UsableFingerprint(fp) != want {
			t.Errorf("%016x is usable: %v", uint64(fp), !want)
		}
	}
	k := testRSA()
	if fp := uint64(wire.Fingerprint(&k.PublicKey)); fp>>60 == 0 {
		t.Errorf("generated a key with the fingerprint %016x", fp)
	}
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err == nil {
		if _, err := wire.NewPrivateKey(short); err == nil {
			t.Error("a key of 1024 bits was taken")
		}
	}
}
