package search

import (
	"math"
	"strings"

	"chappe/db"
)

func docID(doc int64) int32 { return int32(doc & math.MaxInt32) }

// The walk on SQLite: whatever has the words that are looked up whole, or everything; the beginning of the last word is compared here.
const (
	walkNewestSQLite      = `SELECT rowid, words FROM search_words WHERE rowid > $1 AND rowid < $2 ORDER BY rowid DESC LIMIT $3`
	walkOldestSQLite      = `SELECT rowid, words FROM search_words WHERE rowid > $1 AND rowid < $2 ORDER BY rowid LIMIT $3`
	walkMatchNewestSQLite = `SELECT rowid, words FROM search_words WHERE search_words MATCH $4 AND rowid > $1 AND rowid < $2 ORDER BY rowid DESC LIMIT $3`
	walkMatchOldestSQLite = `SELECT rowid, words FROM search_words WHERE search_words MATCH $4 AND rowid > $1 AND rowid < $2 ORDER BY rowid LIMIT $3`
)

// And on PostgreSQL: everything in the box, or in the conversation; the database compares.
const (
	walkNewestPostgres = `SELECT doc, words @@ CAST($4 AS TSQUERY) FROM
 (SELECT doc, words FROM search_words WHERE doc > $1 AND doc < $2 ORDER BY doc DESC LIMIT $3) newest`
	walkOldestPostgres = `SELECT doc, words @@ CAST($4 AS TSQUERY) FROM
 (SELECT doc, words FROM search_words WHERE doc > $1 AND doc < $2 ORDER BY doc LIMIT $3) oldest`
	walkPeerNewestPostgres = `SELECT s.doc, s.words @@ CAST($4 AS TSQUERY) FROM
 (SELECT id FROM messages WHERE box = $5 AND peer = $6 AND id > $7 AND id < $8 ORDER BY id DESC LIMIT $3) m
 CROSS JOIN LATERAL (SELECT w.doc, w.words FROM search_words w WHERE w.doc = $9 + m.id AND w.doc > $1 AND w.doc < $2 OFFSET 0) s
 ORDER BY s.doc DESC`
	walkPeerOldestPostgres = `SELECT s.doc, s.words @@ CAST($4 AS TSQUERY) FROM
 (SELECT id FROM messages WHERE box = $5 AND peer = $6 AND id > $7 AND id < $8 ORDER BY id LIMIT $3) m
 CROSS JOIN LATERAL (SELECT w.doc, w.words FROM search_words w WHERE w.doc = $9 + m.id AND w.doc > $1 AND w.doc < $2 OFFSET 0) s
 ORDER BY s.doc`
)

// walk looks at messages one by one from one end, at most at most of them, until it has found enough. It returns what it found, and whether
// it came to the other end.
func (s *search) walk(newest bool, most, enough int) (hits []int32, end bool, err error) {
	sqlite := s.tx.Dialect() == db.SQLite
	if sqlite && s.begin == "" { // what the engine finds needs no second look
		most = min(most, enough)
	}
	sql, args := s.walkSQL(newest, most)
	rows := 0
	err = db.Each(s.tx, sql, func(r *db.Row) error {
		rows++
		doc := r.Int64()
		if sqlite && s.begin != "" && !begins(r.Text(), s.begin) || !sqlite && !r.Bool() {
			return nil
		}
		if hits = append(hits, docID(doc)); len(hits) == enough {
			return errEnough
		}
		return nil
	}, args...)
	if err == errEnough {
		return hits, false, nil
	}
	// On PostgreSQL, a walk through a conversation passes over messages without words, which it does not count.
	return hits, rows < most && (sqlite || s.Peer == 0), err
}

func (s *search) walkSQL(newest bool, most int) (string, []any) {
	pick := func(a, b string) string {
		if newest {
			return a
		}
		return b
	}
	args := []any{s.lo, s.hi, most}
	switch {
	case s.tx.Dialect() == db.SQLite && s.exact == "":
		return pick(walkNewestSQLite, walkOldestSQLite), args
	case s.tx.Dialect() == db.SQLite:
		return pick(walkMatchNewestSQLite, walkMatchOldestSQLite), append(args, s.exact)
	case s.Peer == 0:
		return pick(walkNewestPostgres, walkOldestPostgres), append(args, s.text())
	}
	return pick(walkPeerNewestPostgres, walkPeerOldestPostgres),
		append(args, s.text(), s.Box, int64(s.Peer), docID(s.lo), docID(s.hi), doc(s.n, 0))
}

// begins says whether one of the words of a row begins with something.
func begins(words, with string) bool {
	return strings.HasPrefix(words, with) || strings.Contains(words, " "+with)
}

const (
	lookNewestSQLite   = `SELECT rowid FROM search_words WHERE search_words MATCH $1 AND rowid > $2 AND rowid < $3 ORDER BY rowid DESC LIMIT $4`
	lookOldestSQLite   = `SELECT rowid FROM search_words WHERE search_words MATCH $1 AND rowid > $2 AND rowid < $3 ORDER BY rowid LIMIT $4`
	lookNewestPostgres = `WITH found AS MATERIALIZED (SELECT doc FROM search_words WHERE words @@ CAST($1 AS TSQUERY))
 SELECT doc FROM found WHERE doc > $2 AND doc < $3 ORDER BY doc DESC LIMIT $4`
	lookOldestPostgres = `WITH found AS MATERIALIZED (SELECT doc FROM search_words WHERE words @@ CAST($1 AS TSQUERY))
 SELECT doc FROM found WHERE doc > $2 AND doc < $3 ORDER BY doc LIMIT $4`
)

// look has the index find the first limit messages from one end.
func (s *search) look(newest bool, limit int) ([]int32, error) {
	sql := on(s.tx, lookOldestSQLite, lookOldestPostgres)
	if newest {
		sql = on(s.tx, lookNewestSQLite, lookNewestPostgres)
	}
	return db.All(s.tx, sql, func(r *db.Row) int32 { return docID(r.Int64()) }, s.text(), s.lo, s.hi, limit)
}
