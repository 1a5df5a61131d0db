package messages

import (
	"context"

	"chappe/box"
	"chappe/db"
	"chappe/hub"
	"chappe/tl"
)

// renderEvents renders what happened in a person's box, or in a channel's for one viewer, 0 for everybody else. Each event becomes exactly one update with its numbers.
// https://core.telegram.org/api/updates
func (f *Feature) renderEvents(ctx context.Context, tx *db.Tx, viewer int64, evs []box.Event) (hub.Batch, error) {
	var ms []*box.Message
	for _, ev := range evs {
		if ev.Message != nil {
			ms = append(ms, ev.Message)
		}
	}
	t, err := f.telling(tx, viewer, ms)
	if err != nil {
		return hub.Batch{}, err
	}
	out := hub.Batch{Updates: make([]tl.UpdateClass, len(evs))}
	for i, ev := range evs {
		out.Updates[i] = t.event(ev)
	}
	out.Users, out.Chats, err = f.naming(tx, &t)
	if viewer != 0 {
		f.contacts.Remember(viewer, out.Users)
	}
	return out, err
}

// renderKnown renders as renderEvents does, without a look into the database. It says no where somebody is not remembered, or where
// a message has what is kept beside its row.
func (f *Feature) renderKnown(viewer int64, evs []box.Event) (hub.Batch, bool) {
	t := told{media: f.media, viewer: viewer}
	out := hub.Batch{Updates: make([]tl.UpdateClass, len(evs))}
	for i, ev := range evs {
		if ev.Message != nil && (ev.Message.Flags&box.Reacted != 0 || ev.Message.Kind == box.KindPoll) {
			return hub.Batch{}, false
		}
		out.Updates[i] = t.event(ev)
	}
	if len(t.chats)+len(t.channels) > 0 {
		return hub.Batch{}, false
	}
	var ok bool
	out.Users, ok = f.contacts.Known(viewer, t.people)
	return out, ok
}

// channelEvent renders what happened in a channel's box.
func (t *told) channelEvent(ev box.Event) tl.UpdateClass {
	d := ev.Data
	t.peer(box.Peer(ev.Box))
	switch ev.Kind {
	case box.Posted:
		if ev.Message != nil {
			return &tl.UpdateNewChannelMessage{Message: t.tl(ev.Message), Pts: ev.Pts, PtsCount: ev.Count}
		}
	case box.Edited:
		if ev.Message != nil {
			return &tl.UpdateEditChannelMessage{Message: t.tl(ev.Message), Pts: ev.Pts, PtsCount: ev.Count}
		}
	case box.Deleted:
		return &tl.UpdateDeleteChannelMessages{ChannelID: -ev.Box, Messages: d.IDs, Pts: ev.Pts, PtsCount: ev.Count}
	case box.PinnedMsgs:
		return &tl.UpdatePinnedChannelMessages{Pinned: d.On, ChannelID: -ev.Box, Messages: d.IDs, Pts: ev.Pts, PtsCount: ev.Count}
	}
	return &tl.UpdateDeleteChannelMessages{ChannelID: -ev.Box, Messages: []int32{}, Pts: ev.Pts, PtsCount: ev.Count}
}

func (t *told) event(ev box.Event) tl.UpdateClass {
	if ev.Box < 0 {
		return t.channelEvent(ev)
	}
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
