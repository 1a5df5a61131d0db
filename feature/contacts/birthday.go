package contacts

import (
	"context"
	"time"

	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

// updateBirthday changes the caller's birthday, or removes it.
// https://core.telegram.org/method/account.updateBirthday
func (f *Feature) updateBirthday(ctx context.Context, c rpc.Caller, q *tl.AccountUpdateBirthday) (bool, error) {
	var b *users.Birthday
	if q.Birthday != nil {
		b = &users.Birthday{Day: q.Birthday.Day, Month: q.Birthday.Month, Year: q.Birthday.Year.V}
		if !b.Valid() {
			return false, rpc.Bad("BIRTHDAY_INVALID")
		}
	}
	_, err := f.changeSelf(ctx, c, func(tx *db.Tx, u *users.User) error {
		u.Profile.Birthday = b
		return nil
	})
	return err == nil, err
}

// getBirthdays tells which contacts have their birthday around today: wherever the caller is, today is among these days.
// https://core.telegram.org/method/contacts.getBirthdays
func (f *Feature) getBirthdays(ctx context.Context, c rpc.Caller, _ *tl.ContactsGetBirthdays) (*tl.ContactsContactBirthdays, error) {
	out := &tl.ContactsContactBirthdays{}
	now := time.Unix(int64(f.box.Now()), 0).UTC()
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		book, err := Book(tx, c.User)
		if err != nil {
			return err
		}
		ids := make([]int64, len(book))
		for i, e := range book {
			ids[i] = e.User
		}
		us, err := users.ByIDs(tx, ids)
		if err != nil {
			return err
		}
		g, err := f.gates(tx, c.User, ids)
		if err != nil {
			return err
		}
		var shown []int64
		for _, u := range us {
			if b := u.Profile.Birthday; b != nil && u.Flags&users.Deleted == 0 && b.Around(now) && g.lets(u.ID, Birthday) {
				out.Contacts = append(out.Contacts, tl.ContactBirthday{ContactID: u.ID, Birthday: *birthdayTL(b)})
				shown = append(shown, u.ID)
			}
		}
		out.Users, err = f.People(tx, c.User, shown)
		return err
	})
	return out, err
}

func birthdayTL(b *users.Birthday) *tl.Birthday {
	out := &tl.Birthday{Day: b.Day, Month: b.Month}
	if b.Year != 0 {
		out.Year = tl.Some(b.Year)
	}
	return out
}
