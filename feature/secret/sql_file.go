package secret

import "chappe/db"

// fileRow is an encrypted file.
type fileRow struct {
	fileEntry
	Chat     int32
	Owner    int64 // who uploaded it
	Other    int64 // for whom
	RandomID int64
	Date     int32
}

const fileColumns = `id, hash, size, fingerprint, chat_id, owner, other, random_id, date`

func scanFile(r *db.Row) fileRow {
	return fileRow{
		fileEntry: fileEntry{ID: r.Int64(), Hash: r.Int64(), Size: r.Int64(), Fingerprint: r.Int32()},
		Chat:      r.Int32(), Owner: r.Int64(), Other: r.Int64(), RandomID: r.Int64(), Date: r.Int32(),
	}
}

const insertFile = `INSERT INTO secret_files (` + fileColumns + `, fetched) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)`

func putFile(tx *db.Tx, r fileRow) error {
	_, err := tx.Exec(insertFile, r.ID, r.Hash, r.Size, r.Fingerprint, r.Chat, r.Owner, r.Other, r.RandomID, r.Date)
	return wrap(err, "keep an encrypted file")
}

const selectFile = `SELECT ` + fileColumns + ` FROM secret_files WHERE id = $1`

func loadFile(tx *db.Tx, id int64) (fileRow, bool, error) {
	r, ok, err := db.One(tx, selectFile, scanFile, id)
	return r, ok, wrap(err, "load an encrypted file")
}

const selectSentWith = `SELECT ` + fileColumns + ` FROM secret_files WHERE chat_id = $1 AND random_id = $2 LIMIT 1`

// fileSentWith finds the file of a message that was sent before.
func fileSentWith(tx *db.Tx, chat int32, randomID int64) (fileRow, bool, error) {
	if randomID == 0 {
		return fileRow{}, false, nil
	}
	r, ok, err := db.One(tx, selectSentWith, scanFile, chat, randomID)
	return r, ok, wrap(err, "find an encrypted file")
}

const updateFetched = `UPDATE secret_files SET fetched = $3 WHERE id = $1 AND owner <> $2 AND fetched = 0`

func markFetched(tx *db.Tx, id, by int64, now int32) error {
	_, err := tx.Exec(updateFetched, id, by, now)
	return wrap(err, "note that an encrypted file was fetched")
}

const selectFilesOf = `SELECT ` + fileColumns + ` FROM secret_files WHERE chat_id = $1 ORDER BY id`

func filesOf(tx *db.Tx, chat int32) ([]fileRow, error) {
	rs, err := db.All(tx, selectFilesOf, scanFile, chat)
	return rs, wrap(err, "files of a secret chat")
}

const selectFetched = `SELECT ` + fileColumns + ` FROM secret_files WHERE fetched > 0 AND fetched < $1 ORDER BY fetched LIMIT 500`
const selectOldFiles = `SELECT ` + fileColumns + ` FROM secret_files WHERE date < $1 ORDER BY date LIMIT 500`

// dueFiles are files that were fetched long enough ago, or that nobody fetched for too long.
func dueFiles(tx *db.Tx, fetched, old int32) ([]fileRow, error) {
	rs, err := db.All(tx, selectFetched, scanFile, fetched)
	if err == nil && len(rs) == 0 {
		rs, err = db.All(tx, selectOldFiles, scanFile, old)
	}
	return rs, wrap(err, "encrypted files that are due")
}

const deleteFileRow = `DELETE FROM secret_files WHERE id = $1`

func deleteFile(tx *db.Tx, id int64) error {
	_, err := tx.Exec(deleteFileRow, id)
	return wrap(err, "drop an encrypted file")
}
