package messages_test

import (
	"fmt"
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

// clear asks to delete a history until nothing is left to delete.
func clear(d *servertest.Device, q *tl.MessagesDeleteHistory) (rounds int) {
	for {
		rounds++
		if d.Call(q).(*tl.MessagesAffectedHistory).Offset == 0 {
			return rounds
		}
	}
}

func TestClearHistory(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		phone := alice.NewDevice()
		for i := range 3 {
			alice.Send(bob, fmt.Sprint("a", i))
			bob.Send(alice, fmt.Sprint("b", i))
		}
		last := alice.WantMessage("b2").ID
		phone.WantMessage("b2")

		// For oneself alone, the dialog stays.
		clear(alice.Device, &tl.MessagesDeleteHistory{Peer: alice.Peer(bob), JustClear: true})
		phone.WantGone(last)
		v := servertest.Messages(alice.Call(&tl.MessagesGetHistory{Peer: alice.Peer(bob), Limit: 10}))
		if len(v) != 1 {
			t.Fatalf("alice has %d messages", len(v))
		}
		if m, ok := v[0].(*tl.MessageService); !ok || m.Action.(tl.Object).TLName() != "messageActionHistoryClear" {
			t.Errorf("alice has %+v", v[0])
		}
		bob.WantHistory(alice, "b2", "a2", "b1", "a1", "b0", "a0")

		// Up to a message, for both.
		upto := bob.WantMessage("a1").ID
		clear(bob.Device, &tl.MessagesDeleteHistory{Peer: bob.Peer(alice), Revoke: true, MaxID: upto})
		bob.WantHistory(alice, "b2", "a2", "b1")
		// Everything, for both: also what only the other has.
		clear(alice.Device, &tl.MessagesDeleteHistory{Peer: alice.Peer(bob), Revoke: true})
		if h := bob.History(alice, 10); len(h) != 0 {
			t.Errorf("bob still has %d messages", len(h))
		}
		if len(dialogs(alice.Device)) != 0 && userID(dialogs(alice.Device)[0].Peer) == bob.ID {
			t.Errorf("the dialog is still in alice's list")
		}
		alice.WantError("MAX_DATE_INVALID", &tl.MessagesDeleteHistory{Peer: alice.Peer(bob), MaxDate: tl.Some[int32](-1)})
		alice.WantError("MIN_DATE_INVALID", &tl.MessagesDeleteHistory{Peer: alice.Peer(bob), MinDate: tl.Some[int32](-1)})
	})
}

// dialogs are the entries of a device's main list.
func dialogs(d *servertest.Device, change ...func(*tl.MessagesGetDialogs)) (out []*tl.Dialog) {
	q := &tl.MessagesGetDialogs{Limit: 100, OffsetPeer: &tl.InputPeerEmpty{}, FolderID: tl.Some[int32](0)}
	for _, c := range change {
		c(q)
	}
	var all []tl.DialogClass
	switch v := d.Call(q).(type) {
	case *tl.MessagesDialogs:
		all = v.Dialogs
	case *tl.MessagesDialogsSlice:
		all = v.Dialogs
	}
	for _, e := range all {
		if e, ok := e.(*tl.Dialog); ok {
			out = append(out, e)
		}
	}
	return out
}

func TestClearByDateInParts(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	const before, within = 5, 1100
	for i := range before {
		alice.Send(bob, fmt.Sprint("old ", i))
	}
	s.Clock.Advance(time.Minute)
	from := int32(s.Clock.Now().Unix())
	for i := range within {
		alice.Send(bob, fmt.Sprint("new ", i))
	}
	s.Clock.Advance(time.Minute)
	alice.Send(bob, "latest")
	n := clear(alice.Device, &tl.MessagesDeleteHistory{
		Peer: alice.Peer(bob), Revoke: true, MinDate: tl.Some(from), MaxDate: tl.Some(from + 30),
	})
	if n < 2 {
		t.Errorf("%d messages went in %d round", within, n)
	}
	alice.WantHistory(bob, "latest", "old 4", "old 3")
	bob.WantHistory(alice, "latest", "old 4", "old 3")
	alice.CatchUp()
	bob.CatchUp()
	if h := bob.History(alice, 100); len(h) != before+1 {
		t.Errorf("bob has %d messages", len(h))
	}
}
