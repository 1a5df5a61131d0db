package media

import (
	"encoding/json"

	"chappe/db"
)

const insertFileRow = `INSERT INTO files (id, blob, thumbs, data) VALUES ($1, $2, $3, $4)`

func insertFile(tx *db.Tx, r fileRow) error {
	data, err := r.text()
	if err != nil {
		return err
	}
	_, err = tx.Exec(insertFileRow, r.id, r.blob, r.thumbs, data)
	return wrap(err, "make file %d", r.id)
}

const selectFile = `SELECT id, blob, thumbs, data FROM files WHERE id = $1`

// loadFile returns a file. One that cannot be read has nothing but its contents.
func loadFile(tx *db.Tx, id int64) (fileRow, bool, error) {
	f, ok, err := db.One(tx, selectFile, func(r *db.Row) fileRow {
		f := fileRow{id: r.Int64(), blob: r.Int64(), thumbs: r.Int64()}
		if json.Unmarshal([]byte(r.Text()), &f.File) != nil {
			f.File = File{ID: f.id}
		}
		return f
	}, id)
	return f, ok, wrap(err, "file %d", id)
}

const deleteFileRow = `DELETE FROM files WHERE id = $1`

func deleteFile(tx *db.Tx, id int64) error {
	_, err := tx.Exec(deleteFileRow, id)
	return wrap(err, "drop file %d", id)
}

const insertUse = `INSERT INTO file_uses (kind, holder, id, file, date) VALUES ($1, $2, $3, $4, $5)
 ON CONFLICT (kind, holder, id, file) DO NOTHING`

func addUse(tx *db.Tx, u Use, file int64, now int32) error {
	_, err := tx.Exec(insertUse, int64(u.Kind), u.Holder, u.ID, file, now)
	return wrap(err, "use file %d", file)
}

const selectUse = `SELECT 1 FROM file_uses WHERE kind = $1 AND holder = $2 AND id = $3 AND file = $4`

// uses says whether a use is there.
func uses(tx *db.Tx, u Use, file int64) (bool, error) {
	_, ok, err := db.One(tx, selectUse, func(r *db.Row) int64 { return r.Int64() }, int64(u.Kind), u.Holder, u.ID, file)
	return ok, wrap(err, "use of file %d", file)
}

const selectAnyUse = `SELECT 1 FROM file_uses WHERE file = $1 LIMIT 1`

// isUsed says whether anybody has a file.
func isUsed(tx *db.Tx, file int64) (bool, error) {
	_, ok, err := db.One(tx, selectAnyUse, func(r *db.Row) int64 { return r.Int64() }, file)
	return ok, wrap(err, "use of file %d", file)
}

const (
	deleteUses    = `DELETE FROM file_uses WHERE kind = $1 AND holder = $2 AND id IN ($3*) RETURNING file`
	deleteUsesOf  = `DELETE FROM file_uses WHERE kind IN (1, 2, 3, 4, 6) AND holder = $1 RETURNING file`
	deleteOldUses = `DELETE FROM file_uses WHERE kind = $1 AND date < $2 RETURNING file`
)

func fileID(r *db.Row) int64 { return r.Int64() }

// dropUses takes uses away and returns which files they were of.
func dropUses(tx *db.Tx, kind UseKind, holder int64, ids []int64) ([]int64, error) {
	fs, err := db.All(tx, deleteUses, fileID, int64(kind), holder, db.IDs(ids))
	return fs, wrap(err, "drop uses of %d", holder)
}

const deleteUse = `DELETE FROM file_uses WHERE kind = $1 AND holder = $2 AND id = $3 AND file IN ($4*)`

// dropUse takes one use of some files away.
func dropUse(tx *db.Tx, u Use, ids []int64) error {
	_, err := tx.Exec(deleteUse, int64(u.Kind), u.Holder, u.ID, db.IDs(ids))
	return wrap(err, "drop use of files")
}

// dropUsesOf does the same with all that somebody has: every kind but pages, which are nobody's.
func dropUsesOf(tx *db.Tx, holder int64) ([]int64, error) {
	fs, err := db.All(tx, deleteUsesOf, fileID, holder)
	return fs, wrap(err, "drop uses of %d", holder)
}

// dropUsesBefore does the same with uses of one kind that are older than a moment (unix seconds).
func dropUsesBefore(tx *db.Tx, kind UseKind, before int32) ([]int64, error) {
	fs, err := db.All(tx, deleteOldUses, fileID, int64(kind), before)
	return fs, wrap(err, "drop old uses")
}
