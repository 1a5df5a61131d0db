package auth_test

import (
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

func export(d *servertest.Device) tl.AuthLoginTokenClass {
	return d.Call(&tl.AuthExportLoginToken{APIID: 1, APIHash: "h"}).(tl.AuthLoginTokenClass)
}

func token(t testing.TB, d *servertest.Device) []byte {
	t.Helper()
	x, ok := export(d).(*tl.AuthLoginToken)
	if !ok {
		t.Fatal("no token")
	}
	return x.Token
}

func TestQR(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice := s.User("alice")
		d := s.Dial(servertest.Layer(160))
		old := token(t, d)
		s.Clock.Advance(20 * time.Second)
		fresh := token(t, d)
		d.WantError("AUTH_KEY_UNREGISTERED", &tl.AuthAcceptLoginToken{Token: fresh})
		alice.WantError("AUTH_TOKEN_INVALID", &tl.AuthAcceptLoginToken{Token: []byte("nothing")})
		s.Clock.Advance(11 * time.Second)
		alice.WantError("AUTH_TOKEN_EXPIRED", &tl.AuthAcceptLoginToken{Token: old})
		d.WantError("AUTH_TOKEN_EXPIRED", &tl.AuthImportLoginToken{Token: old})
		s.Dial().WantError("AUTH_TOKEN_INVALID", &tl.AuthImportLoginToken{Token: fresh})
		a := alice.Call(&tl.AuthAcceptLoginToken{Token: fresh}).(*tl.Authorization)
		if a.DeviceModel != "servertest" || a.Hash == 0 {
			t.Errorf("accepted %+v", a)
		}
		alice.WantError("AUTH_TOKEN_ALREADY_ACCEPTED", &tl.AuthAcceptLoginToken{Token: fresh})
		d.WantOther("updateLoginToken", func(u tl.UpdateClass) bool { _, ok := u.(*tl.UpdateLoginToken); return ok })
		for range 2 { // the second as if the answer were lost
			x, ok := export(d).(*tl.AuthLoginTokenSuccess)
			if !ok || user(t, x.Authorization).ID != alice.ID {
				t.Fatal("the device is not signed in")
			}
		}
		d.CatchUp()
		found := false
		for _, have := range devices(alice.Device) {
			found = found || have.Hash == a.Hash
		}
		if !found {
			t.Error("the device has another hash than the one that was told")
		}
		alice.WantOther("the new device", func(u tl.UpdateClass) bool { _, ok := u.(*tl.UpdateNewAuthorization); return ok })
	})
}

func TestQRImport(t *testing.T) {
	s := servertest.New(t)
	alice := s.User("alice")
	d := s.Dial()
	x := token(t, d)
	if y, ok := d.Call(&tl.AuthImportLoginToken{Token: x}).(*tl.AuthLoginToken); !ok || string(y.Token) != string(x) {
		t.Error("a token that waits is another")
	}
	alice.Call(&tl.AuthAcceptLoginToken{Token: x})
	if _, ok := d.Call(&tl.AuthImportLoginToken{Token: x}).(*tl.AuthLoginTokenSuccess); !ok {
		t.Error("the device is not signed in")
	}
	d.CatchUp()
}

func TestQRWithPassword(t *testing.T) {
	s := servertest.New(t)
	alice := s.User("alice")
	setPassword(t, alice.Device, "word")
	d := s.Dial()
	alice.Call(&tl.AuthAcceptLoginToken{Token: token(t, d)})
	d.WantError("SESSION_PASSWORD_NEEDED", &tl.AuthExportLoginToken{})
	d.WantError("AUTH_KEY_UNREGISTERED", &tl.UpdatesGetState{})
	d.Call(&tl.AuthCheckPassword{Password: know(t, d, "word")})
	d.CatchUp()
}
