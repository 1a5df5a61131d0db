package mtclient_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math/big"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"chappe/clock"
	"chappe/mtclient"
	"chappe/mtp/wire"
	"chappe/tl"
)

// hostile is a server that follows the protocol except where a test says otherwise.
// It serves one connection, intermediate and plain.
type hostile struct {
	t     *testing.T
	addr  string
	clock *clock.Fake
	ids   wire.MsgIDs

	resPQ  func(*wire.Nonces)
	params func(*wire.Sealed)
	inner  func(*wire.ServerDHInner)
	gen    func(*wire.DHGen)
	retry  int // dh_gen_retry so many times

	nc      net.Conn
	codec   wire.Codec
	key     wire.AuthKey
	keyID   int64
	session int64
	lastReq int64
	late    atomic.Int32 // how many answers lie in the socket for an hour
}

func newHostile(t *testing.T) *hostile {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &hostile{t: t, addr: l.Addr().String(), clock: clock.NewFake(time.Now()), codec: wire.Codec{Framing: wire.Intermediate}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		nc, err := l.Accept()
		if err != nil {
			return
		}
		defer nc.Close()
		h.nc = nc
		nc.SetDeadline(time.Now().Add(20 * time.Second))
		if _, err := io.ReadFull(nc, make([]byte, 4)); err == nil && h.exchange() {
			h.answer()
		}
	}()
	t.Cleanup(func() {
		l.Close()
		<-done
	})
	return h
}

func (h *hostile) options() mtclient.Options {
	return mtclient.Options{Addr: h.addr, Key: &rsaKey().PublicKey, Clock: h.clock, Transport: mtclient.Intermediate}
}

func (h *hostile) read() ([]byte, bool) {
	var head [4]byte
	if _, err := io.ReadFull(h.nc, head[:]); err != nil {
		return nil, false
	}
	b := make([]byte, binary.LittleEndian.Uint32(head[:]))
	_, err := io.ReadFull(h.nc, b)
	return b, err == nil
}

func (h *hostile) write(packet []byte) {
	frame, start := h.codec.Wrap(append(make([]byte, wire.FrameRoom), packet...), wire.FrameRoom)
	h.nc.Write(frame[start:]) // the client may have gone
}

func (h *hostile) say(body []byte) {
	h.write(wire.AppendUnencrypted(nil, h.ids.Next(h.clock.Now(), wire.Reply), body))
}

func (h *hostile) hear() ([]byte, bool) {
	p, ok := h.read()
	if !ok {
		return nil, false
	}
	_, body, err := wire.ParseUnencrypted(p)
	return body, err == nil
}

// exchange makes a key; false if the client gave up.
func (h *hostile) exchange() bool {
	body, ok := h.hear()
	if !ok {
		return false
	}
	n := wire.Nonces{Server: [16]byte{1, 2, 3}}
	n.Client, _ = wire.ParseReqPQ(body)
	pq := wire.NewPQ()
	told := n
	if h.resPQ != nil {
		h.resPQ(&told)
	}
	h.say(wire.AppendResPQ(nil, told, pq.Product(), []int64{12345, wire.Fingerprint(&rsaKey().PublicKey)}))

	if body, ok = h.hear(); !ok {
		return false
	}
	req, err := wire.ParseReqDHParams(body)
	if err != nil {
		h.t.Error(err)
		return false
	}
	private, err := wire.NewPrivateKey(rsaKey())
	if err != nil {
		h.t.Error(err)
		return false
	}
	data, good := private.DecryptPad(req.Encrypted)
	in, _, err := wire.ParsePQInner(data[:])
	if err != nil || good != 1 || in.Nonces != n || in.PQ != pq.Product() || req.P != uint64(pq.P) || in.Q != uint64(pq.Q) {
		h.t.Errorf("the client's RSA message is wrong: %v", err)
		return false
	}
	dh := wire.NewDH()
	params := wire.ServerDHInner{Nonces: n, G: wire.G, Prime: wire.Prime(), GA: dh.Public(), ServerTime: int32(h.clock.Now().Unix())}
	if h.inner != nil {
		h.inner(&params)
	}
	tmp := wire.NewTempAES(&in.NewNonce, &n.Server)
	m := wire.Sealed{Nonces: n, Encrypted: tmp.Seal(wire.AppendServerDHInner(nil, params))}
	if h.params != nil {
		h.params(&m)
	}
	h.say(wire.AppendSealed(nil, wire.IDServerDHParamsOK, m))
	return h.agree(n, in.NewNonce, dh)
}

