package updates

import (
	"context"

	"chappe/box"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/rpc"
	"chappe/tl"
)

const (
	memberTimeout = 30     // seconds after which a member, who is told of everything, may ask again
	viewTimeout   = 5      // seconds after which whoever looks at a channel without being in it asks again
	viewFor       = 60     // seconds for which they are told of what happens without asking
	channelSlice  = 100    // events in one answer
	maxChannel    = 1000   // where the client asks for more
	farBehind     = 10_000 // events beyond which the newest messages are enough
)

var errNoPts = rpc.Bad("PERSISTENT_TIMESTAMP_INVALID")

// getChannelDifference returns what happened in a channel since the state that a client last knew.
// https://core.telegram.org/method/updates.getChannelDifference
func (f *Feature) getChannelDifference(ctx context.Context, c rpc.Caller, q *tl.UpdatesGetChannelDifference) (tl.UpdatesChannelDifferenceClass, error) {
	if q.Pts < 0 {
		return nil, errNoPts
	}
	var out tl.UpdatesChannelDifferenceClass
	var boxID int64
	in, pts := false, int32(0)
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		seat, err := f.channels.Named(tx, c, q.Channel)
		if err != nil {
			return err
		}
		boxID, in = seat.Box(), seat.In()
		st, err := box.Load(tx, boxID)
		if err != nil {
			return err
		}
		pts = st.Pts
		out, err = f.channelDifference(ctx, tx, c, seat, q)
		return err
	})
	if err != nil {
		return nil, err
	}
	if !in {
		f.hub.View(c, boxID, pts, int64(f.box.Now())+viewFor)
		// Whoever closes a channel to visitors sends those away who follow it by then; this one may have begun a moment later.
		err = f.db.Read(ctx, func(tx *db.Tx) error {
			_, err := f.channels.Reader(tx, c.User, -boxID)
			return err
		})
		if err != nil {
			f.hub.Leave(c, boxID)
			return nil, err
		}
	}
	return out, nil
}

func (f *Feature) channelDifference(ctx context.Context, tx *db.Tx, c rpc.Caller, seat *channels.Seat, q *tl.UpdatesGetChannelDifference) (tl.UpdatesChannelDifferenceClass, error) {
	st, err := box.Load(tx, seat.Box())
	if err != nil {
		return nil, err
	}
	timeout := tl.Some[int32](memberTimeout)
	if !seat.In() {
		timeout = tl.Some[int32](viewTimeout)
	}
	if st.Pts-q.Pts > farBehind || q.Pts > st.Pts || q.Pts == 0 {
		return f.channelTooLong(tx, c, seat, timeout)
	}
	limit := channelSlice
	if q.Limit > 0 {
		limit = int(min(q.Limit, maxChannel))
	}
	evs, err := box.After(tx, seat.Box(), q.Pts, limit)
	if err != nil {
		return nil, err
	}
	if len(evs) == 0 {
		return &tl.UpdatesChannelDifferenceEmpty{Final: true, Pts: st.Pts, Timeout: timeout}, nil
	}
	for i := range evs {
		if m := evs[i].Message; m != nil && m.ID <= seat.Floor {
			evs[i].Message = nil // what was said before is not theirs to see
		}
	}
	b, err := f.hub.Events(ctx, tx, c.User, evs)
	if err != nil {
		return nil, err
	}
	pts := evs[len(evs)-1].Pts
	out := &tl.UpdatesChannelDifference{
		Final: pts == st.Pts, Pts: pts, Timeout: timeout, NewMessages: []tl.MessageClass{}, OtherUpdates: []tl.UpdateClass{},
		Chats: b.Chats, Users: b.Users,
	}
	for _, u := range b.Updates {
		if u, ok := u.(*tl.UpdateNewChannelMessage); ok {
			out.NewMessages = append(out.NewMessages, u.Message)
			continue
		}
		out.OtherUpdates = append(out.OtherUpdates, u)
	}
	return out, nil
}

// channelTooLong answers with the channel as a list of chats has it, and its newest messages.
func (f *Feature) channelTooLong(tx *db.Tx, c rpc.Caller, seat *channels.Seat, timeout tl.Opt[int32]) (tl.UpdatesChannelDifferenceClass, error) {
	d, err := f.Overview(tx, c, seat.Peer())
	if err != nil {
		return nil, err
	}
	out := &tl.UpdatesChannelDifferenceTooLong{Final: true, Timeout: timeout, Messages: d.Messages, Chats: d.Chats, Users: d.Users}
	if len(d.Dialogs) > 0 {
		out.Dialog = d.Dialogs[0]
	}
	return out, nil
}

// renderMoved names the channels that the caller is in and that moved while the device was away.
func (f *Feature) renderMoved(tx *db.Tx, c rpc.Caller, since int32, d *difference) error {
	if since == 0 {
		return nil
	}
	moved, err := channels.MovedSince(tx, c.User, since)
	if err != nil || len(moved) == 0 {
		return err
	}
	ids := make([]int64, len(moved))
	for i, m := range moved {
		ids[i] = m.ID
		d.OtherUpdates = append(d.OtherUpdates, &tl.UpdateChannelTooLong{ChannelID: m.ID, Pts: tl.Some(m.Pts)})
	}
	cs, err := f.channels.TL(tx, c.User, ids)
	d.Chats = append(d.Chats, cs...)
	return err
}
