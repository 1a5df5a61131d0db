package server_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"
)

var url64 = base64.RawURLEncoding

// browser is one that wants notifications, together with the push service of its maker.
type browser struct {
	t      *testing.T
	key    *ecdh.PrivateKey
	secret []byte
	notes  chan map[string]any

	mu      sync.Mutex
	status  int    // guarded by mu: what the service answers
	vapid   string // guarded by mu: who called last
	service *httptest.Server
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, key: key, secret: make([]byte, 16), notes: make(chan map[string]any, 100), status: http.StatusCreated}
	rand.Read(b.secret)
	b.service = httptest.NewTLSServer(b)
	t.Cleanup(b.service.Close)
	return b
}

func (b *browser) token() string {
	return `{"endpoint":"` + b.service.URL + `/send/abc","keys":{"p256dh":"` + url64.EncodeToString(b.key.PublicKey().Bytes()) +
		`","auth":"` + url64.EncodeToString(b.secret) + `"}}`
}

func (b *browser) answer(status int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.status = status
}

func (b *browser) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		b.t.Error(err)
	}
	if r.Method != "POST" || r.Header.Get("Content-Encoding") != "aes128gcm" || r.Header.Get("TTL") == "" {
		b.t.Errorf("%s %v", r.Method, r.Header)
	}
	note, err := b.open(body)
	if err != nil {
		b.t.Errorf("a notification could not be read: %v", err)
	}
	b.mu.Lock()
	status := b.status
	b.vapid = r.Header.Get("Authorization")
	b.mu.Unlock()
	w.WriteHeader(status)
	b.notes <- note
}

// open decrypts as a browser does. https://www.rfc-editor.org/rfc/rfc8188#section-2
func (b *browser) open(body []byte) (note map[string]any, err error) {
	if len(body) < 86 || body[20] != 65 {
		return nil, errors.New("short")
	}
	salt, from, sealed := body[:16], body[21:86], body[86:]
	server, err := ecdh.P256().NewPublicKey(from)
	if err != nil {
		return nil, err
	}
	shared, err := b.key.ECDH(server)
	if err != nil {
		return nil, err
	}
	ikm, _ := hkdf.Key(sha256.New, shared, b.secret, "WebPush: info\x00"+string(b.key.PublicKey().Bytes())+string(from), 32)
	key, _ := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	nonce, _ := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, nonce, sealed, nil)
	if err != nil {
		return nil, err
	}
	if plain[len(plain)-1] != 2 {
		return nil, errors.New("not the last record")
	}
	return note, json.Unmarshal(plain[:len(plain)-1], &note)
}

func (b *browser) want(key string, args ...string) map[string]any {
	b.t.Helper()
	select {
	case note := <-b.notes:
		got, _ := json.Marshal(note["loc_args"])
		if args == nil {
			args = []string{}
		}
		if want, _ := json.Marshal(args); note["loc_key"] != key || string(got) != string(want) {
			b.t.Errorf("notified of %v, want %s %s", note, key, want)
		}
		return note
	case <-time.After(20 * time.Second): // only a failing test waits so long
		b.t.Fatalf("no notification %s", key)
		return nil
	}
}

// withPush lets the server call the test's push services.
func withPush(bs ...*browser) servertest.Option {
	return servertest.With(func(c *server.Config) {
		c.PushRoots = x509.NewCertPool()
		for _, b := range bs {
			c.PushRoots.AddCert(b.service.Certificate())
		}
	})
}

func TestWhoIsAwayIsNotified(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		b, other := newBrowser(t), newBrowser(t)
		s := servertest.New(t, o, withPush(b, other))
		alice, bob, carol, dave := s.User("alice"), s.User("bob"), s.User("carol"), s.User("dave")
		servertest.Meet(alice, bob)
		servertest.Meet(carol, bob)
		servertest.Meet(alice, dave)
		dave.Call(&tl.AccountRegisterDevice{TokenType: 10, Token: other.token()})
		dave.Call(&tl.AccountUpdateStatus{Offline: true})
		bob.Call(&tl.AccountRegisterDevice{TokenType: 10, Token: b.token()})

		alice.Send(bob, "bob looks at this")
		bob.WantMessage("bob looks at this")
		for _, text := range []string{"one", "two"} { // when the second is told, all that came before it was looked at
			alice.Send(dave, text)
			other.want("MESSAGE_TEXT", "alice", text)
		}
		bob.Call(&tl.AccountUpdateStatus{Offline: true})
		alice.Send(bob, "and not at this")
		note := b.want("MESSAGE_TEXT", "alice", "and not at this")
		if custom, _ := note["custom"].(map[string]any); custom["from_id"] == "" || custom["msg_id"] == "" {
			t.Errorf("%v does not say of which message", note)
		}
		b.wantSigned(s)

		// Of what was muted, read elsewhere or sent by himself he hears nothing; what is silent says so.
		with := &tl.InputNotifyPeer{Peer: bob.Peer(alice)}
		set := func(n tl.InputPeerNotifySettings) {
			bob.Call(&tl.AccountUpdateNotifySettings{Peer: with, Settings: n})
		}
		set(tl.InputPeerNotifySettings{MuteUntil: tl.Some(int32(2_000_000_000))})
		alice.Send(bob, "muted")
		bob.WantMessage("muted")
		carol.Send(bob, "not muted")
		b.want("MESSAGE_TEXT", "carol", "not muted")
		set(tl.InputPeerNotifySettings{MuteUntil: tl.Some(int32(0)), ShowPreviews: tl.Some(false), Silent: tl.Some(true)})
		bob.Send(alice, "of his own")
		alice.Send(bob, "without a preview")
		note = b.want("MESSAGE_NOTEXT", "alice")
		if custom, _ := note["custom"].(map[string]any); custom["silent"] != "1" {
			t.Errorf("%v is not silent", note)
		}
		set(tl.InputPeerNotifySettings{ShowPreviews: tl.Some(true)})
		bob.Call(&tl.AccountUpdateDeviceLocked{Period: 0})
		alice.Send(bob, "behind a passcode")
		b.want("LOCKED_MESSAGE")
		bob.Call(&tl.AccountUpdateDeviceLocked{Period: -1})

		alice.Call(&tl.MessagesSendMessage{
			Peer: alice.Peer(bob), Message: "the butler did it", RandomID: 1,
			Entities: []tl.MessageEntityClass{&tl.MessageEntitySpoiler{Offset: 4, Length: 6}},
		})
		b.want("MESSAGE_TEXT", "alice", "the ▒▒▒▒▒▒ did it")

		// The registration survives a restart; a device that is gone counts as away.
		s.Restart()
		alice.Reconnect()
		alice.Send(bob, "again")
		b.want("MESSAGE_TEXT", "alice", "again")
	})
}

