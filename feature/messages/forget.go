package messages

import "chappe/db"

// What this feature keeps of a person beside the messages in the box.
var forgetAll = []string{
	`DELETE FROM saved_pins WHERE owner = $1`,
	`DELETE FROM message_timers WHERE owner = $1`,
	`DELETE FROM drafts WHERE owner = $1`,
	`DELETE FROM topic_drafts WHERE owner = $1`,
	`DELETE FROM topic_notify WHERE owner = $1`,
	`DELETE FROM notify_settings WHERE owner = $1`,
	`DELETE FROM folders WHERE owner = $1`,
	`DELETE FROM message_settings WHERE owner = $1`,
	`DELETE FROM reactions WHERE box = $1`,
	`DELETE FROM recent_reactions WHERE owner = $1`,
	`DELETE FROM read_dates WHERE box = $1`,
	`DELETE FROM scheduled WHERE box = $1`,
	`DELETE FROM takeouts WHERE owner = $1`,
	`DELETE FROM reports WHERE reporter = $1`,
}

// forget erases it with the box.
func forget(tx *db.Tx, owner int64) error {
	for _, sql := range forgetAll {
		if _, err := tx.Exec(sql, owner); err != nil {
			return wrap(err, "forget %d", owner)
		}
	}
	return nil
}