func (h *hostile) agree(n wire.Nonces, newNonce [32]byte, dh *wire.DH) bool {
	tmp := wire.NewTempAES(&newNonce, &n.Server)
	retryID := int64(0)
	for {
		body, ok := h.hear()
		if !ok {
			return false
		}
		m, err := wire.ParseSealed(body, wire.IDSetClientDHParams)
		if err != nil {
			h.t.Error(err)
			return false
		}
		_, data, _ := tmp.Open(m.Encrypted)
		in, _, err := wire.ParseClientDHInner(data)
		if err != nil || in.RetryID != retryID {
			h.t.Errorf("retry_id %x, want %x, %v", in.RetryID, retryID, err)
			return false
		}
		full, err := dh.Shared(in.GB)
		if err != nil {
			h.t.Error(err)
			return false
		}
		gen := wire.DHGen{ID: wire.IDDHGenOK, Nonces: n}
		which := byte(1)
		retryID = wire.KeyAuxHash(&full)
		if h.retry > 0 {
			gen.ID, which = wire.IDDHGenRetry, 2
		}
		gen.Hash = wire.NewNonceHash(&newNonce, which, retryID)
		if h.gen != nil {
			h.gen(&gen)
		}
		h.say(wire.AppendDHGen(nil, gen))
		if h.retry--; h.retry < 0 {
			copy(h.key[:], full[:])
			h.keyID = wire.KeyID(&full)
			return true
		}
	}
}

// answer answers every call, until the client goes.
func (h *hostile) answer() {
	for {
		m, ok := h.receive()
		if !ok {
			return
		}
		h.session = m.SessionID
		inner := []wire.Inner{{MsgID: m.MsgID, SeqNo: m.SeqNo, Body: m.Body}}
		if wire.PeekID(m.Body) == wire.IDMsgContainer {
			inner, _ = wire.ParseContainer(m.Body)
		}
		for _, in := range inner {
			if in.SeqNo&1 != 0 {
				h.lastReq = in.MsgID
				a := h.message(h.result())
				if h.late.Load() > 0 {
					h.late.Add(-1)
					a.MsgID = wire.MsgIDAt(h.clock.Now().Add(-time.Hour)) + wire.Reply
				}
				h.send(a)
			}
		}
	}
}

// result answers the last call.
func (h *hostile) result() []byte {
	b, err := tl.AppendResult(wire.AppendRPCResult(nil, h.lastReq), tl.MaxLayer, &tl.HelpGetNearestDC{}, &tl.NearestDC{Country: "FR"})
	if err != nil {
		h.t.Error(err)
	}
	return b
}

func (h *hostile) receive() (wire.Plain, bool) {
	p, ok := h.read()
	if !ok {
		return wire.Plain{}, false
	}
	b := append(make([]byte, 8), p...)
	_, ok = wire.Open(b, &h.key, wire.FromClient)
	m, parsed := wire.ParsePlain(b[wire.Headroom:])
	if !ok || !parsed {
		h.t.Error("the client's packet is broken")
	}
	return m, ok && parsed
}

func (h *hostile) message(body []byte) wire.Plain {
	return wire.Plain{SessionID: h.session, MsgID: h.ids.Next(h.clock.Now(), wire.Reply), SeqNo: 1, Body: body}
}

func (h *hostile) send(m wire.Plain) { h.write(h.seal(wire.AppendPlain(nil, m))) }

func (h *hostile) seal(plain []byte) []byte {
	b := append(make([]byte, wire.Headroom), plain...)
	wire.Seal(b, &h.key, h.keyID, wire.FromServer)
	return b[8:]
}

// refuses shows that the client does not make a key with this server.
func refuses(t *testing.T, h *hostile) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	c, err := mtclient.Dial(ctx, h.options())
	if err == nil {
		c.Close()
		t.Error("the client connected")
	} else if ctx.Err() != nil || errors.Is(err, io.EOF) {
		t.Errorf("the client did not see it: %v", err)
	}
}

