package db

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"zombiezen.com/go/sqlite"
)

// Row is one row of a statement's result. Its methods read the columns one after the other. NULL reads as zero; use Null
// first where the difference matters. A column of another type, or one too many, makes the statement fail.
type Row struct {
	stmt   *sqlite.Stmt              // SQLite
	raw    [][]byte                  // PostgreSQL: the columns, nil for NULL
	fields []pgconn.FieldDescription // PostgreSQL
	types  *pgtype.Map               // PostgreSQL
	col    int                       // the next column
	cols   int
	err    error // the first
}

// errColumns says that a scan read more columns than there are.
var errColumns = errors.New("row has fewer columns than were read")

// next moves on to the next column and returns its index; ok is false if there is none.
func (r *Row) next() (col int, ok bool) {
	if r.col >= r.cols {
		r.fail(errColumns)
		return 0, false
	}
	r.col++
	return r.col - 1, true
}

func (r *Row) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// Null tells whether the next column is NULL, and if so moves on to the one after it.
func (r *Row) Null() bool {
	if r.col >= r.cols {
		r.fail(errColumns)
		return true
	}
	null := false
	if r.stmt != nil {
		null = r.stmt.ColumnType(r.col) == sqlite.TypeNull
	} else {
		null = r.raw[r.col] == nil
	}
	if null {
		r.col++
	}
	return null
}

// Int64 reads a whole number.
func (r *Row) Int64() int64 {
	col, ok := r.next()
	if !ok {
		return 0
	}
	if r.stmt != nil {
		return r.stmt.ColumnInt64(col)
	}
	return r.pgInt(col)
}

// Int reads a whole number.
func (r *Row) Int() int { return int(r.Int64()) }

// Int32 reads a whole number of 32 bits.
func (r *Row) Int32() int32 {
	v := r.Int64()
	if v != int64(int32(v)) {
		r.fail(fmt.Errorf("column %d: number does not fit in 32 bits", r.col))
		return 0
	}
	return int32(v)
}

// Bool reads a BOOLEAN.
func (r *Row) Bool() bool {
	col, ok := r.next()
	if !ok {
		return false
	}
	if r.stmt != nil {
		return r.stmt.ColumnInt64(col) != 0
	}
	return r.pgBool(col)
}

// Float64 reads a DOUBLE PRECISION.
func (r *Row) Float64() float64 {
	col, ok := r.next()
	if !ok {
		return 0
	}
	if r.stmt != nil {
		return r.stmt.ColumnFloat(col)
	}
	return r.pgFloat(col)
}

// Text reads a TEXT.
func (r *Row) Text() string {
	col, ok := r.next()
	if !ok {
		return ""
	}
	if r.stmt != nil {
		return r.stmt.ColumnText(col)
	}
	return r.pgText(col)
}

// Bytes reads a BYTEA, as a copy. NULL is nil, and nothing is not.
func (r *Row) Bytes() []byte {
	col, ok := r.next()
	if !ok {
		return nil
	}
	if r.stmt == nil {
		return r.pgBytes(col)
	}
	n := r.stmt.ColumnLen(col)
	if n == 0 && r.stmt.ColumnType(col) == sqlite.TypeNull {
		return nil
	}
	b := make([]byte, n)
	r.stmt.ColumnBytes(col, b)
	return b
}
