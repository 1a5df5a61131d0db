package messages

import (
	"context"
	"encoding/json"

	"chappe/box"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const noticeMark = "messages.mark"

// markDialogUnread marks a conversation as unread by hand, or takes the mark away.
// https://core.telegram.org/method/messages.markDialogUnread
func (f *Feature) markDialogUnread(ctx context.Context, c rpc.Caller, q *tl.MessagesMarkDialogUnread) (bool, error) {
	if q.ParentPeer != nil {
		return false, errParent
	}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		peer, err := f.dialogPeer(tx, c, q.Peer)
		if err != nil {
			return err
		}
		changed, err := mark(tx, c.User, peer, q.Unread)
		if err != nil || !changed {
			return err
		}
		return f.notice(tx, c, noticeMark, peer)
	})
	return err == nil, err
}

func mark(tx *db.Tx, owner int64, peer box.Peer, on bool) (bool, error) {
	if peer.IsChannel() {
		return channels.Mark(tx, owner, peer.ID(), on)
	}
	return box.Mark(tx, owner, peer, on)
}

// getDialogUnreadMarks lists the marked conversations.
// https://core.telegram.org/method/messages.getDialogUnreadMarks
func (f *Feature) getDialogUnreadMarks(ctx context.Context, c rpc.Caller, _ *tl.MessagesGetDialogUnreadMarks) ([]tl.DialogPeerClass, error) {
	out := []tl.DialogPeerClass{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		marked, err := box.Marked(tx, c.User)
		for _, p := range marked {
			out = append(out, &tl.DialogPeer{Peer: PeerTL(p)})
		}
		if err != nil {
			return err
		}
		in, err := channels.Marked(tx, c.User)
		for _, id := range in {
			out = append(out, &tl.DialogPeer{Peer: &tl.PeerChannel{ChannelID: id}})
		}
		return err
	})
	return out, err
}

func (f *Feature) renderMark(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	var peer box.Peer
	if err := json.Unmarshal(n.Data, &peer); err != nil {
		return hub.Batch{}, err
	}
	d, _, err := f.dialog(tx, viewer, peer)
	if err != nil {
		return hub.Batch{}, err
	}
	return f.about(tx, viewer, []box.Peer{peer}, &tl.UpdateDialogUnreadMark{Unread: d.Marked, Peer: &tl.DialogPeer{Peer: PeerTL(peer)}})
}

// about is a batch of updates that speak of conversations.
func (f *Feature) about(tx *db.Tx, viewer int64, peers []box.Peer, us ...tl.UpdateClass) (hub.Batch, error) {
	t := told{media: f.media, viewer: viewer}
	for _, p := range peers {
		t.peer(p)
	}
	b := hub.Batch{Updates: us}
	var err error
	b.Users, b.Chats, err = f.naming(tx, &t)
	return b, err
}
