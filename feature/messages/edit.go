package messages

import (
	"cmp"
	"context"
	"slices"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/feature/chats"
	"chappe/rpc"
	"chappe/tl"
)

// edit changes what a message says, in every box that has it.
// https://core.telegram.org/method/messages.editMessage
func (f *Feature) edit(ctx context.Context, c rpc.Caller, q *tl.MessagesEditMessage) (tl.UpdatesClass, error) {
	if q.ScheduleDate.OK {
		return f.editScheduled(ctx, c, q)
	}
	if p, ok := q.Media.(*tl.InputMediaPoll); ok && p.Poll.Closed {
		return f.stopPoll(ctx, c, q)
	}
	ch, err := f.change(ctx, c, q)
	if err != nil {
		return nil, err
	}
	defer ch.done()
	var out *tl.Updates
	var pts int32
	var where int64
	var edited *box.Message
	err = f.db.Write(ctx, func(tx *db.Tx) error {
		mine, err := f.own(tx, c, q.Peer, q.ID)
		if err != nil {
			return err
		}
		where, edited = mine.Box, mine
		was := *mine
		say, err := f.changed(tx, c, mine, ch)
		if err != nil {
			return err
		}
		if pts, err = f.rewrite(tx, mine, say); err != nil {
			return err
		}
		if mine.Box < 0 {
			if err := f.channels.LogEdit(tx, -mine.Box, c.User, &was, mine); err != nil {
				return err
			}
		}
		b, err := f.renderEvents(ctx, tx, c.User, []box.Event{{Box: mine.Box, Pts: pts, Count: 1, Kind: box.Edited, Message: mine}})
		if err != nil {
			return err
		}
		out = b.Object(f.box.Now())
		return nil
	})
	if err != nil {
		return nil, err
	}
	c.Saw(where, pts, 1)
	f.lookLater(edited, ch.link)
	return out, nil
}

// own returns a message of the caller's that may be edited now.
func (f *Feature) own(tx *db.Tx, c rpc.Caller, in tl.InputPeerClass, id int32) (*box.Message, error) {
	m, at, err := f.ordinary(tx, c, in, id)
	if err != nil {
		return nil, err
	}
	if s := at.channel; s != nil {
		return m, f.mayEdit(s, m)
	}
	switch {
	case !m.Out, forwarded(m):
		return nil, errAuthor
	case at.chat != nil && at.chat.State != chats.In:
		return nil, chats.ErrWrite
	case at.peer != box.UserPeer(c.User) && f.box.Now()-m.Date > EditTime:
		return nil, errEditTime
	}
	return m, nil
}

// mayEdit checks that the holder of a seat may edit a message of their channel: in a broadcast channel, who edits may edit what anybody
// posted, and at any time.
func (f *Feature) mayEdit(s *channels.Seat, m *box.Message) error {
	mine := m.Origin == s.Person
	switch {
	case forwarded(m), !s.In():
		return errAuthor
	case s.Is(channels.Broadcast):
		if s.Has(chats.EditMessages) || mine && s.Has(chats.PostMessages) {
			return nil
		}
		if !s.Admin() {
			return chats.ErrAdmin
		}
		return errAuthor
	case !mine:
		return errAuthor
	case f.box.Now()-m.Date > EditTime && !s.Has(chats.PinMessages):
		return errEditTime
	}
	return s.MayPost(m.Kind)
}

// rewrite stores new content in a message and its twin, boxes in ascending order, and returns the pts of the change in m's box.
func (f *Feature) rewrite(tx *db.Tx, m *box.Message, say *content.Content) (int32, error) {
	return f.rewriteAs(tx, m, say, f.box.Now())
}

// rewriteAs does the same with the date at which its author changed it last.
func (f *Feature) rewriteAs(tx *db.Tx, m *box.Message, say *content.Content, edited int32) (int32, error) {
	body, err := say.Encode()
	if err != nil {
		return 0, err
	}
	all, err := f.copiesOf(tx, m)
	if err != nil {
		return 0, err
	}
	slices.SortFunc(all, func(a, b *box.Message) int { return cmp.Compare(a.Box, b.Box) })
	var pts int32
	for _, e := range all {
		e.EditDate, e.Flags, e.Kind = edited, e.Flags&^box.Linked, m.Kind
		if content.HasLink(say.Entities) {
			e.Flags |= box.Linked
		}
		if err := f.swapFiles(tx, e, say.Media); err != nil {
			return 0, err
		}
		if e.Content, err = bodyFor(e, m, say, body); err != nil {
			return 0, err
		}
		p, err := f.box.Edit(tx, e)
		if err != nil {
			return 0, err
		}
		if e == m {
			pts = p
		}
	}
	return pts, nil
}

// copiesOf returns a message and the rows that others have of it, m first.
func (f *Feature) copiesOf(tx *db.Tx, m *box.Message) ([]*box.Message, error) {
	all := []*box.Message{m}
	switch {
	case m.Box > 0 && m.Peer.IsChat():
		ms, err := chats.Members(tx, m.Peer.ID())
		if err != nil {
			return nil, err
		}
		twins, err := chats.Twins(tx, chats.IDs(ms), m.Origin)
		if err != nil {
			return nil, err
		}
		for _, t := range twins {
			if t.Box != m.Box {
				all = append(all, t)
			}
		}
	case m.Box < 0 && m.Flags&box.Post != 0:
		copied, err := f.discussed(tx, m)
		if err != nil {
			return nil, err
		}
		if copied != nil {
			all = append(all, copied)
		}
	case m.Twin != 0:
		twins, err := box.ByIDs(tx, int64(m.Peer), []int32{m.Twin})
		if err != nil {
			return nil, err
		}
		if t := twins[m.Twin]; t != nil {
			all = append(all, t)
		}
	}
	return all, nil
}

// bodyFor is new content as e keeps it, m or its twin: what is said of an answer to another chat differs between the two.
func bodyFor(e, m *box.Message, say *content.Content, body []byte) ([]byte, error) {
	if e != m && e.Box < 0 { // a channel's post in the discussion group
		own := *say
		own.Forward, own.Reply, own.Author = content.Decode(e.Content).Forward, nil, ""
		return own.Encode()
	}
	if e == m || say.Reply == nil || say.Reply.From == nil {
		return body, nil
	}
	own := *say
	own.Reply = content.Decode(e.Content).Reply
	return own.Encode()
}

// forwarded says whether somebody else said a message first.
func forwarded(m *box.Message) bool { return content.Decode(m.Content).Forward != nil }
