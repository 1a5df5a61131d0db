package server_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/acme"

	"chappe/mtclient"
	"chappe/server"
	"chappe/server/servertest"
)

// authority signs certificates. It also speaks as much ACME as it takes to give one: it connects to the name's address and wants to
// see the answer to its challenge there (tls-alpn-01).
// https://www.rfc-editor.org/rfc/rfc8555 and https://www.rfc-editor.org/rfc/rfc8737
type authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	at   string // where all names lead

	mu     sync.Mutex
	valid  bool   // guarded by mu: the challenge was answered
	issued []byte // guarded by mu: PEM
	URL    string
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{key: newKey(t)}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	a.cert = a.sign(t, template, template, a.key.Public())
	return a
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (a *authority) sign(t *testing.T, template, parent *x509.Certificate, key crypto.PublicKey) *x509.Certificate {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key, a.key)
	if err != nil {
		t.Error(err)
		return template
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Error(err)
	}
	return c
}

func (a *authority) leaf(t *testing.T, key crypto.PublicKey, name string) []byte {
	c := a.sign(t, &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(90 * 24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, a.cert, key)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}

// files writes a certificate for name and its key, and returns where.
func (a *authority) files(t *testing.T, dir, name string) (cert, key string) {
	t.Helper()
	k := newKey(t)
	der, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, b := range map[string][]byte{
		cert: a.leaf(t, k.Public(), name), key: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}),
	} {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// trust is what a browser has that trusts the authority.
func (a *authority) trust(name string) *tls.Config {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return &tls.Config{RootCAs: pool, ServerName: name, MinVersion: tls.VersionTLS12}
}

// serveACME answers like an ACME server.
func (a *authority) serveACME(t *testing.T) {
	mux := http.NewServeMux()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Replay-Nonce", rand.Text())
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	a.URL = s.URL + "/directory"
	at := func(path string) string { return s.URL + path }
	say := func(path string, status int, make func(payload []byte) any) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			var jws struct{ Payload string }
			_ = json.NewDecoder(r.Body).Decode(&jws)
			payload, _ := base64.RawURLEncoding.DecodeString(jws.Payload)
			v := make(payload)
			w.Header().Set("Location", at("/order"))
			if b, ok := v.([]byte); ok {
				w.Header().Set("Content-Type", "application/pem-certificate-chain")
				_, _ = w.Write(b)
				return
			}
			w.WriteHeader(status)
			_ = json.NewEncoder(w).Encode(v)
		})
	}
	const name = "chat.example.org"
	challenge := func(status string) any {
		return map[string]any{"type": "tls-alpn-01", "url": at("/challenge"), "token": "token", "status": status}
	}
	state := func() string {
		a.mu.Lock()
		defer a.mu.Unlock()
		switch {
		case a.issued != nil:
			return "valid"
		case a.valid:
			return "ready"
		}
		return "pending"
	}
	order := func([]byte) any {
		return map[string]any{
			"status": state(), "authorizations": []string{at("/authz")}, "finalize": at("/finalize"), "certificate": at("/cert"),
			"identifiers": []any{map[string]string{"type": "dns", "value": name}},
		}
	}
	say("/directory", 200, func([]byte) any {
		return map[string]any{"newNonce": at("/nonce"), "newAccount": at("/account"), "newOrder": at("/orders"), "meta": map[string]any{}}
	})
	say("/nonce", 200, func([]byte) any { return nil })
	say("/account", 201, func([]byte) any { return map[string]any{"status": "valid"} })
	say("/orders", 201, order)
	say("/order", 200, order)
	say("/authz", 200, func([]byte) any {
		status := "pending"
		if state() != "pending" {
			status = "valid"
		}
		return map[string]any{
			"status": status, "challenges": []any{challenge(status)}, "identifier": map[string]string{"type": "dns", "value": name},
		}
	})
	say("/challenge", 200, func([]byte) any {
		ok := a.challenged(t, name)
		a.mu.Lock()
		a.valid = ok
		a.mu.Unlock()
		return challenge("processing")
	})
	say("/finalize", 200, func(payload []byte) any {
		var q struct{ CSR string }
		_ = json.Unmarshal(payload, &q)
		der, _ := base64.RawURLEncoding.DecodeString(q.CSR)
		csr, err := x509.ParseCertificateRequest(der)
		if err != nil {
			t.Error(err)
			return nil
		}
		chain := a.leaf(t, csr.PublicKey, name)
		a.mu.Lock()
		a.issued = chain
		a.mu.Unlock()
		return order(nil)
	})
	say("/cert", 200, func([]byte) any { return a.issued })
}

