package server_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

// inTopic is a text into a topic of a forum.
func inTopic(d *servertest.Device, forum int64, topic int32, text string) *tl.MessagesSendMessage {
	q := texting(d, forum, text)
	q.ReplyTo = servertest.Into(topic)
	return q
}

// say sends a text into a topic and returns its id.
func say(t *testing.T, d *servertest.Device, forum int64, topic int32, text string) int32 {
	t.Helper()
	m := sentMessage(t, d.Call(inTopic(d, forum, topic, text)))
	if got := servertest.TopicOf(m); got != topic {
		t.Fatalf("%q came to the topic %d, not to %d: %+v", text, got, topic, m.ReplyTo)
	}
	return m.ID
}

func sentMessage(t *testing.T, v any) *tl.Message {
	t.Helper()
	for _, u := range v.(*tl.Updates).Updates {
		switch u := u.(type) {
		case *tl.UpdateNewChannelMessage:
			if m, ok := u.Message.(*tl.Message); ok {
				return m
			}
		case *tl.UpdateNewScheduledMessage:
			return u.Message.(*tl.Message)
		}
	}
	t.Fatalf("nothing was sent: %+v", v)
	return nil
}

// idsIn are the ids of a page of messages.
func idsIn(v any) (ids []int32) {
	var ms []tl.MessageClass
	switch v := v.(type) {
	case *tl.MessagesChannelMessages:
		ms = v.Messages
	case *tl.MessagesForumTopics:
		ms = v.Messages
	}
	for _, x := range ms {
		switch x := x.(type) {
		case *tl.Message:
			ids = append(ids, x.ID)
		case *tl.MessageService:
			ids = append(ids, x.ID)
		}
	}
	return ids
}

func topicPage(d *servertest.Device, forum int64, topic int32) []int32 {
	return idsIn(d.Ask(&tl.MessagesGetReplies{Peer: d.In(forum), MsgID: topic, Limit: 100}))
}

