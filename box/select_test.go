package box_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"chappe/box"
	"chappe/db"
)

// TestSelect compares pages of every filter with what a walk over all messages gives.
func TestSelect(t *testing.T) {
	each(t, func(w *world) {
		rnd := rand.New(rand.NewPCG(1, 2))
		var all []*box.Message // of alice's box
		for range 120 {
			change := func(m *box.Message) {
				m.Kind = box.Kind([]int{0, 0, 1, 2, 3, 4}[rnd.IntN(6)])
				m.Flags = box.Flags(rnd.IntN(1<<13)) & (box.Pinned | box.Linked | box.Mentioned | box.MediaUnread | box.ReactionUnread)
			}
			if rnd.IntN(2) == 0 {
				m, _ := w.say(alice, bob, change)
				all = append(all, m)
				continue
			}
			_, m := w.say(bob, alice, change)
			all = append(all, m)
		}
		filters := []box.Filter{
			{Peer: box.UserPeer(bob)}, {}, {Peer: box.UserPeer(bob), Kinds: []box.Kind{box.KindPhoto}},
			{Peer: box.UserPeer(bob), Kinds: []box.Kind{box.KindPhoto, box.KindVideo}}, {Kinds: []box.Kind{box.KindPhoto, box.KindDocument}},
			{Peer: box.UserPeer(bob), Flags: box.Pinned}, {Peer: box.UserPeer(bob), Flags: box.Linked}, {Flags: box.Linked},
			{Peer: box.UserPeer(bob), Flags: box.Mentioned | box.MediaUnread}, {Peer: box.UserPeer(bob), Flags: box.Mentioned}, {Peer: box.UserPeer(bob), Flags: box.ReactionUnread},
			{Peer: box.UserPeer(bob), From: box.UserPeer(alice)},
			{Peer: box.UserPeer(bob), Since: all[20].Date, Until: all[90].Date, Kinds: []box.Kind{box.KindVideo}},
			{Peer: box.UserPeer(alice)},
		}
		for i := range 400 {
			f := filters[i%len(filters)]
			p := box.Page{
				OffsetID: int32(rnd.IntN(130)), AddOffset: int32(rnd.IntN(30) - 15), Limit: 1 + rnd.IntN(30),
			}
			if rnd.IntN(3) == 0 {
				p.OffsetID, p.OffsetDate = 0, all[rnd.IntN(len(all))].Date
			}
			if rnd.IntN(3) == 0 {
				p.MinID, p.MaxID = int32(rnd.IntN(60)), int32(60+rnd.IntN(70))
			}
			w.read(func(tx *db.Tx) error {
				got, err := box.Select(tx, alice, f, p)
				if err != nil {
					return err
				}
				if want := walk(all, f, p); !slices.Equal(idsOf(got), want) {
					w.t.Errorf("%+v %+v: got %v, want %v", f, p, idsOf(got), want)
				}
				n, err := f.Count(tx, alice, 1000)
				if want := len(chosen(all, f)); n != want {
					w.t.Errorf("%+v: counted %d, want %d", f, n, want)
				}
				return err
			})
		}
	})
}

func idsOf(ms []*box.Message) []int32 {
	out := []int32{}
	for _, m := range ms {
		out = append(out, m.ID)
	}
	return out
}

// chosen are the messages that a filter chooses, oldest first.
func chosen(all []*box.Message, f box.Filter) (out []*box.Message) {
	for _, m := range all {
		ok := (f.Peer == 0 || m.Peer == f.Peer) && m.Flags&f.Flags == f.Flags && (f.From == 0 || m.From == f.From) &&
			(len(f.Kinds) == 0 || slices.Contains(f.Kinds, m.Kind)) && m.Date >= f.Since && (f.Until == 0 || m.Date < f.Until)
		if ok {
			out = append(out, m)
		}
	}
	return out
}

// walk is a page as the protocol describes it: the list newest first, the place of the offset in it, moved, and cut.
func walk(all []*box.Message, f box.Filter, p box.Page) []int32 {
	list := chosen(all, f)
	slices.Reverse(list)
	list = slices.DeleteFunc(list, func(m *box.Message) bool { return m.ID <= p.MinID || p.MaxID > 0 && m.ID >= p.MaxID })
	at := 0
	for at < len(list) {
		m := list[at]
		if p.OffsetID > 0 && m.ID < p.OffsetID || p.OffsetID == 0 && (p.OffsetDate == 0 || m.Date < p.OffsetDate) {
			break
		}
		at++
	}
	out := []int32{}
	add := func(ms []*box.Message) {
		for _, m := range ms {
			out = append(out, m.ID)
		}
	}
	if p.AddOffset >= 0 {
		add(list[min(at+int(p.AddOffset), len(list)):min(at+int(p.AddOffset)+p.Limit, len(list))])
		return out
	}
	newer := list[max(at+int(p.AddOffset), 0):at]
	add(newer[:min(len(newer), p.Limit)])
	add(list[at:min(at+max(p.Limit+int(p.AddOffset), 0), len(list))])
	return out
}
