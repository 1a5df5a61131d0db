package e2e

import (
	"strings"
	"testing"

	"github.com/gotd/td/tg"
)

// What people say about themselves is checked, kept and shown to others.
func TestMethodsProfile(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	api := alice.api()
	for _, c := range []struct{ name, first, last, about, want string }{
		{"NoName", "", "x", "", "400 FIRSTNAME_INVALID"},
		{"LongAbout", "Alice", "", strings.Repeat("x", 71), "400 ABOUT_TOO_LONG"},
		{"Changed", "Alix", "Dupré", "télégraphe", ""},
	} {
		req := &tg.AccountUpdateProfileRequest{}
		req.SetFirstName(c.first)
		req.SetLastName(c.last)
		req.SetAbout(c.about)
		ask(alice, c.want, api.AccountUpdateProfile, req)
	}
	full := ask(bob, "", bob.api().UsersGetFullUser, bob.user(alice))
	if full.FullUser.About != "télégraphe" {
		t.Errorf("Bob sees %q about Alice", full.FullUser.About)
	}

	day := func(d, m, y int) *tg.AccountUpdateBirthdayRequest {
		req := &tg.AccountUpdateBirthdayRequest{}
		b := tg.Birthday{Day: d, Month: m}
		if y != 0 {
			b.SetYear(y)
		}
		req.SetBirthday(b)
		return req
	}
	ask(alice, "400 BIRTHDAY_INVALID", api.AccountUpdateBirthday, day(30, 2, 1990))
	ask(alice, "", api.AccountUpdateBirthday, day(29, 2, 1992))
	full = ask(bob, "", bob.api().UsersGetFullUser, bob.user(alice))
	if b := full.FullUser.Birthday; b.Day != 29 || b.Month != 2 || b.Year != 1992 {
		t.Errorf("Bob sees Alice's birthday as %v", b)
	}
	ask(alice, "", api.AccountUpdateBirthday, &tg.AccountUpdateBirthdayRequest{})
	if _, ok := ask(bob, "", bob.api().UsersGetFullUser, bob.user(alice)).FullUser.GetBirthday(); ok {
		t.Error("a birthday that was removed is shown")
	}

	ask(bob, "", bob.api().ContactsUpdateContactNote, &tg.ContactsUpdateContactNoteRequest{
		ID: bob.user(alice), Note: tg.TextWithEntities{Text: "met in Lille"},
	})
	if note := ask(bob, "", bob.api().UsersGetFullUser, bob.user(alice)).FullUser.Note.Text; note != "met in Lille" {
		t.Errorf("Bob's note about Alice is %q", note)
	}
	if note := ask(alice, "", api.UsersGetFullUser, alice.user(alice)).FullUser.Note.Text; note != "" {
		t.Errorf("Alice sees Bob's note about her: %q", note)
	}
	ask(bob, "400 CONTACT_NOTE_TOO_LONG", bob.api().ContactsUpdateContactNote, &tg.ContactsUpdateContactNoteRequest{
		ID: bob.user(alice), Note: tg.TextWithEntities{Text: strings.Repeat("x", 4096)},
	})
}

// Public names are checked, taken, found and freed.
func TestMethodsUsername(t *testing.T) {
	s := NewServer(t)
	alice, eve := s.Person("Alice", Gotd, Options{}), s.Person("Eve", Gotd, Options{})
	for _, c := range []struct {
		name, username, want string
	}{
		{"Short", "ab", "400 USERNAME_INVALID"},
		{"Digit", "1alice", "400 USERNAME_INVALID"},
		{"Sign", "ali-ce", "400 USERNAME_INVALID"},
		{"Long", strings.Repeat("a", 33), "400 USERNAME_INVALID"},
	} {
		ask(alice, c.want, alice.api().AccountCheckUsername, c.username)
		ask(alice, c.want, alice.api().AccountUpdateUsername, c.username)
	}
	resolve := func(want, name string) *tg.ContactsResolvedPeer {
		return ask(eve, want, eve.api().ContactsResolveUsername, &tg.ContactsResolveUsernameRequest{Username: name})
	}
	if !ask(alice, "", alice.api().AccountCheckUsername, "alice_chappe") {
		t.Error("a free name is said to be taken")
	}
	ask(alice, "", alice.api().AccountUpdateUsername, "Alice_Chappe")
	ask(alice, "400 USERNAME_NOT_MODIFIED", alice.api().AccountUpdateUsername, "Alice_Chappe")
	if ask(eve, "", eve.api().AccountCheckUsername, "alice_CHAPPE") {
		t.Error("a name that is taken is said to be free")
	}
	ask(eve, "400 USERNAME_OCCUPIED", eve.api().AccountUpdateUsername, "alice_chappe")
	resolve("400 USERNAME_NOT_OCCUPIED", "nobody_here")
	found := resolve("", "alice_chappe")
	u := person(found.Users, alice.ID)
	if peerID(found.Peer) != alice.ID || u.Username != "Alice_Chappe" || u.AccessHash == 0 || u.Phone != "" {
		t.Errorf("Eve resolves the name to %v, %v", found.Peer, u)
	}
	eve.Client.(*gotdClient).see(u)
	eve.Says(alice, "found you by your name")
	alice.WantMessage(eve, "found you by your name")

	ask(alice, "", alice.api().AccountUpdateUsername, "")
	resolve("400 USERNAME_NOT_OCCUPIED", "alice_chappe")
}

