package messages

import (
	"fmt"

	"chappe/box"
	"chappe/db"
)

// listed is a dialog with the date that it is sorted by.
type listed struct {
	box.Dialog
	date int32
}

const selectList = `SELECT ` + box.DialogColumns + `, COALESCE(m.date, 0) FROM dialogs d
 LEFT JOIN messages m ON m.box = d.box AND m.id = d.top WHERE d.box = $1`

func scanListed(r *db.Row) listed {
	l := listed{Dialog: box.ScanDialog(r)}
	l.date = r.Int32()
	return l
}

// list returns all of a person's dialogs, in no order.
func list(tx *db.Tx, owner int64) ([]listed, error) {
	ls, err := db.All(tx, selectList, scanListed, owner)
	if err != nil {
		return nil, fmt.Errorf("dialogs of %d: %w", owner, err)
	}
	return ls, nil
}
