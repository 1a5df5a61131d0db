package channels

import (
	"context"

	"chappe/box"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/rpc"
	"chappe/tl"
)

// getFullChannel returns everything about a channel that the caller may know.
// https://core.telegram.org/method/channels.getFullChannel
func (f *Feature) getFullChannel(ctx context.Context, c rpc.Caller, q *tl.ChannelsGetFullChannel) (*tl.MessagesChatFull, error) {
	out := &tl.MessagesChatFull{Users: []tl.UserClass{}}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		s, err := f.reader(tx, c, q.Channel)
		if err != nil {
			return err
		}
		full, err := f.full(tx, s)
		if err != nil {
			return err
		}
		if f.FillFull != nil {
			if err := f.FillFull(tx, c.User, s, full); err != nil {
				return err
			}
		}
		out.FullChat = full
		ids := []int64{s.ID}
		if s.Linked != 0 {
			ids = append(ids, s.Linked)
		}
		if out.Chats, err = f.TL(tx, c.User, ids); err != nil {
			return err
		}
		if s.Info.MigratedFrom != 0 {
			gs, err := f.chats.TL(tx, c.User, []int64{s.Info.MigratedFrom})
			if err != nil {
				return err
			}
			out.Chats = append(out.Chats, gs...)
		}
		out.Users, err = f.contacts.People(tx, c.User, append([]int64{c.User}, full.RecentRequesters...))
		return err
	})
	return out, err
}

// full renders a channel for the holder of a seat.
// https://core.telegram.org/constructor/channelFull
func (f *Feature) full(tx *db.Tx, s *Seat) (*tl.ChannelFull, error) {
	st, err := box.Load(tx, s.Box())
	if err != nil {
		return nil, err
	}
	out := &tl.ChannelFull{
		CanViewParticipants: s.Sees(), CanSetUsername: s.Role == chats.Creator, HiddenPrehistory: s.Is(HiddenHistory),
		CanDeleteChannel: s.Role == chats.Creator, ParticipantsHidden: s.Is(HiddenMembers), ID: s.ID, About: s.About,
		ParticipantsCount: tl.Some(s.Members), ReadInboxMaxID: max(s.ReadIn, s.Floor), ReadOutboxMaxID: s.readOut(s.Person),
		ChatPhoto: &tl.PhotoEmpty{}, BotInfo: []tl.BotInfo{}, Pts: st.Pts, AvailableReactions: s.Info.Reactions.TL(),
		ReactionsLimit: tl.Some[int32](1), CanViewStats: s.Admin(), ViewForumAsMessages: s.Is(Forum) && s.AsMessages,
	}
	if out.CanViewStats {
		out.StatsDC = tl.Some(f.users.DC)
	}
	if out.ChatPhoto, err = f.portrait(tx, s.Peer(), s.Photo); err != nil {
		return nil, err
	}
	if s.In() {
		if out.UnreadCount, err = unread(tx, s.Channel, s.Person, out.ReadInboxMaxID); err != nil {
			return nil, err
		}
		if s.Folder != 0 {
			out.FolderID = tl.Some(s.Folder)
		}
	}
	if s.Admin() {
		n, err := f.tally(tx, s.ID)
		if err != nil {
			return nil, err
		}
		out.AdminsCount, out.KickedCount, out.BannedCount = tl.Some(n.admins), tl.Some(n.kicked), tl.Some(n.banned)
	}
	if s.Floor != 0 {
		out.AvailableMinID = tl.Some(s.Floor)
	}
	if s.Linked != 0 {
		out.LinkedChatID = tl.Some(s.Linked)
	}
	if s.Slow != 0 {
		out.SlowmodeSeconds = tl.Some(s.Slow)
		if next := s.Posted + s.Slow; !s.Admin() && next > s.now {
			out.SlowmodeNextSendDate = tl.Some(next)
		}
	}
	if s.Info.MigratedFrom != 0 {
		out.MigratedFromChatID, out.MigratedFromMaxID = tl.Some(s.Info.MigratedFrom), tl.Some(s.Info.MigratedMax)
	}
	if s.SendAs != 0 {
		out.DefaultSendAs = peerTL(s.SendAs)
	}
	return out, nil
}

func peerTL(p box.Peer) tl.PeerClass {
	switch {
	case p.IsUser():
		return &tl.PeerUser{UserID: p.ID()}
	case p.IsChat():
		return &tl.PeerChat{ChatID: p.ID()}
	}
	return &tl.PeerChannel{ChannelID: p.ID()}
}

type tally struct{ admins, kicked, banned int32 }

const countRoles = `SELECT COUNT(*) FROM channel_members WHERE channel = $1 AND role > 0`

const countBanned = `SELECT COALESCE(SUM(CASE WHEN (banned & 1) <> 0 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN (banned & 1) = 0 THEN 1 ELSE 0 END), 0)
 FROM channel_members WHERE channel = $1 AND banned <> 0`

// tally counts the admins of a channel, and those of whom something is forbidden.
func (f *Feature) tally(tx *db.Tx, id int64) (n tally, err error) {
	if n.admins, _, err = db.One(tx, countRoles, func(r *db.Row) int32 { return r.Int32() }, id); err != nil {
		return n, wrap(err, "admins of channel %d", id)
	}
	b, _, err := db.One(tx, countBanned, func(r *db.Row) tally { return tally{kicked: r.Int32(), banned: r.Int32()} }, id)
	n.kicked, n.banned = b.kicked, b.banned
	return n, wrap(err, "banned of channel %d", id)
}
