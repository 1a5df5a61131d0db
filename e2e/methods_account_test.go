package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/gotd/td/telegram/auth"
	"github.com/gotd/td/tg"
)

// Codes: asked for, asked for again, called off, and refused in the words that clients know.
func TestMethodsCodes(t *testing.T) {
	s := NewServer(t)
	p := s.Device("Newcomer", Gotd, Options{})
	api, phone := p.api(), newPhone()
	send := func(want, phone string) string {
		t.Helper()
		sent := ask(p, want, api.AuthSendCode, &tg.AuthSendCodeRequest{PhoneNumber: phone, APIID: apiID, APIHash: apiHash})
		if code, ok := sent.(*tg.AuthSentCode); ok {
			return code.PhoneCodeHash
		}
		return ""
	}
	signIn := func(want, code, hash string) {
		t.Helper()
		req := &tg.AuthSignInRequest{PhoneNumber: phone, PhoneCodeHash: hash}
		if code != "" {
			req.SetPhoneCode(code)
		}
		ask(p, want, api.AuthSignIn, req)
	}
	send("400 PHONE_NUMBER_INVALID", "+1")
	hash := send("", phone)
	signIn("400 PHONE_CODE_EMPTY", "", hash)
	signIn("400 PHONE_CODE_INVALID", "54321", hash)
	again := ask(p, "", api.AuthResendCode, &tg.AuthResendCodeRequest{PhoneNumber: phone, PhoneCodeHash: hash})
	if code, ok := again.(*tg.AuthSentCode); !ok {
		t.Errorf("auth.resendCode answers %v", again)
	} else {
		hash = code.PhoneCodeHash
	}
	ask(p, "400 PHONE_CODE_EXPIRED", api.AuthResendCode, &tg.AuthResendCodeRequest{PhoneNumber: phone, PhoneCodeHash: "nonsense"})
	ask(p, "", api.AuthCancelCode, &tg.AuthCancelCodeRequest{PhoneNumber: phone, PhoneCodeHash: hash})
	signIn("400 PHONE_CODE_EXPIRED", devCode, hash)

	hash = send("", phone)
	signIn("", devCode, hash) // a new number: signing up is asked for
	ask(p, "400 FIRSTNAME_INVALID", api.AuthSignUp, &tg.AuthSignUpRequest{PhoneNumber: phone, PhoneCodeHash: hash})
	ask(p, "", api.AuthSignUp, &tg.AuthSignUpRequest{PhoneNumber: phone, PhoneCodeHash: hash, FirstName: "New"})
	if us := ask(p, "", api.UsersGetUsers, []tg.InputUserClass{&tg.InputUserSelf{}}); us[0].(*tg.User).FirstName != "New" {
		t.Errorf("the newcomer is %v", us)
	}
}

// Devices are listed, told of each other by the service account, and ended.
func TestMethodsDevices(t *testing.T) {
	s := NewServer(t)
	alice := s.Person("Alice", Gotd, Options{})
	other := alice.Again(Mtcute, Options{})
	alice.in.Want(t, alice.name, "message", "word from the service account", func(e Event) bool {
		return e.Peer == 777000 && strings.Contains(e.Message.Text, "e2e mtcute")
	})
	api := alice.api()
	list := ask0(alice, "", api.AccountGetAuthorizations)
	var hash int64
	for _, d := range list.Authorizations {
		if d.Current != (d.DeviceModel == "e2e gotd") || d.APIID != apiID && d.Current || d.DateCreated == 0 || d.IP == "" {
			t.Errorf("a device is listed as %v", d)
		}
		if !d.Current {
			hash = d.Hash
		}
	}
	if len(list.Authorizations) != 2 || hash == 0 {
		t.Fatalf("two devices are listed as %v", list.Authorizations)
	}
	change := &tg.AccountChangeAuthorizationSettingsRequest{Hash: hash}
	change.SetCallRequestsDisabled(true)
	ask(alice, "", api.AccountChangeAuthorizationSettings, change)
	ask(alice, "400 HASH_INVALID", api.AccountResetAuthorization, hash+1)
	ask(alice, "", api.AccountResetAuthorization, hash)
	_, err := other.Client.Call("updates.getState", nil)
	other.Refused(err, 401, "AUTH_KEY_UNREGISTERED")
	if n := len(ask0(alice, "", api.AccountGetAuthorizations).Authorizations); n != 1 {
		t.Errorf("%d devices are listed after one of two was ended", n)
	}

	third := alice.Again(GramJS, Options{})
	if !ask0(alice, "", api.AuthResetAuthorizations) {
		t.Error("auth.resetAuthorizations answers false")
	}
	_, err = third.Client.Call("updates.getState", nil)
	third.Refused(err, 401, "AUTH_KEY_UNREGISTERED")
	ask(alice, "", api.AccountSetAuthorizationTTL, 30)
	ask(alice, "400 TTL_DAYS_INVALID", api.AccountSetAuthorizationTTL, 0)
	if got := ask0(alice, "", api.AccountGetAuthorizations); got.AuthorizationTTLDays != 30 {
		t.Errorf("devices last for %d days, not 30", got.AuthorizationTTLDays)
	}
}

