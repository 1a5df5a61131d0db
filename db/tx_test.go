package db_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"chappe/db"
	"chappe/db/dbtest"
)

var background = context.Background()

const valueTables = `
CREATE TABLE vals (id BIGINT NOT NULL PRIMARY KEY, n BIGINT, small INTEGER, t TEXT, b BYTEA, ok BOOLEAN, f DOUBLE PRECISION);
CREATE TABLE pairs (a BIGINT NOT NULL, b TEXT NOT NULL, PRIMARY KEY (a, b));
CREATE UNIQUE INDEX pairs_by_b ON pairs (b) WHERE a > 100;`

// write runs fn in Write and fails the test if that fails.
func write(t testing.TB, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(background, fn); err != nil {
		t.Fatal(err)
	}
}

// read runs fn in Read and fails the test if that fails.
func read(t testing.TB, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Read(background, fn); err != nil {
		t.Fatal(err)
	}
}

// exec runs one statement in Write and returns its result.
func exec(d *db.DB, sql string, args ...any) (rows int64, err error) {
	err = d.Write(background, func(tx *db.Tx) error {
		rows, err = tx.Exec(sql, args...)
		return err
	})
	return rows, err
}

// number reads one number.
func number(t testing.TB, d *db.DB, sql string, args ...any) (n int64) {
	t.Helper()
	read(t, d, func(tx *db.Tx) error {
		var err error
		n, _, err = db.One(tx, sql, (*db.Row).Int64, args...)
		return err
	})
	return n
}

// values is what a row of vals is written with and read as.
type values struct {
	n    int64
	s    int32
	t    string
	b    []byte
	ok   bool
	f    float64
	null [6]bool
}

const selectVals = `SELECT n, small, t, b, ok, f FROM vals WHERE id = $1`

func scanValues(r *db.Row) (v values) {
	if v.null[0] = r.Null(); !v.null[0] {
		v.n = r.Int64()
	}
	if v.null[1] = r.Null(); !v.null[1] {
		v.s = r.Int32()
	}
	if v.null[2] = r.Null(); !v.null[2] {
		v.t = r.Text()
	}
	if v.null[3] = r.Null(); !v.null[3] {
		v.b = r.Bytes()
	}
	if v.null[4] = r.Null(); !v.null[4] {
		v.ok = r.Bool()
	}
	if v.null[5] = r.Null(); !v.null[5] {
		v.f = r.Float64()
	}
	return v
}

func TestValues(t *testing.T) {
	type userID int64
	type name string
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		migrate(t, d, valueTables)
		null := [6]bool{true, true, true, true, true, true}
		for i, c := range []struct {
			name string
			args []any
			want values
		}{
			{"plain", []any{int64(1), int32(2), "three", []byte("four"), true, 5.5}, values{n: 1, s: 2, t: "three", b: []byte("four"), ok: true, f: 5.5}},
			{"zeros", []any{0, 0, "", []byte{}, false, 0.0}, values{b: []byte{}}},
			{"nulls", []any{nil, nil, nil, nil, nil, nil}, values{null: null}},
			{"nil bytes are NULL", []any{1, 1, "", []byte(nil), true, 1.0}, values{n: 1, s: 1, ok: true, f: 1, null: [6]bool{3: true}}},
			{"limits", []any{int64(math.MinInt64), int32(math.MaxInt32), "é😀", []byte{0, 0xff}, true, math.MaxFloat64},
				values{n: math.MinInt64, s: math.MaxInt32, t: "é😀", b: []byte{0, 0xff}, ok: true, f: math.MaxFloat64}},
			{"named and unsigned", []any{userID(7), uint8(8), name("nine"), []byte("10"), true, float32(0.5)},
				values{n: 7, s: 8, t: "nine", b: []byte("10"), ok: true, f: 0.5}},
			{"NUL is dropped", []any{1, 1, "a\x00b\x00", []byte("a\x00b"), true, 1.0}, values{n: 1, s: 1, t: "ab", b: []byte("a\x00b"), ok: true, f: 1}},
			{"broken UTF-8 is mended", []any{1, 1, "a\xffb", []byte("\xff"), true, 1.0}, values{n: 1, s: 1, t: "a\uFFFDb", b: []byte("\xff"), ok: true, f: 1}},
		} {
			// $7 before the others: placeholders have numbers, not places.
			_, err := exec(d, `INSERT INTO vals (id, n, small, t, b, ok, f) VALUES ($7, $1, $2, $3, $4, $5, $6)`, append(c.args, i)...)
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			read(t, d, func(tx *db.Tx) error {
				got, found, err := db.One(tx, selectVals, scanValues, i)
				if !found || fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", c.want) {
					t.Errorf("%s: got %#v, want %#v", c.name, got, c.want)
				}
				return err
			})
		}
		if _, err := exec(d, `INSERT INTO vals (id, n) VALUES (99, $1)`, uint64(math.MaxUint64)); err == nil {
			t.Error("a number beyond BIGINT was taken")
		}
		if _, err := exec(d, `INSERT INTO vals (id, n) VALUES (99, $1)`, struct{}{}); err == nil {
			t.Error("a struct was taken")
		}
	})
}

