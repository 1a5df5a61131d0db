package channels

import (
	"context"

	"chappe/content"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/rpc"
	"chappe/tl"
)

var (
	errAdmins     = rpc.Bad("ADMINS_TOO_MUCH")
	errRank       = rpc.Bad("ADMIN_RANK_INVALID")
	errRankEmoji  = rpc.Bad("ADMIN_RANK_EMOJI_NOT_ALLOWED")
	errParticip   = rpc.Bad("PARTICIPANT_ID_INVALID")
	errUserID     = rpc.Bad("USER_ID_INVALID")
	errNoPassword = rpc.Bad("PASSWORD_MISSING")
)

// editAdmin makes somebody an admin with certain rights, changes them, or with none makes them no longer one.
// https://core.telegram.org/method/channels.editAdmin
func (f *Feature) editAdmin(ctx context.Context, c rpc.Caller, q *tl.ChannelsEditAdmin) (tl.UpdatesClass, error) {
	rank := content.Clean(q.Rank.V)
	if content.Units(rank) > chats.MaxRank {
		return nil, errRank
	}
	for _, r := range rank {
		if r >= 0x1f000 {
			return nil, errRankEmoji
		}
	}
	want := chats.RightsOf(&q.AdminRights)
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		s, err := f.reader(tx, c, q.Channel)
		if err != nil {
			return outcome{}, err
		}
		u, err := f.users.User(tx, c, q.UserID)
		if err != nil {
			return outcome{}, err
		}
		m, err := member(tx, s.ID, u.ID)
		if err != nil {
			return outcome{}, err
		}
		if err := s.mayPromote(&m, want); err != nil {
			return outcome{}, err
		}
		before := m
		o := outcome{channel: s.ID, people: []int64{u.ID}}
		if m.State != chats.In {
			if want == 0 {
				return outcome{}, chats.ErrNotIn
			}
			if _, err := f.add(tx, c, s, &u, true); err != nil {
				return outcome{}, err
			}
			if m, err = member(tx, s.ID, u.ID); err != nil {
				return outcome{}, err
			}
		}
		switch {
		case m.Role == chats.Creator:
			m.Rights = chats.AllRights | want&chats.Anonymous
		case want == 0:
			m.Role, m.Rights, m.Promoter = chats.Plain, 0, 0
		default:
			if m.Role == chats.Plain {
				n, err := f.tally(tx, s.ID)
				if err != nil {
					return outcome{}, err
				}
				if n.admins >= maxAdmins {
					return outcome{}, errAdmins
				}
			}
			m.Role, m.Rights, m.Promoter, m.Banned, m.Until = chats.Admin, want, c.User, 0, 0
		}
		m.Rank = rank
		if err := putMember(tx, s.ID, &m); err != nil {
			return outcome{}, err
		}
		if err := f.log(tx, s.ID, c.User, logAdmin, logData{Person: u.ID, Before: &before, After: &m}); err != nil {
			return outcome{}, err
		}
		o.more = []tl.UpdateClass{&tl.UpdateChannel{ChannelID: s.ID}}
		if u.ID != c.User {
			err = f.tell(tx, u.ID, s.ID)
		} else {
			err = f.tell(tx, c.User, s.ID)
		}
		return o, err
	}))
}

// mayPromote checks that the holder of a seat may give somebody rights: only what they have themselves, and only to those who are not
// admins of somebody else's making.
func (s *Seat) mayPromote(m *Member, want chats.Rights) error {
	switch {
	case m.Person == s.Person && s.Role == chats.Creator:
		return nil
	case m.Role == chats.Creator:
		return errCreator
	case !s.Has(chats.AddAdmins):
		if m.Person == s.Person && s.Admin() && want == 0 {
			return nil // whoever is an admin may stop being one
		}
		return chats.ErrAdmin
	case s.Role == chats.Creator:
		return nil
	case want&^s.Rights != 0:
		return errRight
	case m.Role == chats.Admin && m.Promoter != s.Person && m.Person != s.Person:
		return chats.ErrAdmin
	}
	return nil
}

// editCreator hands a group over to another member, who becomes its creator. The caller's password is asked for, which must not be new, nor the
// device on which it is given.
// https://core.telegram.org/method/messages.editChatCreator
func (f *Feature) editCreator(ctx context.Context, c rpc.Caller, q *tl.MessagesEditChatCreator) (tl.UpdatesClass, error) {
	if f.Password == nil {
		return nil, errNoPassword
	}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		_, _, err := f.heir(tx, c, q)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := f.Password(ctx, c, q.Password); err != nil {
		return nil, err
	}
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		s, m, err := f.heir(tx, c, q)
		if err != nil {
			return outcome{}, err
		}
		before := m
		m.Role, m.Rights, m.Banned, m.Until = chats.Creator, chats.AllRights, 0, 0
		s.Role, s.Rights, s.Promoter = chats.Admin, chats.AllRights, m.Person
		s.Creator = m.Person
		if err := putMember(tx, s.ID, &m); err != nil {
			return outcome{}, err
		}
		if err := putMember(tx, s.ID, &s.Member); err != nil {
			return outcome{}, err
		}
		if err := Save(tx, s.Channel); err != nil {
			return outcome{}, err
		}
		if err := f.log(tx, s.ID, c.User, logAdmin, logData{Person: m.Person, Before: &before, After: &m}); err != nil {
			return outcome{}, err
		}
		if err := f.tell(tx, m.Person, s.ID); err != nil {
			return outcome{}, err
		}
		o := outcome{channel: s.ID, people: []int64{m.Person}, more: []tl.UpdateClass{&tl.UpdateChannel{ChannelID: s.ID}}}
		return o, f.tell(tx, c.User, s.ID)
	}))
}

