package messages

import (
	"context"
	"slices"

	"chappe/box"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/rpc"
	"chappe/tl"
)

// delete takes messages out of the caller's box, and with revoke out of the other person's too.
// https://core.telegram.org/method/messages.deleteMessages
func (f *Feature) delete(ctx context.Context, c rpc.Caller, q *tl.MessagesDeleteMessages) (*tl.MessagesAffectedMessages, error) {
	if len(q.ID) > maxIDs {
		return nil, errLimit
	}
	out := &tl.MessagesAffectedMessages{}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		ms, err := box.ByIDs(tx, c.User, q.ID)
		if err != nil {
			return err
		}
		all := make([]*box.Message, 0, len(ms))
		for _, m := range ms {
			all = append(all, m)
		}
		out.Pts, out.PtsCount, err = f.erase(tx, c.User, all, q.Revoke)
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
func (f *Feature) erase(tx *db.Tx, owner int64, ms []*box.Message, revoke bool) (pts, count int32, err error) {
	byBox := map[int64][]int32{owner: nil}
	for _, m := range ms {
		byBox[m.Box] = append(byBox[m.Box], m.ID)
		if revoke && m.Box == owner && m.Twin != 0 && m.Peer.IsUser() {
			byBox[int64(m.Peer)] = append(byBox[int64(m.Peer)], m.Twin)
		}
		if revoke && m.Box == owner && m.Peer.IsChat() {
			twins, err := f.mayErase(tx, owner, m)
			if err != nil {
				return 0, 0, err
			}
			for _, t := range twins {
				byBox[t.Box] = append(byBox[t.Box], t.ID)
			}
		}
	}
	boxes := make([]int64, 0, len(byBox))
	for b := range byBox {
		boxes = append(boxes, b)
	}
	slices.Sort(boxes)
	for _, b := range boxes {
		slices.Sort(byBox[b])
		p, n, _, err := f.box.Delete(tx, b, slices.Compact(byBox[b]))
		if err != nil {
			return 0, 0, err
		}
		if b == owner {
			pts, count = p, n
		}
	}
	return pts, count, nil
}

var errErase = rpc.Forbidden("MESSAGE_DELETE_FORBIDDEN")

// mayErase returns the rows that others in a basic group have of a message, where its owner may delete it for all of them.
func (f *Feature) mayErase(tx *db.Tx, owner int64, m *box.Message) ([]*box.Message, error) {
	seat, err := f.groups.Seat(tx, owner, m.Peer.ID())
	if err != nil {
		return nil, err
	}
	if !m.Out && (seat.State != chats.In || seat.Role == chats.Plain) {
		return nil, errErase
	}
	people, err := chats.Everybody(tx, seat.ID)
	if err != nil {
		return nil, err
	}
	twins, err := chats.Twins(tx, people, m.Origin)
	return slices.DeleteFunc(twins, func(t *box.Message) bool { return t.Box == owner }), err
}
