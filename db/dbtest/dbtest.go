// Package dbtest gives tests real databases of both engines: SQLite in a temporary directory, PostgreSQL in a cluster that
// is started for the test process and thrown away with it.
//
// The environment changes that: CHAPPE_TEST_POSTGRES=URL uses a running server (the URL's user may create databases), and
// CHAPPE_TEST_DB=sqlite or =postgres leaves out the other engine.
package dbtest

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"chappe/db"
)

// Each runs fn as a subtest on each engine. open opens the subtest's database, empty at first; calling it again opens the
// same database again, which on SQLite needs that the one before was closed. What is still open at the end is closed.
func Each(t *testing.T, fn func(t *testing.T, open func() *db.DB)) {
	t.Helper()
	for _, d := range engines(t) {
		t.Run(d.String(), func(t *testing.T) {
			url := newURL(t, d)
			fn(t, func() *db.DB { return Open(t, url) })
		})
	}
}

// Open opens the database that url names and closes it when the test ends, if the test has not.
func Open(tb testing.TB, url string) *db.DB {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	d, err := db.Open(ctx, url, db.Options{Log: slog.New(slog.NewTextHandler(tb.Output(), nil))})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { d.Close() })
	return d
}

// URLs returns the URL of a new empty database on each engine, by the engine's name ("sqlite", "postgres").
func URLs(tb testing.TB) map[string]string {
	tb.Helper()
	urls := make(map[string]string)
	for _, d := range engines(tb) {
		urls[d.String()] = newURL(tb, d)
	}
	return urls
}

// engines returns the engines to test on.
func engines(tb testing.TB) []db.Dialect {
	tb.Helper()
	switch only := os.Getenv("CHAPPE_TEST_DB"); only {
	case "":
		return []db.Dialect{db.SQLite, db.Postgres}
	case "sqlite":
		return []db.Dialect{db.SQLite}
	case "postgres":
		return []db.Dialect{db.Postgres}
	default:
		tb.Fatalf("CHAPPE_TEST_DB=%s: want sqlite or postgres, or nothing for both", only)
		return nil
	}
}

// newURL makes a new empty database.
func newURL(tb testing.TB, d db.Dialect) string {
	tb.Helper()
	if d == db.SQLite {
		return "sqlite:" + filepath.Join(tb.TempDir(), "test.db")
	}
	return Postgres(tb)
}

var databases atomic.Int64 // made by this process

// Postgres returns the URL of a new empty PostgreSQL database. It starts the cluster if no test has yet, and fails the test
// if PostgreSQL is not installed.
func Postgres(tb testing.TB) string {
	tb.Helper()
	_, url := newPostgres(tb, "template0")
	return url
}

// template is a database that others are copied from.
var template struct {
	sync.Mutex
	name string // "" until it is made
}

// PostgresFrom returns the URL of a new PostgreSQL database with the tables that sets make. A process always has to give the same
// sets: the first call makes the tables and the others copy them, which takes a tenth of the time.
func PostgresFrom(tb testing.TB, sets ...db.Migrations) string {
	tb.Helper()
	if os.Getenv("CHAPPE_TEST_POSTGRES") != "" { // nothing is to stay behind in it
		return Postgres(tb)
	}
	template.Lock()
	defer template.Unlock()
	if template.name == "" {
		name, url := newPostgres(tb, "template0")
		d := Open(tb, url)
		if err := d.Migrate(context.Background(), sets...); err != nil {
			tb.Fatal(err)
		}
		d.Close() // only a database that nobody uses can be copied
		template.name = name
	}
	_, url := newPostgres(tb, template.name)
	return url
}

// DropAfter drops a database that PostgresFrom has made at the end of the test, and not only with all others at the end of the process. A
// process that makes hundreds needs that, for want of room. Nothing may be connected to it any more.
func DropAfter(tb testing.TB, at string) {
	tb.Helper()
	if os.Getenv("CHAPPE_TEST_POSTGRES") != "" {
		return // it is dropped in any case
	}
	u, err := url.Parse(at)
	if err != nil {
		tb.Fatal("the database has no URL")
	}
	tb.Cleanup(func() {
		server, err := server()
		if err != nil {
			tb.Fatal(err)
		}
		command(tb, server, "DROP DATABASE "+strings.TrimPrefix(u.Path, "/")+" WITH (FORCE)")
	})
}

// newPostgres makes a database as a copy of another, and returns its name and URL.
func newPostgres(tb testing.TB, from string) (name, at string) {
	tb.Helper()
	server, err := server()
	if err != nil {
		tb.Fatal(err)
	}
	u, err := url.Parse(server)
	if err != nil {
		tb.Fatal("CHAPPE_TEST_POSTGRES is not a URL")
	}
	name = fmt.Sprintf("chappe_test_%d_%d", os.Getpid(), databases.Add(1))
	command(tb, server, "CREATE DATABASE "+name+" TEMPLATE "+from+" ENCODING 'UTF8'")
	if os.Getenv("CHAPPE_TEST_POSTGRES") != "" { // our own goes away as a whole
		tb.Cleanup(func() { command(tb, server, "DROP DATABASE "+name+" WITH (FORCE)") })
	}
	u.Path = "/" + name
	return name, u.String()
}

// RestartPostgres stops the PostgreSQL of Postgres as if it had crashed, starts it again and waits until it answers. No other test
// of the process may be using it.
func RestartPostgres(tb testing.TB) {
	tb.Helper()
	if err := restart(); err != nil {
		tb.Fatal(err)
	}
}

// command runs one statement on a server.
func command(tb testing.TB, server, sql string) {
	tb.Helper()
	if err := run(server, sql); err != nil {
		tb.Fatal(err)
	}
}

// dropAll ends all connections to a server but the one that runs it.
const dropAll = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`

func run(server, sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, sql); err != nil {
		return fmt.Errorf("%s: %w", sql, err)
	}
	return nil
}