func TestChecklist01ClientPinsTheGroup(t *testing.T) {
	p := new(big.Int).SetBytes(wire.Prime())
	for name, change := range map[string]func(*wire.ServerDHInner){
		"g of 2":        func(in *wire.ServerDHInner) { in.G = 2 },
		"g of 6":        func(in *wire.ServerDHInner) { in.G = 6 },
		"g of 1":        func(in *wire.ServerDHInner) { in.G = 1 },
		"g of -3":       func(in *wire.ServerDHInner) { in.G = -3 },
		"another prime": func(in *wire.ServerDHInner) { in.Prime = new(big.Int).Sub(p, big.NewInt(2)).Bytes() },
		"a short prime": func(in *wire.ServerDHInner) { in.Prime = in.Prime[:128] },
		"no prime":      func(in *wire.ServerDHInner) { in.Prime = nil },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHostile(t)
			h.inner = change
			refuses(t, h)
		})
	}
}

func TestChecklist02ClientChecksTheServersValue(t *testing.T) {
	p := new(big.Int).SetBytes(wire.Prime())
	low := new(big.Int).Lsh(big.NewInt(1), 2048-64)
	for name, v := range map[string]*big.Int{
		"0": big.NewInt(0), "1": big.NewInt(1), "p-1": new(big.Int).Sub(p, big.NewInt(1)), "p": p,
		"below": new(big.Int).Sub(low, big.NewInt(1)), "above": new(big.Int).Sub(p, new(big.Int).Sub(low, big.NewInt(1))),
	} {
		t.Run(name, func(t *testing.T) {
			h := newHostile(t)
			h.inner = func(in *wire.ServerDHInner) { in.GA = v.Bytes() }
			refuses(t, h)
		})
	}
}

func TestChecklist03ClientChecksNoncesAndHashes(t *testing.T) {
	for name, change := range map[string]func(*hostile){
		"nonce of resPQ":                     func(h *hostile) { h.resPQ = func(n *wire.Nonces) { n.Client[0] ^= 1 } },
		"nonce of server_DH_params_ok":       func(h *hostile) { h.params = func(m *wire.Sealed) { m.Client[0] ^= 1 } },
		"server_nonce of server_DH_params":   func(h *hostile) { h.params = func(m *wire.Sealed) { m.Server[0] ^= 1 } },
		"nonce of server_DH_inner_data":      func(h *hostile) { h.inner = func(m *wire.ServerDHInner) { m.Client[0] ^= 1 } },
		"server_nonce of the inner data":     func(h *hostile) { h.inner = func(m *wire.ServerDHInner) { m.Server[0] ^= 1 } },
		"the encrypted answer":               func(h *hostile) { h.params = func(m *wire.Sealed) { m.Encrypted[len(m.Encrypted)-40] ^= 1 } },
		"the hash of the answer":             func(h *hostile) { h.params = func(m *wire.Sealed) { m.Encrypted[3] ^= 1 } },
		"nonce of dh_gen_ok":                 func(h *hostile) { h.gen = func(m *wire.DHGen) { m.Client[0] ^= 1 } },
		"server_nonce of dh_gen_ok":          func(h *hostile) { h.gen = func(m *wire.DHGen) { m.Server[0] ^= 1 } },
		"new_nonce_hash1":                    func(h *hostile) { h.gen = func(m *wire.DHGen) { m.Hash[0] ^= 1 } },
		"dh_gen_ok made a retry":             func(h *hostile) { h.gen = func(m *wire.DHGen) { m.ID = wire.IDDHGenRetry } },
		"dh_gen_retry made ok":               func(h *hostile) { h.retry = 1; h.gen = func(m *wire.DHGen) { m.ID = wire.IDDHGenOK } },
		"dh_gen_fail with the hash of an ok": func(h *hostile) { h.gen = func(m *wire.DHGen) { m.ID = wire.IDDHGenFail } },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHostile(t)
			change(h)
			refuses(t, h)
		})
	}
}

func TestClientRetriesWithAnotherValue(t *testing.T) {
	h := newHostile(t)
	h.retry = 3
	nearest(t, dial(t, h.options()))
	h = newHostile(t)
	h.retry = 1000
	refuses(t, h)
}

