package messages

import (
	"context"
	"encoding/json"
	"slices"

	"chappe/box"
	"chappe/db"
	"chappe/feature/users"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const (
	maxSavedPins     = 10
	noticeSavedPins  = "messages.saved_pins"
	noticeSavedPin   = "messages.saved_pin"
	maxSavedDialogs  = 100
	defaultSavedPage = 20
)

// getSavedDialogs returns a page of the dialogs that the caller's Saved Messages are sorted into, the latest first.
// https://core.telegram.org/method/messages.getSavedDialogs
func (f *Feature) getSavedDialogs(ctx context.Context, c rpc.Caller, q *tl.MessagesGetSavedDialogs) (tl.MessagesSavedDialogsClass, error) {
	if q.ParentPeer != nil {
		return nil, errParent
	}
	limit := int(min(q.Limit, maxSavedDialogs))
	if limit <= 0 {
		limit = defaultSavedPage
	}
	var out *tl.MessagesSavedDialogs
	total := 0
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		all, err := savedList(tx, c.User)
		if err != nil {
			return err
		}
		total = len(all)
		all = slices.DeleteFunc(all, func(d savedDialog) bool {
			return q.ExcludePinned && d.place != 0 || q.OffsetID > 0 && (d.place != 0 || d.Top >= q.OffsetID)
		})
		out, err = f.savedTL(tx, c.User, all[:min(limit, len(all))])
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(out.Dialogs) == total {
		return out, nil
	}
	return &tl.MessagesSavedDialogsSlice{
		Count: int32(total), Dialogs: out.Dialogs, Messages: out.Messages, Chats: out.Chats, Users: out.Users,
	}, nil
}

// getPinnedSavedDialogs returns the pinned ones in their order.
// https://core.telegram.org/method/messages.getPinnedSavedDialogs
func (f *Feature) getPinnedSavedDialogs(ctx context.Context, c rpc.Caller, _ *tl.MessagesGetPinnedSavedDialogs) (tl.MessagesSavedDialogsClass, error) {
	return f.pickSaved(ctx, c, func(d savedDialog) bool { return d.place != 0 })
}

// getSavedDialogsByID returns certain ones.
// https://core.telegram.org/method/messages.getSavedDialogsByID
func (f *Feature) getSavedDialogsByID(ctx context.Context, c rpc.Caller, q *tl.MessagesGetSavedDialogsByID) (tl.MessagesSavedDialogsClass, error) {
	if q.ParentPeer != nil {
		return nil, errParent
	}
	want := map[box.Peer]bool{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		for _, in := range q.IDs {
			p, err := f.users.Peer(tx, c, in)
			if err != nil {
				return err
			}
			want[p] = true
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return f.pickSaved(ctx, c, func(d savedDialog) bool { return want[d.Peer] })
}

func (f *Feature) pickSaved(ctx context.Context, c rpc.Caller, ok func(savedDialog) bool) (out *tl.MessagesSavedDialogs, err error) {
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		all, err := savedList(tx, c.User)
		if err != nil {
			return err
		}
		out, err = f.savedTL(tx, c.User, slices.DeleteFunc(all, func(d savedDialog) bool { return !ok(d) }))
		return err
	})
	return out, err
}

// savedTL renders saved dialogs with their newest messages.
func (f *Feature) savedTL(tx *db.Tx, viewer int64, ds []savedDialog) (*tl.MessagesSavedDialogs, error) {
	out := &tl.MessagesSavedDialogs{Dialogs: make([]tl.SavedDialogClass, len(ds))}
	ids := make([]int32, len(ds))
	more := make([]box.Peer, 0, len(ds))
	for i, d := range ds {
		ids[i] = d.Top
		out.Dialogs[i] = &tl.SavedDialog{Pinned: d.place != 0, Peer: PeerTL(d.Peer), TopMessage: d.Top}
		more = append(more, d.Peer)
	}
	ms, err := rowsOf(tx, viewer, ids)
	if err != nil {
		return nil, err
	}
	r, err := f.render(tx, viewer, ms, more...)
	out.Messages, out.Users, out.Chats = r.messages, r.users, r.chats
	return out, err
}

// getSavedHistory returns a page of one saved dialog, newest first.
// https://core.telegram.org/method/messages.getSavedHistory
func (f *Feature) getSavedHistory(ctx context.Context, c rpc.Caller, q *tl.MessagesGetSavedHistory) (tl.MessagesMessagesClass, error) {
	if q.ParentPeer != nil {
		return nil, errParent
	}
	var out rendered
	total := 0
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		peer, err := f.users.Peer(tx, c, q.Peer)
		if err != nil {
			return err
		}
		filter := box.Filter{Peer: box.UserPeer(c.User), Saved: peer}
		ms, err := box.Select(tx, c.User, filter, box.Page{
			OffsetID: q.OffsetID, OffsetDate: q.OffsetDate, AddOffset: q.AddOffset, Limit: int(q.Limit), MinID: q.MinID, MaxID: q.MaxID,
		})
		if err != nil {
			return err
		}
		if total, err = filter.Count(tx, c.User, maxCount); err != nil {
			return err
		}
		out, err = f.render(tx, c.User, ms)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out.page(total), nil
}

// toggleSavedDialogPin pins a saved dialog, or unpins it.
// https://core.telegram.org/method/messages.toggleSavedDialogPin
func (f *Feature) toggleSavedDialogPin(ctx context.Context, c rpc.Caller, q *tl.MessagesToggleSavedDialogPin) (bool, error) {
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		peer, err := f.dialogPeer(tx, c, q.Peer)
		if err != nil {
			return err
		}
		all, err := savedList(tx, c.User)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(d savedDialog) bool { return d.Peer == peer })
		pins := pinnedOf(all)
		switch {
		case at < 0:
			return users.ErrPeer
		case q.Pinned == (all[at].place != 0):
			return nil
		case q.Pinned && len(pins) >= maxSavedPins:
			return errPins
		case q.Pinned:
			pins = append([]box.Peer{peer}, pins...)
		default:
			pins = slices.DeleteFunc(pins, func(p box.Peer) bool { return p == peer })
		}
		if err := putSavedPins(tx, c.User, pins); err != nil {
			return err
		}
		return f.notice(tx, c, noticeSavedPin, peer)
	})
	return err == nil, err
}

