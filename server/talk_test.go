package server_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"chappe/mtclient"
	"chappe/server/servertest"
	"chappe/tl"
)

func TestTwoPeopleTalk(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob", servertest.Layer(158))
		id := alice.Send(bob, "hi")
		got := bob.WantMessage("hi")
		if got.Out || servertest.PeerID(got.PeerID) != alice.ID || servertest.PeerID(got.FromID) != alice.ID {
			t.Errorf("bob got %+v", got)
		}
		answer := bob.Send(alice, "hello", servertest.ReplyTo(got.ID))
		back := alice.WantMessage("hello")
		if h, ok := back.ReplyTo.(*tl.MessageReplyHeader); !ok || h.ReplyToMsgID.V != id {
			t.Errorf("the reply names %+v, want %d", back.ReplyTo, id)
		}
		bob.Call(&tl.MessagesEditMessage{Peer: bob.Peer(alice), ID: answer, Message: tl.Some("hello, alice")})
		if e := alice.WantMessage("hello, alice"); e.ID != back.ID || !e.EditDate.OK {
			t.Errorf("alice's copy of the edited message is %+v", e)
		}
		alice.WantHistory(bob, "hello, alice", "hi")
		bob.WantHistory(alice, "hello, alice", "hi")
		s.Restart()
		alice.Reconnect()
		bob.Reconnect()
		bob.WantHistory(alice, "hello, alice", "hi")
		bob.Send(alice, "still here")
		alice.WantMessage("still here")
	})
}

func TestDeleteForMeAndForAll(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	one, two := alice.Send(bob, "one"), alice.Send(bob, "two")
	mine, theirs := bob.WantMessage("one"), bob.WantMessage("two")
	alice.Call(&tl.MessagesDeleteMessages{ID: []int32{one}})
	alice.WantHistory(bob, "two")
	bob.WantHistory(alice, "two", "one")
	alice.Call(&tl.MessagesDeleteMessages{ID: []int32{two}, Revoke: true})
	bob.WantGone(theirs.ID)
	bob.WantHistory(alice, "one")
	bob.Call(&tl.MessagesDeleteMessages{ID: []int32{mine.ID}, Revoke: true})
	if h := bob.History(alice, 10); len(h) != 0 {
		t.Errorf("bob still has %d messages", len(h))
	}
}

func TestReadMarksBothWays(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	phone := bob.NewDevice()
	id := alice.Send(bob, "read me")
	got := bob.WantMessage("read me")
	phone.WantMessage("read me")
	dialog := func(d *servertest.Device, with *servertest.Person) *tl.Dialog {
		v := d.Call(&tl.MessagesGetPeerDialogs{Peers: []tl.InputDialogPeerClass{&tl.InputDialogPeer{Peer: d.Peer(with)}}})
		return v.(*tl.MessagesPeerDialogs).Dialogs[0].(*tl.Dialog)
	}
	if d := dialog(bob.Device, alice); d.UnreadCount != 1 {
		t.Errorf("bob has %d unread, want 1", d.UnreadCount)
	}
	bob.Call(&tl.MessagesReadHistory{Peer: bob.Peer(alice), MaxID: got.ID})
	alice.WantReadUpto(bob, id)
	phone.WantOwnReadUpto(alice, got.ID)
	if d := dialog(bob.Device, alice); d.UnreadCount != 0 || d.ReadInboxMaxID != got.ID {
		t.Errorf("bob's dialog is %+v", d)
	}
	if d := dialog(alice.Device, bob); d.ReadOutboxMaxID != id {
		t.Errorf("alice's dialog is %+v", d)
	}
}

func TestTypingIsSeen(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	alice.Call(&tl.MessagesSetTyping{Peer: alice.Peer(bob), Action: &tl.SendMessageTypingAction{}})
	bob.WantOther("typing", func(u tl.UpdateClass) bool {
		x, ok := u.(*tl.UpdateUserTyping)
		return ok && x.UserID == alice.ID
	})
}

func TestRetriedSendMakesNoTwin(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		q := &tl.MessagesSendMessage{Peer: alice.Peer(bob), Message: "once", RandomID: 42}
		first, err := alice.TrySend(q)
		if err != nil {
			t.Fatal(err)
		}
		again, err := alice.TrySend(q)
		if err != nil || again != first {
			t.Errorf("the retry made %d (%v), want %d", again, err, first)
		}
		alice.Call(&tl.MessagesDeleteMessages{ID: []int32{first}})
		if again, err = alice.TrySend(q); err != nil || again != first {
			t.Errorf("the retry after the deletion made %d (%v), want %d", again, err, first)
		}
		bob.WantHistory(alice, "once")
		if h := bob.History(alice, 10); len(h) != 1 {
			t.Errorf("bob has %d messages, want 1", len(h))
		}
	})
}

func TestManySendersArriveOnceInOrder(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		bob := s.User("bob")
		second := bob.NewDevice(servertest.Layer(166))
		const people, each = 8, 25
		var wg sync.WaitGroup
		for i := range people {
			p := s.User(fmt.Sprintf("p%d", i))
			p.Peer(bob)
			wg.Add(1)
			go func() {
				defer wg.Done()
				for n := range each {
					if _, err := p.TrySend(&tl.MessagesSendMessage{
						Peer: p.Peer(bob), Message: fmt.Sprintf("%d/%d", i, n), RandomID: int64(i*1000 + n + 1),
					}); err != nil {
						t.Errorf("send: %v", err)
					}
				}
			}()
		}
		wg.Wait()
		for _, d := range []*servertest.Device{bob.Device, second} {
			for i := range people {
				d.WantMessage(fmt.Sprintf("%d/%d", i, each-1))
			}
			d.WantConverged(people * each)
		}
	})
}