// ends waits until the client has ended the connection for a failed check.
func ends(t *testing.T, c *mtclient.Client) {
	t.Helper()
	select {
	case <-c.Done():
		if err := c.Err(); errors.Is(err, io.EOF) {
			t.Errorf("the client did not see it: %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Error("the client goes on")
	}
}

// connected is a client of h that has made a call.
func connected(t *testing.T, change func(*mtclient.Options)) (*hostile, *mtclient.Client) {
	t.Helper()
	h := newHostile(t)
	o := h.options()
	if change != nil {
		change(&o)
	}
	c := dial(t, o)
	nearest(t, c)
	return h, c
}

func TestChecklist07To11ClientEndsTheConnection(t *testing.T) {
	plain := func(h *hostile, claim int32, padding int) []byte {
		b := wire.AppendPlain(nil, h.message(make([]byte, 16)))[:48]
		binary.LittleEndian.PutUint32(b[28:], uint32(claim))
		return h.seal(append(b, make([]byte, padding)...))
	}
	for name, packet := range map[string]func(h *hostile) []byte{
		"msg_key": func(h *hostile) []byte {
			b := h.seal(wire.AppendPlain(nil, h.message(h.result())))
			b[10] ^= 1
			return b
		},
		"ciphertext": func(h *hostile) []byte {
			b := h.seal(wire.AppendPlain(nil, h.message(h.result())))
			b[len(b)-1] ^= 1
			return b
		},
		"another key": func(h *hostile) []byte { h.keyID++; return h.seal(wire.AppendPlain(nil, h.message(h.result()))) },
		"a message of its own": func(h *hostile) []byte {
			b := append(make([]byte, wire.Headroom), wire.AppendPlain(nil, h.message(h.result()))...)
			wire.Seal(b, &h.key, h.keyID, wire.FromClient)
			return b[8:]
		},
		"negative length": func(h *hostile) []byte { return plain(h, -4, 16) },
		"long length":     func(h *hostile) []byte { return plain(h, 64, 16) },
		"odd length":      func(h *hostile) []byte { return plain(h, 15, 16) },
		"no padding":      func(h *hostile) []byte { return plain(h, 16, 0) },
		"much padding":    func(h *hostile) []byte { return plain(h, 16, 1040) },
		"identifier of a client": func(h *hostile) []byte {
			m := h.message(h.result())
			m.MsgID--
			return h.seal(wire.AppendPlain(nil, m))
		},
		"nested containers": func(h *hostile) []byte {
			id := h.ids.Next(h.clock.Now(), wire.Reply)
			in := wire.AppendContainer(nil, []wire.Inner{{MsgID: id, SeqNo: 1, Body: wire.AppendContainer(nil, nil)}})
			return h.seal(wire.AppendPlain(nil, h.message(in)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			h, c := connected(t, nil)
			h.write(packet(h))
			ends(t, c)
		})
	}
}

func TestChecklist09And10ClientIgnoresTheRest(t *testing.T) {
	got := make(chan tl.UpdatesClass, 10)
	h, c := connected(t, func(o *mtclient.Options) { o.OnUpdate = func(u tl.UpdatesClass) { got <- u } })
	update := func(seq int32) wire.Plain {
		b, err := tl.Append(nil, tl.MaxLayer, &tl.Updates{Seq: seq})
		if err != nil {
			t.Fatal(err)
		}
		m := h.message(b)
		m.MsgID += 2 // a notice
		return m
	}
	other := update(1)
	other.SessionID++
	h.send(other)
	old := update(2)
	old.MsgID = wire.MsgIDAt(h.clock.Now().Add(-time.Hour)) + wire.Notice
	h.send(old)
	once := update(3)
	h.send(once)
	h.send(once)
	h.send(update(4))
	if u, ok := (<-got).(*tl.UpdatesTooLong); !ok {
		t.Errorf("of a message that is too old, %T came: it may have been news, and nothing more is known of it", u)
	}
	for _, want := range []int32{3, 4} {
		if u := (<-got).(*tl.Updates); u.Seq != want {
			t.Errorf("update %d came, want %d", u.Seq, want)
		}
	}
	nearest(t, c)
	if len(got) != 0 {
		t.Error("more came")
	}
}

// An answer that lay in the socket for too long is not read. The call is made again, in a session in which its answer will be.
func TestAnAnswerThatIsTooOldIsAskedForAgain(t *testing.T) {
	got := make(chan tl.UpdatesClass, 10)
	h, c := connected(t, func(o *mtclient.Options) { o.OnUpdate = func(u tl.UpdatesClass) { got <- u } })
	before := h.session
	h.late.Store(1)
	nearest(t, c)
	if h.session == before {
		t.Error("the call was made again in the session whose time does not fit")
	}
	if u, ok := (<-got).(*tl.UpdatesTooLong); !ok {
		t.Errorf("%T came: what was told only the old session has to be asked for", u)
	}
}
