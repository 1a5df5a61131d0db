package contacts

import (
	"chappe/db"
)

const upsertAwaited = `INSERT INTO awaited (owner, phone, first_name, last_name, added) VALUES ($1, $2, $3, $4, $5)
 ON CONFLICT (owner, phone) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name`

func putAwaited(tx *db.Tx, e Contact) error {
	_, err := tx.Exec(upsertAwaited, e.Owner, e.Phone, e.First, e.Last, e.Added)
	return wrap(err, "await a contact of %d", e.Owner)
}

const selectAwaited = `SELECT owner, phone, first_name, last_name, added FROM awaited WHERE owner = $1 ORDER BY phone LIMIT $2`

func scanAwaited(r *db.Row) Contact {
	return Contact{Owner: r.Int64(), Phone: r.Text(), First: r.Text(), Last: r.Text(), Added: r.Int32()}
}

// awaitedBy returns the numbers in a person's address book that nobody has yet.
func awaitedBy(tx *db.Tx, owner int64) ([]Contact, error) {
	es, err := db.All(tx, selectAwaited, scanAwaited, owner, maxAwaited)
	return es, wrap(err, "awaited contacts of %d", owner)
}

const (
	selectWaiting = `SELECT owner, phone, first_name, last_name, added FROM awaited WHERE phone = $1 ORDER BY owner LIMIT $2`
	deleteWaiting = `DELETE FROM awaited WHERE phone = $1`
)

// takeAwaited returns who has a phone number in their address book, the lowest id first, and forgets that they wait for it.
func takeAwaited(tx *db.Tx, phone string, limit int) ([]Contact, error) {
	es, err := db.All(tx, selectWaiting, scanAwaited, phone, limit)
	if err != nil || len(es) == 0 {
		return nil, wrap(err, "who awaits a number")
	}
	_, err = tx.Exec(deleteWaiting, phone)
	return es, wrap(err, "who awaits a number")
}

const deleteAwaited = `DELETE FROM awaited WHERE owner = $1 AND phone = $2`

func removeAwaited(tx *db.Tx, owner int64, phones []string) error {
	for _, p := range phones {
		if _, err := tx.Exec(deleteAwaited, owner, p); err != nil {
			return wrap(err, "awaited contacts of %d", owner)
		}
	}
	return nil
}

const clearAwaited = `DELETE FROM awaited WHERE owner = $1`

func forgetAwaited(tx *db.Tx, owner int64) error {
	_, err := tx.Exec(clearAwaited, owner)
	return wrap(err, "awaited contacts of %d", owner)
}

const (
	selectLookups = `SELECT full_at FROM lookups WHERE owner = $1`
	upsertLookups = `INSERT INTO lookups (owner, full_at) VALUES ($1, $2) ON CONFLICT (owner) DO UPDATE SET full_at = excluded.full_at`
	forgetLookups = `DELETE FROM lookups WHERE owner = $1`
)

func lookupsFull(tx *db.Tx, owner int64) (int32, error) {
	at, _, err := db.One(tx, selectLookups, func(r *db.Row) int32 { return r.Int32() }, owner)
	return at, wrap(err, "look-ups of %d", owner)
}

func putLookups(tx *db.Tx, owner int64, full int32) error {
	_, err := tx.Exec(upsertLookups, owner, full)
	return wrap(err, "look-ups of %d", owner)
}