// TestLifeOfAForum is a supergroup that becomes a forum, with its topics, from the first to the last.
func TestLifeOfAForum(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
		servertest.Meet(alice, bob)
		servertest.Meet(alice, carol)
		g := alice.NewChannel("the town", false)
		alice.Invite(g, bob, carol)
		for _, p := range []*servertest.Person{bob, carol} {
			p.WantChat(g, "the group", func(tl.ChatClass) bool { return true })
		}
		ch := alice.Channel(g)
		before := alice.Say(g, "before there were topics")
		bob.WantIn(g, "before there were topics")

		t.Run("it becomes a forum", func(t *testing.T) {
			alice.WantError("CHANNEL_FORUM_MISSING", &tl.MessagesCreateForumTopic{Peer: alice.In(g), Title: "too early", RandomID: 1})
			alice.WantError("CHANNEL_FORUM_MISSING", &tl.MessagesGetForumTopics{Peer: alice.In(g), Limit: 10})
			alice.WantError("CHAT_NOT_MODIFIED", &tl.ChannelsToggleForum{Channel: ch})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.ChannelsToggleForum{Channel: bob.Channel(g), Enabled: true})
			alice.Call(&tl.ChannelsToggleForum{Channel: ch, Enabled: true})
			alice.WantError("CHAT_NOT_MODIFIED", &tl.ChannelsToggleForum{Channel: ch, Enabled: true})
			alice.Call(&tl.ChannelsToggleForum{Channel: ch, Enabled: true, Tabs: true})
			alice.WantError("FORUM_ENABLED", &tl.ChannelsTogglePreHistoryHidden{Channel: ch, Enabled: true})
			for _, p := range []*servertest.Person{alice, bob} {
				full := p.Ask(&tl.ChannelsGetFullChannel{Channel: p.Channel(g)}).(*tl.MessagesChatFull)
				if c, ok := full.Chats[0].(*tl.Channel); !ok || !c.Forum || !c.ForumTabs {
					t.Errorf("%s sees %+v", p.Name, full.Chats[0])
				}
			}
			ts, n := bob.Topics(g)
			general := ts[1]
			if n != 1 || general == nil || general.Title != "General" || general.TopMessage != before || general.My {
				t.Fatalf("%d topics, the general one %+v", n, general)
			}
			if all := unreadOf(bob.Device, g); general.UnreadCount != all || all == 0 {
				t.Errorf("%d are unread in the general topic, %d in all", general.UnreadCount, all)
			}
		})

		var plans, shut int32
		t.Run("topics begin", func(t *testing.T) {
			for want, q := range map[string]*tl.MessagesCreateForumTopic{
				"TOPIC_TITLE_EMPTY": {Title: " \n"}, "DOCUMENT_INVALID": {Title: "x", IconEmojiID: tl.Some[int64](5)},
				"COLOR_INVALID": {Title: "x", IconColor: tl.Some[int32](0x123456)},
			} {
				q.Peer, q.RandomID = alice.In(g), 77
				alice.WantError(want, q)
			}
			q := &tl.MessagesCreateForumTopic{Peer: bob.In(g), Title: "plans", IconColor: tl.Some[int32](0xFFD67E), RandomID: rand.Int64()}
			first, again := bob.Call(q).(*tl.Updates), bob.Call(q).(*tl.Updates)
			plans = first.Updates[0].(*tl.UpdateMessageID).ID
			if again.Updates[0].(*tl.UpdateMessageID).ID != plans {
				t.Errorf("the second try made %+v", again.Updates[0])
			}
			m := alice.ServiceIn(g, "a topic", func(a tl.MessageActionClass) bool {
				x, ok := a.(*tl.MessageActionTopicCreate)
				return ok && x.Title == "plans" && x.IconColor == 0xFFD67E
			})
			if m.ID != plans || m.ReplyTo != nil {
				t.Errorf("the topic %d began with %+v", plans, m)
			}
			shut = alice.NewTopic(g, "for reading")
			ts, n := bob.Topics(g)
			if n != 3 || !ts[plans].My || ts[shut].My || ts[plans].TopMessage != plans {
				t.Errorf("%d topics: %+v", n, ts)
			}
		})

		t.Run("what is said in them", func(t *testing.T) {
			one := say(t, alice.Device, g, plans, "a plan")
			two := sentMessage(t, bob.Call(&tl.MessagesSendMessage{
				Peer: bob.In(g), Message: "a better one", RandomID: rand.Int64(), ReplyTo: &tl.InputReplyToMessage{ReplyToMsgID: one},
			}))
			h := two.ReplyTo.(*tl.MessageReplyHeader)
			if !h.ForumTopic || h.ReplyToMsgID.V != one || h.ReplyToTopID.V != plans {
				t.Errorf("an answer in a topic says %+v", h)
			}
			three := alice.Say(g, "in no topic")
			if m := carol.WantIn(g, "in no topic"); servertest.TopicOf(m) != 1 {
				t.Errorf("what is in no topic says %+v", m.ReplyTo)
			}
			by := sentMessage(t, alice.Call(&tl.MessagesSendMessage{
				Peer: alice.In(g), Message: "by its id", RandomID: rand.Int64(), ReplyTo: &tl.InputReplyToMessage{ReplyToMsgID: plans},
			}))
			if want := []int32{by.ID, two.ID, one, plans}; !slices.Equal(topicPage(carol.Device, g, plans), want) {
				t.Errorf("the topic is %v, not %v", topicPage(carol.Device, g, plans), want)
			}
			general := topicPage(carol.Device, g, 1)
			if general[0] != three || !slices.Contains(general, before) || slices.Contains(general, one) || slices.Contains(general, plans) {
				t.Errorf("the general topic is %v", general)
			}
			for want, topic := range map[string]int32{"TOPIC_ID_INVALID": 9999} {
				alice.WantError(want, inTopic(alice.Device, g, topic, "nowhere"))
			}
			if got := idsIn(carol.Ask(&tl.MessagesSearch{
				Peer: carol.In(g), TopMsgID: tl.Some(plans), Q: "plan", Filter: &tl.InputMessagesFilterEmpty{}, Limit: 10,
			})); !slices.Equal(got, []int32{one}) {
				t.Errorf("a search in the topic finds %v", got)
			}
			if got := idsIn(carol.Ask(&tl.MessagesSearch{
				Peer: carol.In(g), TopMsgID: tl.Some[int32](1), Q: "plan", Filter: &tl.InputMessagesFilterEmpty{}, Limit: 10,
			})); len(got) != 0 {
				t.Errorf("a search in the general topic finds %v", got)
			}
		})

		t.Run("what is read of them", func(t *testing.T) {
			ts, _ := carol.Topics(g)
			all := unreadOf(carol.Device, g)
			if n := ts[plans].UnreadCount + ts[shut].UnreadCount + ts[1].UnreadCount; n != all || ts[plans].UnreadCount != 4 {
				t.Errorf("%d are unread in all, %d in the topics: %+v", all, n, ts[plans])
			}
			carol.Call(&tl.MessagesReadDiscussion{Peer: carol.In(g), MsgID: plans, ReadMaxID: ts[plans].TopMessage})
			bob.WantOther("that the topic was read", func(u tl.UpdateClass) bool {
				r, ok := u.(*tl.UpdateReadChannelDiscussionOutbox)
				return ok && r.ChannelID == g && r.TopMsgID == plans && r.ReadMaxID == ts[plans].TopMessage
			})
			after, _ := carol.Topics(g)
			if after[plans].UnreadCount != 0 || after[plans].ReadInboxMaxID != ts[plans].TopMessage || after[1].UnreadCount != ts[1].UnreadCount {
				t.Errorf("after reading %+v", after[plans])
			}
			if n := unreadOf(carol.Device, g); n != all-4 {
				t.Errorf("%d are unread in the group, not %d", n, all-4)
			}
			his, _ := bob.Topics(g)
			if his[plans].ReadOutboxMaxID != ts[plans].TopMessage {
				t.Errorf("what others read of bob's is up to %d", his[plans].ReadOutboxMaxID)
			}
			d := carol.Ask(&tl.MessagesGetDiscussionMessage{Peer: carol.In(g), MsgID: plans}).(*tl.MessagesDiscussionMessage)
			if d.UnreadCount != 0 || d.ReadInboxMaxID.V != ts[plans].TopMessage || len(d.Messages) != 1 {
				t.Errorf("the discussion is %+v", d)
			}
			for _, topic := range []int32{1, shut} {
				carol.Call(&tl.MessagesReadDiscussion{Peer: carol.In(g), MsgID: topic, ReadMaxID: after[topic].TopMessage})
			}
			if n := unreadOf(carol.Device, g); n != 0 {
				t.Errorf("%d are unread when all topics were read", n)
			}
			say(t, bob.Device, g, plans, "something new")
			carol.WantIn(g, "something new")
			carol.Call(&tl.ChannelsReadHistory{Channel: carol.Channel(g)})
			if ts, _ := carol.Topics(g); ts[plans].UnreadCount != 0 {
				t.Errorf("%d are unread when the whole group was read", ts[plans].UnreadCount)
			}
		})

		t.Run("they are changed and closed", func(t *testing.T) {
			edit := func(d *servertest.Device, topic int32, fill func(*tl.MessagesEditForumTopic)) *tl.MessagesEditForumTopic {
				q := &tl.MessagesEditForumTopic{Peer: d.In(g), TopicID: topic}
				fill(q)
				return q
			}
			closed := func(on bool) func(*tl.MessagesEditForumTopic) {
				return func(q *tl.MessagesEditForumTopic) { q.Closed = tl.Some(on) }
			}
			hidden := func(on bool) func(*tl.MessagesEditForumTopic) {
				return func(q *tl.MessagesEditForumTopic) { q.Hidden = tl.Some(on) }
			}
			title := func(s string) func(*tl.MessagesEditForumTopic) {
				return func(q *tl.MessagesEditForumTopic) { q.Title = tl.Some(s) }
			}
			carol.WantError("CHAT_ADMIN_REQUIRED", edit(carol.Device, plans, title("mine")))
			bob.WantError("CHAT_ADMIN_REQUIRED", edit(bob.Device, shut, closed(true)))
			bob.WantError("CHAT_ADMIN_REQUIRED", edit(bob.Device, 1, hidden(true)))
			bob.WantError("TOPIC_NOT_MODIFIED", edit(bob.Device, plans, title("plans")))
			bob.WantError("TOPIC_NOT_MODIFIED", edit(bob.Device, plans, closed(false)))
			bob.WantError("TOPIC_ID_INVALID", edit(bob.Device, 4711, title("x")))
			alice.WantError("TOPIC_ID_INVALID", edit(alice.Device, plans, hidden(true)))
			alice.WantError("TOPIC_CLOSE_SEPARATELY", edit(alice.Device, plans, func(q *tl.MessagesEditForumTopic) {
				q.Title, q.Closed = tl.Some("x"), tl.Some(true)
			}))
			bob.Call(edit(bob.Device, plans, title("great plans")))
			alice.Call(edit(alice.Device, shut, closed(true)))
			bob.WantError("TOPIC_CLOSED", inTopic(bob.Device, g, shut, "let me in"))
			bob.WantError("TOPIC_CLOSED", &tl.MessagesSendMedia{
				Peer: bob.In(g), Media: &tl.InputMediaContact{PhoneNumber: "1", FirstName: "x"}, RandomID: 3, ReplyTo: servertest.Into(shut),
			})
			say(t, alice.Device, g, shut, "only I write here")
			alice.Call(edit(alice.Device, 1, hidden(true)))
			bob.WantError("TOPIC_CLOSED", texting(bob.Device, g, "in general"))
			alice.Call(edit(alice.Device, 1, closed(false)))
			bob.Say(g, "in general again")
			carol.ServiceIn(g, "the new title", func(a tl.MessageActionClass) bool {
				x, ok := a.(*tl.MessageActionTopicEdit)
				return ok && x.Title.V == "great plans"
			})
			ts, _ := carol.Topics(g)
			if ts[plans].Title != "great plans" || !ts[shut].Closed || ts[1].Hidden || ts[1].Closed {
				t.Errorf("the topics are %+v", ts)
			}
		})

		t.Run("who may begin one", func(t *testing.T) {
			alice.Call(&tl.MessagesEditChatDefaultBannedRights{Peer: alice.In(g), BannedRights: tl.ChatBannedRights{ManageTopics: true}})
			carol.WantError("CHAT_WRITE_FORBIDDEN", &tl.MessagesCreateForumTopic{Peer: carol.In(g), Title: "x", RandomID: 5})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesEditForumTopic{Peer: bob.In(g), TopicID: plans, Closed: tl.Some(true)})
			alice.Call(&tl.ChannelsEditAdmin{Channel: ch, UserID: alice.Input(carol), AdminRights: tl.ChatAdminRights{ManageTopics: true}})
			mine := carol.NewTopic(g, "carol's")
			carol.Call(&tl.MessagesEditForumTopic{Peer: carol.In(g), TopicID: shut, Closed: tl.Some(false)})
			alice.Call(&tl.ChannelsEditAdmin{Channel: ch, UserID: alice.Input(carol)})
			carol.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesUpdatePinnedForumTopic{Peer: carol.In(g), TopicID: mine, Pinned: true})
			alice.Call(&tl.MessagesEditChatDefaultBannedRights{Peer: alice.In(g)})
			alice.Call(&tl.ChannelsEditBanned{Channel: ch, Participant: alice.Peer(carol), BannedRights: tl.ChatBannedRights{ManageTopics: true}})
			carol.WantError("CHAT_WRITE_FORBIDDEN", &tl.MessagesCreateForumTopic{Peer: carol.In(g), Title: "x", RandomID: 6})
			alice.Call(&tl.ChannelsEditBanned{Channel: ch, Participant: alice.Peer(carol)})
		})

		t.Run("they are pinned", func(t *testing.T) { pinTopics(t, alice, bob, g, plans, shut) })

		t.Run("they are deleted", func(t *testing.T) {
			mine := bob.NewTopic(g, "a mistake")
			carol.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesDeleteTopicHistory{Peer: carol.In(g), TopMsgID: mine})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesDeleteTopicHistory{Peer: bob.In(g), TopMsgID: plans})
			bob.WantError("TOPIC_ID_INVALID", &tl.MessagesDeleteTopicHistory{Peer: bob.In(g), TopMsgID: 1})
			say(t, bob.Device, g, mine, "nobody answers")
			alice.WantError("MESSAGE_DELETE_FORBIDDEN", &tl.ChannelsDeleteMessages{Channel: ch, ID: []int32{mine}})
			bob.Call(&tl.MessagesDeleteTopicHistory{Peer: bob.In(g), TopMsgID: mine})
			bob.WantError("TOPIC_DELETED", inTopic(bob.Device, g, mine, "gone"))
			carol.WantGoneIn(g, mine)
			alice.Call(&tl.MessagesDeleteTopicHistory{Peer: alice.In(g), TopMsgID: plans})
			v := carol.Ask(&tl.MessagesGetForumTopicsByID{Peer: carol.In(g), Topics: []int32{plans, shut}}).(*tl.MessagesForumTopics)
			if len(v.Topics) != 2 {
				t.Fatalf("topics by id are %+v", v.Topics)
			}
			if gone, ok := v.Topics[1].(*tl.ForumTopicDeleted); !ok || gone.ID != plans {
				t.Errorf("the deleted topic is %+v", v.Topics[1])
			}
		})

		t.Run("what was done is written down", func(t *testing.T) {
			log := alice.Ask(&tl.ChannelsGetAdminLog{
				Channel: ch, Limit: 100, EventsFilter: &tl.ChannelAdminLogEventsFilter{Forums: true},
			}).(*tl.ChannelsAdminLogResults)
			seen := map[string]int{}
			for _, e := range log.Events {
				seen[fmt.Sprintf("%T", e.Action)]++
			}
			for _, kind := range []string{"ToggleForum", "CreateTopic", "EditTopic", "DeleteTopic", "PinTopic"} {
				if seen["*tl.ChannelAdminLogEventAction"+kind] == 0 {
					t.Errorf("nothing says %s: %v", kind, seen)
				}
			}
		})

		t.Run("it is a group again, and a forum once more", func(t *testing.T) {
			kept := say(t, alice.Device, g, shut, "will be there")
			alice.Call(&tl.ChannelsToggleForum{Channel: ch})
			bob.WantError("CHANNEL_FORUM_MISSING", &tl.MessagesGetForumTopics{Peer: bob.In(g), Limit: 10})
			plain := bob.Say(g, "without topics")
			alice.Call(&tl.ChannelsToggleForum{Channel: ch, Enabled: true})
			if !slices.Contains(topicPage(bob.Device, g, shut), kept) || topicPage(bob.Device, g, 1)[0] != plain {
				t.Errorf("the topics are %v and %v", topicPage(bob.Device, g, shut), topicPage(bob.Device, g, 1))
			}
			s.Clock.Advance(time.Minute)
		})
	})
}

