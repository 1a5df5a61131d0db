package db_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"chappe/db"
	"chappe/db/dbtest"
)

// A server or a session that would lose what it has confirmed is refused.
func TestPostgresRefused(t *testing.T) {
	server := dbtest.Postgres(t)
	for _, setting := range []string{"synchronous_commit=off", "options=-csynchronous_commit%3Doff"} {
		d, err := db.Open(background, server+"&"+setting, db.Options{})
		if err == nil {
			d.Close()
		}
		if err == nil || !strings.Contains(err.Error(), "synchronous_commit=off") {
			t.Errorf("with %s: %v", setting, err)
		}
	}
	for _, setting := range []string{"synchronous_commit=on", "synchronous_commit=local", "pool_max_conns=2"} {
		dbtest.Open(t, server+"&"+setting)
	}
}

// cutter passes a server's connections on until it is told to cut one at its COMMIT.
type cutter struct {
	server string      // path of its socket
	before atomic.Bool // cut the next COMMIT off before the server sees it
	after  atomic.Bool // cut its answer off
}

// newCutter returns a cutter and the URL of the same database through it.
func newCutter(t *testing.T, server string) (*cutter, string) {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil || u.Query().Get("host") == "" {
		t.Fatalf("this test wants a server on a Unix socket, and that is %s: %v", server, err)
	}
	const name = ".s.PGSQL.5432"
	c := &cutter{server: filepath.Join(u.Query().Get("host"), name)}
	dir := t.TempDir()
	l, err := net.Listen("unix", filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go c.serve(client)
		}
	}()
	u.RawQuery = "host=" + dir
	return c, u.String()
}

// serve passes one connection on.
func (c *cutter) serve(client net.Conn) {
	server, err := net.Dial("unix", c.server)
	if err != nil {
		client.Close()
		return
	}
	closeBoth := func() {
		client.Close()
		server.Close()
	}
	var drop atomic.Bool // what the server says
	go func() {
		defer closeBoth()
		b := make([]byte, 64<<10)
		for {
			n, err := server.Read(b)
			if err != nil || drop.Load() {
				return
			}
			if _, err := client.Write(b[:n]); err != nil {
				return
			}
		}
	}()
	defer closeBoth()
	b := make([]byte, 64<<10)
	for {
		n, err := client.Read(b)
		if err != nil {
			return
		}
		if bytes.Contains(b[:n], []byte("COMMIT")) {
			if c.before.CompareAndSwap(true, false) {
				return
			}
			if c.after.CompareAndSwap(true, false) {
				drop.Store(true)
			}
		}
		if _, err := server.Write(b[:n]); err != nil {
			return
		}
		if drop.Load() {
			io.Copy(io.Discard, client) // until the server's answer has been dropped
		}
	}
}

// A connection lost during COMMIT gives ErrUnknownOutcome, and rightly so: the transaction may be there or not.
func TestPostgresUnknownOutcome(t *testing.T) {
	c, url := newCutter(t, dbtest.Postgres(t))
	d := dbtest.Open(t, url)
	migrate(t, d, counterTables)
	for i, arm := range []*atomic.Bool{&c.before, &c.after} {
		arm.Store(true)
		err := d.Write(background, func(tx *db.Tx) error {
			tx.After(func(context.Context) { t.Error("After ran although the outcome is unknown") })
			_, err := tx.Exec(setCounter, i, 1)
			return err
		})
		if !errors.Is(err, db.ErrUnknownOutcome) {
			t.Errorf("Write: %v", err)
		}
		if n := number(t, d, `SELECT COUNT(*) FROM counters`); n != int64(i) {
			t.Errorf("%d rows after cut %d", n, i)
		}
	}
	if _, err := exec(d, setCounter, 5, 5); err != nil {
		t.Errorf("the next transaction: %v", err)
	}
}

// Connections that died between two transactions are nobody's concern.
func TestPostgresRestarts(t *testing.T) {
	server := dbtest.Postgres(t)
	d, other := dbtest.Open(t, server), dbtest.Open(t, server)
	migrate(t, d, counterTables)
	for i := range 5 {
		var all sync.WaitGroup
		for w := range 5 {
			all.Go(func() {
				if _, err := exec(d, setCounter, w, i); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		read(t, other, func(tx *db.Tx) error {
			_, err := db.All(tx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
				WHERE datname = current_database() AND pid <> pg_backend_pid()`, (*db.Row).Bool)
			return err
		})
	}
}

// An argument of a wrong type is not repeated in the error, which may be logged.
func TestPostgresErrorsHideValues(t *testing.T) {
	d := dbtest.Open(t, dbtest.Postgres(t))
	migrate(t, d, valueTables)
	for _, sql := range []string{`INSERT INTO vals (id, n) VALUES (1, $1)`, `INSERT INTO vals (id, ok) VALUES (1, $1)`, `INSERT INTO vals (id, f) VALUES (1, $1)`} {
		_, err := exec(d, sql, "the secret")
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", sql, err)
		}
	}
	write(t, d, func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO vals (id, t) VALUES (1, 'the secret')`)
		return err
	})
	err := d.Read(background, func(tx *db.Tx) error {
		_, _, err := db.One(tx, `SELECT t FROM vals`, (*db.Row).Int64)
		return err
	})
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("reading: %v", err)
	}
}