// NULL reads as zero where nobody asks; numbers of SUM, COUNT and comparisons read on both engines.
func TestReading(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		migrate(t, d, valueTables)
		for i := range 10 {
			if _, err := exec(d, `INSERT INTO vals (id, n, ok) VALUES ($1, $2, $3)`, i, int64(1)<<40, i%2 == 0); err != nil {
				t.Fatal(err)
			}
		}
		read(t, d, func(tx *db.Tx) error {
			type sums struct {
				sum, count int64
				many, zero bool
				greatest   int
				text       string
				bytes      []byte
				real       float64
			}
			got, _, err := db.One(tx, `WITH chosen AS (SELECT n FROM vals WHERE ok)
				SELECT SUM(n), COUNT(*), COUNT(*) > 3, MAX(n) IS NULL, GREATEST(CAST($1 AS BIGINT), LEAST(7, 9)), NULL, CAST(NULL AS BYTEA), COUNT(*)
				FROM chosen`, func(r *db.Row) sums {
				return sums{r.Int64(), r.Int64(), r.Bool(), r.Bool(), r.Int(), r.Text(), r.Bytes(), r.Float64()}
			}, 3)
			want := sums{sum: 5 << 40, count: 5, many: true, greatest: 7, real: 5}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("got %v, want %v", got, want)
			}
			if err != nil {
				return err
			}
			all, err := db.All(tx, `SELECT id FROM vals WHERE ok ORDER BY id DESC`, (*db.Row).Int)
			if fmt.Sprint(all) != "[8 6 4 2 0]" {
				t.Errorf("All: %v", all)
			}
			if err != nil {
				return err
			}
			none, err := db.All(tx, `SELECT id FROM vals WHERE id > 100`, (*db.Row).Int)
			if none != nil {
				t.Errorf("All without rows: %v", none)
			}
			if err != nil {
				return err
			}
			_, found, err := db.One(tx, `SELECT id FROM vals WHERE id > 100`, (*db.Row).Int)
			if found {
				t.Error("One without rows found one")
			}
			return err
		})
	})
}

// Text is ordered and matched byte by byte on both engines.
func TestTextOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		migrate(t, d, valueTables)
		for i, name := range []string{"b", "a", "B", "A", "ä", "_", "ab"} {
			if _, err := exec(d, `INSERT INTO vals (id, t) VALUES ($1, $2)`, i, name); err != nil {
				t.Fatal(err)
			}
		}
		read(t, d, func(tx *db.Tx) error {
			names, err := db.All(tx, `SELECT t FROM vals ORDER BY t`, (*db.Row).Text)
			if got := strings.Join(names, " "); got != "A B _ a ab b ä" {
				t.Errorf("ordered: %s", got)
			}
			if err != nil {
				return err
			}
			names, err = db.All(tx, `SELECT t FROM vals WHERE t LIKE 'a%' ORDER BY id`, (*db.Row).Text)
			if got := strings.Join(names, " "); got != "a ab" {
				t.Errorf("LIKE: %s", got)
			}
			return err
		})
	})
}

func TestRowsChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		migrate(t, d, valueTables)
		for _, c := range []struct {
			sql  string
			want int64
		}{
			{`INSERT INTO pairs (a, b) VALUES (1, 'x'), (2, 'y'), (3, 'z')`, 3},
			{`INSERT INTO pairs (a, b) VALUES (1, 'x') ON CONFLICT DO NOTHING`, 0},
			{`UPDATE pairs SET b = 'w' WHERE a > 1`, 2},
			{`DELETE FROM pairs WHERE a = 9`, 0},
			{`DELETE FROM pairs`, 3},
		} {
			if got, err := exec(d, c.sql); err != nil || got != c.want {
				t.Errorf("%s: %d rows and %v, want %d", c.sql, got, err, c.want)
			}
		}
	})
}

