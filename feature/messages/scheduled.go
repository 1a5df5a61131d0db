package messages

import (
	"bytes"
	"context"
	"slices"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

// getScheduledHistory returns what the caller scheduled in a conversation.
// https://core.telegram.org/method/messages.getScheduledHistory
func (f *Feature) getScheduledHistory(ctx context.Context, c rpc.Caller, q *tl.MessagesGetScheduledHistory) (tl.MessagesMessagesClass, error) {
	var out rendered
	same, n := false, 0
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		at, err := f.place(tx, c, q.Peer)
		if err != nil {
			return err
		}
		ss, err := scheduledWith(tx, c.User, at.peer)
		if err != nil {
			return err
		}
		ms := make([]*box.Message, len(ss))
		for i := range ss {
			ms[i] = ss[i].message()
		}
		if same, n = unchanged(q.Hash, ms), len(ms); same {
			return nil
		}
		out, err = f.render(tx, c.User, ms)
		return err
	})
	if err != nil {
		return nil, err
	}
	if same {
		return &tl.MessagesMessagesNotModified{Count: int32(n)}, nil
	}
	return out.page(0), nil
}

// getScheduledMessages returns certain ones.
// https://core.telegram.org/method/messages.getScheduledMessages
func (f *Feature) getScheduledMessages(ctx context.Context, c rpc.Caller, q *tl.MessagesGetScheduledMessages) (tl.MessagesMessagesClass, error) {
	if len(q.ID) > maxIDs {
		return nil, errLimit
	}
	var out rendered
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		ss, err := f.scheduledIn(tx, c, q.Peer, q.ID)
		if err != nil {
			return err
		}
		ms := make([]*box.Message, len(ss))
		for i := range ss {
			ms[i] = ss[i].message()
		}
		out, err = f.render(tx, c.User, ms)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out.page(0), nil
}

// scheduledIn returns those of ids that the caller scheduled in a conversation.
func (f *Feature) scheduledIn(tx *db.Tx, c rpc.Caller, in tl.InputPeerClass, ids []int32) ([]scheduled, error) {
	at, err := f.place(tx, c, in)
	if err != nil {
		return nil, err
	}
	peer := at.peer
	ss, err := scheduledByIDs(tx, c.User, ids)
	return slices.DeleteFunc(ss, func(s scheduled) bool { return s.Peer != peer }), err
}

// sendScheduledMessages sends scheduled messages now.
// https://core.telegram.org/method/messages.sendScheduledMessages
func (f *Feature) sendScheduledMessages(ctx context.Context, c rpc.Caller, q *tl.MessagesSendScheduledMessages) (tl.UpdatesClass, error) {
	if len(q.ID) > maxIDs {
		return nil, errLimit
	}
	var out *tl.Updates
	var ms []*box.Message
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		ss, err := f.scheduledIn(tx, c, q.Peer, q.ID)
		if err != nil {
			return err
		}
		if len(ss) == 0 {
			return errID
		}
		var d dropped
		if ms, d, err = f.sendNow(tx, ss); err != nil {
			return err
		}
		if err := f.notice(tx, c, noticeDropped, d); err != nil {
			return err
		}
		evs := make([]box.Event, len(ms))
		for i, m := range ms {
			evs[i] = box.Event{Box: m.Box, Pts: m.Pts, Count: 1, Kind: box.Posted, Message: m}
		}
		b, err := f.renderEvents(ctx, tx, c.User, evs)
		out = b.Object(f.box.Now())
		out.Updates = append(out.Updates, d.update())
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, m := range ms {
		c.Saw(m.Box, m.Pts, 1)
	}
	return out, nil
}

// deleteScheduledMessages deletes scheduled messages.
// https://core.telegram.org/method/messages.deleteScheduledMessages
func (f *Feature) deleteScheduledMessages(ctx context.Context, c rpc.Caller, q *tl.MessagesDeleteScheduledMessages) (tl.UpdatesClass, error) {
	if len(q.ID) > maxIDs {
		return nil, errLimit
	}
	out := &tl.Updates{Date: f.box.Now()}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		out.Updates = nil
		ss, err := f.scheduledIn(tx, c, q.Peer, q.ID)
		if err != nil || len(ss) == 0 {
			return err
		}
		d := dropped{Peer: ss[0].Peer}
		for _, s := range ss {
			d.IDs = append(d.IDs, s.ID)
		}
		if _, err := f.takeScheduled(tx, c.User, d.IDs); err != nil {
			return err
		}
		out.Updates = []tl.UpdateClass{d.update()}
		return f.notice(tx, c, noticeDropped, d)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// editScheduled changes what a scheduled message says, or when it is sent.
func (f *Feature) editScheduled(ctx context.Context, c rpc.Caller, q *tl.MessagesEditMessage) (tl.UpdatesClass, error) {
	text, shift := content.Trim(q.Message.V)
	if q.Message.OK && text == "" {
		return nil, errEmpty
	}
	if content.Units(text) > MaxText {
		return nil, errTooLong
	}
	if later, err := f.later(q.ScheduleDate); err != nil || !later {
		return nil, errDateGone
	}
	var out *tl.Updates
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		ss, err := f.scheduledIn(tx, c, q.Peer, []int32{q.ID})
		if err != nil {
			return err
		}
		if len(ss) == 0 {
			return errID
		}
		s := ss[0]
		if q.ScheduleDate.V == untilOnline {
			if err := f.mayWait(tx, c.User, s.Peer); err != nil {
				return err
			}
		}
		was := s
		s.Due = q.ScheduleDate.V
		if q.Message.OK {
			entities := content.Mark(text, content.FromTL(text, shift, q.Entities, f.mentioned(tx, c)))
			if err := s.rewrite(text, entities); err != nil {
				return err
			}
		}
		if s.Due == was.Due && bytes.Equal(s.Content, was.Content) {
			return errNotModified
		}
		s.EditDate = f.box.Now()
		if err := changeScheduled(tx, s); err != nil {
			return err
		}
		if out, err = f.scheduledTL(tx, c, []scheduled{s}, true); err != nil {
			return err
		}
		out.Updates = slices.DeleteFunc(out.Updates, func(u tl.UpdateClass) bool {
			_, ok := u.(*tl.UpdateMessageID)
			return ok
		})
		tx.After(func(context.Context) { f.poke() })
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// rewrite gives a scheduled message another text.
func (s *scheduled) rewrite(text string, entities []content.Entity) error {
	s.Flags &^= box.Linked
	if content.HasLink(entities) {
		s.Flags |= box.Linked
	}
	for _, body := range []*[]byte{&s.Content, &s.Other} {
		if len(*body) == 0 {
			continue
		}
		say := content.Decode(*body)
		say.Text, say.Entities = text, entities
		b, err := say.Encode()
		if err != nil {
			return err
		}
		*body = b
	}
	return nil
}
