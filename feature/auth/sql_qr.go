package auth

import "chappe/db"

const selectLoginToken = `SELECT key_id, user_id, device_hash, expires FROM login_tokens WHERE token = $1`

func scanLoginToken(r *db.Row) loginToken {
	return loginToken{Key: r.Int64(), User: r.Int64(), Hash: r.Int64(), Expires: r.Int32()}
}

func loginTokenBy(tx *db.Tx, hash []byte) (loginToken, bool, error) {
	t, ok, err := db.One(tx, selectLoginToken, scanLoginToken, hash)
	return t, ok, wrap(err, "find a login token")
}

const selectAccepted = `SELECT key_id, user_id, device_hash, expires FROM login_tokens WHERE key_id = $1 AND user_id <> 0 AND expires > $2`

func acceptedToken(tx *db.Tx, key int64, now int32) (loginToken, bool, error) {
	t, ok, err := db.One(tx, selectAccepted, scanLoginToken, key, now)
	return t, ok, wrap(err, "find an accepted token")
}

const markAccepted = `UPDATE login_tokens SET user_id = $2, device_hash = $3, expires = $4 WHERE token = $1`

func acceptToken(tx *db.Tx, hash []byte, t loginToken) error {
	_, err := tx.Exec(markAccepted, hash, t.User, t.Hash, t.Expires)
	return wrap(err, "accept a login token")
}

const insertLoginToken = `INSERT INTO login_tokens (token, key_id, user_id, device_hash, expires) VALUES ($1, $2, 0, 0, $3)`
const deleteDueTokens = `DELETE FROM login_tokens WHERE expires <= $1`

// replaceLoginToken keeps the token that a key shows now. The one before goes on counting until it expires: somebody may be
// pointing a camera at it.
func replaceLoginToken(tx *db.Tx, hash []byte, t loginToken, now int32) error {
	if _, err := tx.Exec(deleteDueTokens, now); err != nil {
		return wrap(err, "drop login tokens")
	}
	_, err := tx.Exec(insertLoginToken, hash, t.Key, t.Expires)
	return wrap(err, "keep a login token")
}

func dropLoginTokens(tx *db.Tx, key int64) error {
	_, err := tx.Exec(deleteLoginTokens, key)
	return wrap(err, "drop login tokens")
}
