package messages

import (
	"context"
	"slices"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

// edit changes what a message says, in every box that has it.
// https://core.telegram.org/method/messages.editMessage
func (f *Feature) edit(ctx context.Context, c rpc.Caller, q *tl.MessagesEditMessage) (tl.UpdatesClass, error) {
	text, shift := content.Trim(q.Message.V)
	if !q.Message.OK || text == "" {
		return nil, errEmpty
	}
	if content.Units(text) > MaxText {
		return nil, errTooLong
	}
	var out *tl.Updates
	var pts int32
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		mine, err := f.own(tx, c, q.Peer, q.ID)
		if err != nil {
			return err
		}
		say := content.Decode(mine.Content)
		entities := content.FromTL(text, shift, q.Entities, f.mentioned(tx, c))
		if say.Text == text && slices.Equal(say.Entities, entities) {
			return errNotModified
		}
		say.Text, say.Entities = text, entities
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
	peer, err := f.users.Peer(tx, c, in)
	if err != nil {
		return nil, err
	}
	if !peer.IsUser() {
		return nil, users.ErrPeer
	}
	ms, err := box.ByIDs(tx, c.User, []int32{id})
	if err != nil {
		return nil, err
	}
	m := ms[id]
	switch {
	case m == nil || m.Peer != peer || m.Flags&box.Service != 0:
		return nil, errID
	case !m.Out:
		return nil, errAuthor
	case peer != box.UserPeer(c.User) && f.box.Now()-m.Date > EditTime:
		return nil, errEditTime
	}
	return m, nil
}

// rewrite stores new content in a message and its twin, boxes in ascending order, and returns the pts of the change in m's box.
func (f *Feature) rewrite(tx *db.Tx, m *box.Message, say *content.Content) (int32, error) {
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
	slices.SortFunc(all, func(a, b *box.Message) int { return cmpBox(a.Box, b.Box) })
	var pts int32
	for _, e := range all {
		e.Content, e.EditDate = body, f.box.Now()
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

func cmpBox(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// delete takes messages out of the caller's box, and with revoke out of the other person's too.
// https://core.telegram.org/method/messages.deleteMessages
func (f *Feature) delete(ctx context.Context, c rpc.Caller, q *tl.MessagesDeleteMessages) (*tl.MessagesAffectedMessages, error) {
	if len(q.ID) > maxIDs {
		return nil, rpc.Bad("LIMIT_INVALID")
	}
	out := &tl.MessagesAffectedMessages{}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		ms, err := box.ByIDs(tx, c.User, q.ID)
		if err != nil {
			return err
		}
		out.Pts, out.PtsCount, err = f.erase(tx, c.User, ms, q.Revoke)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.Saw(c.User, out.Pts, out.PtsCount)
	return out, nil
}

// erase deletes messages of owner's box and, with revoke, their twins; boxes in ascending order. It returns the pts of owner's box
// after it and how many numbers that took.
func (f *Feature) erase(tx *db.Tx, owner int64, ms map[int32]*box.Message, revoke bool) (pts, count int32, err error) {
	byBox := map[int64][]int32{owner: nil}
	for _, m := range ms {
		byBox[owner] = append(byBox[owner], m.ID)
		if revoke && m.Twin != 0 && m.Peer.IsUser() {
			byBox[int64(m.Peer)] = append(byBox[int64(m.Peer)], m.Twin)
		}
	}
	boxes := make([]int64, 0, len(byBox))
	for b := range byBox {
		boxes = append(boxes, b)
	}
	slices.Sort(boxes)
	for _, b := range boxes {
		slices.Sort(byBox[b])
		p, n, _, err := f.box.Delete(tx, b, byBox[b])
		if err != nil {
			return 0, 0, err
		}
		if b == owner {
			pts, count = p, n
		}
	}
	return pts, count, nil
}
