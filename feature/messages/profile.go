package messages

import (
	"chappe/box"
	"chappe/db"
	"chappe/tl"
)

// fillProfile adds to a person's profile what viewer's conversation with them knows.
// https://core.telegram.org/constructor/userFull
func (f *Feature) fillProfile(tx *db.Tx, viewer, user int64, out *tl.UserFull) error {
	if err := f.media.FillProfile(tx, viewer, user, out); err != nil {
		return err
	}
	peer := box.UserPeer(user)
	sets, err := notifyOf(tx, viewer, []box.Peer{peer})
	if err != nil {
		return err
	}
	out.NotifySettings = notifyTL(peer, sets[peer])
	ss, err := scheduledWith(tx, viewer, peer)
	if err != nil {
		return err
	}
	out.HasScheduled = len(ss) > 0
	d, ok, err := box.LoadDialog(tx, viewer, peer)
	if err != nil || !ok {
		return err
	}
	if d.Folder != 0 {
		out.FolderID = tl.Some(d.Folder)
	}
	pins, err := box.Select(tx, viewer, box.Filter{Peer: peer, Flags: box.Pinned}, box.Page{Limit: 1})
	if err == nil && len(pins) > 0 {
		out.PinnedMsgID = tl.Some(pins[0].ID)
	}
	return err
}
