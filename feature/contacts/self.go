package contacts

import (
	"context"
	"encoding/json"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/users"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const (
	maxAbout    = 70              // UTF-16 code units
	onlineFor   = 5 * 60          // seconds that one "I am online" lasts
	maxWatchers = 1000            // people who are told of a presence at most
	flashStatus = "people.status" // a person's presence changed
)

// updateProfile changes the caller's name and what they say of themselves.
// https://core.telegram.org/method/account.updateProfile
func (f *Feature) updateProfile(ctx context.Context, c rpc.Caller, q *tl.AccountUpdateProfile) (tl.UserClass, error) {
	return f.changeSelf(ctx, c, func(tx *db.Tx, u *users.User) error {
		if q.FirstName.OK {
			if u.First = name(q.FirstName.V); u.First == "" {
				return rpc.Bad("FIRSTNAME_INVALID")
			}
		}
		if q.LastName.OK {
			u.Last = name(q.LastName.V)
		}
		if q.About.OK {
			if u.About = content.Clean(q.About.V); content.Units(u.About) > maxAbout {
				return rpc.Bad("ABOUT_TOO_LONG")
			}
		}
		return nil
	})
}

// updateUsername gives the caller a public name, or with an empty one takes it away.
// https://core.telegram.org/method/account.updateUsername
func (f *Feature) updateUsername(ctx context.Context, c rpc.Caller, q *tl.AccountUpdateUsername) (tl.UserClass, error) {
	if q.Username != "" && !users.ValidUsername(q.Username) {
		return nil, errUsername
	}
	return f.changeSelf(ctx, c, func(tx *db.Tx, u *users.User) error {
		if u.Username == q.Username {
			return rpc.Bad("USERNAME_NOT_MODIFIED")
		}
		if q.Username != "" {
			owner, err := users.ByUsername(tx, q.Username)
			if err != nil {
				return err
			}
			if owner != 0 && owner != u.ID {
				return rpc.Bad("USERNAME_OCCUPIED")
			}
		}
		if err := users.DropUsername(tx, u.Username, u.ID); err != nil {
			return err
		}
		if q.Username != "" {
			if _, err := users.TakeUsername(tx, q.Username, u.ID); err != nil {
				return err
			}
		}
		u.Username = q.Username
		return nil
	})
}

// checkUsername says whether the caller could take a public name.
// https://core.telegram.org/method/account.checkUsername
func (f *Feature) checkUsername(ctx context.Context, c rpc.Caller, q *tl.AccountCheckUsername) (bool, error) {
	if !users.ValidUsername(q.Username) {
		return false, errUsername
	}
	free := false
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		owner, err := users.ByUsername(tx, q.Username)
		free = owner == 0 || owner == c.User
		return err
	})
	return free, err
}

// changeSelf changes the caller's row and tells their own devices and those who know them.
func (f *Feature) changeSelf(ctx context.Context, c rpc.Caller, fn func(*db.Tx, *users.User) error) (tl.UserClass, error) {
	var out tl.UserClass
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		u, ok, err := users.ByID(tx, c.User)
		if err != nil {
			return err
		}
		if !ok {
			return users.ErrUser
		}
		if err := fn(tx, &u); err != nil {
			return err
		}
		if err := users.Save(tx, u); err != nil {
			return err
		}
		us, err := f.Changed(tx, c)
		if err == nil {
			out = us[0]
		}
		return err
	})
	return out, err
}

// Changed tells the caller's other devices and those who know them that they look different now, and returns how they see themselves.
func (f *Feature) Changed(tx *db.Tx, c rpc.Caller) ([]tl.UserClass, error) {
	if err := f.tellUser(tx, c.User, c.User, c.Key); err != nil {
		return nil, err
	}
	known, err := watchers(tx, c.User, maxWatchers)
	if err != nil {
		return nil, err
	}
	for _, w := range known {
		if err := f.tellUser(tx, w, c.User, 0); err != nil {
			return nil, err
		}
	}
	return f.People(tx, c.User, []int64{c.User})
}

// renderUser tells that somebody looks different now.
func (f *Feature) renderUser(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	var id int64
	if err := json.Unmarshal(n.Data, &id); err != nil {
		return hub.Batch{}, err
	}
	us, err := f.People(tx, viewer, []int64{id})
	if err != nil || len(us) == 0 {
		return hub.Batch{}, err
	}
	out := hub.Batch{Users: us, Updates: []tl.UpdateClass{&tl.UpdateUser{UserID: id}}}
	u, ok := us[0].(*tl.User)
	if ok && !u.Deleted {
		name := &tl.UpdateUserName{UserID: id, FirstName: u.FirstName.V, LastName: u.LastName.V}
		if u.Username.OK {
			name.Usernames = []tl.Username{{Editable: viewer == id, Active: true, Username: u.Username.V}}
		}
		out.Updates = append(out.Updates, name)
	}
	return out, nil
}

// updateStatus notes that the caller is here, or has gone.
// https://core.telegram.org/method/account.updateStatus
func (f *Feature) updateStatus(ctx context.Context, c rpc.Caller, q *tl.AccountUpdateStatus) (bool, error) {
	f.hub.SetAway(c.Key, q.Offline)
	until := f.box.Now()
	if !q.Offline {
		until += onlineFor
	}
	var known []int64
	err := f.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err = users.SetOnline(tx, c.User, until); err != nil {
			return err
		}
		known, err = watchers(tx, c.User, maxWatchers)
		return err
	})
	if err != nil {
		return false, err
	}
	data, err := json.Marshal(c.User)
	if err != nil {
		return false, err
	}
	for _, w := range known {
		f.box.Flash(ctx, w, flashStatus, data)
	}
	return true, nil
}

func (f *Feature) renderStatus(ctx context.Context, tx *db.Tx, viewer int64, data []byte) (hub.Batch, error) {
	var id int64
	if err := json.Unmarshal(data, &id); err != nil {
		return hub.Batch{}, err
	}
	u, ok, err := users.ByID(tx, id)
	if err != nil || !ok {
		return hub.Batch{}, err
	}
	views, err := f.Views(tx, viewer, []users.User{u})
	if err != nil {
		return hub.Batch{}, err
	}
	st := f.users.Status(&u, views[id].Status)
	if st == nil {
		return hub.Batch{}, nil
	}
	return hub.Batch{Updates: []tl.UpdateClass{&tl.UpdateUserStatus{UserID: id, Status: st}}}, nil
}
