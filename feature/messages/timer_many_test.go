package messages_test

import (
	"strings"
	"testing"
	"time"

	"chappe/box"
	"chappe/bus"
	"chappe/content"
	"chappe/db"
	"chappe/feature/users"
	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"
)

const (
	manyBoxes  = 50  // of people who never sign in
	manyTimes  = 100 // seconds in which they come due
	manyLite   = 100_000
	manyServer = 20_000 // on PostgreSQL, where each row is a question and an answer
)

// TestManyTimers: of 100,000 pending timers exactly those fire whose time has come, in the order of their times, and after a restart all of
// the others that came due meanwhile. How late they are `chappe bench timers` prints.
func TestManyTimers(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		var url string
		s := servertest.New(t, o, servertest.With(func(c *server.Config) { url = c.Database }))
		if url == "" {
			url = "sqlite:" + s.Data() + "/chappe.db"
		}
		pending := manyLite
		if !strings.HasPrefix(url, "sqlite:") {
			pending = manyServer
		}
		now := int32(s.Clock.Now().Unix())
		var first int64
		s.Stop()
		offline(t, url, func(tx *db.Tx) {
			var err error
			if first, err = users.Populate(tx, manyBoxes, now); err != nil {
				t.Fatal(err)
			}
		})
		s.Start()
		alice, bob := s.User("alice"), s.User("bob") // their boxes come after the others'
		alice.Peer(bob)                              // she can name him
		alice.Disconnect()
		bob.Disconnect()
		s.Stop()
		offline(t, url, func(tx *db.Tx) {
			fillTimed(t, tx, box.New(bus.NewLocal(), s.Clock), pending, first, alice.ID, bob.ID, now)
		})

		s.Start()
		tablet := alice.NewDevice()
		left := func() int32 {
			v := tablet.Call(&tl.MessagesGetHistory{Peer: tablet.Peer(bob), Limit: 1})
			if x, ok := v.(*tl.MessagesMessagesSlice); ok {
				return x.Count
			}
			return int32(len(servertest.Messages(v)))
		}
		if n := left(); n != manyTimes {
			t.Fatalf("alice has %d messages", n)
		}
		half := int32(manyTimes / 2)
		s.Clock.Advance(time.Duration(half) * time.Second)
		// In each second hers is the last to come due: when it has gone, all that were due before it have.
		s.Await("half of the timers", func() bool { return left() == half })
		tablet.Disconnect()
		s.Stop()
		offline(t, url, func(tx *db.Tx) {
			early, late := pendingAt(t, tx, now+half)
			if early != 0 || late != pending/2 {
				t.Errorf("after half of the time %d are there that were due, and %d that were not, of %d", early, late, pending/2)
			}
		})

		s.Clock.Advance(time.Hour)
		s.Start()
		tablet.Reconnect()
		s.Await("the rest of the timers", func() bool { return left() == 0 })
		tablet.Disconnect()
		s.Stop()
		offline(t, url, func(tx *db.Tx) {
			if early, late := pendingAt(t, tx, now+half); early != 0 || late != 0 {
				t.Errorf("after the restart %d and %d are still there", early, late)
			}
		})
		s.Start()
	})
}

// offline runs a transaction while no server uses the database.
func offline(t *testing.T, url string, fn func(tx *db.Tx)) {
	t.Helper()
	d, err := db.Open(t.Context(), url, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = d.Write(t.Context(), func(tx *db.Tx) error {
		fn(tx)
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// fillTimed writes the messages: one in each second to alice, the others to people who never sign in.
func fillTimed(t *testing.T, tx *db.Tx, e *box.Engine, pending int, first, alice, bob int64, now int32) {
	t.Helper()
	body, err := (&content.Content{Text: "soon over"}).Encode()
	if err != nil {
		t.Fatal(err)
	}
	for due := int32(1); due <= manyTimes; due++ {
		ms := make([]*box.Message, pending/manyTimes)
		for i := range ms {
			ms[i] = &box.Message{Box: first + int64(i%manyBoxes), Peer: box.UserPeer(bob), From: box.UserPeer(bob), Date: now, TTL: due, Content: body}
		}
		ms[0].Box = alice
		if err := e.Post(tx, ms...); err != nil {
			t.Fatal(err)
		}
	}
}

// pendingAt counts the messages that were due at a time, and those that are due later.
func pendingAt(t *testing.T, tx *db.Tx, at int32) (early, late int) {
	t.Helper()
	type row struct{ early, late int }
	r, _, err := db.One(tx, `SELECT COALESCE(SUM(CASE WHEN date + ttl <= $1 THEN 1 ELSE 0 END), 0),
 COALESCE(SUM(CASE WHEN date + ttl > $1 THEN 1 ELSE 0 END), 0) FROM messages WHERE ttl > 0`,
		func(r *db.Row) row { return row{r.Int(), r.Int()} }, at)
	if err != nil {
		t.Fatal(err)
	}
	return r.early, r.late
}
