package messages

import (
	"chappe/box"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/feature/chats"
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
	if user != viewer {
		both, err := f.channels.InCommon(tx, viewer, user)
		if err != nil {
			return err
		}
		out.CommonChatsCount = int32(len(both))
	}
	timers, err := timersOf(tx, viewer, peer)
	if err != nil {
		return err
	}
	if period := timers[peer]; period != 0 {
		out.TTLPeriod = tl.Some(period)
	}
	d, ok, err := box.LoadDialog(tx, viewer, peer)
	if err != nil || !ok {
		return err
	}
	if d.Folder != 0 {
		out.FolderID = tl.Some(d.Folder)
	}
	out.PinnedMsgID, err = newestPin(tx, viewer, peer)
	return err
}

// newestPin is the newest pinned message of a conversation.
func newestPin(tx *db.Tx, boxID int64, peer box.Peer) (id tl.Opt[int32], err error) {
	pins, err := box.Select(tx, boxID, box.Filter{Peer: peer, Flags: box.Pinned}, box.Page{Limit: 1})
	if err == nil && len(pins) > 0 {
		id = tl.Some(pins[0].ID)
	}
	return id, err
}

// fillGroup does the same for a basic group.
func (f *Feature) fillGroup(tx *db.Tx, viewer int64, seat *chats.Seat, out *tl.ChatFull) (err error) {
	peer := box.ChatPeer(seat.ID)
	if seat.Photo != 0 {
		if out.ChatPhoto, err = f.media.PortraitTL(tx, int64(peer), seat.Photo); err != nil {
			return err
		}
	}
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
	if seat.Info.TTL != 0 {
		out.TTLPeriod = tl.Some(seat.Info.TTL)
	}
	if out.PinnedMsgID, err = newestPin(tx, viewer, peer); err != nil || seat.Role == chats.Plain {
		return err
	}
	out.ExportedInvite, out.RequestsPending, out.RecentRequesters, err = f.channels.Inviting(tx, peer, viewer)
	return err
}

// fillChannel does the same for a channel.
func (f *Feature) fillChannel(tx *db.Tx, viewer int64, seat *channels.Seat, out *tl.ChannelFull) error {
	peer := seat.Peer()
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
	if seat.Info.TTL != 0 {
		out.TTLPeriod = tl.Some(seat.Info.TTL)
	}
	if out.PinnedMsgID, err = newestPin(tx, seat.Box(), peer); err != nil || !seat.Has(chats.InviteUsers) {
		return err
	}
	out.ExportedInvite, out.RequestsPending, out.RecentRequesters, err = f.channels.Inviting(tx, peer, viewer)
	return err
}

// show renders a message of a channel as it was.
func (f *Feature) show(tx *db.Tx, viewer int64, m *box.Message) (tl.MessageClass, []tl.UserClass, []tl.ChatClass, error) {
	r, err := f.render(tx, viewer, []*box.Message{m})
	if err != nil {
		return nil, nil, nil, err
	}
	return r.messages[0], r.users, r.chats, nil
}
