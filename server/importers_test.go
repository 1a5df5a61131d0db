package server_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

// TestWhoCameIsReadPageByPage has people come to a group by two links, some within the same second, and others ask to be let in; an admin
// reads who did, two at a time, by link and by name.
func TestWhoCameIsReadPageByPage(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice := s.User("alice")
		g := alice.NewChannel("the club", false)
		in := alice.In(g)
		link := func(ask bool) string {
			return alice.Call(&tl.MessagesExportChatInvite{Peer: in, RequestNeeded: ask}).(*tl.ChatInviteExported).Link
		}
		links := []string{link(false), link(false), link(true), link(true)}
		var by [4][]int64 // whom each link brought, the latest first
		names := map[int64]*tl.User{}
		for i := range 12 {
			if i%4 == 0 {
				s.Clock.Advance(time.Minute)
			}
			p := s.User(fmt.Sprintf("%s %d", []string{"first", "second", "third", "fourth"}[i%4], i))
			if q := (&tl.MessagesImportChatInvite{Hash: hashOfLink(links[i%4])}); i%4 < 2 {
				p.Ask(q)
			} else {
				p.WantError("INVITE_REQUEST_SENT", q)
			}
			by[i%4] = append([]int64{p.ID}, by[i%4]...)
		}
		pages := func(q tl.MessagesGetChatInviteImporters) (all []int64, count int32) {
			q.Peer, q.Limit, q.OffsetUser = in, 2, &tl.InputUserEmpty{}
			for {
				v := alice.Ask(&q).(*tl.MessagesChatInviteImporters)
				count = v.Count
				for _, u := range v.Users {
					u := u.(*tl.User)
					names[u.ID] = u
				}
				for _, i := range v.Importers {
					all = append(all, i.UserID)
					if i.Requested != q.Requested || names[i.UserID] == nil {
						t.Errorf("somebody is shown as %+v", i)
					}
				}
				if len(v.Importers) < 2 {
					return all, count
				}
				last := v.Importers[1]
				q.OffsetDate, q.OffsetUser = last.Date, &tl.InputUser{UserID: last.UserID, AccessHash: names[last.UserID].AccessHash.V}
			}
		}
		both := func(a, b []int64) (out []int64) {
			for i := range a {
				out = append(out, max(a[i], b[i]), min(a[i], b[i])) // those of one second, who came last has the higher id
			}
			return out
		}
		for what, c := range map[string]struct {
			q    tl.MessagesGetChatInviteImporters
			want []int64
		}{
			"came":                      {tl.MessagesGetChatInviteImporters{}, both(by[0], by[1])},
			"came by the second link":   {tl.MessagesGetChatInviteImporters{Link: tl.Some(links[1])}, by[1]},
			"ask":                       {tl.MessagesGetChatInviteImporters{Requested: true}, both(by[2], by[3])},
			"ask by the third link":     {tl.MessagesGetChatInviteImporters{Requested: true, Link: tl.Some(links[2])}, by[2]},
			"ask and are called fourth": {tl.MessagesGetChatInviteImporters{Requested: true, Q: tl.Some("Fourth")}, by[3]},
			"came and are called first": {tl.MessagesGetChatInviteImporters{Q: tl.Some("first")}, by[0]},
			"ask by a link for coming":  {tl.MessagesGetChatInviteImporters{Requested: true, Link: tl.Some(links[0])}, nil},
		} {
			if got, n := pages(c.q); !slices.Equal(got, c.want) || int(n) != len(c.want) {
				t.Errorf("those who %s are %v (%d), want %v", what, got, n, c.want)
			}
		}
		alice.WantError("INVITE_HASH_EMPTY", &tl.MessagesHideAllChatJoinRequests{Peer: in, Link: tl.Some("")})
		alice.Call(&tl.MessagesHideAllChatJoinRequests{Peer: in, Link: tl.Some(links[3]), Approved: true})
		if left, n := pages(tl.MessagesGetChatInviteImporters{Requested: true}); !slices.Equal(left, by[2]) || n != 3 {
			t.Errorf("when those of one link are in, %v wait", left)
		}
		if in, _ := pages(tl.MessagesGetChatInviteImporters{Q: tl.Some(strings.ToUpper("fourth"))}); !slices.Equal(in, by[3]) {
			t.Errorf("let in were %v", in)
		}
	})
}
