package messages

import (
	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/feature/media"
	"chappe/tl"
)

// told is how rows become TL for one viewer, and whom they speak of. Viewer 0 stands for everybody who follows a channel and is not spoken of.
type told struct {
	media     *media.Feature
	polls     map[int64]*tl.MessageMediaPoll
	viewer    int64
	people    []int64
	chats     []int64
	channels  []int64
	reactions map[row]*tl.MessageReactions // those that have any
	mentions  map[row]channels.Mentioned   // in channels: those that speak of the viewer
	counts    map[row]channels.Counts      // in broadcast channels
	comments  map[row]*tl.MessageReplies
	photos    map[row]tl.PhotoClass // of service messages that tell of a new photo
}

// row names a message.
type row struct {
	box int64
	id  int32
}

func rowOf(m *box.Message) row { return row{m.Box, m.ID} }

func (t *told) peer(p box.Peer) {
	switch {
	case p.IsUser():
		t.people = append(t.people, p.ID())
	case p.IsChat():
		t.chats = append(t.chats, p.ID())
	case p.IsChannel():
		t.channels = append(t.channels, p.ID())
	}
}

// PeerTL names a conversation as the protocol does.
func PeerTL(p box.Peer) tl.PeerClass {
	switch {
	case p.IsUser():
		return &tl.PeerUser{UserID: p.ID()}
	case p.IsChat():
		return &tl.PeerChat{ChatID: p.ID()}
	}
	return &tl.PeerChannel{ChannelID: p.ID()}
}

// inputPeer names a conversation as viewer's clients name it to the server.
func (f *Feature) inputPeer(viewer int64, p box.Peer) tl.InputPeerClass {
	switch {
	case p == box.UserPeer(viewer):
		return &tl.InputPeerSelf{}
	case p.IsUser():
		return &tl.InputPeerUser{UserID: p.ID(), AccessHash: f.users.Hash(viewer, p.ID())}
	case p.IsChat():
		return &tl.InputPeerChat{ChatID: p.ID()}
	}
	return &tl.InputPeerChannel{ChannelID: p.ID(), AccessHash: f.users.Hash(viewer, int64(p))}
}

// tl renders a row of the viewer's box and notes of whom it speaks.
// https://core.telegram.org/constructor/message
func (t *told) tl(m *box.Message) tl.MessageClass {
	say := content.Decode(m.Content)
	t.peer(m.Peer)
	t.peer(m.From)
	t.people = append(t.people, say.People()...)
	for _, p := range say.Peers() {
		t.peer(box.Peer(p))
	}
	if m.Flags&box.Service != 0 {
		return t.service(m, say)
	}
	mentioned, unread := t.mentioned(m)
	out := &tl.Message{
		Out: t.out(m), Mentioned: mentioned, MediaUnread: unread,
		Silent: m.Flags&box.Silent != 0, Post: m.Flags&box.Post != 0, FromScheduled: m.Flags&box.FromScheduled != 0,
		EditHide: m.Flags&box.EditHidden != 0, Pinned: m.Flags&box.Pinned != 0, Noforwards: m.Flags&box.NoForwards != 0,
		InvertMedia: m.Flags&box.InvertMedia != 0, Reactions: t.reactions[rowOf(m)],
		ID: m.ID, PeerID: PeerTL(m.Peer), Date: m.Date, Message: say.Text, Entities: content.EntitiesTL(say.Entities),
		FwdFrom: forwardTL(say.Forward), ReplyTo: t.replyTL(m, say),
	}
	if say.Media != nil {
		out.Media = t.mediaTL(m, say.Media)
	}
	if from := m.From; from != 0 && (from != m.Peer || m.Flags&box.Post == 0) {
		out.FromID = PeerTL(from)
	}
	if say.Author != "" {
		out.PostAuthor = tl.Some(say.Author)
	}
	if m.Flags&box.Post != 0 {
		n := t.counts[rowOf(m)]
		out.Views, out.Forwards = tl.Some(max(n.Views, 1)), tl.Some(n.Forwards)
	}
	out.Replies = t.comments[rowOf(m)]
	if m.EditDate != 0 {
		out.EditDate = tl.Some(m.EditDate)
	}
	if m.Album != 0 {
		out.GroupedID = tl.Some(m.Album)
	}
	if m.TTL != 0 {
		out.TTLPeriod = tl.Some(m.TTL)
	}
	if say.Via != 0 {
		out.ViaBotID = tl.Some(say.Via)
	}
	if m.Saved != 0 {
		t.peer(m.Saved)
		out.SavedPeerID = PeerTL(m.Saved)
	}
	return out
}