// challenged looks whether the server has the answer to the challenge.
func (a *authority) challenged(t *testing.T, name string) bool {
	c, err := tls.Dial("tcp", a.at, &tls.Config{ServerName: name, NextProtos: []string{acme.ALPNProto}, InsecureSkipVerify: true})
	if err != nil {
		t.Errorf("challenge: %v", err)
		return false
	}
	defer c.Close()
	st := c.ConnectionState()
	return st.NegotiatedProtocol == acme.ALPNProto && len(st.PeerCertificates) == 1 && st.PeerCertificates[0].VerifyHostname(name) == nil
}

// visit opens the page as a browser does that trusts the authority.
func visit(t *testing.T, s *servertest.Server, conf *tls.Config) string {
	t.Helper()
	c := &http.Client{Transport: &http.Transport{
		TLSClientConfig: conf, ForceAttemptHTTP2: true, DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, s.Addr)
		},
	}}
	res, err := c.Get("https://" + conf.ServerName + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 || res.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%d %v %v", res.StatusCode, res.Header, err)
	}
	return string(b)
}

// overTLS connects by WebSocket inside TLS.
func overTLS(conf *tls.Config) servertest.DeviceOption {
	return servertest.Connect(func(o *mtclient.Options) {
		o.WebSocket, o.Dial = true, (&tls.Dialer{Config: conf}).DialContext
	})
}

func TestTLSWithACertificateFromFiles(t *testing.T) {
	ca, dir := newAuthority(t), t.TempDir()
	cert, key := ca.files(t, dir, "chat.example.org")
	s := servertest.New(t, servertest.With(func(c *server.Config) { c.TLS = server.TLS{Cert: cert, Key: key} }))
	conf := ca.trust("chat.example.org")
	if page := visit(t, s, conf); !strings.Contains(page, "<html") {
		t.Errorf("the page is %q", page)
	}
	alice, bob := s.User("alice", overTLS(conf)), s.User("bob") // one by WebSocket in TLS, one by plain MTProto, on one port
	servertest.Meet(alice, bob)
	alice.Send(bob, "through a tunnel")
	bob.WantMessage("through a tunnel")
	bob.Send(alice, "and back")
	alice.WantMessage("and back")

	// The certificate is renewed by another program; a half-written one changes nothing.
	if err := os.WriteFile(cert, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	visit(t, s, conf)
	other := newAuthority(t)
	other.files(t, dir, "chat.example.org")
	if err := os.Chtimes(cert, time.Now(), time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	visit(t, s, other.trust("chat.example.org"))
}

func TestTLSByACME(t *testing.T) {
	ca := newAuthority(t)
	ca.serveACME(t)
	s := servertest.New(t, servertest.With(func(c *server.Config) { c.TLS = server.TLS{Domain: "chat.example.org", ACME: ca.URL} }))
	ca.at = s.Addr
	conf := ca.trust("chat.example.org")
	visit(t, s, conf)
	alice, bob := s.User("alice", overTLS(conf)), s.User("bob", overTLS(conf))
	servertest.Meet(alice, bob)
	alice.Send(bob, "hi")
	bob.WantMessage("hi")

	s.Restart()
	ca.URL = "" // nobody is asked again: the certificate is kept
	visit(t, s, conf)

	if c, err := tls.Dial("tcp", s.Addr, ca.trust("other.example.org")); err == nil {
		c.Close()
		t.Error("a certificate for any name that a stranger asks for")
	}

	// Without TLS a browser is sent to the page with it; who asks by address stays.
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for host, want := range map[string]string{"chat.example.org": "https://chat.example.org/alice_1?x=1", s.Addr: ""} {
		req, err := http.NewRequest("GET", "http://"+s.Addr+"/alice_1?x=1", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = host
		res, err := c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.Header.Get("Location") != want {
			t.Errorf("%s: sent to %q, want %q", host, res.Header.Get("Location"), want)
		}
	}
}

func TestTLSSettings(t *testing.T) {
	for want, c := range map[string]server.TLS{
		"belong together":      {Cert: "cert.pem"},
		"must be a name":       {Domain: "https://chat.example.org"},
		"read the certificate": {Cert: filepath.Join(t.TempDir(), "none"), Key: "none"},
	} {
		srv, err := server.New(t.Context(), server.Config{Data: t.TempDir(), TLS: c})
		if err == nil {
			t.Errorf("%+v is taken (%v)", c, srv.Close())
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want one that says %q", c, err, want)
		}
	}
}
