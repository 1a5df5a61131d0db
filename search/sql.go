package search

import (
	"context"
	"errors"
	"fmt"
	"math"

	"chappe/db"
)

// minBox is below every box.
const minBox = math.MinInt64

const selectBehind = `SELECT b.box FROM boxes b LEFT JOIN search_boxes s ON s.box = b.box
 WHERE b.box > $1 AND (s.pts IS NULL OR s.pts < b.pts) ORDER BY b.box LIMIT 1000`

// behind returns boxes above after that were not read to their ends.
func (x *Index) behind(ctx context.Context, after int64) (out []int64, err error) {
	err = x.db.Read(ctx, func(tx *db.Tx) error {
		out, err = db.All(tx, selectBehind, func(r *db.Row) int64 { return r.Int64() }, after)
		return err
	})
	return out, wrap(err, "boxes behind")
}

const selectPosition = `SELECT n, pts FROM search_boxes WHERE box = $1`

// position returns a box's number in the index and up to where it was read; zeros while it was not.
func position(tx *db.Tx, boxID int64) (n int64, pts int32, err error) {
	type row struct {
		n   int64
		pts int32
	}
	p, _, err := db.One(tx, selectPosition, func(r *db.Row) row { return row{r.Int64(), r.Int32()} }, boxID)
	return p.n, p.pts, wrap(err, "position of box %d", boxID)
}

const insertPosition = `INSERT INTO search_boxes (box, n, pts) VALUES ($1, (SELECT COALESCE(MAX(s.n), 0) + 1 FROM search_boxes s), $2)
 ON CONFLICT (box) DO NOTHING RETURNING n`

// begin gives a box a number, or returns 0 when it has one.
func begin(tx *db.Tx, boxID int64, pts int32) (int64, error) {
	n, _, err := db.One(tx, insertPosition, func(r *db.Row) int64 { return r.Int64() }, boxID, pts)
	return n, wrap(err, "begin box %d", boxID)
}

const updatePosition = `UPDATE search_boxes SET pts = $3 WHERE box = $1 AND pts = $2`

func move(tx *db.Tx, boxID int64, from, to int32) (bool, error) {
	n, err := tx.Exec(updatePosition, boxID, from, to)
	return n == 1, wrap(err, "position of box %d", boxID)
}

const (
	insertSQLite   = `INSERT INTO search_words (rowid, words) VALUES ($1, $2)`
	insertPostgres = `INSERT INTO search_words (doc, words) VALUES ($1, array_to_tsvector(string_to_array($2, ' ')))`
	removeSQLite   = `DELETE FROM search_words WHERE rowid IN ($1*)`
	removePostgres = `DELETE FROM search_words WHERE doc IN ($1*)`
	clearSQLite    = `DELETE FROM search_words WHERE rowid >= $1 AND rowid < $2`
	clearPostgres  = `DELETE FROM search_words WHERE doc >= $1 AND doc < $2`
	deletePosition = `DELETE FROM search_boxes WHERE box = $1`
)

// on picks the statement of the engine.
func on(tx *db.Tx, sqlite, postgres string) string {
	if tx.Dialect() == db.SQLite {
		return sqlite
	}
	return postgres
}

func insert(tx *db.Tx, doc int64, words string) error {
	_, err := tx.Exec(on(tx, insertSQLite, insertPostgres), doc, words)
	return wrap(err, "index a message")
}

func remove(tx *db.Tx, n int64, ids []int32) error {
	docs := make(db.IDs, len(ids))
	for i, id := range ids {
		docs[i] = doc(n, id)
	}
	_, err := tx.Exec(on(tx, removeSQLite, removePostgres), docs)
	return wrap(err, "take messages out of the index")
}

// forget takes a box out of the index.
func forget(tx *db.Tx, boxID int64) error {
	n, _, err := position(tx, boxID)
	if err != nil || n == 0 {
		return err
	}
	if _, err := tx.Exec(on(tx, clearSQLite, clearPostgres), doc(n, 0), doc(n+1, 0)); err != nil {
		return wrap(err, "take box %d out of the index", boxID)
	}
	_, err = tx.Exec(deletePosition, boxID)
	return wrap(err, "take box %d out of the index", boxID)
}

// errEnough ends a walk.
var errEnough = errors.New("enough was found")

func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}
