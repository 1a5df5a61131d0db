// Package db stores rows in SQLite or PostgreSQL behind one small API: Read, Write, and SQL that is the same text for both.
//
// Invariants:
//   - When Write returns nil, the transaction is on disk: SQLite's WAL was synced after the transaction's bytes were written
//     (synchronous=FULL, https://www.sqlite.org/pragma.html#pragma_synchronous), PostgreSQL ran with synchronous_commit.
//   - Transactions are serializable. A function given to Write may run again, so it must not do anything but use its Tx,
//     nor keep anything of an earlier run; nothing that it set is to be believed before Write returned nil.
//   - Functions registered with Tx.After run after the commit, or never.
//   - A statement that failed spoils its transaction on both engines: every later statement and Write itself fail with the
//     first error, also when the function swallows it.
//
// The SQL both engines understand: $1 placeholders (each of 1..n used, n arguments given), BIGINT, TEXT, BYTEA, BOOLEAN,
// DOUBLE PRECISION, INSERT ... ON CONFLICT ... RETURNING, CTEs for reading, partial indexes, GREATEST and LEAST of what is
// not NULL, CAST(x AS type), IS NOT DISTINCT FROM, LIKE (case-sensitive), and `IN ($3*)` with an IDs argument.
package db

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"
)

// Dialect names the engine behind a DB, for the few who must know (full-text search, metrics).
type Dialect int

// The two engines.
const (
	SQLite Dialect = iota + 1
	Postgres
)

// String returns "sqlite" or "postgres".
func (d Dialect) String() string {
	switch d {
	case SQLite:
		return "sqlite"
	case Postgres:
		return "postgres"
	}
	return fmt.Sprintf("Dialect(%d)", int(d))
}

// Options are what Open may be told beside the URL. The zero value is fine.
type Options struct {
	Log *slog.Logger // storage failures and checkpoints; nil discards
}

// DB is an open database. All its methods may be called from any goroutine.
type DB struct {
	engine  engine
	dialect Dialect
	log     *slog.Logger
}

// engine is one of the two databases. Its methods may be called from any goroutine.
type engine interface {
	// read runs fn in a read-only snapshot.
	read(ctx context.Context, fn func(*Tx) error) error
	// write runs fn in a serializable transaction, again if need be, and returns the After functions of the run that was
	// committed. nil means that the transaction is on disk. queued is called when the transaction's place in the order of
	// transactions is fixed, if that happens before write returns.
	write(ctx context.Context, fn func(*Tx) error, queued func()) ([]func(context.Context), error)
	// migrate runs fn while no other migrate of the same database runs. Each call of fn's step is one transaction.
	migrate(ctx context.Context, fn func(step func(func(*Tx) error) error) error) error
	checkpoint(ctx context.Context) error
	stats() Stats
	close() error
}

// Stats are running totals since Open, for metrics.
type Stats struct {
	Transactions  int64   // Write calls that committed
	Failed        int64   // Write calls that did not
	Batches       int64   // SQLite: commits, each of one or more transactions
	Reruns        int64   // runs of a function given to Write beyond its first
	CommitSeconds float64 // time spent in COMMIT, which is mostly the sync
	BusySeconds   float64 // SQLite: time that the writer spent on batches, their commits among it
	Queue         int     // SQLite: Write calls waiting for the writer now
	Checkpoints   int64   // SQLite: rounds of moving the WAL into the database file
	WALPages      int64   // SQLite: pages in the WAL when last looked at
	Conns         int     // connections open now
}

// Open opens the database that url names: "sqlite:FILE", created if missing, in a directory that exists; or a PostgreSQL
// URL as pgx reads it (https://pkg.go.dev/github.com/jackc/pgx/v5/pgconn#ParseConfig), of which the database exists.
// One process at a time may have a SQLite file open.
func Open(ctx context.Context, url string, o Options) (*DB, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	d := &DB{log: o.Log}
	var err error
	switch {
	case strings.HasPrefix(url, "sqlite:"):
		d.dialect = SQLite
		d.engine, err = openSQLite(ctx, strings.TrimPrefix(url, "sqlite:"), o.Log)
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		d.dialect = Postgres
		d.engine, err = openPostgres(ctx, url, o.Log)
	default:
		err = errors.New("the database URL must begin with sqlite: or postgres://")
	}
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return d, nil
}

// Dialect tells which engine this is.
func (d *DB) Dialect() Dialect { return d.dialect }

// Stats returns the totals since Open.
func (d *DB) Stats() Stats { return d.engine.stats() }

// Read runs fn in one snapshot of the database: it sees everything that was committed before its first statement and
// nothing that comes later. Writing fails with ErrReadOnly. The error is fn's, as it is, or a database error.
// A panic in fn becomes a *PanicError.
func (d *DB) Read(ctx context.Context, fn func(tx *Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return d.engine.read(ctx, fn)
}

// Write runs fn in a transaction. When it returns nil, the transaction is on disk and the functions registered with
// Tx.After have run, in this goroutine. Otherwise nothing of it is in the database, except after ErrUnknownOutcome.
//
// fn may run again and may run in another goroutine: inside it no network, no blob, no channel, no other transaction.
// Its error is returned as it is; so the client's errors can be returned from it, cheaply if before the first write.
// If ctx ends before fn has begun, Write fails with ctx's error; later, SQLite's Write tells what really happened,
// and PostgreSQL's does if the end of ctx comes after the last statement.
// A panic in fn becomes a *PanicError. A full disk or a failing one gives an error that is ErrStorage.
func (d *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	q := queuedOf(ctx)
	defer q.call()
	if err := ctx.Err(); err != nil {
		return err
	}
	after, err := d.engine.write(ctx, fn, q.call)
	if err != nil {
		return err
	}
	if len(after) > 0 {
		ctx = context.WithoutCancel(ctx) // the commit happened: the world hears, whether or not the caller still waits
		for _, f := range after {
			d.runAfter(ctx, f)
		}
	}
	return nil
}

// runAfter calls f. A panic is logged and not passed on, because the transaction did happen.
func (d *DB) runAfter(ctx context.Context, f func(context.Context)) {
	defer func() {
		if v := recover(); v != nil {
			d.log.Error("panic after a commit", "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
		}
	}()
	f(ctx)
}

// Checkpoint moves everything that is in SQLite's WAL into the database file and empties the WAL, so that what was deleted
// (secure_delete) is in neither. It waits for readers that look at an old snapshot, until ctx ends.
// On PostgreSQL it does nothing. https://www.sqlite.org/pragma.html#pragma_wal_checkpoint
func (d *DB) Checkpoint(ctx context.Context) error { return d.engine.checkpoint(ctx) }

// Close waits for the transactions that are running or queued, and closes the database. Later calls fail with ErrClosed.
func (d *DB) Close() error { return d.engine.close() }

// eraseDelay is how long after the commit of an erasing transaction the WAL is emptied; others may join in meanwhile.
const eraseDelay = 1500 * time.Millisecond
