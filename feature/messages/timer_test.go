package messages_test

import (
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

// TestTimers: messages of a conversation with a timer go from both boxes and every device, in time, and after a restart too.
func TestTimers(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		tablet := alice.NewDevice()
		alice.Send(bob, "for ever")
		alice.WantError("TTL_PERIOD_INVALID", &tl.MessagesSetHistoryTTL{Peer: alice.Peer(bob), Period: -1})
		alice.Call(&tl.MessagesSetHistoryTTL{Peer: alice.Peer(bob), Period: 60})
		alice.WantError("CHAT_NOT_MODIFIED", &tl.MessagesSetHistoryTTL{Peer: alice.Peer(bob), Period: 60})
		set := func(u tl.UpdateClass) bool {
			x, ok := u.(*tl.UpdatePeerHistoryTTL)
			return ok && x.TTLPeriod == tl.Some(int32(60))
		}
		tablet.WantOther("the timer", set)
		bob.WantOther("the timer", set)
		full := bob.Call(&tl.UsersGetFullUser{ID: bob.Input(alice)}).(*tl.UsersUserFull)
		if full.FullUser.TTLPeriod != tl.Some(int32(60)) {
			t.Errorf("bob's profile of alice says %v", full.FullUser.TTLPeriod)
		}

		id := alice.Send(bob, "one")
		m := bob.WantMessage("one")
		if m.TTLPeriod != tl.Some(int32(60)) {
			t.Errorf("ttl %v", m.TTLPeriod)
		}
		s.Clock.Advance(30 * time.Second)
		bob.Send(alice, "two")
		two := alice.WantMessage("two").ID
		tablet.WantMessage("two")
		s.Clock.Advance(31 * time.Second)
		alice.WantGone(id)
		tablet.WantGone(id)
		bob.WantGone(m.ID)
		bob.WantHistory(alice, "two", "for ever")

		// What comes due while the server is away goes when it is back.
		for _, d := range []*servertest.Device{alice.Device, tablet, bob.Device} {
			d.Disconnect()
		}
		s.Stop()
		s.Clock.Advance(time.Hour)
		s.Start()
		for _, d := range []*servertest.Device{alice.Device, tablet, bob.Device} {
			d.Reconnect()
		}
		alice.WantGone(two)
		tablet.WantGone(two)
		alice.WantHistory(bob, "for ever")

		alice.Call(&tl.MessagesSetHistoryTTL{Peer: alice.Peer(bob)})
		alice.Send(bob, "stays")
		s.Clock.Advance(time.Hour)
		bob.WantHistory(alice, "stays")
	})
}

// TestDefaultTimer: a conversation that somebody begins has their default timer, and says so.
func TestDefaultTimer(t *testing.T) {
	s := servertest.New(t)
	alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
	alice.Send(bob, "before")
	alice.WantError("TTL_PERIOD_INVALID", &tl.MessagesSetDefaultHistoryTTL{Period: 1 << 30})
	alice.Call(&tl.MessagesSetDefaultHistoryTTL{Period: 100})
	if d := alice.Call(&tl.MessagesGetDefaultHistoryTTL{}).(*tl.DefaultHistoryTTL); d.Period != 100 {
		t.Errorf("default %d", d.Period)
	}
	alice.Send(bob, "after")
	if m := bob.WantMessage("after"); m.TTLPeriod.OK {
		t.Error("a conversation that was there got the default")
	}
	id := alice.Send(carol, "new")
	m := carol.WantMessage("new")
	if m.TTLPeriod != tl.Some(int32(100)) {
		t.Errorf("ttl %v", m.TTLPeriod)
	}
	said := false
	for _, m := range servertest.Messages(alice.Call(&tl.MessagesGetHistory{Peer: alice.Peer(carol), Limit: 10})) {
		if m, ok := m.(*tl.MessageService); ok {
			a, ok := m.Action.(*tl.MessageActionSetMessagesTTL)
			said = ok && a.Period == 100 && a.AutoSettingFrom == tl.Some(alice.ID)
		}
	}
	if !said {
		t.Error("the conversation does not say so")
	}
	s.Clock.Advance(101 * time.Second)
	alice.WantGone(id)
}
