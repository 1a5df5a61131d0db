package db

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"
)

// pg is a PostgreSQL database.
type pg struct {
	log     *slog.Logger
	pool    *pgxpool.Pool
	queries *queries
	lane    chan struct{} // holds one value; taken by a transaction that had conflicts again and again
	closing sync.Once
	closed  chan struct{} // closed by close

	transactions, failed, reruns atomic.Int64
	commitTime                   atomic.Int64 // nanoseconds
}

const (
	// pgConns is how many connections the pool opens at most, unless the URL says pool_max_conns.
	pgConns = 24
	// pgCommit is how long the server may take to commit before the outcome is called unknown.
	pgCommit = 30 * time.Second
	// pgIdle is how long the server waits for the next statement of a transaction, so that the locks of a machine that has
	// vanished do not stay.
	pgIdle = "60s"
)

// openPostgres connects and checks that the server keeps what it has committed.
func openPostgres(ctx context.Context, url string, log *slog.Logger) (*pg, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err // pgx leaves the password out
	}
	if !strings.Contains(url, "pool_max_conns=") {
		cfg.MaxConns = pgConns
	}
	if cfg.ConnConfig.RuntimeParams["application_name"] == "" {
		cfg.ConnConfig.RuntimeParams["application_name"] = "chappe"
	}
	// A statement whose context ends is cancelled on the server, so that the connection can be used further.
	cfg.ConnConfig.BuildContextWatcherHandler = func(c *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: c, DeadlineDelay: 5 * time.Second}
	}
	cfg.AfterConnect = checkDurable
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	p := &pg{log: log, pool: pool, queries: &queries{dialect: Postgres}, lane: make(chan struct{}, 1), closed: make(chan struct{})}
	p.lane <- struct{}{}
	return p, nil
}

// checkDurable refuses a server that would lose what it has committed, for this role and database.
func checkDurable(ctx context.Context, c *pgx.Conn) error {
	const sql = `SELECT current_setting('synchronous_commit'), current_setting('fsync'), current_setting('server_encoding'),
		set_config('idle_in_transaction_session_timeout', $1, false)`
	var commit, sync, encoding, idle string
	if err := c.QueryRow(ctx, sql, pgIdle).Scan(&commit, &sync, &encoding, &idle); err != nil {
		return fmt.Errorf("read the server's settings: %w", err)
	}
	switch {
	case commit == "off":
		return errors.New("PostgreSQL has synchronous_commit=off: it would lose transactions that it has confirmed; set it to on")
	case sync != "on":
		return errors.New("PostgreSQL has fsync=off: a power failure would destroy the database; set it to on")
	case encoding != "UTF8":
		return fmt.Errorf("PostgreSQL database has the encoding %s; create it with UTF8", encoding)
	}
	return nil
}

// read runs fn in a snapshot.
func (p *pg) read(ctx context.Context, fn func(*Tx) error) error {
	c, err := p.acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	if _, err := c.Exec(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); err != nil {
		return fmt.Errorf("begin reading: %w", err)
	}
	defer rollback(c.Conn()) // as good as a commit, for reading
	tx := &Tx{run: &pgRun{p.queries, ctx, c.Conn()}, ctx: ctx}
	return tx.do(fn)
}

// acquire takes a connection of the pool.
func (p *pg) acquire(ctx context.Context) (*pgxpool.Conn, error) {
	c, err := p.pool.Acquire(ctx)
	if err == nil {
		return c, nil
	}
	select {
	case <-p.closed: // also if that is why connecting failed
		return nil, ErrClosed
	default:
		return nil, fmt.Errorf("connect to PostgreSQL: %w", err)
	}
}

// rollback ends a transaction. If that fails, the connection is closed, and the pool does not give it to anyone else.
func rollback(c *pgx.Conn) {
	if c.IsClosed() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if _, err := c.Exec(ctx, "ROLLBACK"); err != nil {
		c.Close(ctx)
	}
}

// migrate runs fn while holding a lock that all processes know.
func (p *pg) migrate(ctx context.Context, fn func(step func(func(*Tx) error) error) error) error {
	c, err := p.acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	const key = 0x636861707065 // "chappe"
	if _, err := c.Exec(ctx, "SELECT pg_advisory_lock($1)", key); err != nil {
		return fmt.Errorf("wait for other migrations: %w", err)
	}
	defer func() {
		if _, err := c.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", key); err != nil {
			c.Conn().Close(ctx) // which gives up the lock, too
		}
	}()
	return fn(func(f func(*Tx) error) error {
		return p.retry(ctx, func() error {
			_, err := p.transact(ctx, c.Conn(), f)
			return err
		})
	})
}

// checkpoint does nothing: what PostgreSQL keeps of deleted rows is its own affair.
func (p *pg) checkpoint(context.Context) error { return nil }

func (p *pg) stats() Stats {
	return Stats{Transactions: p.transactions.Load(), Failed: p.failed.Load(), Reruns: p.reruns.Load(),
		CommitSeconds: time.Duration(p.commitTime.Load()).Seconds(), Conns: int(p.pool.Stat().TotalConns())}
}

// close waits for the connections in use and closes them.
func (p *pg) close() error {
	err := ErrClosed
	p.closing.Do(func() {
		close(p.closed)
		p.pool.Close()
		err = nil
	})
	return err
}
