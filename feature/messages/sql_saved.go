package messages

import (
	"cmp"
	"slices"

	"chappe/box"
	"chappe/db"
)

// savedDialog is a saved dialog with its place among the pinned, 0 for none.
type savedDialog struct {
	box.SavedDialog
	place int64
}

// savedList returns a person's saved dialogs: the pinned in their order, then the latest.
func savedList(tx *db.Tx, owner int64) ([]savedDialog, error) {
	ds, err := box.SavedDialogs(tx, owner)
	if err != nil {
		return nil, err
	}
	pins, err := savedPins(tx, owner)
	if err != nil {
		return nil, err
	}
	out := make([]savedDialog, len(ds))
	for i, d := range ds {
		out[i] = savedDialog{SavedDialog: d, place: pins[d.Peer]}
	}
	slices.SortStableFunc(out, func(a, b savedDialog) int { return cmp.Compare(b.place, a.place) })
	return out, nil
}

const selectSavedPins = `SELECT peer, place FROM saved_pins WHERE owner = $1`

func savedPins(tx *db.Tx, owner int64) (map[box.Peer]int64, error) {
	out := map[box.Peer]int64{}
	err := db.Each(tx, selectSavedPins, func(r *db.Row) error {
		out[box.Peer(r.Int64())] = r.Int64()
		return nil
	}, owner)
	return out, wrap(err, "saved pins of %d", owner)
}

const (
	deleteSavedPins = `DELETE FROM saved_pins WHERE owner = $1`
	insertSavedPin  = `INSERT INTO saved_pins (owner, peer, place) VALUES ($1, $2, $3)`
)

// putSavedPins pins these saved dialogs and no others, the first on top.
func putSavedPins(tx *db.Tx, owner int64, order []box.Peer) error {
	if _, err := tx.Exec(deleteSavedPins, owner); err != nil {
		return wrap(err, "saved pins of %d", owner)
	}
	for i, p := range order {
		if _, err := tx.Exec(insertSavedPin, owner, int64(p), len(order)-i); err != nil {
			return wrap(err, "saved pins of %d", owner)
		}
	}
	return nil
}
