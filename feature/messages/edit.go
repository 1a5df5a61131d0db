package messages

import (
	"cmp"
	"context"
	"slices"

	"chappe/box"
	"chappe/content"
	"chappe/db"
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
	err = f.db.Write(ctx, func(tx *db.Tx) error {
		mine, err := f.own(tx, c, q.Peer, q.ID)
		if err != nil {
			return err
		}
		say, err := f.changed(tx, c, mine, ch)
		if err != nil {
			return err
		}
		if pts, err = f.rewrite(tx, mine, say); err != nil {
			return err
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
	c.Saw(c.User, pts, 1)
	return out, nil
}

// own returns a message of the caller's that may be edited now.
func (f *Feature) own(tx *db.Tx, c rpc.Caller, in tl.InputPeerClass, id int32) (*box.Message, error) {
	peer, err := f.peer(tx, c, in)
	if err != nil {
		return nil, err
	}
	ms, err := box.ByIDs(tx, c.User, []int32{id})
	if err != nil {
		return nil, err
	}
	m := ms[id]
	switch {
	case m == nil || m.Peer != peer || m.Flags&box.Service != 0:
		return nil, errID
	case !m.Out, forwarded(m):
		return nil, errAuthor
	case peer != box.UserPeer(c.User) && f.box.Now()-m.Date > EditTime:
		return nil, errEditTime
	}
	return m, nil
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
	all := []*box.Message{m}
	if m.Twin != 0 {
		twins, err := box.ByIDs(tx, int64(m.Peer), []int32{m.Twin})
		if err != nil {
			return 0, err
		}
		if t := twins[m.Twin]; t != nil {
			all = append(all, t)
		}
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

// bodyFor is new content as e keeps it, m or its twin: what is said of an answer to another chat differs between the two.
func bodyFor(e, m *box.Message, say *content.Content, body []byte) ([]byte, error) {
	if e == m || say.Reply == nil || say.Reply.From == nil {
		return body, nil
	}
	own := *say
	own.Reply = content.Decode(e.Content).Reply
	return own.Encode()
}

// forwarded says whether somebody else said a message first.
func forwarded(m *box.Message) bool { return content.Decode(m.Content).Forward != nil }
