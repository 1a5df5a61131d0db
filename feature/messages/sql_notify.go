package messages

import (
	"encoding/json"
	"fmt"

	"chappe/box"
	"chappe/db"
)

const selectNotifyOf = `SELECT scope, data FROM notify_settings WHERE owner = $1 AND scope IN ($2*)`

// notifyOf returns what a person set about the notifications of scopes.
func notifyOf(tx *db.Tx, owner int64, scopes []box.Peer) (map[box.Peer]notify, error) {
	return collectNotify(tx, selectNotifyOf, owner, peerList(scopes))
}

const selectNotify = `SELECT scope, data FROM notify_settings WHERE owner = $1`

// allNotify returns all that a person set.
func allNotify(tx *db.Tx, owner int64) (map[box.Peer]notify, error) {
	return collectNotify(tx, selectNotify, owner)
}

func collectNotify(tx *db.Tx, sql string, args ...any) (map[box.Peer]notify, error) {
	out := map[box.Peer]notify{}
	err := db.Each(tx, sql, func(r *db.Row) error {
		scope := box.Peer(r.Int64())
		var n notify
		if json.Unmarshal([]byte(r.Text()), &n) == nil { // a row that cannot be read is as if it were not there
			out[scope] = n
		}
		return nil
	}, args...)
	return out, wrap(err, "notification settings")
}

const (
	upsertNotify = `INSERT INTO notify_settings (owner, scope, data) VALUES ($1, $2, $3)
 ON CONFLICT (owner, scope) DO UPDATE SET data = excluded.data`
	deleteNotify = `DELETE FROM notify_settings WHERE owner = $1 AND scope = $2`
)

func putNotify(tx *db.Tx, owner int64, scope box.Peer, n notify) error {
	if n.empty() {
		_, err := tx.Exec(deleteNotify, owner, int64(scope))
		return wrap(err, "notification settings of %d", owner)
	}
	b, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("notification settings: %w", err)
	}
	_, err = tx.Exec(upsertNotify, owner, int64(scope), string(b))
	return wrap(err, "notification settings of %d", owner)
}

const (
	upsertSetting = `INSERT INTO message_settings (owner, name, value) VALUES ($1, $2, $3)
 ON CONFLICT (owner, name) DO UPDATE SET value = excluded.value`
	selectSetting = `SELECT value FROM message_settings WHERE owner = $1 AND name = $2`
)

// putSetting keeps something that a person set, by name.
func putSetting(tx *db.Tx, owner int64, name, value string) error {
	_, err := tx.Exec(upsertSetting, owner, name, value)
	return wrap(err, "setting of %d", owner)
}

// setting returns it, "" where it was never set.
func setting(tx *db.Tx, owner int64, name string) (string, error) {
	v, _, err := db.One(tx, selectSetting, func(r *db.Row) string { return r.Text() }, owner, name)
	return v, wrap(err, "setting of %d", owner)
}
