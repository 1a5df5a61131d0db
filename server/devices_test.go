package server_test

import (
	"strings"
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

// What the random histories of property_test.go have found, each on its own.

// alike fails the test unless the devices know what the server says.
func alike(t *testing.T, ds ...*servertest.Device) {
	t.Helper()
	for _, d := range ds {
		d.WantPts(d)
		server, err := d.Asked()
		if err != nil {
			t.Fatal(err)
		}
		var diff []string
		for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
			if diff = servertest.Diff(d.Picture(), server); len(diff) == 0 {
				break
			} else if time.Now().After(end) {
				t.Fatalf("a device of %s differs from the server:\n%s", d.Person().Name, strings.Join(diff, "\n"))
			}
		}
	}
}

func TestReadingTakesAMarkAwayOnEveryDevice(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	phone := alice.NewDevice()
	phone.Load()
	bob.Send(alice, "hi")
	id := alice.WantMessage("hi").ID
	alice.Call(&tl.MessagesMarkDialogUnread{Unread: true, Peer: &tl.InputDialogPeer{Peer: alice.Peer(bob)}})
	phone.Call(&tl.MessagesReadHistory{Peer: phone.Peer(bob), MaxID: id})
	alike(t, alice.Device, phone)
}

func TestPinnedConversationsKeepTheirOrder(t *testing.T) {
	s := servertest.New(t)
	alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
	phone := alice.NewDevice()
	phone.Load()
	for _, p := range []*servertest.Person{bob, carol} {
		alice.Send(p, "hi to "+p.Name)
		phone.WantMessage("hi to " + p.Name)
	}
	pin := func(d *servertest.Device, p *servertest.Person, on bool) {
		d.Call(&tl.MessagesToggleDialogPin{Pinned: on, Peer: &tl.InputDialogPeer{Peer: d.Peer(p)}})
	}
	pin(alice.Device, bob, true)
	phone.Want("the pin", func(m *servertest.Mirror) bool { return len(m.Pins(0)) == 1 })
	pin(phone, carol, true)
	phone.CatchUp() // hears of bob once more, and not of carol
	alike(t, alice.Device, phone)
	phone.Disconnect()
	for range 2 {
		pin(alice.Device, bob, false)
		pin(alice.Device, bob, true)
		pin(alice.Device, carol, false)
		pin(alice.Device, carol, true)
	}
	phone.Reconnect()
	alike(t, alice.Device, phone)
}

func TestAnAnswerToWhatIsGoneAnswersNothing(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	id := alice.Send(bob, "gone")
	alice.Call(&tl.MessagesDeleteMessages{ID: []int32{id}})
	alice.Send(bob, "to nothing", servertest.ReplyTo(id))
	alice.Send(bob, "to something", servertest.ReplyTo(alice.Send(bob, "something")))
	bob.WantMessage("to something")
	alike(t, alice.Device, bob.Device)
}

func TestAClearedConversationHasNoPlace(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
		phone := alice.NewDevice()
		phone.Load()
		for _, p := range []*servertest.Person{bob, carol} {
			id := alice.Send(p, "hi")
			if p == carol {
				alice.Call(&tl.FoldersEditPeerFolders{FolderPeers: []tl.InputFolderPeer{{Peer: alice.Peer(p), FolderID: 1}}})
			}
			at := &tl.InputDialogPeer{Peer: alice.Peer(p)}
			alice.Call(&tl.MessagesToggleDialogPin{Pinned: true, Peer: at})
			alice.Call(&tl.MessagesMarkDialogUnread{Unread: true, Peer: at})
			alice.Call(&tl.MessagesSaveDraft{Peer: alice.Peer(p), Message: "draft"})
			alike(t, alice.Device, phone)
			alice.Call(&tl.MessagesDeleteHistory{Peer: alice.Peer(p), MaxID: id})
			alike(t, alice.Device, phone)
			alice.Send(p, "hi again")
			alike(t, alice.Device, phone)
		}
	})
}

func TestWhatWasReadStaysReadWhenItIsDeleted(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	phone := alice.NewDevice()
	phone.Load()
	bob.Send(alice, "one")
	bob.Send(alice, "two")
	two := alice.WantMessage("two").ID
	phone.WantMessage("two")
	alice.Call(&tl.MessagesDeleteMessages{ID: []int32{two}})
	phone.Call(&tl.MessagesReadHistory{Peer: phone.Peer(bob), MaxID: two})
	alike(t, alice.Device, phone)
	phone.Call(&tl.MessagesReadHistory{Peer: phone.Peer(bob), MaxID: 1 << 30}) // what will come is not read
	bob.Send(alice, "three")
	alice.WantMessage("three")
	alike(t, alice.Device)
}
