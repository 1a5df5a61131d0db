package messages_test

import (
	"slices"
	"testing"

	"chappe/server/servertest"
	"chappe/tl"
)

// pinned are the texts of what is pinned in a conversation, newest first.
func pinned(d *servertest.Device, with *servertest.Person) (out []string) {
	for _, m := range d.History(with, 100) {
		if m.Pinned {
			out = append(out, m.Message)
		}
	}
	return out
}

func TestPinMessages(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		phone := bob.NewDevice()
		one, two := alice.Send(bob, "one"), alice.Send(bob, "two")
		theirs := bob.WantMessage("one").ID
		phone.WantMessage("one")
		alice.Call(&tl.MessagesUpdatePinnedMessage{Peer: alice.Peer(bob), ID: one})
		for _, d := range []*servertest.Device{bob.Device, phone} {
			d.Want("pin", func(m *servertest.Mirror) bool { return m.Pinned(theirs) })
			d.Want("service message", func(m *servertest.Mirror) bool {
				return m.Has(func(x tl.MessageClass) bool {
					sm, ok := x.(*tl.MessageService)
					if !ok {
						return false
					}
					_, ok = sm.Action.(*tl.MessageActionPinMessage)
					h, _ := sm.ReplyTo.(*tl.MessageReplyHeader)
					return ok && h != nil && h.ReplyToMsgID.V == theirs
				})
			})
		}
		alice.WantError("CHAT_NOT_MODIFIED", &tl.MessagesUpdatePinnedMessage{Peer: alice.Peer(bob), ID: one})
		alice.WantError("MESSAGE_ID_INVALID", &tl.MessagesUpdatePinnedMessage{Peer: alice.Peer(bob), ID: 999})
		alice.Call(&tl.MessagesUpdatePinnedMessage{Peer: alice.Peer(bob), ID: two, PmOneside: true})
		if got := pinned(alice.Device, bob); !slices.Equal(got, []string{"two", "one"}) {
			t.Errorf("alice has pinned %v", got)
		}
		if got := pinned(bob.Device, alice); !slices.Equal(got, []string{"one"}) {
			t.Errorf("bob has pinned %v", got)
		}
		alice.Call(&tl.MessagesUpdatePinnedMessage{Peer: alice.Peer(bob), ID: two, Unpin: true})
		alice.Call(&tl.MessagesUnpinAllMessages{Peer: alice.Peer(bob)})
		phone.Want("unpin", func(m *servertest.Mirror) bool { return !m.Pinned(theirs) })
		if got := append(pinned(alice.Device, bob), pinned(bob.Device, alice)...); len(got) != 0 {
			t.Errorf("%v are still pinned", got)
		}
	})
}

func TestPinDialogs(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol, dave := s.User("alice"), s.User("bob"), s.User("carol"), s.User("dave")
		phone := alice.NewDevice()
		alice.Send(bob, "hi")
		alice.Send(carol, "hi")
		at := func(p *servertest.Person) tl.InputDialogPeerClass { return &tl.InputDialogPeer{Peer: alice.Peer(p)} }
		alice.WantError("PEER_HISTORY_EMPTY", &tl.MessagesToggleDialogPin{Pinned: true, Peer: at(dave)})
		alice.Send(dave, "hi")
		alice.Call(&tl.MessagesToggleDialogPin{Pinned: true, Peer: at(bob)})
		phone.WantOther("pin", func(u tl.UpdateClass) bool {
			p, ok := u.(*tl.UpdatePinnedDialogs)
			return ok && len(p.Order) == 1 && userID(p.Order[0].(*tl.DialogPeer).Peer) == bob.ID
		})
		alice.Call(&tl.MessagesToggleDialogPin{Pinned: true, Peer: at(carol)})
		order := func(ds []*tl.Dialog) (out []int64) {
			for _, d := range ds {
				if d.Pinned {
					out = append(out, userID(d.Peer))
				}
			}
			return out
		}
		if got := order(dialogs(alice.Device)); !slices.Equal(got, []int64{carol.ID, bob.ID}) {
			t.Errorf("pinned are %v", got)
		}
		alice.Call(&tl.MessagesReorderPinnedDialogs{Force: true, Order: []tl.InputDialogPeerClass{at(dave), at(bob)}})
		phone.WantOther("order", func(u tl.UpdateClass) bool {
			p, ok := u.(*tl.UpdatePinnedDialogs)
			return ok && len(p.Order) == 2 && userID(p.Order[0].(*tl.DialogPeer).Peer) == dave.ID
		})
		if got := order(dialogs(alice.Device)); !slices.Equal(got, []int64{dave.ID, bob.ID}) {
			t.Errorf("pinned are %v", got)
		}
		if ds := dialogs(alice.Device, func(q *tl.MessagesGetDialogs) { q.ExcludePinned = true }); userID(ds[0].Peer) == bob.ID {
			t.Errorf("without the pinned, %d comes first", userID(ds[0].Peer))
		}
		v := alice.Call(&tl.MessagesGetPinnedDialogs{}).(*tl.MessagesPeerDialogs)
		if len(v.Dialogs) != 2 {
			t.Errorf("getPinnedDialogs gave %d", len(v.Dialogs))
		}
		for range maxPins - 2 {
			p := s.User("x")
			alice.Send(p, "hi")
			alice.Call(&tl.MessagesToggleDialogPin{Pinned: true, Peer: at(p)})
		}
		alice.WantError("PINNED_DIALOGS_TOO_MUCH", &tl.MessagesToggleDialogPin{Pinned: true, Peer: at(carol)})
		alice.Call(&tl.MessagesToggleDialogPin{Peer: at(dave)})
		if got := order(dialogs(alice.Device)); slices.Contains(got, dave.ID) || len(got) != maxPins-1 {
			t.Errorf("pinned are %v", got)
		}
	})
}

