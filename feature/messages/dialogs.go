package messages

import (
	"cmp"
	"context"
	"slices"

	"chappe/box"
	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

const maxDialogs = 100

// getDialogs returns a page of the caller's list of conversations, the latest first.
// https://core.telegram.org/method/messages.getDialogs
func (f *Feature) getDialogs(ctx context.Context, c rpc.Caller, q *tl.MessagesGetDialogs) (tl.MessagesDialogsClass, error) {
	limit := int(min(max(q.Limit, 1), maxDialogs))
	var out *tl.MessagesDialogs
	total := 0
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		all, err := list(tx, c.User)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(l listed) bool {
			return l.Top == 0 || q.FolderID.OK && l.Folder != q.FolderID.V || q.ExcludePinned && l.Pinned != 0
		})
		slices.SortFunc(all, func(a, b listed) int { return -before(a, b) })
		total = len(all)
		at, err := f.offset(tx, c, q)
		if err != nil {
			return err
		}
		if at != nil {
			i, _ := slices.BinarySearchFunc(all, *at, func(l, at listed) int { return -before(l, at) })
			for i < len(all) && before(all[i], *at) >= 0 {
				i++
			}
			all = all[i:]
		}
		out, err = f.dialogs(tx, c.User, all[:min(limit, len(all))])
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(out.Dialogs) >= total {
		return out, nil
	}
	return &tl.MessagesDialogsSlice{
		Count: int32(total), Dialogs: out.Dialogs, Messages: out.Messages, Chats: out.Chats, Users: out.Users,
	}, nil
}

// before orders dialogs from the oldest to the newest, the pinned last.
func before(a, b listed) int {
	return cmp.Or(cmp.Compare(a.Pinned, b.Pinned), cmp.Compare(a.date, b.date), cmp.Compare(a.Top, b.Top), cmp.Compare(a.Peer, b.Peer))
}

// offset is where the page before ended, nil for the first page. The pinned all come with the first page.
func (f *Feature) offset(tx *db.Tx, c rpc.Caller, q *tl.MessagesGetDialogs) (*listed, error) {
	if q.OffsetDate == 0 && q.OffsetID == 0 {
		return nil, nil
	}
	at := &listed{date: q.OffsetDate, Dialog: box.Dialog{Top: q.OffsetID}}
	if _, none := q.OffsetPeer.(*tl.InputPeerEmpty); !none && q.OffsetPeer != nil {
		p, err := f.users.Peer(tx, c, q.OffsetPeer)
		if err != nil {
			return nil, err
		}
		at.Peer = p
	}
	return at, nil
}

// dialogs renders dialogs with their newest messages.
func (f *Feature) dialogs(tx *db.Tx, viewer int64, ls []listed) (*tl.MessagesDialogs, error) {
	ids := make([]int32, 0, len(ls))
	for _, l := range ls {
		if l.Top != 0 {
			ids = append(ids, l.Top)
		}
	}
	tops, err := box.ByIDs(tx, viewer, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]*box.Message, 0, len(tops))
	for _, m := range tops {
		rows = append(rows, m)
	}
	t, err := f.telling(tx, viewer, rows)
	if err != nil {
		return nil, err
	}
	out := &tl.MessagesDialogs{}
	for _, l := range ls {
		t.peer(l.Peer)
		if m := tops[l.Top]; m != nil {
			out.Messages = append(out.Messages, t.tl(m))
		}
		out.Dialogs = append(out.Dialogs, dialogTL(l.Dialog))
	}
	out.Users, err = f.contacts.People(tx, viewer, t.people)
	return out, err
}

func dialogTL(d box.Dialog) *tl.Dialog {
	out := &tl.Dialog{
		Pinned: d.Pinned != 0, UnreadMark: d.Marked, Peer: PeerTL(d.Peer), TopMessage: d.Top,
		ReadInboxMaxID: d.ReadIn, ReadOutboxMaxID: d.ReadOut, UnreadCount: d.Unread,
		UnreadMentionsCount: d.Mentions, UnreadReactionsCount: d.Reactions,
	}
	if d.Folder != 0 {
		out.FolderID = tl.Some(d.Folder)
	}
	return out
}

// getPeerDialogs returns what the caller's list says of certain conversations, also of those that are not in it yet.
// https://core.telegram.org/method/messages.getPeerDialogs
func (f *Feature) getPeerDialogs(ctx context.Context, c rpc.Caller, q *tl.MessagesGetPeerDialogs) (*tl.MessagesPeerDialogs, error) {
	if len(q.Peers) > maxDialogs {
		return nil, errLimit
	}
	return f.peerDialogs(ctx, c, func(tx *db.Tx) ([]listed, error) {
		var ls []listed
		for _, in := range q.Peers {
			p, ok := in.(*tl.InputDialogPeer)
			if !ok {
				continue // a folder: its chats are asked for one by one
			}
			peer, err := f.users.Peer(tx, c, p.Peer)
			if err != nil {
				return nil, err
			}
			d, ok, err := box.LoadDialog(tx, c.User, peer)
			if err != nil {
				return nil, err
			}
			if !ok {
				d = box.Dialog{Box: c.User, Peer: peer}
			}
			ls = append(ls, listed{Dialog: d})
		}
		return ls, nil
	})
}

// getPinnedDialogs returns the pinned conversations of a folder, in their order.
// https://core.telegram.org/method/messages.getPinnedDialogs
func (f *Feature) getPinnedDialogs(ctx context.Context, c rpc.Caller, q *tl.MessagesGetPinnedDialogs) (*tl.MessagesPeerDialogs, error) {
	return f.peerDialogs(ctx, c, func(tx *db.Tx) ([]listed, error) {
		all, err := list(tx, c.User)
		all = slices.DeleteFunc(all, func(l listed) bool { return l.Pinned == 0 || l.Folder != q.FolderID })
		slices.SortFunc(all, func(a, b listed) int { return -before(a, b) })
		return all, err
	})
}

func (f *Feature) peerDialogs(ctx context.Context, c rpc.Caller, pick func(*db.Tx) ([]listed, error)) (*tl.MessagesPeerDialogs, error) {
	out := &tl.MessagesPeerDialogs{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		ls, err := pick(tx)
		if err != nil {
			return err
		}
		d, err := f.dialogs(tx, c.User, ls)
		if err != nil {
			return err
		}
		out.Dialogs, out.Messages, out.Chats, out.Users = d.Dialogs, d.Messages, d.Chats, d.Users
		st, err := box.Load(tx, c.User)
		if err != nil {
			return err
		}
		qts, err := box.Qts(tx, c.Key)
		out.State = tl.UpdatesState{Pts: st.Pts, Qts: qts, Date: f.box.Now()}
		return err
	})
	return out, err
}

// getPeerSettings says which actions a client offers on top of a conversation.
// https://core.telegram.org/method/messages.getPeerSettings
func (f *Feature) getPeerSettings(ctx context.Context, c rpc.Caller, q *tl.MessagesGetPeerSettings) (*tl.MessagesPeerSettings, error) {
	out := &tl.MessagesPeerSettings{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		peer, err := f.users.Peer(tx, c, q.Peer)
		if err != nil || !peer.IsUser() {
			return err
		}
		if out.Settings, err = f.contacts.Settings(tx, c.User, peer.ID()); err != nil {
			return err
		}
		out.Users, err = f.contacts.People(tx, c.User, []int64{peer.ID()})
		return err
	})
	return out, err
}
