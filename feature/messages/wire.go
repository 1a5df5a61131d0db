package messages

import (
	"context"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/hub"
	"chappe/tl"
)

// told collects what rendered messages speak of.
type told struct {
	people []int64
}

func (t *told) peer(p box.Peer) {
	if p.IsUser() {
		t.people = append(t.people, p.ID())
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

// tl renders a row of the viewer's box and notes of whom it speaks.
// https://core.telegram.org/constructor/message
func (t *told) tl(m *box.Message) tl.MessageClass {
	say := content.Decode(m.Content)
	t.peer(m.Peer)
	t.peer(m.From)
	t.people = append(t.people, say.People()...)
	out := &tl.Message{
		Out: m.Out, Mentioned: m.Flags&box.Mentioned != 0, MediaUnread: m.Flags&box.MediaUnread != 0,
		Silent: m.Flags&box.Silent != 0, Post: m.Flags&box.Post != 0, FromScheduled: m.Flags&box.FromScheduled != 0,
		EditHide: m.Flags&box.EditHidden != 0, Pinned: m.Flags&box.Pinned != 0, Noforwards: m.Flags&box.NoForwards != 0,
		InvertMedia: m.Flags&box.InvertMedia != 0,
		ID:          m.ID, PeerID: PeerTL(m.Peer), Date: m.Date, Message: say.Text, Entities: content.EntitiesTL(say.Entities),
	}
	if m.From != 0 {
		out.FromID = PeerTL(m.From)
	}
	if m.EditDate != 0 {
		out.EditDate = tl.Some(m.EditDate)
	}
	if m.Album != 0 {
		out.GroupedID = tl.Some(m.Album)
	}
	if m.TTL != 0 {
		out.TTLPeriod = tl.Some(m.TTL)
	}
	out.ReplyTo = replyTL(m, say)
	if m.Peer == box.UserPeer(m.Box) {
		out.SavedPeerID = PeerTL(m.Peer)
	}
	return out
}

func replyTL(m *box.Message, say *content.Content) tl.MessageReplyHeaderClass {
	if m.ReplyTo == 0 {
		return nil
	}
	h := &tl.MessageReplyHeader{ReplyToMsgID: tl.Some(m.ReplyTo)}
	if r := say.Reply; r != nil && r.Quote != "" {
		h.Quote, h.QuoteText, h.QuoteEntities = true, tl.Some(r.Quote), content.EntitiesTL(r.Entities)
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

// render renders rows of the viewer's box, in their order. more are people to be named beside those that the messages name.
func (f *Feature) render(tx *db.Tx, viewer int64, ms []*box.Message, more ...int64) (rendered, error) {
	t := told{people: more}
	out := rendered{messages: make([]tl.MessageClass, len(ms))}
	for i, m := range ms {
		out.messages[i] = t.tl(m)
	}
	var err error
	out.users, err = f.contacts.People(tx, viewer, t.people)
	return out, err
}

// renderEvents renders what happened in a person's box. Each event becomes exactly one update with its numbers.
// https://core.telegram.org/api/updates
func (f *Feature) renderEvents(ctx context.Context, tx *db.Tx, viewer int64, evs []box.Event) (hub.Batch, error) {
	var t told
	out := hub.Batch{Updates: make([]tl.UpdateClass, len(evs))}
	for i, ev := range evs {
		out.Updates[i] = t.event(ev)
	}
	var err error
	out.Users, err = f.contacts.People(tx, viewer, t.people)
	return out, err
}

func (t *told) event(ev box.Event) tl.UpdateClass {
	d := ev.Data
	if d.Peer != 0 {
		t.peer(d.Peer)
	}
	switch ev.Kind {
	case box.Posted:
		if ev.Message != nil {
			return &tl.UpdateNewMessage{Message: t.tl(ev.Message), Pts: ev.Pts, PtsCount: ev.Count}
		}
	case box.Edited:
		if ev.Message != nil {
			return &tl.UpdateEditMessage{Message: t.tl(ev.Message), Pts: ev.Pts, PtsCount: ev.Count}
		}
	case box.Deleted:
		return &tl.UpdateDeleteMessages{Messages: d.IDs, Pts: ev.Pts, PtsCount: ev.Count}
	case box.ReadIn:
		return &tl.UpdateReadHistoryInbox{
			Peer: PeerTL(d.Peer), MaxID: d.Max, StillUnreadCount: d.Left, Pts: ev.Pts, PtsCount: ev.Count,
		}
	case box.ReadOut:
		return &tl.UpdateReadHistoryOutbox{Peer: PeerTL(d.Peer), MaxID: d.Max, Pts: ev.Pts, PtsCount: ev.Count}
	case box.Contents:
		return &tl.UpdateReadMessagesContents{Messages: d.IDs, Pts: ev.Pts, PtsCount: ev.Count}
	case box.PinnedMsgs:
		return &tl.UpdatePinnedMessages{Pinned: d.On, Peer: PeerTL(d.Peer), Messages: d.IDs, Pts: ev.Pts, PtsCount: ev.Count}
	case box.Foldered:
		return &tl.UpdateFolderPeers{
			FolderPeers: []tl.FolderPeer{{Peer: PeerTL(d.Peer), FolderID: d.Max}}, Pts: ev.Pts, PtsCount: ev.Count,
		}
	}
	// Nothing to tell but that the numbers were used.
	return &tl.UpdateDeleteMessages{Messages: []int32{}, Pts: ev.Pts, PtsCount: ev.Count}
}
