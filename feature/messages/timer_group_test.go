package messages_test

import (
	"bytes"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

// wantNowhere waits until no file of the server has some bytes in it.
func wantNowhere(t testing.TB, s *servertest.Server, what string) {
	t.Helper()
	s.Await(what+" to be overwritten", func() bool {
		found := false
		err := filepath.WalkDir(s.Data(), func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !e.Type().IsRegular() {
				return nil // what went meanwhile holds nothing
			}
			b, err := os.ReadFile(path)
			found = found || err == nil && bytes.Contains(b, []byte(what))
			return nil
		})
		return err == nil && !found
	})
}

// wantObjects waits until the server keeps so many objects.
func wantObjects(t testing.TB, s *servertest.Server, n int) {
	t.Helper()
	s.Await("files to go", func() bool {
		found := 0
		err := filepath.WalkDir(filepath.Join(s.Data(), "files"), func(_ string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				found++
			}
			return err
		})
		return err == nil && found == n
	})
}

// someFile is a file of noise on its way to a conversation.
func someFile(d *servertest.Device) tl.InputMediaClass {
	b := make([]byte, 3000)
	rand.NewChaCha8([32]byte{1}).Read(b)
	return &tl.InputMediaUploadedDocument{
		File: d.Upload(b, 8<<10), MimeType: "application/octet-stream", ForceFile: true,
		Attributes: []tl.DocumentAttributeClass{&tl.DocumentAttributeFilename{FileName: "noise.bin"}},
	}
}

func isTimer(want int32) func(tl.MessageActionClass) bool {
	return func(a tl.MessageActionClass) bool {
		x, ok := a.(*tl.MessageActionSetMessagesTTL)
		return ok && x.Period == want
	}
}

func timerSet(id int64, want int32) func(tl.UpdateClass) bool {
	return func(u tl.UpdateClass) bool {
		x, ok := u.(*tl.UpdatePeerHistoryTTL)
		if !ok || x.TTLPeriod.V != want {
			return false
		}
		switch p := x.Peer.(type) {
		case *tl.PeerChat:
			return p.ChatID == id
		case *tl.PeerChannel:
			return p.ChannelID == id
		}
		return false
	}
}

// timerShown is the timer of a group or channel as its own page says, and as the list of chats says.
func timerShown(t testing.TB, d *servertest.Device, id int64) (full, listed int32) {
	t.Helper()
	if _, basic := d.In(id).(*tl.InputPeerChat); basic {
		full = d.Call(&tl.MessagesGetFullChat{ChatID: id}).(*tl.MessagesChatFull).FullChat.(*tl.ChatFull).TTLPeriod.V
	} else {
		full = d.Call(&tl.ChannelsGetFullChannel{Channel: d.Channel(id)}).(*tl.MessagesChatFull).FullChat.(*tl.ChannelFull).TTLPeriod.V
	}
	ds := d.Call(&tl.MessagesGetPeerDialogs{Peers: []tl.InputDialogPeerClass{&tl.InputDialogPeer{Peer: d.In(id)}}}).(*tl.MessagesPeerDialogs)
	if len(ds.Dialogs) != 1 {
		t.Fatalf("%d dialogs", len(ds.Dialogs))
	}
	return full, ds.Dialogs[0].(*tl.Dialog).TTLPeriod.V
}

