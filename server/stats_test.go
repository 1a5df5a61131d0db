package server_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

// drawn is a graph of statistics as clients read it.
type drawn struct {
	Columns [][]any           `json:"columns"`
	Types   map[string]string `json:"types"`
	Names   map[string]string `json:"names"`
}

func drawnIn(t *testing.T, g tl.StatsGraphClass) drawn {
	t.Helper()
	v, ok := g.(*tl.StatsGraph)
	if !ok {
		t.Fatalf("a graph is %+v", g)
	}
	var d drawn
	if err := json.Unmarshal([]byte(v.JSON.Data), &d); err != nil {
		t.Fatalf("a graph says %s: %v", v.JSON.Data, err)
	}
	for _, c := range d.Columns {
		if len(c) != len(d.Columns[0]) || d.Types[c[0].(string)] == "" {
			t.Errorf("a graph has a column %v", c)
		}
	}
	return d
}

// line is what a graph says under a name, day by day.
func (d drawn) line(name string) string {
	for _, c := range d.Columns {
		if d.Names[c[0].(string)] == name {
			return fmt.Sprint(c[1:]...)
		}
	}
	return "nothing"
}

// TestStatisticsOfAChannel counts a channel over three days, as its admin, and everybody who may not asks for it.
func TestStatisticsOfAChannel(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol, dave := s.User("alice"), s.User("bob"), s.User("carol"), s.User("dave")
		for _, p := range []*servertest.Person{bob, carol} {
			servertest.Meet(alice, p)
		}
		id := alice.NewChannel("the weather", true)
		alice.Invite(id, bob)
		first := alice.Say(id, "rain")
		bob.WantIn(id, "rain")
		bob.Call(&tl.MessagesGetMessagesViews{Peer: bob.In(id), ID: []int32{first}, Increment: true})
		restart := func() { // what was seen is stored when a server ends
			s.Restart()
			for _, p := range []*servertest.Person{alice, bob, carol, dave} {
				p.Reconnect()
			}
		}
		restart()

		s.Clock.Advance(24 * time.Hour)
		alice.Invite(id, carol)
		second := alice.Say(id, "sun")
		carol.WantIn(id, "sun")
		for _, p := range []*servertest.Person{bob, carol} {
			p.Call(&tl.MessagesGetMessagesViews{Peer: p.In(id), ID: []int32{first, second}, Increment: true})
			p.Call(&tl.MessagesSendReaction{Peer: p.In(id), MsgID: second, Reaction: []tl.ReactionClass{&tl.ReactionEmoji{Emoticon: "🔥"}}})
		}
		carol.Call(&tl.MessagesForwardMessages{FromPeer: carol.In(id), ToPeer: &tl.InputPeerSelf{}, ID: []int32{second}, RandomID: []int64{5}})
		restart()

		s.Clock.Advance(24 * time.Hour)
		bob.Call(&tl.ChannelsLeaveChannel{Channel: bob.Channel(id)})

		full := alice.Ask(&tl.ChannelsGetFullChannel{Channel: alice.Channel(id)}).(*tl.MessagesChatFull).FullChat.(*tl.ChannelFull)
		if !full.CanViewStats || full.StatsDC.V != 2 {
			t.Errorf("an admin is told that statistics are there: %v, at %v", full.CanViewStats, full.StatsDC)
		}
		v := alice.Ask(&tl.StatsGetBroadcastStats{Channel: alice.Channel(id)}).(*tl.StatsBroadcastStats)
		if v.Followers.Current != 2 || v.Followers.Previous != 0 || v.Period.MaxDate <= v.Period.MinDate {
			t.Errorf("followers %+v in %+v", v.Followers, v.Period)
		}
		if got := drawnIn(t, v.GrowthGraph).line("Total"); got != "2 3 2" {
			t.Errorf("the channel grew %s", got)
		}
		comings := drawnIn(t, v.FollowersGraph)
		if in, out := comings.line("Joined"), comings.line("Left"); in != "2 1 0" || out != "0 0 1" {
			t.Errorf("joined %s, left %s", in, out)
		}
		seen := drawnIn(t, v.InteractionsGraph)
		// Bob's second look at the first post is on another day than his first and after a restart: it counts again.
		if views, shares := seen.line("Views"), seen.line("Shares"); views != "1 4 0" || shares != "0 1 0" {
			t.Errorf("views %s, shares %s", views, shares)
		}
		if v.ViewsPerPost.Current != 2.5 || v.SharesPerPost.Current != 0.5 || v.ReactionsPerPost.Current != 1 {
			t.Errorf("of a post: %+v views, %+v shares, %+v reactions", v.ViewsPerPost, v.SharesPerPost, v.ReactionsPerPost)
		}
		if got := *v.RecentPostsInteractions[0].(*tl.PostInteractionCountersMessage); got != (tl.PostInteractionCountersMessage{MsgID: second, Views: 2, Forwards: 1, Reactions: 2}) {
			t.Errorf("the latest post: %+v", got)
		}
		token := v.ReactionsByEmotionGraph.(*tl.StatsGraphAsync).Token
		if got := drawnIn(t, alice.Ask(&tl.StatsLoadAsyncGraph{Token: token}).(tl.StatsGraphClass)).line("🔥"); got != "0 2 0" {
			t.Errorf("reactions %s", got)
		}
		one := alice.Ask(&tl.StatsGetMessageStats{Channel: alice.Channel(id), MsgID: first}).(*tl.StatsMessageStats)
		if got := drawnIn(t, one.ViewsGraph).line("Views"); got != "1 2 0" {
			t.Errorf("the first post was seen %s", got)
		}
		if g, ok := one.ReactionsByEmotionGraph.(*tl.StatsGraphError); !ok || g.Error == "" {
			t.Errorf("nobody reacted to the first post, and the graph is %+v", one.ReactionsByEmotionGraph)
		}
		if g := alice.Ask(&tl.StatsGetMessageStats{Channel: alice.Channel(id), MsgID: second}).(*tl.StatsMessageStats).ReactionsByEmotionGraph; drawnIn(t, g).line("🔥") != "2 0" {
			t.Errorf("the second post: %+v", g)
		}

		full = carol.Ask(&tl.ChannelsGetFullChannel{Channel: carol.Channel(id)}).(*tl.MessagesChatFull).FullChat.(*tl.ChannelFull)
		if full.CanViewStats || full.StatsDC.OK {
			t.Error("a subscriber is told that statistics are there")
		}
		carol.WantError("CHAT_ADMIN_REQUIRED", &tl.StatsGetBroadcastStats{Channel: carol.Channel(id)})
		carol.WantError("CHAT_ADMIN_REQUIRED", &tl.StatsGetMessageStats{Channel: carol.Channel(id), MsgID: first})
		carol.WantError("GRAPH_INVALID_RELOAD", &tl.StatsLoadAsyncGraph{Token: token})
		dave.WantError("GRAPH_INVALID_RELOAD", &tl.StatsLoadAsyncGraph{Token: token})
		bob.WantError("CHANNEL_PRIVATE", &tl.StatsGetBroadcastStats{Channel: bob.Channel(id)})
		dave.WantError("CHANNEL_INVALID", &tl.StatsGetBroadcastStats{Channel: alice.Channel(id)})
		alice.WantError("MEGAGROUP_REQUIRED", &tl.StatsGetMegagroupStats{Channel: alice.Channel(id)})
		alice.WantError("MESSAGE_ID_INVALID", &tl.StatsGetMessageStats{Channel: alice.Channel(id), MsgID: 9999})
		for _, bad := range []string{"", "emotions:", "emotions:x", "emotions:-1", "growth:1"} {
			alice.WantError("GRAPH_INVALID_RELOAD", &tl.StatsLoadAsyncGraph{Token: bad})
		}
	})
}

