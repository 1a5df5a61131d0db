package auth_test

import (
	"strings"
	"testing"
	"time"

	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"
)

func TestSignUpAndIn(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o) // without limits: they are tested elsewhere
		phone, code := phoneOf(1), "12345"
		d := s.Dial()
		d.WantError("AUTH_KEY_UNREGISTERED", &tl.UpdatesGetState{})
		sent := send(d, t, "+33 100 000 001")
		if _, ok := sent.Type.(*tl.AuthSentCodeTypeSMS); !ok || sent.NextType == nil || !sent.Timeout.OK {
			t.Errorf("sent code %+v", sent)
		}
		d.WantError("PHONE_CODE_EMPTY", &tl.AuthSignIn{PhoneNumber: phone, PhoneCodeHash: sent.PhoneCodeHash})
		d.WantError("PHONE_CODE_INVALID", signIn(phone, sent.PhoneCodeHash, wrong(code)))
		d.WantError("PHONE_CODE_EXPIRED", signIn(phoneOf(2), sent.PhoneCodeHash, code))
		d.WantError("PHONE_CODE_EXPIRED", signIn(phone, "nothing", code))
		d.WantError("PHONE_CODE_HASH_EMPTY", signIn(phone, "", code))
		up := &tl.AuthSignUp{PhoneNumber: phone, PhoneCodeHash: sent.PhoneCodeHash, FirstName: "Zoé"}
		d.WantError("PHONE_CODE_INVALID", up) // before the code was right
		if _, ok := d.Call(signIn(phone, sent.PhoneCodeHash, code)).(*tl.AuthAuthorizationSignUpRequired); !ok {
			t.Error("a new number is not asked to sign up")
		}
		s.Dial().WantError("PHONE_CODE_INVALID", up) // another key than the one that gave the code
		d.WantError("FIRSTNAME_INVALID", &tl.AuthSignUp{PhoneNumber: phone, PhoneCodeHash: sent.PhoneCodeHash, FirstName: " \x00 "})
		d.WantError("FIRSTNAME_INVALID", &tl.AuthSignUp{PhoneNumber: phone, PhoneCodeHash: sent.PhoneCodeHash, FirstName: strings.Repeat("é", 65)})
		d.WantError("LASTNAME_INVALID", &tl.AuthSignUp{PhoneNumber: phone, PhoneCodeHash: sent.PhoneCodeHash, FirstName: "a", LastName: strings.Repeat("é", 65)})
		d.WantError("AUTH_KEY_UNREGISTERED", &tl.UpdatesGetState{})
		me := user(t, d.Call(up))
		if me.Phone.V != phone || me.FirstName.V != "Zoé" || !me.Self {
			t.Errorf("signed up as %+v", me)
		}
		// The client lost the answer: the same calls by the same key say the same.
		if again := user(t, d.Call(up)); again.ID != me.ID {
			t.Errorf("the retry signed up %d, not %d", again.ID, me.ID)
		}
		if again := user(t, d.Call(signIn(phone, sent.PhoneCodeHash, code))); again.ID != me.ID {
			t.Errorf("the retry signed in %d, not %d", again.ID, me.ID)
		}
		s.Dial().WantError("PHONE_CODE_EXPIRED", signIn(phone, sent.PhoneCodeHash, code)) // used
		d.CatchUp()
		other := s.Dial()
		sent = send(other, t, phone)
		if _, ok := sent.Type.(*tl.AuthSentCodeTypeApp); !ok {
			t.Errorf("the code went by %T, not to the device", sent.Type)
		}
	})
}

// appCode is the code that came to a device from the service account.
func appCode(t testing.TB, d *servertest.Device) string {
	t.Helper()
	for _, s := range said(d) {
		if after, ok := strings.CutPrefix(s, "Login code: "); ok {
			return after[:5]
		}
	}
	t.Fatal("no code came")
	return ""
}

func TestCodeComesToDevices(t *testing.T) {
	s, term := strict(t)
	d := join(t, s, term, phoneOf(1), "Ann")
	before := term.String()
	other := s.Dial()
	sent := send(other, t, phoneOf(1))
	if term.String() != before {
		t.Error("a code that went to a device was shown elsewhere")
	}
	code := appCode(t, d)
	other.Call(signIn(phoneOf(1), sent.PhoneCodeHash, code))
	other.CatchUp()
	d.WantOther("the new device", func(u tl.UpdateClass) bool {
		x, ok := u.(*tl.UpdateNewAuthorization)
		return ok && x.Unconfirmed && x.Hash != 0 && strings.Contains(x.Device.V, "servertest")
	})
	wantSaid(t, d, "New login. Dear Ann")
}

