package messages

import (
	"fmt"

	"chappe/box"
	"chappe/db"
)

const selectList = `SELECT ` + box.DialogColumns + ` FROM dialogs d WHERE d.box = $1 AND d.top > 0`

// list returns all of a person's dialogs that have messages, in no order.
func list(tx *db.Tx, owner int64) ([]box.Dialog, error) {
	ls, err := db.All(tx, selectList, box.ScanDialog, owner)
	if err != nil {
		return nil, fmt.Errorf("dialogs of %d: %w", owner, err)
	}
	return ls, nil
}
