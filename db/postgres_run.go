package db

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// pgRun runs the statements of one transaction on its connection.
type pgRun struct {
	queries *queries
	ctx     context.Context
	conn    *pgx.Conn
}

func (p *pgRun) dialect() Dialect                 { return Postgres }
func (p *pgRun) parse(sql string) (*query, error) { return p.queries.get(sql) }

// exec runs a statement to its end.
func (p *pgRun) exec(q *query, args []any) (rows int64, wrote bool, err error) {
	args, err = pgArgs(q, args)
	if err != nil {
		return 0, false, err
	}
	tag, err := p.conn.Exec(p.ctx, q.text, args...)
	err = withoutValues(err)
	if err != nil || q.kind != changes {
		return 0, q.kind != reads, err
	}
	return tag.RowsAffected(), true, nil
}

// rows runs a statement and gives its rows to fn.
func (p *pgRun) rows(q *query, args []any, fn func(*Row) (bool, error)) (wrote bool, err error) {
	wrote = q.kind != reads
	args, err = pgArgs(q, args)
	if err != nil {
		return false, err
	}
	rows, err := p.conn.Query(p.ctx, q.text, args...)
	if err != nil {
		return wrote, withoutValues(err)
	}
	defer rows.Close() // if fn panics
	row := Row{types: p.conn.TypeMap(), fields: rows.FieldDescriptions()}
	row.cols = len(row.fields)
	for more := true; more && err == nil && rows.Next(); {
		row.raw, row.col = rows.RawValues(), 0
		more, err = fn(&row)
	}
	rows.Close() // reads what is left
	if rowsErr := rows.Err(); rowsErr != nil {
		err = withoutValues(rowsErr)
	}
	return wrote, err
}

// withoutValues returns the error about an argument that pgx cannot encode, or that PostgreSQL does not take, without the
// argument, which may be a secret.
func withoutValues(err error) error {
	if err == nil {
		return nil
	}
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		if !strings.HasPrefix(refused.Code, "22") { // data exceptions: only they quote values in their message
			return err
		}
		hidden := *refused
		hidden.Message, hidden.Detail = "a value is not one of its type", ""
		return &hidden
	}
	before, _, found := strings.Cut(err.Error(), "unable to encode")
	if !found {
		return err
	}
	return errors.New(before + "an argument has a type that the statement does not take there")
}

// script runs several statements without arguments.
func (p *pgRun) script(text string) error {
	_, err := p.conn.PgConn().Exec(p.ctx, text).ReadAll()
	return err
}

// pgArgs returns the arguments as pgx takes them.
func pgArgs(q *query, args []any) ([]any, error) {
	if err := q.checkArgs(args); err != nil {
		return nil, err
	}
	out := make([]any, len(args))
	for i, arg := range args {
		clean, err := cleanArg(arg)
		if err != nil {
			return nil, fmt.Errorf("$%d: %w", i+1, err)
		}
		if ids, ok := clean.(IDs); ok {
			if ids == nil {
				ids = IDs{} // an empty array, not NULL
			}
			clean = []int64(ids)
		}
		out[i] = clean
	}
	return out, nil
}

// The methods below read a column of the row from what PostgreSQL sent: in its binary form where they know it, otherwise as
// pgx reads it. https://www.postgresql.org/docs/current/protocol-overview.html#PROTOCOL-FORMAT-CODES

func (r *Row) pgInt(col int) int64 {
	b := r.raw[col]
	if b == nil {
		return 0
	}
	if r.fields[col].Format == pgx.BinaryFormatCode {
		switch oid := r.fields[col].DataTypeOID; {
		case oid == pgtype.Int8OID && len(b) == 8:
			return int64(binary.BigEndian.Uint64(b))
		case oid == pgtype.Int4OID && len(b) == 4:
			return int64(int32(binary.BigEndian.Uint32(b)))
		case oid == pgtype.Int2OID && len(b) == 2:
			return int64(int16(binary.BigEndian.Uint16(b)))
		case oid == pgtype.BoolOID && len(b) == 1: // SQLite has no other
			return int64(b[0])
		}
	}
	return pgScan[int64](r, col) // numeric, as of SUM
}

func (r *Row) pgBool(col int) bool {
	b := r.raw[col]
	if b == nil {
		return false
	}
	if r.fields[col].DataTypeOID == pgtype.BoolOID && r.fields[col].Format == pgx.BinaryFormatCode && len(b) == 1 {
		return b[0] != 0
	}
	return r.pgInt(col) != 0
}

func (r *Row) pgFloat(col int) float64 {
	b := r.raw[col]
	if b == nil {
		return 0
	}
	if r.fields[col].Format == pgx.BinaryFormatCode {
		switch r.fields[col].DataTypeOID {
		case pgtype.Float8OID:
			if len(b) == 8 {
				return math.Float64frombits(binary.BigEndian.Uint64(b))
			}
		case pgtype.Int8OID, pgtype.Int4OID, pgtype.Int2OID:
			return float64(r.pgInt(col))
		}
	}
	return pgScan[float64](r, col)
}

func (r *Row) pgText(col int) string {
	b := r.raw[col]
	if b == nil {
		return ""
	}
	switch r.fields[col].DataTypeOID {
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID, pgtype.NameOID, pgtype.UnknownOID:
		return string(b)
	}
	return pgScan[string](r, col)
}

func (r *Row) pgBytes(col int) []byte {
	b := r.raw[col]
	if b == nil {
		return nil
	}
	if r.fields[col].DataTypeOID == pgtype.ByteaOID && r.fields[col].Format == pgx.BinaryFormatCode {
		return append(make([]byte, 0, len(b)), b...)
	}
	return pgScan[[]byte](r, col)
}

// pgScan reads a column by pgx's own means.
func pgScan[T any](r *Row, col int) (v T) {
	f := r.fields[col]
	if err := r.types.Scan(f.DataTypeOID, f.Format, r.raw[col], &v); err != nil {
		// Without err, which may repeat the value.
		r.fail(fmt.Errorf("column %d (%s) is not a %T", col+1, f.Name, v))
	}
	return v
}
