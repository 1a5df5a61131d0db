package secret

import (
	"fmt"

	"chappe/db"
)

// The states of a chat, as stored.
const (
	asked = iota + 1
	ready
	over
)

// chat is a secret chat.
type chat struct {
	ID                        int32
	Admin, AdminKey           int64
	Participant, AcceptingKey int64
	Date                      int32
	State                     int
	GA, GB                    []byte
	Fingerprint               int64
}

// other is the person and the device on the other side of a person's.
func (c *chat) other(user int64) (person, key int64) {
	if user == c.Admin {
		return c.Participant, c.AcceptingKey
	}
	return c.Admin, c.AdminKey
}

// belongs says whether the chat is on this device of this person.
func (c *chat) belongs(user, key int64) bool {
	return user == c.Admin && key == c.AdminKey || user == c.Participant && key == c.AcceptingKey
}

const insertChat = `INSERT INTO secret_chats (id, admin_id, admin_key, participant_id, participant_key, date, state, g_a, g_b, fingerprint)
 VALUES ($1, $2, $3, $4, 0, $5, 1, $6, $7, 0)`

func putChat(tx *db.Tx, c chat) error {
	_, err := tx.Exec(insertChat, c.ID, c.Admin, c.AdminKey, c.Participant, c.Date, c.GA, []byte{})
	return wrap(err, "keep a secret chat")
}

const chatColumns = `id, admin_id, admin_key, participant_id, participant_key, date, state, g_a, g_b, fingerprint`

const selectChat = `SELECT ` + chatColumns + ` FROM secret_chats WHERE id = $1`

func scanChat(r *db.Row) chat {
	return chat{
		ID: r.Int32(), Admin: r.Int64(), AdminKey: r.Int64(), Participant: r.Int64(), AcceptingKey: r.Int64(), Date: r.Int32(),
		State: int(r.Int64()), GA: r.Bytes(), GB: r.Bytes(), Fingerprint: r.Int64(),
	}
}

func loadChat(tx *db.Tx, id int32) (chat, bool, error) {
	c, ok, err := db.One(tx, selectChat, scanChat, id)
	return c, ok, wrap(err, "load a secret chat")
}

const acceptChat = `UPDATE secret_chats SET state = 2, participant_key = $2, g_b = $3, fingerprint = $4, date = $5 WHERE id = $1`

func accepted(tx *db.Tx, c chat) error {
	_, err := tx.Exec(acceptChat, c.ID, c.AcceptingKey, c.GB, c.Fingerprint, c.Date)
	return wrap(err, "accept a secret chat")
}

const endChat = `UPDATE secret_chats SET state = 3, g_a = $2, g_b = $2, fingerprint = 0, date = $3 WHERE id = $1`

func end(tx *db.Tx, id, now int32) error {
	_, err := tx.Exec(endChat, id, []byte{}, now)
	tx.Erased()
	return wrap(err, "end a secret chat")
}

const selectOfAdmin = `SELECT ` + chatColumns + ` FROM secret_chats WHERE admin_key = $1 AND state <> 3 ORDER BY id`
const selectOfParticipant = `SELECT ` + chatColumns + ` FROM secret_chats WHERE participant_id = $1 AND participant_key = $2 AND state <> 3 ORDER BY id`

// chatsOf are the chats of a device that are not over.
func chatsOf(tx *db.Tx, user, key int64) ([]chat, error) {
	out, err := db.All(tx, selectOfAdmin, scanChat, key)
	if err != nil {
		return nil, wrap(err, "secret chats of a device")
	}
	more, err := db.All(tx, selectOfParticipant, scanChat, user, key)
	return append(out, more...), wrap(err, "secret chats of a device")
}

const selectOld = `SELECT ` + chatColumns + ` FROM secret_chats WHERE state = $1 AND date < $2 ORDER BY id LIMIT 500`

func oldChats(tx *db.Tx, state int, before int32) ([]chat, error) {
	cs, err := db.All(tx, selectOld, scanChat, state, before)
	return cs, wrap(err, "old secret chats")
}

const deleteOver = `DELETE FROM secret_chats WHERE state = 3 AND date < $1`

func dropOver(tx *db.Tx, before int32) error {
	_, err := tx.Exec(deleteOver, before)
	return wrap(err, "drop old secret chats")
}

const insertWaiting = `INSERT INTO secret_waiting (key_id, qts, place, random_id) VALUES ($1, $2, $3, $4)`

func putWaiting(tx *db.Tx, key int64, qts int32, place, randomID int64) error {
	_, err := tx.Exec(insertWaiting, key, qts, place, randomID)
	return wrap(err, "note a waiting message")
}

const selectPlaces = `SELECT place FROM secret_waiting`

func placesInUse(tx *db.Tx) ([]int64, error) {
	ps, err := db.All(tx, selectPlaces, func(r *db.Row) int64 { return r.Int64() })
	return ps, wrap(err, "places of the erase file")
}

const selectOldest = `SELECT qts FROM secret_waiting WHERE key_id = $1 ORDER BY qts LIMIT 1`

// oldest is the qts of what has waited longest for a device.
func oldest(tx *db.Tx, key int64) (int32, bool, error) {
	qts, ok, err := db.One(tx, selectOldest, func(r *db.Row) int32 { return r.Int32() }, key)
	return qts, ok, wrap(err, "what waits for a device")
}

// waiting is a message that waits.
type waiting struct {
	Qts      int32
	Place    int64
	RandomID int64
}

const selectWaiting = `SELECT qts, place, random_id FROM secret_waiting WHERE key_id = $1 AND qts <= $2 ORDER BY qts`

const deleteWaiting = `DELETE FROM secret_waiting WHERE key_id = $1 AND qts <= $2`

// takeWaiting forgets what waits for a device up to qts, and returns it.
func takeWaiting(tx *db.Tx, key int64, qts int32) ([]waiting, error) {
	ws, err := db.All(tx, selectWaiting, func(r *db.Row) waiting {
		return waiting{Qts: r.Int32(), Place: r.Int64(), RandomID: r.Int64()}
	}, key, qts)
	if err == nil && len(ws) > 0 {
		_, err = tx.Exec(deleteWaiting, key, qts)
	}
	return ws, wrap(err, "forget what waits for a device")
}

const upsertReport = `INSERT INTO secret_reports (reporter, chat_id, reported, date) VALUES ($1, $2, $3, $4)
 ON CONFLICT (reporter, chat_id) DO UPDATE SET date = excluded.date`

func putReport(tx *db.Tx, reporter int64, chat int32, reported int64, date int32) error {
	_, err := tx.Exec(upsertReport, reporter, chat, reported, date)
	return wrap(err, "keep a report")
}

func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}
