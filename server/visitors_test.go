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
