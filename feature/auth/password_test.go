package auth_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"chappe/feature/auth"
	"chappe/mtclient"
	"chappe/server/servertest"
	"chappe/tl"
)

type algo = tl.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

// proof is what a client answers to state with a password.
func proof(t testing.TB, st *tl.AccountPassword, word string) *tl.InputCheckPasswordSRP {
	t.Helper()
	if !st.HasPassword {
		t.Fatal("there is no password")
	}
	x := st.CurrentAlgo.(*algo)
	a, m1 := auth.ClientProof(t, word, st.SRPB, x.Salt1, x.Salt2)
	return &tl.InputCheckPasswordSRP{SRPID: st.SRPID.V, A: a, M1: m1}
}

func state(d *servertest.Device) *tl.AccountPassword {
	return d.Call(&tl.AccountGetPassword{}).(*tl.AccountPassword)
}

// know asks for an exchange and proves a password.
func know(t testing.TB, d *servertest.Device, word string) *tl.InputCheckPasswordSRP {
	t.Helper()
	return proof(t, state(d), word)
}

// settings are those of a new password.
func settings(t testing.TB, st *tl.AccountPassword, word string) tl.AccountPasswordInputSettings {
	t.Helper()
	x := *st.NewAlgo.(*algo)
	x.Salt1 = append(x.Salt1[:len(x.Salt1):len(x.Salt1)], random(32)...)
	return tl.AccountPasswordInputSettings{
		NewAlgo: &x, NewPasswordHash: auth.ClientVerifier(t, word, x.Salt1, x.Salt2), Hint: tl.Some("a hint"),
	}
}

func setPassword(t testing.TB, d *servertest.Device, word string) {
	t.Helper()
	d.Call(&tl.AccountUpdatePasswordSettings{Password: &tl.InputCheckPasswordEmpty{}, NewSettings: settings(t, state(d), word)})
}

// waiting is a device of p that has given the code and not the password.
func waiting(t testing.TB, s *servertest.Server, p *servertest.Person) *servertest.Device {
	t.Helper()
	d := s.Dial()
	sent := send(d, t, p.Phone)
	in := signIn(p.Phone, sent.PhoneCodeHash, "12345")
	d.WantError("SESSION_PASSWORD_NEEDED", in)
	d.WantError("SESSION_PASSWORD_NEEDED", in) // the answer was lost
	return d
}

func TestPassword(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice := s.User("alice")
		s.Dial().WantError("AUTH_KEY_UNREGISTERED", &tl.AccountGetPassword{})
		if st := state(alice.Device); st.HasPassword || st.SRPID.OK || len(st.SecureRandom) != 256 {
			t.Errorf("without a password: %+v", st)
		}
		alice.WantError("PASSWORD_EMPTY", &tl.AccountGetPasswordSettings{Password: &tl.InputCheckPasswordEmpty{}})
		setPassword(t, alice.Device, "first")
		if st := state(alice.Device); !st.HasPassword || st.Hint.V != "a hint" || st.HasRecovery {
			t.Errorf("with a password: %+v", st)
		}
		d := waiting(t, s, alice)
		d.WantError("AUTH_KEY_UNREGISTERED", &tl.UpdatesGetState{})
		if ds := devices(alice.Device); len(ds) != 2 || !ds[0].PasswordPending && !ds[1].PasswordPending {
			t.Errorf("devices %+v", ds)
		}
		d.WantError("PASSWORD_HASH_INVALID", &tl.AuthCheckPassword{Password: &tl.InputCheckPasswordEmpty{}})
		d.WantError("PASSWORD_HASH_INVALID", &tl.AuthCheckPassword{Password: know(t, d, "wrong")})
		right := &tl.AuthCheckPassword{Password: know(t, d, "first")}
		for range 2 { // the second as if the answer were lost
			if u := user(t, d.Call(right)); u.ID != alice.ID {
				t.Errorf("signed in as %d", u.ID)
			}
		}
		d.CatchUp()
		alice.WantOther("the new device", func(u tl.UpdateClass) bool { _, ok := u.(*tl.UpdateNewAuthorization); return ok })

		alice.WantError("PASSWORD_HASH_INVALID", &tl.AccountUpdatePasswordSettings{
			Password: &tl.InputCheckPasswordEmpty{}, NewSettings: settings(t, state(alice.Device), "second"),
		})
		st := state(alice.Device)
		alice.Call(&tl.AccountUpdatePasswordSettings{Password: proof(t, st, "first"), NewSettings: settings(t, st, "second")})
		alice.WantError("PASSWORD_HASH_INVALID", &tl.AccountGetPasswordSettings{Password: know(t, alice.Device, "first")})
		alice.Call(&tl.AccountGetPasswordSettings{Password: know(t, alice.Device, "second")})
		alice.Call(&tl.AccountUpdatePasswordSettings{
			Password:    know(t, alice.Device, "second"),
			NewSettings: tl.AccountPasswordInputSettings{NewAlgo: &tl.PasswordKdfAlgoUnknown{}, NewPasswordHash: []byte{}, Hint: tl.Some("")},
		})
		if state(alice.Device).HasPassword {
			t.Error("the password was not removed")
		}
		alice.NewDevice()
	})
}

