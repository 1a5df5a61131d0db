package auth_test

import (
	"testing"

	"chappe/server/servertest"
	"chappe/tl"
)

// TestAGroupIsHandedOverByPassword gives a supergroup to another member, which only who knows the creator's password does.
func TestAGroupIsHandedOverByPassword(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		g := alice.NewChannel("town", false)
		alice.Invite(g, bob)
		hand := func(p tl.InputCheckPasswordSRPClass) tl.Object {
			return &tl.MessagesEditChatCreator{Peer: alice.In(g), UserID: alice.Input(bob), Password: p}
		}
		alice.WantError("PASSWORD_MISSING", hand(&tl.InputCheckPasswordEmpty{}))
		setPassword(t, alice.Device, "a second word")
		alice.WantError("PASSWORD_HASH_INVALID", hand(&tl.InputCheckPasswordEmpty{}))
		alice.WantError("PASSWORD_HASH_INVALID", hand(know(t, alice.Device, "another word")))
		alice.WantError("USER_ID_INVALID", &tl.MessagesEditChatCreator{Peer: alice.In(g), UserID: &tl.InputUserSelf{}, Password: &tl.InputCheckPasswordEmpty{}})
		alice.Call(hand(know(t, alice.Device, "a second word")))
		bob.WantChat(g, "that it is bob's", func(c tl.ChatClass) bool { x, ok := c.(*tl.Channel); return ok && x.Creator })
		alice.WantChat(g, "that it is not alice's", func(c tl.ChatClass) bool {
			x, ok := c.(*tl.Channel)
			return ok && !x.Creator && x.AdminRights != nil
		})
		alice.WantError("CHAT_ADMIN_REQUIRED", &tl.ChannelsDeleteChannel{Channel: alice.Channel(g)})
		bob.Call(&tl.ChannelsDeleteChannel{Channel: bob.Channel(g)})
	})
}
