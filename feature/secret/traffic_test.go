package secret_test

import (
	"context"
	"encoding/binary"
	"net"
	"sync"
	"testing"

	"chappe/mtclient"
	"chappe/mtp/wire"
	"chappe/server/servertest"
)

// traffic is every byte of every connection.
type traffic struct {
	mu    sync.Mutex
	conns []*heard // guarded by mu
}

// heard is one connection: what its client said and what it was told.
type heard struct {
	net.Conn
	mu      sync.Mutex
	in, out []byte // guarded by mu
}

// tapped has a device's connections be listened to.
func (tr *traffic) tapped() servertest.DeviceOption {
	return servertest.Connect(func(o *mtclient.Options) {
		o.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, err := new(net.Dialer).DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			h := &heard{Conn: c}
			tr.mu.Lock()
			tr.conns = append(tr.conns, h)
			tr.mu.Unlock()
			return h, nil
		}
	})
}

func (h *heard) Read(b []byte) (int, error) {
	n, err := h.Conn.Read(b)
	h.mu.Lock()
	h.out = append(h.out, b[:n]...)
	h.mu.Unlock()
	return n, err
}

func (h *heard) Write(b []byte) (int, error) {
	h.mu.Lock()
	h.in = append(h.in, b...)
	h.mu.Unlock()
	return h.Conn.Write(b)
}

// read is the traffic as it went by, and as it reads for who has the authorization keys from the server's database: with them
// its private key has nothing to add.
func (tr *traffic) read(t testing.TB, keys map[int64]wire.AuthKey) (raw, plain []place) {
	t.Helper()
	tr.mu.Lock()
	defer tr.mu.Unlock()
	for _, h := range tr.conns {
		h.mu.Lock()
		raw = append(raw, place{"what a client said", h.in}, place{"what a client was told", h.out})
		if len(h.in) > 1 {
			plain = append(plain, opened(t, h.in[1:], wire.Codec{Framing: wire.Abridged}, wire.FromClient, keys)...)
		}
		plain = append(plain, opened(t, h.out, wire.Codec{Framing: wire.Abridged, FromClient: true}, wire.FromServer, keys)...)
		h.mu.Unlock()
	}
	return raw, plain
}

func opened(t testing.TB, b []byte, c wire.Codec, side wire.Side, keys map[int64]wire.AuthKey) (out []place) {
	t.Helper()
	for {
		h, need, err := c.Head(b, 1<<24)
		if err != nil {
			t.Fatal(err)
		}
		if need > len(b) || h.Size() > len(b) || len(b) == 0 {
			return out
		}
		packet, err := c.Packet(b, h)
		if err != nil {
			t.Fatal(err)
		}
		b = b[h.Size():]
		if len(packet) < wire.Headroom {
			continue
		}
		id := int64(binary.LittleEndian.Uint64(packet))
		key, ok := keys[id]
		if id == 0 {
			continue // the exchange of keys; it is in the raw traffic
		}
		record := append(make([]byte, 8), packet...)
		if _, good := wire.Open(record, &key, side); !ok || !good {
			t.Fatalf("a packet of key %x does not open", id)
		}
		out = append(out, place{"a decrypted packet", record[wire.Headroom:]})
	}
}
