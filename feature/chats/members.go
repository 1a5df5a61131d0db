package chats

import (
	"context"
	"slices"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/contacts"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

// The actions that this feature posts.
const (
	ActionCreate = "chat_create"
	ActionAdd    = "chat_add"
	ActionDelete = "chat_delete"
	ActionTitle  = "chat_title"
	ActionJoin   = "chat_join" // by a link

	ActionPhoto   = "chat_photo" // ID is the photo
	ActionNoPhoto = "chat_no_photo"
)

// createChat makes a basic group. Whoever does not let the caller add them is named, and not added.
// https://core.telegram.org/method/messages.createChat
func (f *Feature) createChat(ctx context.Context, c rpc.Caller, q *tl.MessagesCreateChat) (*tl.MessagesInvitedUsers, error) {
	title, err := clean(q.Title)
	if err != nil {
		return nil, err
	}
	if len(q.Users) >= MaxMembers {
		return nil, ErrFull
	}
	if err := ValidTTL(q.TTLPeriod.V); err != nil {
		return nil, err
	}
	out := &tl.MessagesInvitedUsers{}
	up, err := f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		ids, missing, err := f.willing(tx, c, q.Users)
		if err != nil {
			return outcome{}, err
		}
		out.MissingInvitees = missing
		id, err := users.NextID(tx, "chat", firstID)
		if err != nil {
			return outcome{}, err
		}
		now := f.box.Now()
		chat := &Chat{ID: id, Title: title, Creator: c.User, Created: now, Version: 1, Members: int32(len(ids) + 1), Info: Info{TTL: q.TTLPeriod.V}}
		if err := put(tx, insert, chat); err != nil {
			return outcome{}, err
		}
		if err := putMember(tx, id, Member{Person: c.User, State: In, Role: Creator, Joined: now}); err != nil {
			return outcome{}, err
		}
		for _, u := range ids {
			if err := putMember(tx, id, Member{Person: u, State: In, Inviter: c.User, Joined: now}); err != nil {
				return outcome{}, err
			}
		}
		people := append(slices.Clone(ids), c.User)
		rows, err := f.Say(tx, id, c.User, people, content.Action{Type: ActionCreate, Title: title, Users: people})
		if err != nil {
			return outcome{}, err
		}
		if chat.Info.TTL != 0 {
			more, err := f.Say(tx, id, c.User, people, content.Action{Type: ActionTTL, N: chat.Info.TTL})
			if err != nil {
				return outcome{}, err
			}
			rows = append(rows, more...)
		}
		return f.membersChanged(tx, c, id, rows, people)
	})
	out.Updates = up
	return out, err
}

// willing resolves whom the caller wants to add: who lets them, and who does not.
func (f *Feature) willing(tx *db.Tx, c rpc.Caller, in []tl.InputUserClass) (ids []int64, missing []tl.MissingInvitee, err error) {
	missing = []tl.MissingInvitee{}
	for _, x := range in {
		u, err := f.users.User(tx, c, x)
		if err != nil {
			return nil, nil, err
		}
		if u.ID == c.User || slices.Contains(ids, u.ID) {
			continue
		}
		err = f.MayAdd(tx, c.User, &u)
		if err == ErrPrivacy || err == ErrNotMutual {
			missing = append(missing, tl.MissingInvitee{UserID: u.ID})
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		ids = append(ids, u.ID)
	}
	return ids, missing, nil
}

// MayAdd checks that a person lets caller add them to groups.
func (f *Feature) MayAdd(tx *db.Tx, caller int64, u *users.User) error {
	switch {
	case u.Flags&users.Deleted != 0:
		return errUserDeclared
	case u.ID == users.Service:
		return users.ErrUser
	}
	lets, err := f.contacts.Lets(tx, u.ID, caller, contacts.ChatInvite)
	if err != nil || !lets {
		if err == nil {
			err = ErrPrivacy
		}
		return err
	}
	blocked, err := contacts.Blocked(tx, u.ID, caller)
	if err == nil && blocked {
		err = ErrPrivacy
	}
	return err
}

// addChatUser adds somebody to a group.
// https://core.telegram.org/method/messages.addChatUser
func (f *Feature) addChatUser(ctx context.Context, c rpc.Caller, q *tl.MessagesAddChatUser) (*tl.MessagesInvitedUsers, error) {
	out := &tl.MessagesInvitedUsers{}
	up, err := f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		seat, err := f.active(tx, c.User, q.ChatID)
		if err != nil {
			return outcome{}, err
		}
		if !seat.May(NoInvites) {
			return outcome{}, ErrAdmin
		}
		u, err := f.users.User(tx, c, q.UserID)
		if err != nil {
			return outcome{}, err
		}
		was, _, err := member(tx, q.ChatID, u.ID)
		switch {
		case err != nil:
			return outcome{}, err
		case was.State == In:
			return outcome{}, ErrAlready
		case was.State == Left && u.ID != c.User: // who left is not to be dragged back by just anybody
			if err := f.Mutual(tx, c.User, u.ID); err != nil {
				return outcome{}, err
			}
		}
		out.MissingInvitees = []tl.MissingInvitee{}
		if u.ID != c.User {
			err := f.MayAdd(tx, c.User, &u)
			if err == ErrPrivacy {
				out.MissingInvitees = append(out.MissingInvitees, tl.MissingInvitee{UserID: u.ID})
				return outcome{chat: q.ChatID}, nil
			}
			if err != nil {
				return outcome{}, err
			}
			blocked, err := contacts.Blocked(tx, c.User, u.ID)
			if err != nil {
				return outcome{}, err
			}
			if blocked {
				return outcome{}, errYouBlocked
			}
		}
		rows, people, err := f.Enter(tx, &seat.Chat, u.ID, c.User, content.Action{Type: ActionAdd, Users: []int64{u.ID}}, c.User)
		if err != nil {
			return outcome{}, err
		}
		return f.membersChanged(tx, c, q.ChatID, rows, people)
	})
	out.Updates = up
	return out, err
}