// heir returns the caller's seat in a channel of their own, and the member whom it goes to.
func (f *Feature) heir(tx *db.Tx, c rpc.Caller, q *tl.MessagesEditChatCreator) (*Seat, Member, error) {
	s, err := f.peerSeat(tx, c, q.Peer)
	if err != nil {
		return nil, Member{}, err
	}
	if s.Role != chats.Creator {
		return nil, Member{}, chats.ErrAdmin
	}
	u, err := f.users.User(tx, c, q.UserID)
	if err != nil {
		return nil, Member{}, err
	}
	m, err := member(tx, s.ID, u.ID)
	if err == nil && (m.State != chats.In || u.ID == c.User) {
		err = errUserID
	}
	if err == nil && s.Username != "" {
		err = f.publicRoom(tx, u.ID)
	}
	return s, m, err
}

// peerSeat is the caller's seat in a channel, where a method takes a peer.
func (f *Feature) peerSeat(tx *db.Tx, c rpc.Caller, in tl.InputPeerClass) (*Seat, error) {
	p, err := f.users.Peer(tx, c, in)
	if err != nil {
		return nil, err
	}
	if !p.IsChannel() {
		return nil, rpc.Bad("PEER_ID_INVALID")
	}
	return f.Reader(tx, c.User, p.ID())
}

// editBanned takes rights from somebody in a supergroup, for a time or for good, removes them, or gives all of it back.
// https://core.telegram.org/method/channels.editBanned
func (f *Feature) editBanned(ctx context.Context, c rpc.Caller, q *tl.ChannelsEditBanned) (tl.UpdatesClass, error) {
	bans, end := chats.BansOf(&q.BannedRights), q.BannedRights.UntilDate
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		s, err := f.admin(tx, c, q.Channel, chats.BanUsers)
		if err != nil {
			return outcome{}, err
		}
		p, err := f.users.Peer(tx, c, q.Participant)
		switch {
		case err != nil:
			return outcome{}, err
		case !p.IsUser():
			return outcome{}, errParticip
		case p.ID() == c.User:
			return outcome{}, errUserID
		}
		m, err := member(tx, s.ID, p.ID())
		if err != nil {
			return outcome{}, err
		}
		switch {
		case m.Role == chats.Creator:
			return outcome{}, errCreator
		case m.Role == chats.Admin && s.Role != chats.Creator && m.Promoter != c.User:
			return outcome{}, rpc.Bad("USER_ADMIN_INVALID")
		case s.Is(Broadcast) && bans != 0 && bans&chats.NoView == 0:
			return outcome{}, rpc.Bad("BANNED_RIGHTS_INVALID")
		}
		return f.ban(tx, c, s, m, bans, end)
	}))
}

// tooShort and tooLong bound, in seconds, for how long something is forbidden; beyond them it is for ever.
const (
	tooShort = 30
	tooLong  = 366 * 24 * 3600
)

func (f *Feature) ban(tx *db.Tx, c rpc.Caller, s *Seat, m Member, bans chats.Bans, end int32) (outcome, error) {
	before := m
	if left := end - s.now; end == 0 || left < tooShort || left > tooLong {
		end = 0
	}
	wasIn := m.State == chats.In
	m.Banned, m.Until, m.Promoter = bans, end, c.User
	o := outcome{channel: s.ID, people: []int64{m.Person}, more: []tl.UpdateClass{&tl.UpdateChannel{ChannelID: s.ID}}}
	switch {
	case bans&chats.NoView != 0 && wasIn:
		if err := f.part(tx, s.Channel, m, chats.Kicked); err != nil {
			return o, err
		}
		if !s.Is(Broadcast) {
			said, err := f.say(tx, s, content.Action{Type: chats.ActionDelete, Users: []int64{m.Person}})
			if err != nil {
				return o, err
			}
			o.rows = append(o.rows, said)
		}
	default:
		if bans&chats.NoView != 0 {
			m.State = chats.Kicked
		} else if m.State == chats.Kicked {
			m.State = chats.Out // not chats.Left: they did not leave by themselves, so anybody may add them
		}
		if bans != 0 {
			m.Role, m.Rights = chats.Plain, 0
		}
		if err := putMember(tx, s.ID, &m); err != nil {
			return o, err
		}
		if bans&chats.NoView != 0 {
			if err := f.box.Follow(tx, m.Person, s.Box(), false); err != nil { // who only looks is told nothing more either
				return o, err
			}
			if err := f.goFrom(tx, s.Channel, m.Person); err != nil {
				return o, err
			}
		}
	}
	if err := f.log(tx, s.ID, c.User, logBan, logData{Person: m.Person, Before: &before, After: &m}); err != nil {
		return o, err
	}
	return o, f.tell(tx, m.Person, s.ID)
}
