package server_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

// TestWhatIsOfOneTopic is what people do in one topic of a forum and that is not to be seen in another: drafts, mutes, mentions, pins, what is
// scheduled and forwarded, who is typing.
func TestWhatIsOfOneTopic(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		g := alice.NewForum("the town", bob)
		bob.WantChat(g, "the forum", func(c tl.ChatClass) bool { x, ok := c.(*tl.Channel); return ok && x.Forum })
		here, there := alice.NewTopic(g, "here"), alice.NewTopic(g, "there")
		laptop := bob.NewDevice()
		laptop.Load()
		in := func(topic int32) *tl.InputNotifyForumTopic {
			return &tl.InputNotifyForumTopic{Peer: bob.In(g), TopMsgID: topic}
		}

		t.Run("drafts", func(t *testing.T) {
			save := func(topic int32, text string) {
				bob.Call(&tl.MessagesSaveDraft{Peer: bob.In(g), Message: text, ReplyTo: servertest.Into(topic)})
			}
			save(here, "not yet")
			bob.Call(&tl.MessagesSaveDraft{Peer: bob.In(g), Message: "in general"})
			laptop.WantOther("the draft", func(u tl.UpdateClass) bool {
				d, ok := u.(*tl.UpdateDraftMessage)
				return ok && d.TopMsgID.V == here && d.Draft.(*tl.DraftMessage).Message == "not yet"
			})
			ts, _ := bob.Topics(g)
			if d, ok := ts[here].Draft.(*tl.DraftMessage); !ok || d.Message != "not yet" || d.ReplyTo.(*tl.InputReplyToMessage).TopMsgID.V != here {
				t.Errorf("the topic's draft is %+v", ts[here].Draft)
			}
			if d, ok := ts[1].Draft.(*tl.DraftMessage); !ok || d.Message != "in general" || ts[there].Draft != nil {
				t.Errorf("other drafts are %+v and %+v", ts[1].Draft, ts[there].Draft)
			}
			if all := bob.Ask(&tl.MessagesGetAllDrafts{}).(*tl.Updates); len(all.Updates) != 2 {
				t.Errorf("all drafts are %+v", all.Updates)
			}
			q := inTopic(bob.Device, g, here, "now")
			q.ClearDraft = true
			bob.Call(q)
			save(there, "")
			if ts, _ := bob.Topics(g); ts[here].Draft != nil || ts[1].Draft == nil || ts[there].Draft != nil {
				t.Errorf("after sending, drafts are %+v and %+v", ts[here].Draft, ts[1].Draft)
			}
		})

		t.Run("notifications", func(t *testing.T) {
			until := int32(s.Clock.Now().Unix()) + 3600
			bob.WantError("TOPIC_ID_INVALID", &tl.AccountGetNotifySettings{Peer: in(4711)})
			bob.Call(&tl.AccountUpdateNotifySettings{Peer: in(here), Settings: tl.InputPeerNotifySettings{MuteUntil: tl.Some(until)}})
			laptop.WantOther("the mute", func(u tl.UpdateClass) bool {
				n, ok := u.(*tl.UpdateNotifySettings)
				if !ok {
					return false
				}
				p, ok := n.Peer.(*tl.NotifyForumTopic)
				return ok && p.TopMsgID == here && n.NotifySettings.MuteUntil.V == until
			})
			if n := bob.Ask(&tl.AccountGetNotifySettings{Peer: in(here)}).(*tl.PeerNotifySettings); n.MuteUntil.V != until {
				t.Errorf("the topic is muted until %+v", n.MuteUntil)
			}
			group := bob.Ask(&tl.AccountGetNotifySettings{Peer: &tl.InputNotifyPeer{Peer: bob.In(g)}}).(*tl.PeerNotifySettings)
			ts, _ := bob.Topics(g)
			if group.MuteUntil.OK || ts[here].NotifySettings.MuteUntil.V != until || ts[there].NotifySettings.MuteUntil.OK {
				t.Errorf("muted are the group until %+v, the other topic until %+v", group.MuteUntil, ts[there].NotifySettings.MuteUntil)
			}
			if all := bob.Ask(&tl.AccountGetNotifyExceptions{}).(*tl.Updates); len(all.Updates) != 1 {
				t.Errorf("exceptions are %+v", all.Updates)
			}
		})

		t.Run("mentions", func(t *testing.T) {
			for _, topic := range []int32{here, there, there} {
				q := inTopic(alice.Device, g, topic, "you there")
				q.Entities = []tl.MessageEntityClass{&tl.InputMessageEntityMentionName{Length: 3, UserID: alice.Input(bob)}}
				alice.Call(q)
			}
			ts, _ := bob.Topics(g)
			if ts[here].UnreadMentionsCount != 1 || ts[there].UnreadMentionsCount != 2 || ts[1].UnreadMentionsCount != 0 {
				t.Errorf("%d and %d mentions", ts[here].UnreadMentionsCount, ts[there].UnreadMentionsCount)
			}
			list := func(topic int32) int {
				v := bob.Ask(&tl.MessagesGetUnreadMentions{Peer: bob.In(g), TopMsgID: tl.Some(topic), Limit: 10})
				switch v := v.(type) {
				case *tl.MessagesMessages:
					return len(v.Messages)
				case *tl.MessagesMessagesSlice:
					return len(v.Messages)
				}
				return -1
			}
			if list(here) != 1 || list(there) != 2 || list(1) != 0 {
				t.Errorf("mentions by topic are %d, %d and %d", list(here), list(there), list(1))
			}
			bob.Call(&tl.MessagesReadMentions{Peer: bob.In(g), TopMsgID: tl.Some(there)})
			if list(here) != 1 || list(there) != 0 {
				t.Errorf("after reading those of one topic, %d and %d", list(here), list(there))
			}
		})

		t.Run("pins", func(t *testing.T) {
			pin := func(id int32) { alice.Call(&tl.MessagesUpdatePinnedMessage{Peer: alice.In(g), ID: id}) }
			one, two, three := say(t, alice.Device, g, here, "one"), say(t, alice.Device, g, there, "two"), alice.Say(g, "three")
			pin(one)
			pin(two)
			pin(three)
			found := func(topic int32) []int32 {
				return idsIn(bob.Ask(&tl.MessagesSearch{
					Peer: bob.In(g), TopMsgID: tl.Some(topic), Filter: &tl.InputMessagesFilterPinned{}, Limit: 10,
				}))
			}
			if !slices.Equal(found(here), []int32{one}) || !slices.Equal(found(there), []int32{two}) || !slices.Equal(found(1), []int32{three}) {
				t.Errorf("pinned are %v, %v and %v", found(here), found(there), found(1))
			}
			counted := bob.Ask(&tl.MessagesGetSearchCounters{
				Peer: bob.In(g), TopMsgID: tl.Some(here), Filters: []tl.MessagesFilterClass{&tl.InputMessagesFilterPinned{}},
			}).([]tl.MessagesSearchCounter)
			if counted[0].Count != 1 {
				t.Errorf("%d are counted", counted[0].Count)
			}
			// That something was pinned is said in the topic.
			top := topicPage(bob.Device, g, here)
			if top[0] <= one {
				t.Errorf("the topic is %v after a pin of %d", top, one)
			}
			alice.Call(&tl.MessagesUnpinAllMessages{Peer: alice.In(g), TopMsgID: tl.Some(here)})
			if len(found(here)) != 0 || len(found(there)) != 1 {
				t.Errorf("after unpinning, %v and %v", found(here), found(there))
			}
		})

		t.Run("scheduled, forwarded, in albums and polls", func(t *testing.T) {
			q := inTopic(alice.Device, g, here, "tomorrow")
			q.ScheduleDate = tl.Some(int32(s.Clock.Now().Unix()) + 3600)
			if m := sentMessage(t, alice.Call(q)); servertest.TopicOf(m) != here {
				t.Errorf("what is scheduled says %+v", m.ReplyTo)
			}
			s.Clock.Advance(2 * time.Hour)
			if m := bob.WantIn(g, "tomorrow"); servertest.TopicOf(m) != here {
				t.Errorf("what was scheduled came to %+v", m.ReplyTo)
			}
			said := say(t, alice.Device, g, here, "pass it on")
			v := alice.Call(&tl.MessagesForwardMessages{
				FromPeer: alice.In(g), ToPeer: alice.In(g), ID: []int32{said}, RandomID: []int64{rand.Int64()}, TopMsgID: tl.Some(there),
			})
			if m := sentMessage(t, v); servertest.TopicOf(m) != there || m.FwdFrom == nil {
				t.Errorf("the copy is %+v", m)
			}
			v = alice.Call(&tl.MessagesForwardMessages{FromPeer: alice.In(g), ToPeer: alice.In(g), ID: []int32{said}, RandomID: []int64{rand.Int64()}})
			if m := sentMessage(t, v); servertest.TopicOf(m) != 1 {
				t.Errorf("a copy without a topic says %+v", m.ReplyTo)
			}
			v = alice.Call(&tl.MessagesSendMedia{
				Peer: alice.In(g), RandomID: rand.Int64(), ReplyTo: servertest.Into(there),
				Media: &tl.InputMediaPoll{Poll: tl.Poll{
					Question: tl.TextWithEntities{Text: "?"},
					Answers: []tl.PollAnswerClass{
						&tl.PollAnswer{Text: tl.TextWithEntities{Text: "a"}, Option: []byte("a")},
						&tl.PollAnswer{Text: tl.TextWithEntities{Text: "b"}, Option: []byte("b")},
					},
				}},
			})
			if m := sentMessage(t, v); servertest.TopicOf(m) != there {
				t.Errorf("the poll says %+v", m.ReplyTo)
			}
			other := sentMessage(t, alice.Call(&tl.MessagesSendMessage{
				Peer: alice.In(g), Message: "answered elsewhere", RandomID: rand.Int64(),
				ReplyTo: &tl.InputReplyToMessage{ReplyToMsgID: said, TopMsgID: tl.Some(there)},
			}))
			if servertest.TopicOf(other) != there {
				t.Errorf("an answer in another topic says %+v", other.ReplyTo)
			}
		})

		t.Run("typing", func(t *testing.T) {
			alice.Call(&tl.MessagesSetTyping{Peer: alice.In(g), TopMsgID: tl.Some(here), Action: &tl.SendMessageTypingAction{}})
			bob.WantOther("typing in the topic", func(u tl.UpdateClass) bool {
				x, ok := u.(*tl.UpdateChannelUserTyping)
				return ok && x.ChannelID == g && x.TopMsgID.V == here
			})
		})

		t.Run("as one row of messages", func(t *testing.T) {
			as := func(on bool) *tl.ChannelsToggleViewForumAsMessages {
				return &tl.ChannelsToggleViewForumAsMessages{Channel: bob.Channel(g), Enabled: on}
			}
			bob.WantError("CHAT_NOT_MODIFIED", as(false))
			bob.Call(as(true))
			laptop.WantOther("the view", func(u tl.UpdateClass) bool {
				x, ok := u.(*tl.UpdateChannelViewForumAsMessages)
				return ok && x.Enabled && x.ChannelID == g
			})
			full := bob.Ask(&tl.ChannelsGetFullChannel{Channel: bob.Channel(g)}).(*tl.MessagesChatFull).FullChat.(*tl.ChannelFull)
			if !full.ViewForumAsMessages {
				t.Error("the full channel does not say so")
			}
		})

		t.Run("anonymous, and in public", func(t *testing.T) {
			alice.Call(&tl.ChannelsEditAdmin{Channel: alice.Channel(g), UserID: alice.Input(bob), AdminRights: tl.ChatAdminRights{ManageTopics: true, Anonymous: true}})
			mine := bob.NewTopic(g, "by the town")
			ts, _ := alice.Topics(g)
			if p, ok := ts[mine].FromID.(*tl.PeerChannel); !ok || p.ChannelID != g {
				t.Errorf("an anonymous topic is from %+v", ts[mine].FromID)
			}
			alice.Call(&tl.ChannelsUpdateUsername{Channel: alice.Channel(g), Username: "the_town_forum"})
			stranger := s.User("stranger")
			if stranger.Resolve("the_town_forum") != g {
				t.Fatal("the forum is not found")
			}
			if ts, n := stranger.Topics(g); n != len(ts) || n != 4 || ts[here].UnreadCount != 0 {
				t.Errorf("a stranger sees %d topics: %+v", n, ts)
			}
			c := alice.NewChannel("news", true)
			alice.WantError("FORUM_ENABLED", &tl.ChannelsSetDiscussionGroup{Broadcast: alice.Channel(c), Group: alice.Channel(g)})
			h := alice.NewChannel("talk", false)
			alice.Call(&tl.ChannelsSetDiscussionGroup{Broadcast: alice.Channel(c), Group: alice.Channel(h)})
			alice.WantError("CHAT_DISCUSSION_UNALLOWED", &tl.ChannelsToggleForum{Channel: alice.Channel(h), Enabled: true})
		})
	})
}

