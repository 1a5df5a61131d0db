package server_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
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

// TestPublicForwardsOfAPost forwards a post of a channel to all kinds of places; its admin learns of public channels, and of nothing else.
func TestPublicForwardsOfAPost(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, reader, owner, stranger := s.User("alice"), s.User("reader"), s.User("owner"), s.User("stranger")
		for _, p := range []*servertest.Person{reader, owner} {
			servertest.Meet(alice, p)
		}
		public := func(who *servertest.Person, title, name string, broadcast bool) int64 {
			id := who.NewChannel(title, broadcast)
			who.Call(&tl.ChannelsUpdateUsername{Channel: who.Channel(id), Username: name})
			return id
		}
		id := public(alice, "the source", "the_source", true)
		alice.Invite(id, reader, owner)
		post, other := alice.Say(id, "read all about it"), alice.Say(id, "and this")
		owner.WantIn(id, "and this")
		reader.WantIn(id, "and this")
		forward := func(who *servertest.Person, to tl.InputPeerClass, from tl.InputPeerClass, msg int32) int32 {
			return who.Sent(who.Call(&tl.MessagesForwardMessages{FromPeer: from, ToPeer: to, ID: []int32{msg}, RandomID: []int64{rand.Int64()}}))[0].ID
		}
		first := public(owner, "first echo", "first_echo", true)
		second := public(owner, "second echo", "second_echo", true)
		group := public(reader, "the pub", "the_pub", false)
		private := owner.NewChannel("a private echo", true)
		forward(reader, &tl.InputPeerSelf{}, reader.In(id), post)
		forward(reader, reader.Peer(alice), reader.In(id), post)
		forward(reader, reader.In(group), reader.In(id), post) // in the reader's own name: that is nobody's business
		hidden := forward(owner, owner.In(private), owner.In(id), post)
		one := forward(owner, owner.In(first), owner.In(id), post)
		s.Clock.Advance(time.Minute)
		two := forward(owner, owner.In(second), owner.In(private), hidden) // by way of another channel
		forward(owner, owner.In(second), owner.In(id), other)
		alice.Sent(alice.Call(&tl.MessagesForwardMessages{FromPeer: alice.In(id), ToPeer: alice.In(id), ID: []int32{post}, RandomID: []int64{rand.Int64()}}))

		ask := func(offset string, limit int32) *tl.StatsPublicForwards {
			t.Helper()
			return alice.Ask(&tl.StatsGetMessagePublicForwards{Channel: alice.Channel(id), MsgID: post, Offset: offset, Limit: limit}).(*tl.StatsPublicForwards)
		}
		at := func(v *tl.StatsPublicForwards) (out []string) {
			for _, f := range v.Forwards {
				m := f.(*tl.PublicForwardMessage).Message.(*tl.Message)
				if m.Message != "read all about it" || m.FwdFrom.ChannelPost.V != post {
					t.Errorf("a copy is %+v", m)
				}
				out = append(out, fmt.Sprintf("%d/%d", m.PeerID.(*tl.PeerChannel).ChannelID, m.ID))
			}
			return out
		}
		want := func(v *tl.StatsPublicForwards, count int32, ids ...string) {
			t.Helper()
			if got := at(v); fmt.Sprint(got) != fmt.Sprint(ids) || v.Count != count || len(v.Users) != 0 {
				t.Errorf("%v of %d with %d people, want %v of %d", got, v.Count, len(v.Users), ids, count)
			}
		}
		in1, in2 := fmt.Sprintf("%d/%d", first, one), fmt.Sprintf("%d/%d", second, two)
		all := ask("", 100)
		if want(all, 2, in2, in1); all.NextOffset.OK {
			t.Errorf("there is more: %q", all.NextOffset.V)
		}
		page := ask("", 1)
		want(page, 2, in2)
		want(ask(page.NextOffset.V, 1), 2, in1)
		for _, bad := range []string{"x", "1:2", "1:2:3:4", "0:0:0", "1:2:3x", "-"} {
			alice.WantError("OFFSET_INVALID", &tl.StatsGetMessagePublicForwards{Channel: alice.Channel(id), MsgID: post, Offset: bad, Limit: 1})
		}

		// What is no longer public, is closed, does not let one look, or is gone is not told.
		owner.Call(&tl.ChannelsUpdateUsername{Channel: owner.Channel(first)})
		want(ask("", 100), 1, in2)
		owner.Call(&tl.ChannelsUpdateUsername{Channel: owner.Channel(first), Username: "first_echo"})
		alice.Resolve("second_echo")
		alice.Call(&tl.ChannelsJoinChannel{Channel: alice.Channel(second)})
		owner.Call(&tl.ChannelsEditBanned{Channel: owner.Channel(second), Participant: owner.Peer(alice), BannedRights: tl.ChatBannedRights{ViewMessages: true}})
		if got := at(ask("", 100)); fmt.Sprint(got) != fmt.Sprint([]string{in1}) {
			t.Errorf("removed from the second: %v", got)
		}
		owner.Call(&tl.ChannelsEditBanned{Channel: owner.Channel(second), Participant: owner.Peer(alice)})
		owner.Call(&tl.ChannelsDeleteMessages{Channel: owner.Channel(first), ID: []int32{one}})
		want(ask("", 100), 1, in2)
		owner.Call(&tl.ChannelsDeleteChannel{Channel: owner.Channel(second)})
		want(ask("", 100), 0)

		reader.WantError("CHAT_ADMIN_REQUIRED", &tl.StatsGetMessagePublicForwards{Channel: reader.Channel(id), MsgID: post, Limit: 10})
		stranger.WantError("CHANNEL_INVALID", &tl.StatsGetMessagePublicForwards{Channel: alice.Channel(id), MsgID: post, Limit: 10})
		for _, none := range []int32{0, -1, 9999} {
			alice.WantError("MESSAGE_ID_INVALID", &tl.StatsGetMessagePublicForwards{Channel: alice.Channel(id), MsgID: none, Limit: 10})
		}
		alice.Call(&tl.ChannelsDeleteMessages{Channel: alice.Channel(id), ID: []int32{post}})
		alice.WantError("MESSAGE_ID_INVALID", &tl.StatsGetMessagePublicForwards{Channel: alice.Channel(id), MsgID: post, Limit: 10})
	})
}

