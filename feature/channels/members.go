package channels

import (
	"context"
	"slices"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/feature/contacts"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

var (
	errAlreadyAll = rpc.Bad("USER_ALREADY_PARTICIPANT")
	errRequested  = rpc.Bad("INVITE_REQUEST_SENT")
	errCreator    = rpc.Bad("USER_CREATOR")
	errBlocked    = rpc.Bad("USER_BLOCKED") // by the caller
)

// enter makes a person a member, from now on: what was said before counts as read, and is hidden where the channel hides it. Their
// devices are told. It does not say so in the channel.
func (f *Feature) enter(tx *db.Tx, ch *Channel, m Member, inviter int64) error {
	if !ch.Info.Closed.Over(f.box.Now()) {
		return errWriteAll
	}
	if !ch.Is(Broadcast) && ch.Members >= MaxMembers {
		return chats.ErrFull
	}
	if err := f.room(tx, m.Person); err != nil {
		return err
	}
	st, err := box.Load(tx, ch.Box())
	if err != nil {
		return err
	}
	m.State, m.Inviter, m.Joined, m.ReadIn = chats.In, inviter, f.box.Now(), st.LastID
	m.Marked, m.Pinned, m.Folder, m.Mentions, m.Reactions = false, 0, 0, 0, 0
	m.Role, m.Rights = chats.Plain, 0
	if m.Person == ch.Creator {
		m.Role, m.Rights = chats.Creator, chats.AllRights
	}
	if m.Banned&chats.NoView != 0 || m.Until != 0 && m.Until <= f.box.Now() {
		m.Banned, m.Until = 0, 0
	}
	m.Floor = 0
	if ch.Is(HiddenHistory) && m.Role == chats.Plain && ch.Username == "" {
		m.Floor = st.LastID
	}
	if err := putMember(tx, ch.ID, &m); err != nil {
		return err
	}
	if err := addMembers(tx, ch, 1, dayOf(f.box.Now())); err != nil {
		return err
	}
	return f.box.Follow(tx, m.Person, ch.Box(), true)
}

// part takes a member out, as somebody who left or, with kicked, who was removed.
func (f *Feature) part(tx *db.Tx, ch *Channel, m Member, state chats.State) error {
	m.State = state
	m.Role, m.Rights, m.Pinned, m.Folder, m.Marked, m.SendAs = chats.Plain, 0, 0, 0, false, 0
	if err := putMember(tx, ch.ID, &m); err != nil {
		return err
	}
	if err := addMembers(tx, ch, -1, dayOf(f.box.Now())); err != nil {
		return err
	}
	if err := f.goFrom(tx, ch, m.Person); err != nil {
		return err
	}
	return f.box.Follow(tx, m.Person, ch.Box(), false)
}

// goFrom has a person be told no more of a channel's discussion group that they had open, if they saw it only as a reader of the channel,
// which they are no longer. Everybody else goes on being told.
func (f *Feature) goFrom(tx *db.Tx, ch *Channel, person int64) error {
	if ch.Linked == 0 || !ch.Is(Broadcast) {
		return nil
	}
	sees, err := f.Sees(tx, person, ch.Linked)
	if err != nil || sees {
		return err
	}
	return f.box.Follow(tx, person, -ch.Linked, false)
}

// inviteToChannel adds people. Those who do not let the caller add them are named, and not added; of several, also those who left by
// themselves. Clients offer to send both a link.
// https://core.telegram.org/method/channels.inviteToChannel
func (f *Feature) inviteToChannel(ctx context.Context, c rpc.Caller, q *tl.ChannelsInviteToChannel) (*tl.MessagesInvitedUsers, error) {
	if len(q.Users) > chats.MaxMembers {
		return nil, chats.ErrFull
	}
	out := &tl.MessagesInvitedUsers{}
	up, err := f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		out.MissingInvitees = []tl.MissingInvitee{}
		s, err := f.reader(tx, c, q.Channel)
		if err != nil {
			return outcome{}, err
		}
		if !s.May(chats.InviteUsers, chats.NoInvites) {
			return outcome{}, chats.ErrAdmin
		}
		var added []int64
		for _, in := range q.Users {
			u, err := f.users.User(tx, c, in)
			if err != nil {
				return outcome{}, err
			}
			ok, err := f.add(tx, c, s, &u, len(q.Users) == 1)
			if err == chats.ErrPrivacy || err == chats.ErrNotMutual && len(q.Users) > 1 {
				out.MissingInvitees = append(out.MissingInvitees, tl.MissingInvitee{UserID: u.ID})
				continue
			}
			if err != nil {
				return outcome{}, err
			}
			if ok {
				added = append(added, u.ID)
			}
		}
		o := outcome{channel: s.ID, people: added}
		if len(added) > 0 && !s.Is(Broadcast) {
			said, err := f.say(tx, s, content.Action{Type: chats.ActionAdd, Users: added})
			if err != nil {
				return outcome{}, err
			}
			o.rows = append(o.rows, said)
		}
		return o, nil
	})
	out.Updates = up
	return out, err
}

