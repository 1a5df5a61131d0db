package auth

import "chappe/db"

const passwordColumns = `user_id, salt1, salt2, verifier, hint, email, changed, reset_at, declined`

func scanPassword(r *db.Row) password {
	return password{
		User: r.Int64(), Salts: salts{One: r.Bytes(), Two: r.Bytes()}, Verifier: r.Bytes(), Hint: r.Text(), Email: r.Text(),
		Changed: r.Int32(), ResetAt: r.Int32(), Declined: r.Int32(),
	}
}

const selectPassword = `SELECT ` + passwordColumns + ` FROM passwords WHERE user_id = $1`

// passwordOf returns a person's password, and whether there is one.
func passwordOf(tx *db.Tx, user int64) (password, bool, error) {
	p, ok, err := db.One(tx, selectPassword, scanPassword, user)
	return p, ok, wrap(err, "password of %d", user)
}

const upsertPassword = `INSERT INTO passwords (` + passwordColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
 ON CONFLICT (user_id) DO UPDATE SET salt1 = excluded.salt1, salt2 = excluded.salt2, verifier = excluded.verifier,
 hint = excluded.hint, email = excluded.email, changed = excluded.changed, reset_at = excluded.reset_at, declined = excluded.declined`

func savePassword(tx *db.Tx, p password) error {
	_, err := tx.Exec(upsertPassword, p.User, p.Salts.One, p.Salts.Two, p.Verifier, p.Hint, p.Email, p.Changed, p.ResetAt, p.Declined)
	return wrap(err, "save password of %d", p.User)
}

const deletePassword = `DELETE FROM passwords WHERE user_id = $1`

func dropPassword(tx *db.Tx, user int64) error {
	_, err := tx.Exec(deletePassword, user)
	return wrap(err, "drop password of %d", user)
}

const selectResets = `SELECT ` + passwordColumns + ` FROM passwords WHERE reset_at <> 0 AND reset_at <= $1 LIMIT $2`

// duePasswords returns passwords whose owners waited long enough to have them removed.
func duePasswords(tx *db.Tx, now int32, limit int) ([]password, error) {
	ps, err := db.All(tx, selectResets, scanPassword, now, limit)
	return ps, wrap(err, "passwords to reset")
}

const insertExchange = `INSERT INTO srp_exchanges (key_id, id, nth, user_id, secret, public, expires, proof)
 VALUES ($1, $2, (SELECT COALESCE(MAX(nth), 0) + 1 FROM srp_exchanges WHERE key_id = $1), $3, $4, $5, $6, $7)`

func putExchange(tx *db.Tx, key, id, user int64, x exchange, expires int32) error {
	_, err := tx.Exec(insertExchange, key, id, user, x.Secret, x.Public, expires, []byte{})
	return wrap(err, "keep an exchange")
}

// keepProof notes that an exchange ended well, and with which proof.
func keepProof(tx *db.Tx, key, id, user int64, proof []byte, expires int32) error {
	_, err := tx.Exec(insertExchange, key, id, user, []byte{}, []byte{}, expires, proof)
	return wrap(err, "keep a proof")
}

const deleteExchange = `DELETE FROM srp_exchanges WHERE key_id = $1 AND id = $2 AND user_id = $3 AND expires > $4 AND proof = $5
 RETURNING secret, public`

// takeExchange uses up an exchange, and says whether there was one.
func takeExchange(tx *db.Tx, key, id, user int64, now int32) (exchange, bool, error) {
	x, ok, err := db.One(tx, deleteExchange, func(r *db.Row) exchange {
		return exchange{Secret: r.Bytes(), Public: r.Bytes()}
	}, key, id, user, now, []byte{})
	return x, ok, wrap(err, "take an exchange")
}

const selectProof = `SELECT proof FROM srp_exchanges WHERE key_id = $1 AND id = $2 AND user_id = $3 AND expires > $4`

func proofOf(tx *db.Tx, key, id, user int64, now int32) ([]byte, error) {
	p, _, err := db.One(tx, selectProof, func(r *db.Row) []byte { return r.Bytes() }, key, id, user, now)
	return p, wrap(err, "find a proof")
}

const deleteOldExchanges = `DELETE FROM srp_exchanges WHERE expires <= $1`

const deleteMoreExchanges = `DELETE FROM srp_exchanges WHERE key_id = $1 AND id NOT IN (
 SELECT id FROM srp_exchanges WHERE key_id = $1 ORDER BY nth DESC LIMIT $2)`

// trimExchanges drops exchanges that expired, and all but the newest keep of a key.
func trimExchanges(tx *db.Tx, key int64, now int32, keep int) error {
	if _, err := tx.Exec(deleteOldExchanges, now); err != nil {
		return wrap(err, "drop exchanges")
	}
	_, err := tx.Exec(deleteMoreExchanges, key, keep)
	return wrap(err, "drop exchanges")
}

const deleteExchangesOf = `DELETE FROM srp_exchanges WHERE user_id = $1`

// dropExchanges ends the exchanges about a password that has changed.
func dropExchanges(tx *db.Tx, user int64) error {
	_, err := tx.Exec(deleteExchangesOf, user)
	return wrap(err, "drop exchanges of %d", user)
}
