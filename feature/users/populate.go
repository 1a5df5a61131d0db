package users

import (
	"chappe/box"
	"chappe/db"
)

const (
	jump       = `INSERT INTO sequences (kind, last) VALUES ('user', $1) ON CONFLICT (kind) DO UPDATE SET last = sequences.last + $2 RETURNING last`
	insertMany = `INSERT INTO users (` + columns + `)
 WITH RECURSIVE n(i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < $2)
 SELECT i, '88' || CAST(i AS TEXT), 'Reader ' || CAST(i AS TEXT), '', '', '', 0, $3, 0, '{}' FROM n`
)

// Populate makes n people, n above 0, who never sign in, and returns the id of the first; the others' follow. It is there for tests and for
// `chappe bench`, which fill groups and channels with it. now is in unix seconds.
func Populate(tx *db.Tx, n int, now int32) (first int64, err error) {
	last, _, err := db.One(tx, jump, func(r *db.Row) int64 { return r.Int64() }, firstID+int64(n)-1, n)
	if err != nil {
		return 0, wrap(err, "make people")
	}
	first = last - int64(n) + 1
	if _, err := tx.Exec(insertMany, first, last, now); err != nil {
		return 0, wrap(err, "make people")
	}
	return first, box.CreateMany(tx, first, last)
}
