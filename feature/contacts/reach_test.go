package contacts_test

import (
	"math/rand/v2"
	"testing"

	"chappe/server/servertest"
	"chappe/tl"
)

func text(to tl.InputPeerClass, say string) *tl.MessagesSendMessage {
	return &tl.MessagesSendMessage{Peer: to, Message: say, RandomID: rand.Int64()}
}

// TestWhoBlocksDoesNotWrite is about everything that would bring something to somebody whom one has blocked.
func TestWhoBlocksDoesNotWrite(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		id := alice.Send(bob, "hello")
		bob.WantMessage("hello")
		alice.Call(&tl.ContactsBlock{ID: alice.Peer(bob)})
		later := text(alice.Peer(bob), "later")
		later.ScheduleDate = tl.Some(int32(s.Clock.Now().Unix()) + 3600)
		for _, q := range []tl.Object{
			text(alice.Peer(bob), "hello"), later,
			&tl.MessagesForwardMessages{FromPeer: alice.Peer(bob), ToPeer: alice.Peer(bob), ID: []int32{id}, RandomID: []int64{5}},
		} {
			alice.WantError("YOU_BLOCKED_USER", q)
		}
		alice.Send(alice, "to myself")
		bob.Send(alice, "do you hear me?") // who is blocked is not told
		alice.Call(&tl.ContactsUnblock{ID: alice.Peer(bob)})
		alice.Send(bob, "again")
		bob.WantMessage("again")
		alice.WantHistory(bob, "again", "hello")
	})
}

// TestStrangersMayNotWrite is about the setting by which only contacts write, and those with whom one talks already.
func TestStrangersMayNotWrite(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, friend, known, eve := s.User("alice"), s.User("friend"), s.User("known"), s.User("eve")
		alice.Import(friend)
		known.Send(alice, "we talk already")
		settings := tl.GlobalPrivacySettings{NewNoncontactPeersRequirePremium: true, KeepArchivedUnmuted: true}
		if got := alice.Call(&tl.AccountSetGlobalPrivacySettings{Settings: settings}).(*tl.GlobalPrivacySettings); *got != settings {
			t.Errorf("kept %+v", got)
		}
		for _, p := range []*servertest.Person{friend, known} {
			p.Send(alice, "from "+p.Name)
			alice.WantMessage("from " + p.Name)
			wantRefused(t, p, alice, false)
		}
		wantRefused(t, eve, alice, true)
		if !eve.Call(&tl.UsersGetUsers{ID: []tl.InputUserClass{eve.Input(alice)}}).([]tl.UserClass)[0].(*tl.User).ContactRequirePremium {
			t.Error("a stranger is not told in the list that only some may write")
		}
		mine := eve.Send(eve, "a note")
		for _, q := range []tl.Object{
			text(eve.Peer(alice), "hello"),
			&tl.MessagesForwardMessages{FromPeer: eve.Peer(eve), ToPeer: eve.Peer(alice), ID: []int32{mine}, RandomID: []int64{5}},
		} {
			eve.WantError("PRIVACY_PREMIUM_REQUIRED", q)
		}
		// That one is blocked does not show: it looks as it does to everybody else.
		alice.Call(&tl.ContactsBlock{ID: alice.Peer(friend)})
		friend.Send(alice, "hello?")
		wantRefused(t, friend, alice, false)
		// Whom she writes to may answer.
		alice.Send(eve, "who are you?")
		eve.Send(alice, "a friend of a friend")
		alice.WantMessage("a friend of a friend")
		wantRefused(t, eve, alice, false)
	})
}

// wantRefused checks what is said of whether one may write to another.
func wantRefused(t *testing.T, viewer, owner *servertest.Person, want bool) {
	t.Helper()
	need := viewer.Call(&tl.UsersGetRequirementsToContact{ID: []tl.InputUserClass{viewer.Input(owner)}}).([]tl.RequirementToContactClass)
	if _, premium := need[0].(*tl.RequirementToContactPremium); premium != want {
		t.Errorf("%s is told that writing takes %T", viewer.Name, need[0])
	}
	full := viewer.Call(&tl.UsersGetFullUser{ID: viewer.Input(owner)}).(*tl.UsersUserFull)
	if full.FullUser.ContactRequirePremium != want {
		t.Errorf("the profile tells %s that writing is refused: %v", viewer.Name, full.FullUser.ContactRequirePremium)
	}
}

// TestTheArchiveKeepsWhatItsOwnerWantsToStay is about the setting by which a new message brings nothing out of the archive.
func TestTheArchiveKeepsWhatItsOwnerWantsToStay(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	bob.Send(alice, "one")
	alice.WantMessage("one")
	archive := func() {
		alice.Call(&tl.FoldersEditPeerFolders{FolderPeers: []tl.InputFolderPeer{{Peer: alice.Peer(bob), FolderID: 1}}})
	}
	archive()
	alice.Call(&tl.AccountSetGlobalPrivacySettings{Settings: tl.GlobalPrivacySettings{KeepArchivedUnmuted: true}})
	bob.Send(alice, "two")
	alice.WantMessage("two")
	if !alice.Archived(bob) {
		t.Error("the conversation left the archive")
	}
	alice.Call(&tl.AccountSetGlobalPrivacySettings{})
	bob.Send(alice, "three")
	alice.Want("the conversation in the main list", func(m *servertest.Mirror) bool { return !m.ArchivedIn(bob.ID) })
}
