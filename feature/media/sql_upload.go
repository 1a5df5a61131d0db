package media

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"

	"chappe/db"
)

// NewID is a new id of a content, a file or whatever else is named by a random number.
func NewID() int64 {
	var b [8]byte
	for {
		_, _ = rand.Read(b[:]) // never fails
		if id := int64(binary.LittleEndian.Uint64(b[:]) >> 1); id > 0 {
			return id
		}
	}
}

// uploadRow is what is kept of an upload beside its parts.
type uploadRow struct {
	owner, id, blob int64
	date            int32 // of a part that came not long before the last, unix seconds
	done            bool
}

const uploadColumns = `owner, id, blob, date, done`

func scanUpload(r *db.Row) uploadRow {
	return uploadRow{owner: r.Int64(), id: r.Int64(), blob: r.Int64(), date: r.Int32(), done: r.Bool()}
}

const selectUpload = `SELECT ` + uploadColumns + ` FROM uploads WHERE owner = $1 AND id = $2`

func loadUpload(tx *db.Tx, owner, id int64) (uploadRow, bool, error) {
	u, ok, err := db.One(tx, selectUpload, scanUpload, owner, id)
	return u, ok, wrap(err, "upload of %d", owner)
}

const insertUpload = `INSERT INTO uploads (` + uploadColumns + `) VALUES ($1, $2, $3, $4, FALSE)
 ON CONFLICT (owner, id) DO UPDATE SET
 blob = CASE WHEN uploads.done THEN excluded.blob ELSE uploads.blob END,
 date = excluded.date, done = FALSE RETURNING blob`

// beginUpload makes an upload, unless it is there already, and returns the content that its parts belong to. One that was sent begins
// anew.
func beginUpload(tx *db.Tx, owner, id, fresh int64, now int32) (int64, error) {
	blob, _, err := db.One(tx, insertUpload, func(r *db.Row) int64 { return r.Int64() }, owner, id, fresh, now)
	return blob, wrap(err, "begin upload of %d", owner)
}

const updateUploadDate = `UPDATE uploads SET date = $3 WHERE owner = $1 AND id = $2`

func dateUpload(tx *db.Tx, owner, id int64, now int32) error {
	_, err := tx.Exec(updateUploadDate, owner, id, now)
	return wrap(err, "upload of %d", owner)
}

const finishUpload = `UPDATE uploads SET blob = $3, done = TRUE WHERE owner = $1 AND id = $2`

// endUpload notes what an upload became.
func endUpload(tx *db.Tx, owner, id, blob int64) error {
	_, err := tx.Exec(finishUpload, owner, id, blob)
	return wrap(err, "end upload of %d", owner)
}

const selectUploads = `SELECT ` + uploadColumns + ` FROM uploads WHERE owner = $1 AND NOT done`

// uploadsOf returns what a person has uploaded and not sent.
func uploadsOf(tx *db.Tx, owner int64) ([]uploadRow, error) {
	us, err := db.All(tx, selectUploads, scanUpload, owner)
	return us, wrap(err, "uploads of %d", owner)
}

const selectOldUploads = `SELECT ` + uploadColumns + ` FROM uploads WHERE date < $1 ORDER BY date LIMIT $2`

// uploadsBefore returns uploads of which no part came since a moment (unix seconds).
func uploadsBefore(tx *db.Tx, before int32, limit int) ([]uploadRow, error) {
	us, err := db.All(tx, selectOldUploads, scanUpload, before, limit)
	return us, wrap(err, "old uploads")
}

const deleteUpload = `DELETE FROM uploads WHERE owner = $1 AND id = $2`

func dropUpload(tx *db.Tx, owner, id int64) error {
	_, err := tx.Exec(deleteUpload, owner, id)
	return wrap(err, "drop upload of %d", owner)
}

// part is one object of a content.
type part struct {
	n      int32
	size   int32
	object string
	off    int64  // where in it the part begins
	hash   []byte // of a big file's part, see summer; else empty
}

func scanPart(r *db.Row) part {
	return part{n: r.Int32(), size: r.Int32(), object: r.Text(), off: r.Int64(), hash: r.Bytes()}
}

const (
	partColumns = `n, size, object, off, hash`
	selectPart  = `SELECT ` + partColumns + ` FROM parts WHERE blob = $1 AND n = $2`
	insertPart  = `INSERT INTO parts (blob, ` + partColumns + `) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (blob, n) DO NOTHING`
	updatePart  = `UPDATE parts SET size = $3, object = $4, off = $5, hash = $6 WHERE blob = $1 AND n = $2`
)

// putPart makes an object, or bytes in one, part n of a content, and returns which was that before, "" for none.
func putPart(tx *db.Tx, blob int64, p part) (was string, err error) {
	fresh, err := tx.Exec(insertPart, blob, p.n, p.size, p.object, p.off, p.hash)
	if err != nil || fresh > 0 {
		return "", wrap(err, "part of %d", blob)
	}
	old, _, err := db.One(tx, selectPart, scanPart, blob, p.n)
	if err != nil {
		return "", wrap(err, "part of %d", blob)
	}
	_, err = tx.Exec(updatePart, blob, p.n, p.size, p.object, p.off, p.hash)
	return old.object, wrap(err, "part of %d", blob)
}

const selectParts = `SELECT ` + partColumns + ` FROM parts WHERE blob = $1 ORDER BY n`

// partsOf returns the parts of a content, in their order.
func partsOf(tx *db.Tx, blob int64) ([]part, error) {
	ps, err := db.All(tx, selectParts, scanPart, blob)
	return ps, wrap(err, "parts of %d", blob)
}

const selectPartRange = `SELECT ` + partColumns + ` FROM parts WHERE blob = $1 AND n >= $2 AND n <= $3 ORDER BY n`

// partsFrom returns some of them.
func partsFrom(tx *db.Tx, blob int64, first, last int32) ([]part, error) {
	ps, err := db.All(tx, selectPartRange, scanPart, blob, first, last)
	return ps, wrap(err, "parts of %d", blob)
}

func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}
