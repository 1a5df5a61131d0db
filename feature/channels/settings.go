package channels

import (
	"context"
	"strings"

	"chappe/content"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

// set changes a channel where the caller may, tells those who follow it, and answers.
func (f *Feature) set(ctx context.Context, c rpc.Caller, in tl.InputChannelClass, fn func(*db.Tx, *Seat) error) (*tl.Updates, error) {
	return f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		s, err := f.reader(tx, c, in)
		if err != nil {
			return outcome{}, err
		}
		return f.setSeat(tx, s, fn)
	})
}

func (f *Feature) setSeat(tx *db.Tx, s *Seat, fn func(*db.Tx, *Seat) error) (outcome, error) {
	if err := fn(tx, s); err != nil {
		return outcome{}, err
	}
	if err := Save(tx, s.Channel); err != nil {
		return outcome{}, err
	}
	return outcome{channel: s.ID, more: []tl.UpdateClass{&tl.UpdateChannel{ChannelID: s.ID}}}, f.changed(tx, s.ID)
}

// flag turns a flag of a channel on or off.
func (f *Feature) flag(ctx context.Context, c rpc.Caller, in tl.InputChannelClass, fl Flags, on bool, r chats.Rights, kind logKind, check func(*Seat) error) (tl.UpdatesClass, error) {
	return updates(f.set(ctx, c, in, func(tx *db.Tx, s *Seat) error { return f.setFlag(tx, c, s, fl, on, r, kind, check) }))
}

func (f *Feature) setFlag(tx *db.Tx, c rpc.Caller, s *Seat, fl Flags, on bool, r chats.Rights, kind logKind, check func(*Seat) error) error {
	if !s.Has(r) {
		return chats.ErrAdmin
	}
	if check != nil {
		if err := check(s); err != nil {
			return err
		}
	}
	if s.Is(fl) == on {
		return chats.ErrNotModified
	}
	s.Flags ^= fl
	if kind == "" {
		return nil
	}
	return f.log(tx, s.ID, c.User, kind, logData{On: on})
}

var errNoGroup = rpc.Bad("CHANNEL_INVALID")

func groupOnly(s *Seat) error {
	if s.Is(Broadcast) {
		return errNoGroup
	}
	return nil
}

// toggleSignatures has posts name who wrote them.
// https://core.telegram.org/method/channels.toggleSignatures
func (f *Feature) toggleSignatures(ctx context.Context, c rpc.Caller, q *tl.ChannelsToggleSignatures) (tl.UpdatesClass, error) {
	return updates(f.set(ctx, c, q.Channel, func(tx *db.Tx, s *Seat) error {
		want := Flags(0)
		if q.SignaturesEnabled {
			want |= Signatures
		}
		if q.ProfilesEnabled && q.SignaturesEnabled {
			want |= Profiles
		}
		switch {
		case !s.Is(Broadcast):
			return errNoGroup
		case !s.Has(chats.ChangeInfo):
			return chats.ErrAdmin
		case s.Flags&(Signatures|Profiles) == want:
			return chats.ErrNotModified
		}
		s.Flags = s.Flags&^(Signatures|Profiles) | want
		return f.log(tx, s.ID, c.User, logSigns, logData{On: q.SignaturesEnabled})
	}))
}

// togglePreHistoryHidden hides from new members what was said before they came.
// https://core.telegram.org/method/channels.togglePreHistoryHidden
func (f *Feature) togglePreHistoryHidden(ctx context.Context, c rpc.Caller, q *tl.ChannelsTogglePreHistoryHidden) (tl.UpdatesClass, error) {
	return f.flag(ctx, c, q.Channel, HiddenHistory, q.Enabled, chats.ChangeInfo, logHidden, func(s *Seat) error {
		if q.Enabled && s.Linked != 0 {
			return rpc.Bad("CHAT_LINK_EXISTS")
		}
		if q.Enabled && s.Is(Forum) {
			return rpc.Bad("FORUM_ENABLED")
		}
		return groupOnly(s)
	})
}

