package e2e

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"testing"

	"github.com/gotd/td/telegram/auth"
	"github.com/gotd/td/tg"
)

// strict starts a server that is not in dev mode: it has limits, and its codes are read by the operator.
func strict(t *testing.T, args ...string) *Server {
	t.Helper()
	s := newServer(t, args...)
	s.real = true
	s.Start()
	return s
}

// code is what the operator reads as the code of a number.
func (s *Server) code(phone string) string {
	s.t.Helper()
	waiting, err := s.Command("codes")
	if err != nil {
		s.t.Fatalf("chappe codes: %v: %s", err, waiting)
	}
	m := regexp.MustCompile(regexp.QuoteMeta(phone) + `\s+(\d{5,})\b`).FindStringSubmatch(waiting)
	if m == nil {
		s.t.Fatalf("chappe codes says %q and nothing about %s", waiting, phone)
	}
	return m[1]
}

// enrol signs somebody up with the code that the operator reads.
func (s *Server) enrol(name, phone string) *Person {
	s.t.Helper()
	p := s.Device(name, Gotd, Options{})
	p.phone = phone
	c := p.Client.(*gotdClient)
	p.must("sign up", c.with(func(ctx context.Context) error {
		hash, err := c.code(ctx, phone)
		if err != nil {
			return err
		}
		var required *auth.SignUpRequired
		if _, err := c.client.Auth().SignIn(ctx, phone, s.code(phone), hash); !errors.As(err, &required) {
			return fmt.Errorf("asked to sign up, was answered %w", err)
		}
		in, err := c.client.Auth().SignUp(ctx, auth.SignUp{PhoneNumber: phone, PhoneCodeHash: hash, FirstName: name})
		if err != nil {
			return err
		}
		p.ID, err = c.signedIn(in)
		return err
	}))
	return p
}

var floodWait = regexp.MustCompile(`^FLOOD_WAIT_[1-9]\d*$`)

// flooded repeats a call until it is refused with the number of seconds to wait, at most so often, and says how often it was not.
func flooded(p *Person, most int, call func(ctx context.Context, i int) error) (well int) {
	p.t.Helper()
	for i := range most {
		err := p.Client.(*gotdClient).with(func(ctx context.Context) error { return call(ctx, i) })
		var r *Refusal
		if errors.As(err, &r) && r.Code == 420 {
			if !floodWait.MatchString(r.Text) {
				p.t.Errorf("%s is refused with %v", p.name, r)
			}
			return i
		}
	}
	p.t.Errorf("%s was not told to wait within %d calls", p.name, most)
	return most
}

// Who tries numbers, names or passwords one after the other is told to wait, in seconds, and is otherwise served.
func TestMethodsFlood(t *testing.T) {
	s := strict(t)
	alice := s.enrol("Alice", "+4915112345001")
	api := alice.api()
	if n := flooded(alice, 200, func(ctx context.Context, i int) error {
		_, err := api.ContactsResolvePhone(ctx, fmt.Sprintf("+49151123460%02d", i))
		return err
	}); n < 10 {
		t.Errorf("Alice may look up %d numbers at once, which is few", n)
	}
	ask0(alice, "", api.HelpGetConfig)

	c := alice.Client.(*gotdClient)
	alice.must("set a password", c.with(func(ctx context.Context) error {
		return c.client.Auth().UpdatePassword(ctx, "right", auth.UpdatePasswordOptions{})
	}))
	flooded(alice, 20, func(ctx context.Context, _ int) error {
		p, err := api.AccountGetPassword(ctx)
		if err != nil {
			return err
		}
		proof, err := auth.PasswordHash([]byte("wrong"), p.SRPID, p.SRPB, p.SecureRandom, p.CurrentAlgo)
		if err != nil {
			return err
		}
		_, err = api.AccountGetPasswordSettings(ctx, proof)
		return err
	})
	ask0(alice, "", api.HelpGetConfig)
}

// One number is sent only so many codes.
func TestMethodsCodesAreLimited(t *testing.T) {
	s := strict(t)
	p := s.Device("Impatient", Gotd, Options{})
	const phone = "+4915112345002"
	send := func() (tg.AuthSentCodeClass, error) {
		var out tg.AuthSentCodeClass
		err := p.Client.(*gotdClient).with(func(ctx context.Context) (err error) {
			out, err = p.api().AuthSendCode(ctx, &tg.AuthSendCodeRequest{PhoneNumber: phone, APIID: apiID, APIHash: apiHash})
			return err
		})
		return out, err
	}
	for i := range 20 {
		if _, err := send(); err != nil {
			p.Refused(err, 400, "PHONE_NUMBER_FLOOD")
			if i < 3 {
				t.Errorf("the code number %d was too many", i+1)
			}
			return
		}
	}
	t.Error("20 codes were sent to one number")
}

// Where people sign up by invitation, a number is refused until the operator invites it; where nobody may, always.
func TestMethodsSignUp(t *testing.T) {
	refusedToSignUp(strict(t, "--signup", "closed"), "+4915112345003")
	s := strict(t, "--signup", "invite")
	refusedToSignUp(s, "+4915112345004")
	if out, err := s.Command("user", "invite", "+4915112345005"); err != nil {
		t.Fatalf("chappe user invite: %v: %s", err, out)
	}
	s.enrol("Invited", "+4915112345005")
}

func refusedToSignUp(s *Server, phone string) {
	s.t.Helper()
	p := s.Device("Newcomer", Gotd, Options{})
	c := p.Client.(*gotdClient)
	err := c.with(func(ctx context.Context) error {
		hash, err := c.code(ctx, phone)
		if err != nil {
			return err
		}
		_, err = c.client.Auth().SignIn(ctx, phone, s.code(phone), hash)
		var required *auth.SignUpRequired
		if !errors.As(err, &required) {
			return err
		}
		_, err = c.client.Auth().SignUp(ctx, auth.SignUp{PhoneNumber: phone, PhoneCodeHash: hash, FirstName: "New"})
		return err
	})
	p.Refused(err, 400, "PHONE_NUMBER_APP_SIGNUP_FORBIDDEN")
}
