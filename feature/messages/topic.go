package messages

import (
	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/rpc"
	"chappe/tl"
)

// into settles which topic a message of a group that is or was a forum goes to: the one that the client names, or that of what it answers.
// Who names a topic as the message to be answered writes in it and answers nothing.
func (f *Feature) into(tx *db.Tx, seat *channels.Seat, o *outgoing) (int32, error) {
	if !seat.Is(channels.Topical) {
		return 0, nil
	}
	topic := o.top
	if topic == 0 && o.answered != nil {
		topic = o.answered.Topic
	} else if topic == 0 && o.missing != 0 {
		ts, err := channels.TopicsByID(tx, seat.ID, []int32{o.missing})
		if err != nil {
			return 0, err
		}
		if ts[o.missing] != nil {
			topic = o.missing
		}
	}
	topic, err := seat.InTopic(tx, max(topic, box.General))
	if o.answered != nil && topic != box.General && o.answered.ID == topic {
		o.answered = nil
	}
	return topic, err
}

// topicOf is what a client says of the topic that a message is to go to, 0 for nothing.
func topicOf(in tl.InputReplyToClass) int32 {
	if r, ok := in.(*tl.InputReplyToMessage); ok {
		return r.TopMsgID.V
	}
	return 0
}

// laterTopic settles which topic a scheduled message will go to.
func (f *Feature) laterTopic(tx *db.Tx, o *outgoing) error {
	if !o.peer.IsChannel() {
		return nil
	}
	at, err := f.at(tx, o.sender, o.peer)
	if err != nil {
		return err
	}
	topic, err := f.into(tx, at.channel, o)
	keepTopic(o, topic)
	return err
}

// keepTopic notes in what a scheduled message says which topic it will go to.
func keepTopic(o *outgoing, topic int32) {
	if topic <= box.General {
		return
	}
	r := content.Reply{}
	if o.say.Reply != nil {
		r = *o.say.Reply
	}
	r.Top, r.Forum = topic, true
	o.say.Reply = &r
}

// keptTopic is what keepTopic noted, 0 for none.
func keptTopic(say *content.Content) int32 {
	if say.Reply == nil || !say.Reply.Forum {
		return 0
	}
	return say.Reply.Top
}

// dropTopic takes that out again, when the message is posted and its row says it.
func dropTopic(say *content.Content) {
	if keptTopic(say) == 0 {
		return
	}
	r := *say.Reply
	r.Top, r.Forum = 0, false
	if say.Reply = &r; r.Quote == "" && r.From == nil {
		say.Reply = nil
	}
}

// topicHeader is what a message says of the topic that it is in.
// https://core.telegram.org/constructor/messageReplyHeader
func topicHeader(m *box.Message, h *tl.MessageReplyHeader) *tl.MessageReplyHeader {
	if m.Topic <= box.General || m.ID == m.Topic {
		return h
	}
	if h == nil {
		h = &tl.MessageReplyHeader{}
	}
	h.ForumTopic = true
	if !h.ReplyToMsgID.OK {
		h.ReplyToMsgID = tl.Some(m.Topic)
	} else if h.ReplyToMsgID.V != m.Topic || h.ReplyToPeerID != nil {
		h.ReplyToTopID = tl.Some(m.Topic)
	}
	return h
}

// forumTopic is a topic of the forum where a conversation is, nil where there is none with that id or the group is no forum.
func (p *conversation) forumTopic(tx *db.Tx, id int32) (*channels.Topic, error) {
	if p.channel == nil || !p.channel.Is(channels.Forum) {
		return nil, nil
	}
	ts, err := channels.TopicsByID(tx, p.channel.ID, []int32{id})
	if t := ts[id]; t != nil && !t.Deleted {
		return t, err
	}
	return nil, err
}

// filter chooses the messages of a conversation, or those of the topic that a client names in a forum.
func (p *conversation) filter(tx *db.Tx, topic tl.Opt[int32]) (box.Filter, error) {
	if !topic.OK || topic.V == 0 || p.channel == nil || !p.channel.Is(channels.Forum) {
		return box.Filter{Peer: p.peer}, nil
	}
	if _, err := channels.TopicByID(tx, p.channel.ID, topic.V); err != nil {
		return box.Filter{}, err
	}
	return p.channel.Filter(topic.V), nil
}

// topicReplies returns a page of a topic, newest first.
func (f *Feature) topicReplies(tx *db.Tx, c rpc.Caller, at *conversation, t *channels.Topic, p box.Page) ([]*box.Message, int, error) {
	filter := at.channel.Filter(t.ID)
	filter.Above = at.floor
	total, err := filter.Count(tx, at.box, maxCount)
	if err != nil {
		return nil, 0, err
	}
	ms, err := box.Select(tx, at.box, filter, ranged(c, at, at.page(p)))
	return ms, total, err
}

// topicDiscussion is how far the caller has read a topic, with the message that began it.
func (f *Feature) topicDiscussion(tx *db.Tx, c rpc.Caller, at *conversation, t *channels.Topic, out *tl.MessagesDiscussionMessage) error {
	marks, err := channels.ThreadReads(tx, at.channel.ID, c.User, []int32{t.ID})
	if err != nil {
		return err
	}
	read := at.channel.ReadInTopic(marks[t.ID])
	out.MaxID, out.ReadInboxMaxID, out.ReadOutboxMaxID = tl.Some(t.Newest), tl.Some(read), tl.Some(t.ReadOut(at.channel))
	if out.UnreadCount, err = at.channel.UnreadInTopic(tx, t.ID, c.User, read); err != nil {
		return err
	}
	ms, err := at.byIDs(tx, []int32{t.ID})
	if err != nil {
		return err
	}
	var top []*box.Message
	if ms[t.ID] != nil {
		top = append(top, ms[t.ID])
	}
	r, err := f.render(tx, c.User, top, at.peer)
	out.Messages, out.Users, out.Chats = r.messages, r.users, r.chats
	return err
}

// readTopic notes how far the caller has read a topic, and tells their other devices.
func (f *Feature) readTopic(tx *db.Tx, c rpc.Caller, at *conversation, t *channels.Topic, upto int32) error {
	upto = min(upto, t.Newest)
	fresh, err := f.channels.ReadTopic(tx, c, at.channel, t, upto)
	if err != nil || !fresh {
		return err
	}
	return f.notice(tx, c, noticeThread, readThread{Channel: at.channel.ID, Top: t.ID, Max: upto})
}

// topicAt resolves a conversation, and the topic of a forum that a message's id stands for, nil for none.
func (f *Feature) topicAt(tx *db.Tx, c rpc.Caller, in tl.InputPeerClass, id int32) (conversation, *channels.Topic, error) {
	at, err := f.place(tx, c, in)
	if err != nil {
		return at, nil, err
	}
	t, err := at.forumTopic(tx, id)
	return at, t, err
}
