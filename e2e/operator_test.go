package e2e

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/gotd/td/telegram/auth"
)

// Outside dev mode a code goes to the terminal and to `chappe codes`, the account is in `chappe user list`, the key is what
// `chappe key` prints, and neither codes nor what people say come into the log.
func TestOperator(t *testing.T) {
	s := newServer(t, "--log", "debug")
	s.real = true
	s.Start()
	const phone, secret = "+4915112345678", "meet me at the telegraph tower"
	p := s.Device("Newcomer", Gotd, Options{})
	c := p.Client.(*gotdClient)
	var code string
	p.must("sign up", c.with(func(ctx context.Context) error {
		hash, err := c.code(ctx, phone)
		if err != nil {
			return err
		}
		waiting, err := s.Command("codes")
		if err != nil {
			return fmt.Errorf("chappe codes: %w: %s", err, waiting)
		}
		m := regexp.MustCompile(regexp.QuoteMeta(phone) + `\s+(\d{5,})\b`).FindStringSubmatch(waiting)
		if m == nil {
			return fmt.Errorf("chappe codes says %q", waiting)
		}
		code = m[1]
		_, err = c.client.Auth().SignIn(ctx, phone, devCode, hash)
		if code != devCode && err == nil {
			return fmt.Errorf("signed in with dev mode's code")
		}
		if _, err := c.client.Auth().SignIn(ctx, phone, code, hash); err == nil {
			return fmt.Errorf("a new number was signed in")
		}
		in, err := c.client.Auth().SignUp(ctx, auth.SignUp{PhoneNumber: phone, PhoneCodeHash: hash, FirstName: "New", LastName: "Comer"})
		if err != nil {
			return err
		}
		p.ID, err = c.signedIn(in)
		return err
	}))
	if !strings.Contains(s.term.String(), code) {
		t.Errorf("the terminal did not show the code:\n%s", s.term)
	}
	p.Says(p, secret)
	wantTexts(p, p, secret)

	if users, err := s.Command("user", "list"); err != nil || !strings.Contains(users, phone) || !strings.Contains(users, "New Comer") {
		t.Errorf("chappe user list says %q (%v)", users, err)
	}
	if key, err := s.Command("key"); err != nil || !strings.Contains(key, strings.TrimSpace(s.KeyPEM())) {
		t.Errorf("chappe key says %q (%v), mtproto.pub holds %q", key, err, s.KeyPEM())
	}
	for _, word := range []string{code, secret} {
		if strings.Contains(s.log.String(), word) {
			t.Errorf("the log has %q", word)
		}
	}
}

// Dev mode lets anybody sign in as anybody, so it is refused where others could reach it.
func TestDevModeIsLoopback(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", "[::]:0", "192.0.2.1:0", ":0"} {
		s := newServer(t)
		out, err := s.Command("serve", "--dev", "--listen", addr)
		if err == nil || !strings.Contains(out, "loopback") {
			t.Errorf("--dev on %s: %v, %q", addr, err, out)
		}
	}
}
