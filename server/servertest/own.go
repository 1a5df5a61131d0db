package servertest

import (
	"slices"

	"chappe/tl"
)

// own applies what a call has changed, where its answer does not say so by itself, as clients do.
func (d *Device) own(fn tl.Object, v any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	defer d.touch()
	switch v := v.(type) {
	case tl.UpdatesClass:
		if q, ok := fn.(*tl.MessagesSendMessage); ok {
			d.sent(q, v)
		}
		d.take(v)
	case *tl.MessagesInvitedUsers:
		if u, ok := v.Updates.(*tl.Updates); ok {
			d.take(u)
		}
	case *tl.MessagesChatInviteJoinResultOk:
		if u, ok := v.Updates.(*tl.Updates); ok {
			d.take(u)
		}
	case *tl.MessagesAffectedMessages:
		if q, ok := fn.(*tl.ChannelsDeleteMessages); ok {
			d.deletedIn(q, v)
			return
		}
		d.numbered(v.Pts, v.PtsCount, func() { d.affected(fn, false) })
	case *tl.MessagesAffectedHistory:
		if q, ok := fn.(*tl.MessagesDeleteTopicHistory); ok {
			d.deletedTopic(q, v)
			return
		}
		d.numbered(v.Pts, v.PtsCount, func() { d.affected(fn, v.Offset > 0) })
	case bool:
		if v {
			d.done(fn)
		}
	}
}

// numbered applies what numbers without an update stand for; none where nothing has changed. mu is held.
func (d *Device) numbered(pts, count int32, apply func()) {
	if count > 0 {
		d.inOrder(func() { d.number(pts, count, apply) })
	}
}

// affected applies a call that was answered with numbers alone, or a part of it when there is more to do. mu is held.
func (d *Device) affected(fn tl.Object, more bool) {
	switch q := fn.(type) {
	case *tl.MessagesDeleteMessages:
		for _, id := range q.ID {
			delete(d.messages, id)
		}
	case *tl.MessagesReadHistory:
		peer := d.inputID(q.Peer)
		d.readIn[peer] = max(d.readIn[peer], q.MaxID)
	case *tl.MessagesReadMessageContents:
		d.seen(q.ID)
	case *tl.MessagesDeleteHistory:
		if more {
			return // another call follows, which is about all of them
		}
		for _, id := range d.idsOf(func(id int32, x tl.MessageClass) bool {
			peer, _ := about(x)
			return peer == d.inputID(q.Peer) && (q.MaxID == 0 || id <= q.MaxID)
		}) {
			delete(d.messages, id)
		}
	case *tl.MessagesUnpinAllMessages:
		d.pin(d.idsOf(func(_ int32, x tl.MessageClass) bool {
			peer, _ := about(x)
			m, ok := x.(*tl.Message)
			return ok && m.Pinned && peer == d.inputID(q.Peer)
		}), false)
	case *tl.MessagesReadMentions:
		d.seen(d.idsOf(func(_ int32, x tl.MessageClass) bool {
			peer, _ := about(x)
			m, ok := x.(*tl.Message)
			return ok && m.Mentioned && peer == d.inputID(q.Peer)
		}))
	}
}

