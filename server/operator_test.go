package server_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"
)

// TestTheOperatorClosesChats closes a public channel, a supergroup and a basic group, which say so to their members and on the web.
func TestTheOperatorClosesChats(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o, servertest.With(func(c *server.Config) { c.Previews = true }))
		alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
		servertest.Meet(alice, bob)
		op, ctx := server.Dial(s.Data()), context.Background()
		id, g := alice.NewChannel("gazette", true), alice.NewChannel("square", false)
		alice.Call(&tl.ChannelsUpdateUsername{Channel: alice.Channel(id), Username: "town_gazette"})
		alice.Invite(id, bob)
		alice.Invite(g, bob)
		chat := alice.NewGroup("friends", bob)
		alice.Say(id, "an article")
		for _, c := range []int64{id, g, chat} {
			bob.WantChat(c, "the chat", func(tl.ChatClass) bool { return true })
		}
		s.Await("the operator's list", func() bool {
			ls, err := op.Channels(ctx, true, 0)
			return err == nil && len(ls) == 1 && ls[0].Username == "town_gazette" && ls[0].Members == 2 && ls[0].Closed == nil
		})
		if ls, err := op.Channels(ctx, false, 0); err != nil || len(ls) != 1 || ls[0].ID != g {
			t.Errorf("supergroups: %+v, %v", ls, err)
		}
		if ls, err := op.Groups(ctx, 0); err != nil || len(ls) != 1 || ls[0].Title != "friends" {
			t.Errorf("groups: %+v, %v", ls, err)
		}
		if l, err := op.Channel(ctx, "@town_gazette"); err != nil || l.ID != id || l.Posts != 2 {
			t.Errorf("the channel: %+v, %v", l, err)
		}
		for _, err := range []error{
			op.Close(ctx, false, "town_gazette", "", 0), op.Close(ctx, false, "nobody_here", "why", 0), op.Close(ctx, true, "999", "why", 0),
			op.Close(ctx, false, "town_gazette", "why", 5), op.Reopen(ctx, true, "x"),
		} {
			if err == nil {
				t.Error("what cannot be closed was closed")
			}
		}

		until := s.Clock.Now().Add(time.Hour).Unix()
		if err := op.Close(ctx, false, "town_gazette", "a judge said so", until); err != nil {
			t.Fatal(err)
		}
		closed := func(c tl.ChatClass) bool {
			x, ok := c.(*tl.Channel)
			return ok && x.Restricted && len(x.RestrictionReason) == 1 && x.RestrictionReason[0].Platform == "all" && x.RestrictionReason[0].Text == "a judge said so"
		}
		bob.WantChat(id, "that the channel is closed", closed)
		alice.WantError("CHAT_WRITE_FORBIDDEN", texting(alice.Device, id, "another article"))
		carol.Resolve("town_gazette")
		if !closed(carol.Chat(id)) {
			t.Errorf("somebody who finds it sees %+v", carol.Chat(id))
		}
		carol.WantError("CHAT_WRITE_FORBIDDEN", &tl.ChannelsJoinChannel{Channel: carol.Channel(id)})
		if _, body, _ := page(t, s, "/s/town_gazette"); !strings.Contains(body, "a judge said so") || strings.Contains(body, "an article") {
			t.Errorf("on the web it is %s", body)
		}
		s.Clock.Advance(2 * time.Hour)
		alice.Say(id, "open again")
		bob.WantIn(id, "open again")

		for _, c := range []int64{g, chat} {
			name := strconv.FormatInt(c, 10)
			if err := op.Close(ctx, c == chat, name, "a judge said so", 0); err != nil {
				t.Fatal(err)
			}
			bob.WantError("CHAT_WRITE_FORBIDDEN", texting(bob.Device, c, "why?"))
			if err := op.Reopen(ctx, c == chat, name); err != nil {
				t.Fatal(err)
			}
			bob.Say(c, "thank you")
		}
		if err := op.Close(ctx, true, "1", "for good", 0); err != nil {
			t.Fatal(err)
		}
		full := bob.Call(&tl.MessagesGetFullChat{ChatID: chat}).(*tl.MessagesChatFull)
		if f := full.FullChat.(*tl.ChatFull); f.About != "Closed: for good" || !full.Chats[0].(*tl.Chat).DefaultBannedRights.SendMessages {
			t.Errorf("a closed group is %+v", full.FullChat)
		}
	})
}
