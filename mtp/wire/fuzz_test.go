package wire

import (
	"bytes"
	"testing"
)

// Each decoder must survive any bytes; what it accepts must make sense.

func FuzzFrame(f *testing.F) {
	packet := make([]byte, FrameRoom+40)
	for framing := Abridged; framing <= Full; framing++ {
		c := Codec{Framing: framing}
		frame, start := c.Wrap(bytes.Clone(packet), FrameRoom)
		f.Add(uint8(framing), false, frame[start:])
		c.WantQuickAck(frame[start:])
		f.Add(uint8(framing), true, c.AppendQuickAck(frame[start:], 1<<31))
	}
	f.Add(uint8(Abridged), false, []byte{0x7f, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, framing uint8, fromClient bool, b []byte) {
		c := Codec{Framing: Framing(framing%4 + 1), FromClient: fromClient}
		const limit = 1 << 16
		for len(b) > 0 {
			h, need, err := c.Head(b, limit)
			if err != nil || need > len(b) {
				return
			}
			if need != 0 {
				t.Fatalf("needs %d of %d bytes", need, len(b))
			}
			if h.Packet < 0 || h.Packet > limit || h.Size() <= 0 {
				t.Fatalf("head %+v", h)
			}
			if h.Size() > len(b) {
				return
			}
			p, err := c.Packet(b[:h.Size()], h)
			if err != nil {
				return
			}
			ParseShort(p)
			b = b[h.Size():]
		}
	})
}

func FuzzObfuscatedHeader(f *testing.F) {
	for framing := Abridged; framing <= Full; framing++ {
		h, _ := DialObfuscated(framing)
		f.Add(h[:])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var h [ObfuscatedHeader]byte
		copy(h[:], b)
		framing, s := AcceptObfuscated(&h)
		if framing < Abridged || framing > Full || s.In == nil || s.Out == nil {
			t.Fatal("no framing or streams")
		}
	})
}

func FuzzWebSocket(f *testing.F) {
	mask := [4]byte{1, 2, 3, 4}
	for _, n := range []int{0, 5, 200, 70000} {
		b := make([]byte, WSHeaderRoom+n)
		start := WSHeader(b, WSHeaderRoom, &mask)
		f.Add(b[start:], 3)
	}
	f.Add([]byte{0x89, 0x80, 0, 0, 0, 0, 0x88, 0x80, 0, 0, 0, 0}, 1)
	f.Fuzz(func(t *testing.T, b []byte, step int) {
		w := WSReader{Masked: true, Pong: func(p []byte) {
			if len(p) > 125 {
				t.Fatal("long ping")
			}
		}}
		step = max(1, step)
		for len(b) > 0 {
			chunk := b[:min(step, len(b))]
			b = b[len(chunk):]
			n, err := w.Strip(chunk)
			if n < 0 || n > len(chunk) {
				t.Fatalf("%d of %d bytes", n, len(chunk))
			}
			if err != nil {
				return
			}
		}
	})
}

func FuzzUnencrypted(f *testing.F) {
	nonce := [16]byte{1}
	f.Add(AppendUnencrypted(nil, 4, AppendReqPQ(nil, nonce)))
	f.Add(AppendUnencrypted(nil, 4, AppendReqDHParams(nil, ReqDHParams{P: 3, Q: 5, Encrypted: make([]byte, 256)})))
	f.Add(AppendUnencrypted(nil, 4, AppendSealed(nil, IDSetClientDHParams, Sealed{Encrypted: make([]byte, 64)})))
	f.Add(AppendUnencrypted(nil, 4, AppendResPQ(nil, Nonces{}, 15, []int64{1})))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, body, err := ParseUnencrypted(b)
		if err != nil {
			return
		}
		ParseReqPQ(body)
		ParseReqDHParams(body)
		ParseResPQ(body)
		ParseDHGen(body)
		if m, err := ParseSealed(body, IDSetClientDHParams); err == nil {
			var tmp TempAES
			tmp.Open(m.Encrypted)
		}
	})
}

func FuzzInnerData(f *testing.F) {
	f.Add(AppendPQInner(nil, PQInner{PQ: 15, P: 3, Q: 5}))
	f.Add(AppendPQInner(nil, PQInner{PQ: 15, P: 3, Q: 5, HasDC: true, DC: -2, Temp: true, ExpiresIn: 60}))
	f.Add(AppendServerDHInner(nil, ServerDHInner{G: 3, Prime: Prime(), GA: Prime()}))
	f.Add(AppendClientDHInner(nil, ClientDHInner{GB: Prime()}))
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, n, err := ParsePQInner(b); err == nil {
			again, _, err := ParsePQInner(AppendPQInner(nil, m))
			if err != nil || again != m || n > len(b) {
				t.Fatalf("%+v became %+v, %v", m, again, err)
			}
		}
		ParseServerDHInner(b)
		if m, _, err := ParseClientDHInner(b); err == nil {
			CheckPublic(m.GB)
		}
	})
}

func FuzzRecord(f *testing.F) {
	var key AuthKey
	b := AppendPlain(make([]byte, Headroom), Plain{Salt: 1, Body: make([]byte, 8)})
	Seal(b, &key, 1, FromClient)
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < Headroom {
			return
		}
		if _, ok := Open(b, &key, FromClient); ok && (len(b)-Headroom)%16 != 0 {
			t.Fatal("a broken block was accepted")
		}
		if m, ok := ParsePlain(b[Headroom:]); ok && (len(m.Body)%4 != 0 || len(m.Body) > len(b)) {
			t.Fatalf("body of %d bytes", len(m.Body))
		}
		OpenBind(&key, 1, b)
	})
}

func FuzzContainer(f *testing.F) {
	f.Add(AppendContainer(nil, []Inner{{MsgID: 4, SeqNo: 1, Body: AppendAck(nil, []int64{1, 5})}, {MsgID: 8}}))
	f.Add(AppendStateInfo(nil, 1, []byte{4}))
	f.Fuzz(func(t *testing.T, b []byte) {
		inner, err := ParseContainer(b)
		if err == nil && !bytes.Equal(AppendContainer(nil, inner), b) {
			t.Fatal("the container does not come back")
		}
		r := NewReader(b)
		r.Uint32()
		if ids := r.Int64s(MaxVector); len(ids) > MaxVector {
			t.Fatal("too many ids")
		}
		r.Bytes()
	})
}

func FuzzUnzip(f *testing.F) {
	body := bytes.Repeat([]byte("telegraph "), 300)
	zipped, ok := AppendZipped(nil, body)
	if !ok {
		f.Fatal("does not pack")
	}
	f.Add(zipped)
	f.Add(zlibObject(body))
	f.Fuzz(func(t *testing.T, b []byte) {
		const limit = 1 << 16
		if out, err := Unzip(b, limit); err == nil && len(out) > limit {
			t.Fatalf("%d bytes came out", len(out))
		}
	})
}