// TestTimersInABasicGroup: an admin sets a timer, everybody hears of it, and what is said afterwards goes from every box in time, with its
// bytes, also what comes due while the server is away.
func TestTimersInABasicGroup(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
		servertest.Meet(alice, bob)
		servertest.Meet(alice, carol)
		g := alice.NewGroup("the house", bob, carol)
		tablet := carol.NewDevice()
		bob.WantChat(g, "the group", func(tl.ChatClass) bool { return true })
		alice.Say(g, "stays for ever")
		bob.WantMessage("stays for ever")

		bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesSetHistoryTTL{Peer: bob.In(g), Period: 86400})
		alice.WantError("TTL_PERIOD_INVALID", &tl.MessagesSetHistoryTTL{Peer: alice.In(g), Period: -1})
		alice.WantError("TTL_PERIOD_INVALID", &tl.MessagesSetHistoryTTL{Peer: alice.In(g), Period: 1 << 30})
		s.User("stranger").WantError("PEER_ID_INVALID", &tl.MessagesSetHistoryTTL{Peer: &tl.InputPeerChat{ChatID: g}, Period: 86400})
		alice.Call(&tl.MessagesSetHistoryTTL{Peer: alice.In(g), Period: 86400})
		alice.WantError("CHAT_NOT_MODIFIED", &tl.MessagesSetHistoryTTL{Peer: alice.In(g), Period: 86400})
		for _, d := range []*servertest.Device{bob.Device, carol.Device, tablet} {
			d.WantOther("the timer", timerSet(g, 86400))
		}
		if full, listed := timerShown(t, bob.Device, g); full != 86400 || listed != 86400 {
			t.Errorf("the group shows the timers %d and %d", full, listed)
		}

		sent := alice.Sent(alice.Call(&tl.MessagesSendMedia{
			Peer: alice.In(g), Media: someFile(alice.Device), Message: "burnafterreading", RandomID: rand.Int64(),
		}))[0]
		if sent.TTLPeriod.V != 86400 {
			t.Errorf("it was sent with the timer %v", sent.TTLPeriod)
		}
		got := bob.WantMessage("burnafterreading")
		if got.TTLPeriod.V != 86400 {
			t.Errorf("it came with the timer %v", got.TTLPeriod)
		}
		held := tablet.WantMessage("burnafterreading").ID
		carol.WantMessage("burnafterreading")
		wantObjects(t, s, 1)
		alice.Call(&tl.MessagesEditChatTitle{ChatID: g, Title: "a glass house"}) // a report of it goes, too
		s.Clock.Advance(12 * time.Hour)
		later := bob.Say(g, "half a day later")
		alice.WantMessage("half a day later")
		carol.WantMessage("half a day later")
		s.Clock.Advance(12*time.Hour + time.Second)
		alice.WantGone(sent.ID)
		bob.WantGone(got.ID)
		tablet.WantGone(held)
		wantObjects(t, s, 0)
		wantNowhere(t, s, "burnafterreading")

		devices := []*servertest.Device{alice.Device, bob.Device, carol.Device, tablet}
		for _, d := range devices {
			d.Disconnect()
		}
		s.Stop()
		s.Clock.Advance(24 * time.Hour)
		s.Start()
		for _, d := range devices {
			d.Reconnect()
		}
		bob.WantGone(later)
		for _, d := range devices {
			var left []string
			for _, m := range servertest.Messages(d.Call(&tl.MessagesGetHistory{Peer: d.In(g), Limit: 20})) {
				if m, ok := m.(*tl.Message); ok {
					left = append(left, m.Message)
				}
			}
			if len(left) != 1 || left[0] != "stays for ever" {
				t.Errorf("what is left is %q", left)
			}
		}
		alice.Call(&tl.MessagesSetHistoryTTL{Peer: alice.In(g)})
		bob.WantOther("no timer", timerSet(g, 0))
		alice.Say(g, "stays as well")
		if m := bob.WantMessage("stays as well"); m.TTLPeriod.OK {
			t.Errorf("without a timer it came with %v", m.TTLPeriod)
		}
	})
}

