package db

import (
	"context"
	"fmt"
)

// Tx is a transaction. Only the function that got it uses it, one statement at a time and until it returns.
type Tx struct {
	run     runner
	ctx     context.Context // of Read: no statement begins after its end; nil in Write
	write   bool
	err     error // of the first statement that failed: the transaction is spoilt
	reading bool  // rows of a statement are being read
	over    bool  // the function has returned
	after   []func(context.Context)
	erased  bool
	wrote   bool  // something was changed, or may have been
	kept    *kept // SQLite's writer's memory; nil elsewhere
	caller  context.Context
}

// Context is the context that Write was called with, for its values: what happens in the transaction does not end with it.
// In Read it is context.Background.
func (tx *Tx) Context() context.Context {
	if tx.caller == nil {
		return context.Background()
	}
	return tx.caller
}

// runner runs statements on a connection of one engine.
type runner interface {
	// exec runs a statement to its end. wrote tells whether it may have changed anything.
	exec(q *query, args []any) (rows int64, wrote bool, err error)
	// rows runs a statement and gives each row to fn, until it says to stop. A writing statement is run to its end in any case.
	rows(q *query, args []any, fn func(*Row) (more bool, err error)) (wrote bool, err error)
	// script runs several statements without arguments.
	script(text string) error
	parse(sql string) (*query, error)
	dialect() Dialect
}

// Dialect tells which engine this is.
func (tx *Tx) Dialect() Dialect { return tx.run.dialect() }

// Exec runs a statement and returns how many rows it inserted, updated or deleted.
func (tx *Tx) Exec(sql string, args ...any) (rows int64, err error) {
	q, err := tx.begin(sql)
	if err != nil {
		return 0, err
	}
	rows, wrote, err := tx.run.exec(q, args)
	tx.wrote = tx.wrote || wrote
	if err != nil {
		return 0, tx.fail(sql, err)
	}
	return rows, nil
}

// One runs a statement and returns its first row as scan makes it; found is false if there is none.
func One[T any](tx *Tx, sql string, scan func(*Row) T, args ...any) (v T, found bool, err error) {
	err = tx.each(sql, args, func(r *Row) (bool, error) {
		v, found = scan(r), true
		return false, nil
	})
	if err != nil {
		var zero T
		return zero, false, err
	}
	return v, found, nil
}

// All runs a statement and returns all its rows as scan makes them; none gives nil.
func All[T any](tx *Tx, sql string, scan func(*Row) T, args ...any) ([]T, error) {
	var all []T
	err := tx.each(sql, args, func(r *Row) (bool, error) {
		all = append(all, scan(r))
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Each runs a statement and calls fn with each row, until fn returns an error, which is returned as it is. The row is
// gone when fn returns. fn must not run another statement.
func Each(tx *Tx, sql string, fn func(*Row) error, args ...any) error {
	return tx.each(sql, args, func(r *Row) (bool, error) { return true, fn(r) })
}

// stopped carries the error of a caller's function past the statement's own errors: it does not spoil the transaction.
type stopped struct{ err error }

func (s stopped) Error() string { return s.err.Error() }

// each runs a statement and calls fn with each row until it returns false or an error.
func (tx *Tx) each(sql string, args []any, fn func(*Row) (bool, error)) error {
	q, err := tx.begin(sql)
	if err != nil {
		return err
	}
	tx.reading = true
	defer func() { tx.reading = false }()
	wrote, err := tx.run.rows(q, args, func(r *Row) (bool, error) {
		more, err := fn(r)
		if err != nil {
			return false, stopped{err}
		}
		return more, r.err
	})
	tx.wrote = tx.wrote || wrote
	if err == nil {
		return nil
	}
	if s, ok := err.(stopped); ok {
		return s.err
	}
	return tx.fail(sql, err)
}

// After registers fn to run once after the commit, in the goroutine that called Write, before Write returns, in the order
// of registration. It never runs if the transaction fails. Its context is Write's, without the cancellation.
func (tx *Tx) After(fn func(ctx context.Context)) { tx.after = append(tx.after, fn) }

// Erased says that this transaction deletes what must not be found on the disk any more: SQLite's WAL is emptied within
// about two seconds after the commit. PostgreSQL promises nothing like that (see the operator's documentation).
func (tx *Tx) Erased() { tx.erased = true }

// begin checks that a statement may run now and returns it parsed.
func (tx *Tx) begin(sql string) (*query, error) {
	switch {
	case tx.over:
		return nil, errOver
	case tx.err != nil:
		return nil, tx.err
	case tx.ctx != nil && tx.ctx.Err() != nil:
		return nil, tx.ctx.Err()
	case tx.reading:
		return nil, tx.fail(sql, errNested)
	}
	q, err := tx.run.parse(sql)
	if err != nil {
		return nil, tx.fail(sql, err)
	}
	if q.kind != reads && !tx.write {
		return nil, tx.fail(sql, ErrReadOnly)
	}
	if tx.kept != nil {
		if err := tx.kept.before(tx, q); err != nil {
			return nil, err
		}
	}
	return q, nil
}

// fail remembers a statement's error, so that the transaction fails, and returns it with the statement's text.
func (tx *Tx) fail(sql string, err error) error {
	err = fmt.Errorf("%s: %w", abbreviated(sql), err)
	if tx.err == nil {
		tx.err = err
	}
	return err
}

// do runs fn in the transaction and returns why the transaction must not be committed, or nil.
func (tx *Tx) do(fn func(*Tx) error) error {
	err := guard(tx, fn)
	tx.over = true
	if err == nil {
		err = tx.err
	}
	return err
}