// wantSigned checks who called, as a push service does. https://www.rfc-editor.org/rfc/rfc8292
func (b *browser) wantSigned(s *servertest.Server) {
	b.t.Helper()
	b.mu.Lock()
	header := strings.TrimPrefix(b.vapid, "vapid ")
	b.mu.Unlock()
	token, k, _ := strings.Cut(strings.TrimPrefix(header, "t="), ", k=")
	parts := strings.Split(token, ".")
	point, err := url64.DecodeString(k)
	if err != nil || len(parts) != 3 {
		b.t.Fatalf("signed %q", header)
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		b.t.Fatal(err)
	}
	sign, _ := url64.DecodeString(parts[2])
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if len(sign) != 64 || !ecdsa.Verify(key, sum[:], new(big.Int).SetBytes(sign[:32]), new(big.Int).SetBytes(sign[32:])) {
		b.t.Error("the signature is wrong")
	}
	claims, _ := url64.DecodeString(parts[1])
	if !strings.Contains(string(claims), `"aud":"`+b.service.URL+`"`) {
		b.t.Errorf("claims are %s", claims)
	}
	res, err := http.Get("http://" + s.Addr + "/server.json")
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	var info struct{ Push string }
	if err := json.NewDecoder(res.Body).Decode(&info); err != nil || info.Push != k {
		b.t.Errorf("the app is told %q, the service %q (%v)", info.Push, k, err)
	}
}

func TestPushServicesThatAreDone(t *testing.T) {
	b, inner := newBrowser(t), newBrowser(t)
	s := servertest.New(t, withPush(b))
	alice, bob := s.User("alice"), s.User("bob")
	servertest.Meet(alice, bob)
	bob.Call(&tl.AccountUpdateStatus{Offline: true})
	bob.Call(&tl.AccountRegisterDevice{TokenType: 10, Token: b.token()})
	b.answer(http.StatusFound) // is not followed
	alice.Send(bob, "one")
	b.want("MESSAGE_TEXT", "alice", "one")
	b.answer(http.StatusGone)
	alice.Send(bob, "two")
	b.want("MESSAGE_TEXT", "alice", "two")
	for n := 3; ; n++ {
		alice.Send(bob, strconv.Itoa(n))
		bob.WantMessage(strconv.Itoa(n))
		select {
		case <-b.notes:
			if n < 50 {
				continue // was on its way
			}
			t.Fatal("a registration that is over is still used")
		case <-time.After(300 * time.Millisecond):
		}
		break
	}

	for want, token := range map[string]string{
		"WEBPUSH_TOKEN_INVALID": strings.Replace(inner.token(), "https:", "http:", 1),
		"WEBPUSH_KEY_INVALID":   strings.Replace(inner.token(), `"p256dh":"`, `"p256dh":"AA`, 1),
		"WEBPUSH_AUTH_INVALID":  strings.Replace(inner.token(), `"auth":"`, `"auth":"AAAA`, 1),
	} {
		bob.WantError(want, &tl.AccountRegisterDevice{TokenType: 10, Token: token})
	}
	bob.WantError("WEBPUSH_TOKEN_INVALID", &tl.AccountRegisterDevice{TokenType: 10, Token: "nonsense"})
}

func TestPushDoesNotReachInside(t *testing.T) {
	b := newBrowser(t)
	s := servertest.New(t) // as operators run it: without the test's roots
	alice, bob := s.User("alice"), s.User("bob")
	servertest.Meet(alice, bob)
	bob.Call(&tl.AccountUpdateStatus{Offline: true})
	bob.Call(&tl.AccountRegisterDevice{TokenType: 10, Token: b.token()})
	alice.Send(bob, "to a machine inside")
	bob.WantMessage("to a machine inside")
	select {
	case note := <-b.notes:
		t.Errorf("this machine was called: %v", note)
	case <-time.After(500 * time.Millisecond):
	}
}
