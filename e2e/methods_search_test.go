package e2e

import (
	"slices"
	"testing"

	"github.com/gotd/td/tg"
)

// Messages are found by their words, in every script, by who sent them and when, in one conversation and in all.
func TestMethodsSearch(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	api := alice.api()
	for _, text := range []string{"Où est le théâtre ?", "أين المكتبة اليوم", "我们明天去图书馆", "see https://example.org/ there"} {
		alice.Says(bob, text)
		bob.WantMessage(alice, text)
	}
	bob.Says(alice, "the theatre is closed")
	alice.WantMessage(bob, "the theatre is closed")
	search := func(q string, change func(*tg.MessagesSearchRequest)) []string {
		t.Helper()
		req := &tg.MessagesSearchRequest{Peer: alice.peer(bob), Q: q, Filter: &tg.InputMessagesFilterEmpty{}, Limit: 10}
		if change != nil {
			change(req)
		}
		return texts(ask(alice, "", api.MessagesSearch, req))
	}
	for q, want := range map[string]string{"theatre": "Où est le théâtre ?", "المكتبة": "أين المكتبة اليوم", "图书馆": "我们明天去图书馆"} {
		if got := search(q, nil); !slices.Contains(got, want) {
			t.Errorf("%s finds %q", q, got)
		}
		everywhere := ask(alice, "", api.MessagesSearchGlobal, &tg.MessagesSearchGlobalRequest{
			Q: q, Filter: &tg.InputMessagesFilterEmpty{}, OffsetPeer: &tg.InputPeerEmpty{}, Limit: 10,
		})
		if got := texts(everywhere); !slices.Contains(got, want) {
			t.Errorf("%s finds %q everywhere", q, got)
		}
	}
	if got := search("theatre", func(q *tg.MessagesSearchRequest) { q.SetFromID(alice.peer(bob)) }); !slices.Equal(got, []string{"the theatre is closed"}) {
		t.Errorf("of Bob's messages are found %q", got)
	}
	if got := search("theatre", func(q *tg.MessagesSearchRequest) { q.MaxDate = 1 }); len(got) != 0 {
		t.Errorf("of the past are found %q", got)
	}
	if got := search("", func(q *tg.MessagesSearchRequest) { q.Filter = &tg.InputMessagesFilterURL{} }); len(got) != 1 {
		t.Errorf("with links are found %q", got)
	}
	counts := ask(alice, "", api.MessagesGetSearchCounters, &tg.MessagesGetSearchCountersRequest{
		Peer: alice.peer(bob), Filters: []tg.MessagesFilterClass{&tg.InputMessagesFilterURL{}, &tg.InputMessagesFilterPinned{}},
	})
	if len(counts) != 2 || counts[0].Count != 1 || counts[1].Count != 0 {
		t.Errorf("counted are %v", counts)
	}
	days := ask(alice, "", api.MessagesGetSearchResultsCalendar, &tg.MessagesGetSearchResultsCalendarRequest{
		Peer: alice.peer(bob), Filter: &tg.InputMessagesFilterURL{},
	})
	if days.Count != 1 || len(days.Periods) != 1 {
		t.Errorf("the calendar is %v", days)
	}
	places := ask(alice, "", api.MessagesGetSearchResultsPositions, &tg.MessagesGetSearchResultsPositionsRequest{
		Peer: alice.peer(bob), Filter: &tg.InputMessagesFilterURL{}, Limit: 10,
	})
	if places.Count != 1 || len(places.Positions) != 1 {
		t.Errorf("the places are %v", places)
	}
	ask(alice, "400 PEER_ID_INVALID", api.MessagesSearch, &tg.MessagesSearchRequest{
		Peer: &tg.InputPeerUser{UserID: bob.ID + 100}, Q: "x", Filter: &tg.InputMessagesFilterEmpty{}, Limit: 10,
	})
}

