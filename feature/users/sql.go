package users

import (
	"fmt"
	"strings"

	"chappe/db"
)

const columns = `id, phone, first_name, last_name, username, about, flags, created, online_until, profile`

func scan(r *db.Row) User {
	return User{
		ID: r.Int64(), Phone: r.Text(), First: r.Text(), Last: r.Text(), Username: r.Text(), About: r.Text(),
		Flags: Flags(r.Int64()), Created: r.Int32(), OnlineUntil: r.Int32(), Profile: profileOf(r.Text()),
	}
}

const selectByID = `SELECT ` + columns + ` FROM users WHERE id = $1`

// ByID returns a person, and whether there is one.
func ByID(tx *db.Tx, id int64) (User, bool, error) {
	u, ok, err := db.One(tx, selectByID, scan, id)
	return u, ok, wrap(err, "user %d", id)
}

const selectByIDs = `SELECT ` + columns + ` FROM users WHERE id IN ($1*)`

// ByIDs returns those of the people that exist, in no order.
func ByIDs(tx *db.Tx, ids []int64) ([]User, error) {
	us, err := db.All(tx, selectByIDs, scan, db.IDs(ids))
	return us, wrap(err, "users by id")
}

const selectByPhone = `SELECT ` + columns + ` FROM users WHERE phone = $1 AND phone <> ''`

// ByPhone returns the person with a phone number (digits only), and whether there is one.
func ByPhone(tx *db.Tx, phone string) (User, bool, error) {
	u, ok, err := db.One(tx, selectByPhone, scan, phone)
	return u, ok, wrap(err, "user by phone")
}

const selectName = `SELECT owner FROM usernames WHERE name = $1`

// ByUsername returns who has a public name, in any case of letters: a person's id or a negated channel id; 0 for nobody.
func ByUsername(tx *db.Tx, name string) (int64, error) {
	owner, _, err := db.One(tx, selectName, func(r *db.Row) int64 { return r.Int64() }, strings.ToLower(name))
	return owner, wrap(err, "owner of a name")
}

const takeName = `INSERT INTO usernames (name, owner) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`

// TakeUsername gives a free public name to owner, and says whether it was free.
func TakeUsername(tx *db.Tx, name string, owner int64) (bool, error) {
	n, err := tx.Exec(takeName, strings.ToLower(name), owner)
	return n == 1, wrap(err, "take a name")
}

const dropName = `DELETE FROM usernames WHERE name = $1 AND owner = $2`

// DropUsername makes owner's public name free.
func DropUsername(tx *db.Tx, name string, owner int64) error {
	_, err := tx.Exec(dropName, strings.ToLower(name), owner)
	return wrap(err, "drop a name")
}

const insert = `INSERT INTO users (` + columns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

func insertUser(tx *db.Tx, u User) error {
	_, err := tx.Exec(insert, u.ID, u.Phone, u.First, u.Last, u.Username, u.About, int64(u.Flags), u.Created, u.OnlineUntil, u.Profile.text())
	return wrap(err, "make a user")
}

const update = `UPDATE users SET phone = $2, first_name = $3, last_name = $4, username = $5, about = $6, flags = $7, profile = $8 WHERE id = $1`

// Save stores a person's row, all but the presence.
func Save(tx *db.Tx, u User) error {
	_, err := tx.Exec(update, u.ID, u.Phone, u.First, u.Last, u.Username, u.About, int64(u.Flags), u.Profile.text())
	return wrap(err, "save user %d", u.ID)
}

const updatePresence = `UPDATE users SET online_until = $2 WHERE id = $1`

// SetOnline notes until when a person counts as online (unix seconds), or, in the past, when they were last seen.
func SetOnline(tx *db.Tx, id int64, until int32) error {
	_, err := tx.Exec(updatePresence, id, until)
	return wrap(err, "presence of user %d", id)
}

const next = `INSERT INTO sequences (kind, last) VALUES ($1, $2) ON CONFLICT (kind) DO UPDATE SET last = sequences.last + 1 RETURNING last`

// NextID gives out the next number of a kind; the first is first.
func NextID(tx *db.Tx, kind string, first int64) (int64, error) {
	id, _, err := db.One(tx, next, func(r *db.Row) int64 { return r.Int64() }, kind, first)
	return id, wrap(err, "next id of %s", kind)
}

const putSecret = `INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`

const getSecret = `SELECT value FROM secrets WHERE name = $1`

// keepSecret stores fresh unless there is a secret of this name already, and returns the one that counts.
func keepSecret(tx *db.Tx, name string, fresh []byte) ([]byte, error) {
	if _, err := tx.Exec(putSecret, name, fresh); err != nil {
		return nil, err
	}
	v, _, err := db.One(tx, getSecret, func(r *db.Row) []byte { return r.Bytes() }, name)
	return v, err
}

const countUsers = `SELECT COUNT(*) FROM users WHERE phone <> ''`

// Count is how many people can sign in.
func Count(tx *db.Tx) (int64, error) {
	n, _, err := db.One(tx, countUsers, func(r *db.Row) int64 { return r.Int64() })
	return n, wrap(err, "count users")
}

func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}