// service renders a row that reports something that was done.
// https://core.telegram.org/constructor/messageService
func (t *told) service(m *box.Message, say *content.Content) tl.MessageClass {
	mentioned, unread := t.mentioned(m)
	out := &tl.MessageService{
		Out: t.out(m), Mentioned: mentioned, MediaUnread: unread,
		Silent: m.Flags&box.Silent != 0, Post: m.Flags&box.Post != 0, Reactions: t.reactions[rowOf(m)],
		ID: m.ID, PeerID: PeerTL(m.Peer), Date: m.Date, Action: actionTL(say.Action), ReplyTo: t.replyTL(m, say),
	}
	if p := t.photos[rowOf(m)]; p != nil {
		out.Action = &tl.MessageActionChatEditPhoto{Photo: p}
	}
	if from := m.From; from != 0 && (from != m.Peer || m.Flags&box.Post == 0) {
		out.FromID = PeerTL(from)
	}
	if m.TTL != 0 {
		out.TTLPeriod = tl.Some(m.TTL)
	}
	if m.Saved != 0 {
		out.SavedPeerID = PeerTL(m.Saved)
	}
	return out
}

// https://core.telegram.org/constructor/messageFwdHeader
func forwardTL(f *content.Forward) *tl.MessageFwdHeader {
	if f == nil {
		return nil
	}
	out := &tl.MessageFwdHeader{Imported: f.Imported, SavedOut: f.SavedOut, Date: f.Date}
	if f.From != 0 {
		out.FromID = PeerTL(box.Peer(f.From))
	}
	if f.Name != "" {
		out.FromName = tl.Some(f.Name)
	}
	if f.Post != 0 {
		out.ChannelPost = tl.Some(f.Post)
	}
	if f.Author != "" {
		out.PostAuthor = tl.Some(f.Author)
	}
	if f.SavedFrom != 0 {
		out.SavedFromPeer, out.SavedFromMsgID = PeerTL(box.Peer(f.SavedFrom)), tl.Some(f.SavedID)
	}
	if f.SavedBy != 0 {
		out.SavedFromID = PeerTL(box.Peer(f.SavedBy))
	}
	if f.SavedName != "" {
		out.SavedFromName = tl.Some(f.SavedName)
	}
	if f.SavedDate != 0 {
		out.SavedDate = tl.Some(f.SavedDate)
	}
	return out
}

// https://core.telegram.org/constructor/messageReplyHeader
func (t *told) replyTL(m *box.Message, say *content.Content) tl.MessageReplyHeaderClass {
	if h := topicHeader(m, t.answerTL(m, say)); h != nil {
		return h
	}
	return nil
}

// answerTL says what a message answers, nil for nothing.
func (t *told) answerTL(m *box.Message, say *content.Content) *tl.MessageReplyHeader {
	r := say.Reply
	if m.ReplyTo == 0 && (r == nil || r.From == nil) {
		return nil
	}
	h := &tl.MessageReplyHeader{}
	if m.ReplyTo != 0 {
		h.ReplyToMsgID = tl.Some(m.ReplyTo)
	}
	if r == nil {
		return h
	}
	if r.Top != 0 && !r.Forum {
		h.ReplyToTopID = tl.Some(r.Top)
	}
	if r.From != nil {
		h.ReplyFrom = forwardTL(r.From)
		if r.Peer != 0 {
			h.ReplyToPeerID, h.ReplyToMsgID = PeerTL(box.Peer(r.Peer)), tl.Some(r.ID)
		}
	}
	if r.Quote != "" {
		h.Quote, h.QuoteText, h.QuoteEntities = !r.Auto, tl.Some(r.Quote), content.EntitiesTL(r.Entities)
		h.QuoteOffset = tl.Some(r.Offset)
	}
	return h
}

// rendered is messages as a viewer gets them.
type rendered struct {
	messages []tl.MessageClass
	users    []tl.UserClass
	chats    []tl.ChatClass
}

// render renders rows for viewer, in their order. more are those to be named beside those that the messages name.
func (f *Feature) render(tx *db.Tx, viewer int64, ms []*box.Message, more ...box.Peer) (rendered, error) {
	t, err := f.telling(tx, viewer, ms)
	if err != nil {
		return rendered{}, err
	}
	for _, p := range more {
		t.peer(p)
	}
	out := rendered{messages: make([]tl.MessageClass, len(ms))}
	for i, m := range ms {
		out.messages[i] = t.tl(m)
	}
	out.users, out.chats, err = f.naming(tx, &t)
	return out, err
}
