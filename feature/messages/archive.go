package messages

import (
	"chappe/box"
	"chappe/db"
)

const archive = 1 // the folder of archived dialogs

// unarchive brings archived dialogs back in which something new has arrived, unless they are muted.
func (f *Feature) unarchive(tx *db.Tx, rows []*box.Message) error {
	for _, m := range rows {
		if m.Folder != archive || m.Out {
			continue
		}
		muted, err := f.muted(tx, m.Box, m.Peer)
		if err != nil {
			return err
		}
		if muted {
			continue
		}
		if _, err := f.box.MoveDialog(tx, m.Box, m.Peer, 0); err != nil {
			return err
		}
	}
	return nil
}
