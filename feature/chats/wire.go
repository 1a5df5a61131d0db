package chats

import (
	"context"

	"chappe/box"
	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

// TL renders those of the groups that viewer is or was in.
// https://core.telegram.org/constructor/chat
func (f *Feature) TL(tx *db.Tx, viewer int64, ids []int64) ([]tl.ChatClass, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	cs, err := ByIDs(tx, ids)
	if err != nil {
		return nil, err
	}
	mine, err := memberships(tx, viewer, ids)
	if err != nil {
		return nil, err
	}
	var out []tl.ChatClass
	for _, id := range ids {
		m, ok := mine[id]
		if c := cs[id]; c != nil && ok {
			out = append(out, f.tl(viewer, c, m))
			delete(mine, id)
		}
	}
	return out, nil
}

func (f *Feature) tl(viewer int64, c *Chat, m Member) tl.ChatClass {
	if m.State == Kicked {
		return &tl.ChatForbidden{ID: c.ID, Title: c.Title}
	}
	out := &tl.Chat{
		Creator: m.Role == Creator, Left: m.State != In, Deactivated: c.Flags&Deleted != 0 || c.Migrated != 0,
		Noforwards: c.Flags&NoForwards != 0, ID: c.ID, Title: c.Title, Photo: f.PhotoTL(c.Photo, c.Info.Thumb), ParticipantsCount: c.Members,
		Date: m.Joined, Version: c.Version, DefaultBannedRights: c.bans(f.box.Now()).TL(forever),
	}
	if m.Role != Plain {
		out.AdminRights = adminOf(m.Role).TL()
	}
	if c.Migrated != 0 {
		out.MigratedTo = &tl.InputChannel{ChannelID: c.Migrated, AccessHash: f.users.Hash(viewer, -c.Migrated)}
	}
	return out
}

// PhotoTL renders the photo that is shown with the name of a group or channel; id 0 is none.
// https://core.telegram.org/type/ChatPhoto
func (f *Feature) PhotoTL(id int64, thumb []byte) tl.ChatPhotoClass {
	if id == 0 {
		return &tl.ChatPhotoEmpty{}
	}
	return &tl.ChatPhoto{PhotoID: id, StrippedThumb: thumb, DCID: f.users.DC}
}

// adminOf are the rights of a role in a basic group.
func adminOf(r Role) Rights {
	switch r {
	case Creator:
		return AllRights
	case Admin:
		return ChangeInfo | DeleteMessages | BanUsers | InviteUsers | PinMessages | ManageCall | Other
	}
	return 0
}

// participants renders who is in a group, as the holder of a seat may see it.
// https://core.telegram.org/type/ChatParticipants
func (f *Feature) participants(tx *db.Tx, s *Seat) (tl.ChatParticipantsClass, error) {
	if s.State != In {
		return &tl.ChatParticipantsForbidden{ChatID: s.ID}, nil
	}
	ms, err := Members(tx, s.ID)
	if err != nil {
		return nil, err
	}
	out := &tl.ChatParticipants{ChatID: s.ID, Version: s.Version}
	for _, m := range ms {
		rank := tl.Opt[string]{V: m.Rank, OK: m.Rank != ""}
		var p tl.ChatParticipantClass
		switch m.Role {
		case Creator:
			p = &tl.ChatParticipantCreator{UserID: m.Person, Rank: rank}
		case Admin:
			p = &tl.ChatParticipantAdmin{UserID: m.Person, InviterID: m.Inviter, Date: m.Joined, Rank: rank}
		default:
			p = &tl.ChatParticipant{UserID: m.Person, InviterID: m.Inviter, Date: m.Joined, Rank: rank}
		}
		out.Participants = append(out.Participants, p)
	}
	return out, nil
}

// named are the people that a list of participants names.
func named(in tl.ChatParticipantsClass) (out []int64) {
	ps, ok := in.(*tl.ChatParticipants)
	if !ok {
		return nil
	}
	for _, p := range ps.Participants {
		switch p := p.(type) {
		case *tl.ChatParticipantCreator:
			out = append(out, p.UserID)
		case *tl.ChatParticipantAdmin:
			out = append(out, p.UserID, p.InviterID)
		case *tl.ChatParticipant:
			out = append(out, p.UserID, p.InviterID)
		}
	}
	return out
}

// getChats returns groups by id.
// https://core.telegram.org/method/messages.getChats
func (f *Feature) getChats(ctx context.Context, c rpc.Caller, q *tl.MessagesGetChats) (tl.MessagesChatsClass, error) {
	if len(q.ID) > MaxMembers {
		return nil, rpc.Bad("LIMIT_INVALID")
	}
	out := &tl.MessagesChats{Chats: []tl.ChatClass{}}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		cs, err := f.TL(tx, c.User, q.ID)
		out.Chats = append(out.Chats, cs...)
		if err == nil && len(cs) == 0 && len(q.ID) > 0 {
			err = ErrChat
		}
		return err
	})
	return out, err
}

// getFullChat returns everything about a group.
// https://core.telegram.org/method/messages.getFullChat
func (f *Feature) getFullChat(ctx context.Context, c rpc.Caller, q *tl.MessagesGetFullChat) (*tl.MessagesChatFull, error) {
	out := &tl.MessagesChatFull{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		seat, err := f.Seat(tx, c.User, q.ChatID)
		if err != nil {
			return err
		}
		full := &tl.ChatFull{
			ID: seat.ID, About: seat.about(f.box.Now()), CanSetUsername: seat.Role == Creator, ChatPhoto: &tl.PhotoEmpty{},
			AvailableReactions: seat.Info.Reactions.TL(),
		}
		if full.Participants, err = f.participants(tx, seat); err != nil {
			return err
		}
		d, _, err := box.LoadDialog(tx, c.User, box.ChatPeer(seat.ID))
		if err != nil {
			return err
		}
		if d.Folder != 0 {
			full.FolderID = tl.Some(d.Folder)
		}
		if f.FillFull != nil {
			if err := f.FillFull(tx, c.User, seat, full); err != nil {
				return err
			}
		}
		out.FullChat = full
		if out.Users, err = f.contacts.People(tx, c.User, named(full.Participants)); err != nil {
			return err
		}
		out.Chats, err = f.TL(tx, c.User, []int64{seat.ID})
		return err
	})
	return out, err
}

// TL renders what may be reacted with.
// https://core.telegram.org/type/ChatReactions
func (r *Reactions) TL() tl.ChatReactionsClass {
	switch {
	case r == nil:
		return &tl.ChatReactionsAll{}
	case r.None:
		return &tl.ChatReactionsNone{}
	}
	out := &tl.ChatReactionsSome{}
	for _, e := range r.Emoji {
		out.Reactions = append(out.Reactions, &tl.ReactionEmoji{Emoticon: e})
	}
	return out
}

// Allows says whether an emoji may be reacted with; nil allows all.
func (r *Reactions) Allows(emoji string) bool {
	if r == nil {
		return true
	}
	for _, e := range r.Emoji {
		if e == emoji {
			return !r.None
		}
	}
	return false
}