// add adds one person, and says whether they were not in already. alone says that nobody else is being added. Who left by themselves is
// added again only by those whom they have in their contacts and who have them (chats.ErrNotMutual); who has blocked the caller and who
// lets only some add them is chats.ErrPrivacy.
func (f *Feature) add(tx *db.Tx, c rpc.Caller, s *Seat, u *users.User, alone bool) (bool, error) {
	m, err := member(tx, s.ID, u.ID)
	if err != nil {
		return false, err
	}
	seat := Seat{s.Channel, m, f.box.Now()}
	switch {
	case seat.In():
		if alone {
			return false, errAlreadyAll
		}
		return false, nil
	case seat.Gone() && !s.Has(chats.BanUsers):
		return false, errKicked
	}
	if u.ID != c.User {
		if err := f.chats.MayAdd(tx, c.User, u); err != nil {
			return false, err
		}
		blocked, err := contacts.Blocked(tx, c.User, u.ID)
		if err == nil && blocked {
			err = errBlocked
		}
		if err == nil && m.State == chats.Left {
			err = f.chats.Mutual(tx, c.User, u.ID)
		}
		if err != nil {
			return false, err
		}
	}
	if err := f.enter(tx, s.Channel, m, c.User); err != nil {
		if err == errJoined && u.ID != c.User {
			err = errTheirs
		}
		return false, err
	}
	if err := f.log(tx, s.ID, c.User, logInvite, logData{Person: u.ID, Before: &m}); err != nil {
		return false, err
	}
	return true, f.tell(tx, u.ID, s.ID)
}

// joinChannel makes the caller a member of a public channel, or asks its admins where they let people in one by one.
// https://core.telegram.org/method/channels.joinChannel
func (f *Feature) joinChannel(ctx context.Context, c rpc.Caller, q *tl.ChannelsJoinChannel) (tl.MessagesChatInviteJoinResultClass, error) {
	asked := false
	up, err := f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		s, err := f.reader(tx, c, q.Channel)
		if err != nil {
			return outcome{}, err
		}
		if s.In() {
			return outcome{channel: s.ID, more: []tl.UpdateClass{&tl.UpdateChannel{ChannelID: s.ID}}}, nil
		}
		if s.Username == "" && (s.Linked == 0 || s.Is(Broadcast)) && s.Person != s.Creator {
			return outcome{}, ErrPrivate
		}
		if asked = s.Is(JoinRequest) && s.Person != s.Creator; asked {
			return outcome{}, f.request(tx, c, s.Peer(), "")
		}
		return f.enterSaying(tx, c, s, 0, content.Action{Type: chats.ActionAdd, Users: []int64{c.User}}, logData{})
	})
	if err == nil && asked {
		err = errRequested
	}
	if err != nil {
		return nil, err
	}
	return &tl.MessagesChatInviteJoinResultOk{Updates: up}, nil
}

// enterSaying makes the caller a member and, in a supergroup, says so.
func (f *Feature) enterSaying(tx *db.Tx, c rpc.Caller, s *Seat, inviter int64, a content.Action, d logData) (outcome, error) {
	if err := f.enter(tx, s.Channel, s.Member, inviter); err != nil {
		return outcome{}, err
	}
	if err := f.log(tx, s.ID, c.User, logJoin, d); err != nil {
		return outcome{}, err
	}
	o := outcome{channel: s.ID, more: []tl.UpdateClass{&tl.UpdateChannel{ChannelID: s.ID}}}
	if !s.Is(Broadcast) {
		said, err := f.sayAs(tx, s.Channel, c.User, box.UserPeer(c.User), a)
		if err != nil {
			return outcome{}, err
		}
		o.rows = append(o.rows, said)
	}
	return o, f.tell(tx, c.User, s.ID)
}

// leaveChannel takes the caller out.
// https://core.telegram.org/method/channels.leaveChannel
func (f *Feature) leaveChannel(ctx context.Context, c rpc.Caller, q *tl.ChannelsLeaveChannel) (tl.UpdatesClass, error) {
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		id, err := f.named(tx, c, q.Channel)
		if err != nil {
			return outcome{}, err
		}
		s, err := f.Seat(tx, c.User, id)
		if err == ErrChannel {
			err = ErrPrivate
		}
		switch {
		case err != nil:
			return outcome{}, err
		case !s.In():
			return outcome{}, chats.ErrNotIn
		}
		if err := f.part(tx, s.Channel, s.Member, chats.Left); err != nil {
			return outcome{}, err
		}
		if err := f.log(tx, s.ID, c.User, logLeave, logData{}); err != nil {
			return outcome{}, err
		}
		if err := f.tell(tx, c.User, s.ID); err != nil {
			return outcome{}, err
		}
		o := outcome{channel: s.ID, more: []tl.UpdateClass{&tl.UpdateChannel{ChannelID: s.ID}}}
		if !s.Is(Broadcast) && s.Members < quietFrom {
			said, err := f.sayAs(tx, s.Channel, c.User, box.UserPeer(c.User), content.Action{Type: chats.ActionDelete, Users: []int64{c.User}})
			if err != nil {
				return outcome{}, err
			}
			_ = said // the caller is out, and is not told of what happens in the channel any more
		}
		return o, nil
	}))
}

// quietFrom is from how many members on nobody is told that somebody left.
const quietFrom = 50

// getChannels returns channels by what the caller names them by.
// https://core.telegram.org/method/channels.getChannels
func (f *Feature) getChannels(ctx context.Context, c rpc.Caller, q *tl.ChannelsGetChannels) (tl.MessagesChatsClass, error) {
	if len(q.ID) > 200 {
		return nil, rpc.Bad("LIMIT_INVALID")
	}
	out := &tl.MessagesChats{Chats: []tl.ChatClass{}}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		var ids []int64
		for _, in := range q.ID {
			id, err := f.named(tx, c, in)
			if err != nil {
				return err
			}
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		cs, err := f.TL(tx, c.User, ids)
		out.Chats = append(out.Chats, cs...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Forget takes somebody whose account is gone out of all channels.
func (f *Feature) Forget(tx *db.Tx, person int64) error {
	ids, err := Joined(tx, person)
	if err != nil {
		return err
	}
	cs, err := ByIDs(tx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		m, err := member(tx, id, person)
		if err != nil {
			return err
		}
		if err := f.part(tx, cs[id], m, chats.Left); err != nil {
			return err
		}
	}
	return nil
}
