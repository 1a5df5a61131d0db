package chats

import (
	"context"

	"chappe/content"
	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

// editChatTitle renames a group.
// https://core.telegram.org/method/messages.editChatTitle
func (f *Feature) editChatTitle(ctx context.Context, c rpc.Caller, q *tl.MessagesEditChatTitle) (tl.UpdatesClass, error) {
	title, err := clean(q.Title)
	if err != nil {
		return nil, err
	}
	return updatesOf(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		seat, err := f.active(tx, c.User, q.ChatID)
		if err != nil {
			return outcome{}, err
		}
		switch {
		case !seat.May(NoInfo):
			return outcome{}, ErrAdmin
		case seat.Title == title:
			return outcome{}, ErrNotModified
		}
		seat.Title = title
		seat.Version++
		if err := Save(tx, &seat.Chat); err != nil {
			return outcome{}, err
		}
		ms, err := Members(tx, q.ChatID)
		if err != nil {
			return outcome{}, err
		}
		rows, err := f.Say(tx, q.ChatID, c.User, IDs(ms), content.Action{Type: ActionTitle, Title: title})
		return outcome{chat: q.ChatID, rows: rows}, err
	}))
}

// SetPhoto gives a group a photo, or takes it away, and says so in it. keep stores it, within the transaction, and returns its id and
// the tiny picture, 0 for none.
func (f *Feature) SetPhoto(ctx context.Context, c rpc.Caller, id int64, keep func(tx *db.Tx) (int64, []byte, error)) (tl.UpdatesClass, error) {
	return updatesOf(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		seat, err := f.active(tx, c.User, id)
		if err != nil {
			return outcome{}, err
		}
		if !seat.May(NoInfo) {
			return outcome{}, ErrAdmin
		}
		was := seat.Photo
		if seat.Photo, seat.Info.Thumb, err = keep(tx); err != nil {
			return outcome{}, err
		}
		if was == seat.Photo {
			return outcome{}, ErrNotModified
		}
		seat.Version++
		if err := Save(tx, &seat.Chat); err != nil {
			return outcome{}, err
		}
		ms, err := Members(tx, id)
		if err != nil {
			return outcome{}, err
		}
		rows, err := f.Say(tx, id, c.User, IDs(ms), PhotoAction(seat.Photo))
		return outcome{chat: id, rows: rows}, err
	}))
}

// PhotoAction is what is said of a new photo, 0 for none any more.
func PhotoAction(id int64) content.Action {
	if id == 0 {
		return content.Action{Type: ActionNoPhoto}
	}
	return content.Action{Type: ActionPhoto, ID: id}
}

// editChatAdmin makes a member an admin, or no longer one.
// https://core.telegram.org/method/messages.editChatAdmin
func (f *Feature) editChatAdmin(ctx context.Context, c rpc.Caller, q *tl.MessagesEditChatAdmin) (bool, error) {
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		seat, err := f.active(tx, c.User, q.ChatID)
		if err != nil {
			return err
		}
		if seat.Role != Creator {
			return ErrAdmin
		}
		u, err := f.users.User(tx, c, q.UserID)
		if err != nil {
			return err
		}
		m, _, err := member(tx, q.ChatID, u.ID)
		role := Plain
		if q.IsAdmin {
			role = Admin
		}
		switch {
		case err != nil:
			return err
		case m.State != In:
			return ErrNotIn
		case m.Role == Creator:
			return rpc.Bad("USER_ID_INVALID")
		case m.Role == role:
			return nil
		}
		m.Role = role
		if err := putMember(tx, q.ChatID, m); err != nil {
			return err
		}
		seat.Version++
		if err := Save(tx, &seat.Chat); err != nil {
			return err
		}
		ms, err := Members(tx, q.ChatID)
		if err != nil {
			return err
		}
		return f.tell(tx, rpc.Caller{}, noticeMembers, q.ChatID, IDs(ms))
	})
	return err == nil, err
}

// EditAbout changes what a group says of itself.
func (f *Feature) EditAbout(tx *db.Tx, c rpc.Caller, id int64, about string) error {
	about = content.Clean(about)
	if content.Units(about) > MaxAbout {
		return ErrAboutLong
	}
	seat, err := f.active(tx, c.User, id)
	switch {
	case err != nil:
		return err
	case !seat.May(NoInfo):
		return ErrAdmin
	case seat.About == about:
		return ErrAboutSame
	}
	seat.About = about
	if err := Save(tx, &seat.Chat); err != nil {
		return err
	}
	return f.Changed(tx, c, id)
}

// EditBans sets what those who are not admins may not do.
func (f *Feature) EditBans(ctx context.Context, c rpc.Caller, id int64, bans Bans) (tl.UpdatesClass, error) {
	return updatesOf(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		seat, err := f.active(tx, c.User, id)
		switch {
		case err != nil:
			return outcome{}, err
		case seat.Role == Plain:
			return outcome{}, ErrAdmin
		case bans&NoView != 0:
			return outcome{}, rpc.Bad("BANNED_RIGHTS_INVALID")
		case seat.Banned == bans:
			return outcome{}, ErrNotModified
		}
		seat.Banned = bans
		seat.Version++
		if err := Save(tx, &seat.Chat); err != nil {
			return outcome{}, err
		}
		ms, err := Members(tx, id)
		if err != nil {
			return outcome{}, err
		}
		err = f.tell(tx, c, noticeBans, id, IDs(ms))
		return outcome{chat: id, more: []tl.UpdateClass{f.bansUpdate(&seat.Chat)}}, err
	}))
}

// Set changes what else there is to a group, and tells everybody in it. Only the creator and admins may.
func (f *Feature) Set(ctx context.Context, c rpc.Caller, id int64, fn func(*Seat) error) (tl.UpdatesClass, error) {
	return updatesOf(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		seat, err := f.active(tx, c.User, id)
		if err != nil {
			return outcome{}, err
		}
		if seat.Role == Plain {
			return outcome{}, ErrAdmin
		}
		if err := fn(seat); err != nil {
			return outcome{}, err
		}
		if err := Save(tx, &seat.Chat); err != nil {
			return outcome{}, err
		}
		return outcome{chat: id, more: []tl.UpdateClass{&tl.UpdateChat{ChatID: id}}}, f.Changed(tx, c, id)
	}))
}

// deleteChat ends a group for everybody.
// https://core.telegram.org/method/messages.deleteChat
func (f *Feature) deleteChat(ctx context.Context, c rpc.Caller, q *tl.MessagesDeleteChat) (bool, error) {
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		seat, err := f.active(tx, c.User, q.ChatID)
		if err != nil {
			return err
		}
		if seat.Role != Creator {
			return errCreatorNeeded
		}
		ms, err := Members(tx, q.ChatID)
		if err != nil {
			return err
		}
		seat.Flags |= Deleted
		seat.Version++
		if err := Save(tx, &seat.Chat); err != nil {
			return err
		}
		return f.tell(tx, rpc.Caller{}, noticeChat, q.ChatID, IDs(ms))
	})
	return err == nil, err
}

// Forget takes somebody whose account is gone out of all groups.
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
		m, _, err := member(tx, id, person)
		if err != nil {
			return err
		}
		m.State = Left
		if err := putMember(tx, id, m); err != nil {
			return err
		}
		c := cs[id]
		c.Members, c.Version = c.Members-1, c.Version+1
		if err := Save(tx, c); err != nil {
			return err
		}
		ms, err := Members(tx, id)
		if err != nil {
			return err
		}
		if err := f.tell(tx, rpc.Caller{}, noticeMembers, id, IDs(ms)); err != nil {
			return err
		}
	}
	return nil
}
