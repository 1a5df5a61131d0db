package e2e

import (
	"context"
	"regexp"
	"testing"

	"github.com/gotd/td/telegram/auth"
	"github.com/gotd/td/tg"
)

// devMailCode is every code by mail of a server in dev mode.
const devMailCode = "123456"

// A password is recovered by a mail, and before that the address is proved to be its owner's.
func TestMethodsRecovery(t *testing.T) {
	s := NewServer(t)
	alice := s.Person("Alice", Gotd, Options{})
	api, c := alice.api(), alice.Client.(*gotdClient)
	withMail := func(want string) {
		t.Helper()
		p := ask0(alice, "", api.AccountGetPassword)
		algo, ok := p.NewAlgo.(*tg.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow)
		if !ok {
			t.Fatalf("new passwords are kept by %v", p.NewAlgo)
		}
		hash, err := auth.NewPasswordHash([]byte("first"), algo)
		alice.must("compute SRP", err)
		in := tg.AccountPasswordInputSettings{}
		in.SetNewAlgo(algo)
		in.SetNewPasswordHash(hash)
		in.SetHint("")
		in.SetEmail("alice@example.org")
		ask(alice, want, api.AccountUpdatePasswordSettings, &tg.AccountUpdatePasswordSettingsRequest{
			Password: &tg.InputCheckPasswordEmpty{}, NewSettings: in,
		})
	}
	withMail("400 EMAIL_UNCONFIRMED_6")
	ask0(alice, "", api.AccountResendPasswordEmail)
	ask(alice, "400 CODE_INVALID", api.AccountConfirmPasswordEmail, "654321")
	ask0(alice, "", api.AccountCancelPasswordEmail)
	ask(alice, "400 EMAIL_HASH_EXPIRED", api.AccountConfirmPasswordEmail, devMailCode)
	withMail("400 EMAIL_UNCONFIRMED_6")
	ask(alice, "", api.AccountConfirmPasswordEmail, devMailCode)
	if p := ask0(alice, "", api.AccountGetPassword); !p.HasPassword || !p.HasRecovery {
		t.Errorf("account.getPassword answers %v", p)
	}

	again := s.Device("Alice again", Gotd, Options{})
	_, err := again.Client.SignIn(alice.phone)
	if err == nil {
		t.Fatal("nobody asked for the password")
	}
	if got := ask0(again, "", again.api().AuthRequestPasswordRecovery); got.EmailPattern != "a***e@example.org" {
		t.Errorf("the mail goes to %q", got.EmailPattern)
	}
	ask(again, "400 CODE_INVALID", again.api().AuthCheckRecoveryPassword, "654321")
	ask(again, "", again.api().AuthCheckRecoveryPassword, devMailCode)
	in := ask(again, "", again.api().AuthRecoverPassword, &tg.AuthRecoverPasswordRequest{Code: devMailCode})
	if in, ok := in.(*tg.AuthAuthorization); !ok || in.User.GetID() != alice.ID {
		t.Errorf("who recovered the password is answered %v", in)
	}
	if p := ask0(alice, "", api.AccountGetPassword); p.HasPassword {
		t.Error("a password that was recovered without a new one is still asked for")
	}

	// Without a recovery address it goes after a wait.
	alice.must("set a password", c.with(func(ctx context.Context) error {
		return c.client.Auth().UpdatePassword(ctx, "second", auth.UpdatePasswordOptions{})
	}))
	if got, ok := ask0(alice, "", api.AccountResetPassword).(*tg.AccountResetPasswordRequestedWait); !ok || got.UntilDate == 0 {
		t.Errorf("account.resetPassword answers %v", got)
	}
	ask0(alice, "", api.AccountDeclinePasswordReset)
	ask0(alice, "400 RESET_REQUEST_MISSING", api.AccountDeclinePasswordReset)
}

