package mtp

import (
	"bytes"
	"testing"

	"chappe/mtp/wire"
)

// exchange is a key exchange in which a test may change each message before it is
// sent. A nil function changes nothing.
type exchange struct {
	temp      bool
	expiresIn int32
	dc        int32 // 0: no DC is named
	old       bool  // the old RSA form

	inner     func(*wire.PQInner)
	innerData func([]byte) []byte
	req       func(*wire.ReqDHParams)
	client    func(*wire.ClientDHInner)
	sealed    func([]byte) []byte // encrypted client_DH_inner_data
	set       func(*wire.Sealed)
	agreed    func(full *[256]byte) // before set_client_DH_params is sent
}

// run is what became of an exchange.
type exchanged struct {
	nonces   wire.Nonces
	newNonce [32]byte
	pq       uint64
	params   wire.ServerDHInner
	full     [256]byte
	req, set []byte // the messages that were sent
	gen      wire.DHGen
}

// exchange makes a key, which the peer then uses.
func (p *peer) exchange(e exchange) *exchanged {
	p.t.Helper()
	x := p.begun()
	p.sendReq(e, x)
	p.readParams(x)
	p.sendSet(e, x, 0)
	p.readGen(x)
	if x.gen.ID != wire.IDDHGenOK {
		p.t.Fatalf("the exchange ended with %x", x.gen.ID)
	}
	p.use(x)
	return x
}

func (p *peer) use(x *exchanged) {
	p.keyID = wire.KeyID(&x.full)
	copy(p.key[:], x.full[:])
	p.salt = wire.FirstSalt(&x.newNonce, &x.nonces.Server)
	p.content = 0
}

// begun asks for pq.
func (p *peer) begun() *exchanged {
	p.t.Helper()
	x := new(exchanged)
	copy(x.nonces.Client[:], randomBytes(16))
	copy(x.newNonce[:], randomBytes(32))
	p.plain(wire.AppendReqPQ(nil, x.nonces.Client))
	n, pq, fingerprints, err := wire.ParseResPQ(p.plainAnswer())
	if err != nil || n.Client != x.nonces.Client || len(fingerprints) != 1 ||
		fingerprints[0] != wire.Fingerprint(&testRSA().PublicKey) {
		p.t.Fatalf("resPQ %+v, fingerprints %x, %v", n, fingerprints, err)
	}
	x.nonces, x.pq = n, pq
	return x
}

// sendReq sends req_DH_params.
func (p *peer) sendReq(e exchange, x *exchanged) {
	p.t.Helper()
	f1, f2, ok := wire.Factor(x.pq)
	if !ok {
		p.t.Fatalf("pq %d", x.pq)
	}
	in := wire.PQInner{
		PQ: x.pq, P: f1, Q: f2, Nonces: x.nonces, NewNonce: x.newNonce,
		HasDC: e.dc != 0, DC: e.dc, Temp: e.temp, ExpiresIn: e.expiresIn,
	}
	if e.inner != nil {
		e.inner(&in)
	}
	data := wire.AppendPQInner(nil, in)
	if e.innerData != nil {
		data = e.innerData(data)
	}
	seal := wire.EncryptPad
	if e.old {
		seal = wire.EncryptOld
	}
	encrypted, err := seal(&testRSA().PublicKey, data)
	if err != nil {
		p.t.Fatal(err)
	}
	m := wire.ReqDHParams{
		Nonces: x.nonces, P: f1, Q: f2, Fingerprint: wire.Fingerprint(&testRSA().PublicKey), Encrypted: encrypted,
	}
	if e.req != nil {
		e.req(&m)
	}
	x.req = wire.AppendReqDHParams(nil, m)
	p.plain(x.req)
}

// readParams reads server_DH_params_ok and checks what a careful client does.
func (p *peer) readParams(x *exchanged) {
	p.t.Helper()
	m, err := wire.ParseSealed(p.plainAnswer(), wire.IDServerDHParamsOK)
	if err != nil || m.Nonces != x.nonces {
		p.t.Fatalf("server_DH_params_ok: %v", err)
	}
	tmp := wire.NewTempAES(&x.newNonce, &x.nonces.Server)
	hash, data, err := tmp.Open(m.Encrypted)
	if err != nil {
		p.t.Fatal(err)
	}
	in, n, err := wire.ParseServerDHInner(data)
	if err != nil || wire.CheckOld(&hash, data[:n]) != 1 || in.Nonces != x.nonces {
		p.t.Fatalf("server_DH_inner_data: %v", err)
	}
	x.params = in
}

