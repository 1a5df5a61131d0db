// Package updates lets a client that was away catch up. It reads and renders the same logs as live delivery.
package updates

import (
	"context"

	"chappe/box"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

// Feature is this feature.
type Feature struct {
	db  *db.DB
	box *box.Engine
	hub *hub.Hub

	// Confirmed is told that a device has stored its queue up to a qts. The feature that fills queues sets it at start.
	Confirmed func(ctx context.Context, key int64, qts int32) error

	channels *channels.Feature

	// Overview is what the caller's list of chats says of a conversation, with its newest messages. A part that knows of messages sets
	// it at start.
	Overview func(tx *db.Tx, c rpc.Caller, peer box.Peer) (*tl.MessagesDialogs, error)
}

// New returns the feature.
func New(d *db.DB, e *box.Engine, ch *channels.Feature, h *hub.Hub) *Feature {
	return &Feature{db: d, box: e, hub: h, channels: ch}
}

// Register adds this feature's methods.
func (f *Feature) Register(r *rpc.Registry) {
	rpc.Handle(r, f.getState)
	rpc.Handle(r, f.getDifference)
	rpc.Handle(r, f.getChannelDifference)
}

const (
	sliceSize  = 300     // events in one answer
	maxSlice   = 1000    // where the client asks for more
	maxNotices = 1000    // of the log without numbers in one answer
	tooLong    = 100_000 // events beyond which reading everything anew is cheaper

	// A notice is dated when its transaction runs and seen when that has committed. The date that a client is given lies
	// this many seconds back, so that none falls between.
	margin = 3
)

// getState returns where the caller's logs stand now.
// https://core.telegram.org/method/updates.getState
func (f *Feature) getState(ctx context.Context, c rpc.Caller, q *tl.UpdatesGetState) (*tl.UpdatesState, error) {
	var st tl.UpdatesState
	err := f.db.Read(ctx, func(tx *db.Tx) (err error) {
		st, err = f.state(tx, c)
		return err
	})
	return &st, err
}

func (f *Feature) state(tx *db.Tx, c rpc.Caller) (tl.UpdatesState, error) {
	now := f.box.Now() - margin
	st, err := box.Load(tx, c.User)
	if err != nil {
		return tl.UpdatesState{}, err
	}
	qts, err := box.Qts(tx, c.Key)
	if err != nil {
		return tl.UpdatesState{}, err
	}
	unread, err := box.UnreadDialogs(tx, c.User)
	return tl.UpdatesState{Pts: st.Pts, Qts: qts, Date: now, UnreadCount: unread}, err
}

// getDifference returns what happened since the state that a client last knew, in slices when it is much.
// https://core.telegram.org/method/updates.getDifference
func (f *Feature) getDifference(ctx context.Context, c rpc.Caller, q *tl.UpdatesGetDifference) (tl.UpdatesDifferenceClass, error) {
	if q.Pts < 0 || q.Date < 0 || q.Qts < 0 {
		return nil, rpc.Bad("PERSISTENT_TIMESTAMP_INVALID")
	}
	if f.Confirmed != nil && q.Qts > 0 {
		if err := f.Confirmed(ctx, c.Key, q.Qts); err != nil {
			return nil, err
		}
	}
	var out tl.UpdatesDifferenceClass
	err := f.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = f.difference(ctx, tx, c, q)
		return err
	})
	return out, err
}

func (f *Feature) difference(ctx context.Context, tx *db.Tx, c rpc.Caller, q *tl.UpdatesGetDifference) (tl.UpdatesDifferenceClass, error) {
	st, err := f.state(tx, c)
	if err != nil {
		return nil, err
	}
	limit := sliceSize
	if q.PtsLimit.OK && q.PtsLimit.V > 0 {
		limit = int(min(q.PtsLimit.V, maxSlice))
	}
	total := int32(tooLong)
	if q.PtsTotalLimit.OK && q.PtsTotalLimit.V > 0 {
		total = min(total, q.PtsTotalLimit.V)
	}
	// Beyond the total there is too much to tell; a state from the future means that the server was set back to a backup.
	if st.Pts-q.Pts > total || q.Pts > st.Pts {
		return &tl.UpdatesDifferenceTooLong{Pts: st.Pts}, nil
	}
	evs, err := box.After(tx, c.User, q.Pts, limit)
	if err != nil {
		return nil, err
	}
	d, err := f.render(ctx, tx, c, q, evs)
	if err != nil {
		return nil, err
	}
	if len(evs) > 0 && evs[len(evs)-1].Pts < st.Pts || d.more {
		// The date stays the client's, so that the log without numbers is told with the last slices.
		st.Date = q.Date
		if len(evs) > 0 {
			st.Pts = evs[len(evs)-1].Pts
		}
		st.Qts = d.qts
		return d.slice(st), nil
	}
	upto, err := f.renderNotices(ctx, tx, c, q.Date, &d)
	if err != nil {
		return nil, err
	}
	if upto != 0 {
		st.Date, st.Qts = upto, d.qts
		return d.slice(st), nil
	}
	if err := f.renderMoved(tx, c, q.Date, &d); err != nil {
		return nil, err
	}
	if d.empty() {
		return &tl.UpdatesDifferenceEmpty{Date: st.Date}, nil
	}
	d.State = st
	return &d.UpdatesDifference, nil
}

// difference is an answer in the making.
type difference struct {
	tl.UpdatesDifference
	qts  int32
	more bool // of the device's queue
}

func (d *difference) empty() bool {
	return len(d.NewMessages) == 0 && len(d.NewEncryptedMessages) == 0 && len(d.OtherUpdates) == 0
}

// slice is the answer as a part of what there is, up to st.
func (d *difference) slice(st tl.UpdatesState) *tl.UpdatesDifferenceSlice {
	return &tl.UpdatesDifferenceSlice{
		NewMessages: d.NewMessages, NewEncryptedMessages: d.NewEncryptedMessages, OtherUpdates: d.OtherUpdates,
		Chats: d.Chats, Users: d.Users, IntermediateState: st,
	}
}

// add sorts a batch into the places where an answer has it.
func (d *difference) add(b hub.Batch) {
	for _, u := range b.Updates {
		switch u := u.(type) {
		case *tl.UpdateNewMessage:
			d.NewMessages = append(d.NewMessages, u.Message)
		case *tl.UpdateNewEncryptedMessage:
			d.NewEncryptedMessages = append(d.NewEncryptedMessages, u.Message)
		default:
			d.OtherUpdates = append(d.OtherUpdates, u)
		}
	}
	d.Users = append(d.Users, b.Users...)
	d.Chats = append(d.Chats, b.Chats...)
}

func (f *Feature) render(ctx context.Context, tx *db.Tx, c rpc.Caller, q *tl.UpdatesGetDifference, evs []box.Event) (difference, error) {
	d := difference{qts: q.Qts}
	b, err := f.hub.Events(ctx, tx, c.User, evs)
	if err != nil {
		return d, err
	}
	d.add(b)
	limit := sliceSize
	if q.QtsLimit.OK && q.QtsLimit.V > 0 {
		limit = int(min(q.QtsLimit.V, maxSlice))
	}
	qs, err := box.QueuedAfter(tx, c.Key, q.Qts, limit)
	if err != nil {
		return d, err
	}
	if len(qs) > 0 {
		d.qts, d.more = qs[len(qs)-1].Qts, len(qs) == limit
	}
	b, err = f.hub.Queue(ctx, tx, c.User, qs)
	d.add(b)
	return d, err
}
