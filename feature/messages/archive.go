package messages

import (
	"chappe/box"
	"chappe/db"
)

const archive = 1 // the folder of archived dialogs

// unarchive brings archived dialogs back in which something new has arrived.
func (f *Feature) unarchive(tx *db.Tx, rows []*box.Message) error {
	for _, m := range rows {
		if m.Folder != archive || m.Out {
			continue
		}
		if _, err := f.box.MoveDialog(tx, m.Box, m.Peer, 0); err != nil {
			return err
		}
	}
	return nil
}