// sendSet sends set_client_DH_params.
func (p *peer) sendSet(e exchange, x *exchanged, retryID int64) {
	p.t.Helper()
	dh := wire.NewDH()
	var err error
	if x.full, err = dh.Shared(x.params.GA); err != nil {
		p.t.Fatal(err)
	}
	in := wire.ClientDHInner{Nonces: x.nonces, RetryID: retryID, GB: dh.Public()}
	if e.client != nil {
		e.client(&in)
	}
	tmp := wire.NewTempAES(&x.newNonce, &x.nonces.Server)
	sealed := tmp.Seal(wire.AppendClientDHInner(nil, in))
	if e.sealed != nil {
		sealed = e.sealed(sealed)
	}
	m := wire.Sealed{Nonces: x.nonces, Encrypted: sealed}
	if e.set != nil {
		e.set(&m)
	}
	if e.agreed != nil {
		e.agreed(&x.full)
	}
	x.set = wire.AppendSealed(nil, wire.IDSetClientDHParams, m)
	p.plain(x.set)
}

// readGen reads dh_gen_ok, dh_gen_retry or dh_gen_fail and checks its hash.
func (p *peer) readGen(x *exchanged) {
	p.t.Helper()
	var err error
	if x.gen, err = wire.ParseDHGen(p.plainAnswer()); err != nil || x.gen.Nonces != x.nonces {
		p.t.Fatalf("dh_gen: %v", err)
	}
	which := map[uint32]byte{wire.IDDHGenOK: 1, wire.IDDHGenRetry: 2, wire.IDDHGenFail: 3}[x.gen.ID]
	want := wire.NewNonceHash(&x.newNonce, which, wire.KeyAuxHash(&x.full))
	if !bytes.Equal(x.gen.Hash[:], want[:]) {
		p.t.Fatal("new_nonce_hash is wrong")
	}
}

func TestExchangeInEveryForm(t *testing.T) {
	s := newTestServer(t)
	for _, e := range []exchange{
		{}, {dc: 1}, {temp: true, expiresIn: 3600}, {temp: true, expiresIn: 3600, dc: 5},
	} {
		for f := wire.Abridged; f <= wire.Full; f++ {
			for _, obfuscated := range []bool{false, true} {
				p := s.speak(f, obfuscated)
				p.exchange(e)
				p.works()
			}
		}
	}
	perm, temp := s.stored()
	if perm != 16 || temp != 16 {
		t.Errorf("%d permanent and %d temporary keys are stored, want 16 of each", perm, temp)
	}
}

func TestTwoExchangesOnOneConnection(t *testing.T) {
	s := newTestServer(t)
	p := s.speak(wire.Padded, true)
	a, b := p.begun(), p.begun()
	p.sendReq(exchange{}, a)
	p.readParams(a)
	p.sendReq(exchange{temp: true, expiresIn: 60}, b)
	p.readParams(b)
	p.sendSet(exchange{}, b, 0)
	p.readGen(b)
	p.sendSet(exchange{}, a, 0)
	p.readGen(a)
	p.use(a)
	p.works()
	p.use(b)
	p.session++
	p.works()
}

func TestPaddingAfterUnencryptedMessages(t *testing.T) {
	s := newTestServer(t)
	p := s.speak(wire.Intermediate, false)
	var nonce [16]byte
	p.packet(append(wire.AppendUnencrypted(nil, p.next(), wire.AppendReqPQ(nil, nonce)), randomBytes(120)...), false)
	if _, _, _, err := wire.ParseResPQ(p.plainAnswer()); err != nil {
		t.Error(err)
	}
	body := append(wire.AppendReqPQ(nil, nonce), randomBytes(16)...)
	p.plain(body)
	if _, _, _, err := wire.ParseResPQ(p.plainAnswer()); err != nil {
		t.Error(err)
	}
}
