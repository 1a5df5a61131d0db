package messages_test

import (
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

func TestReadDate(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		id := alice.Send(bob, "one")
		one := bob.WantMessage("one")
		next := alice.Send(bob, "two")
		ask := func(id int32) *tl.MessagesGetOutboxReadDate {
			return &tl.MessagesGetOutboxReadDate{Peer: alice.Peer(bob), MsgID: id}
		}
		alice.WantError("MESSAGE_NOT_READ_YET", ask(id))
		s.Clock.Advance(time.Minute)
		at := int32(s.Clock.Now().Unix())
		bob.Call(&tl.MessagesReadHistory{Peer: bob.Peer(alice), MaxID: one.ID})
		s.Clock.Advance(time.Minute)
		bob.Call(&tl.MessagesReadHistory{Peer: bob.Peer(alice)})
		if d := alice.Call(ask(id)).(*tl.OutboxReadDate).Date; d != at {
			t.Errorf("read at %d, want %d", d, at)
		}
		if d := alice.Call(ask(next)).(*tl.OutboxReadDate).Date; d != at+60 {
			t.Errorf("read at %d, want %d", d, at+60)
		}
		bob.WantError("MESSAGE_ID_INVALID", &tl.MessagesGetOutboxReadDate{Peer: bob.Peer(alice), MsgID: one.ID})
		bob.Call(&tl.AccountSetGlobalPrivacySettings{Settings: tl.GlobalPrivacySettings{HideReadMarks: true}})
		alice.WantError("USER_PRIVACY_RESTRICTED", ask(id))
		bob.Call(&tl.AccountSetGlobalPrivacySettings{})
		alice.Call(&tl.AccountSetGlobalPrivacySettings{Settings: tl.GlobalPrivacySettings{HideReadMarks: true}})
		alice.WantError("YOUR_PRIVACY_RESTRICTED", ask(id))
		s.Clock.Advance(8 * 24 * time.Hour)
		alice.WantError("MESSAGE_TOO_OLD", ask(id))
		alice.WantError("PEER_ID_INVALID", &tl.MessagesGetOutboxReadDate{Peer: &tl.InputPeerSelf{}, MsgID: id})
		alice.WantError("PEER_ID_INVALID", &tl.MessagesGetMessageReadParticipants{Peer: alice.Peer(bob), MsgID: id})
	})
}
