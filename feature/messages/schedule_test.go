package messages_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

// later is a message to be sent after d.
func later(s *servertest.Server, d *servertest.Device, to *servertest.Person, text string, after time.Duration) *tl.MessagesSendMessage {
	return &tl.MessagesSendMessage{
		Peer: d.Peer(to), Message: text, RandomID: rand.Int64(), ScheduleDate: tl.Some(int32(s.Clock.Now().Add(after).Unix())),
	}
}

// scheduledID is the id that an answer to a scheduling gives.
func scheduledID(t *testing.T, v any) int32 {
	t.Helper()
	for _, u := range v.(*tl.Updates).Updates {
		if u, ok := u.(*tl.UpdateNewScheduledMessage); ok {
			return u.Message.(*tl.Message).ID
		}
	}
	t.Fatalf("nothing was scheduled: %+v", v)
	return 0
}

func queue(d *servertest.Device, with *servertest.Person) []tl.MessageClass {
	return servertest.Messages(d.Call(&tl.MessagesGetScheduledHistory{Peer: d.Peer(with)}))
}

func TestScheduledMessagesAreSentOnTime(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		phone := alice.NewDevice()
		first := alice.Send(bob, "now")
		q := later(s, alice.Device, bob, "in an hour", time.Hour)
		q.ReplyTo = &tl.InputReplyToMessage{ReplyToMsgID: first}
		id := scheduledID(t, alice.Call(q))
		if again := scheduledID(t, alice.Call(q)); again != id {
			t.Errorf("the retry gave %d, want %d", again, id)
		}
		wantUpdate(phone, "scheduled", func(u *tl.UpdateNewScheduledMessage) bool {
			m := u.Message.(*tl.Message)
			return m.ID == id && m.Message == "in an hour" && m.Date == q.ScheduleDate.V
		})
		if got := queue(phone, bob); len(got) != 1 || got[0].(*tl.Message).ID != id {
			t.Errorf("scheduled are %+v", got)
		}
		s.Clock.Advance(59 * time.Minute)
		alice.Send(bob, "meanwhile")
		bob.WantMessage("meanwhile")
		bob.WantHistory(alice, "meanwhile", "now")
		s.Clock.Advance(time.Minute)
		got := bob.WantMessage("in an hour")
		if !got.FromScheduled || got.Date != q.ScheduleDate.V || got.ReplyTo.(*tl.MessageReplyHeader).ReplyToMsgID.V == 0 {
			t.Errorf("bob got %+v", got)
		}
		for _, d := range alice.Devices() {
			d.WantMessage("in an hour")
			wantUpdate(d, "sent", func(u *tl.UpdateDeleteScheduledMessages) bool {
				return len(u.Messages) == 1 && u.Messages[0] == id && len(u.SentMessages) == 1
			})
		}
		if got := queue(alice.Device, bob); len(got) != 0 {
			t.Errorf("scheduled are still %+v", got)
		}
		// A retry after all names what was sent.
		if id, err := alice.TrySend(q); err != nil || id != alice.History(bob, 1)[0].ID {
			t.Errorf("the retry gave %d, %v", id, err)
		}

		// What becomes due while the server is down is sent when it is up again.
		alice.Call(later(s, alice.Device, bob, "good morning", time.Hour))
		s.Stop()
		s.Clock.Advance(2 * time.Hour)
		s.Start()
		bob.Reconnect()
		bob.WantMessage("good morning")
		alice.Reconnect()
		bob.WantHistory(alice, "good morning", "in an hour", "meanwhile", "now")
	})
}

func TestScheduledMessagesChange(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		phone := alice.NewDevice()
		one := scheduledID(t, alice.Call(later(s, alice.Device, bob, "one", time.Hour)))
		two := scheduledID(t, alice.Call(later(s, alice.Device, bob, "two", 2*time.Hour)))
		at := tl.Some(int32(s.Clock.Now().Add(3 * time.Hour).Unix()))
		edit := &tl.MessagesEditMessage{Peer: alice.Peer(bob), ID: one, Message: tl.Some("one, but later"), ScheduleDate: at}
		alice.Call(edit)
		wantUpdate(phone, "edit", func(u *tl.UpdateNewScheduledMessage) bool {
			m := u.Message.(*tl.Message)
			return m.ID == one && m.Message == "one, but later" && m.Date == at.V
		})
		alice.WantError("MESSAGE_NOT_MODIFIED", edit)
		got := servertest.Messages(alice.Call(&tl.MessagesGetScheduledMessages{Peer: alice.Peer(bob), ID: []int32{one, 99}}))
		if len(got) != 1 || got[0].(*tl.Message).Message != "one, but later" {
			t.Errorf("getScheduledMessages gave %+v", got)
		}
		alice.Call(&tl.MessagesDeleteScheduledMessages{Peer: alice.Peer(bob), ID: []int32{two}})
		wantUpdate(phone, "deletion", func(u *tl.UpdateDeleteScheduledMessages) bool {
			return u.Messages[0] == two && len(u.SentMessages) == 0
		})
		if v := news(alice.Call(&tl.MessagesSendScheduledMessages{Peer: alice.Peer(bob), ID: []int32{one}})); len(v) != 1 || !v[0].FromScheduled {
			t.Errorf("sending at once gave %+v", v)
		}
		bob.WantMessage("one, but later")
		phone.WantMessage("one, but later")
		alice.WantError("MESSAGE_ID_INVALID", &tl.MessagesSendScheduledMessages{Peer: alice.Peer(bob), ID: []int32{one}})
		alice.WantError("SCHEDULE_DATE_TOO_LATE", later(s, alice.Device, bob, "x", 400*24*time.Hour))
		v := alice.Call(later(s, alice.Device, bob, "almost now", 5*time.Second))
		if _, ok := v.(*tl.UpdateShortSentMessage); !ok {
			t.Errorf("what was almost due was answered with %T", v)
		}
		fwd := forwardQuery(alice.Device, bob, bob, alice.History(bob, 1)[0].ID)
		fwd.ScheduleDate = tl.Some(int32(s.Clock.Now().Add(time.Hour).Unix()))
		scheduledID(t, alice.Call(fwd))
		if n := len(queue(alice.Device, bob)); n != 1 {
			t.Errorf("%d are scheduled", n)
		}
		for range 99 {
			alice.Call(later(s, alice.Device, bob, "x", time.Hour))
		}
		alice.WantError("SCHEDULE_TOO_MUCH", later(s, alice.Device, bob, "x", time.Hour))
	})
}

func TestScheduledUntilOnline(t *testing.T) {
	s := servertest.New(t)
	alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
	bob.Call(&tl.AccountUpdateStatus{Offline: true})
	q := later(s, alice.Device, bob, "you are here", 0)
	q.ScheduleDate.V = 0x7ffffffe
	s.Clock.Advance(10 * time.Minute)
	scheduledID(t, alice.Call(q))
	if n := len(queue(alice.Device, bob)); n != 1 {
		t.Errorf("%d are scheduled", n)
	}
	bob.Call(&tl.AccountUpdateStatus{})
	bob.WantMessage("you are here")
	carol.Call(&tl.AccountSetPrivacy{
		Key: &tl.InputPrivacyKeyStatusTimestamp{}, Rules: []tl.InputPrivacyRuleClass{&tl.InputPrivacyValueDisallowAll{}},
	})
	q = later(s, alice.Device, carol, "x", 0)
	q.ScheduleDate.V = 0x7ffffffe
	alice.WantError("SCHEDULE_STATUS_PRIVATE", q)
}