// A password, by gotd's own SRP: set, wanted at sign-in, proved, changed and removed.
func TestMethodsPassword(t *testing.T) {
	s := NewServer(t)
	alice := s.Person("Alice", Gotd, Options{})
	c := alice.Client.(*gotdClient)
	change := func(want, old, to string) {
		t.Helper()
		err := c.with(func(ctx context.Context) error {
			return c.client.Auth().UpdatePassword(ctx, to, auth.UpdatePasswordOptions{
				Hint: "of the tower", Password: func(context.Context) (string, error) { return old, nil },
			})
		})
		if want == "" {
			alice.must("change the password", err)
		} else {
			alice.Refused(err, 400, want)
		}
	}
	change("", "", "first")
	change("PASSWORD_HASH_INVALID", "wrong", "second")
	change("", "first", "second")
	if p := ask0(alice, "", alice.api().AccountGetPassword); !p.HasPassword || p.Hint != "of the tower" {
		t.Errorf("account.getPassword answers %v", p)
	}
	proof := func(q *Person, password string) tg.InputCheckPasswordSRPClass {
		t.Helper()
		p := ask0(q, "", q.api().AccountGetPassword)
		in, err := auth.PasswordHash([]byte(password), p.SRPID, p.SRPB, p.SecureRandom, p.CurrentAlgo)
		q.must("compute SRP", err)
		return in
	}
	ask(alice, "400 PASSWORD_HASH_INVALID", alice.api().AccountGetPasswordSettings, proof(alice, "first"))
	ask(alice, "", alice.api().AccountGetPasswordSettings, proof(alice, "second"))

	other := s.Device("Alice again", Gotd, Options{})
	api := other.api()
	sent := ask(other, "", api.AuthSendCode, &tg.AuthSendCodeRequest{PhoneNumber: alice.phone, APIID: apiID, APIHash: apiHash})
	code, ok := sent.(*tg.AuthSentCode)
	if !ok {
		t.Fatalf("auth.sendCode answers %v", sent)
	}
	in := &tg.AuthSignInRequest{PhoneNumber: alice.phone, PhoneCodeHash: code.PhoneCodeHash}
	in.SetPhoneCode(devCode)
	ask(other, "401 SESSION_PASSWORD_NEEDED", api.AuthSignIn, in)
	ask(other, "400 PASSWORD_HASH_INVALID", api.AuthCheckPassword, proof(other, "first"))
	ask(other, "400 SRP_ID_INVALID", api.AuthCheckPassword, tg.InputCheckPasswordSRPClass(&tg.InputCheckPasswordSRP{
		SRPID: 1, A: make([]byte, 256), M1: make([]byte, 32),
	}))
	ask(other, "400 PASSWORD_RECOVERY_NA", func(ctx context.Context, _ struct{}) (*tg.AuthPasswordRecovery, error) {
		return api.AuthRequestPasswordRecovery(ctx)
	}, struct{}{})
	if got, ok := ask(other, "", api.AuthCheckPassword, proof(other, "second")).(*tg.AuthAuthorization); !ok || got.User.GetID() != alice.ID {
		t.Errorf("the right password lets in %v", got)
	}

	ask(alice, "", alice.api().AccountUpdatePasswordSettings, &tg.AccountUpdatePasswordSettingsRequest{
		Password: proof(alice, "second"), NewSettings: removed(),
	})
	if p := ask0(alice, "", alice.api().AccountGetPassword); p.HasPassword {
		t.Error("a password that was removed is still asked for")
	}
	alice.Again(Mtcute, Options{})
}