// A writing statement whose rows are not all read is carried out all the same.
func TestReturning(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		migrate(t, d, valueTables)
		write(t, d, func(tx *db.Tx) error {
			first, found, err := db.One(tx, `INSERT INTO vals (id, n) VALUES (1, 10), (2, 20), (3, 30) RETURNING n`, (*db.Row).Int64)
			if first != 10 || !found {
				t.Errorf("first row %d, %v", first, found)
			}
			return err
		})
		if n := number(t, d, `SELECT COUNT(*) FROM vals`); n != 3 {
			t.Errorf("%d rows", n)
		}
		upsert := `INSERT INTO vals (id, n) VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET n = vals.n + 1 RETURNING n`
		for want := range int64(3) {
			write(t, d, func(tx *db.Tx) error {
				n, _, err := db.One(tx, upsert, (*db.Row).Int64, 50)
				if n != want+1 {
					t.Errorf("upsert %d returned %d", want, n)
				}
				return err
			})
		}
	})
}

func TestUnique(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		migrate(t, d, valueTables+`CREATE TABLE children (id BIGINT NOT NULL PRIMARY KEY, parent BIGINT NOT NULL REFERENCES vals (id));`)
		if _, err := exec(d, `INSERT INTO pairs (a, b) VALUES (1, 'x'), (101, 'y')`); err != nil {
			t.Fatal(err)
		}
		if _, err := exec(d, `INSERT INTO vals (id) VALUES (1)`); err != nil {
			t.Fatal(err)
		}
		for sql, want := range map[string]bool{
			`INSERT INTO pairs (a, b) VALUES (1, 'x')`:             true,  // primary key
			`INSERT INTO pairs (a, b) VALUES (102, 'y')`:           true,  // unique index
			`INSERT INTO vals (id) VALUES (1)`:                     true,  // key of numbers
			`INSERT INTO pairs (a, b) VALUES (1, NULL)`:            false, // NOT NULL
			`INSERT INTO children (id, parent) VALUES (1, 999999)`: false, // foreign key
			`INSERT INTO nothing (a) VALUES (1)`:                   false,
		} {
			_, err := exec(d, sql)
			if err == nil || db.IsUnique(err) != want {
				t.Errorf("%s: IsUnique(%v) is not %v", sql, err, want)
			}
			if wrapped := fmt.Errorf("send: %w", err); db.IsUnique(wrapped) != want {
				t.Errorf("%s: IsUnique does not look through wrapping", sql)
			}
		}
		if db.IsUnique(nil) || db.IsUnique(errors.New("x")) {
			t.Error("IsUnique of something else")
		}
	})
}

// A failed statement spoils the transaction, on both engines alike.
func TestFailedStatementSpoils(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		migrate(t, d, valueTables)
		err := d.Write(background, func(tx *db.Tx) error {
			if _, err := tx.Exec(`INSERT INTO pairs (a, b) VALUES (1, 'x')`); err != nil {
				return err
			}
			tx.Exec(`INSERT INTO pairs (a, b) VALUES (1, 'x')`)
			if _, err := tx.Exec(`INSERT INTO pairs (a, b) VALUES (2, 'x')`); !db.IsUnique(err) {
				t.Errorf("statement after a failed one: %v", err)
			}
			return nil // although a statement failed
		})
		if !db.IsUnique(err) {
			t.Errorf("Write: %v", err)
		}
		if n := number(t, d, `SELECT COUNT(*) FROM pairs`); n != 0 {
			t.Errorf("%d rows of a transaction that failed", n)
		}
	})
}

