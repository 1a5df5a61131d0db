package messages

import (
	"slices"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/feature/chats"
	"chappe/rpc"
	"chappe/tl"
)

// pinIn pins a message in a group or channel, or unpins it, for everybody, and says so in a group. It returns what happened in the box
// that the caller sees.
func (f *Feature) pinIn(tx *db.Tx, c rpc.Caller, at *conversation, m *box.Message, q *tl.MessagesUpdatePinnedMessage) ([]box.Event, error) {
	ev, err := f.setPins(tx, c, at, []*box.Message{m}, !q.Unpin)
	if err != nil {
		return nil, err
	}
	if ev == nil {
		return nil, errSame
	}
	evs := []box.Event{*ev}
	if q.Unpin || at.channel != nil && at.channel.Is(channels.Broadcast) {
		return evs, nil
	}
	said, err := f.say(tx, c.User, at, &outgoing{
		sender: c.User, peer: at.peer, replyTo: m.ID, answered: m, kind: box.KindService,
		flags: box.Service | flagsOf(q.Silent, false, false), say: content.Content{Action: &content.Action{Type: actionPin}},
		ttl: at.ttl(),
	})
	if err != nil {
		return nil, err
	}
	return append(evs, box.Event{Box: said.Box, Pts: said.Pts, Count: 1, Kind: box.Posted, Message: said}), nil
}

// say posts a message that reports something in a group or channel, where the right to do it was checked already.
func (f *Feature) say(tx *db.Tx, sender int64, at *conversation, o *outgoing) (*box.Message, error) {
	if at.chat != nil {
		ms, err := chats.Members(tx, at.chat.ID)
		if err != nil {
			return nil, err
		}
		mine, err := f.row(o)
		if err != nil {
			return nil, err
		}
		rows, err := chats.Copies(tx, mine, chats.IDs(ms), o.answered, nil)
		if err != nil {
			return nil, err
		}
		return mine, f.box.Post(tx, append(rows, mine)...)
	}
	m, err := f.post(tx, at.channel, o)
	if err != nil {
		return nil, err
	}
	if err := f.box.Post(tx, m); err != nil {
		return nil, err
	}
	return m, channels.Grow(tx, m)
}

// setPins pins messages or unpins them in every box that has them, boxes in ascending order. It returns the event in the box that the
// caller sees, nil when nothing changed there.
func (f *Feature) setPins(tx *db.Tx, c rpc.Caller, at *conversation, ms []*box.Message, on bool) (*box.Event, error) {
	if s := at.channel; s != nil {
		may := s.May(chats.PinMessages, chats.NoPins) || s.Is(channels.Broadcast) && s.Has(chats.EditMessages)
		if !may {
			return nil, chats.ErrAdmin
		}
		ids := make([]int32, len(ms))
		for i, m := range ms {
			ids[i] = m.ID
		}
		ev, err := f.box.Pin(tx, at.box, at.peer, ids, on)
		if err != nil || ev == nil {
			return nil, err
		}
		return ev, f.channels.LogPin(tx, s, ms, on)
	}
	if !at.chat.May(chats.NoPins) {
		return nil, chats.ErrAdmin
	}
	people, err := chats.Members(tx, at.chat.ID)
	if err != nil {
		return nil, err
	}
	byBox := map[int64][]int32{}
	for _, m := range ms {
		byBox[m.Box] = append(byBox[m.Box], m.ID)
		twins, err := chats.Twins(tx, chats.IDs(people), m.Origin)
		if err != nil {
			return nil, err
		}
		for _, t := range twins {
			if t.Box != m.Box {
				byBox[t.Box] = append(byBox[t.Box], t.ID)
			}
		}
	}
	var mine *box.Event
	for _, b := range sortedBoxes(byBox) {
		ev, err := f.box.Pin(tx, b, at.peer, byBox[b], on)
		if err != nil {
			return nil, err
		}
		if b == c.User {
			mine = ev
		}
	}
	return mine, nil
}

// sortedBoxes are boxes in the order in which they are to be taken.
func sortedBoxes(by map[int64][]int32) []int64 {
	out := make([]int64, 0, len(by))
	for b := range by {
		out = append(out, b)
	}
	slices.Sort(out)
	return out
}