// What else there is of conversations.
func TestMethodsOfConversations(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	api := alice.api()
	id := alice.Says(bob, "hello")
	alice.Says(alice, "a note")
	if got := ask(alice, "", api.MessagesGetPeerSettings, alice.peer(bob)); got.Settings.AddContact {
		t.Errorf("a contact is offered as one: %v", got.Settings)
	}
	ask(alice, "", api.MessagesReadMessageContents, []int{id})
	ask(alice, "", api.MessagesToggleDialogFilterTags, true)
	if !ask0(alice, "", api.MessagesGetDialogFilters).TagsEnabled {
		t.Error("that tags are shown was not kept")
	}
	notes := []tg.InputPeerClass{&tg.InputPeerSelf{}}
	if got := ask(alice, "", api.MessagesGetSavedDialogsByID, &tg.MessagesGetSavedDialogsByIDRequest{IDs: notes}); len(got.(*tg.MessagesSavedDialogs).Dialogs) != 1 {
		t.Errorf("the notes are %v", got)
	}
	ask(alice, "", api.MessagesReorderPinnedSavedDialogs, &tg.MessagesReorderPinnedSavedDialogsRequest{
		Force: true, Order: []tg.InputDialogPeerClass{&tg.InputDialogPeer{Peer: &tg.InputPeerSelf{}}},
	})
	if got := ask0(alice, "", api.MessagesGetPinnedSavedDialogs).(*tg.MessagesSavedDialogs); len(got.Dialogs) != 1 {
		t.Errorf("pinned are %v", got)
	}
	quiet := tg.ReactionsNotifySettings{Sound: &tg.NotificationSoundNone{}}
	quiet.SetMessagesNotifyFrom(&tg.ReactionNotificationsFromContacts{})
	ask(alice, "", api.AccountSetReactionsNotifySettings, quiet)
	if from, ok := ask0(alice, "", api.AccountGetReactionsNotifySettings).GetMessagesNotifyFrom(); !ok {
		t.Errorf("reactions are told of %v", from)
	}

	ask(alice, "", api.ContactsSetBlocked, &tg.ContactsSetBlockedRequest{ID: []tg.InputPeerClass{alice.peer(bob)}, Limit: 10})
	send := &tg.MessagesSendMessageRequest{Peer: alice.peer(bob), Message: "no", RandomID: newRandomID()}
	ask(alice, "400 YOU_BLOCKED_USER", api.MessagesSendMessage, send)
	ask(alice, "", api.ContactsSetBlocked, &tg.ContactsSetBlockedRequest{ID: []tg.InputPeerClass{}, Limit: 10})
	alice.Says(bob, "again")
	ask(bob, "", bob.api().ContactsAcceptContact, bob.user(alice))
	ask0(bob, "", bob.api().ContactsResetSaved)
	if n := len(ask(bob, "", bob.api().ContactsGetContacts, int64(0)).(*tg.ContactsContacts).Contacts); n != 0 {
		t.Errorf("Bob has %d contacts after he forgot them", n)
	}
}

// Who is in somebody's address book and signs up is told of, and their birthday is.
func TestMethodsJoined(t *testing.T) {
	s := NewServer(t)
	alice := s.Person("Alice", Gotd, Options{})
	api := alice.api()
	phone := newPhone()
	if ids, err := alice.Client.Import(phone, "Bob"); err != nil || len(ids) != 0 {
		t.Fatalf("a number that nobody has is %v, %v", ids, err)
	}
	ask(alice, "", api.AccountSetContactSignUpNotification, true)
	if !ask0(alice, "", api.AccountGetContactSignUpNotification) {
		t.Error("that nobody is to be told of was not kept")
	}
	bob := s.Device("Bob", Mtcute, Options{})
	id, err := bob.Client.SignUp(phone, "Bobby", "")
	bob.must("sign up", err)
	list := ask(alice, "", api.ContactsGetContacts, int64(0)).(*tg.ContactsContacts)
	if u := person(list.Users, id); u.FirstName != "Bob" || !u.Contact {
		t.Fatalf("Alice's contacts are %v", list)
	}
	dialogs, _ := ask(alice, "", api.MessagesGetDialogs, &tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: 10}).AsModified()
	if !slices.ContainsFunc(dialogs.GetMessages(), func(m tg.MessageClass) bool {
		said, ok := m.(*tg.MessageService)
		return ok && said.Silent && said.Action.TypeName() == "messageActionContactSignUp"
	}) {
		t.Errorf("Alice is not told that Bob is here: %v", dialogs.GetMessages())
	}
	ask0(alice, "", api.ContactsGetBirthdays)
}
