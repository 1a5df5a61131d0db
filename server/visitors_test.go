package server_test

import (
	"testing"

	"chappe/server/servertest"
	"chappe/tl"
)

// TestVisitorsHearNothingOfWhatBecamePrivate has somebody look at a public supergroup without being in it. As long as it is public they are told
// what is said; from the moment on at which it is private they are told nothing. They are never counted among the members who are there.
func TestVisitorsHearNothingOfWhatBecamePrivate(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
		servertest.Meet(alice, bob)
		servertest.Meet(alice, carol)
		id := alice.NewChannel("the square", false)
		alice.Call(&tl.ChannelsUpdateUsername{Channel: alice.Channel(id), Username: "the_square"})
		alice.Invite(id, bob)
		alice.Say(id, "welcome")
		bob.WantIn(id, "welcome")

		carol.Resolve("the_square")
		full := carol.Ask(&tl.ChannelsGetFullChannel{Channel: carol.Channel(id)}).(*tl.MessagesChatFull).FullChat.(*tl.ChannelFull)
		look := &tl.UpdatesGetChannelDifference{Channel: carol.Channel(id), Filter: &tl.ChannelMessagesFilterEmpty{}, Pts: full.Pts, Limit: 10}
		carol.Call(look)
		said := func(text string) func(tl.UpdateClass) bool {
			return func(u tl.UpdateClass) bool {
				x, ok := u.(*tl.UpdateNewChannelMessage)
				if !ok {
					return false
				}
				m, ok := x.Message.(*tl.Message)
				return ok && m.Message == text
			}
		}
		alice.Say(id, "for everybody")
		carol.WantOther("what is said in public", said("for everybody"))
		if n := alice.Call(&tl.MessagesGetOnlines{Peer: alice.In(id)}).(*tl.ChatOnlines).Onlines; n != 2 {
			t.Errorf("%d of two members are there", n)
		}

		alice.Call(&tl.ChannelsUpdateUsername{Channel: alice.Channel(id)})
		carol.WantError("CHANNEL_PRIVATE", look)
		alice.Say(id, "among ourselves")
		alice.Call(&tl.MessagesSetTyping{Peer: alice.In(id), Action: &tl.SendMessageTypingAction{}})
		bob.WantIn(id, "among ourselves")
		alice.Send(carol, "hello")
		carol.WantMessage("hello")
		carol.WantNoOther("what is said in private", said("among ourselves"))
		carol.WantNoOther("who types in private", func(u tl.UpdateClass) bool { _, ok := u.(*tl.UpdateChannelUserTyping); return ok })
	})
}

// TestWhoIsRemovedGoesAlone has subscribers of a channel look at its discussion group without being in it. One is removed and one leaves;
// each is told nothing more of the group, and the others miss nothing.
func TestWhoIsRemovedGoesAlone(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol, dave := s.User("alice"), s.User("bob"), s.User("carol"), s.User("dave")
		for _, p := range []*servertest.Person{bob, carol, dave} {
			servertest.Meet(alice, p)
		}
		ch, g := alice.NewChannel("gazette", true), alice.NewChannel("readers", false)
		alice.Call(&tl.ChannelsSetDiscussionGroup{Broadcast: alice.Channel(ch), Group: alice.Channel(g)})
		alice.Invite(ch, bob, carol, dave)
		said := func(text string) func(tl.UpdateClass) bool {
			return func(u tl.UpdateClass) bool {
				x, ok := u.(*tl.UpdateNewChannelMessage)
				if !ok {
					return false
				}
				m, ok := x.Message.(*tl.Message)
				return ok && m.Message == text
			}
		}
		post := alice.Say(ch, "an article")
		visitors := map[*servertest.Person]bool{bob: true, carol: true, dave: true}
		for p := range visitors {
			p.WantIn(ch, "an article")
			p.Ask(&tl.MessagesGetDiscussionMessage{Peer: p.In(ch), MsgID: post})
			full := p.Ask(&tl.ChannelsGetFullChannel{Channel: p.Channel(g)}).(*tl.MessagesChatFull).FullChat.(*tl.ChannelFull)
			p.Call(&tl.UpdatesGetChannelDifference{Channel: p.Channel(g), Filter: &tl.ChannelMessagesFilterEmpty{}, Pts: full.Pts, Limit: 10})
		}
		look := func(text string) {
			t.Helper()
			alice.Say(g, text)
			for p, looks := range visitors {
				if looks {
					p.WantOther("a comment", said(text))
				}
			}
			for p, looks := range visitors {
				if !looks {
					alice.Send(p, "after "+text)
					p.WantMessage("after " + text)
					p.WantNoOther("what is said among readers", said(text))
				}
			}
		}
		look("for all who read")
		alice.Call(&tl.ChannelsEditBanned{Channel: alice.Channel(ch), Participant: alice.Peer(bob), BannedRights: banned(0, noView)})
		visitors[bob] = false
		look("one was removed")
		carol.Call(&tl.ChannelsLeaveChannel{Channel: carol.Channel(ch)})
		visitors[carol] = false
		look("one has left")
	})
}