const maxPins = 10 // as help.getAppConfig says

func TestArchive(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		phone := alice.NewDevice()
		alice.Send(bob, "hi")
		move := func(folder int32) *tl.FoldersEditPeerFolders {
			return &tl.FoldersEditPeerFolders{FolderPeers: []tl.InputFolderPeer{{Peer: alice.Peer(bob), FolderID: folder}}}
		}
		inFolder := func(folder int32) bool {
			return slices.ContainsFunc(dialogs(alice.Device, func(q *tl.MessagesGetDialogs) { q.FolderID = tl.Some(folder) }),
				func(d *tl.Dialog) bool { return userID(d.Peer) == bob.ID })
		}
		alice.WantError("FOLDER_ID_INVALID", move(2))
		alice.Call(move(1))
		if !inFolder(1) || inFolder(0) {
			t.Error("bob is not in the archive")
		}
		phone.WantPts(alice.Device)
		v := alice.Call(&tl.MessagesGetPinnedDialogs{}).(*tl.MessagesPeerDialogs)
		if f, ok := v.Dialogs[0].(*tl.DialogFolder); !ok || userID(f.Peer) != bob.ID {
			t.Errorf("the main list begins with %+v", v.Dialogs[0])
		}
		// Muted, it stays there when something comes; else it comes back.
		mute := &tl.AccountUpdateNotifySettings{Peer: &tl.InputNotifyPeer{Peer: alice.Peer(bob)}}
		mute.Settings.MuteUntil = tl.Some(int32(s.Clock.Now().Unix()) + 100)
		alice.Call(mute)
		bob.Send(alice, "psst")
		if !inFolder(1) {
			t.Error("a muted conversation came back")
		}
		mute.Settings.MuteUntil = tl.Some[int32](0)
		alice.Call(mute)
		bob.Send(alice, "hey")
		if inFolder(1) || !inFolder(0) {
			t.Error("the conversation did not come back")
		}
		alice.Call(move(1))
		alice.Call(move(0))
		phone.WantPts(alice.Device)
	})
}

// TestPinnedAndEmpty is about a pinned conversation whose last message was deleted: it stays pinned, can be put into another order,
// and can be unpinned.
func TestPinnedAndEmpty(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
		phone := alice.NewDevice()
		dialog := func(p *servertest.Person) tl.InputDialogPeerClass { return &tl.InputDialogPeer{Peer: alice.Peer(p)} }
		last := alice.Send(bob, "to bob")
		alice.Send(carol, "to carol")
		for _, p := range []*servertest.Person{bob, carol} {
			alice.Call(&tl.MessagesToggleDialogPin{Pinned: true, Peer: dialog(p)})
		}
		alice.Call(&tl.MessagesDeleteMessages{ID: []int32{last}})
		want := func(what string, ids ...int64) {
			t.Helper()
			for _, d := range []*servertest.Device{alice.Device, phone} {
				d.Want(what, func(m *servertest.Mirror) bool { return slices.Equal(m.Pins(0), ids) })
			}
		}
		want("both", carol.ID, bob.ID)
		alice.Call(&tl.MessagesReorderPinnedDialogs{Force: true, Order: []tl.InputDialogPeerClass{dialog(bob), dialog(carol)}})
		want("another order", bob.ID, carol.ID)
		alice.Call(&tl.MessagesToggleDialogPin{Peer: dialog(bob)})
		want("one", carol.ID)
		alice.WantError("PEER_HISTORY_EMPTY", &tl.MessagesToggleDialogPin{Pinned: true, Peer: dialog(bob)})
	})
}
