package messages_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

// texts are those of an answer's messages.
func texts(v any) []string {
	out := []string{}
	for _, m := range servertest.Messages(v) {
		if m, ok := m.(*tl.Message); ok {
			out = append(out, m.Message)
		}
	}
	return out
}

// seek searches a conversation.
func seek(d *servertest.Device, with *servertest.Person, text string, change ...func(*tl.MessagesSearch)) []string {
	return texts(d.Call(query(d, with, text, change...)))
}

func query(d *servertest.Device, with *servertest.Person, text string, change ...func(*tl.MessagesSearch)) *tl.MessagesSearch {
	q := &tl.MessagesSearch{Q: text, Filter: &tl.InputMessagesFilterEmpty{}, Limit: 10, Peer: &tl.InputPeerEmpty{}}
	if with != nil {
		q.Peer = d.Peer(with)
	}
	for _, c := range change {
		c(q)
	}
	return q
}

func TestSearch(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
		want := func(got []string, texts ...string) {
			t.Helper()
			if !slices.Equal(got, texts) {
				t.Errorf("found %q, want %q", got, texts)
			}
		}
		alice.Send(bob, "Déjà vu à Genève")
		s.Clock.Advance(time.Hour)
		noon := int32(s.Clock.Now().Unix())
		bob.Send(alice, "明天去北京吗")
		alice.WantMessage("明天去北京吗")
		s.Clock.Advance(time.Hour)
		alice.Send(bob, "مَرْحَبًا، deja again, see example.org")
		carol.Send(alice, "deja from carol")
		last := alice.WantMessage("deja from carol")

		want(seek(alice.Device, bob, "deja"), "مَرْحَبًا، deja again, see example.org", "Déjà vu à Genève")
		want(seek(alice.Device, bob, "北京"), "明天去北京吗")
		want(seek(bob.Device, alice, "مرحبا"), "مَرْحَبًا، deja again, see example.org")
		want(seek(alice.Device, nil, "dej"), "deja from carol", "مَرْحَبًا، deja again, see example.org", "Déjà vu à Genève")
		want(seek(alice.Device, bob, "deja", func(q *tl.MessagesSearch) { q.MaxDate = noon }), "Déjà vu à Genève")
		want(seek(alice.Device, bob, "deja", func(q *tl.MessagesSearch) { q.MinDate = noon }), "مَرْحَبًا، deja again, see example.org")
		want(seek(alice.Device, bob, "deja", func(q *tl.MessagesSearch) { q.FromID = alice.Peer(bob) }))
		want(seek(alice.Device, bob, "", func(q *tl.MessagesSearch) { q.FromID = alice.Peer(bob) }), "明天去北京吗")
		link := func(q *tl.MessagesSearch) { q.Filter = &tl.InputMessagesFilterURL{} }
		want(seek(alice.Device, bob, "", link), "مَرْحَبًا، deja again, see example.org")
		want(seek(alice.Device, bob, "deja", link), "مَرْحَبًا، deja again, see example.org")
		want(seek(alice.Device, bob, "", func(q *tl.MessagesSearch) { q.Filter = &tl.InputMessagesFilterPhotos{} }))
		want(seek(alice.Device, bob, "?!"))
		alice.WantError("SEARCH_QUERY_EMPTY", query(alice.Device, bob, ""))
		alice.WantError("FROM_PEER_INVALID", query(alice.Device, bob, "x", func(q *tl.MessagesSearch) { q.FromID = &tl.InputPeerUser{UserID: 5} }))
		alice.WantError("PEER_ID_INVALID", query(alice.Device, bob, "x", func(q *tl.MessagesSearch) { q.Peer = &tl.InputPeerUser{UserID: 5} }))

		// What is edited or deleted is not found by what it said.
		id := alice.Send(carol, "a slip of the tongue")
		alice.Call(&tl.MessagesEditMessage{Peer: alice.Peer(carol), ID: id, Message: tl.Some("a correction")})
		want(seek(alice.Device, carol, "slip"))
		want(seek(carol.Device, alice, "correction"), "a correction")
		alice.Call(&tl.MessagesDeleteMessages{ID: []int32{id}, Revoke: true})
		want(seek(carol.Device, alice, "correction"))

		// Pinned.
		alice.Call(&tl.MessagesUpdatePinnedMessage{Peer: alice.Peer(carol), ID: last.ID})
		pins := func(q *tl.MessagesSearch) { q.Filter = &tl.InputMessagesFilterPinned{} }
		want(seek(alice.Device, carol, "", pins), "deja from carol")
		want(seek(alice.Device, carol, "deja", pins), "deja from carol")
		want(seek(alice.Device, bob, "deja", pins))
		n := alice.Call(&tl.MessagesGetSearchCounters{Peer: alice.Peer(bob), Filters: []tl.MessagesFilterClass{
			&tl.InputMessagesFilterURL{}, &tl.InputMessagesFilterPhotos{}, &tl.InputMessagesFilterPinned{},
		}}).([]tl.MessagesSearchCounter)
		if len(n) != 3 || n[0].Count != 1 || n[1].Count != 0 || n[2].Count != 0 {
			t.Errorf("counters are %+v", n)
		}
		cal := alice.Call(&tl.MessagesGetSearchResultsCalendar{Peer: alice.Peer(bob), Filter: &tl.InputMessagesFilterURL{}}).(*tl.MessagesSearchResultsCalendar)
		if cal.Count != 1 || len(cal.Periods) != 1 || cal.Periods[0].Count != 1 || len(cal.Messages) != 1 {
			t.Errorf("the calendar is %+v", cal)
		}
		alice.WantError("FILTER_NOT_SUPPORTED", &tl.MessagesGetSearchResultsCalendar{Peer: alice.Peer(bob), Filter: &tl.InputMessagesFilterEmpty{}})
		pos := alice.Call(&tl.MessagesGetSearchResultsPositions{Peer: alice.Peer(bob), Filter: &tl.InputMessagesFilterURL{}, Limit: 10}).(*tl.MessagesSearchResultsPositions)
		if pos.Count != 1 || len(pos.Positions) != 1 {
			t.Errorf("positions are %+v", pos)
		}
	})
}

