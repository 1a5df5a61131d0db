package messages

import (
	"context"
	"slices"

	"chappe/box"
	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

// readMessageContents notes that the caller has listened to voice notes, watched video notes, looked at mentions and reactions. Who
// sent a note is told.
// https://core.telegram.org/method/messages.readMessageContents
func (f *Feature) readMessageContents(ctx context.Context, c rpc.Caller, q *tl.MessagesReadMessageContents) (*tl.MessagesAffectedMessages, error) {
	if len(q.ID) > maxIDs {
		return nil, errLimit
	}
	out := &tl.MessagesAffectedMessages{}
	err := f.db.Write(ctx, func(tx *db.Tx) (err error) {
		out.Pts, out.PtsCount, err = f.see(tx, c.User, q.ID, box.MediaUnread|box.ReactionUnread)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.Saw(c.User, out.Pts, out.PtsCount)
	return out, nil
}

// see notes that the owner of a box has looked at what is new about messages, boxes in ascending order, and returns the pts of
// their box after it and how many numbers that took.
func (f *Feature) see(tx *db.Tx, owner int64, ids []int32, what box.Flags) (pts, count int32, err error) {
	found, err := box.ByIDs(tx, owner, ids)
	if err != nil {
		return 0, 0, err
	}
	twins := map[int64][]int32{} // notes that somebody sent, in their boxes
	var reacted []int32
	for _, m := range found {
		if what&m.Flags&box.MediaUnread != 0 && !m.Out && m.Twin != 0 && m.Peer.IsUser() {
			twins[int64(m.Peer)] = append(twins[int64(m.Peer)], m.Twin)
		}
		if what&m.Flags&box.MediaUnread != 0 && !m.Out {
			if err := f.light(tx, m); err != nil {
				return 0, 0, err
			}
		}
		if what&m.Flags&box.ReactionUnread != 0 {
			reacted = append(reacted, m.ID)
		}
	}
	boxes := []int64{owner}
	for b := range twins {
		boxes = append(boxes, b)
	}
	slices.Sort(boxes)
	for _, b := range boxes {
		if b != owner {
			if _, _, err := f.box.See(tx, b, twins[b], box.MediaUnread); err != nil {
				return 0, 0, err
			}
			continue
		}
		ev, _, err := f.box.See(tx, owner, ids, what)
		if err != nil {
			return 0, 0, err
		}
		if ev != nil {
			pts, count = ev.Pts, ev.Count
		}
	}
	if len(reacted) > 0 {
		if err := lookedAt(tx, owner, reacted); err != nil {
			return 0, 0, err
		}
	}
	if count == 0 {
		st, err := box.Load(tx, owner)
		return st.Pts, 0, err
	}
	return pts, count, nil
}

// getUnreadMentions returns the messages of a conversation that mention the caller and were not looked at.
// https://core.telegram.org/method/messages.getUnreadMentions
func (f *Feature) getUnreadMentions(ctx context.Context, c rpc.Caller, q *tl.MessagesGetUnreadMentions) (tl.MessagesMessagesClass, error) {
	return f.flagged(ctx, c, q.Peer, q.TopMsgID, box.Mentioned|box.MediaUnread, box.Page{
		OffsetID: q.OffsetID, AddOffset: q.AddOffset, Limit: int(q.Limit), MinID: q.MinID, MaxID: q.MaxID,
	})
}

// readMentions notes that the caller has looked at all of them.
// https://core.telegram.org/method/messages.readMentions
func (f *Feature) readMentions(ctx context.Context, c rpc.Caller, q *tl.MessagesReadMentions) (*tl.MessagesAffectedHistory, error) {
	return f.seeAll(ctx, c, q.Peer, q.TopMsgID, box.Mentioned|box.MediaUnread, box.MediaUnread)
}

// flagged returns a page of a conversation's messages with flags, or of those of a topic.
func (f *Feature) flagged(ctx context.Context, c rpc.Caller, in tl.InputPeerClass, topic tl.Opt[int32], flags box.Flags, p box.Page) (tl.MessagesMessagesClass, error) {
	var out rendered
	total := 0
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		at, err := f.place(tx, c, in)
		if err != nil {
			return err
		}
		if at.channel != nil {
			out, total, err = f.flaggedIn(tx, c, &at, topic, flags, p)
			return err
		}
		filter := box.Filter{Peer: at.peer, Flags: flags}
		if total, err = filter.Count(tx, c.User, maxCount); err != nil {
			return err
		}
		ms, err := box.Select(tx, c.User, filter, p)
		if err != nil {
			return err
		}
		out, err = f.render(tx, c.User, ms)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out.page(total), nil
}

// seeAll notes that the caller has looked at whatever has flags in a conversation or a topic, in parts.
func (f *Feature) seeAll(ctx context.Context, c rpc.Caller, in tl.InputPeerClass, topic tl.Opt[int32], flags, what box.Flags) (*tl.MessagesAffectedHistory, error) {
	out := &tl.MessagesAffectedHistory{}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		at, err := f.place(tx, c, in)
		if err != nil {
			return err
		}
		if at.channel != nil {
			return f.seeAllIn(tx, c, &at, topic, flags, out)
		}
		ms, err := box.Filter{Peer: at.peer, Flags: flags}.Oldest(tx, c.User, 0, 0, box.MaxDelete)
		if err != nil {
			return err
		}
		ids := make([]int32, len(ms))
		for i, m := range ms {
			ids[i] = m.ID
		}
		out.Offset = 0
		if len(ms) == box.MaxDelete {
			out.Offset = 1
		}
		out.Pts, out.PtsCount, err = f.see(tx, c.User, ids, what)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.Saw(c.User, out.Pts, out.PtsCount)
	return out, nil
}
