package messages_test

import (
	"testing"

	"chappe/server/servertest"
	"chappe/tl"
)

func savedDialogs(t *testing.T, v any) (peers []int64, pinned int) {
	t.Helper()
	var ds []tl.SavedDialogClass
	switch v := v.(type) {
	case *tl.MessagesSavedDialogs:
		ds = v.Dialogs
	case *tl.MessagesSavedDialogsSlice:
		ds = v.Dialogs
	}
	for _, d := range ds {
		d := d.(*tl.SavedDialog)
		peers = append(peers, userID(d.Peer))
		if d.Pinned {
			pinned++
		}
	}
	return peers, pinned
}

func TestSavedMessages(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
		phone := alice.NewDevice()
		bob.Send(alice, "from bob")
		carol.Send(alice, "from carol")
		b, c := alice.WantMessage("from bob"), alice.WantMessage("from carol")
		alice.Send(alice, "a note")
		alice.Call(forwardQuery(alice.Device, bob, alice, b.ID))
		made := news(alice.Call(forwardQuery(alice.Device, carol, alice, c.ID)))
		if h := made[0].FwdFrom; userID(made[0].SavedPeerID) != carol.ID || userID(h.SavedFromPeer) != carol.ID || h.SavedFromMsgID.V != c.ID {
			t.Errorf("saved %+v from %+v", made[0], h)
		}
		list := func(q *tl.MessagesGetSavedDialogs) ([]int64, int) {
			q.OffsetPeer = &tl.InputPeerEmpty{}
			return savedDialogs(t, alice.Call(q))
		}
		want := func(got []int64, ids ...int64) {
			t.Helper()
			if len(got) != len(ids) {
				t.Fatalf("saved dialogs %v, want %v", got, ids)
			}
			for i := range ids {
				if got[i] != ids[i] {
					t.Fatalf("saved dialogs %v, want %v", got, ids)
				}
			}
		}
		got, _ := list(&tl.MessagesGetSavedDialogs{Limit: 10})
		want(got, carol.ID, bob.ID, alice.ID)
		got, _ = list(&tl.MessagesGetSavedDialogs{Limit: 1})
		want(got, carol.ID)
		got, _ = list(&tl.MessagesGetSavedDialogs{Limit: 10, OffsetID: made[0].ID})
		want(got, bob.ID, alice.ID)

		alice.Call(&tl.MessagesToggleSavedDialogPin{Pinned: true, Peer: &tl.InputDialogPeer{Peer: &tl.InputPeerSelf{}}})
		phone.WantOther("pin", func(u tl.UpdateClass) bool {
			p, ok := u.(*tl.UpdateSavedDialogPinned)
			return ok && p.Pinned && userID(p.Peer.(*tl.DialogPeer).Peer) == alice.ID
		})
		alice.Call(&tl.MessagesReorderPinnedSavedDialogs{Force: true, Order: []tl.InputDialogPeerClass{
			&tl.InputDialogPeer{Peer: alice.Peer(bob)}, &tl.InputDialogPeer{Peer: &tl.InputPeerSelf{}},
		}})
		phone.WantOther("order", func(u tl.UpdateClass) bool {
			p, ok := u.(*tl.UpdatePinnedSavedDialogs)
			return ok && len(p.Order) == 2 && userID(p.Order[0].(*tl.DialogPeer).Peer) == bob.ID
		})
		got, pinned := list(&tl.MessagesGetSavedDialogs{Limit: 10})
		want(got, bob.ID, alice.ID, carol.ID)
		if pinned != 2 {
			t.Errorf("%d are pinned, want 2", pinned)
		}
		got, _ = savedDialogs(t, alice.Call(&tl.MessagesGetPinnedSavedDialogs{}))
		want(got, bob.ID, alice.ID)
		got, _ = list(&tl.MessagesGetSavedDialogs{Limit: 10, ExcludePinned: true})
		want(got, carol.ID)

		h := servertest.Messages(alice.Call(&tl.MessagesGetSavedHistory{Peer: alice.Peer(carol), Limit: 10}))
		if len(h) != 1 || h[0].(*tl.Message).Message != "from carol" {
			t.Errorf("saved from carol: %v", h)
		}
		// Forwarding out of Saved Messages tells nobody where it was saved from.
		alice.Call(forwardQuery(alice.Device, alice, bob, made[0].ID))
		if f := bob.WantMessage("from carol").FwdFrom; userID(f.FromID) != carol.ID || f.SavedFromPeer != nil || f.SavedFromMsgID.OK {
			t.Errorf("bob got %+v", f)
		}
		// What bob forwarded keeps both: who said it, and who forwarded it.
		carol.Send(bob, "twice")
		tw := bob.WantMessage("twice")
		bob.Call(forwardQuery(bob.Device, carol, alice, tw.ID))
		tw = alice.WantMessage("twice")
		f := news(alice.Call(forwardQuery(alice.Device, bob, alice, tw.ID)))[0].FwdFrom
		if userID(f.FromID) != carol.ID || userID(f.SavedFromID) != bob.ID || userID(f.SavedFromPeer) != bob.ID || !f.SavedDate.OK {
			t.Errorf("alice saved %+v", f)
		}
	})
}
