package server

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"chappe/feature/auth"
)

var someCode = auth.Code{Phone: "33123456789", Code: "40417", Expires: time.Unix(1_800_000_000, 0)}

func TestWebhookPostsSignedJSON(t *testing.T) {
	var got map[string]any
	var signed bool
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		m := hmac.New(sha256.New, []byte("key"))
		m.Write(body)
		signed = r.Header.Get(SignatureHeader) == "sha256="+hex.EncodeToString(m.Sum(nil))
		if err := json.Unmarshal(body, &got); err != nil || r.Method != http.MethodPost {
			t.Errorf("%s with %q", r.Method, body)
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer srv.Close()
	w, err := NewWebhook(srv.URL, "key", "Chappe")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Deliver(context.Background(), someCode); err != nil {
		t.Fatal(err)
	}
	if got["phone"] != "+33123456789" || got["code"] != "40417" || got["expires"] != 1.8e9 || got["server"] != "Chappe" || !signed {
		t.Errorf("posted %v, signed %v", got, signed)
	}
}

func TestWebhookFollowsNoRedirect(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the code went elsewhere") }))
	defer elsewhere.Close()
	srv := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer srv.Close()
	w, err := NewWebhook(srv.URL, "", "Chappe")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Deliver(context.Background(), someCode); err == nil || strings.Contains(err.Error(), someCode.Code) {
		t.Errorf("error %v", err)
	}
}

func TestWebhookEndsWithItsContext(t *testing.T) {
	held := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-held }))
	defer srv.Close()
	defer close(held)
	w, err := NewWebhook(srv.URL, "", "Chappe")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if err := w.Deliver(ctx, someCode); !errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), someCode.Code) {
		t.Errorf("error %v", err)
	}
}

func TestWebhookAddresses(t *testing.T) {
	for _, u := range []string{"", "ftp://a/", "http://", "javascript:x", "://"} {
		if _, err := NewWebhook(u, "", ""); err == nil {
			t.Errorf("%q is taken", u)
		}
	}
	for _, a := range []string{"169.254.169.254:80", "[fe80::1]:80", "0.0.0.0:80", "[::ffff:169.254.169.254]:80", "224.0.0.1:80"} {
		if mayCall("tcp", a, nil) == nil {
			t.Errorf("%s is called", a)
		}
	}
	for _, a := range []string{"127.0.0.1:80", "10.1.2.3:443", "[2001:db8::1]:443"} {
		if err := mayCall("tcp", a, nil); err != nil {
			t.Errorf("%s: %v", a, err)
		}
	}
}

// mailServer is a mail server that takes one e-mail.
type mailServer struct {
	addr    string
	roots   *x509.CertPool
	got     chan string // what was sent: the envelope's lines and the message
	offered bool        // STARTTLS
}

func newMailServer(t *testing.T, offerTLS bool) *mailServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	cert, roots := testCertificate(t)
	m := &mailServer{addr: l.Addr().String(), roots: roots, got: make(chan string, 1), offered: offerTLS}
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		m.serve(c, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12})
	}()
	return m
}

func (m *mailServer) serve(c net.Conn, conf *tls.Config) {
	var sent strings.Builder
	fmt.Fprint(c, "220 ready\r\n")
	for r := bufio.NewReader(c); ; {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		switch word := strings.ToUpper(strings.Fields(line + " .")[0]); word {
		case "EHLO":
			fmt.Fprint(c, "250-hello\r\n")
			if m.offered {
				fmt.Fprint(c, "250-STARTTLS\r\n")
			}
			fmt.Fprint(c, "250 AUTH PLAIN\r\n")
		case "STARTTLS":
			fmt.Fprint(c, "220 go\r\n")
			c = tls.Server(c, conf)
			r = bufio.NewReader(c)
			sent.WriteString("encrypted\n")
		case "DATA":
			fmt.Fprint(c, "354 go\r\n")
			for {
				line, err := r.ReadString('\n')
				if err != nil || line == ".\r\n" {
					break
				}
				sent.WriteString(line)
			}
			fmt.Fprint(c, "250 taken\r\n")
		case "QUIT":
			fmt.Fprint(c, "221 bye\r\n")
			m.got <- sent.String()
			return
		default:
			sent.WriteString(line)
			fmt.Fprint(c, "250 yes\r\n")
			if word == "AUTH" {
				continue
			}
		}
	}
}

func testCertificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

func TestSMTPEncrypts(t *testing.T) {
	m := newMailServer(t, true)
	s := &SMTP{Addr: m.addr, From: "Chappe <codes@example.org>", Config: &tls.Config{RootCAs: m.roots, MinVersion: tls.VersionTLS12}}
	d := MailCodes{Mail: s, To: "{phone}@sms.example.org", Name: "Chappe"}
	if err := d.Deliver(context.Background(), someCode); err != nil {
		t.Fatal(err)
	}
	got := <-m.got
	head, body, _ := strings.Cut(got, "\r\n\r\n")
	text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body)))
	if err != nil || !strings.Contains(string(text), "+33123456789 on Chappe: 40417") {
		t.Errorf("body %q: %v", text, err)
	}
	for _, want := range []string{"encrypted", "RCPT TO:<33123456789@sms.example.org>", "MAIL FROM:<codes@example.org>", "Subject: Sign-in code"} {
		if !strings.Contains(head, want) {
			t.Errorf("no %q in %q", want, head)
		}
	}
}

func TestSMTPWithoutEncryptionIsRefused(t *testing.T) {
	m := newMailServer(t, false)
	s := &SMTP{Addr: m.addr, From: "codes@example.org"}
	if err := s.Send(context.Background(), "a@example.org", "s", "text"); !errors.Is(err, errNoTLS) {
		t.Errorf("error %v", err)
	}
	m = newMailServer(t, false)
	s = &SMTP{Addr: m.addr, From: "codes@example.org", Plain: true}
	if err := s.Send(context.Background(), "a@example.org", "s", "text"); err != nil {
		t.Error(err)
	}
}

func TestSMTPRefusesTricks(t *testing.T) {
	s := &SMTP{Addr: "127.0.0.1:1", From: "codes@example.org"}
	for _, to := range []string{"", "a", "a@b", "a@b.c\r\nRCPT TO:<x@y.z>", "<a@b.c>", "a@b.c,d@e.f", "x y@b.c"} {
		if err := s.Send(context.Background(), to, "s", "t"); err == nil || strings.Contains(err.Error(), "refused") {
			t.Errorf("%q: %v", to, err)
		}
	}
}
