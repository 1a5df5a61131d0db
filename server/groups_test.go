package server_test

import (
	"testing"

	"chappe/server/servertest"
	"chappe/tl"
)

func TestBasicGroup(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
		servertest.Meet(alice, bob)
		servertest.Meet(alice, carol)
		g := alice.NewGroup("friends", bob, carol)
		alice.Say(g, "hello all")
		id := bob.WantMessage("hello all").ID
		carol.WantMessage("hello all")
		bob.Say(g, "hello alice", servertest.ReplyTo(id))
		m := alice.WantMessage("hello alice")
		if h, ok := m.ReplyTo.(*tl.MessageReplyHeader); !ok || !h.ReplyToMsgID.OK || !m.Mentioned {
			t.Errorf("a reply came as %+v, mentioned %v", m.ReplyTo, m.Mentioned)
		}
		phone := carol.NewDevice()
		phone.Load()
		phone.WantMessage("hello alice")

		carol.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesDeleteChatUser{ChatID: g, UserID: carol.Input(bob)})
		alice.Call(&tl.MessagesDeleteChatUser{ChatID: g, UserID: alice.Input(bob)})
		bob.WantError("CHAT_WRITE_FORBIDDEN", &tl.MessagesSendMessage{Peer: bob.In(g), Message: "let me in", RandomID: 5})
		alice.Say(g, "without bob")
		carol.WantMessage("without bob")
		stranger := s.User("stranger")
		stranger.WantError("PEER_ID_INVALID", &tl.MessagesGetHistory{Peer: stranger.In(g), Limit: 10})
	})
}

func TestSupergroup(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
		servertest.Meet(alice, bob)
		servertest.Meet(alice, carol)
		g := alice.NewChannel("town", false)
		alice.Say(g, "before")
		alice.Invite(g, bob, carol)
		bob.WantIn(g, "before")
		id := alice.Say(g, "live")
		bob.WantIn(g, "live")
		if m := carol.WantIn(g, "live"); m.Out || m.ID != id {
			t.Errorf("came as %+v", m)
		}
		bob.Say(g, "answer", servertest.ReplyTo(id))
		if m := alice.WantIn(g, "answer"); !m.Mentioned || m.Out {
			t.Errorf("an answer came as %+v", m)
		}
		if m := carol.WantIn(g, "answer"); m.Mentioned {
			t.Errorf("an answer to somebody else is said to be a mention")
		}
		carol.Disconnect()
		alice.Say(g, "while carol is away")
		bob.WantIn(g, "while carol is away")
		carol.Reconnect()
		carol.WantIn(g, "while carol is away")
		carol.Call(&tl.ChannelsLeaveChannel{Channel: carol.Channel(g)})
		carol.WantError("CHANNEL_PRIVATE", &tl.MessagesGetHistory{Peer: carol.In(g), Limit: 10})
		stranger := s.User("stranger")
		stranger.WantError("PEER_ID_INVALID", &tl.MessagesGetHistory{Peer: stranger.In(g), Limit: 10})
		stranger.WantError("CHANNEL_INVALID", &tl.ChannelsGetFullChannel{Channel: stranger.Channel(g)})
	})
}

func TestBroadcastChannel(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		ch := alice.NewChannel("news", true)
		alice.Invite(ch, bob)
		alice.Say(ch, "extra")
		m := bob.WantIn(ch, "extra")
		if !m.Post || m.FromID != nil || !m.Views.OK {
			t.Errorf("a post came as %+v", m)
		}
		bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesSendMessage{Peer: bob.In(ch), Message: "may I?", RandomID: 5})
		v := bob.Call(&tl.MessagesGetDialogs{OffsetPeer: &tl.InputPeerEmpty{}, Limit: 10}).(*tl.MessagesDialogs)
		if len(v.Dialogs) != 1 || v.Dialogs[0].(*tl.Dialog).UnreadCount != 1 {
			t.Errorf("dialogs: %+v", v.Dialogs)
		}
		bob.Call(&tl.ChannelsReadHistory{Channel: bob.Channel(ch), MaxID: m.ID})
		v = bob.Call(&tl.MessagesGetDialogs{OffsetPeer: &tl.InputPeerEmpty{}, Limit: 10}).(*tl.MessagesDialogs)
		if v.Dialogs[0].(*tl.Dialog).UnreadCount != 0 {
			t.Errorf("after reading: %+v", v.Dialogs)
		}
	})
}