// TestChecklist14NewPasswords has a hostile client choose the numbers of a password, so that it would be easy to guess.
func TestChecklist14NewPasswords(t *testing.T) {
	s := servertest.New(t)
	alice := s.User("alice")
	for _, c := range []struct {
		err    string
		change func(x *tl.AccountPasswordInputSettings, a *algo)
	}{
		{"NEW_SETTINGS_INVALID", func(_ *tl.AccountPasswordInputSettings, a *algo) { a.G = 2 }},
		{"NEW_SETTINGS_INVALID", func(_ *tl.AccountPasswordInputSettings, a *algo) { a.P = random(256) }},
		{"NEW_SALT_INVALID", func(_ *tl.AccountPasswordInputSettings, a *algo) { a.Salt1 = a.Salt1[:8] }},
		{"NEW_SALT_INVALID", func(_ *tl.AccountPasswordInputSettings, a *algo) { a.Salt1 = random(40) }},
		{"NEW_SALT_INVALID", func(_ *tl.AccountPasswordInputSettings, a *algo) { a.Salt1 = append(a.Salt1, random(1000)...) }},
		{"NEW_SALT_INVALID", func(_ *tl.AccountPasswordInputSettings, a *algo) { a.Salt2 = nil }},
		{"PASSWORD_HASH_INVALID", func(x *tl.AccountPasswordInputSettings, _ *algo) { x.NewPasswordHash = make([]byte, 256) }},
		{"PASSWORD_HASH_INVALID", func(x *tl.AccountPasswordInputSettings, a *algo) { x.NewPasswordHash = a.P }},
		{"PASSWORD_HASH_INVALID", func(x *tl.AccountPasswordInputSettings, _ *algo) { x.NewPasswordHash = []byte{3} }},
		{"NEW_SETTINGS_INVALID", func(x *tl.AccountPasswordInputSettings, _ *algo) { x.Hint = tl.Some(strings.Repeat("x", 300)) }},
		{"NEW_SETTINGS_INVALID", func(x *tl.AccountPasswordInputSettings, _ *algo) { *x = tl.AccountPasswordInputSettings{} }},
		{"EMAIL_INVALID", func(x *tl.AccountPasswordInputSettings, _ *algo) { x.Email = tl.Some("nobody") }},
	} {
		x := settings(t, state(alice.Device), "word")
		c.change(&x, x.NewAlgo.(*algo))
		alice.WantError(c.err, &tl.AccountUpdatePasswordSettings{Password: &tl.InputCheckPasswordEmpty{}, NewSettings: x})
	}
	if state(alice.Device).HasPassword {
		t.Error("a bad password was taken")
	}
}

// TestChecklist14Exchanges has a hostile client use exchanges twice, late, and those of others.
func TestChecklist14Exchanges(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		setPassword(t, alice.Device, "word")
		setPassword(t, bob.Device, "word")
		ask := func(p *tl.InputCheckPasswordSRP) *tl.AccountGetPasswordSettings {
			return &tl.AccountGetPasswordSettings{Password: p}
		}
		p := know(t, alice.Device, "word")
		alice.Call(ask(p))
		alice.WantError("SRP_ID_INVALID", ask(p)) // twice
		p = know(t, alice.Device, "word")
		bad := *p
		bad.A = make([]byte, 256)
		alice.WantError("PASSWORD_HASH_INVALID", ask(&bad)) // A = 0
		alice.WantError("SRP_ID_INVALID", ask(p))           // used up by the wrong one
		p = know(t, alice.Device, "word")
		s.Clock.Advance(11 * time.Minute)
		alice.WantError("SRP_ID_INVALID", ask(p)) // late
		p = know(t, bob.Device, "word")
		alice.WantError("SRP_ID_INVALID", ask(p)) // another person's
		second := waiting(t, s, alice)
		second.WantError("SRP_ID_INVALID", &tl.AuthCheckPassword{Password: know(t, alice.Device, "word")}) // another device's
		p = know(t, second, "word")
		for range 9 {
			state(second)
		}
		second.WantError("SRP_ID_INVALID", &tl.AuthCheckPassword{Password: p}) // too many under way
		p = know(t, second, "word")
		st := state(alice.Device)
		alice.Call(&tl.AccountUpdatePasswordSettings{Password: proof(t, st, "word"), NewSettings: settings(t, st, "other")})
		second.WantError("SRP_ID_INVALID", &tl.AuthCheckPassword{Password: p}) // about a password that was changed
		right := &tl.AuthCheckPassword{Password: know(t, second, "other")}
		second.Call(right)
		// A replay by the device itself says nothing that it does not know; another proof with the same number does not.
		second.Call(right)
		forged := *right.Password.(*tl.InputCheckPasswordSRP)
		forged.M1 = random(32)
		second.WantError("SRP_ID_INVALID", &tl.AuthCheckPassword{Password: &forged})
		second.WantError("SRP_ID_INVALID", ask(right.Password.(*tl.InputCheckPasswordSRP)))
	})
}

