package auth

import "chappe/db"

// account is what a person set about their account.
type account struct {
	User       int64
	DeviceDays int32  // of absence after which a device is signed out
	DeleteAt   int32  // unix seconds, when the account goes because somebody who lacks the password asked for it; 0 is never
	DeleteHash string // by which a device of the person stops that
}

const selectAccount = `SELECT user_id, device_days, delete_at, delete_hash FROM accounts WHERE user_id = $1`

func scanAccount(r *db.Row) account {
	return account{User: r.Int64(), DeviceDays: r.Int32(), DeleteAt: r.Int32(), DeleteHash: r.Text()}
}

// loadAccount returns what a person set, or what holds for those who set nothing.
func loadAccount(tx *db.Tx, user int64) (account, error) {
	a, ok, err := db.One(tx, selectAccount, scanAccount, user)
	if !ok {
		a = account{User: user, DeviceDays: defaultDeviceDays}
	}
	return a, wrap(err, "account of %d", user)
}

const upsertAccount = `INSERT INTO accounts (user_id, device_days, delete_at, delete_hash) VALUES ($1, $2, $3, $4)
 ON CONFLICT (user_id) DO UPDATE SET device_days = excluded.device_days, delete_at = excluded.delete_at, delete_hash = excluded.delete_hash`

func saveAccount(tx *db.Tx, a account) error {
	_, err := tx.Exec(upsertAccount, a.User, a.DeviceDays, a.DeleteAt, a.DeleteHash)
	return wrap(err, "save account of %d", a.User)
}

const deleteAccountRow = `DELETE FROM accounts WHERE user_id = $1`

func dropAccount(tx *db.Tx, user int64) error {
	_, err := tx.Exec(deleteAccountRow, user)
	return wrap(err, "drop account of %d", user)
}

const selectDue = `SELECT user_id, device_days, delete_at, delete_hash FROM accounts WHERE delete_at <> 0 AND delete_at <= $1 LIMIT $2`

// dueAccounts returns accounts whose time has come.
func dueAccounts(tx *db.Tx, now int32, limit int) ([]account, error) {
	as, err := db.All(tx, selectDue, scanAccount, now, limit)
	return as, wrap(err, "accounts to delete")
}

const insertInvite = `INSERT INTO invites (phone, created, user_id) VALUES ($1, $2, 0) ON CONFLICT (phone) DO UPDATE SET user_id = 0`

// putInvite lets a number in, also one that signed up before and deleted the account.
func putInvite(tx *db.Tx, phone string, now int32) error {
	_, err := tx.Exec(insertInvite, phone, now)
	return wrap(err, "invite")
}

const selectInvite = `SELECT user_id FROM invites WHERE phone = $1 AND user_id = 0`

func invited(tx *db.Tx, phone string) (bool, error) {
	_, ok, err := db.One(tx, selectInvite, func(r *db.Row) int64 { return r.Int64() }, phone)
	return ok, wrap(err, "find an invitation")
}

const markInvite = `UPDATE invites SET user_id = $2 WHERE phone = $1 AND user_id = 0`

func useInvite(tx *db.Tx, phone string, user int64) error {
	_, err := tx.Exec(markInvite, phone, user)
	return wrap(err, "use an invitation")
}

const deleteInvite = `DELETE FROM invites WHERE phone = $1 AND user_id = 0`

func dropInvite(tx *db.Tx, phone string) (bool, error) {
	n, err := tx.Exec(deleteInvite, phone)
	return n > 0, wrap(err, "drop an invitation")
}

const selectInvites = `SELECT phone, created, user_id FROM invites ORDER BY created DESC, phone LIMIT 1000`

func invitations(tx *db.Tx) ([]Invitation, error) {
	is, err := db.All(tx, selectInvites, func(r *db.Row) Invitation {
		return Invitation{Phone: r.Text(), Created: r.Int32(), User: r.Int64()}
	})
	return is, wrap(err, "list invitations")
}

const insertSetup = `INSERT INTO setup_tokens (id, hash, created, user_id) VALUES (1, $1, $2, 0) ON CONFLICT (id) DO NOTHING`

// putSetup keeps the hash of a setup token, unless there is one already.
func putSetup(tx *db.Tx, hash []byte, now int32) (bool, error) {
	n, err := tx.Exec(insertSetup, hash, now)
	return n == 1, wrap(err, "keep the setup token")
}

const replaceSetup = `INSERT INTO setup_tokens (id, hash, created, user_id) VALUES (1, $1, $2, 0)
 ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, created = excluded.created, user_id = 0`

func renewSetup(tx *db.Tx, hash []byte, now int32) error {
	_, err := tx.Exec(replaceSetup, hash, now)
	return wrap(err, "renew the setup token")
}

const selectSetup = `SELECT hash, user_id FROM setup_tokens WHERE id = 1`

// setup returns the hash of the setup token and who used it, 0 for nobody.
func setup(tx *db.Tx) (hash []byte, by int64, err error) {
	_, _, err = db.One(tx, selectSetup, func(r *db.Row) bool {
		hash, by = r.Bytes(), r.Int64()
		return true
	})
	return hash, by, wrap(err, "read the setup token")
}

const markSetup = `UPDATE setup_tokens SET user_id = $1 WHERE id = 1`

func claimSetup(tx *db.Tx, user int64) error {
	_, err := tx.Exec(markSetup, user)
	return wrap(err, "claim the server")
}