// idsOf lists the messages of which ok says yes, the oldest first. mu is held.
func (d *Device) idsOf(ok func(int32, tl.MessageClass) bool) (ids []int32) {
	for id, x := range d.messages {
		if ok(id, x) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// done applies a call that was answered with yes. mu is held.
func (d *Device) done(fn tl.Object) {
	switch q := fn.(type) {
	case *tl.MessagesSaveDraft:
		if q.Message == "" && q.ReplyTo == nil {
			delete(d.drafts, d.inputID(q.Peer))
			return
		}
		d.drafts[d.inputID(q.Peer)] = &tl.DraftMessage{
			NoWebpage: q.NoWebpage, InvertMedia: q.InvertMedia, Message: q.Message, Entities: q.Entities, ReplyTo: q.ReplyTo,
		}
	case *tl.MessagesClearAllDrafts:
		clear(d.drafts)
	case *tl.MessagesToggleDialogPin:
		if peer := d.inputDialogID(q.Peer); q.Pinned && !slices.Contains(d.pins[0], peer) && !slices.Contains(d.pins[1], peer) || !q.Pinned {
			folder := int32(0)
			if d.archived[peer] {
				folder = 1
			}
			d.pinDialog(folder, peer, q.Pinned)
		}
	case *tl.MessagesReorderPinnedDialogs:
		order := make([]int64, len(q.Order))
		for i, p := range q.Order {
			order[i] = d.inputDialogID(p)
		}
		d.pins[q.FolderID&1] = order
	case *tl.MessagesMarkDialogUnread:
		d.marked[d.inputDialogID(q.Peer)] = q.Unread
	case *tl.ContactsBlock:
		d.blocked[d.inputID(q.ID)] = true
	case *tl.ContactsUnblock:
		d.blocked[d.inputID(q.ID)] = false
	case *tl.AccountUpdateNotifySettings:
		if p, ok := q.Peer.(*tl.InputNotifyPeer); ok {
			d.muted[d.inputID(p.Peer)] = tl.PeerNotifySettings{
				ShowPreviews: q.Settings.ShowPreviews, Silent: q.Settings.Silent, MuteUntil: q.Settings.MuteUntil,
			}
		}
	case *tl.MessagesUpdateDialogFilter:
		d.effect(&tl.UpdateDialogFilter{ID: q.ID, Filter: q.Filter}, false)
	case *tl.MessagesUpdateDialogFiltersOrder:
		d.order = slices.Clone(q.Order)
	}
}

// sent puts a message into the mirror whose text only its sender knows. mu is held.
func (d *Device) sent(q *tl.MessagesSendMessage, u tl.UpdatesClass) {
	if q.ClearDraft {
		delete(d.drafts, d.inputID(q.Peer))
	}
	v, ok := u.(*tl.UpdateShortSentMessage)
	if !ok {
		return
	}
	m := &tl.Message{
		Out: true, ID: v.ID, Date: v.Date, Message: q.Message, Entities: v.Entities, Media: v.Media, Silent: q.Silent,
		Noforwards: q.Noforwards, InvertMedia: q.InvertMedia, FromID: &tl.PeerUser{UserID: d.self},
		PeerID: &tl.PeerUser{UserID: d.inputID(q.Peer)},
	}
	if r, ok := q.ReplyTo.(*tl.InputReplyToMessage); ok {
		h := &tl.MessageReplyHeader{ReplyToMsgID: tl.Some(r.ReplyToMsgID)}
		if r.QuoteText.OK {
			h.Quote, h.QuoteText, h.QuoteEntities, h.QuoteOffset = true, r.QuoteText, r.QuoteEntities, tl.Some(r.QuoteOffset.V)
		}
		m.ReplyTo = h
	}
	if PeerID(m.PeerID) == d.self {
		m.SavedPeerID = m.FromID
	}
	d.inOrder(func() { d.number(v.Pts, v.PtsCount, func() { d.put(m) }) })
}

// inputID is the id inside what the device names a conversation by.
func (d *Device) inputID(p tl.InputPeerClass) int64 {
	switch p := p.(type) {
	case *tl.InputPeerSelf:
		return d.self
	case *tl.InputPeerUser:
		return p.UserID
	case *tl.InputPeerChat:
		return p.ChatID
	case *tl.InputPeerChannel:
		return p.ChannelID
	}
	return 0
}

func (d *Device) inputDialogID(p tl.InputDialogPeerClass) int64 {
	if p, ok := p.(*tl.InputDialogPeer); ok {
		return d.inputID(p.Peer)
	}
	return 0
}

// deletedIn applies the deletion of a channel's messages. mu is held.
func (d *Device) deletedIn(q *tl.ChannelsDeleteMessages, v *tl.MessagesAffectedMessages) {
	in, ok := q.Channel.(*tl.InputChannel)
	if !ok || v.PtsCount == 0 {
		return
	}
	if c := d.channels[in.ChannelID]; c != nil {
		d.numberIn(in.ChannelID, c, v.Pts, v.PtsCount, func() {
			for _, id := range q.ID {
				delete(c.messages, id)
			}
		})
	}
}

// deletedTopic applies the deletion of a topic's oldest messages: which they were is known by their order. mu is held.
func (d *Device) deletedTopic(q *tl.MessagesDeleteTopicHistory, v *tl.MessagesAffectedHistory) {
	id := d.inputID(q.Peer)
	c := d.channels[id]
	if c == nil || v.PtsCount == 0 {
		return
	}
	d.numberIn(id, c, v.Pts, v.PtsCount, func() {
		var in []int32
		for n, x := range c.messages {
			if TopicOf(x) == q.TopMsgID {
				in = append(in, n)
			}
		}
		slices.Sort(in)
		for _, n := range in[:min(len(in), int(v.PtsCount))] {
			delete(c.messages, n)
		}
	})
}
