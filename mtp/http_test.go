package mtp

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"testing"
	"time"

	"github.com/coder/websocket"

	"chappe/mtp/wire"
)

var hello = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	fmt.Fprintf(w, "hello %s %s %s", r.Method, r.URL.Path, b)
})

func testTLS(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: k}}, NextProtos: []string{"h2", "http/1.1"},
	}, pool
}

func TestHTTPOnTheSamePort(t *testing.T) {
	s := newTestServer(t, func(c *Config) { c.HTTP = hello })
	p := s.connect()
	for range 2 {
		resp, err := http.Post("http://"+s.addr+"/some/where", "text/plain", bytes.NewReader(make([]byte, 100000)))
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || !bytes.HasPrefix(b, []byte("hello POST /some/where ")) || len(b) != 100023 {
			t.Fatalf("%d bytes, %v", len(b), err)
		}
	}
	p.works()
	http.DefaultClient.CloseIdleConnections()
}

func TestTLSOnTheSamePort(t *testing.T) {
	config, pool := testTLS(t)
	s := newTestServer(t, func(c *Config) { c.HTTP, c.TLS = hello, config })
	for _, h2 := range []bool{false, true} {
		tr := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: h2}
		resp, err := (&http.Client{Transport: tr}).Get("https://" + s.addr + "/x")
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if string(b) != "hello GET /x " || (resp.ProtoMajor == 2) != h2 {
			t.Errorf("%s %q", resp.Proto, b)
		}
		tr.CloseIdleConnections()
	}
	webSocketWorks(t, s, "wss://"+s.addr+"/apiws", &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}})
	plain := newTestServer(t)
	nc, err := tls.Dial("tcp", plain.addr, &tls.Config{RootCAs: pool})
	if err == nil {
		nc.Close()
		t.Error("TLS without a certificate")
	}
}

// webSocketWorks speaks over a WebSocket of another implementation.
func webSocketWorks(t *testing.T, s *testServer, url string, client *http.Client) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for f := wire.Abridged; f <= wire.Full; f++ {
		ws, resp, err := websocket.Dial(ctx, url, &websocket.DialOptions{Subprotocols: []string{"binary"}, HTTPClient: client})
		if err != nil {
			t.Fatal(err)
		}
		if ws.Subprotocol() != "binary" {
			t.Errorf("subprotocol %q", resp.Header.Get("Sec-WebSocket-Protocol"))
		}
		ws.SetReadLimit(1 << 20)
		p := &peer{t: t, s: s, nc: websocket.NetConn(ctx, ws, websocket.MessageBinary), session: randomID(), ids: new(wire.MsgIDs)}
		p.begin(f, true)
		p.exchange(exchange{})
		p.works()
		body := wire.AppendBytes(wire.AppendUint32(nil, callEcho), randomBytes(300000))
		if got := p.wantResult(p.send(body, true)); !bytes.Equal(got[4:], body[4:]) {
			t.Error("a long message does not come back")
		}
		p.works()
		ws.CloseNow()
	}
}

func TestWebSocket(t *testing.T) {
	s := newTestServer(t, func(c *Config) { c.HTTP = hello })
	webSocketWorks(t, s, "ws://"+s.addr+"/apiws", http.DefaultClient)
	// Pings are answered.
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	ws, _, err := websocket.Dial(ctx, "ws://"+s.addr+"/apiws", &websocket.DialOptions{Subprotocols: []string{"binary"}})
	if err != nil {
		t.Fatal(err)
	}
	defer ws.CloseNow()
	go ws.Read(ctx)
	if err := ws.Ping(ctx); err != nil {
		t.Error(err)
	}
}

func TestWebSocketRefusals(t *testing.T) {
	s := newTestServer(t, func(c *Config) { c.Origins = []string{"friend.example"} })
	for name, c := range map[string]struct {
		header http.Header
		status int
	}{
		"no upgrade":      {http.Header{"Upgrade": nil}, http.StatusUpgradeRequired},
		"an old version":  {http.Header{"Sec-Websocket-Version": {"8"}}, http.StatusUpgradeRequired},
		"no subprotocol":  {http.Header{"Sec-Websocket-Protocol": {"chat"}}, http.StatusBadRequest},
		"another origin":  {http.Header{"Origin": {"https://evil.example"}}, http.StatusForbidden},
		"a broken origin": {http.Header{"Origin": {"null"}}, http.StatusForbidden},
		"its own origin":  {http.Header{"Origin": {"http://" + s.addr}}, http.StatusSwitchingProtocols},
		"a friend":        {http.Header{"Origin": {"https://friend.example"}}, http.StatusSwitchingProtocols},
	} {
		req, err := http.NewRequest("GET", "http://"+s.addr+"/apiws", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header = http.Header{
			"Connection": {"keep-alive, Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"},
			"Sec-Websocket-Key": {"AAAAAAAAAAAAAAAAAAAAAA=="}, "Sec-Websocket-Protocol": {"chat, binary"},
		}
		for k, v := range c.header {
			req.Header[k] = v
		}
		resp, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != c.status {
			t.Errorf("%s: %s", name, resp.Status)
		}
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestProxiesNameTheirClients(t *testing.T) {
	s := newTestServer(t, func(c *Config) { c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	v2 := func(family byte, addresses string) []byte {
		return append([]byte(proxyV2), append([]byte{0x21, family, 0, byte(len(addresses))}, addresses...)...)
	}
	for name, c := range map[string]struct {
		header []byte
		want   string
	}{
		"none":         {nil, "127.0.0.1"},
		"text, IPv4":   {[]byte("PROXY TCP4 203.0.113.7 127.0.0.1 5000 443\r\n"), "203.0.113.7"},
		"text, IPv6":   {[]byte("PROXY TCP6 2001:db8::7 ::1 5000 443\r\n"), "2001:db8::7"},
		"text, none":   {[]byte("PROXY UNKNOWN\r\n"), "127.0.0.1"},
		"binary, IPv4": {v2(0x11, "\xcb\x00\x71\x08\x7f\x00\x00\x01\x13\x88\x01\xbb"), "203.0.113.8"},
	} {
		p := s.dial()
		p.write(c.header)
		p.begin(wire.Intermediate, true)
		p.exchange(exchange{})
		p.works()
		if got := s.sessionOf(p.session).Addr().Addr().String(); got != c.want {
			t.Errorf("%s: the client is %s, want %s", name, got, c.want)
		}
	}
	for _, bad := range []string{"PROXY TCP4 nonsense 127.0.0.1 5000 443\r\n", "PROXY " + string(bytes.Repeat([]byte("x"), 200)), "\r\n\r\n\x00\r\nQUIT\n\x31\x11\x00\x0c012345678901"} {
		p := s.dial()
		p.write([]byte(bad))
		p.codec.Framing = wire.Intermediate
		p.wantEnd()
	}

	nc, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	fmt.Fprintf(nc, "GET /apiws HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: x\r\nSec-WebSocket-Protocol: binary\r\nX-Forwarded-For: 198.51.100.1, 203.0.113.9, 127.0.0.5\r\n\r\n")
	resp, err := http.ReadResponse(bufio.NewReader(nc), nil)
	if err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
		t.Fatal(err)
	}
	eventually(t, "the forwarded client is counted", func() bool {
		s.addresses.mu.Lock()
		defer s.addresses.mu.Unlock()
		e := s.addresses.by[netip.MustParseAddr("203.0.113.9")]
		return e != nil && e.conns == 1
	})
}
