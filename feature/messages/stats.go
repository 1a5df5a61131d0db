package messages

import (
	"context"
	"fmt"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/feature/chats"
	"chappe/rpc"
	"chappe/tl"
)

// Statistics of one message that tell of other messages, or of what it asks. Those that tell of numbers alone are in feature/channels.
// https://core.telegram.org/api/stats

// registerStats adds the methods of such statistics.
func (f *Feature) registerStats(r *rpc.Registry) {
	rpc.Handle(r, f.publicForwards, rpc.In(rpc.ClassHeavy))
	rpc.Handle(r, f.pollStats)
}

// publicForwards tells an admin where a post of their channel was forwarded to: posts of public broadcast channels, and nothing else. What
// people forward to each other, to groups and to private channels stays between those who are there, and a supergroup's message would name
// a reader.
// https://core.telegram.org/method/stats.getMessagePublicForwards
func (f *Feature) publicForwards(ctx context.Context, c rpc.Caller, q *tl.StatsGetMessagePublicForwards) (*tl.StatsPublicForwards, error) {
	after, err := forwardOffset(q.Offset)
	if err != nil {
		return nil, err
	}
	limit := int(min(max(q.Limit, 1), maxIDs))
	out := &tl.StatsPublicForwards{Forwards: []tl.PublicForwardClass{}, Chats: []tl.ChatClass{}, Users: []tl.UserClass{}}
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		out.Forwards = out.Forwards[:0]
		seat, err := f.channels.StatsSeat(tx, c, q.Channel)
		if err != nil {
			return err
		}
		ms, err := box.ByIDs(tx, seat.Box(), []int32{q.MsgID})
		if err != nil {
			return err
		}
		if m := ms[q.MsgID]; m == nil || m.Flags&box.Post == 0 || m.Flags&box.Service != 0 {
			return errID
		}
		found, total, err := channels.PublicForwards(tx, seat.ID, q.MsgID, after, limit+1)
		if err != nil {
			return err
		}
		out.Count = total
		if len(found) > limit {
			found = found[:limit]
			last := found[limit-1]
			out.NextOffset = tl.Some(fmt.Sprintf("%d:%d:%d", last.Date, last.Place, last.ID))
		}
		copies, err := f.copiesFor(tx, c.User, found)
		if err != nil {
			return err
		}
		told, err := f.render(tx, c.User, copies)
		if err != nil {
			return err
		}
		for _, m := range told.messages {
			out.Forwards = append(out.Forwards, &tl.PublicForwardMessage{Message: m})
		}
		out.Users, out.Chats = told.users, told.chats
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// forwardOffset reads what an earlier page ended with; "" is the first page.
func forwardOffset(offset string) (at channels.Copied, err error) {
	if offset == "" {
		return at, nil
	}
	var rest string
	if n, _ := fmt.Sscanf(offset, "%d:%d:%d%s", &at.Date, &at.Place, &at.ID, &rest); n != 3 || at == (channels.Copied{}) {
		return at, rpc.Bad("OFFSET_INVALID")
	}
	return at, nil
}

// copiesFor are the messages of places that somebody may look at: not those of channels that they were removed from or that are closed.
func (f *Feature) copiesFor(tx *db.Tx, viewer int64, found []channels.Copied) ([]*box.Message, error) {
	var out []*box.Message
	seats := map[int64]*channels.Seat{} // nil for what is not to be seen
	for _, x := range found {
		seat, known := seats[x.Place]
		if !known {
			var err error
			if seat, err = f.channels.Reader(tx, viewer, x.Place); err == channels.ErrPrivate || err == nil && !seat.Info.Closed.Over(f.box.Now()) {
				seat, err = nil, nil
			}
			if err != nil {
				return nil, err
			}
			seats[x.Place] = seat
		}
		if seat == nil {
			continue
		}
		ms, err := box.ByIDs(tx, seat.Box(), []int32{x.ID})
		if err != nil {
			return nil, err
		}
		if m := ms[x.ID]; m != nil {
			out = append(out, m)
		}
	}
	return out, nil
}

// noteForward notes where a post of a channel came from, for the statistics of the channel that wrote it.
func noteForward(tx *db.Tx, o *outgoing, m *box.Message) error {
	from := o.say.Forward
	if from == nil || from.Post == 0 || !box.Peer(from.From).IsChannel() || from.From == m.Box {
		return nil
	}
	ms, err := box.ByIDs(tx, from.From, []int32{from.Post})
	if err != nil || ms[from.Post] == nil {
		return err
	}
	return channels.KeepForward(tx, -from.From, from.Post, m)
}

// pollStats tells how many votes came on which day: whoever made the poll, and the admins of a channel of whose own posts it is one. Who voted
// for what it does not tell.
// https://core.telegram.org/method/stats.getPollStats
func (f *Feature) pollStats(ctx context.Context, c rpc.Caller, q *tl.StatsGetPollStats) (out *tl.StatsPollStats, err error) {
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		at, err := f.place(tx, c, q.Peer)
		if err != nil {
			return err
		}
		ms, err := at.byIDs(tx, []int32{q.MsgID})
		if err != nil {
			return err
		}
		m := ms[q.MsgID]
		if m == nil || m.Kind != box.KindPoll {
			return errID
		}
		say := content.Decode(m.Content)
		id := pollID(say.Media)
		ps, err := pollsByID(tx, []int64{id})
		if err != nil {
			return err
		}
		p := ps[id]
		if p == nil {
			return errID
		}
		theirs := at.channel != nil && at.channel.Admin() && say.Forward == nil
		if p.Owner != c.User && !theirs {
			return chats.ErrAdmin
		}
		days, err := voteDays(tx, id)
		if err != nil {
			return err
		}
		out = &tl.StatsPollStats{VotesGraph: channels.Bars("Votes", m.Date, f.box.Now(), days)}
		return nil
	})
	return out, err
}