// removed are settings that take a password away.
func removed() (out tg.AccountPasswordInputSettings) {
	out.SetNewAlgo(&tg.PasswordKdfAlgoUnknown{})
	out.SetNewPasswordHash(nil)
	out.SetHint("")
	return out
}

// mtcute's own SRP proves a password that gotd set.
func TestMethodsPasswordOfAnotherLibrary(t *testing.T) {
	s := NewServer(t)
	alice := s.Person("Alice", Gotd, Options{})
	c := alice.Client.(*gotdClient)
	alice.must("set a password", c.with(func(ctx context.Context) error {
		return c.client.Auth().UpdatePassword(ctx, "pärole", auth.UpdatePasswordOptions{})
	}))
	for _, lib := range []Library{Mtcute, GramJS} {
		p := s.Device("Alice", lib, Options{})
		_, err := p.Client.SignIn(alice.phone)
		p.Refused(err, 401, "SESSION_PASSWORD_NEEDED")
		_, err = p.Client.(*nodeClient).Password("guess")
		p.Refused(err, 400, "PASSWORD_HASH_INVALID")
		id, err := p.Client.(*nodeClient).Password("pärole")
		p.must("prove the password", err)
		if id != alice.ID {
			t.Errorf("%s is %d, not %d", p.name, id, alice.ID)
		}
	}
}

// Password proves a password after sign-in asked for one.
func (c *nodeClient) Password(password string) (id int64, err error) {
	var out nodeID
	err = c.do("password", map[string]any{"password": password}, &out)
	return out.ID, err
}

// A device signs in by the QR code that it shows.
func TestMethodsQR(t *testing.T) {
	s := NewServer(t)
	alice, screen := s.Person("Alice", Gotd, Options{}), s.Device("Screen", Gotd, Options{})
	export := func() tg.AuthLoginTokenClass {
		t.Helper()
		return ask(screen, "", screen.api().AuthExportLoginToken, &tg.AuthExportLoginTokenRequest{APIID: apiID, APIHash: apiHash})
	}
	shown, ok := export().(*tg.AuthLoginToken)
	if !ok {
		t.Fatal("there is no token to show")
	}
	ask(alice, "400 AUTH_TOKEN_INVALID", alice.api().AuthAcceptLoginToken, []byte("nonsense"))
	ask(screen, "400 AUTH_TOKEN_INVALID", screen.api().AuthImportLoginToken, []byte("nonsense"))
	if got, ok := ask(screen, "", screen.api().AuthImportLoginToken, shown.Token).(*tg.AuthLoginToken); !ok {
		t.Errorf("a token that nobody accepted becomes %v", got)
	}
	device := ask(alice, "", alice.api().AuthAcceptLoginToken, shown.Token)
	if device.DeviceModel != "e2e gotd" || device.Current {
		t.Errorf("the device that is let in is %v", device)
	}
	ask(alice, "400 AUTH_TOKEN_ALREADY_ACCEPTED", alice.api().AuthAcceptLoginToken, shown.Token)
	in, ok := export().(*tg.AuthLoginTokenSuccess)
	if !ok || in.Authorization.(*tg.AuthAuthorization).User.GetID() != alice.ID {
		t.Fatalf("the device that was let in is answered %v", in)
	}
	if n := len(ask0(alice, "", alice.api().AccountGetAuthorizations).Authorizations); n != 2 {
		t.Errorf("%d devices after a QR code was accepted", n)
	}
}

