package box

import (
	"fmt"

	"chappe/db"
)

const insertBoxes = `INSERT INTO boxes (box, pts, last_id, last_notice)
 WITH RECURSIVE n(i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < $2) SELECT i, $3, 0, 0 FROM n`

// CreateMany makes empty boxes with the numbers from first to last.
func CreateMany(tx *db.Tx, first, last int64) error {
	if _, err := tx.Exec(insertBoxes, first, last, firstPts); err != nil {
		return fmt.Errorf("create boxes from %d on: %w", first, err)
	}
	return nil
}