// TestChecklist14TriesAreLimited has a hostile client guess.
func TestChecklist14TriesAreLimited(t *testing.T) {
	s, term := strict(t)
	d := join(t, s, term, phoneOf(1), "Ann")
	setPassword(t, d, "word")
	flooded := 0
	for range 8 {
		s.Clock.Advance(40 * time.Second) // the limit by account is another
		_, err := d.Try(&tl.AccountGetPasswordSettings{Password: know(t, d, "guess")})
		if e, ok := err.(*mtclient.RPCError); ok && strings.HasPrefix(e.Message, "FLOOD_WAIT_") {
			flooded++
		} else if !ok || e.Message != "PASSWORD_HASH_INVALID" {
			t.Fatalf("error %v", err)
		}
	}
	if flooded < 2 {
		t.Error("guessing goes on")
	}
	s.Restart()
	d.Reconnect()
	if _, err := d.Try(&tl.AccountGetPasswordSettings{Password: know(t, d, "word")}); err == nil {
		t.Error("a restart forgives")
	}
	s.Clock.Advance(time.Hour)
	d.Reconnect()
	d.Call(&tl.AccountGetPasswordSettings{Password: know(t, d, "word")})
}

func TestRecoveryByMail(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice := s.User("alice")
		st := state(alice.Device)
		x := settings(t, st, "word")
		x.Email = tl.Some("alice@example.org")
		alice.WantError("EMAIL_UNCONFIRMED_6", &tl.AccountUpdatePasswordSettings{Password: &tl.InputCheckPasswordEmpty{}, NewSettings: x})
		if st := state(alice.Device); st.HasPassword || st.EmailUnconfirmedPattern.V != "a***e@example.org" {
			t.Errorf("before the mail was confirmed: %+v", st)
		}
		alice.Call(&tl.AccountResendPasswordEmail{})
		alice.WantError("CODE_INVALID", &tl.AccountConfirmPasswordEmail{Code: "000000"})
		alice.Call(&tl.AccountConfirmPasswordEmail{Code: "123456"})
		if st := state(alice.Device); !st.HasPassword || !st.HasRecovery || st.EmailUnconfirmedPattern.OK {
			t.Errorf("after the mail was confirmed: %+v", st)
		}
		got := alice.Call(&tl.AccountGetPasswordSettings{Password: know(t, alice.Device, "word")}).(*tl.AccountPasswordSettings)
		if got.Email.V != "alice@example.org" {
			t.Errorf("settings %+v", got)
		}
		// Another address, and it is called off.
		alice.WantError("EMAIL_UNCONFIRMED_6", &tl.AccountUpdatePasswordSettings{
			Password: know(t, alice.Device, "word"), NewSettings: tl.AccountPasswordInputSettings{Email: tl.Some("b@example.org")},
		})
		alice.Call(&tl.AccountCancelPasswordEmail{})
		alice.WantError("EMAIL_HASH_EXPIRED", &tl.AccountConfirmPasswordEmail{Code: "123456"})

		d := waiting(t, s, alice)
		d.WantError("PASSWORD_RECOVERY_EXPIRED", &tl.AuthCheckRecoveryPassword{Code: "123456"})
		if v := d.Call(&tl.AuthRequestPasswordRecovery{}).(*tl.AuthPasswordRecovery); v.EmailPattern != "a***e@example.org" {
			t.Errorf("recovery %+v", v)
		}
		d.WantError("CODE_EMPTY", &tl.AuthRecoverPassword{})
		d.WantError("CODE_INVALID", &tl.AuthRecoverPassword{Code: "654321"})
		d.Call(&tl.AuthCheckRecoveryPassword{Code: "123456"})
		next := settings(t, state(d), "new word")
		if u := user(t, d.Call(&tl.AuthRecoverPassword{Code: "123456", NewSettings: &next})); u.ID != alice.ID {
			t.Errorf("signed in as %d", u.ID)
		}
		d.CatchUp()
		d.Call(&tl.AccountGetPasswordSettings{Password: know(t, d, "new word")})
		d.WantError("PASSWORD_RECOVERY_EXPIRED", &tl.AuthCheckRecoveryPassword{Code: "123456"})

		third := waiting(t, s, alice)
		third.Call(&tl.AuthRequestPasswordRecovery{})
		for range 5 {
			third.WantError("CODE_INVALID", &tl.AuthRecoverPassword{Code: "654321"})
		}
		third.WantError("PASSWORD_RECOVERY_EXPIRED", &tl.AuthRecoverPassword{Code: "123456"})
		third.Call(&tl.AuthRequestPasswordRecovery{})
		third.Call(&tl.AuthRecoverPassword{Code: "123456"})
		if state(d).HasPassword {
			t.Error("recovery without a new password left the old one")
		}
	})
}