// TestForumsInOldLayers: a client of a layer that had other names for what happens to topics hears of it by those.
func TestForumsInOldLayers(t *testing.T) {
	s := servertest.New(t)
	alice, bob, carol := s.User("alice"), s.User("bob", servertest.Layer(200)), s.User("carol", servertest.Layer(158))
	servertest.Meet(alice, bob)
	servertest.Meet(alice, carol)
	g := alice.NewForum("the town", bob, carol)
	topic := alice.NewTopic(g, "old")
	for _, p := range []*servertest.Person{bob, carol} {
		p.WantChat(g, "the forum", func(c tl.ChatClass) bool { x, ok := c.(*tl.Channel); return ok && x.Forum })
		said := sentMessage(t, p.Call(inTopic(p.Device, g, topic, "in the old way")))
		if !slices.Contains(topicPage(p.Device, g, topic), said.ID) {
			t.Errorf("the topic is %v", topicPage(p.Device, g, topic))
		}
	}
	alice.Call(&tl.MessagesUpdatePinnedForumTopic{Peer: alice.In(g), TopicID: topic, Pinned: true})
	alice.Call(&tl.MessagesReorderPinnedForumTopics{Peer: alice.In(g), Order: []int32{topic, 1}, Force: true})
	for _, p := range []*servertest.Person{bob, carol} {
		p.WantOther("a pinned topic", func(u tl.UpdateClass) bool {
			x, ok := u.(*tl.UpdatePinnedForumTopic)
			return ok && x.Pinned && x.TopicID == topic && servertest.PeerID(x.Peer) == g
		})
		p.WantOther("the order of pinned topics", func(u tl.UpdateClass) bool {
			x, ok := u.(*tl.UpdatePinnedForumTopics)
			return ok && slices.Equal(x.Order, []int32{topic, 1}) && servertest.PeerID(x.Peer) == g
		})
	}
}
