package e2e

import (
	"testing"

	"github.com/gotd/td/tg"
)

// A person takes another number, and is found by it alone.
func TestMethodsChangePhone(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	api, phone := alice.api(), newPhone()
	send := func(want, phone string) string {
		t.Helper()
		sent := ask(alice, want, api.AccountSendChangePhoneCode, &tg.AccountSendChangePhoneCodeRequest{PhoneNumber: phone})
		if code, ok := sent.(*tg.AuthSentCode); ok {
			return code.PhoneCodeHash
		}
		return ""
	}
	send("400 PHONE_NUMBER_OCCUPIED", bob.phone)
	send("400 PHONE_NUMBER_INVALID", "+1")
	hash := send("", phone)
	for _, c := range []struct{ hash, code, want string }{
		{hash, "", "400 PHONE_CODE_EMPTY"}, {hash, "54321", "400 PHONE_CODE_INVALID"},
		{"nonsense", devCode, "400 PHONE_CODE_EXPIRED"}, {hash, devCode, ""},
	} {
		ask(alice, c.want, api.AccountChangePhone, &tg.AccountChangePhoneRequest{PhoneNumber: phone, PhoneCodeHash: c.hash, PhoneCode: c.code})
	}
	ask(bob, "400 PHONE_NOT_OCCUPIED", bob.api().ContactsResolvePhone, alice.phone)
	if got := ask(bob, "", bob.api().ContactsResolvePhone, phone); peerID(got.Peer) != alice.ID {
		t.Errorf("Alice's new number resolves to %v", got.Peer)
	}
	alice.phone = phone
	alice.Again(Mtcute, Options{})
}