func unreadOf(d *servertest.Device, id int64) int32 {
	return d.Ask(&tl.ChannelsGetFullChannel{Channel: d.Channel(id)}).(*tl.MessagesChatFull).FullChat.(*tl.ChannelFull).UnreadCount
}

func pinTopics(t *testing.T, alice, bob *servertest.Person, g int64, a, b int32) {
	pin := func(topic int32, on bool) *tl.MessagesUpdatePinnedForumTopic {
		return &tl.MessagesUpdatePinnedForumTopic{Peer: alice.In(g), TopicID: topic, Pinned: on}
	}
	bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesUpdatePinnedForumTopic{Peer: bob.In(g), TopicID: a, Pinned: true})
	alice.WantError("PINNED_TOPIC_NOT_MODIFIED", pin(a, false))
	alice.Call(pin(a, true))
	alice.Call(pin(b, true))
	bob.WantOther("a pinned topic", func(u tl.UpdateClass) bool {
		p, ok := u.(*tl.UpdatePinnedForumTopic)
		return ok && p.Pinned && p.TopicID == b
	})
	for i := range 3 {
		alice.Call(pin(alice.NewTopic(g, fmt.Sprint("topic ", i)), true))
	}
	alice.WantError("PINNED_TOO_MUCH", pin(1, true))
	order := []int32{a, b}
	alice.Call(&tl.MessagesReorderPinnedForumTopics{Peer: alice.In(g), Order: order, Force: true})
	alice.WantError("PINNED_TOPIC_NOT_MODIFIED", &tl.MessagesReorderPinnedForumTopics{Peer: alice.In(g), Order: order, Force: true})
	bob.WantOther("the order of pinned topics", func(u tl.UpdateClass) bool {
		p, ok := u.(*tl.UpdatePinnedForumTopics)
		return ok && slices.Equal(p.Order, order)
	})
	v := bob.Ask(&tl.MessagesGetForumTopics{Peer: bob.In(g), Limit: 3}).(*tl.MessagesForumTopics)
	if len(v.Topics) != 3 || v.Topics[0].(*tl.ForumTopic).ID != a || v.Topics[1].(*tl.ForumTopic).ID != b || v.Topics[2].(*tl.ForumTopic).Pinned {
		t.Errorf("the first three topics are %+v", v.Topics)
	}
	last := v.Topics[2].(*tl.ForumTopic)
	next := bob.Ask(&tl.MessagesGetForumTopics{
		Peer: bob.In(g), Limit: 100, OffsetID: last.TopMessage, OffsetTopic: last.ID,
	}).(*tl.MessagesForumTopics)
	if len(next.Topics)+3 != int(v.Count) {
		t.Errorf("%d topics and then %d, of %d", 3, len(next.Topics), v.Count)
	}
}
