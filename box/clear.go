package box

import "chappe/db"

const (
	clearMessages = `DELETE FROM messages WHERE box = $1`
	clearEvents   = `DELETE FROM events WHERE box = $1`
	clearDialogs  = `DELETE FROM dialogs WHERE box = $1`
	clearSends    = `DELETE FROM sends WHERE box = $1`
	clearNotices  = `DELETE FROM notices WHERE box = $1`
)

// Clear erases everything in the box of somebody whose account is gone. The box itself stays, so that its number is never used
// again; nobody reads it any more. What others have of the person's messages is theirs.
func (e *Engine) Clear(tx *db.Tx, box int64) error {
	for _, sql := range []string{clearMessages, clearEvents, clearDialogs, clearSends, clearNotices} {
		if _, err := tx.Exec(sql, box); err != nil {
			return wrap(err, "clear box %d", box)
		}
	}
	for _, fn := range e.cleared {
		if err := fn(tx, box); err != nil {
			return err
		}
	}
	tx.Erased()
	return nil
}

// OnClear has fn called at the end of every transaction that clears a box, so that what other tables hold of it goes with it. It is
// called at start only.
func (e *Engine) OnClear(fn func(tx *db.Tx, box int64) error) { e.cleared = append(e.cleared, fn) }
