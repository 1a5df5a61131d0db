package mtp

import (
	"context"
	"crypto/rand"
	"net"
	"testing"
	"time"

	gotd "github.com/gotd/td/exchange"
	"github.com/gotd/td/mtproxy"
	"github.com/gotd/td/mtproxy/obfuscated2"
	"github.com/gotd/td/proto/codec"
	"github.com/gotd/td/transport"

	"chappe/mtp/wire"
)

// A client that nobody here wrote makes a key with us in every transport, and what it
// then seals we understand.
func TestGotdExchangesKeys(t *testing.T) {
	s := newTestServer(t)
	for name, c := range map[string]struct {
		protocol transport.Protocol
		tag      [4]byte
		framing  wire.Framing
	}{
		"abridged":     {transport.Abridged, codec.Abridged{}.ObfuscatedTag(), wire.Abridged},
		"intermediate": {transport.Intermediate, codec.Intermediate{}.ObfuscatedTag(), wire.Intermediate},
		"padded":       {transport.PaddedIntermediate, codec.PaddedIntermediate{}.ObfuscatedTag(), wire.Padded},
		"full":         {transport.Full, [4]byte{}, wire.Full},
	} {
		for _, obfuscated := range []bool{false, true} {
			for _, temporary := range []bool{false, true} {
				if obfuscated && name == "full" || temporary && (obfuscated || name != "abridged") {
					continue // gotd cannot, and it takes its time to check the prime
				}
				t.Run(name, func(t *testing.T) {
					nc, err := net.Dial("tcp", s.addr)
					if err != nil {
						t.Fatal(err)
					}
					defer nc.Close()
					protocol, raw := c.protocol, nc
					if obfuscated {
						o := obfuscated2.NewObfuscated2(rand.Reader, nc)
						if err := o.Handshake(c.tag, 2, mtproxy.Secret{}); err != nil {
							t.Fatal(err)
						}
						protocol, raw = transport.NewProtocol(c.protocol.CodecNoHeader), obfuscatedConn{nc, o}
					}
					conn, err := protocol.Handshake(raw)
					if err != nil {
						t.Fatal(err)
					}
					ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
					defer cancel()
					e := gotd.NewExchanger(conn, 2)
					if temporary {
						e = e.WithTempMode(3600)
					}
					res, err := e.Client([]gotd.PublicKey{{RSA: &testRSA().PublicKey}}).Run(ctx)
					if err != nil {
						t.Fatal(err)
					}
					sealedByGotd(t, s, res)
				})
			}
		}
	}
}

type obfuscatedConn struct {
	net.Conn
	o *obfuscated2.Obfuscated2
}

func (c obfuscatedConn) Read(b []byte) (int, error)  { return c.o.Read(b) }
func (c obfuscatedConn) Write(b []byte) (int, error) { return c.o.Write(b) }

// sealedByGotd uses a key that gotd made.
func sealedByGotd(t *testing.T, s *testServer, res gotd.ClientExchangeResult) {
	t.Helper()
	p := s.speak(wire.Abridged, false)
	p.t = t
	p.keyID, p.salt, p.session = res.AuthKey.IntID(), res.ServerSalt, res.SessionID
	copy(p.key[:], res.AuthKey.Value[:])
	p.works()
}
