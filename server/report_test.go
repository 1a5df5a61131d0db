package server_test

import (
	"strings"
	"testing"
	"time"

	"chappe/feature/messages"
	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"
)

// TestReports has people report messages, people and groups, and the operator read what came.
func TestReports(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
		servertest.Meet(alice, bob)
		servertest.Meet(alice, carol)
		id := alice.NewChannel("the market", false)
		alice.Invite(id, bob, carol)
		alice.Say(id, "welcome")
		bob.WantIn(id, "welcome")
		bad := bob.Say(id, "buy my pills")
		carol.WantIn(id, "buy my pills")

		// What can be chosen, a question for words, and done.
		report := func(option []byte, text string) tl.ReportResultClass {
			return carol.Ask(&tl.MessagesReport{Peer: carol.In(id), ID: []int32{bad}, Option: option, Message: text}).(tl.ReportResultClass)
		}
		first, ok := report(nil, "").(*tl.ReportResultChooseOption)
		if !ok || len(first.Options) < 5 || first.Title == "" {
			t.Fatalf("the first answer is %+v", first)
		}
		for i, want := range []bool{true, false} { // the last one wants words
			option := first.Options[(len(first.Options)-1)*i].Option
			if a, ok := report(option, "").(*tl.ReportResultAddComment); !ok || a.Optional != want || len(a.Option) == 0 {
				t.Errorf("%s is answered with %+v", option, a)
			}
		}
		words := report(first.Options[0].Option, "").(*tl.ReportResultAddComment)
		if _, ok := report(words.Option, "they always\x00 do "+strings.Repeat("x", 2000)).(*tl.ReportResultReported); !ok {
			t.Error("a report with words is not taken")
		}
		if _, ok := report(words.Option, "they always do").(*tl.ReportResultReported); !ok {
			t.Error("a second report of the same is not taken")
		}
		carol.WantError("OPTION_INVALID", &tl.MessagesReport{Peer: carol.In(id), ID: []int32{bad}, Option: []byte("because")})
		carol.WantError("MESSAGE_ID_INVALID", &tl.MessagesReport{Peer: carol.In(id), ID: []int32{9999}, Option: words.Option})
		carol.WantError("MESSAGE_ID_INVALID", &tl.MessagesReport{Peer: carol.In(id), ID: []int32{9999}})
		carol.WantError("PEER_ID_INVALID", &tl.MessagesReport{Peer: &tl.InputPeerSelf{}, Option: words.Option})
		carol.WantError("LIMIT_INVALID", &tl.MessagesReport{Peer: carol.In(id), ID: make([]int32, 101), Option: words.Option})

		// A person, and a conversation.
		carol.Call(&tl.AccountReportPeer{Peer: carol.Peer(alice), Reason: &tl.InputReportReasonChildAbuse{}, Message: "no"})
		bob.Call(&tl.MessagesReportSpam{Peer: bob.Peer(alice)})
		bob.WantError("PEER_ID_INVALID", &tl.MessagesReportSpam{Peer: &tl.InputPeerSelf{}})
		bob.WantError("PEER_ID_INVALID", &tl.AccountReportPeer{Peer: &tl.InputPeerUser{UserID: carol.ID, AccessHash: 1}, Reason: &tl.InputReportReasonSpam{}})

		// What admins of a supergroup report of its members.
		alice.Call(&tl.ChannelsReportSpam{Channel: alice.Channel(id), Participant: alice.Peer(bob), ID: []int32{bad}})
		alice.WantError("MESSAGE_ID_INVALID", &tl.ChannelsReportSpam{Channel: alice.Channel(id), Participant: alice.Peer(carol), ID: []int32{bad}})
		alice.WantError("MESSAGE_ID_INVALID", &tl.ChannelsReportSpam{Channel: alice.Channel(id), Participant: alice.Peer(bob)})
		bob.WantError("CHAT_ADMIN_REQUIRED", &tl.ChannelsReportSpam{Channel: bob.Channel(id), Participant: bob.Peer(alice), ID: []int32{bad}})

		all, err := s.Inner().Reports(t.Context(), 0)
		if err != nil || len(all) != 4 {
			t.Fatalf("%d reports are kept (%v): %+v", len(all), err, all)
		}
		if r := all[0]; r.Reason != "spam" || r.Comment != "they always do" || r.Said != "buy my pills" || r.Chat != "the market" ||
			!strings.Contains(r.Reporter, "carol") || !strings.Contains(r.About, "bob") || r.Message != bad {
			t.Errorf("the report of a message: %+v", r)
		}
		if r := all[1]; r.Reason != "childAbuse" || r.Chat != "" || !strings.Contains(r.About, "alice") || r.Message != 0 {
			t.Errorf("the report of a person: %+v", r)
		}
		// What it says then is not what it said when it was reported.
		bob.Call(&tl.MessagesEditMessage{Peer: bob.In(id), ID: bad, Message: tl.Some("buy my apples")})
		if all, err = s.Inner().Reports(t.Context(), 0); err != nil || all[0].Said != "buy my apples" || all[0].Copy == nil || all[0].Copy.Text != "buy my pills" {
			t.Errorf("after the message was edited: %+v, %v", all[0], err)
		}
		if all[1].Copy != nil || all[2].Copy != nil {
			t.Errorf("there is a copy of a conversation: %+v, %+v", all[1], all[2])
		}
		if all[3].Copy == nil || all[3].Copy.Text != "buy my pills" || all[3].Copy.Date == 0 || all[3].Copy.Kind != "" {
			t.Errorf("the copy of what an admin reported: %+v", all[3].Copy)
		}
		// What was said goes when it is deleted; that it was reported, and what was said then, stays for a time.
		alice.Call(&tl.ChannelsDeleteMessages{Channel: alice.Channel(id), ID: []int32{bad}})
		if all, err = s.Inner().Reports(t.Context(), 0); err != nil || all[0].Said != "" || all[0].Copy == nil || all[0].Copy.Text != "buy my pills" {
			t.Errorf("after the message was deleted: %+v, %v", all, err)
		}
		if one, ok, err := s.Inner().Report(t.Context(), all[3].ID); err != nil || !ok || one.Copy == nil || one.Copy.Text != "buy my pills" {
			t.Errorf("one report: %+v, %v, %v", one, ok, err)
		}
		if _, ok, err := s.Inner().Report(t.Context(), 9999); err != nil || ok {
			t.Errorf("a report that nobody made: %v, %v", ok, err)
		}
		if all, err = s.Inner().Reports(t.Context(), all[2].ID); err != nil || len(all) != 1 {
			t.Errorf("beyond the third: %+v, %v", all, err)
		}
	})
}

