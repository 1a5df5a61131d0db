package db

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	// maxAttempts bounds how often a transaction is tried; it takes many that write the same row to get there.
	maxAttempts = 60
	// laneAfter is the number of conflicts after which a transaction waits for others that have had as many.
	laneAfter = 2
)

// write runs fn in a serializable transaction until it does not conflict with another.
func (p *pg) write(ctx context.Context, fn func(*Tx) error, _ func()) (after []func(context.Context), err error) {
	runs := 0
	err = p.retry(ctx, func() error {
		if runs++; runs > 1 {
			again(ctx)
		}
		c, err := p.acquire(ctx)
		if err != nil {
			return err
		}
		defer c.Release()
		after, err = p.transact(ctx, c.Conn(), fn)
		return err
	})
	if err != nil {
		p.failed.Add(1)
		return nil, err
	}
	p.transactions.Add(1)
	return after, nil
}

// retry calls try until it succeeds, fails for good, has been called maxAttempts times or ctx ends.
func (p *pg) retry(ctx context.Context, try func() error) error {
	for attempt := 1; ; attempt++ {
		err := try()
		if !isTransient(err) {
			return err
		}
		if attempt == maxAttempts {
			return fmt.Errorf("%w: %w", ErrConflict, err)
		}
		p.reruns.Add(1)
		if attempt == laneAfter {
			select {
			case <-p.lane:
				defer func() { p.lane <- struct{}{} }()
			case <-ctx.Done():
				return ctx.Err()
			}
			continue
		}
		limit := time.Millisecond << min(attempt, 6)
		select {
		case <-time.After(rand.N(limit)):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// errLost wraps the error of a connection that broke before anything was asked of the server.
var errLost = errors.New("connection lost")

// transact runs fn once in a transaction of its own.
func (p *pg) transact(ctx context.Context, c *pgx.Conn, fn func(*Tx) error) ([]func(context.Context), error) {
	if _, err := c.Exec(ctx, "BEGIN ISOLATION LEVEL SERIALIZABLE"); err != nil {
		if ctx.Err() == nil && c.IsClosed() {
			err = fmt.Errorf("%w: %w", errLost, err)
		}
		rollback(c)
		return nil, fmt.Errorf("begin: %w", err)
	}
	committed := false
	defer func() {
		if !committed { // also if fn ended its goroutine
			rollback(c)
		}
	}()
	tx := &Tx{run: &pgRun{p.queries, ctx, c}, write: true, caller: ctx}
	if err := tx.do(fn); err != nil {
		if isTransient(tx.err) {
			return nil, tx.err // whatever fn made of it
		}
		return nil, err
	}
	if err := p.commit(ctx, c); err != nil {
		return nil, err
	}
	committed = true
	return tx.after, nil
}

// commit commits. The caller's context does not interrupt it: then nobody would know the outcome.
func (p *pg) commit(ctx context.Context, c *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), pgCommit)
	defer cancel()
	start := time.Now()
	tag, err := c.Exec(ctx, "COMMIT")
	p.commitTime.Add(int64(time.Since(start)))
	var refused *pgconn.PgError
	switch {
	case err == nil && tag.String() == "COMMIT":
		return nil
	case err == nil:
		return fmt.Errorf("commit: the server answered %s", tag)
	case errors.As(err, &refused) && !fatal(refused):
		return fmt.Errorf("commit: %w", err)
	}
	p.log.Error("connection lost during commit", "error", err)
	return fmt.Errorf("%w: %w", ErrUnknownOutcome, err)
}

// fatal tells whether the server gave up the connection with this error, and perhaps not the transaction.
func fatal(err *pgconn.PgError) bool {
	return err.Severity == "FATAL" || err.Severity == "PANIC" || err.Code[:min(2, len(err.Code))] == "08"
}

// isTransient tells whether the same transaction may succeed when it is run again, and certainly has not yet.
// https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html
func isTransient(err error) bool {
	if errors.Is(err, ErrUnknownOutcome) {
		return false
	}
	if errors.Is(err, errLost) {
		return true
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	switch pg.Code {
	case "40001", "40P01": // serialization failure, deadlock
		return true
	case "0A000": // a prepared statement is older than the last migration; pgx prepares it anew
		return pg.Routine == "RevalidateCachedQuery"
	}
	return false
}