// toggleParticipantsHidden lets only admins see who is in a supergroup.
// https://core.telegram.org/method/channels.toggleParticipantsHidden
func (f *Feature) toggleParticipantsHidden(ctx context.Context, c rpc.Caller, q *tl.ChannelsToggleParticipantsHidden) (tl.UpdatesClass, error) {
	return f.flag(ctx, c, q.Channel, HiddenMembers, q.Enabled, chats.BanUsers, "", groupOnly)
}

// toggleJoinToSend lets only members write in a discussion group.
// https://core.telegram.org/method/channels.toggleJoinToSend
func (f *Feature) toggleJoinToSend(ctx context.Context, c rpc.Caller, q *tl.ChannelsToggleJoinToSend) (tl.UpdatesClass, error) {
	return f.flag(ctx, c, q.Channel, JoinToSend, q.Enabled, chats.BanUsers, "", groupOnly)
}

// toggleJoinRequest has admins let people in one by one.
// https://core.telegram.org/method/channels.toggleJoinRequest
func (f *Feature) toggleJoinRequest(ctx context.Context, c rpc.Caller, q *tl.ChannelsToggleJoinRequest) (tl.UpdatesClass, error) {
	return f.flag(ctx, c, q.Channel, JoinRequest, q.Enabled, chats.BanUsers, "", groupOnly)
}

// slowModes are the waits that may be chosen, in seconds.
var slowModes = map[int32]bool{0: true, 5: true, 10: true, 30: true, 60: true, 300: true, 900: true, 3600: true}

// toggleSlowMode has members wait between two messages.
// https://core.telegram.org/method/channels.toggleSlowMode
func (f *Feature) toggleSlowMode(ctx context.Context, c rpc.Caller, q *tl.ChannelsToggleSlowMode) (tl.UpdatesClass, error) {
	if !slowModes[q.Seconds] {
		return nil, rpc.Bad("SECONDS_INVALID")
	}
	return updates(f.set(ctx, c, q.Channel, func(tx *db.Tx, s *Seat) error {
		switch {
		case s.Is(Broadcast):
			return errNoGroup
		case !s.Has(chats.BanUsers):
			return chats.ErrAdmin
		case s.Slow == q.Seconds:
			return chats.ErrNotModified
		}
		was := s.Slow
		s.Slow = q.Seconds
		return f.log(tx, s.ID, c.User, logSlow, logData{WasN: int64(was), NowN: int64(q.Seconds)})
	}))
}

// editChatAbout changes what a group or channel says of itself.
// https://core.telegram.org/method/messages.editChatAbout
func (f *Feature) editChatAbout(ctx context.Context, c rpc.Caller, q *tl.MessagesEditChatAbout) (bool, error) {
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		p, err := f.users.Peer(tx, c, q.Peer)
		if err != nil {
			return err
		}
		if p.IsChat() {
			return f.chats.EditAbout(tx, c, p.ID(), q.About)
		}
		s, err := f.peerSeat(tx, c, q.Peer)
		if err != nil {
			return err
		}
		about := content.Clean(q.About)
		switch {
		case content.Units(about) > chats.MaxAbout:
			return chats.ErrAboutLong
		case !s.May(chats.ChangeInfo, chats.NoInfo):
			return chats.ErrAdmin
		case s.About == about:
			return chats.ErrAboutSame
		}
		was := s.About
		s.About = about
		if err := Save(tx, s.Channel); err != nil {
			return err
		}
		if err := f.log(tx, s.ID, c.User, logAbout, logData{Was: was, Now: about}); err != nil {
			return err
		}
		return f.changed(tx, s.ID)
	})
	return err == nil, err
}

