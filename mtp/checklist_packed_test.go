package mtp

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"testing"

	"chappe/mtp/wire"
)

// The checklist's line 11: containers in containers, packed messages.

func TestChecklist11NestedContainers(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	p.works()
	before := s.calls()
	in := wire.AppendContainer(nil, []wire.Inner{p.inner(echo("x"), true)})
	outer := wire.AppendContainer(nil, []wire.Inner{p.inner(in, false)})
	m := p.message(outer, false)
	p.raw(m)
	p.wantBad(m.MsgID, wire.BadMsgContainer)

	copied := wire.AppendUint32(nil, wire.IDMsgCopy)
	one := p.inner(echo("x"), true)
	copied = wire.AppendInt64(copied, one.MsgID)
	copied = wire.AppendInt32(wire.AppendInt32(copied, one.SeqNo), int32(len(one.Body)))
	copied = append(copied, one.Body...)
	m = p.message(copied, false)
	p.raw(m)
	p.wantBad(m.MsgID, wire.BadMsgContainer)
	m = p.message(wire.AppendContainer(nil, []wire.Inner{p.inner(copied, false)}), false)
	p.raw(m)
	p.wantBad(m.MsgID, wire.BadMsgContainer)

	for _, hidden := range [][]byte{in, copied, gzipped(t, in)} {
		m = p.message(gzipped(t, hidden), true)
		p.raw(m)
		p.wantBad(m.MsgID, wire.BadMsgContainer)
	}
	if n := s.calls(); n != before {
		t.Errorf("%d calls were made", n-before)
	}
	p.works()
}

func gzipped(t *testing.T, body []byte) []byte {
	t.Helper()
	// Padding makes it worth packing.
	b, ok := wire.AppendZipped(nil, append(bytes.Clone(body), make([]byte, 200)...))
	if !ok {
		t.Fatal("does not pack")
	}
	return b
}

func zlibbed(body []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write(body)
	z.Close()
	return wire.AppendBytes(wire.AppendUint32(nil, wire.IDGzipPacked), b.Bytes())
}

func TestChecklist11GzipAndZlib(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	text := fmt.Sprint(make([]int, 2000))
	b, ok := wire.AppendZipped(nil, echo(text))
	if !ok {
		t.Fatal("does not pack")
	}
	for _, packed := range [][]byte{b, zlibbed(echo(text))} {
		id := p.send(packed, true)
		got := p.wantResult(id)
		if wire.PeekID(got) != wire.IDGzipPacked {
			t.Error("a long answer was not packed")
		}
		got, err := wire.Unzip(got, 1<<20)
		if err != nil || !bytes.Equal(got[4:], echo(text)[4:]) {
			t.Errorf("answer of %d bytes, %v", len(got), err)
		}
	}
}

func TestChecklist11GzipIsBounded(t *testing.T) {
	bodies := map[string][]byte{
		"a bomb":       zlibbed(make([]byte, 50<<20)),
		"just above":   zlibbed(make([]byte, 100004)),
		"no stream":    wire.AppendBytes(wire.AppendUint32(nil, wire.IDGzipPacked), []byte("hello, world")),
		"empty":        wire.AppendBytes(wire.AppendUint32(nil, wire.IDGzipPacked), nil),
		"cut short":    zlibbed(randomBytes(1000))[:500],
		"gzip, broken": wire.AppendBytes(wire.AppendUint32(nil, wire.IDGzipPacked), []byte("\x1f\x8b\x08\x00 and so on")),
	}
	// Packing takes a while, and a client that says nothing for long is dropped: only now does it connect.
	s := newTestServer(t, func(c *Config) { c.Limits.Unzipped = 100000 })
	p := s.connect()
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			p.t = t
			got := p.wantResult(p.send(body, true))
			if wire.PeekID(got) != wire.IDRPCError {
				t.Errorf("answered % x", got)
			}
		})
	}
	if s.calls() != 0 {
		t.Error("a call was made")
	}
	p.t = t
	p.works()
}
