package messages

import (
	"cmp"
	"context"
	"slices"

	"chappe/box"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/rpc"
	"chappe/tl"
)

const maxDialogs = 100

// getDialogs returns a page of the caller's list of conversations, the latest first.
// https://core.telegram.org/method/messages.getDialogs
func (f *Feature) getDialogs(ctx context.Context, c rpc.Caller, q *tl.MessagesGetDialogs) (tl.MessagesDialogsClass, error) {
	if q.FolderID.OK && q.FolderID.V != 0 && q.FolderID.V != archive {
		return nil, errFolderID
	}
	limit := int(min(max(q.Limit, 1), maxDialogs))
	var out *tl.MessagesDialogs
	total := 0
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		all, err := f.list(tx, c.User)
		if err != nil {
			return err
		}
		archived, err := f.archived(tx, c.User, all)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(d box.Dialog) bool {
			return q.FolderID.OK && d.Folder != q.FolderID.V || q.ExcludePinned && d.Pinned != 0
		})
		slices.SortFunc(all, latest)
		total = len(all)
		at, err := f.offset(tx, c, q)
		if err != nil {
			return err
		}
		if at != nil {
			all = all[after(all, *at):]
		}
		all = all[:min(limit, len(all))]
		if at == nil && archived != nil && q.FolderID.OK && q.FolderID.V == 0 && !q.ExcludePinned {
			out, err = f.dialogs(tx, c.User, all, archived)
		} else {
			out, err = f.dialogs(tx, c.User, all, nil)
		}
		limit = len(all)
		return err
	})
	if err != nil {
		return nil, err
	}
	if limit >= total {
		return out, nil
	}
	return &tl.MessagesDialogsSlice{
		Count: int32(total), Dialogs: out.Dialogs, Messages: out.Messages, Chats: out.Chats, Users: out.Users,
	}, nil
}

// latest orders dialogs from the newest to the oldest, the pinned first.
func latest(a, b box.Dialog) int {
	return cmp.Or(cmp.Compare(b.Pinned, a.Pinned), cmp.Compare(b.Date, a.Date), cmp.Compare(b.Top, a.Top), cmp.Compare(b.Peer, a.Peer))
}

// after is where, in a list in the order of latest, what comes after at begins.
func after(all []box.Dialog, at box.Dialog) int {
	i, found := slices.BinarySearchFunc(all, at, latest)
	if found {
		i++
	}
	return i
}

// offset is where the page before ended, nil for the first page. The pinned all come with the first page.
func (f *Feature) offset(tx *db.Tx, c rpc.Caller, q *tl.MessagesGetDialogs) (*box.Dialog, error) {
	if q.OffsetDate == 0 && q.OffsetID == 0 {
		return nil, nil
	}
	at := &box.Dialog{Date: q.OffsetDate, Top: q.OffsetID}
	if _, none := q.OffsetPeer.(*tl.InputPeerEmpty); !none && q.OffsetPeer != nil {
		p, err := f.users.Peer(tx, c, q.OffsetPeer)
		if err != nil {
			return nil, errOffsetPeer
		}
		at.Peer = p
	}
	return at, nil
}

var errOffsetPeer = rpc.Bad("OFFSET_PEER_ID_INVALID")

// archived sums up the archive as one entry of the main list, nil when there is nothing in it.
// https://core.telegram.org/constructor/dialogFolder
func (f *Feature) archived(tx *db.Tx, owner int64, all []box.Dialog) (*tl.DialogFolder, error) {
	all = slices.DeleteFunc(slices.Clone(all), func(d box.Dialog) bool { return d.Folder != archive || d.Top == 0 })
	if len(all) == 0 {
		return nil, nil
	}
	if err := channels.Count(tx, owner, all); err != nil {
		return nil, err
	}
	var top box.Dialog
	out := &tl.DialogFolder{Pinned: true, Folder: tl.Folder{ID: archive, Title: "Archived Chats"}}
	for _, d := range all {
		if d.Date > top.Date || top.Top == 0 {
			top = d
		}
		if d.Unread > 0 || d.Marked {
			out.UnreadUnmutedPeersCount++
			out.UnreadUnmutedMessagesCount += d.Unread
		}
	}
	out.Peer, out.TopMessage = PeerTL(top.Peer), top.Top
	return out, nil
}