func TestDifferenceInSlices(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	bob.Disconnect()
	const n = 700
	for i := range n {
		alice.Send(bob, fmt.Sprint(i))
	}
	alice.Call(&tl.MessagesDeleteMessages{ID: []int32{alice.Send(bob, "gone")}, Revoke: true})
	bob.Reconnect()
	bob.WantConverged(n)
}

func TestNobodyIsNamedWithoutAHash(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	send := func(p tl.InputPeerClass) *tl.MessagesSendMessage {
		return &tl.MessagesSendMessage{Peer: p, Message: "x", RandomID: 7}
	}
	alice.WantError("PEER_ID_INVALID", send(&tl.InputPeerUser{UserID: bob.ID}))
	alice.WantError("PEER_ID_INVALID", send(&tl.InputPeerUser{UserID: 999, AccessHash: 1}))
	right := alice.Peer(bob).(*tl.InputPeerUser)
	eve := s.User("eve")
	eve.WantError("PEER_ID_INVALID", send(right))
	alice.WantError("MESSAGE_EMPTY", &tl.MessagesSendMessage{Peer: right, Message: " \n ", RandomID: 8})
}

func TestAMessageToOneselfIsOneRow(t *testing.T) {
	s := servertest.New(t)
	alice := s.User("alice")
	other := alice.NewDevice()
	alice.Send(alice, "note")
	other.WantMessage("note")
	if h := alice.History(alice, 10); len(h) != 1 {
		t.Errorf("saved messages hold %d, want 1", len(h))
	}
}

func TestSignOutEndsADevice(t *testing.T) {
	s := servertest.New(t)
	alice := s.User("alice")
	phone := alice.NewDevice()
	phone.Call(&tl.AuthLogOut{})
	phone.WantError("AUTH_KEY_UNREGISTERED", &tl.UpdatesGetState{})
	alice.Call(&tl.UpdatesGetState{})
}

func TestUnknownMethodIsAnError(t *testing.T) {
	s := servertest.New(t)
	alice := s.User("alice")
	alice.WantError("METHOD_NOT_IMPLEMENTED", &tl.PhoneDiscardCall{Reason: &tl.PhoneCallDiscardReasonHangup{}})
}

func TestTimeDoesNotStandInTheWay(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	s.Clock.Advance(72 * time.Hour)
	alice.Reconnect()
	id := alice.Send(bob, "much later")
	bob.Reconnect()
	bob.WantMessage("much later")
	s.Clock.Advance(49 * time.Hour)
	alice.Reconnect()
	alice.WantError("MESSAGE_EDIT_TIME_EXPIRED", &tl.MessagesEditMessage{Peer: alice.Peer(bob), ID: id, Message: tl.Some("too late")})
}

func TestAClientThatSignsInHearsAtOnce(t *testing.T) {
	s := servertest.New(t)
	bob := s.User("bob")
	// This one asks for nothing after it has signed up.
	alice := s.Dial()
	sent := alice.Call(&tl.AuthSendCode{PhoneNumber: "99966555", APIID: 1, APIHash: "h"}).(*tl.AuthSentCode)
	alice.Call(&tl.AuthSignIn{PhoneNumber: "99966555", PhoneCodeHash: sent.PhoneCodeHash, PhoneCode: tl.Some("12345")})
	alice.Call(&tl.AuthSignUp{PhoneNumber: "99966555", PhoneCodeHash: sent.PhoneCodeHash, FirstName: "Alice"})
	v := bob.Call(&tl.ContactsResolvePhone{Phone: "99966555"}).(*tl.ContactsResolvedPeer)
	u := v.Users[0].(*tl.User)
	if _, err := bob.TrySend(&tl.MessagesSendMessage{
		Peer: &tl.InputPeerUser{UserID: u.ID, AccessHash: u.AccessHash.V}, Message: "welcome", RandomID: 3,
	}); err != nil {
		t.Fatal(err)
	}
	alice.WantPushed("welcome")
}

func TestAClientHearsWhatCameWhileTheServerWasAway(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	s.Restart()
	alice.Reconnect()
	alice.Send(bob, "after the restart")
	// Bob comes back with his old session and asks for nothing of his own.
	bob.ReconnectQuietly()
	bob.Call(&tl.HelpGetConfig{})
	bob.WantMessage("after the restart")
}

func TestEveryDataCentreIsThisServer(t *testing.T) {
	s := servertest.New(t)
	for _, dc := range []int{1, 2, 5, -4, 10003} {
		d := s.Dial(servertest.Connect(func(o *mtclient.Options) { o.DC = dc }))
		c := d.Call(&tl.HelpGetConfig{}).(*tl.Config)
		want := int32(dc)
		if want < 0 {
			want = -want
		}
		if want > 10000 {
			want -= 10000
		}
		if c.ThisDC != want {
			t.Errorf("a client that reached DC %d is told that it reached %d", dc, c.ThisDC)
		}
		for _, o := range c.DCOptions {
			if fmt.Sprintf("%s:%d", o.IPAddress, o.Port) != s.Addr {
				t.Errorf("DC %d is said to be at %s:%d, which is not %s", o.ID, o.IPAddress, o.Port, s.Addr)
			}
		}
	}
}
