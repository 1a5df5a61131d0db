package users

import (
	"context"

	"chappe/db"
)

// EnsureService makes the service account, or calls it what the server is called now.
func (f *Feature) EnsureService(ctx context.Context, name string) error {
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		u, ok, err := ByID(tx, Service)
		if err != nil {
			return err
		}
		if !ok {
			return f.insert(tx, User{ID: Service, First: name, Flags: Verified | Support, Created: f.box.Now()})
		}
		if u.First == name {
			return nil
		}
		u.First = name
		return Save(tx, u)
	})
	return wrap(err, "service account")
}

const selectAll = `SELECT ` + columns + ` FROM users WHERE phone <> '' ORDER BY id`

// All returns everybody who can sign in, in the order of their ids.
func All(tx *db.Tx) ([]User, error) {
	us, err := db.All(tx, selectAll, scan)
	return us, wrap(err, "all users")
}

const selectAway = `SELECT ` + columns + ` FROM users WHERE phone <> '' AND id > $1 AND online_until < $2 AND created < $2 ORDER BY id LIMIT $3`

// Away returns at most limit people whose ids are beyond after, who were not seen since a moment (unix seconds) and came before
// it, in the order of their ids.
func Away(tx *db.Tx, after int64, since int32, limit int) ([]User, error) {
	us, err := db.All(tx, selectAway, scan, after, since, limit)
	return us, wrap(err, "people who are away")
}
