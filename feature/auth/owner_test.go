package auth_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"chappe/mtclient"
	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"
)

// TestAGroupIsHandedOverByPassword gives a supergroup to another member, which only who knows the creator's password does.
func TestAGroupIsHandedOverByPassword(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o, servertest.With(func(c *server.Config) { c.HandOverAtOnce = true }))
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

// TestNothingIsGivenAwayInTheFirstWeek has the owner of a group set a password, and somebody who knows it sign in, each of whom has to wait
// for as long as they are told and not a second longer.
func TestNothingIsGivenAwayInTheFirstWeek(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		const day = 24 * time.Hour
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		g := alice.NewChannel("town", false)
		alice.Invite(g, bob)
		hand := func(d *servertest.Device, p tl.InputCheckPasswordSRPClass) error {
			_, err := d.Try(&tl.MessagesEditChatCreator{Peer: alice.In(g), UserID: alice.Input(bob), Password: p})
			return err
		}
		empty := &tl.InputCheckPasswordEmpty{}
		want := func(d *servertest.Device, word string, p tl.InputCheckPasswordSRPClass) {
			t.Helper()
			var e *mtclient.RPCError
			if err := hand(d, p); !errors.As(err, &e) || e.Message != word || e.Code != 400 {
				t.Errorf("handing over answers %v, not %s", err, word)
			}
		}
		want(alice.Device, "PASSWORD_MISSING", empty)
		s.Clock.Advance(2 * day)
		setPassword(t, alice.Device, "a second word")
		want(alice.Device, fmt.Sprintf("PASSWORD_TOO_FRESH_%d", 7*day/time.Second), empty)
		want(alice.Device, fmt.Sprintf("PASSWORD_TOO_FRESH_%d", 7*day/time.Second), know(t, alice.Device, "a second word"))
		s.Clock.Advance(7*day - time.Second)
		want(alice.Device, "PASSWORD_TOO_FRESH_1", empty)
		s.Clock.Advance(time.Second)
		want(alice.Device, "PASSWORD_HASH_INVALID", empty)

		late := waiting(t, s, alice)
		late.Call(&tl.AuthCheckPassword{Password: know(t, late, "a second word")})
		want(late, fmt.Sprintf("SESSION_TOO_FRESH_%d", day/time.Second), know(t, late, "a second word"))
		s.Clock.Advance(day - time.Second)
		want(late, "SESSION_TOO_FRESH_1", empty)
		s.Clock.Advance(time.Second)
		want(late, "PASSWORD_HASH_INVALID", know(t, late, "a wrong word"))
		if err := hand(late, know(t, late, "a second word")); err != nil {
			t.Error(err)
		}
		bob.WantChat(g, "that it is bob's", func(c tl.ChatClass) bool { x, ok := c.(*tl.Channel); return ok && x.Creator })
		want(alice.Device, "CHAT_ADMIN_REQUIRED", empty)
	})
}

// TestANewPasswordBeginsTheWeekAnew changes the password after a week, which makes it new.
func TestANewPasswordBeginsTheWeekAnew(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	servertest.Meet(alice, bob)
	ch := alice.NewChannel("news", true)
	alice.Invite(ch, bob)
	hand := &tl.MessagesEditChatCreator{Peer: alice.In(ch), UserID: alice.Input(bob), Password: &tl.InputCheckPasswordEmpty{}}
	setPassword(t, alice.Device, "first")
	s.Clock.Advance(8 * 24 * time.Hour)
	alice.WantError("PASSWORD_HASH_INVALID", hand)
	st := state(alice.Device)
	alice.Call(&tl.AccountUpdatePasswordSettings{Password: proof(t, st, "first"), NewSettings: settings(t, st, "second")})
	alice.WantError(fmt.Sprintf("PASSWORD_TOO_FRESH_%d", 7*24*3600), hand)
}