func TestSearchPages(t *testing.T) {
	s := servertest.New(t)
	alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
	var all []string
	for i := range 25 {
		text := fmt.Sprint("page ", i)
		to := bob
		if i%5 == 0 {
			to = carol
		}
		alice.Send(to, text)
		all = append(all, text)
	}
	slices.Reverse(all)
	var got []string
	q := &tl.MessagesSearchGlobal{Q: "page", Filter: &tl.InputMessagesFilterEmpty{}, OffsetPeer: &tl.InputPeerEmpty{}, Limit: 10}
	for range 5 {
		v := alice.Call(q)
		got = append(got, texts(v)...)
		slice, more := v.(*tl.MessagesMessagesSlice)
		if !more || !slice.NextRate.OK {
			break
		}
		last := slice.Messages[len(slice.Messages)-1].(*tl.Message)
		q.OffsetRate, q.OffsetID = slice.NextRate.V, last.ID
		q.OffsetPeer = &tl.InputPeerUser{UserID: userID(last.PeerID)}
	}
	if !slices.Equal(got, all) {
		t.Errorf("the pages of a global search are %q", got)
	}
	// Around a message, as when a client shows it with what is near.
	mid := servertest.Messages(alice.Call(query(alice.Device, nil, "12")))[0].(*tl.Message).ID
	near := seek(alice.Device, nil, "page", func(q *tl.MessagesSearch) { q.OffsetID, q.AddOffset, q.Limit = mid, -2, 4 })
	if want := []string{"page 13", "page 12", "page 11", "page 10"}; !slices.Equal(near, want) {
		t.Errorf("around %d there are %q, want %q", mid, near, want)
	}
	alice.Call(&tl.FoldersEditPeerFolders{FolderPeers: []tl.InputFolderPeer{{Peer: alice.Peer(carol), FolderID: 1}}})
	q = &tl.MessagesSearchGlobal{
		Q: "page", Filter: &tl.InputMessagesFilterEmpty{}, OffsetPeer: &tl.InputPeerEmpty{}, Limit: 10, FolderID: tl.Some[int32](1),
	}
	if got := texts(alice.Call(q)); !slices.Equal(got, []string{"page 20", "page 15", "page 10", "page 5", "page 0"}) {
		t.Errorf("in the archive there are %q", got)
	}
	alice.WantError("SEARCH_QUERY_EMPTY", &tl.MessagesSearchGlobal{Filter: &tl.InputMessagesFilterEmpty{}, OffsetPeer: &tl.InputPeerEmpty{}})
}