// TestTimersInChannels: the same in a supergroup and in a broadcast channel with a discussion group, each with a timer of its own.
func TestTimersInChannels(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		tablet := bob.NewDevice()
		g, ch := alice.NewChannel("town", false), alice.NewChannel("news", true)
		alice.Invite(g, bob)
		alice.Invite(ch, bob)
		alice.Say(g, "stays in town")
		alice.Say(ch, "stays in the news")
		bob.WantIn(g, "stays in town")
		bob.WantIn(ch, "stays in the news")
		tablet.Load()
		for _, id := range []int64{g, ch} {
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesSetHistoryTTL{Peer: bob.In(id), Period: 100})
			alice.WantError("TTL_PERIOD_INVALID", &tl.MessagesSetHistoryTTL{Peer: alice.In(id), Period: -5})
			alice.Call(&tl.MessagesSetHistoryTTL{Peer: alice.In(id), Period: 100})
			alice.WantError("CHAT_NOT_MODIFIED", &tl.MessagesSetHistoryTTL{Peer: alice.In(id), Period: 100})
			for _, d := range []*servertest.Device{bob.Device, tablet} {
				d.ServiceIn(id, "that a timer was set", isTimer(100))
				d.WantOther("the timer", timerSet(id, 100))
			}
			if full, listed := timerShown(t, bob.Device, id); full != 100 || listed != 100 {
				t.Errorf("the timers %d and %d are shown", full, listed)
			}
		}
		// What an admin deletes is noted for the others, but not what it said, which was to be gone by then.
		early := alice.Say(ch, "deletedtoosoon")
		bob.WantIn(ch, "deletedtoosoon")
		alice.Call(&tl.ChannelsDeleteMessages{Channel: alice.Channel(ch), ID: []int32{early}})
		bob.WantGoneIn(ch, early)
		for _, e := range alice.Ask(&tl.ChannelsGetAdminLog{Channel: alice.Channel(ch), Limit: 100}).(*tl.ChannelsAdminLogResults).Events {
			if a, ok := e.Action.(*tl.ChannelAdminLogEventActionDeleteMessage); ok && a.Message.(*tl.Message).Message != "" {
				t.Errorf("the log keeps %+v", a.Message)
			}
		}
		wantNowhere(t, s, "deletedtoosoon")

		alice.Call(&tl.ChannelsSetDiscussionGroup{Broadcast: alice.Channel(ch), Group: alice.Channel(g)})
		alice.Call(&tl.MessagesSetHistoryTTL{Peer: alice.In(g), Period: 500})
		bob.WantOther("the longer timer", timerSet(g, 500))

		post := alice.Sent(alice.Call(&tl.MessagesSendMedia{
			Peer: alice.In(ch), Media: someFile(alice.Device), Message: "gonetomorrow", RandomID: rand.Int64(),
		}))[0]
		if m := bob.WantIn(ch, "gonetomorrow"); m.TTLPeriod.V != 100 || post.TTLPeriod.V != 100 {
			t.Errorf("a post came with the timer %v, and was sent with %v", m.TTLPeriod, post.TTLPeriod)
		}
		tablet.WantIn(ch, "gonetomorrow")
		inGroup := bob.WantIn(g, "gonetomorrow")
		if inGroup.TTLPeriod.V != 500 {
			t.Errorf("its copy in the discussion group came with %v", inGroup.TTLPeriod)
		}
		wantObjects(t, s, 1)
		s.Clock.Advance(101 * time.Second)
		for _, d := range []*servertest.Device{alice.Device, bob.Device, tablet} {
			d.WantGoneIn(ch, post.ID)
		}
		wantObjects(t, s, 1)
		for _, d := range []*servertest.Device{alice.Device, bob.Device, tablet} {
			d.Disconnect()
		}
		s.Stop()
		s.Clock.Advance(time.Hour)
		s.Start()
		for _, d := range []*servertest.Device{alice.Device, bob.Device, tablet} {
			d.Reconnect()
			d.WantGoneIn(g, inGroup.ID)
			d.WantIn(g, "stays in town")
			d.WantIn(ch, "stays in the news")
		}
		wantObjects(t, s, 0)
		wantNowhere(t, s, "gonetomorrow")

		found := false
		for _, e := range alice.Ask(&tl.ChannelsGetAdminLog{Channel: alice.Channel(g), Limit: 100}).(*tl.ChannelsAdminLogResults).Events {
			a, ok := e.Action.(*tl.ChannelAdminLogEventActionChangeHistoryTTL)
			found = found || ok && a.PrevValue == 100 && a.NewValue == 500
		}
		if !found {
			t.Error("the log does not say that the timer was changed")
		}
	})
}

// TestTimersFromTheStart: a group and a channel can be made with a timer, and a basic group takes it along when it becomes a supergroup.
func TestTimersFromTheStart(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	servertest.Meet(alice, bob)
	alice.WantError("TTL_PERIOD_INVALID", &tl.MessagesCreateChat{Title: "x", Users: []tl.InputUserClass{alice.Input(bob)}, TTLPeriod: tl.Some[int32](-1)})
	alice.WantError("TTL_PERIOD_INVALID", &tl.ChannelsCreateChannel{Title: "x", Broadcast: true, TTLPeriod: tl.Some[int32](-1)})
	v := alice.Call(&tl.MessagesCreateChat{Title: "brief", Users: []tl.InputUserClass{alice.Input(bob)}, TTLPeriod: tl.Some[int32](100)})
	g := v.(*tl.MessagesInvitedUsers).Updates.(*tl.Updates).Chats[0].(*tl.Chat).ID
	alice.Say(g, "hello")
	if m := bob.WantMessage("hello"); m.TTLPeriod.V != 100 {
		t.Errorf("it came with the timer %v", m.TTLPeriod)
	}
	c := alice.Call(&tl.ChannelsCreateChannel{Title: "brief", Broadcast: true, TTLPeriod: tl.Some[int32](200)}).(*tl.Updates).Chats[0].(*tl.Channel).ID
	alice.ServiceIn(c, "the timer", isTimer(200))
	id := alice.Say(c, "now")
	s.Clock.Advance(201 * time.Second)
	alice.WantGoneIn(c, id)

	alice.Call(&tl.MessagesMigrateChat{ChatID: g})
	var super int64
	alice.WantChat(g, "where the group went", func(c tl.ChatClass) bool {
		x, ok := c.(*tl.Chat)
		if !ok || x.MigratedTo == nil {
			return false
		}
		super = x.MigratedTo.(*tl.InputChannel).ChannelID
		return true
	})
	alice.Say(super, "after the move")
	if m := bob.WantIn(super, "after the move"); m.TTLPeriod.V != 100 {
		t.Errorf("in the supergroup it came with the timer %v", m.TTLPeriod)
	}
}