// pinnedOf are the pinned ones of a list that savedList returned, in their order.
func pinnedOf(all []savedDialog) (out []box.Peer) {
	for _, d := range all {
		if d.place != 0 {
			out = append(out, d.Peer)
		}
	}
	return out
}

// reorderPinnedSavedDialogs sets the order of the pinned ones.
// https://core.telegram.org/method/messages.reorderPinnedSavedDialogs
func (f *Feature) reorderPinnedSavedDialogs(ctx context.Context, c rpc.Caller, q *tl.MessagesReorderPinnedSavedDialogs) (bool, error) {
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		all, err := savedList(tx, c.User)
		if err != nil {
			return err
		}
		want, err := f.dialogPeers(tx, c, q.Order)
		if err != nil {
			return err
		}
		order := reordered(pinnedOf(all), want, q.Force, func(p box.Peer) bool {
			return slices.ContainsFunc(all, func(d savedDialog) bool { return d.Peer == p })
		})
		if len(order) > maxSavedPins {
			return errPins
		}
		if err := putSavedPins(tx, c.User, order); err != nil {
			return err
		}
		return f.notice(tx, c, noticeSavedPins, nil)
	})
	return err == nil, err
}

// renderSavedPin tells whether a saved dialog is pinned now.
func (f *Feature) renderSavedPin(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	var peer box.Peer
	if err := json.Unmarshal(n.Data, &peer); err != nil {
		return hub.Batch{}, err
	}
	pins, err := savedPins(tx, viewer)
	if err != nil {
		return hub.Batch{}, err
	}
	b := hub.Batch{Updates: []tl.UpdateClass{&tl.UpdateSavedDialogPinned{
		Pinned: pins[peer] != 0, Peer: &tl.DialogPeer{Peer: PeerTL(peer)},
	}}}
	b.Users, err = f.contacts.People(tx, viewer, []int64{int64(peer)})
	return b, err
}

// renderSavedPins tells the order of the pinned ones.
func (f *Feature) renderSavedPins(ctx context.Context, tx *db.Tx, viewer int64, _ box.Notice) (hub.Batch, error) {
	all, err := savedList(tx, viewer)
	if err != nil {
		return hub.Batch{}, err
	}
	up := &tl.UpdatePinnedSavedDialogs{Order: []tl.DialogPeerClass{}}
	var ids []int64
	for _, p := range pinnedOf(all) {
		up.Order = append(up.Order, &tl.DialogPeer{Peer: PeerTL(p)})
		ids = append(ids, int64(p))
	}
	b := hub.Batch{Updates: []tl.UpdateClass{up}}
	b.Users, err = f.contacts.People(tx, viewer, ids)
	return b, err
}
