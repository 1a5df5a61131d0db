package channels

import (
	"chappe/db"
	"chappe/feature/chats"
	"chappe/tl"
)

// TL renders channels for viewer, 0 for anybody: then they are min.
// https://core.telegram.org/constructor/channel
func (f *Feature) TL(tx *db.Tx, viewer int64, ids []int64) ([]tl.ChatClass, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	cs, err := ByIDs(tx, ids)
	if err != nil {
		return nil, err
	}
	var mine map[int64]Member
	if viewer != 0 {
		if mine, err = memberships(tx, viewer, ids); err != nil {
			return nil, err
		}
	}
	now := f.box.Now()
	var out []tl.ChatClass
	for _, id := range ids {
		c := cs[id]
		if c == nil {
			continue
		}
		delete(cs, id) // each once
		if viewer == 0 {
			out = append(out, f.min(c, now))
			continue
		}
		out = append(out, f.tl(viewer, &Seat{c, mine[id], now}))
	}
	return out, nil
}

// min renders a channel with what is the same for everybody.
// https://core.telegram.org/api/min
func (f *Feature) min(c *Channel, now int32) *tl.Channel {
	out := &tl.Channel{
		Min: true, ID: c.ID, Title: c.Title, Date: c.Created, Photo: f.chats.PhotoTL(c.Photo, c.Info.Thumb), Broadcast: c.Is(Broadcast), Megagroup: !c.Is(Broadcast),
		Noforwards: c.Is(NoForwards), Signatures: c.Is(Signatures), SignatureProfiles: c.Is(Profiles), HasLink: c.Linked != 0,
		SlowmodeEnabled: c.Slow != 0, Forum: c.Is(Forum), ForumTabs: c.Is(Forum) && c.Is(Tabs), JoinToSend: c.Is(JoinToSend), JoinRequest: c.Is(JoinRequest),
	}
	if c.Username != "" {
		out.Username = tl.Some(c.Username)
	}
	if !c.Is(Broadcast) {
		out.DefaultBannedRights = c.Banned.TL(forever)
	}
	if !c.Info.Closed.Over(now) {
		out.Restricted = true
		out.RestrictionReason = []tl.RestrictionReason{{Platform: "all", Reason: "terms", Text: c.Info.Closed.Reason}}
	}
	return out
}

// forever is the moment until which something is forbidden that is forbidden without an end.
const forever = 1<<31 - 1

func (f *Feature) tl(viewer int64, s *Seat) tl.ChatClass {
	hash := f.users.Hash(viewer, -s.ID)
	gone := s.Gone()
	if gone || s.Is(Deleted) || !s.In() && s.Username == "" && s.Linked == 0 {
		out := &tl.ChannelForbidden{Broadcast: s.Is(Broadcast), Megagroup: !s.Is(Broadcast), ID: s.ID, AccessHash: hash, Title: s.Title}
		if gone && s.Until != 0 {
			out.UntilDate = tl.Some(s.Until)
		}
		return out
	}
	out := f.min(s.Channel, s.now)
	out.Min, out.AccessHash = false, tl.Some(hash)
	out.Creator, out.Left = s.Role == chats.Creator, !s.In()
	if s.In() {
		out.Date = s.Joined
		out.ParticipantsCount = tl.Some(s.Members)
	}
	if s.Admin() {
		out.AdminRights = s.adminRights().TL()
	}
	if b := s.bans(); b != 0 {
		out.BannedRights = b.TL(until(s.Until))
	}
	return out
}

// adminRights are the rights that the person has, with that of being anonymous, which even a creator has only by choice.
func (s *Seat) adminRights() chats.Rights {
	if s.Role == chats.Creator {
		return chats.AllRights | s.Rights&chats.Anonymous
	}
	return s.Rights
}

func until(at int32) int32 {
	if at == 0 {
		return forever
	}
	return at
}