// TestReportsAreBounded has somebody report more in a day than one person can mean.
func TestReportsAreBounded(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	servertest.Meet(alice, bob)
	id := alice.NewChannel("many words", false)
	alice.Invite(id, bob)
	alice.Say(id, "welcome")
	bob.WantIn(id, "welcome")
	var ids []int32
	for range 301 {
		ids = append(ids, alice.Say(id, "word"))
	}
	for at := 0; at < 300; at += 100 {
		bob.Call(&tl.MessagesReport{Peer: bob.In(id), ID: ids[at : at+100], Option: []byte("spam")})
	}
	bob.WantError("FLOOD_WAIT_86400", &tl.MessagesReport{Peer: bob.In(id), ID: ids[300:], Option: []byte("spam")})
}

// TestCopiesOfReportsEnd keeps what a reported message said for as long as the operator wants, and erases it then; the report stays.
func TestCopiesOfReportsEnd(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		for _, c := range []struct {
			setting int32
			days    int
		}{{0, 90}, {7, 7}, {-1, 0}} {
			s := servertest.New(t, o, servertest.With(func(cfg *server.Config) { cfg.ReportDays = c.setting }))
			alice, bob := s.User("alice"), s.User("bob")
			servertest.Meet(alice, bob)
			alice.Send(bob, "a threat **in bold** https://example.org/")
			bad := bob.WantMessage("a threat **in bold** https://example.org/").ID
			bob.Call(&tl.MessagesReport{Peer: bob.Peer(alice), ID: []int32{bad}, Option: []byte("violence")})
			alice.Call(&tl.MessagesDeleteMessages{ID: []int32{alice.WantMessage("a threat **in bold** https://example.org/").ID}, Revoke: true})
			bob.WantGone(bad)
			copied := func() *messages.ReportCopy {
				t.Helper()
				if err := s.Inner().SweepReports(t.Context()); err != nil {
					t.Fatal(err)
				}
				r, ok, err := s.Inner().Report(t.Context(), 1)
				if err != nil || !ok || r.Reason != "violence" || r.Message != bad {
					t.Fatalf("the report is %+v, %v, %v", r, ok, err)
				}
				return r.Copy
			}
			if c.days == 0 {
				if x := copied(); x != nil {
					t.Errorf("a copy is kept: %+v", x)
				}
				continue
			}
			if x := copied(); x == nil || !strings.HasPrefix(x.Text, "a threat") || len(x.Entities) == 0 {
				t.Errorf("the copy is %+v", x)
			}
			s.Clock.Advance(time.Duration(c.days)*24*time.Hour - time.Minute)
			if copied() == nil {
				t.Errorf("the copy is gone before %d days", c.days)
			}
			s.Clock.Advance(2 * time.Minute)
			if x := copied(); x != nil {
				t.Errorf("after %d days there is %+v", c.days, x)
			}
		}
	})
}
