package auth_test

import (
	"slices"
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

func TestDevices(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice := s.User("alice")
		if ds := devices(alice.Device); len(ds) != 1 || !ds[0].Current || ds[0].Hash != 0 || ds[0].Unconfirmed || ds[0].IP != "127.0.0.1" {
			t.Errorf("one device: %+v", ds)
		}
		phone, tablet := alice.NewDevice(), alice.NewDevice()
		ds := devices(alice.Device)
		if len(ds) != 3 {
			t.Fatalf("%d devices, want 3", len(ds))
		}
		i := slices.IndexFunc(ds, func(a tl.Authorization) bool { return a.Unconfirmed })
		if i < 0 || ds[i].DeviceModel != "servertest" {
			t.Fatalf("no new device in %+v", ds)
		}
		hash := ds[i].Hash
		alice.WantError("HASH_INVALID", &tl.AccountChangeAuthorizationSettings{Hash: 12345, Confirmed: true})
		alice.Call(&tl.AccountChangeAuthorizationSettings{
			Hash: hash, Confirmed: true, EncryptedRequestsDisabled: tl.Some(true), CallRequestsDisabled: tl.Some(true),
		})
		for _, d := range devices(alice.Device) {
			if d.Hash == hash && (d.Unconfirmed || !d.EncryptedRequestsDisabled || !d.CallRequestsDisabled) {
				t.Errorf("settings not kept: %+v", d)
			}
		}
		for _, d := range []*servertest.Device{phone, tablet} {
			d.WantOther("the confirmation", func(u tl.UpdateClass) bool {
				x, ok := u.(*tl.UpdateNewAuthorization)
				return ok && !x.Unconfirmed && x.Hash == hash
			})
		}
		alice.WantError("HASH_INVALID", &tl.AccountResetAuthorization{Hash: 0})
		alice.WantError("HASH_INVALID", &tl.AccountResetAuthorization{Hash: 1})
		alice.Call(&tl.AccountResetAuthorization{Hash: hash})
		if n := len(devices(alice.Device)); n != 2 {
			t.Errorf("%d devices after one was ended", n)
		}
		alice.Call(&tl.AuthResetAuthorizations{})
		if n := len(devices(alice.Device)); n != 1 {
			t.Errorf("%d devices after the others were ended", n)
		}
		phone.WantError("AUTH_KEY_UNREGISTERED", &tl.UpdatesGetState{})
		tablet.WantError("AUTH_KEY_UNREGISTERED", &tl.UpdatesGetState{})
		alice.WantError("TTL_DAYS_INVALID", &tl.AccountSetAuthorizationTTL{AuthorizationTTLDays: 0})
		alice.WantError("TTL_DAYS_INVALID", &tl.AccountSetAuthorizationTTL{AuthorizationTTLDays: 4000})
		alice.Call(&tl.AccountSetAuthorizationTTL{AuthorizationTTLDays: 30})
		if v := alice.Call(&tl.AccountGetAuthorizations{}).(*tl.AccountAuthorizations); v.AuthorizationTTLDays != 30 {
			t.Errorf("%d days", v.AuthorizationTTLDays)
		}
	})
}

func TestOtherDataCentres(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		second := alice.NewDevice()
		alice.WantError("DC_ID_INVALID", &tl.AuthExportAuthorization{DCID: 6})
		export := func() *tl.AuthExportedAuthorization {
			return alice.Call(&tl.AuthExportAuthorization{DCID: 4}).(*tl.AuthExportedAuthorization)
		}
		e := export()
		media := s.Dial()
		media.WantError("AUTH_BYTES_INVALID", &tl.AuthImportAuthorization{ID: bob.ID, Bytes: e.Bytes})
		media.WantError("AUTH_BYTES_INVALID", &tl.AuthImportAuthorization{ID: e.ID, Bytes: e.Bytes[1:]})
		if me := user(t, media.Call(&tl.AuthImportAuthorization{ID: e.ID, Bytes: e.Bytes})); me.ID != alice.ID {
			t.Errorf("imported %d", me.ID)
		}
		media.CatchUp()
		s.Dial().WantError("AUTH_BYTES_INVALID", &tl.AuthImportAuthorization{ID: e.ID, Bytes: e.Bytes}) // used
		e = export()
		s.Clock.Advance(6 * time.Minute)
		s.Dial().WantError("AUTH_BYTES_INVALID", &tl.AuthImportAuthorization{ID: e.ID, Bytes: e.Bytes})
		for _, d := range []*servertest.Device{alice.Device, media} {
			ds := devices(d)
			if len(ds) != 2 {
				t.Errorf("%d devices, want 2", len(ds))
			}
		}
		// The further key ends with the device that it belongs to.
		alice.Call(&tl.AuthLogOut{})
		media.WantError("AUTH_KEY_UNREGISTERED", &tl.UpdatesGetState{})
		second.CatchUp()
		alice.WantError("AUTH_KEY_UNREGISTERED", &tl.AuthLogOut{})
	})
}

