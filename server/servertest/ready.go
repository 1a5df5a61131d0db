package servertest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"chappe/db/dbtest"
	"chappe/server"
)

// ready are the data of a server that was started and stopped once in this process: its files by their names in the data directory.
var ready struct {
	sync.Mutex
	files map[string][]byte // guarded by Mutex; nil until there are any
}

// readyConns is how many connections such a server has to PostgreSQL: each costs a process there, and its first statements are slow.
const readyConns = 6

// Ready has the server begin with data that the first of them in this process has made: the key of the server and, on SQLite, empty tables. On
// PostgreSQL it has few connections, and its database is dropped when the test ends. Tests that start servers by the hundred are faster by it;
// those that look at what a first start does must not use it. It comes after Postgres.
func Ready(t testing.TB) Option {
	t.Helper()
	ready.Lock()
	defer ready.Unlock()
	if ready.files == nil {
		s := New(t)
		s.Stop()
		all, err := os.ReadDir(s.Data())
		if err != nil {
			t.Fatal(err)
		}
		files := map[string][]byte{}
		for _, f := range all {
			if !f.Type().IsRegular() {
				continue // folders, and the socket of the command line
			}
			if files[f.Name()], err = os.ReadFile(filepath.Join(s.Data(), f.Name())); err != nil {
				t.Fatal(err)
			}
		}
		ready.files = files
	}
	return func(c *server.Config) {
		if c.Database != "" {
			dbtest.DropAfter(t, c.Database)
			c.Database += fmt.Sprintf("%spool_max_conns=%d", map[bool]string{true: "&", false: "?"}[strings.Contains(c.Database, "?")], readyConns)
		}
		for name, b := range ready.files {
			if c.Database != "" && name != "mtproto.key" {
				continue
			}
			if err := os.WriteFile(filepath.Join(c.Data, name), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