// editDefaultBans sets what those who are not admins may not do.
// https://core.telegram.org/method/messages.editChatDefaultBannedRights
func (f *Feature) editDefaultBans(ctx context.Context, c rpc.Caller, q *tl.MessagesEditChatDefaultBannedRights) (tl.UpdatesClass, error) {
	bans := chats.BansOf(&q.BannedRights)
	if bans&chats.NoView != 0 || q.BannedRights.UntilDate != 0 && q.BannedRights.UntilDate != forever {
		return nil, rpc.Bad("BANNED_RIGHTS_INVALID")
	}
	id, err := f.chatNamed(ctx, c, q.Peer)
	if err != nil {
		return nil, err
	}
	if id != 0 {
		return f.chats.EditBans(ctx, c, id, bans)
	}
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		s, err := f.peerSeat(tx, c, q.Peer)
		if err != nil {
			return outcome{}, err
		}
		return f.setSeat(tx, s, func(tx *db.Tx, s *Seat) error {
			switch {
			case s.Is(Broadcast):
				return errNoGroup
			case !s.Has(chats.BanUsers):
				return chats.ErrAdmin
			case s.Channel.Banned == bans:
				return chats.ErrNotModified
			}
			was := s.Channel.Banned
			s.Channel.Banned = bans
			return f.log(tx, s.ID, c.User, logDefault, logData{WasN: int64(was), NowN: int64(bans)})
		})
	}))
}

// chatNamed is the id of a basic group, 0 where a peer is something else.
func (f *Feature) chatNamed(ctx context.Context, c rpc.Caller, in tl.InputPeerClass) (id int64, err error) {
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		p, err := f.users.Peer(tx, c, in)
		if err == nil && p.IsChat() {
			id = p.ID()
		}
		return err
	})
	return id, err
}

// toggleNoForwards has what is said in a group or channel not be forwarded.
// https://core.telegram.org/method/messages.toggleNoForwards
func (f *Feature) toggleNoForwards(ctx context.Context, c rpc.Caller, q *tl.MessagesToggleNoForwards) (tl.UpdatesClass, error) {
	id, err := f.chatNamed(ctx, c, q.Peer)
	if err != nil {
		return nil, err
	}
	if id != 0 {
		return f.chats.Set(ctx, c, id, func(s *chats.Seat) error {
			if s.Role != chats.Creator {
				return chats.ErrAdmin
			}
			if (s.Flags&chats.NoForwards != 0) == q.Enabled {
				return chats.ErrNotModified
			}
			s.Flags ^= chats.NoForwards
			return nil
		})
	}
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		s, err := f.peerSeat(tx, c, q.Peer)
		if err != nil {
			return outcome{}, err
		}
		return f.setSeat(tx, s, func(tx *db.Tx, s *Seat) error {
			if s.Role != chats.Creator {
				return chats.ErrAdmin
			}
			return f.setFlag(tx, c, s, NoForwards, q.Enabled, chats.ChangeInfo, logForwards, nil)
		})
	}))
}

// setReactions sets what may be reacted with.
// https://core.telegram.org/method/messages.setChatAvailableReactions
func (f *Feature) setReactions(ctx context.Context, c rpc.Caller, q *tl.MessagesSetChatAvailableReactions) (tl.UpdatesClass, error) {
	var want *chats.Reactions
	switch r := q.AvailableReactions.(type) {
	case *tl.ChatReactionsNone:
		want = &chats.Reactions{None: true}
	case *tl.ChatReactionsSome:
		want = &chats.Reactions{}
		for _, x := range r.Reactions {
			if e, ok := x.(*tl.ReactionEmoji); ok && len(want.Emoji) < 100 {
				want.Emoji = append(want.Emoji, strings.ReplaceAll(e.Emoticon, "\uFE0F", ""))
			}
		}
	}
	id, err := f.chatNamed(ctx, c, q.Peer)
	if err != nil {
		return nil, err
	}
	if id != 0 {
		return f.chats.Set(ctx, c, id, func(s *chats.Seat) error {
			s.Info.Reactions = want
			return nil
		})
	}
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		s, err := f.peerSeat(tx, c, q.Peer)
		if err != nil {
			return outcome{}, err
		}
		return f.setSeat(tx, s, func(tx *db.Tx, s *Seat) error {
			if !s.Has(chats.ChangeInfo) {
				return chats.ErrAdmin
			}
			was := s.Info.Reactions
			s.Info.Reactions = want
			return f.log(tx, s.ID, c.User, logReactions, logData{WasR: was, NowR: want})
		})
	}))
}