// Whoever has somebody's number and not their password can have the account deleted in a week, and its owner can stop that.
func TestMethodsConfirmPhone(t *testing.T) {
	s := NewServer(t)
	alice := s.Person("Alice", Gotd, Options{})
	api, c := alice.api(), alice.Client.(*gotdClient)
	alice.must("set a password", c.with(func(ctx context.Context) error {
		return c.client.Auth().UpdatePassword(ctx, "first", auth.UpdatePasswordOptions{})
	}))
	thief := s.Device("Thief", Gotd, Options{})
	if _, err := thief.Client.SignIn(alice.phone); err == nil {
		t.Fatal("nobody asked for the password")
	}
	err := thief.Client.(*gotdClient).with(func(ctx context.Context) error {
		_, err := thief.api().AccountDeleteAccount(ctx, &tg.AccountDeleteAccountRequest{Reason: "Forgot password"})
		return err
	})
	if r, ok := err.(*Refusal); !ok || r.Code != 420 || !regexp.MustCompile(`^2FA_CONFIRM_WAIT_\d+$`).MatchString(r.Text) {
		t.Fatalf("the account is deleted with %v", err)
	}
	said, _ := ask(alice, "", api.MessagesGetDialogs, &tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: 10}).AsModified()
	var hash string
	for _, x := range said.GetMessages() {
		m, ok := x.(*tg.Message)
		if !ok {
			continue
		}
		if found := regexp.MustCompile(`confirmphone\?phone=\d+&hash=(\S+)`).FindStringSubmatch(m.Message); found != nil {
			hash = found[1]
		}
	}
	ask(alice, "400 HASH_INVALID", api.AccountSendConfirmPhoneCode, &tg.AccountSendConfirmPhoneCodeRequest{Hash: "x"})
	code, ok := ask(alice, "", api.AccountSendConfirmPhoneCode, &tg.AccountSendConfirmPhoneCodeRequest{Hash: hash}).(*tg.AuthSentCode)
	if !ok {
		t.Fatal("no code was sent")
	}
	ask(alice, "400 PHONE_CODE_EMPTY", api.AccountConfirmPhone, &tg.AccountConfirmPhoneRequest{PhoneCodeHash: code.PhoneCodeHash})
	ask(alice, "", api.AccountConfirmPhone, &tg.AccountConfirmPhoneRequest{PhoneCodeHash: code.PhoneCodeHash, PhoneCode: devCode})
	ask(alice, "400 HASH_INVALID", api.AccountSendConfirmPhoneCode, &tg.AccountSendConfirmPhoneCodeRequest{Hash: hash})
}

// Keys: a device takes its sign-in to another data centre, and drops what it no longer needs.
func TestMethodsKeys(t *testing.T) {
	s := NewServer(t)
	alice, other := s.Person("Alice", Gotd, Options{}), s.Device("Alice", Gotd, Options{})
	api := alice.api()
	ask(alice, "400 DC_ID_INVALID", api.AuthExportAuthorization, 99)
	out := ask(alice, "", api.AuthExportAuthorization, 4)
	ask(other, "400 AUTH_BYTES_INVALID", other.api().AuthImportAuthorization, &tg.AuthImportAuthorizationRequest{ID: out.ID, Bytes: []byte("guess")})
	out = ask(alice, "", api.AuthExportAuthorization, 4)
	in := ask(other, "", other.api().AuthImportAuthorization, &tg.AuthImportAuthorizationRequest{ID: out.ID, Bytes: out.Bytes})
	if in, ok := in.(*tg.AuthAuthorization); !ok || in.User.GetID() != alice.ID {
		t.Errorf("the other key is answered %v", in)
	}
	if n := len(ask0(alice, "", api.AccountGetAuthorizations).Authorizations); n != 1 {
		t.Errorf("a device with two keys is %d devices", n)
	}
	ask(alice, "", api.AuthDropTempAuthKeys, []int64{})
	ask(alice, "", api.AccountUpdateDeviceLocked, 60)
	ask(alice, "", api.AccountInvalidateSignInCodes, []string{devCode})
	stranger := s.Device("Stranger", Gotd, Options{})
	phone := newPhone()
	sent := ask(stranger, "", stranger.api().AuthSendCode, &tg.AuthSendCodeRequest{PhoneNumber: phone, APIID: apiID, APIHash: apiHash})
	ask(stranger, "", stranger.api().AuthReportMissingCode, &tg.AuthReportMissingCodeRequest{
		PhoneNumber: phone, PhoneCodeHash: sent.(*tg.AuthSentCode).PhoneCodeHash, Mnc: "01",
	})
}
