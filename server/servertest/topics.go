package servertest

import (
	"math/rand/v2"

	"chappe/tl"
)

// TopicOf is the topic of a forum that a message is in, as clients conclude it: 1 is the general one.
func TopicOf(x tl.MessageClass) int32 {
	var h *tl.MessageReplyHeader
	switch x := x.(type) {
	case *tl.Message:
		h, _ = x.ReplyTo.(*tl.MessageReplyHeader)
	case *tl.MessageService:
		if _, ok := x.Action.(*tl.MessageActionTopicCreate); ok {
			return x.ID
		}
		h, _ = x.ReplyTo.(*tl.MessageReplyHeader)
	}
	switch {
	case h == nil || !h.ForumTopic:
		return 1
	case h.ReplyToTopID.OK:
		return h.ReplyToTopID.V
	}
	return h.ReplyToMsgID.V
}

// NewForum makes a supergroup whose messages lie in topics, and returns its id.
func (d *Device) NewForum(title string, with ...*Person) int64 {
	d.s.t.Helper()
	id := d.NewChannel(title, false)
	d.Call(&tl.ChannelsToggleForum{Channel: d.Channel(id), Enabled: true})
	if len(with) > 0 {
		d.Invite(id, with...)
	}
	return id
}

// NewTopic begins a topic of a forum, and returns its id.
func (d *Device) NewTopic(forum int64, title string) int32 {
	d.s.t.Helper()
	v := d.Call(&tl.MessagesCreateForumTopic{Peer: d.In(forum), Title: title, RandomID: rand.Int64()})
	for _, u := range v.(*tl.Updates).Updates {
		if u, ok := u.(*tl.UpdateNewChannelMessage); ok {
			return messageID(u.Message)
		}
	}
	d.s.t.Fatalf("%s: no message begins the topic %q: %+v", d.p.Name, title, v)
	return 0
}

// Into names a topic as what a message answers, as clients do that write in it.
func Into(topic int32) tl.InputReplyToClass {
	return &tl.InputReplyToMessage{ReplyToMsgID: topic, TopMsgID: tl.Some(topic)}
}

// Topics asks for the topics of a forum, by id, and how many it says there are.
func (d *Device) Topics(forum int64) (map[int32]*tl.ForumTopic, int) {
	d.s.t.Helper()
	v := d.Ask(&tl.MessagesGetForumTopics{Peer: d.In(forum), Limit: 100}).(*tl.MessagesForumTopics)
	out := map[int32]*tl.ForumTopic{}
	for _, x := range v.Topics {
		if t, ok := x.(*tl.ForumTopic); ok {
			out[t.ID] = t
		}
	}
	return out, int(v.Count)
}