func TestMailNeedsAServer(t *testing.T) {
	s, term := strict(t)
	d := join(t, s, term, phoneOf(1), "Ann")
	x := settings(t, state(d), "word")
	x.Email = tl.Some("ann@example.org")
	d.WantError("EMAIL_NOT_ALLOWED", &tl.AccountUpdatePasswordSettings{Password: &tl.InputCheckPasswordEmpty{}, NewSettings: x})
	setPassword(t, d, "word")
	d.WantError("PASSWORD_RECOVERY_NA", &tl.AuthRequestPasswordRecovery{})
}

func TestResetAfterAWeek(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice := s.User("alice")
		alice.WantError("PASSWORD_EMPTY", &tl.AccountResetPassword{})
		setPassword(t, alice.Device, "word")
		alice.WantError("RESET_REQUEST_MISSING", &tl.AccountDeclinePasswordReset{})
		if _, ok := alice.Call(&tl.AccountResetPassword{}).(*tl.AccountResetPasswordRequestedWait); !ok {
			t.Error("the first call does not wait")
		}
		if !state(alice.Device).PendingResetDate.OK {
			t.Error("the reset is not shown")
		}
		wantSaid(t, alice.Device, "Password reset asked for.")
		alice.Call(&tl.AccountDeclinePasswordReset{})
		if _, ok := alice.Call(&tl.AccountResetPassword{}).(*tl.AccountResetPasswordFailedWait); !ok {
			t.Error("right after calling it off it can be asked for again")
		}
		s.Clock.Advance(25 * time.Hour)
		alice.Reconnect()
		alice.Call(&tl.AccountResetPassword{})
		s.Clock.Advance(6 * 24 * time.Hour)
		alice.Reconnect()
		if _, ok := alice.Call(&tl.AccountResetPassword{}).(*tl.AccountResetPasswordRequestedWait); !ok {
			t.Error("a day early")
		}
		s.Clock.Advance(25 * time.Hour)
		alice.Reconnect()
		if _, ok := alice.Call(&tl.AccountResetPassword{}).(*tl.AccountResetPasswordOk); !ok || state(alice.Device).HasPassword {
			t.Error("the password is still there after a week")
		}
	})
}

func TestDeletionWithoutThePasswordWaits(t *testing.T) {
	s := servertest.New(t)
	alice := s.User("alice")
	setPassword(t, alice.Device, "word")
	thief := waiting(t, s, alice)
	thief.WantError("2FA_CONFIRM_WAIT_604800", &tl.AccountDeleteAccount{Reason: "stolen"})
	s.Clock.Advance(time.Hour)
	thief.WantError("2FA_CONFIRM_WAIT_601200", &tl.AccountDeleteAccount{Reason: "stolen"})
	wantSaid(t, alice.Device, "Account deletion.")
	var hash string
	for _, text := range said(alice.Device) {
		if _, after, ok := strings.Cut(text, "&hash="); ok {
			hash = after
		}
	}
	alice.WantError("HASH_INVALID", &tl.AccountSendConfirmPhoneCode{Hash: "x"})
	sent := alice.Call(&tl.AccountSendConfirmPhoneCode{Hash: hash}).(*tl.AuthSentCode)
	alice.WantError("PHONE_CODE_INVALID", &tl.AccountConfirmPhone{PhoneCodeHash: sent.PhoneCodeHash, PhoneCode: "00000"})
	alice.Call(&tl.AccountConfirmPhone{PhoneCodeHash: sent.PhoneCodeHash, PhoneCode: "12345"})
	thief.WantError("2FA_CONFIRM_WAIT_604800", &tl.AccountDeleteAccount{Reason: "again"}) // it begins anew
	thief.Call(&tl.AuthLogOut{})
	thief.WantError("AUTH_KEY_UNREGISTERED", &tl.AccountDeleteAccount{})
	alice.WantError("PASSWORD_HASH_INVALID", &tl.AccountDeleteAccount{Password: know(t, alice.Device, "no")})
	alice.Call(&tl.AccountDeleteAccount{Password: know(t, alice.Device, "word")})
	alice.WantError("AUTH_KEY_UNREGISTERED", &tl.UpdatesGetState{})
}
