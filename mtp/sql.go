package mtp

import (
	"embed"

	"chappe/db"
	"chappe/mtp/wire"
)

//go:embed migrations
var migrations embed.FS

// Migrations make this package's tables.
var Migrations = db.Migrations{Name: "mtp", FS: migrations}

// keyRow is a row of mtp_keys or, with temp, of mtp_temp_keys.
type keyRow struct {
	id        int64
	key       wire.AuthKey
	firstSalt int64
	created   int64 // unix seconds
	dc        int32 // 1 to 5, or 0
	temp      bool
	expires   int64 // unix seconds, of temporary keys
	permID    int64 // 0: a temporary key that is not bound
}

const (
	sqlPermKey = `SELECT auth_key, first_salt, created, dc FROM mtp_keys WHERE id = $1`
	sqlTempKey = `SELECT auth_key, first_salt, created, dc, expires, perm_id FROM mtp_temp_keys WHERE id = $1`
)

// selectKey finds a key of either kind; found is false if there is none.
func selectKey(tx *db.Tx, id int64) (k keyRow, found bool, err error) {
	k, found, err = db.One(tx, sqlPermKey, func(r *db.Row) keyRow {
		k := keyRow{id: id, permID: id}
		copy(k.key[:], r.Bytes())
		k.firstSalt, k.created, k.dc = r.Int64(), r.Int64(), r.Int32()
		return k
	}, id)
	if found || err != nil {
		return k, found, err
	}
	return db.One(tx, sqlTempKey, func(r *db.Row) keyRow {
		k := keyRow{id: id, temp: true}
		copy(k.key[:], r.Bytes())
		k.firstSalt, k.created, k.dc, k.expires, k.permID = r.Int64(), r.Int64(), r.Int32(), r.Int64(), r.Int64()
		return k
	}, id)
}

const (
	sqlInsertPerm = `INSERT INTO mtp_keys (id, auth_key, first_salt, created, dc) VALUES ($1, $2, $3, $4, $5)`
	sqlInsertTemp = `INSERT INTO mtp_temp_keys (id, auth_key, first_salt, created, dc, expires, perm_id)
		VALUES ($1, $2, $3, $4, $5, $6, 0)`
)

// insertKey stores a new key. stored is false if its id is taken by a key of either
// kind.
func insertKey(tx *db.Tx, k keyRow) (stored bool, err error) {
	if _, taken, err := selectKey(tx, k.id); err != nil || taken {
		return false, err
	}
	if k.temp {
		_, err = tx.Exec(sqlInsertTemp, k.id, k.key[:], k.firstSalt, k.created, k.dc, k.expires)
	} else {
		_, err = tx.Exec(sqlInsertPerm, k.id, k.key[:], k.firstSalt, k.created, k.dc)
	}
	return err == nil, err
}

const sqlBind = `UPDATE mtp_temp_keys SET perm_id = $2, expires = $3 WHERE id = $1 AND perm_id IN (0, $2)`

// updateBound binds a temporary key; bound is false if it is gone or bound to
// another permanent key.
func updateBound(tx *db.Tx, tempID, permID, expires int64) (bound bool, err error) {
	n, err := tx.Exec(sqlBind, tempID, permID, expires)
	return n > 0, err
}

const (
	sqlBoundTo    = `SELECT id FROM mtp_temp_keys WHERE perm_id = $1 ORDER BY created DESC, id`
	sqlDeleteTemp = `DELETE FROM mtp_temp_keys WHERE id = $1`
	sqlDeletePerm = `DELETE FROM mtp_keys WHERE id = $1`
	sqlExpired    = `SELECT id FROM mtp_temp_keys WHERE expires <= $1 LIMIT 1000`
)

func readID(r *db.Row) int64 { return r.Int64() }

// selectBound lists the temporary keys of a permanent one, newest first.
func selectBound(tx *db.Tx, permID int64) ([]int64, error) {
	return db.All(tx, sqlBoundTo, readID, permID)
}

// selectExpired lists some temporary keys whose time is over.
func selectExpired(tx *db.Tx, now int64) ([]int64, error) {
	return db.All(tx, sqlExpired, readID, now)
}

func deleteTemp(tx *db.Tx, ids []int64) error {
	for _, id := range ids {
		if _, err := tx.Exec(sqlDeleteTemp, id); err != nil {
			return err
		}
	}
	return nil
}

func deletePerm(tx *db.Tx, id int64) error {
	_, err := tx.Exec(sqlDeletePerm, id)
	return err
}

const (
	sqlSecret       = `SELECT secret FROM mtp_secret WHERE id = 1`
	sqlInsertSecret = `INSERT INTO mtp_secret (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING`
)

// saltSecret returns the stored secret, which is fresh if there was none.
func saltSecret(tx *db.Tx, fresh []byte) ([]byte, error) {
	if _, err := tx.Exec(sqlInsertSecret, fresh); err != nil {
		return nil, err
	}
	b, _, err := db.One(tx, sqlSecret, func(r *db.Row) []byte { return r.Bytes() })
	return b, err
}