// dialogs renders dialogs with their newest messages, drafts and notification settings; folder, if there is one, comes first.
func (f *Feature) dialogs(tx *db.Tx, viewer int64, ds []box.Dialog, folder *tl.DialogFolder) (*tl.MessagesDialogs, error) {
	if err := channels.Count(tx, viewer, ds); err != nil {
		return nil, err
	}
	out := &tl.MessagesDialogs{Dialogs: make([]tl.DialogClass, 0, len(ds)+1)}
	tops := slices.Clone(ds)
	if folder != nil {
		out.Dialogs = append(out.Dialogs, folder)
		tops = append(tops, box.Dialog{Peer: peerOf(folder.Peer), Top: folder.TopMessage})
	}
	ms, err := newest(tx, viewer, tops)
	if err != nil {
		return nil, err
	}
	drafts, err := draftsOf(tx, viewer, peersOf(ds))
	if err != nil {
		return nil, err
	}
	sets, err := notifyOf(tx, viewer, peersOf(ds))
	if err != nil {
		return nil, err
	}
	timers, err := periodsOf(tx, viewer, peersOf(ds))
	if err != nil {
		return nil, err
	}
	t, err := f.telling(tx, viewer, ms)
	if err != nil {
		return nil, err
	}
	for _, m := range ms {
		out.Messages = append(out.Messages, t.tl(m))
	}
	for _, d := range ds {
		t.peer(d.Peer)
		e := dialogTL(d)
		if d.Peer.IsChannel() {
			st, err := box.Load(tx, int64(d.Peer))
			if err != nil {
				return nil, err
			}
			e.Pts = tl.Some(st.Pts)
		}
		e.NotifySettings, e.Draft = notifyTL(d.Peer, sets[d.Peer]), f.draftTL(viewer, drafts[d.Peer])
		if period := timers[d.Peer]; period != 0 {
			e.TTLPeriod = tl.Some(period)
		}
		out.Dialogs = append(out.Dialogs, e)
	}
	out.Users, out.Chats, err = f.naming(tx, &t)
	return out, err
}

// newest returns the newest messages of dialogs, in their order, of those that have any.
func newest(tx *db.Tx, viewer int64, ds []box.Dialog) ([]*box.Message, error) {
	var own []int32
	for _, d := range ds {
		if d.Top != 0 && !d.Peer.IsChannel() {
			own = append(own, d.Top)
		}
	}
	mine, err := box.ByIDs(tx, viewer, own)
	if err != nil {
		return nil, err
	}
	var out []*box.Message
	for _, d := range ds {
		m := mine[d.Top]
		if d.Peer.IsChannel() {
			ms, err := box.ByIDs(tx, int64(d.Peer), []int32{d.Top})
			if err != nil {
				return nil, err
			}
			m = ms[d.Top]
		}
		if d.Top != 0 && m != nil {
			out = append(out, m)
		}
	}
	return out, nil
}

// peerOf is the opposite of PeerTL.
func peerOf(p tl.PeerClass) box.Peer {
	switch p := p.(type) {
	case *tl.PeerUser:
		return box.UserPeer(p.UserID)
	case *tl.PeerChat:
		return box.ChatPeer(p.ChatID)
	case *tl.PeerChannel:
		return box.ChannelPeer(p.ChannelID)
	}
	return 0
}

