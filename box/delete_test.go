package box_test

import (
	"math/rand/v2"
	"testing"

	"chappe/box"
	"chappe/db"
)

// TestDeleteMany: what goes from many boxes at once leaves each of them as if it had gone from it alone: its numbers are covered, and its
// dialogs count what is left.
func TestDeleteMany(t *testing.T) {
	each(t, func(w *world) {
		r := rand.New(rand.NewPCG(8, 1))
		const people = 40
		w.write(func(tx *db.Tx) error {
			for p := int64(100); p < 100+people; p++ {
				if err := w.box.Create(tx, p); err != nil {
					return err
				}
			}
			return nil
		})
		left := map[int64]map[int64][]*box.Message{} // by box and peer
		put := func(m *box.Message) {
			if left[m.Box] == nil {
				left[m.Box] = map[int64][]*box.Message{}
			}
			left[m.Box][m.Peer.ID()] = append(left[m.Box][m.Peer.ID()], m)
		}
		for range 300 {
			from := 100 + r.Int64N(people)
			to := 100 + (from-100+1+r.Int64N(3))%people
			mine, theirs := w.say(from, to, func(m *box.Message) {
				if r.IntN(4) == 0 {
					m.Flags = box.Mentioned | box.MediaUnread
				}
			})
			put(mine)
			put(theirs)
		}
		erased := 0
		w.box.OnErase(func(_ *db.Tx, _ int64, gone []*box.Message) error {
			erased += len(gone)
			return nil
		})
		for range 3 {
			ids, n := map[int64][]int32{99: {1}, 100: {9999}}, 0 // nothing is there
			for b, peers := range left {
				for p, ms := range peers {
					var stay []*box.Message
					for _, m := range ms {
						if n < 300 && r.IntN(2) == 0 {
							ids[b], n = append(ids[b], m.ID), n+1
						} else {
							stay = append(stay, m)
						}
					}
					left[b][p] = stay
				}
			}
			w.write(func(tx *db.Tx) error {
				erased = 0
				return w.box.DeleteMany(tx, ids)
			})
			if erased != n {
				t.Errorf("%d messages were told of as erased, want %d", erased, n)
			}
			for b, peers := range left {
				w.wantLeft(b, peers)
			}
		}
		w.write(func(tx *db.Tx) error {
			if err := w.box.DeleteMany(tx, map[int64][]int32{100: make([]int32, box.MaxDelete+1)}); err == nil {
				t.Error("more were deleted at once than an event may name")
			}
			return w.box.DeleteMany(tx, nil)
		})
	})
}

// wantLeft fails the test unless a box holds what is said, and nothing else.
func (w *world) wantLeft(b int64, peers map[int64][]*box.Message) {
	w.t.Helper()
	w.read(func(tx *db.Tx) error {
		evs, err := box.After(tx, b, 1, 10_000)
		covered(w.t, evs, 1)
		posted := 0
		for _, ev := range evs {
			if ev.Kind == box.Posted && ev.Message != nil {
				posted++
			}
		}
		for _, ms := range peers {
			posted -= len(ms)
		}
		if s, _ := box.Load(tx, b); posted != 0 || evs[len(evs)-1].Pts != s.Pts {
			w.t.Errorf("box %d has %d messages too many, and stands at %d of %d", b, posted, evs[len(evs)-1].Pts, s.Pts)
		}
		return err
	})
	for p, ms := range peers {
		var want box.Dialog
		for _, m := range ms {
			want.Total++
			want.Top, want.Date = m.ID, m.Date
			if !m.Out {
				want.Unread++
				if m.Flags&box.Mentioned != 0 {
					want.Mentions++
				}
			}
		}
		if d := w.dialog(b, p); d.Total != want.Total || d.Unread != want.Unread || d.Mentions != want.Mentions || d.Top != want.Top || d.Date != want.Date {
			w.t.Errorf("dialog %d of box %d is %+v, want %+v", p, b, d, want)
		}
	}
}
