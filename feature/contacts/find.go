package contacts

import (
	"context"
	"strings"
	"time"

	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

var (
	errNotOccupied = rpc.Bad("USERNAME_NOT_OCCUPIED")
	errUsername    = rpc.Bad("USERNAME_INVALID")
	errPhone       = rpc.Bad("PHONE_NOT_OCCUPIED")
)

// resolveUsername finds who has a public name.
// https://core.telegram.org/method/contacts.resolveUsername
func (f *Feature) resolveUsername(ctx context.Context, c rpc.Caller, q *tl.ContactsResolveUsername) (*tl.ContactsResolvedPeer, error) {
	name := strings.TrimPrefix(q.Username, "@")
	if !users.ValidUsername(name) {
		return nil, errUsername
	}
	return f.resolved(ctx, c, errNotOccupied, func(tx *db.Tx) (int64, error) { return users.ByUsername(tx, name) })
}

// resolvePhone finds who has a phone number. Each time is taken from the caller's allowance, see lookUp.
// https://core.telegram.org/method/contacts.resolvePhone
func (f *Feature) resolvePhone(ctx context.Context, c rpc.Caller, q *tl.ContactsResolvePhone) (*tl.ContactsResolvedPeer, error) {
	var wait int32
	err := f.db.Write(ctx, func(tx *db.Tx) (err error) {
		_, wait, err = f.lookUp(tx, c.User, 1)
		return err
	})
	if err != nil {
		return nil, err
	}
	if wait > 0 {
		return nil, rpc.Flood(time.Duration(wait) * time.Second)
	}
	return f.resolved(ctx, c, errPhone, func(tx *db.Tx) (int64, error) {
		u, ok, err := users.ByPhone(tx, Digits(q.Phone))
		if err != nil || !ok {
			return 0, err
		}
		found, err := f.Lets(tx, u.ID, c.User, FindByPhone)
		if !found {
			u.ID = 0
		}
		return u.ID, err
	})
}

// maxAsked is how many people one call may name.
const maxAsked = 1000

func (f *Feature) resolved(ctx context.Context, c rpc.Caller, none *rpc.Error, find func(*db.Tx) (int64, error)) (*tl.ContactsResolvedPeer, error) {
	var out *tl.ContactsResolvedPeer
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		id, err := find(tx)
		if err != nil {
			return err
		}
		if id < 0 && f.Channels != nil {
			cs, err := f.Channels(tx, c.User, []int64{-id})
			if err != nil || len(cs) == 0 {
				return either(err, none)
			}
			out = &tl.ContactsResolvedPeer{Peer: &tl.PeerChannel{ChannelID: -id}, Chats: cs, Users: []tl.UserClass{}}
			return nil
		}
		us, err := f.People(tx, c.User, []int64{id})
		if err != nil {
			return err
		}
		if len(us) == 0 {
			return none
		}
		out = &tl.ContactsResolvedPeer{Peer: &tl.PeerUser{UserID: id}, Users: us}
		return nil
	})
	return out, err
}

func either(err error, otherwise *rpc.Error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// getUsers returns people by what the caller names them by; those it may not name are left out as userEmpty.
// https://core.telegram.org/method/users.getUsers
func (f *Feature) getUsers(ctx context.Context, c rpc.Caller, q *tl.UsersGetUsers) ([]tl.UserClass, error) {
	out := []tl.UserClass{}
	if len(q.ID) > maxAsked {
		return nil, rpc.Bad("LIMIT_INVALID")
	}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		for _, in := range q.ID {
			u, err := f.users.User(tx, c, in)
			if err == users.ErrUser {
				if p, ok := in.(*tl.InputUser); ok {
					out = append(out, &tl.UserEmpty{ID: p.UserID})
				}
				continue
			}
			if err != nil {
				return err
			}
			us, err := f.People(tx, c.User, []int64{u.ID})
			if err != nil {
				return err
			}
			out = append(out, us...)
		}
		return nil
	})
	return out, err
}

// getFullUser returns a person's profile as the caller may see it.
// https://core.telegram.org/method/users.getFullUser
func (f *Feature) getFullUser(ctx context.Context, c rpc.Caller, q *tl.UsersGetFullUser) (*tl.UsersUserFull, error) {
	out := &tl.UsersUserFull{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		u, err := f.users.User(tx, c, q.ID)
		if err != nil {
			return err
		}
		blocked, err := Blocked(tx, c.User, u.ID)
		if err != nil {
			return err
		}
		out.FullUser = tl.UserFull{ID: u.ID, Blocked: blocked, CanPinMessage: true, NotifySettings: tl.PeerNotifySettings{}}
		g, err := f.gates(tx, c.User, []int64{u.ID})
		if err != nil {
			return err
		}
		if u.About != "" && g.lets(u.ID, About) {
			out.FullUser.About = tl.Some(u.About)
		}
		if note := g.mine[u.ID].Note; note != "" {
			out.FullUser.Note = &tl.TextWithEntities{Text: note}
		}
		out.FullUser.ReadDatesPrivate = !g.lets(u.ID, ReadMarks)
		out.FullUser.VoiceMessagesForbidden = !g.lets(u.ID, Voice)
		if out.FullUser.ContactRequirePremium, err = refuses(tx, &u, c.User); err != nil {
			return err
		}
		if b := u.Profile.Birthday; b != nil && g.lets(u.ID, Birthday) {
			out.FullUser.Birthday = birthdayTL(b)
		}
		if out.FullUser.Settings, err = f.Settings(tx, c.User, u.ID); err != nil {
			return err
		}
		if f.FillProfile != nil {
			if err := f.FillProfile(tx, c.User, u.ID, &out.FullUser); err != nil {
				return err
			}
		}
		out.Users, err = f.People(tx, c.User, []int64{u.ID})
		return err
	})
	return out, err
}

// Settings says which actions a client offers on top of a conversation with a person.
func (f *Feature) Settings(tx *db.Tx, viewer, id int64) (tl.PeerSettings, error) {
	book, err := entries(tx, viewer, []int64{id})
	if err != nil {
		return tl.PeerSettings{}, err
	}
	blocked, err := Blocked(tx, viewer, id)
	if _, known := book[id]; err != nil || known || id == viewer || id == users.Service {
		return tl.PeerSettings{}, err
	}
	return tl.PeerSettings{AddContact: true, BlockContact: !blocked, ReportSpam: !blocked}, nil
}

// Support returns how the account with a public name is shown to whoever asks for support; name "" gives nil.
func (f *Feature) Support(name string) func(ctx context.Context, c rpc.Caller) (tl.UserClass, error) {
	if name == "" {
		return nil
	}
	return func(ctx context.Context, c rpc.Caller) (tl.UserClass, error) {
		var out tl.UserClass
		err := f.db.Read(ctx, func(tx *db.Tx) error {
			id, err := users.ByUsername(tx, name)
			if err != nil {
				return err
			}
			us, err := f.People(tx, c.User, []int64{id})
			if len(us) > 0 {
				out = us[0]
			}
			return err
		})
		return out, err
	}
}