// TestStatisticsOfAPoll counts votes by day, for whoever made the poll and for the admins of the channel that asks, and tells nobody else.
func TestStatisticsOfAPoll(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol, dave := s.User("alice"), s.User("bob"), s.User("carol"), s.User("dave")
		for _, p := range []*servertest.Person{bob, carol, dave} {
			servertest.Meet(alice, p)
		}
		id := alice.NewChannel("the question", true)
		alice.Invite(id, bob, carol, dave)
		poll := alice.Sent(alice.Call(&tl.MessagesSendMedia{Peer: alice.In(id), Media: aPoll(false), Message: "which?", RandomID: rand.Int64()}))[0].ID
		for _, p := range []*servertest.Person{bob, carol, dave} {
			p.WantIn(id, "which?")
		}
		ask := func(who *servertest.Person, in tl.InputPeerClass, msg int32) tl.StatsGraphClass {
			return who.Ask(&tl.StatsGetPollStats{Peer: in, MsgID: msg}).(*tl.StatsPollStats).VotesGraph
		}
		if g, ok := ask(alice, alice.In(id), poll).(*tl.StatsGraphError); !ok {
			t.Errorf("nobody voted, and the graph is %+v", g)
		}
		bob.Call(&tl.MessagesSendVote{Peer: bob.In(id), MsgID: poll, Options: [][]byte{{1}}})
		s.Clock.Advance(24 * time.Hour)
		carol.Call(&tl.MessagesSendVote{Peer: carol.In(id), MsgID: poll, Options: [][]byte{{1}}})
		dave.Call(&tl.MessagesSendVote{Peer: dave.In(id), MsgID: poll, Options: [][]byte{{2}}})
		g := drawnIn(t, ask(alice, alice.In(id), poll))
		if got := g.line("Votes"); got != "1 2" || len(g.Columns) != 2 {
			t.Errorf("the votes: %s of %v", got, g.Names)
		}
		alice.Call(&tl.ChannelsEditAdmin{Channel: alice.Channel(id), UserID: alice.Input(bob), AdminRights: tl.ChatAdminRights{PostMessages: true}})
		if got := drawnIn(t, ask(bob, bob.In(id), poll)).line("Votes"); got != "1 2" {
			t.Errorf("another admin is told %s", got)
		}
		carol.WantError("CHAT_ADMIN_REQUIRED", &tl.StatsGetPollStats{Peer: carol.In(id), MsgID: poll})
		alice.WantError("MESSAGE_ID_INVALID", &tl.StatsGetPollStats{Peer: alice.In(id), MsgID: 9999})
		alice.WantError("MESSAGE_ID_INVALID", &tl.StatsGetPollStats{Peer: alice.In(id), MsgID: alice.Say(id, "no poll")})
		alice.WantError("PEER_ID_INVALID", &tl.StatsGetPollStats{Peer: &tl.InputPeerUser{UserID: bob.ID, AccessHash: 1}, MsgID: poll})

		// Whoever passes it on to a channel of their own is no wiser; whoever made it sees it wherever it is.
		mine := carol.NewChannel("copies", true)
		copied := carol.Sent(carol.Call(&tl.MessagesForwardMessages{FromPeer: carol.In(id), ToPeer: carol.In(mine), ID: []int32{poll}, RandomID: []int64{rand.Int64()}}))[0].ID
		carol.WantError("CHAT_ADMIN_REQUIRED", &tl.StatsGetPollStats{Peer: carol.In(mine), MsgID: copied})
		asked := alice.Sent(alice.Call(&tl.MessagesSendMedia{Peer: alice.Peer(bob), Media: aPoll(false), Message: "and you?", RandomID: rand.Int64()}))[0].ID
		ask(alice, alice.Peer(bob), asked)
		bob.WantError("CHAT_ADMIN_REQUIRED", &tl.StatsGetPollStats{Peer: bob.Peer(alice), MsgID: bob.WantMessage("and you?").ID})
	})
}
