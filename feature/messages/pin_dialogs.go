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
	maxPins         = 10  // pinned dialogs in the main list
	maxArchivedPins = 200 // and in the archive
	noticePins      = "messages.pins"
)

var errEmptyDialog = rpc.Bad("PEER_HISTORY_EMPTY")

func pinLimit(folder int32) int {
	if folder == archive {
		return maxArchivedPins
	}
	return maxPins
}

// toggleDialogPin pins a conversation in its list, or unpins it.
// https://core.telegram.org/method/messages.toggleDialogPin
func (f *Feature) toggleDialogPin(ctx context.Context, c rpc.Caller, q *tl.MessagesToggleDialogPin) (bool, error) {
	if _, ok := q.Peer.(*tl.InputDialogPeerFolder); ok {
		return true, nil // where the archive is shown is each client's own affair
	}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		peer, err := f.dialogPeer(tx, c, q.Peer)
		if err != nil {
			return err
		}
		d, ok, err := f.dialog(tx, c.User, peer)
		if err != nil || ok && q.Pinned == (d.Pinned != 0) {
			return err
		}
		if d.Top == 0 && d.Pinned == 0 { // what is pinned stays, and can be unpinned, when its last message goes
			return errEmptyDialog
		}
		place := int64(0)
		if q.Pinned {
			pins, err := f.pinned(tx, c.User, d.Folder)
			if err != nil {
				return err
			}
			if len(pins) >= pinLimit(d.Folder) {
				return errPins
			}
			place = 1
			if len(pins) > 0 {
				place = pins[0].Pinned + 1
			}
		}
		if err := placeDialog(tx, c.User, peer, place); err != nil {
			return err
		}
		return f.notice(tx, c, noticePins, d.Folder)
	})
	return err == nil, err
}

// reorderPinnedDialogs sets the order of what is pinned in a list.
// https://core.telegram.org/method/messages.reorderPinnedDialogs
func (f *Feature) reorderPinnedDialogs(ctx context.Context, c rpc.Caller, q *tl.MessagesReorderPinnedDialogs) (bool, error) {
	if q.FolderID != 0 && q.FolderID != archive {
		return false, errFolderID
	}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		want, err := f.dialogPeers(tx, c, q.Order)
		if err != nil {
			return err
		}
		pins, err := f.pinned(tx, c.User, q.FolderID)
		if err != nil {
			return err
		}
		there, err := f.inFolder(tx, c.User, want, q.FolderID)
		if err != nil {
			return err
		}
		order := reordered(peersOf(pins), want, q.Force, func(p box.Peer) bool { return slices.Contains(there, p) })
		if len(order) > pinLimit(q.FolderID) {
			return errPins
		}
		for _, d := range pins {
			if !slices.Contains(order, d.Peer) {
				if err := placeDialog(tx, c.User, d.Peer, 0); err != nil {
					return err
				}
			}
		}
		for i, p := range order {
			if err := placeDialog(tx, c.User, p, int64(len(order)-i)); err != nil {
				return err
			}
		}
		return f.notice(tx, c, noticePins, q.FolderID)
	})
	return err == nil, err
}

func peersOf(ds []box.Dialog) []box.Peer {
	out := make([]box.Peer, len(ds))
	for i, d := range ds {
		out[i] = d.Peer
	}
	return out
}

// inFolder returns those of peers with which there is a conversation in a folder, or that are pinned in it.
func (f *Feature) inFolder(tx *db.Tx, owner int64, peers []box.Peer, folder int32) (out []box.Peer, err error) {
	if len(peers) > maxArchivedPins {
		return nil, errPins
	}
	for _, p := range peers {
		d, ok, err := f.dialog(tx, owner, p)
		if err != nil {
			return nil, err
		}
		if ok && (d.Top != 0 || d.Pinned != 0) && d.Folder == folder {
			out = append(out, p)
		}
	}
	return out, nil
}

// renderPins tells the whole order: what was pinned or unpinned alone would be put into the wrong place by a device that hears of it
// twice, or of several at once.
func (f *Feature) renderPins(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	var folder int32
	if err := json.Unmarshal(n.Data, &folder); err != nil {
		return hub.Batch{}, err
	}
	pins, err := f.pinned(tx, viewer, folder)
	if err != nil {
		return hub.Batch{}, err
	}
	up := &tl.UpdatePinnedDialogs{Order: []tl.DialogPeerClass{}}
	if folder != 0 {
		up.FolderID = tl.Some(folder)
	}
	for _, d := range pins {
		up.Order = append(up.Order, &tl.DialogPeer{Peer: PeerTL(d.Peer)})
	}
	return f.about(tx, viewer, peersOf(pins), up)
}

var errFolderID = rpc.Bad("FOLDER_ID_INVALID")

// editPeerFolders moves conversations to the archive and back.
// https://core.telegram.org/method/folders.editPeerFolders
func (f *Feature) editPeerFolders(ctx context.Context, c rpc.Caller, q *tl.FoldersEditPeerFolders) (tl.UpdatesClass, error) {
	if len(q.FolderPeers) > maxIDs {
		return nil, errLimit
	}
	var out *tl.Updates
	var evs []box.Event
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		evs = nil
		peers := make([]box.Peer, len(q.FolderPeers))
		for i, in := range q.FolderPeers {
			if in.FolderID != 0 && in.FolderID != archive {
				return errFolderID
			}
			var err error
			if peers[i], err = f.users.Peer(tx, c, in.Peer); err != nil {
				return err
			}
			if peers[i] == box.UserPeer(c.User) && in.FolderID == archive || peers[i] == box.UserPeer(users.Service) && in.FolderID == archive {
				return users.ErrPeer // these two stay in sight
			}
		}
		for i, in := range q.FolderPeers {
			ev, err := f.moveDialog(tx, c.User, peers[i], in.FolderID)
			if err != nil {
				return err
			}
			if ev != nil {
				evs = append(evs, *ev)
			}
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
