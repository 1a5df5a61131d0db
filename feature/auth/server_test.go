package auth_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"
)

// terminal is what the operator sees.
type terminal struct {
	mu sync.Mutex
	b  bytes.Buffer // guarded by mu
}

func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.Write(p)
}

func (t *terminal) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.String()
}

var codeLine = regexp.MustCompile(`code for \+(\d+): (\d+)`)

// code is the newest code for a phone number.
func (t *terminal) code(tb testing.TB, phone string) string {
	tb.Helper()
	all := codeLine.FindAllStringSubmatch(t.String(), -1)
	for i := len(all) - 1; i >= 0; i-- {
		if all[i][1] == phone {
			return all[i][2]
		}
	}
	tb.Fatalf("no code for %s in %q", phone, t.String())
	return ""
}

// strict is a server as an operator runs it, and what its terminal shows.
func strict(t *testing.T, more ...servertest.Option) (*servertest.Server, *terminal) {
	t.Helper()
	term := &terminal{}
	opts := append([]servertest.Option{servertest.Strict(), servertest.With(func(c *server.Config) { c.Terminal = term })}, more...)
	return servertest.New(t, opts...), term
}

// send asks for a code and returns its hash.
func send(d *servertest.Device, t testing.TB, phone string) *tl.AuthSentCode {
	t.Helper()
	sent, ok := d.Call(&tl.AuthSendCode{PhoneNumber: phone, APIID: 1, APIHash: "h"}).(*tl.AuthSentCode)
	if !ok {
		t.Fatal("sendCode answered something else than a sent code")
	}
	return sent
}

func signIn(phone, hash, code string) *tl.AuthSignIn {
	return &tl.AuthSignIn{PhoneNumber: phone, PhoneCodeHash: hash, PhoneCode: tl.Some(code)}
}

// join makes an account on a strict server and returns its first device.
func join(t *testing.T, s *servertest.Server, term *terminal, phone, name string) *servertest.Device {
	t.Helper()
	d := s.Dial()
	sent := send(d, t, phone)
	d.Call(signIn(phone, sent.PhoneCodeHash, term.code(t, phone)))
	d.Call(&tl.AuthSignUp{PhoneNumber: phone, PhoneCodeHash: sent.PhoneCodeHash, FirstName: name})
	d.CatchUp()
	return d
}

// wrong is a code that is not the one given.
func wrong(code string) string {
	if strings.HasPrefix(code, "0") {
		return "1" + code[1:]
	}
	return "0" + code[1:]
}

// user is who an answer signed in.
func user(t testing.TB, v any) *tl.User {
	t.Helper()
	a, ok := v.(*tl.AuthAuthorization)
	if !ok {
		t.Fatalf("signing in answered %T", v)
	}
	return a.User.(*tl.User)
}

// said are the texts from the service account that a device can read.
func said(d *servertest.Device) []string {
	v := d.Call(&tl.MessagesGetHistory{Peer: servicePeer(d), Limit: 50})
	var out []string
	for _, m := range servertest.Messages(v) {
		if m, ok := m.(*tl.Message); ok {
			out = append(out, m.Message)
		}
	}
	return out
}

// servicePeer names the service account as a device learns it: from its list of chats.
func servicePeer(d *servertest.Device) tl.InputPeerClass {
	v := d.Call(&tl.MessagesGetDialogs{Limit: 100, OffsetPeer: &tl.InputPeerEmpty{}})
	var us []tl.UserClass
	switch v := v.(type) {
	case *tl.MessagesDialogs:
		us = v.Users
	case *tl.MessagesDialogsSlice:
		us = v.Users
	}
	for _, u := range us {
		if u, ok := u.(*tl.User); ok && u.ID == 777000 {
			return &tl.InputPeerUser{UserID: u.ID, AccessHash: u.AccessHash.V}
		}
	}
	return &tl.InputPeerEmpty{}
}

func wantSaid(t testing.TB, d *servertest.Device, part string) {
	t.Helper()
	all := said(d)
	for _, s := range all {
		if strings.Contains(s, part) {
			return
		}
	}
	t.Errorf("the service account did not say %q, but %q", part, all)
}

func devices(d *servertest.Device) []tl.Authorization {
	return d.Call(&tl.AccountGetAuthorizations{}).(*tl.AccountAuthorizations).Authorizations
}

// phones are numbers of people that exist nowhere else.
func phoneOf(n int) string { return fmt.Sprintf("33100000%03d", n) }

// control is the command line's side of a server, once that listens.
func control(t testing.TB, s *servertest.Server) *server.Control {
	t.Helper()
	ctl := server.Dial(s.Data())
	for range 1000 {
		if _, err := ctl.Users(t.Context()); err == nil {
			return ctl
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the server does not answer the command line")
	return nil
}