// The account itself: how long it lives, where notifications go, terms of service, and its end.
func TestMethodsAccount(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	api := alice.api()
	for _, c := range []struct {
		days int
		want string
	}{{0, "400 TTL_DAYS_INVALID"}, {100000, "400 TTL_DAYS_INVALID"}, {90, ""}} {
		ask(alice, c.want, api.AccountSetAccountTTL, tg.AccountDaysTTL{Days: c.days})
	}
	if ttl := ask0(alice, "", api.AccountGetAccountTTL); ttl.Days != 90 {
		t.Errorf("the account lives for %d days, not 90", ttl.Days)
	}
	for _, c := range []struct {
		kind        int
		token, want string
	}{{99, "x", "400 TOKEN_TYPE_INVALID"}, {2, "", "400 TOKEN_EMPTY"}, {2, strings.Repeat("x", 5000), "400 TOKEN_INVALID"}, {2, "fcm", ""}} {
		ask(alice, c.want, api.AccountRegisterDevice, &tg.AccountRegisterDeviceRequest{TokenType: c.kind, Token: c.token, OtherUIDs: []int64{}})
	}
	ask(alice, "", api.AccountUnregisterDevice, &tg.AccountUnregisterDeviceRequest{TokenType: 2, Token: "fcm", OtherUIDs: []int64{}})
	tos := ask0(alice, "", api.HelpGetTermsOfServiceUpdate)
	if _, ok := tos.(*tg.HelpTermsOfServiceUpdateEmpty); !ok {
		t.Errorf("an operator without terms of service has %v", tos)
	}
	ask(alice, "", api.HelpAcceptTermsOfService, tg.DataJSON{Data: "1"})

	alice.Says(bob, "good bye")
	bob.WantMessage(alice, "good bye")
	ask(alice, "400 REASON_INVALID", api.AccountDeleteAccount, &tg.AccountDeleteAccountRequest{Reason: strings.Repeat("x", 10000)})
	ask(alice, "", api.AccountDeleteAccount, &tg.AccountDeleteAccountRequest{Reason: "leaving"})
	us := ask(bob, "", bob.api().UsersGetUsers, []tg.InputUserClass{bob.user(alice)})
	if u := person(us, alice.ID); !u.Deleted || u.Phone != "" || u.FirstName != "" {
		t.Errorf("Bob sees who deleted their account as %v", us)
	}
	wantTexts(bob, alice, "good bye")
	_, err := bob.Client.Send(alice.ID, "still there?", 0)
	bob.Refused(err, 400, "INPUT_USER_DEACTIVATED")
	ask(bob, "400 PHONE_NOT_OCCUPIED", bob.api().ContactsResolvePhone, alice.phone)
	again := s.Device("Alice again", Mtcute, Options{})
	id, err := again.Client.SignUp(alice.phone, "Somebody", "Else")
	again.must("sign up with a number that is free again", err)
	if id == alice.ID {
		t.Error("a number that is free again gets the old account")
	}
}

// Methods that want nothing set up answer, or refuse as documented, through a library that names them by string.
func TestMethodsByName(t *testing.T) {
	s := NewServer(t)
	for _, lib := range []Library{Mtcute, GramJS} {
		t.Run(lib.Name, func(t *testing.T) {
			p := s.On(t).Person("Caller", lib, Options{})
			for _, c := range []struct {
				method string
				args   map[string]any
				want   string
			}{
				{"account.getAuthorizations", nil, ""},
				{"account.getPassword", nil, ""},
				{"account.getAccountTTL", nil, ""},
				{"account.getGlobalPrivacySettings", nil, ""},
				{"account.getWebAuthorizations", nil, ""},
				{"account.checkUsername", map[string]any{"username": "ab"}, "400 USERNAME_INVALID"},
				{"account.declinePasswordReset", nil, "400 PASSWORD_EMPTY"},
				{"contacts.getStatuses", nil, ""},
				{"contacts.getSaved", nil, ""},
				{"messages.getDialogFilters", nil, ""},
				{"messages.getSuggestedDialogFilters", nil, ""},
				{"messages.getPinnedSavedDialogs", nil, ""},
				{"messages.getAllDrafts", nil, ""},
				{"messages.clearAllDrafts", nil, ""},
				{"messages.getPinnedDialogs", map[string]any{"folderId": 0}, ""},
				{"messages.receivedMessages", map[string]any{"maxId": 0}, ""},
				{"help.getConfig", nil, ""},
				{"help.getNearestDc", nil, ""},
				{"help.getTermsOfServiceUpdate", nil, ""},
				{"langpack.getLanguages", map[string]any{"langPack": ""}, ""},
				{"users.getUsers", map[string]any{"id": []any{map[string]any{"_": "inputUserSelf"}}}, ""},
			} {
				_, err := p.Client.Call(c.method, c.args)
				if got := fmt.Sprint(err); err == nil && c.want != "" || err != nil && got != c.want {
					t.Errorf("%s: %s wants %q, got %v", p.name, c.method, c.want, err)
				}
			}
		})
	}
}
