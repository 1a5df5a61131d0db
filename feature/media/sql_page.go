package media

import (
	"chappe/db"
)

// pageRow is what is remembered of an address.
type pageRow struct {
	key  string
	id   int64
	date int32
	data string // "" is nothing to show
}

const selectPage = `SELECT key, id, date, data FROM pages WHERE key = $1`

func loadPage(tx *db.Tx, key string) (pageRow, bool, error) {
	p, ok, err := db.One(tx, selectPage, readPage, key)
	return p, ok, wrap(err, "page")
}

func readPage(r *db.Row) pageRow {
	return pageRow{key: r.Text(), id: r.Int64(), date: int32(r.Int64()), data: r.Text()}
}

const upsertPage = `INSERT INTO pages (key, id, date, data) VALUES ($1, $2, $3, $4)
 ON CONFLICT (key) DO UPDATE SET id = excluded.id, date = excluded.date, data = excluded.data`

func putPage(tx *db.Tx, p pageRow) error {
	_, err := tx.Exec(upsertPage, p.key, p.id, int64(p.date), p.data)
	return wrap(err, "keep page")
}

const deleteOldPages = `DELETE FROM pages WHERE date < $1 RETURNING id`

// dropPages forgets what was looked at before a moment (unix seconds), and returns the pages' ids.
func dropPages(tx *db.Tx, before int32) ([]int64, error) {
	ids, err := db.All(tx, deleteOldPages, func(r *db.Row) int64 { return r.Int64() }, int64(before))
	return ids, wrap(err, "drop old pages")
}