// Mistakes of the program get errors, the same ones on both engines.
func TestMistakes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		migrate(t, d, valueTables)
		if _, err := exec(d, `INSERT INTO vals (id, n) VALUES (1, 1), (2, 4000000000)`); err != nil {
			t.Fatal(err)
		}
		ignore := func(*db.Row) int { return 0 }
		for name, fn := range map[string]func(tx *db.Tx) error{
			"too few arguments":  func(tx *db.Tx) error { _, _, err := db.One(tx, `SELECT n FROM vals WHERE id = $1`, ignore); return err },
			"too many arguments": func(tx *db.Tx) error { _, err := db.All(tx, `SELECT n FROM vals`, ignore, 1); return err },
			"a gap": func(tx *db.Tx) error {
				_, err := db.All(tx, `SELECT n FROM vals WHERE id = $2`, ignore, 1, 2)
				return err
			},
			"a list elsewhere": func(tx *db.Tx) error {
				_, err := db.All(tx, `SELECT n FROM vals WHERE id = $1`, ignore, db.IDs{1})
				return err
			},
			"no list": func(tx *db.Tx) error {
				_, err := db.All(tx, `SELECT n FROM vals WHERE id IN ($1*)`, ignore, 1)
				return err
			},
			"a list without IN": func(tx *db.Tx) error {
				_, err := db.All(tx, `SELECT n FROM vals WHERE id = $1*`, ignore, db.IDs{1})
				return err
			},
			"too many columns": func(tx *db.Tx) error {
				_, err := db.All(tx, `SELECT n FROM vals`, func(r *db.Row) int64 { return r.Int64() + r.Int64() })
				return err
			},
			"32 bits":        func(tx *db.Tx) error { _, err := db.All(tx, `SELECT n FROM vals`, (*db.Row).Int32); return err },
			"two statements": func(tx *db.Tx) error { _, err := tx.Exec(`DELETE FROM vals; DELETE FROM pairs`); return err },
			"nested": func(tx *db.Tx) error {
				return db.Each(tx, `SELECT n FROM vals`, func(r *db.Row) error {
					_, err := db.All(tx, `SELECT n FROM vals`, ignore)
					return err
				})
			},
		} {
			if err := d.Write(background, fn); err == nil {
				t.Errorf("%s: no error", name)
			}
		}
		err := d.Read(background, func(tx *db.Tx) error {
			_, err := tx.Exec(`DELETE FROM vals`)
			return err
		})
		if !errors.Is(err, db.ErrReadOnly) {
			t.Errorf("writing in Read: %v", err)
		}
		var kept *db.Tx
		write(t, d, func(tx *db.Tx) error { kept = tx; return nil })
		if _, err := kept.Exec(`DELETE FROM vals`); err == nil {
			t.Error("a transaction that is over was used")
		}
		if n := number(t, d, `SELECT COUNT(*) FROM vals`); n != 2 {
			t.Errorf("%d rows left of 2", n)
		}
	})
}

// The error of a function given to Each comes back as it is and spoils nothing.
func TestEachStops(t *testing.T) {
	stop := errors.New("enough")
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		migrate(t, d, valueTables)
		write(t, d, func(tx *db.Tx) error {
			if _, err := tx.Exec(`INSERT INTO vals (id, n) VALUES (1, 1), (2, 2), (3, 3)`); err != nil {
				return err
			}
			seen := 0
			err := db.Each(tx, `SELECT n FROM vals`, func(r *db.Row) error {
				if seen++; seen == 2 {
					return stop
				}
				return nil
			})
			if err != stop || seen != 2 {
				t.Errorf("Each returned %v after %d rows", err, seen)
			}
			_, err = tx.Exec(`DELETE FROM vals WHERE id = 1`)
			return err
		})
		if n := number(t, d, `SELECT COUNT(*) FROM vals`); n != 2 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestIDs(t *testing.T) {
	const rows = 2000
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		migrate(t, d, valueTables)
		write(t, d, func(tx *db.Tx) error {
			for i := range rows {
				if _, err := tx.Exec(`INSERT INTO vals (id, n) VALUES ($1, $2)`, i, i%7); err != nil {
					return err
				}
			}
			return nil
		})
		for _, n := range []int{0, 1, 2, 3, 4, 5, 100, 255, 256, 257, rows, 10000} {
			ids := make(db.IDs, n)
			for i := range ids {
				ids[i] = int64(i)
			}
			want := int64(min(n, rows))
			if got := number(t, d, `SELECT COUNT(*) FROM vals WHERE id IN ($1*)`, ids); got != want {
				t.Errorf("IN of %d: %d rows, want %d", n, got, want)
			}
			if got := number(t, d, `SELECT COUNT(*) FROM vals WHERE id NOT IN ( $1* )`, ids); got != rows-want {
				t.Errorf("NOT IN of %d: %d rows, want %d", n, got, rows-want)
			}
			// Beside other arguments, two lists, one of them twice.
			got := number(t, d, `SELECT COUNT(*) FROM vals WHERE n = $2 AND id IN ($3*) AND n IN ($1*) AND id IN ($3*)`, db.IDs{1, 2, 3}, 3, ids)
			var both int64
			for i := range want {
				if i%7 == 3 {
					both++
				}
			}
			if got != both {
				t.Errorf("two lists, of %d: %d rows, want %d", n, got, both)
			}
		}
		if got := number(t, d, `SELECT COUNT(*) FROM vals WHERE id IN ($1*)`, db.IDs(nil)); got != 0 {
			t.Errorf("a nil list matches %d rows", got)
		}
	})
}