var (
	errNameTaken   = rpc.Bad("USERNAME_OCCUPIED")
	errNameInvalid = rpc.Bad("USERNAME_INVALID")
	errNameSame    = rpc.Bad("USERNAME_NOT_MODIFIED")
	errPublicMany  = rpc.Bad("CHANNELS_ADMIN_PUBLIC_TOO_MUCH")
)

// maxPublic is how many public channels one person makes.
const maxPublic = 10

// checkUsername says whether a channel may take a public name.
// https://core.telegram.org/method/channels.checkUsername
func (f *Feature) checkUsername(ctx context.Context, c rpc.Caller, q *tl.ChannelsCheckUsername) (bool, error) {
	if !users.ValidUsername(q.Username) {
		return false, errNameInvalid
	}
	free := false
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		if _, none := q.Channel.(*tl.InputChannelEmpty); !none {
			s, err := f.reader(tx, c, q.Channel)
			if err != nil {
				return err
			}
			if s.Role != chats.Creator {
				return chats.ErrAdmin
			}
		}
		if err := f.publicRoom(tx, c.User); err != nil {
			return err
		}
		owner, err := users.ByUsername(tx, q.Username)
		free = owner == 0
		return err
	})
	if err == nil && !free {
		err = errNameTaken
	}
	return free, err
}

const countPublic = `SELECT COUNT(*) FROM channel_members m JOIN channels c ON c.id = m.channel AND c.username <> '' AND (c.flags & 2) = 0
 WHERE m.person = $1 AND m.state = 1 AND m.role = 2`

func (f *Feature) publicRoom(tx *db.Tx, person int64) error {
	n, _, err := db.One(tx, countPublic, func(r *db.Row) int { return r.Int() }, person)
	if err == nil && n >= maxPublic {
		return errPublicMany
	}
	return wrap(err, "public channels of %d", person)
}

// updateUsername gives a channel a public name, or with an empty one makes it private.
// https://core.telegram.org/method/channels.updateUsername
func (f *Feature) updateUsername(ctx context.Context, c rpc.Caller, q *tl.ChannelsUpdateUsername) (bool, error) {
	if q.Username != "" && !users.ValidUsername(q.Username) {
		return false, errNameInvalid
	}
	_, err := f.set(ctx, c, q.Channel, func(tx *db.Tx, s *Seat) error {
		switch {
		case s.Role != chats.Creator:
			return chats.ErrAdmin
		case s.Username == q.Username:
			return errNameSame
		}
		if s.Username == "" {
			if err := f.publicRoom(tx, c.User); err != nil {
				return err
			}
		}
		if !strings.EqualFold(s.Username, q.Username) {
			if q.Username != "" {
				free, err := users.TakeUsername(tx, q.Username, s.Box())
				if err != nil {
					return err
				}
				if !free {
					return errNameTaken
				}
			}
			if s.Username != "" {
				if err := users.DropUsername(tx, s.Username, s.Box()); err != nil {
					return err
				}
			}
		}
		was := s.Username
		s.Username = q.Username
		if q.Username != "" {
			s.Flags &^= HiddenHistory
		} else {
			f.visitorsGo(tx, s.Channel)
		}
		return f.log(tx, s.ID, c.User, logUsername, logData{Was: was, Now: q.Username})
	})
	return err == nil, err
}