func dialogTL(d box.Dialog) *tl.Dialog {
	out := &tl.Dialog{
		Pinned: d.Pinned != 0, UnreadMark: d.Marked, Peer: PeerTL(d.Peer), TopMessage: d.Top,
		ReadInboxMaxID: d.ReadIn, ReadOutboxMaxID: d.ReadOut, UnreadCount: d.Unread,
		UnreadMentionsCount: d.Mentions, UnreadReactionsCount: d.Reactions, ViewForumAsMessages: d.AsMessages,
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
	return f.peerDialogs(ctx, c, func(tx *db.Tx) ([]box.Dialog, *tl.DialogFolder, error) {
		var ds []box.Dialog
		for _, in := range q.Peers {
			p, ok := in.(*tl.InputDialogPeer)
			if !ok {
				continue // a folder: its chats are asked for one by one
			}
			at, err := f.place(tx, c, p.Peer)
			if err != nil {
				return nil, nil, err
			}
			d, ok, err := f.dialog(tx, c.User, at.peer)
			if err != nil {
				return nil, nil, err
			}
			if !ok {
				if d, err = f.unlisted(tx, c.User, &at); err != nil {
					return nil, nil, err
				}
			}
			ds = append(ds, d)
		}
		return ds, nil, nil
	})
}

// unlisted is a conversation that is not in its owner's list: of a channel that they look at, the newest message is known all the same.
func (f *Feature) unlisted(tx *db.Tx, owner int64, at *conversation) (box.Dialog, error) {
	d := box.Dialog{Box: owner, Peer: at.peer}
	if at.channel == nil {
		return d, nil
	}
	ms, err := box.History(tx, at.box, at.peer, at.page(box.Page{Limit: 1}))
	if err == nil && len(ms) > 0 {
		d.Top, d.Date, d.ReadIn = ms[0].ID, ms[0].Date, ms[0].ID
	}
	return d, err
}

// getPinnedDialogs returns the pinned conversations of a folder, in their order. In the main list the archive comes before them.
// https://core.telegram.org/method/messages.getPinnedDialogs
func (f *Feature) getPinnedDialogs(ctx context.Context, c rpc.Caller, q *tl.MessagesGetPinnedDialogs) (*tl.MessagesPeerDialogs, error) {
	if q.FolderID != 0 && q.FolderID != archive {
		return nil, errFolderID
	}
	return f.peerDialogs(ctx, c, func(tx *db.Tx) ([]box.Dialog, *tl.DialogFolder, error) {
		var folder *tl.DialogFolder
		if q.FolderID == 0 {
			all, err := f.list(tx, c.User)
			if err != nil {
				return nil, nil, err
			}
			if folder, err = f.archived(tx, c.User, all); err != nil {
				return nil, nil, err
			}
		}
		ds, err := f.pinned(tx, c.User, q.FolderID)
		return ds, folder, err
	})
}

func (f *Feature) peerDialogs(ctx context.Context, c rpc.Caller, pick func(*db.Tx) ([]box.Dialog, *tl.DialogFolder, error)) (*tl.MessagesPeerDialogs, error) {
	out := &tl.MessagesPeerDialogs{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		ds, folder, err := pick(tx)
		if err != nil {
			return err
		}
		d, err := f.dialogs(tx, c.User, ds, folder)
		if err != nil {
			return err
		}
		out.Dialogs, out.Messages, out.Chats, out.Users = d.Dialogs, d.Messages, d.Chats, d.Users
		st, err := box.Load(tx, c.User)
		if err != nil {
			return err
		}
		qts, err := box.Qts(tx, c.Key)
		if err != nil {
			return err
		}
		unread, err := box.UnreadDialogs(tx, c.User)
		out.State = tl.UpdatesState{Pts: st.Pts, Qts: qts, Date: f.box.Now(), UnreadCount: unread}
		return err
	})
	return out, err
}

// Overview is what a person's list of chats says of a conversation, with its newest messages.
func (f *Feature) Overview(tx *db.Tx, c rpc.Caller, peer box.Peer) (*tl.MessagesDialogs, error) {
	at, err := f.at(tx, c.User, peer)
	if err != nil {
		return nil, err
	}
	d, ok, err := f.dialog(tx, c.User, peer)
	if err == nil && !ok {
		d, err = f.unlisted(tx, c.User, &at)
	}
	if err != nil {
		return nil, err
	}
	out, err := f.dialogs(tx, c.User, []box.Dialog{d}, nil)
	if err != nil {
		return nil, err
	}
	ms, err := box.History(tx, at.box, at.peer, at.page(box.Page{}))
	if err != nil {
		return nil, err
	}
	r, err := f.render(tx, c.User, ms, peer)
	out.Messages, out.Users, out.Chats = r.messages, r.users, r.chats
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
