package wire

import (
	"bytes"
	"io"
	"testing"
)

func TestFramesComeBack(t *testing.T) {
	for framing := Abridged; framing <= Full; framing++ {
		out := Codec{Framing: framing, FromClient: true}
		in := Codec{Framing: framing}
		for _, n := range []int{4, 40, 504, 508, 512, 70000} {
			packet := random(n)
			for _, quick := range []bool{false, true} {
				frame, start := out.Wrap(append(make([]byte, FrameRoom), packet...), FrameRoom)
				frame = frame[start:]
				if quick {
					out.WantQuickAck(frame)
				}
				h, need, err := in.Head(frame, n+15)
				if err != nil || need != 0 || h.Size() != len(frame) {
					t.Fatalf("%v: head %+v, need %d, %v; the frame has %d bytes", framing, h, need, err, len(frame))
				}
				if h.QuickAck != (quick && framing != Full) {
					t.Fatalf("%v: quick ack %v", framing, h.QuickAck)
				}
				got, err := in.Packet(frame, h)
				if err != nil || !bytes.Equal(got[:n], packet) || len(got) > n+15 {
					t.Fatalf("%v: packet of %d bytes came as %d, %v", framing, n, len(got), err)
				}
				if len(got) != n && framing != Padded {
					t.Fatalf("%v: padding", framing)
				}
				if _, _, err := in.Head(frame, n-1); err != ErrFrame {
					t.Fatalf("%v: over the limit: %v", framing, err)
				}
			}
		}
	}
}

func TestQuickAcksComeBack(t *testing.T) {
	const token = 0x81020304
	for framing := Abridged; framing <= Padded; framing++ {
		out, in := Codec{Framing: framing}, Codec{Framing: framing, FromClient: true}
		for range 20 {
			b := out.AppendQuickAck(nil, token)
			h, _, err := in.Head(b, 1000)
			if err != nil || h.Size() != len(b) {
				t.Fatalf("%v: %+v %v of %d bytes", framing, h, err, len(b))
			}
			got := h.Token
			if framing == Padded {
				got, _ = ParseShort(b[h.Header:])
			}
			if got != token {
				t.Fatalf("%v: %x", framing, got)
			}
		}
	}
}

func TestObfuscationComesBack(t *testing.T) {
	for framing := Abridged; framing <= Full; framing++ {
		h, client := DialObfuscated(framing)
		got, server := AcceptObfuscated(&h)
		if got != framing {
			t.Fatalf("%v came as %v", framing, got)
		}
		for _, way := range []struct{ a, b Streams }{{client, server}, {server, client}} {
			text := random(100)
			b := bytes.Clone(text)
			way.a.Out.XORKeyStream(b, b)
			if bytes.Equal(b, text) {
				t.Fatal("not encrypted")
			}
			way.b.In.XORKeyStream(b, b)
			if !bytes.Equal(b, text) {
				t.Fatalf("%v does not come back", framing)
			}
		}
	}
}

func TestWebSocketStreams(t *testing.T) {
	mask := [4]byte{9, 8, 7, 6}
	var stream, want []byte
	for _, n := range []int{0, 1, 125, 126, 65535, 65536} {
		payload := random(n)
		want = append(want, payload...)
		b := append(make([]byte, WSHeaderRoom), payload...)
		stream = append(stream, b[WSHeader(b, WSHeaderRoom, &mask):]...)
		stream = append(stream, 0x89, 0x82, 0, 0, 0, 0, 'h', 'i') // a ping between
	}
	stream = append(stream, 0x88, 0x80, 0, 0, 0, 0)
	for _, step := range []int{1, 3, 1000, len(stream)} {
		var got []byte
		pings := 0
		w := WSReader{Masked: true, Pong: func(p []byte) {
			if string(p) != "hi" {
				t.Fatalf("ping %q", p)
			}
			pings++
		}}
		rest := bytes.Clone(stream)
		var err error
		for len(rest) > 0 && err == nil {
			chunk := rest[:min(step, len(rest))]
			rest = rest[len(chunk):]
			var n int
			n, err = w.Strip(chunk)
			got = append(got, chunk[:n]...)
		}
		if err != io.EOF || !bytes.Equal(got, want) || pings != 6 {
			t.Fatalf("step %d: %d of %d bytes, %d pings, %v", step, len(got), len(want), pings, err)
		}
	}
	for _, bad := range [][]byte{
		{0x82, 0x01, 'x'},                                  // not masked
		{0x81, 0x80, 0, 0, 0, 0},                           // text
		{0xc2, 0x80, 0, 0, 0, 0},                           // an extension
		{0x80, 0x80, 0, 0, 0, 0},                           // continues nothing
		{0x09, 0x80, 0, 0, 0, 0},                           // a ping in fragments
		{0x89, 0xfe, 0, 126, 0, 0, 0, 0},                   // a long ping
		{0x82, 0xff, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, // longer than anything
	} {
		w := WSReader{Masked: true}
		if _, err := w.Strip(bytes.Clone(bad)); err != ErrWebSocket {
			t.Errorf("% x: %v", bad, err)
		}
	}
}
