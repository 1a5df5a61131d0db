package e2e

import (
	"fmt"
	"testing"

	"github.com/gotd/td/tg"
)

// Every key of privacy takes rules and gives them back, and a rule with an exception is obeyed.
func TestMethodsPrivacy(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	api := alice.api()
	ask(alice, "", api.AccountUpdateStatus, false)
	for _, key := range []tg.InputPrivacyKeyClass{
		&tg.InputPrivacyKeyStatusTimestamp{}, &tg.InputPrivacyKeyChatInvite{}, &tg.InputPrivacyKeyPhoneCall{},
		&tg.InputPrivacyKeyPhoneP2P{}, &tg.InputPrivacyKeyForwards{}, &tg.InputPrivacyKeyProfilePhoto{},
		&tg.InputPrivacyKeyPhoneNumber{}, &tg.InputPrivacyKeyAddedByPhone{}, &tg.InputPrivacyKeyVoiceMessages{},
		&tg.InputPrivacyKeyAbout{}, &tg.InputPrivacyKeyBirthday{}, &tg.InputPrivacyKeyStarGiftsAutoSave{},
		&tg.InputPrivacyKeyNoPaidMessages{}, &tg.InputPrivacyKeySavedMusic{},
	} {
		t.Run(fmt.Sprintf("%T", key), func(t *testing.T) {
			p := alice.On(t)
			ask(p, "", api.AccountGetPrivacy, key)
			ask(p, "", api.AccountSetPrivacy, &tg.AccountSetPrivacyRequest{Key: key, Rules: []tg.InputPrivacyRuleClass{
				&tg.InputPrivacyValueDisallowUsers{Users: []tg.InputUserClass{p.user(bob)}}, &tg.InputPrivacyValueAllowContacts{},
			}})
			got := ask(p, "", api.AccountGetPrivacy, key)
			var contacts, without bool
			for _, r := range got.Rules {
				switch r := r.(type) {
				case *tg.PrivacyValueAllowContacts:
					contacts = true
				case *tg.PrivacyValueDisallowUsers:
					without = len(r.Users) == 1 && r.Users[0] == bob.ID && person(got.Users, bob.ID).ID == bob.ID
				}
			}
			if !contacts || !without {
				t.Errorf("the rules came back as %v", got.Rules)
			}
		})
	}
	ask(alice, "400 PRIVACY_VALUE_INVALID", api.AccountSetPrivacy, &tg.AccountSetPrivacyRequest{
		Key: &tg.InputPrivacyKeyAbout{}, Rules: []tg.InputPrivacyRuleClass{},
	})

	// Bob is the exception of every rule now: he sees none of it, and finds nobody by Alice's number.
	req := &tg.AccountUpdateProfileRequest{}
	req.SetAbout("for contacts")
	ask(alice, "", api.AccountUpdateProfile, req)
	full := ask(bob, "", bob.api().UsersGetFullUser, bob.user(alice))
	u := person(full.Users, alice.ID)
	if full.FullUser.About != "" {
		t.Errorf("Bob may not see what Alice says about herself and sees %q", full.FullUser.About)
	}
	if _, ok := u.Status.(*tg.UserStatusRecently); !ok {
		t.Errorf("Bob may not see when Alice was here and sees %v", u.Status)
	}
}

// Who asks for contacts only is said to, to strangers.
func TestMethodsWhoMayWrite(t *testing.T) {
	s := NewServer(t)
	alice, eve := s.Person("Alice", Gotd, Options{}), s.Person("Eve", Gotd, Options{})
	eve.Meets(alice)
	settings := tg.GlobalPrivacySettings{}
	settings.SetNewNoncontactPeersRequirePremium(true)
	ask(alice, "", alice.api().AccountSetGlobalPrivacySettings, settings)
	if got := ask0(alice, "", alice.api().AccountGetGlobalPrivacySettings); !got.NewNoncontactPeersRequirePremium {
		t.Error("that only contacts may write was not kept")
	}
	need := ask(eve, "", eve.api().UsersGetRequirementsToContact, []tg.InputUserClass{eve.user(alice)})
	if len(need) != 1 {
		t.Fatalf("what it takes to write to one person is %v", need)
	}
	if _, ok := need[0].(*tg.RequirementToContactPremium); !ok {
		t.Errorf("writing to Alice takes %T", need[0])
	}
}
