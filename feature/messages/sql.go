package messages

import (
	"cmp"
	"fmt"
	"slices"

	"chappe/box"
	"chappe/db"
	"chappe/feature/channels"
)

const selectList = `SELECT ` + box.DialogColumns + ` FROM dialogs d WHERE d.box = $1 AND d.top > 0`

// list returns all of a person's dialogs that have messages, and the channels that they are in, in no order. What is unread in channels
// is not counted.
func (f *Feature) list(tx *db.Tx, owner int64) ([]box.Dialog, error) {
	ls, err := db.All(tx, selectList, box.ScanDialog, owner)
	if err != nil {
		return nil, fmt.Errorf("dialogs of %d: %w", owner, err)
	}
	in, err := channels.Dialogs(tx, owner)
	return append(ls, in...), err
}

// pinned returns the pinned dialogs of a folder, the topmost first.
func (f *Feature) pinned(tx *db.Tx, owner int64, folder int32) ([]box.Dialog, error) {
	out, err := box.PinnedDialogs(tx, owner, folder)
	if err != nil {
		return nil, err
	}
	in, err := channels.Dialogs(tx, owner)
	if err != nil {
		return nil, err
	}
	for _, d := range in {
		if d.Pinned != 0 && d.Folder == folder {
			out = append(out, d)
		}
	}
	slices.SortStableFunc(out, func(a, b box.Dialog) int { return cmp.Compare(b.Pinned, a.Pinned) })
	return out, nil
}

// Peers returns the conversations that a person has messages in, and the channels that they are in, for an export.
func Peers(tx *db.Tx, owner int64) ([]box.Peer, error) {
	ds, err := db.All(tx, selectList, box.ScanDialog, owner)
	if err != nil {
		return nil, err
	}
	in, err := channels.Dialogs(tx, owner)
	var out []box.Peer
	for _, d := range append(ds, in...) {
		out = append(out, d.Peer)
	}
	return out, err
}