// Mutual checks that two people have each other in their contacts, and otherwise is ErrNotMutual.
func (f *Feature) Mutual(tx *db.Tx, a, b int64) error {
	us, err := users.ByIDs(tx, []int64{b})
	if err != nil {
		return err
	}
	views, err := f.contacts.Views(tx, a, us)
	if err == nil && !views[b].Mutual {
		err = ErrNotMutual
	}
	return err
}

// Enter makes a person a member, and has author say so to everybody who is in the group then.
func (f *Feature) Enter(tx *db.Tx, chat *Chat, person, inviter int64, a content.Action, author int64) (rows []*box.Message, people []int64, err error) {
	if !chat.Info.Closed.Over(f.box.Now()) {
		return nil, nil, ErrWrite
	}
	if chat.Members >= MaxMembers {
		return nil, nil, ErrFull
	}
	chat.Members, chat.Version = chat.Members+1, chat.Version+1
	role := Plain
	if person == chat.Creator {
		role = Creator
	}
	if err := putMember(tx, chat.ID, Member{Person: person, State: In, Role: role, Inviter: inviter, Joined: f.box.Now()}); err != nil {
		return nil, nil, err
	}
	if err := Save(tx, chat); err != nil {
		return nil, nil, err
	}
	ms, err := Members(tx, chat.ID)
	if err != nil {
		return nil, nil, err
	}
	people = IDs(ms)
	rows, err = f.Say(tx, chat.ID, author, people, a)
	return rows, people, err
}

// deleteChatUser removes somebody from a group, or has the caller leave it.
// https://core.telegram.org/method/messages.deleteChatUser
func (f *Feature) deleteChatUser(ctx context.Context, c rpc.Caller, q *tl.MessagesDeleteChatUser) (tl.UpdatesClass, error) {
	return updatesOf(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		seat, err := f.active(tx, c.User, q.ChatID)
		if err == ErrWrite {
			err = ErrNotIn
		}
		if err != nil {
			return outcome{}, err
		}
		u, err := f.users.User(tx, c, q.UserID)
		if err != nil {
			return outcome{}, err
		}
		gone, _, err := member(tx, q.ChatID, u.ID)
		switch {
		case err != nil:
			return outcome{}, err
		case gone.State != In:
			return outcome{}, ErrNotIn
		case u.ID != c.User && !mayRemove(seat, gone):
			return outcome{}, ErrAdmin
		}
		ms, err := Members(tx, q.ChatID)
		if err != nil {
			return outcome{}, err
		}
		people := IDs(ms)
		gone.State, gone.Role = Kicked, Plain
		if u.ID == c.User {
			gone.State = Left
		}
		if err := putMember(tx, q.ChatID, gone); err != nil {
			return outcome{}, err
		}
		seat.Members, seat.Version = seat.Members-1, seat.Version+1
		if err := Save(tx, &seat.Chat); err != nil {
			return outcome{}, err
		}
		rows, err := f.Say(tx, q.ChatID, c.User, people, content.Action{Type: ActionDelete, Users: []int64{u.ID}})
		if err != nil {
			return outcome{}, err
		}
		return f.membersChanged(tx, c, q.ChatID, rows, people)
	}))
}

// mayRemove says whether somebody may remove a member: the creator anybody, an admin who is none, and everybody whom they invited.
func mayRemove(s *Seat, m Member) bool {
	switch {
	case s.Role == Creator:
		return true
	case m.Role != Plain:
		return false
	}
	return s.Role == Admin || m.Inviter == s.Person
}

// updatesOf is an answer as the method's type has it.
func updatesOf(u *tl.Updates, err error) (tl.UpdatesClass, error) {
	if err != nil {
		return nil, err
	}
	return u, nil
}
