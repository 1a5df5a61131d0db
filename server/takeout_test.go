package server_test

import (
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

// wrapped is a call inside another.
func wrapped(t *testing.T, d *servertest.Device, q tl.Object) []byte {
	t.Helper()
	b, err := tl.Append(nil, d.SpeaksLayer(), q)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestTakeout copies a person's data by the methods that clients have for it.
func TestTakeout(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		for range 30 {
			alice.Send(bob, "a line")
		}
		ch := bob.NewChannel("gazette", true)
		bob.Call(&tl.ChannelsUpdateUsername{Channel: bob.Channel(ch), Username: "town_gazette"})
		alice.Resolve("town_gazette")
		alice.Call(&tl.ChannelsJoinChannel{Channel: alice.Channel(ch)})
		alice.Call(&tl.ChannelsLeaveChannel{Channel: alice.Channel(ch)})

		alice.WantError("TAKEOUT_REQUIRED", &tl.ChannelsGetLeftChannels{})
		alice.WantError("TAKEOUT_REQUIRED", &tl.MessagesGetSplitRanges{})
		alice.WantError("TAKEOUT_REQUIRED", &tl.AccountFinishTakeoutSession{Success: true})
		out := alice.Call(&tl.AccountInitTakeoutSession{Contacts: true, MessageUsers: true, MessageChannels: true}).(*tl.AccountTakeout)
		in := func(d *servertest.Device, id int64, q tl.Object) *tl.InvokeWithTakeout {
			return &tl.InvokeWithTakeout{TakeoutID: id, Query: wrapped(t, d, q)}
		}
		for _, id := range []int64{0, 5, out.ID + 1} {
			alice.WantError("TAKEOUT_INVALID", in(alice.Device, id, &tl.MessagesGetSplitRanges{}))
		}
		bob.WantError("TAKEOUT_INVALID", in(bob.Device, out.ID, &tl.MessagesGetSplitRanges{}))
		phone := alice.NewDevice()
		phone.Load()
		phone.WantError("TAKEOUT_INVALID", in(phone, out.ID, &tl.MessagesGetSplitRanges{}))

		ranges := alice.Call(in(alice.Device, out.ID, &tl.MessagesGetSplitRanges{})).([]tl.MessageRange)
		if len(ranges) != 1 || ranges[0].MinID != 1 || ranges[0].MaxID < 30 {
			t.Errorf("ranges: %+v", ranges)
		}
		part := &tl.InvokeWithMessagesRange{Range: tl.MessageRange{MinID: 11, MaxID: 20}, Query: wrapped(t, alice.Device, &tl.MessagesGetHistory{Peer: alice.Peer(bob), Limit: 100})}
		ms := servertest.Messages(alice.Call(in(alice.Device, out.ID, part)))
		if len(ms) != 10 || ms[0].(*tl.Message).ID != 20 || ms[9].(*tl.Message).ID != 11 {
			t.Errorf("of the range from 11 to 20 came %d messages", len(ms))
		}
		left := alice.Call(in(alice.Device, out.ID, &tl.ChannelsGetLeftChannels{})).(*tl.MessagesChatsSlice)
		if left.Count != 1 || left.Chats[0].(*tl.Channel).ID != ch {
			t.Errorf("alice has left %+v", left)
		}
		saved := alice.Call(in(alice.Device, out.ID, &tl.ContactsGetSaved{})).([]tl.SavedPhoneContact)
		if len(saved) == 0 {
			t.Error("no contacts")
		}
		if ok := alice.Call(in(alice.Device, out.ID, &tl.AccountFinishTakeoutSession{Success: true})); ok != true {
			t.Errorf("finishing: %v", ok)
		}
		alice.WantError("TAKEOUT_INVALID", in(alice.Device, out.ID, &tl.MessagesGetSplitRanges{}))
		again := alice.Call(&tl.AccountInitTakeoutSession{}).(*tl.AccountTakeout)
		s.Clock.Advance(49 * time.Hour)
		alice.WantError("TAKEOUT_INVALID", in(alice.Device, again.ID, &tl.MessagesGetSplitRanges{}))
	})
}
