package server_test

import (
	"fmt"
	"slices"

	"chappe/server/servertest"
	"chappe/tl"
)

// topicLayer is the first layer in which the methods of topics have the names that the test's client knows.
const topicLayer = 216

// topicsKnown are the topics of which a device has a message, the oldest first.
func topicsKnown(d *servertest.Device, id int64) (out []int32) {
	for _, m := range d.InChannel(id, any1) {
		if topic := servertest.TopicOf(m); !slices.Contains(out, topic) {
			out = append(out, topic)
		}
	}
	slices.Sort(out)
	return out
}

// topical is something that somebody may want to do with the topics of a forum.
func (h *townHand) topical(id int64) tl.Object {
	in := h.d.In(id)
	known := topicsKnown(h.d, id)
	what := h.rng.IntN(20)
	old := h.d.SpeaksLayer() < topicLayer // writes and reads only
	if !old && (len(known) == 0 || what < 3) {
		return &tl.MessagesCreateForumTopic{Peer: in, Title: fmt.Sprintf("topic %d", h.w.texts.Add(1)), RandomID: h.rng.Int64()}
	}
	if len(known) == 0 {
		return nil
	}
	topic := known[h.rng.IntN(len(known))]
	switch {
	case what < 12:
		q := &tl.MessagesSendMessage{Peer: in, Message: h.text(), RandomID: h.rng.Int64()}
		if topic != 1 {
			q.ReplyTo = servertest.Into(topic)
		}
		return q
	case what < 15:
		m := h.some(id, func(m *tl.Message) bool { return servertest.TopicOf(m) == topic })
		return &tl.MessagesReadDiscussion{Peer: in, MsgID: topic, ReadMaxID: m.ID}
	case old:
		return nil
	case what < 17:
		return &tl.MessagesEditForumTopic{Peer: in, TopicID: topic, Closed: tl.Some(h.rng.IntN(2) == 0)}
	case what < 18:
		return &tl.MessagesUpdatePinnedForumTopic{Peer: in, TopicID: topic, Pinned: h.rng.IntN(2) == 0}
	case h.p != h.w.people[0]:
		return nil
	case what < 19:
		return &tl.MessagesDeleteTopicHistory{Peer: in, TopMsgID: topic}
	}
	return &tl.ChannelsToggleForum{Channel: h.d.Channel(id), Enabled: h.rng.IntN(2) == 0}
}

// compareTopics compares what the server says is in a forum's topics, and unread in them, with what the device has put together.
func (w *town) compareTopics(h *townHand) {
	id := w.chans[0]
	if h.d.SpeaksLayer() < topicLayer {
		return
	}
	v, err := h.d.Try(&tl.MessagesGetForumTopics{Peer: h.d.In(id), Limit: 100})
	if err != nil {
		return // it is no forum now, or not for this person
	}
	for _, x := range v.(*tl.MessagesForumTopics).Chats {
		if c, ok := x.(*tl.Channel); !ok || c.ID == id && c.Left {
			return // who only looks at it has read nothing and misses nothing
		}
	}
	total := int32(0)
	in := map[int32][]int32{}
	for _, m := range h.d.InChannel(id, any1) {
		in[servertest.TopicOf(m)] = append(in[servertest.TopicOf(m)], m.ID)
	}
	for _, x := range v.(*tl.MessagesForumTopics).Topics {
		t, ok := x.(*tl.ForumTopic)
		if !ok {
			continue
		}
		total += t.UnreadCount
		page, err := h.d.Try(&tl.MessagesGetReplies{Peer: h.d.In(id), MsgID: t.ID, Limit: 100})
		if err != nil {
			w.t.Errorf("%s: the topic %d: %v", h.p.Name, t.ID, err)
			continue
		}
		said, unread := idsOfTexts(page, t.ReadInboxMaxID)
		if len(idsIn(page)) == 100 {
			continue // there is more
		}
		if unread != t.UnreadCount {
			w.t.Errorf("%s: %d are unread in the topic %d, and %d are beyond %d", h.p.Name, t.UnreadCount, t.ID, unread, t.ReadInboxMaxID)
		}
		got := in[t.ID]
		slices.Sort(got)
		slices.Sort(said)
		if !slices.Equal(got, said) {
			w.t.Errorf("%s's device %d in layer %d has %v in the topic %d, the server %v", h.p.Name, h.n, h.d.SpeaksLayer(), got, t.ID, said)
		}
	}
	full, err := h.d.Try(&tl.ChannelsGetFullChannel{Channel: h.d.Channel(id)})
	if err != nil {
		return
	}
	if n := full.(*tl.MessagesChatFull).FullChat.(*tl.ChannelFull).UnreadCount; n != total {
		w.t.Errorf("%s: %d are unread in the forum, and %d in its topics", h.p.Name, n, total)
	}
}

// idsOfTexts are the ids of what people said, and how many messages of others are beyond a read mark.
func idsOfTexts(v any, read int32) (said []int32, unread int32) {
	page, ok := v.(*tl.MessagesChannelMessages)
	if !ok {
		return nil, 0
	}
	for _, x := range page.Messages {
		out, id := false, int32(0)
		switch x := x.(type) {
		case *tl.Message:
			said = append(said, x.ID)
			out, id = x.Out, x.ID
		case *tl.MessageService:
			out, id = x.Out, x.ID
		}
		if !out && id > read {
			unread++
		}
	}
	return said, unread
}
