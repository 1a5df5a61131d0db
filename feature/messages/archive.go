package messages

import (
	"chappe/box"
	"chappe/db"
	"chappe/feature/users"
)

const archive = 1 // the folder of archived dialogs

// unarchive brings archived dialogs back in which something new has arrived, unless they are muted, or their owner wants all to stay.
func (f *Feature) unarchive(tx *db.Tx, rows []*box.Message) error {
	for _, m := range rows {
		if m.Folder != archive || m.Out {
			continue
		}
		stays, err := f.staysArchived(tx, m.Box, m.Peer)
		if err != nil {
			return err
		}
		if stays {
			continue
		}
		if _, err := f.moveDialog(tx, m.Box, m.Peer, 0); err != nil {
			return err
		}
	}
	return nil
}

func (f *Feature) staysArchived(tx *db.Tx, owner int64, peer box.Peer) (bool, error) {
	if muted, err := f.muted(tx, owner, peer); err != nil || muted {
		return muted, err
	}
	u, _, err := users.ByID(tx, owner)
	return u.Profile.KeepArchived, err
}