func TestDropTempAuthKeys(t *testing.T) {
	s := servertest.New(t)
	alice := s.User("alice", servertest.PFS())
	if v := alice.Call(&tl.AuthDropTempAuthKeys{}); v != true {
		t.Errorf("answered %v", v)
	}
	alice.Call(&tl.UpdatesGetState{})
}

func TestPushTokens(t *testing.T) {
	s := servertest.New(t)
	alice := s.User("alice")
	alice.WantError("TOKEN_TYPE_INVALID", &tl.AccountRegisterDevice{TokenType: 0, Token: "a"})
	alice.WantError("TOKEN_EMPTY", &tl.AccountRegisterDevice{TokenType: 2})
	alice.WantError("TOKEN_INVALID", &tl.AccountRegisterDevice{TokenType: 2, Token: string(make([]byte, 5000))})
	alice.Call(&tl.AccountRegisterDevice{TokenType: 2, Token: "abc"})
	alice.Call(&tl.AccountRegisterDevice{TokenType: 2, Token: "abcd", Secret: []byte{1}, OtherUIDs: []int64{5}})
	alice.Call(&tl.AccountUnregisterDevice{TokenType: 2, Token: "abcd"})
}

func TestAccountOfAnotherNumber(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		second := alice.NewDevice()
		alice.WantError("PHONE_NUMBER_OCCUPIED", &tl.AccountSendChangePhoneCode{PhoneNumber: bob.Phone})
		sent := alice.Call(&tl.AccountSendChangePhoneCode{PhoneNumber: phoneOf(9)}).(*tl.AuthSentCode)
		change := &tl.AccountChangePhone{PhoneNumber: phoneOf(9), PhoneCodeHash: sent.PhoneCodeHash, PhoneCode: "12345"}
		bob.WantError("PHONE_CODE_EXPIRED", change) // somebody else's
		alice.WantError("PHONE_CODE_EXPIRED", signIn(phoneOf(9), sent.PhoneCodeHash, "12345"))
		alice.WantError("PHONE_CODE_INVALID", &tl.AccountChangePhone{PhoneNumber: phoneOf(9), PhoneCodeHash: sent.PhoneCodeHash, PhoneCode: "11111"})
		for range 2 { // the second as if the answer were lost
			if u := alice.Call(change).(*tl.User); u.Phone.V != phoneOf(9) {
				t.Errorf("the number is %s", u.Phone.V)
			}
		}
		second.WantOther("the number", func(u tl.UpdateClass) bool {
			x, ok := u.(*tl.UpdateUserPhone)
			return ok && x.Phone == phoneOf(9)
		})
		wantSaid(t, second, "Phone number changed.")
		// The old number is free for somebody else.
		d := s.Dial()
		sent = send(d, t, alice.Phone)
		if _, ok := d.Call(signIn(alice.Phone, sent.PhoneCodeHash, "12345")).(*tl.AuthAuthorizationSignUpRequired); !ok {
			t.Error("the old number still belongs to an account")
		}
	})
}

func TestDeleteAccount(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		second := alice.NewDevice()
		alice.Send(bob, "before")
		peer := bob.Peer(alice)
		alice.WantError("TTL_DAYS_INVALID", &tl.AccountSetAccountTTL{TTL: tl.AccountDaysTTL{Days: 1}})
		alice.Call(&tl.AccountSetAccountTTL{TTL: tl.AccountDaysTTL{Days: 90}})
		if v := alice.Call(&tl.AccountGetAccountTTL{}).(*tl.AccountDaysTTL); v.Days != 90 {
			t.Errorf("%d days", v.Days)
		}
		alice.Call(&tl.AccountDeleteAccount{Reason: "enough"})
		alice.WantError("AUTH_KEY_UNREGISTERED", &tl.UpdatesGetState{})
		second.WantError("AUTH_KEY_UNREGISTERED", &tl.UpdatesGetState{})
		if ms := servertest.Messages(bob.Call(&tl.MessagesGetHistory{Peer: peer, Limit: 10})); len(ms) != 1 {
			t.Errorf("bob has %d messages of the deleted account, want his copy", len(ms))
		}
		d := s.Dial()
		sent := send(d, t, alice.Phone)
		if _, ok := d.Call(signIn(alice.Phone, sent.PhoneCodeHash, "12345")).(*tl.AuthAuthorizationSignUpRequired); !ok {
			t.Error("the number still belongs to the account")
		}
		me := user(t, d.Call(&tl.AuthSignUp{PhoneNumber: alice.Phone, PhoneCodeHash: sent.PhoneCodeHash, FirstName: "new"}))
		if me.ID == alice.ID {
			t.Error("the deleted account came back")
		}
	})
}
