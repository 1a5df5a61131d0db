package box_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"chappe/box"
	"chappe/bus"
	"chappe/clock"
	"chappe/db"
	"chappe/db/dbtest"
)

const (
	alice = int64(1_000_001)
	bob   = int64(1_000_002)
)

// world is two boxes in a real database.
type world struct {
	t     *testing.T
	db    *db.DB
	box   *box.Engine
	clock *clock.Fake
}

func newWorld(t *testing.T, open func() *db.DB) *world {
	t.Helper()
	c := clock.NewFake(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))
	w := &world{t: t, db: open(), box: box.New(bus.NewLocal(), c), clock: c}
	if err := w.db.Migrate(context.Background(), box.Migrations); err != nil {
		t.Fatal(err)
	}
	w.write(func(tx *db.Tx) error {
		for _, id := range []int64{alice, bob} {
			if err := w.box.Create(tx, id); err != nil {
				return err
			}
		}
		return nil
	})
	return w
}

func each(t *testing.T, fn func(w *world)) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) { fn(newWorld(t, open)) })
}

func (w *world) write(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(context.Background(), fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) read(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.db.Read(context.Background(), fn); err != nil {
		w.t.Fatal(err)
	}
}

// say posts a message from one person to the other, a second after the one before, and returns both rows.
func (w *world) say(from, to int64, change ...func(m *box.Message)) (mine, theirs *box.Message) {
	w.t.Helper()
	w.clock.Advance(time.Second)
	w.write(func(tx *db.Tx) error {
		mine = &box.Message{
			Box: from, Peer: box.UserPeer(to), From: box.UserPeer(from), Out: true, Date: w.box.Now(), Content: []byte("{}"), State: []byte(""),
		}
		for _, c := range change {
			c(mine)
		}
		other := *mine
		theirs = &other
		theirs.Box, theirs.Peer, theirs.Out = to, box.UserPeer(from), false
		mine.Link, theirs.Link = theirs, mine
		return w.box.Post(tx, mine, theirs)
	})
	return mine, theirs
}

func (w *world) dialog(owner, peer int64) (d box.Dialog) {
	w.t.Helper()
	w.read(func(tx *db.Tx) (err error) {
		d, _, err = box.LoadDialog(tx, owner, box.UserPeer(peer))
		return err
	})
	return d
}

func TestTwinsNameEachOther(t *testing.T) {
	each(t, func(w *world) {
		w.say(bob, alice)
		mine, theirs := w.say(alice, bob)
		if mine.Twin != theirs.ID || theirs.Twin != mine.ID || mine.Pts != theirs.Pts {
			w.t.Errorf("twins %d/%d name each other as %d/%d", mine.ID, theirs.ID, mine.Twin, theirs.Twin)
		}
		d := w.dialog(bob, alice)
		if d.Unread != 1 || d.Total != 2 || d.Top != theirs.ID || d.Date != theirs.Date {
			w.t.Errorf("dialog is %+v", d)
		}
	})
}

func TestDeleteLeavesNothingButNumbers(t *testing.T) {
	each(t, func(w *world) {
		erased := 0
		w.box.OnErase(func(_ *db.Tx, _ int64, gone []*box.Message) error {
			erased += len(gone)
			return nil
		})
		var ids []int32
		for range 5 {
			_, m := w.say(alice, bob)
			ids = append(ids, m.ID)
		}
		w.write(func(tx *db.Tx) error {
			erased = 0
			_, n, gone, err := w.box.Delete(tx, bob, append(slices.Clone(ids[1:4]), 77))
			if n != 3 || len(gone) != 3 {
				w.t.Errorf("deleted %v, %d numbers", gone, n)
			}
			return err
		})
		if erased != 3 {
			w.t.Errorf("%d messages were told of as erased", erased)
		}
		if d := w.dialog(bob, alice); d.Total != 2 || d.Unread != 2 || d.Top != ids[4] {
			w.t.Errorf("dialog is %+v", d)
		}
		w.read(func(tx *db.Tx) error {
			evs, err := box.After(tx, bob, 1, 100)
			covered(w.t, evs, 1)
			if len(evs) != 4 || evs[1].Kind != box.Gone || evs[1].Count != 3 {
				w.t.Errorf("events are %+v", evs)
			}
			return err
		})
		w.write(func(tx *db.Tx) error {
			_, _, _, err := w.box.Delete(tx, bob, ids)
			return err
		})
		if d := w.dialog(bob, alice); d.Total != 0 || d.Unread != 0 || d.Top != 0 || d.Date != 0 {
			w.t.Errorf("dialog is %+v", d)
		}
	})
}

// covered fails the test unless evs cover every number after pts once.
func covered(t *testing.T, evs []box.Event, pts int32) {
	t.Helper()
	for _, ev := range evs {
		if ev.Pts-ev.Count != pts {
			t.Fatalf("event over (%d, %d] comes after %d", ev.Pts-ev.Count, ev.Pts, pts)
		}
		pts = ev.Pts
	}
}

func TestUnreadCountsFromEitherEnd(t *testing.T) {
	each(t, func(w *world) {
		var ids []int32
		for i := range 20 {
			if i%3 == 0 {
				mine, _ := w.say(bob, alice)
				ids = append(ids, mine.ID)
				continue
			}
			_, m := w.say(alice, bob)
			ids = append(ids, m.ID)
		}
		left := func(upto int) int32 {
			n := int32(0)
			for i := upto + 1; i < 20; i++ {
				if i%3 != 0 {
					n++
				}
			}
			return n
		}
		for _, upto := range []int{1, 4, 15, 17, 19} {
			w.write(func(tx *db.Tx) error {
				ev, err := w.box.ReadIn(tx, bob, box.UserPeer(alice), ids[upto])
				if err == nil && ev.Data.Left != left(upto) {
					w.t.Errorf("after reading %d of 20, %d are left, want %d", upto+1, ev.Data.Left, left(upto))
				}
				return err
			})
		}
	})
}

func TestPinAndSee(t *testing.T) {
	each(t, func(w *world) {
		_, m := w.say(alice, bob, func(m *box.Message) { m.Flags = box.Mentioned | box.MediaUnread })
		if d := w.dialog(bob, alice); d.Mentions != 1 {
			w.t.Errorf("%d mentions, want 1", d.Mentions)
		}
		w.write(func(tx *db.Tx) error {
			ev, err := w.box.Pin(tx, bob, m.Peer, []int32{m.ID, 99}, true)
			if err == nil && (ev == nil || len(ev.Data.IDs) != 1) {
				w.t.Errorf("pinned: %+v", ev)
			}
			if again, _ := w.box.Pin(tx, bob, m.Peer, []int32{m.ID}, true); again != nil {
				w.t.Errorf("pinned twice: %+v", again)
			}
			return err
		})
		w.write(func(tx *db.Tx) error {
			ev, seen, err := w.box.See(tx, bob, []int32{m.ID}, box.MediaUnread)
			if err == nil && (ev == nil || len(seen) != 1 || seen[0].Flags != box.Mentioned|box.MediaUnread|box.Pinned) {
				w.t.Errorf("seen: %+v %+v", ev, seen)
			}
			return err
		})
		if d := w.dialog(bob, alice); d.Mentions != 0 {
			w.t.Errorf("%d mentions, want none", d.Mentions)
		}
	})
}

func TestABoxReadFromTheBeginningHasNoGap(t *testing.T) {
	each(t, func(w *world) {
		gaps := box.Gaps.Load()
		w.say(alice, bob)
		w.read(func(tx *db.Tx) error {
			evs, err := box.After(tx, alice, 0, 10)
			if err == nil && (len(evs) != 1 || evs[0].Kind != box.Posted || evs[0].Pts != 2) {
				w.t.Errorf("events from the beginning: %+v", evs)
			}
			return err
		})
		if n := box.Gaps.Load() - gaps; n != 0 {
			w.t.Errorf("%d numbers are covered by nothing", n)
		}
	})
}
