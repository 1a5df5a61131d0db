package auth

import "chappe/db"

const insertExport = `INSERT INTO exported_sign_ins (user_id, token, parent_key, expires) VALUES ($1, $2, $3, $4)`

func putExport(tx *db.Tx, user int64, hash []byte, parent int64, expires int32) error {
	_, err := tx.Exec(insertExport, user, hash, parent, expires)
	return wrap(err, "export a sign-in")
}

const deleteExport = `DELETE FROM exported_sign_ins WHERE user_id = $1 AND token = $2 AND expires > $3 RETURNING parent_key`

// takeExport uses up a token and returns the key that it came from.
func takeExport(tx *db.Tx, user int64, hash []byte, now int32) (int64, bool, error) {
	key, ok, err := db.One(tx, deleteExport, func(r *db.Row) int64 { return r.Int64() }, user, hash, now)
	return key, ok, wrap(err, "import a sign-in")
}

const deleteExports = `DELETE FROM exported_sign_ins WHERE expires <= $1`

func dropExports(tx *db.Tx, now int32) error {
	_, err := tx.Exec(deleteExports, now)
	return wrap(err, "drop exported sign-ins")
}

const insertLink = `INSERT INTO linked_keys (user_id, key_id, parent_key) VALUES ($1, $2, $3)
 ON CONFLICT (user_id, key_id) DO UPDATE SET parent_key = excluded.parent_key`

func putLink(tx *db.Tx, user, key, parent int64) error {
	_, err := tx.Exec(insertLink, user, key, parent)
	return wrap(err, "link a key")
}

const selectLinks = `SELECT key_id, parent_key FROM linked_keys WHERE user_id = $1`

// linkedOf returns a person's linked keys, each with the key that it belongs to.
func linkedOf(tx *db.Tx, user int64) (map[int64]int64, error) {
	out := map[int64]int64{}
	err := db.Each(tx, selectLinks, func(r *db.Row) error {
		key := r.Int64()
		out[key] = r.Int64()
		return nil
	}, user)
	return out, wrap(err, "linked keys of %d", user)
}

const selectLinkedTo = `SELECT key_id FROM linked_keys WHERE user_id = $1 AND parent_key = $2`

func linkedTo(tx *db.Tx, user, parent int64) ([]int64, error) {
	keys, err := db.All(tx, selectLinkedTo, func(r *db.Row) int64 { return r.Int64() }, user, parent)
	return keys, wrap(err, "keys linked to a device")
}

const selectParent = `SELECT parent_key FROM linked_keys WHERE user_id = $1 AND key_id = $2`

// parentOf returns the key that a key was linked to, or itself.
func parentOf(tx *db.Tx, user, key int64) (int64, error) {
	parent, ok, err := db.One(tx, selectParent, func(r *db.Row) int64 { return r.Int64() }, user, key)
	if !ok {
		parent = key
	}
	return parent, wrap(err, "device of a key")
}

const deleteLink = `DELETE FROM linked_keys WHERE user_id = $1 AND key_id = $2`

func dropLink(tx *db.Tx, user, key int64) error {
	_, err := tx.Exec(deleteLink, user, key)
	return wrap(err, "unlink a key")
}

const deletePushes = `DELETE FROM push_devices WHERE user_id = $1 AND key_id = $2`
const deleteExchanges = `DELETE FROM srp_exchanges WHERE key_id = $1`
const deleteLoginTokens = `DELETE FROM login_tokens WHERE key_id = $1`
const deleteExportsOf = `DELETE FROM exported_sign_ins WHERE user_id = $1 AND parent_key = $2`

// dropKey forgets what this feature keeps for a key that is being signed out.
func dropKey(tx *db.Tx, user, key int64) error {
	for _, q := range []string{deleteLink, deletePushes, deleteExportsOf} {
		if _, err := tx.Exec(q, user, key); err != nil {
			return wrap(err, "forget a key")
		}
	}
	for _, q := range []string{deleteExchanges, deleteLoginTokens} {
		if _, err := tx.Exec(q, key); err != nil {
			return wrap(err, "forget a key")
		}
	}
	return nil
}

const deleteLinksOf = `DELETE FROM linked_keys WHERE user_id = $1`
const deletePushesOfUser = `DELETE FROM push_devices WHERE user_id = $1`
const deleteExportsOfUser = `DELETE FROM exported_sign_ins WHERE user_id = $1`

// dropAllKeys forgets what this feature keeps for all keys of a person.
func dropAllKeys(tx *db.Tx, user int64) error {
	for _, q := range []string{deleteLinksOf, deletePushesOfUser, deleteExportsOfUser} {
		if _, err := tx.Exec(q, user); err != nil {
			return wrap(err, "forget the keys of %d", user)
		}
	}
	return nil
}

// dropDue forgets login tokens and exchanges that have expired.
func dropDue(tx *db.Tx, now int32) error {
	for _, q := range []string{deleteDueTokens, deleteOldExchanges} {
		if _, err := tx.Exec(q, now); err != nil {
			return wrap(err, "drop what has expired")
		}
	}
	return nil
}
