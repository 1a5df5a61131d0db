package messages

import (
	"context"

	"chappe/box"
	"chappe/db"
	"chappe/feature/contacts"
	"chappe/rpc"
	"chappe/tl"
)

// getHistory returns a page of a conversation, newest first.
// https://core.telegram.org/method/messages.getHistory
func (f *Feature) getHistory(ctx context.Context, c rpc.Caller, q *tl.MessagesGetHistory) (tl.MessagesMessagesClass, error) {
	var out rendered
	total, same := 0, false
	var where tl.Opt[int32]
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		at, err := f.place(tx, c, q.Peer)
		if err != nil {
			return err
		}
		if total, err = at.total(tx, c.User); err != nil {
			return err
		}
		if where, err = f.pts(tx, &at); err != nil {
			return err
		}
		ms, err := box.History(tx, at.box, at.peer, ranged(c, &at, at.page(box.Page{
			OffsetID: q.OffsetID, OffsetDate: q.OffsetDate, AddOffset: q.AddOffset, Limit: int(q.Limit), MinID: q.MinID, MaxID: q.MaxID,
		})))
		if err != nil {
			return err
		}
		if same = unchanged(q.Hash, ms); same {
			return nil
		}
		out, err = f.render(tx, c.User, ms, at.peer)
		return err
	})
	if err != nil {
		return nil, err
	}
	if same {
		return &tl.MessagesMessagesNotModified{Count: int32(total)}, nil
	}
	return out.in(where, total), nil
}

// unchanged says whether messages are what a client has already, by the hash that it made of those.
// https://core.telegram.org/api/offsets#hash-generation
func unchanged(hash int64, ms []*box.Message) bool {
	return hash != 0 && hash == hashOf(ms)
}

// hashOf is made of the id, the date of the last edit, and the date of each message.
func hashOf(ms []*box.Message) int64 {
	var h uint64
	for _, m := range ms {
		for _, n := range []int32{m.ID, m.EditDate, m.Date} {
			h = contacts.Hash(h, int64(n))
		}
	}
	return int64(h)
}

// page answers with messages: all there are, or a part of total.
func (r rendered) page(total int) tl.MessagesMessagesClass {
	if len(r.messages) >= total {
		return &tl.MessagesMessages{Messages: r.messages, Users: r.users, Chats: r.chats}
	}
	return &tl.MessagesMessagesSlice{Count: int32(total), Messages: r.messages, Users: r.users, Chats: r.chats}
}

// pts is where a channel's box stands; other conversations have none of their own.
func (f *Feature) pts(tx *db.Tx, at *conversation) (tl.Opt[int32], error) {
	if at.channel == nil {
		return tl.Opt[int32]{}, nil
	}
	st, err := box.Load(tx, at.box)
	return tl.Some(st.Pts), err
}

// in answers with a page of a conversation; a channel's says where its box stands.
func (r rendered) in(pts tl.Opt[int32], total int) tl.MessagesMessagesClass {
	if !pts.OK {
		return r.page(total)
	}
	return &tl.MessagesChannelMessages{
		Pts: pts.V, Count: int32(max(total, len(r.messages))), Messages: r.messages, Topics: []tl.ForumTopicClass{}, Users: r.users, Chats: r.chats,
	}
}

// getMessages returns messages of the caller's box by id; what is not there comes back as messageEmpty.
// https://core.telegram.org/method/messages.getMessages
func (f *Feature) getMessages(ctx context.Context, c rpc.Caller, q *tl.MessagesGetMessages) (tl.MessagesMessagesClass, error) {
	if len(q.ID) > maxIDs {
		return nil, errLimit
	}
	var out rendered
	err := f.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = f.certain(tx, c, conversation{box: c.User}, q.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &tl.MessagesMessages{Messages: out.messages, Users: out.users, Chats: out.chats}, nil
}

// getChannelMessages returns messages of a channel by id.
// https://core.telegram.org/method/channels.getMessages
func (f *Feature) getChannelMessages(ctx context.Context, c rpc.Caller, q *tl.ChannelsGetMessages) (tl.MessagesMessagesClass, error) {
	if len(q.ID) > maxIDs {
		return nil, errLimit
	}
	var out rendered
	var pts tl.Opt[int32]
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		seat, err := f.channels.Named(tx, c, q.Channel)
		if err != nil {
			return err
		}
		at := conversation{peer: seat.Peer(), box: seat.Box(), floor: seat.Floor, channel: seat}
		if pts, err = f.pts(tx, &at); err != nil {
			return err
		}
		out, err = f.certain(tx, c, at, q.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out.in(pts, len(out.messages)), nil
}

// certain renders certain messages of a conversation, or of all in the caller's box.
func (f *Feature) certain(tx *db.Tx, c rpc.Caller, at conversation, in []tl.InputMessageClass) (out rendered, err error) {
	ids, err := f.wanted(tx, at, in)
	if err != nil {
		return out, err
	}
	found, err := box.ByIDs(tx, at.box, ids)
	if err != nil {
		return out, err
	}
	ms := make([]*box.Message, 0, len(found))
	for id, m := range found {
		if id <= at.floor {
			delete(found, id)
			continue
		}
		ms = append(ms, m)
	}
	t, err := f.telling(tx, c.User, ms)
	if err != nil {
		return out, err
	}
	if at.peer != 0 {
		t.peer(at.peer)
	}
	for _, id := range ids {
		if m := found[id]; m != nil {
			out.messages = append(out.messages, t.tl(m))
		} else {
			out.messages = append(out.messages, &tl.MessageEmpty{ID: id})
		}
	}
	out.users, out.chats, err = f.naming(tx, &t)
	return out, err
}

// wanted turns what a client asks for into ids: a message, or the one that a message answers.
func (f *Feature) wanted(tx *db.Tx, at conversation, in []tl.InputMessageClass) ([]int32, error) {
	ids := make([]int32, 0, len(in))
	var replies []int32
	for _, m := range in {
		switch m := m.(type) {
		case *tl.InputMessageID:
			ids = append(ids, m.ID)
		case *tl.InputMessageReplyTo:
			replies = append(replies, m.ID)
		}
	}
	if len(replies) == 0 {
		return ids, nil
	}
	ms, err := box.ByIDs(tx, at.box, replies)
	if err != nil {
		return nil, err
	}
	for _, id := range replies {
		if m := ms[id]; m != nil && m.ReplyTo != 0 {
			ids = append(ids, m.ReplyTo)
		} else {
			ids = append(ids, id)
		}
	}
	return ids, nil
}