func TestResendAndCancel(t *testing.T) {
	s, term := strict(t)
	d := s.Dial()
	sent := send(d, t, phoneOf(1))
	first := term.code(t, phoneOf(1))
	again := &tl.AuthResendCode{PhoneNumber: phoneOf(1), PhoneCodeHash: sent.PhoneCodeHash}
	for range 3 {
		sent = d.Call(again).(*tl.AuthSentCode)
	}
	if sent.NextType != nil {
		t.Error("a further sending is offered that is not there")
	}
	d.WantError("SEND_CODE_UNAVAILABLE", again)
	if term.code(t, phoneOf(1)) != first {
		t.Error("the code changed between two messages")
	}
	// A server that was started again does not know the code, but what it goes by.
	s.Restart()
	d.Disconnect()
	d = s.Dial()
	if _, ok := d.Call(signIn(phoneOf(1), sent.PhoneCodeHash, first)).(*tl.AuthAuthorizationSignUpRequired); !ok {
		t.Error("a code from before the restart does not count")
	}
	sent = send(d, t, phoneOf(2))
	cancel := &tl.AuthCancelCode{PhoneNumber: phoneOf(2), PhoneCodeHash: sent.PhoneCodeHash}
	d.Call(cancel)
	d.WantError("PHONE_CODE_EXPIRED", cancel)
	d.WantError("PHONE_CODE_EXPIRED", signIn(phoneOf(2), sent.PhoneCodeHash, term.code(t, phoneOf(2))))
}

func TestCodesExpireAndTriesAreCounted(t *testing.T) {
	s, term := strict(t)
	d := s.Dial()
	sent := send(d, t, phoneOf(1))
	s.Clock.Advance(5*time.Minute + time.Second)
	d.WantError("PHONE_CODE_EXPIRED", signIn(phoneOf(1), sent.PhoneCodeHash, term.code(t, phoneOf(1))))
	sent = send(d, t, phoneOf(2))
	code := term.code(t, phoneOf(2))
	for range 5 {
		d.WantError("PHONE_CODE_INVALID", signIn(phoneOf(2), sent.PhoneCodeHash, wrong(code)))
	}
	d.WantError("PHONE_CODE_EXPIRED", signIn(phoneOf(2), sent.PhoneCodeHash, code))
}

func TestNumbers(t *testing.T) {
	s, _ := strict(t)
	d := s.Dial()
	for _, bad := range []string{"", "12", "nobody", "9996612345"} {
		d.WantError("PHONE_NUMBER_INVALID", &tl.AuthSendCode{PhoneNumber: bad})
	}
}

func TestCodesOfOneNumberAreLimited(t *testing.T) {
	s, _ := strict(t)
	for range 10 {
		send(s.Dial(), t, phoneOf(1))
		s.Clock.Advance(70 * time.Second) // the limit by address is another
	}
	s.Dial().WantError("PHONE_NUMBER_FLOOD", &tl.AuthSendCode{PhoneNumber: phoneOf(1)})
	send(s.Dial(), t, phoneOf(2))
}

func TestSignUpPolicies(t *testing.T) {
	for policy, err := range map[string]string{"closed": "PHONE_NUMBER_APP_SIGNUP_FORBIDDEN", "invite": "PHONE_NUMBER_APP_SIGNUP_FORBIDDEN"} {
		s, _ := strict(t, servertest.With(func(c *server.Config) { c.SignUp = policy }))
		s.Dial().WantError(err, &tl.AuthSendCode{PhoneNumber: phoneOf(1)})
	}
	s, term := strict(t, servertest.With(func(c *server.Config) { c.SignUp = "invite" }))
	ctl := control(t, s)
	if err := ctl.Invite(t.Context(), "+33 100 000 001"); err != nil {
		t.Fatal(err)
	}
	join(t, s, term, phoneOf(1), "Ann")
	us, err := ctl.Users(t.Context())
	if err != nil || len(us) != 1 || us[0].Phone != phoneOf(1) {
		t.Errorf("users %+v, %v", us, err)
	}
}

func TestOperatorClaimsWithTheToken(t *testing.T) {
	s, term := strict(t)
	join(t, s, term, phoneOf(1), "Ann")
	_, token, _ := strings.Cut(term.String(), "setup token, shown once: ")
	token, _, _ = strings.Cut(token, "\n")
	ctl := control(t, s)
	for _, bad := range []string{"", "x", token + "A", token[:20]} {
		if ctl.Claim(t.Context(), bad, phoneOf(1)) == nil {
			t.Errorf("%q claims the server", bad)
		}
	}
	if err := ctl.Claim(t.Context(), token, phoneOf(1)); err != nil {
		t.Fatal(err)
	}
	if ctl.Claim(t.Context(), token, phoneOf(1)) == nil {
		t.Error("the token counts twice")
	}
	s.Restart()
	if strings.Count(term.String(), "setup token") != 1 {
		t.Error("the token is shown again")
	}
}
