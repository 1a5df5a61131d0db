package messages

import (
	"chappe/box"
	"chappe/db"
)

const insertBurn = `INSERT INTO burns (box, id, due) VALUES ($1, $2, $3) ON CONFLICT (box, id) DO NOTHING`

// putBurn notes when a message's media is to destroy itself, unless that is known already.
func putBurn(tx *db.Tx, m *box.Message, due int32) error {
	_, err := tx.Exec(insertBurn, m.Box, m.ID, due)
	return wrap(err, "timer of %d in box %d", m.ID, m.Box)
}

const selectBurns = `SELECT box, id FROM burns WHERE due <= $1 ORDER BY due LIMIT $2`

// burnsDue returns messages whose media is to destroy itself by now.
func burnsDue(tx *db.Tx, now int32, limit int) ([]place, error) {
	ps, err := db.All(tx, selectBurns, func(r *db.Row) place { return place{r.Int64(), r.Int32()} }, now, limit)
	return ps, wrap(err, "timers of media")
}

const deleteBurns = `DELETE FROM burns WHERE box = $1 AND id IN ($2*)`

// dropBurns hears of messages that were deleted.
func dropBurns(tx *db.Tx, of int64, gone []*box.Message) error {
	var ids db.IDs
	for _, m := range gone {
		if m.Kind != box.KindText && m.Kind != box.KindService {
			ids = append(ids, int64(m.ID))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Exec(deleteBurns, of, ids)
	return wrap(err, "timers in box %d", of)
}

const deleteBurn = `DELETE FROM burns WHERE box = $1 AND id = $2`

func dropBurn(tx *db.Tx, p place) error {
	_, err := tx.Exec(deleteBurn, p.Box, p.ID)
	return wrap(err, "timer of %d in box %d", p.ID, p.Box)
}
