package messages

import (
	"context"
	"errors"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

var errSame = rpc.Bad("CHAT_NOT_MODIFIED")

// updatePinnedMessage pins a message in a conversation, or unpins it, for both or for the caller alone.
// https://core.telegram.org/method/messages.updatePinnedMessage
func (f *Feature) updatePinnedMessage(ctx context.Context, c rpc.Caller, q *tl.MessagesUpdatePinnedMessage) (tl.UpdatesClass, error) {
	var evs []box.Event
	var out *tl.Updates
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		evs = nil
		at, err := f.place(tx, c, q.Peer)
		if err != nil {
			return err
		}
		ms, err := at.byIDs(tx, []int32{q.ID})
		if err != nil {
			return err
		}
		peer, m := at.peer, ms[q.ID]
		if m == nil || m.Flags&box.Service != 0 {
			return errID
		}
		if !peer.IsUser() {
			if evs, err = f.pinIn(tx, c, &at, m, q); err != nil {
				return err
			}
			b, err := f.renderEvents(ctx, tx, c.User, evs)
			out = b.Object(f.box.Now())
			return err
		}
		arrives := false
		if !q.PmOneside && peer != box.UserPeer(c.User) {
			var refused *rpc.Error
			if arrives, err = f.reaches(tx, c.User, peer); err != nil && !errors.As(err, &refused) {
				return err
			}
		}
		ev, changed, err := f.pinBoth(tx, c.User, peer, []*box.Message{m}, !q.Unpin, !q.PmOneside)
		if err != nil {
			return err
		}
		if !changed {
			return errSame
		}
		if ev != nil {
			evs = append(evs, *ev)
		}
		if arrives && !q.Unpin {
			said, err := f.sayPinned(tx, c.User, m, q.Silent)
			if err != nil {
				return err
			}
			evs = append(evs, box.Event{Box: said.Box, Pts: said.Pts, Count: 1, Kind: box.Posted, Message: said})
		}
		b, err := f.renderEvents(ctx, tx, c.User, evs)
		out = b.Object(f.box.Now())
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, ev := range evs {
		c.Saw(ev.Box, ev.Pts, ev.Count)
	}
	return out, nil
}

// pinBoth pins messages of owner's box or unpins them, and with both their twins; boxes in ascending order. It returns the event
// in owner's box, if there is one, and whether anything changed.
func (f *Feature) pinBoth(tx *db.Tx, owner int64, peer box.Peer, ms []*box.Message, on, both bool) (mine *box.Event, changed bool, err error) {
	var ids, twins []int32
	for _, m := range ms {
		ids = append(ids, m.ID)
		if both && m.Twin != 0 {
			twins = append(twins, m.Twin)
		}
	}
	theirs := func() error {
		if len(twins) == 0 {
			return nil
		}
		ev, err := f.box.Pin(tx, peer.ID(), box.UserPeer(owner), twins, on)
		changed = changed || ev != nil
		return err
	}
	if peer.ID() < owner {
		if err := theirs(); err != nil {
			return nil, false, err
		}
	}
	if mine, err = f.box.Pin(tx, owner, peer, ids, on); err != nil {
		return nil, false, err
	}
	changed = changed || mine != nil
	if peer.ID() > owner {
		err = theirs()
	}
	return mine, changed, err
}

// sayPinned posts the message that tells of a pinned message.
func (f *Feature) sayPinned(tx *db.Tx, sender int64, m *box.Message, silent bool) (*box.Message, error) {
	said, err := f.deliver(tx, &outgoing{
		sender: sender, peer: m.Peer, replyTo: m.ID, answered: m, kind: box.KindService,
		flags: box.Service | flagsOf(silent, false, false), say: content.Content{Action: &content.Action{Type: actionPin}},
	})
	if err != nil {
		return nil, err
	}
	return said[0], nil
}

// unpinAllMessages unpins whatever is pinned in a conversation, for both.
// https://core.telegram.org/method/messages.unpinAllMessages
func (f *Feature) unpinAllMessages(ctx context.Context, c rpc.Caller, q *tl.MessagesUnpinAllMessages) (*tl.MessagesAffectedHistory, error) {
	out := &tl.MessagesAffectedHistory{}
	var where int64
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		at, err := f.place(tx, c, q.Peer)
		if err != nil {
			return err
		}
		where = at.box
		pinned, err := at.filter(tx, q.TopMsgID)
		if err != nil {
			return err
		}
		pinned.Flags = box.Pinned
		ms, err := pinned.Oldest(tx, at.box, 0, 0, box.MaxDelete)
		if err != nil {
			return err
		}
		var ev *box.Event
		if at.peer.IsUser() {
			ev, _, err = f.pinBoth(tx, c.User, at.peer, ms, false, true)
		} else {
			ev, err = f.setPins(tx, c, &at, ms, false)
		}
		if err != nil {
			return err
		}
		*out = tl.MessagesAffectedHistory{}
		if len(ms) == box.MaxDelete {
			out.Offset = 1
		}
		if ev != nil {
			out.Pts, out.PtsCount = ev.Pts, ev.Count
			return nil
		}
		st, err := box.Load(tx, at.box)
		out.Pts = st.Pts
		return err
	})
	if err != nil {
		return nil, err
	}
	c.Saw(where, out.Pts, out.PtsCount)
	return out, nil
}