// TestStatisticsOfASupergroup counts who says how much, and who brings whom.
func TestStatisticsOfASupergroup(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
		servertest.Meet(alice, bob)
		servertest.Meet(bob, carol)
		id := alice.NewChannel("the table", false)
		alice.Invite(id, bob)
		alice.Say(id, "hello")
		bob.WantIn(id, "hello")
		s.Clock.Advance(24 * time.Hour)
		bob.Invite(id, carol)
		for _, text := range []string{"one", "two", "three"} {
			bob.Say(id, text)
		}
		carol.WantIn(id, "three")
		v := alice.Ask(&tl.StatsGetMegagroupStats{Channel: alice.Channel(id)}).(*tl.StatsMegagroupStats)
		if v.Members.Current != 3 || v.Posters.Current != 2 {
			t.Errorf("%+v members, %+v of them spoke", v.Members, v.Posters)
		}
		if got := drawnIn(t, v.GrowthGraph).line("Total"); got != "2 3" {
			t.Errorf("the group grew %s", got)
		}
		if len(v.TopPosters) != 2 || v.TopPosters[0] != (tl.StatsGroupTopPoster{UserID: bob.ID, Messages: 3, AvgChars: 3}) {
			t.Errorf("who said most: %+v", v.TopPosters)
		}
		if len(v.TopInviters) != 2 || v.TopInviters[0].Invitations != 1 {
			t.Errorf("who brought people: %+v", v.TopInviters)
		}
		names := map[int64]bool{}
		for _, u := range v.Users {
			names[u.(*tl.User).ID] = true
		}
		if !names[alice.ID] || !names[bob.ID] {
			t.Errorf("the answer names %v", names)
		}
		bob.WantError("CHAT_ADMIN_REQUIRED", &tl.StatsGetMegagroupStats{Channel: bob.Channel(id)})
		alice.WantError("BROADCAST_REQUIRED", &tl.StatsGetBroadcastStats{Channel: alice.Channel(id)})
		alice.WantError("MESSAGE_ID_INVALID", &tl.StatsGetMessageStats{Channel: alice.Channel(id), MsgID: 2})
	})
}
