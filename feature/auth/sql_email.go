package auth

import "chappe/db"

const selectPending = `SELECT user_id, salt1, salt2, verifier, hint, email, mac, tries, expires FROM password_emails WHERE user_id = $1`

// pendingEmail returns the recovery e-mail of a person that was not confirmed yet, and whether there is one.
func pendingEmail(tx *db.Tx, user int64) (emailPending, bool, error) {
	p, ok, err := db.One(tx, selectPending, func(r *db.Row) emailPending {
		var p emailPending
		p.User, p.Salts, p.Verifier = r.Int64(), salts{One: r.Bytes(), Two: r.Bytes()}, r.Bytes()
		p.Hint, p.Email, p.MAC, p.Tries, p.Expires = r.Text(), r.Text(), r.Bytes(), r.Int(), r.Int32()
		return p
	}, user)
	return p, ok, wrap(err, "e-mail of %d", user)
}

const upsertPending = `INSERT INTO password_emails (user_id, salt1, salt2, verifier, hint, email, mac, tries, expires)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
 ON CONFLICT (user_id) DO UPDATE SET salt1 = excluded.salt1, salt2 = excluded.salt2, verifier = excluded.verifier,
 hint = excluded.hint, email = excluded.email, mac = excluded.mac, tries = excluded.tries, expires = excluded.expires`

func putPending(tx *db.Tx, p emailPending) error {
	_, err := tx.Exec(upsertPending, p.User, p.Salts.One, p.Salts.Two, p.Verifier, p.Hint, p.Email, p.MAC, p.Tries, p.Expires)
	return wrap(err, "keep an e-mail of %d", p.User)
}

const deletePending = `DELETE FROM password_emails WHERE user_id = $1`

func dropPending(tx *db.Tx, user int64) error {
	_, err := tx.Exec(deletePending, user)
	return wrap(err, "drop an e-mail of %d", user)
}

const selectRecovery = `SELECT user_id, mac, tries, expires FROM password_recoveries WHERE user_id = $1`

func recoveryOf(tx *db.Tx, user int64) (recovery, bool, error) {
	v, ok, err := db.One(tx, selectRecovery, func(r *db.Row) recovery {
		return recovery{User: r.Int64(), MAC: r.Bytes(), Tries: r.Int(), Expires: r.Int32()}
	}, user)
	return v, ok, wrap(err, "recovery of %d", user)
}

const upsertRecovery = `INSERT INTO password_recoveries (user_id, mac, tries, expires) VALUES ($1, $2, $3, $4)
 ON CONFLICT (user_id) DO UPDATE SET mac = excluded.mac, tries = excluded.tries, expires = excluded.expires`

func putRecovery(tx *db.Tx, v recovery) error {
	_, err := tx.Exec(upsertRecovery, v.User, v.MAC, v.Tries, v.Expires)
	return wrap(err, "keep a recovery of %d", v.User)
}

const deleteRecovery = `DELETE FROM password_recoveries WHERE user_id = $1`

func dropRecovery(tx *db.Tx, user int64) error {
	_, err := tx.Exec(deleteRecovery, user)
	return wrap(err, "drop a recovery of %d", user)
}
