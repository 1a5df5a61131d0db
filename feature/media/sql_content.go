package media

import (
	"chappe/db"
)

const contentColumns = `id, hash, size, part`

func scanContent(r *db.Row) body {
	return body{id: r.Int64(), hash: r.Text(), size: r.Int64(), part: r.Int32()}
}

const selectContent = `SELECT ` + contentColumns + ` FROM blobs WHERE id = $1`

func loadContent(tx *db.Tx, id int64) (body, bool, error) {
	b, ok, err := db.One(tx, selectContent, scanContent, id)
	return b, ok, wrap(err, "content %d", id)
}

const selectContentHash = `SELECT id FROM blobs WHERE hash = $1 AND hash <> ''`

func contentByHash(tx *db.Tx, hash string) (int64, bool, error) {
	id, ok, err := db.One(tx, selectContentHash, func(r *db.Row) int64 { return r.Int64() }, hash)
	return id, ok, wrap(err, "content by hash")
}

const insertBlob = `INSERT INTO blobs (` + contentColumns + `, uses) VALUES ($1, $2, $3, $4, 1)`

func insertContent(tx *db.Tx, b body) error {
	_, err := tx.Exec(insertBlob, b.id, b.hash, b.size, b.part)
	return wrap(err, "make content %d", b.id)
}

const addUses = `UPDATE blobs SET uses = uses + $2 WHERE id = $1`

// useContent counts uses of a content.
func useContent(tx *db.Tx, id int64, n int) error {
	_, err := tx.Exec(addUses, id, n)
	return wrap(err, "use content %d", id)
}

const takeUse = `UPDATE blobs SET uses = uses - 1 WHERE id = $1 RETURNING uses`

// unuseContent counts one use less, and returns how many are left.
func unuseContent(tx *db.Tx, id int64) (left int64, err error) {
	left, _, err = db.One(tx, takeUse, func(r *db.Row) int64 { return r.Int64() }, id)
	return left, wrap(err, "drop content %d", id)
}

const deleteBlob = `DELETE FROM blobs WHERE id = $1`

func deleteContent(tx *db.Tx, id int64) error {
	_, err := tx.Exec(deleteBlob, id)
	return wrap(err, "drop content %d", id)
}

const (
	insertDoomedOf = `INSERT INTO doomed (object) SELECT object FROM parts WHERE blob = $1 ON CONFLICT (object) DO NOTHING`
	deletePartsOf  = `DELETE FROM parts WHERE blob = $1`
	insertFillsOf  = `INSERT INTO doomed (object) SELECT object FROM fills WHERE blob = $1 ON CONFLICT (object) DO NOTHING`
	deleteFillsOf  = `DELETE FROM fills WHERE blob = $1`
	insertDoomed   = `INSERT INTO doomed (object) VALUES ($1) ON CONFLICT (object) DO NOTHING`
	selectDoomed   = `SELECT object FROM doomed LIMIT $1`
	deleteDoomed   = `DELETE FROM doomed WHERE object = $1`
)

// doomPartsOf takes the parts of a content out of the tables and notes that their objects are to be deleted.
func doomPartsOf(tx *db.Tx, blob int64) error {
	for _, q := range []string{insertDoomedOf, deletePartsOf, insertFillsOf, deleteFillsOf} {
		if _, err := tx.Exec(q, blob); err != nil {
			return wrap(err, "drop parts of %d", blob)
		}
	}
	return nil
}

const (
	insertFill = `INSERT INTO fills (object, blob) VALUES ($1, $2)`
	selectFill = `SELECT 1 FROM fills WHERE object = $1`
)

// addFill notes that parts of a content will be in an object.
func addFill(tx *db.Tx, object string, blob int64) error {
	_, err := tx.Exec(insertFill, object, blob)
	return wrap(err, "fill an object of %d", blob)
}

// isFill says whether there may be several parts in an object.
func isFill(tx *db.Tx, object string) (bool, error) {
	_, ok, err := db.One(tx, selectFill, func(r *db.Row) int64 { return r.Int64() }, object)
	return ok, wrap(err, "look for an object")
}

func doomObject(tx *db.Tx, object string) error {
	_, err := tx.Exec(insertDoomed, object)
	return wrap(err, "drop an object")
}

// doomedObjects returns objects that are to be deleted.
func doomedObjects(tx *db.Tx, limit int) ([]string, error) {
	os, err := db.All(tx, selectDoomed, func(r *db.Row) string { return r.Text() }, limit)
	return os, wrap(err, "objects to be deleted")
}

// undoom notes that an object is deleted.
func undoom(tx *db.Tx, object string) error {
	_, err := tx.Exec(deleteDoomed, object)
	return wrap(err, "note that an object is gone")
}

const selectNamed = `SELECT 1 FROM parts WHERE object = $1 LIMIT 1`

// named says whether an object is part of something, or will be.
func named(tx *db.Tx, object string) (bool, error) {
	if fill, err := isFill(tx, object); err != nil || fill {
		return fill, err
	}
	_, ok, err := db.One(tx, selectNamed, func(r *db.Row) int64 { return r.Int64() }, object)
	return ok, wrap(err, "look for an object")
}
