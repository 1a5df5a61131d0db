package auth

import "chappe/db"

const codeColumns = `hash, phone, purpose, user_id, mac, tries, sends, expires, state, key_id`

func scanCode(r *db.Row) phoneCode {
	return phoneCode{
		Hash: r.Text(), Phone: r.Text(), Purpose: purpose(r.Int64()), User: r.Int64(), MAC: r.Bytes(),
		Tries: r.Int(), Sends: r.Int(), Expires: r.Int32(), State: codeState(r.Int64()), Key: r.Int64(),
	}
}

const insertCode = `INSERT INTO phone_codes (` + codeColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

func putCode(tx *db.Tx, c phoneCode) error {
	_, err := tx.Exec(insertCode, c.Hash, c.Phone, int64(c.Purpose), c.User, c.MAC, c.Tries, c.Sends, c.Expires, int64(c.State), c.Key)
	return wrap(err, "keep a code")
}

const selectCode = `SELECT ` + codeColumns + ` FROM phone_codes WHERE hash = $1`

func codeByHash(tx *db.Tx, hash string) (phoneCode, bool, error) {
	c, ok, err := db.One(tx, selectCode, scanCode, hash)
	return c, ok, wrap(err, "find a code")
}

const selectCodesOf = `SELECT ` + codeColumns + ` FROM phone_codes WHERE phone = $1 AND purpose = $2 AND state = $3`

// codesOf returns the codes of a phone number that wait to be given.
func codesOf(tx *db.Tx, phone string, p purpose) ([]phoneCode, error) {
	cs, err := db.All(tx, selectCodesOf, scanCode, phone, int64(p), int64(codeSent))
	return cs, wrap(err, "codes of a number")
}

const changeCode = `UPDATE phone_codes SET mac = $2, tries = $3, sends = $4, expires = $5, state = $6, key_id = $7, user_id = $8 WHERE hash = $1`

func updateCode(tx *db.Tx, c phoneCode) error {
	_, err := tx.Exec(changeCode, c.Hash, c.MAC, c.Tries, c.Sends, c.Expires, int64(c.State), c.Key, c.User)
	return wrap(err, "change a code")
}

const deleteCode = `DELETE FROM phone_codes WHERE hash = $1`

func dropCode(tx *db.Tx, hash string) error {
	_, err := tx.Exec(deleteCode, hash)
	return wrap(err, "drop a code")
}

const deleteCodes = `DELETE FROM phone_codes WHERE expires <= $1`

// dropCodes forgets the codes that have expired.
func dropCodes(tx *db.Tx, now int32) error {
	_, err := tx.Exec(deleteCodes, now)
	return wrap(err, "drop codes")
}
