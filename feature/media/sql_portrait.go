package media

import "chappe/db"

// portrait is one of somebody's photos: the higher n, the newer.
type portrait struct{ n, file int64 }

func scanPortrait(r *db.Row) portrait { return portrait{r.Int64(), r.Int64()} }

const selectNewestPortrait = `SELECT id, file FROM file_uses WHERE kind = 4 AND holder = $1 ORDER BY id DESC LIMIT 1`

func newestPortrait(tx *db.Tx, holder int64) (portrait, bool, error) {
	p, ok, err := db.One(tx, selectNewestPortrait, scanPortrait, holder)
	return p, ok, wrap(err, "photos of %d", holder)
}

const selectPortrait = `SELECT id FROM file_uses WHERE kind = 4 AND holder = $1 AND file = $2 ORDER BY id DESC LIMIT 1`

// portraitOf returns the place of a photo among somebody's.
func portraitOf(tx *db.Tx, holder, file int64) (int64, bool, error) {
	n, ok, err := db.One(tx, selectPortrait, func(r *db.Row) int64 { return r.Int64() }, holder, file)
	return n, ok, wrap(err, "photos of %d", holder)
}

const selectPortraits = `SELECT id, file FROM file_uses WHERE kind = 4 AND holder = $1 ORDER BY id DESC LIMIT $2`

// maxPortraits is how many photos of somebody are looked at.
const maxPortraits = 1000

// portraitsOf returns somebody's photos, the newest first.
func portraitsOf(tx *db.Tx, holder int64) ([]portrait, error) {
	ps, err := db.All(tx, selectPortraits, scanPortrait, holder, maxPortraits)
	return ps, wrap(err, "photos of %d", holder)
}
