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
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		peer, err := f.peer(tx, c, q.Peer)
		if err != nil {
			return err
		}
		d, _, err := box.LoadDialog(tx, c.User, peer)
		if err != nil {
			return err
		}
		total = int(d.Total)
		ms, err := box.History(tx, c.User, peer, box.Page{
			OffsetID: q.OffsetID, OffsetDate: q.OffsetDate, AddOffset: q.AddOffset, Limit: int(q.Limit), MinID: q.MinID, MaxID: q.MaxID,
		})
		if err != nil {
			return err
		}
		if same = unchanged(q.Hash, ms); same {
			return nil
		}
		out, err = f.render(tx, c.User, ms, peer.ID())
		return err
	})
	if err != nil {
		return nil, err
	}
	if same {
		return &tl.MessagesMessagesNotModified{Count: int32(total)}, nil
	}
	return out.page(total), nil
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

// getMessages returns messages of the caller's box by id; what is not there comes back as messageEmpty.
// https://core.telegram.org/method/messages.getMessages
func (f *Feature) getMessages(ctx context.Context, c rpc.Caller, q *tl.MessagesGetMessages) (tl.MessagesMessagesClass, error) {
	if len(q.ID) > maxIDs {
		return nil, errLimit
	}
	var out rendered
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		ids, err := f.wanted(tx, c, q.ID)
		if err != nil {
			return err
		}
		found, err := box.ByIDs(tx, c.User, ids)
		if err != nil {
			return err
		}
		ms := make([]*box.Message, 0, len(found))
		for _, m := range found {
			ms = append(ms, m)
		}
		t, err := f.telling(tx, c.User, ms)
		if err != nil {
			return err
		}
		out = rendered{}
		for _, id := range ids {
			if m := found[id]; m != nil {
				out.messages = append(out.messages, t.tl(m))
			} else {
				out.messages = append(out.messages, &tl.MessageEmpty{ID: id})
			}
		}
		out.users, err = f.contacts.People(tx, c.User, t.people)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &tl.MessagesMessages{Messages: out.messages, Users: out.users}, nil
}

// wanted turns what a client asks for into ids: a message, or the one that a message answers.
func (f *Feature) wanted(tx *db.Tx, c rpc.Caller, in []tl.InputMessageClass) ([]int32, error) {
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
	ms, err := box.ByIDs(tx, c.User, replies)
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