// The address book: added by number, by person and by note, searched, and taken away.
func TestMethodsContacts(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	eve := s.Person("Eve", Gotd, Options{})
	api := alice.api()

	ask(alice, "400 PHONE_NOT_OCCUPIED", api.ContactsResolvePhone, "+99966999999")
	if got := ask(alice, "", api.ContactsResolvePhone, eve.phone); peerID(got.Peer) != eve.ID {
		t.Errorf("Eve's number resolves to %v", got.Peer)
	} else {
		alice.Client.(*gotdClient).see(person(got.Users, eve.ID))
	}
	ask(alice, "400 CONTACT_NAME_EMPTY", api.ContactsAddContact, &tg.ContactsAddContactRequest{ID: alice.user(eve)})
	ask(alice, "400 USER_ID_INVALID", api.ContactsAddContact, &tg.ContactsAddContactRequest{
		ID: &tg.InputUser{UserID: eve.ID + 100}, FirstName: "Nobody",
	})
	ask(alice, "400 CONTACT_ID_INVALID", api.ContactsAddContact, &tg.ContactsAddContactRequest{ID: alice.user(alice), FirstName: "Me"})
	ask(alice, "", api.ContactsAddContact, &tg.ContactsAddContactRequest{ID: alice.user(eve), FirstName: "Évelyne", LastName: "Große"})

	book := ask(alice, "", api.ContactsGetContacts, int64(0))
	contacts, ok := book.(*tg.ContactsContacts)
	if !ok || len(contacts.Contacts) != 2 || person(contacts.Users, eve.ID).FirstName != "Évelyne" {
		t.Fatalf("Alice's contacts are %v", book)
	}
	if u := person(contacts.Users, bob.ID); !u.Contact || !u.MutualContact {
		t.Errorf("Bob is %v; each has the other's number", u)
	}
	if ids := ask(alice, "", api.ContactsGetContactIDs, int64(0)); len(ids) != 2 {
		t.Errorf("Alice has %d contacts by id", len(ids))
	}
	for _, q := range []string{"évEL", "GROßE", "Große Évelyne"} {
		found := ask(alice, "", api.ContactsSearch, &tg.ContactsSearchRequest{Q: q, Limit: 10})
		if len(found.MyResults) != 1 || peerID(found.MyResults[0]) != eve.ID {
			t.Errorf("the search for %q finds %v", q, found.MyResults)
		}
	}
	if st := ask0(alice, "", api.ContactsGetStatuses); len(st) != 2 {
		t.Errorf("Alice sees %d statuses of 2 contacts", len(st))
	}
	ask(alice, "", api.ContactsEditCloseFriends, []int64{bob.ID})
	if u := ask(alice, "", api.UsersGetUsers, []tg.InputUserClass{alice.user(bob)}); !person(u, bob.ID).CloseFriend {
		t.Error("Bob is no close friend")
	}
	ask(alice, "", api.ContactsDeleteContacts, []tg.InputUserClass{alice.user(eve)})
	ask(alice, "", api.ContactsDeleteByPhones, []string{bob.phone})
	if n := len(ask(alice, "", api.ContactsGetContacts, int64(0)).(*tg.ContactsContacts).Contacts); n != 0 {
		t.Errorf("Alice has %d contacts after she deleted them", n)
	}
}

// Who is blocked cannot write, sees nothing, and is on the list.
func TestMethodsBlock(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	ask(alice, "", alice.api().ContactsBlock, &tg.ContactsBlockRequest{ID: alice.peer(bob)})
	bob.Says(alice, "let me in") // who is blocked is not told
	list := ask(alice, "", alice.api().ContactsGetBlocked, &tg.ContactsGetBlockedRequest{Limit: 10})
	if b, ok := list.(*tg.ContactsBlocked); !ok || len(b.Blocked) != 1 || peerID(b.Blocked[0].PeerID) != bob.ID {
		t.Errorf("Alice's blocked people are %v", list)
	}
	if !ask(alice, "", alice.api().UsersGetFullUser, alice.user(bob)).FullUser.Blocked {
		t.Error("Bob's profile does not say that he is blocked")
	}
	ask(alice, "", alice.api().ContactsUnblock, &tg.ContactsUnblockRequest{ID: alice.peer(bob)})
	bob.Says(alice, "thanks")
	alice.WantMessage(bob, "thanks")
	wantTexts(alice, bob, "thanks")
	ask(alice, "400 PEER_ID_INVALID", alice.api().ContactsBlock, &tg.ContactsBlockRequest{ID: &tg.InputPeerUser{UserID: bob.ID + 100}})
}

// Presence is told to those who may see it.
func TestMethodsPresence(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	ask(alice, "", alice.api().AccountUpdateStatus, false)
	see := func() tg.UserStatusClass {
		us := ask(bob, "", bob.api().UsersGetUsers, []tg.InputUserClass{bob.user(alice)})
		return person(us, alice.ID).Status
	}
	if _, ok := see().(*tg.UserStatusOnline); !ok {
		t.Errorf("Alice is online and Bob sees %v", see())
	}
	ask(alice, "", alice.api().AccountUpdateStatus, true)
	if _, ok := see().(*tg.UserStatusOffline); !ok {
		t.Errorf("Alice is offline and Bob sees %v", see())
	}
	ask(alice, "", alice.api().AccountSetPrivacy, &tg.AccountSetPrivacyRequest{
		Key: &tg.InputPrivacyKeyStatusTimestamp{}, Rules: []tg.InputPrivacyRuleClass{&tg.InputPrivacyValueDisallowAll{}},
	})
	if _, ok := see().(*tg.UserStatusRecently); !ok {
		t.Errorf("Alice hides when she was here and Bob sees %v", see())
	}
}
