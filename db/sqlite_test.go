package db_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	oexec "os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"chappe/db"
	"chappe/db/dbtest"
)

// openFile opens a SQLite database in a new folder and returns its path, too.
func openFile(t testing.TB) (*db.DB, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.db")
	return dbtest.Open(t, "sqlite:"+path), path
}

// The writer's own connection is set up so that a commit is on the disk when it returns.
func TestPragmas(t *testing.T) {
	d, path := openFile(t)
	check := func(do func(context.Context, func(*db.Tx) error) error, pragmas map[string]string) {
		t.Helper()
		err := do(background, func(tx *db.Tx) error {
			for name, want := range pragmas {
				// As a table-valued function, because PRAGMA itself may not be run in Read.
				got, _, err := db.One(tx, `SELECT * FROM pragma_`+name, (*db.Row).Text)
				if err != nil {
					return err
				}
				if got != want {
					t.Errorf("%s is %s, want %s", name, got, want)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	check(d.Write, map[string]string{"journal_mode": "wal", "synchronous": "2" /* FULL */, "secure_delete": "1", "foreign_keys": "1"})
	check(d.Read, map[string]string{"journal_mode": "wal", "query_only": "1"})
	write(t, d, func(tx *db.Tx) error {
		if n, _, err := db.One(tx, `PRAGMA wal_autocheckpoint`, (*db.Row).Int); n != 0 || err != nil {
			t.Errorf("wal_autocheckpoint is %d, %v", n, err)
		}
		return nil
	})
	for _, suffix := range []string{"", "-wal", "-shm", ".lock"} {
		info, err := os.Stat(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s may be read by others: %v", path+suffix, info.Mode())
		}
	}
}

// One process at a time has the file; when it is gone, however it went, the next may have it.
func TestOneProcess(t *testing.T) {
	if path := os.Getenv("CHAPPE_TEST_HOLD"); path != "" { // the other process
		if _, err := db.Open(background, "sqlite:"+path, db.Options{}); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("open")
		select {}
	}
	d, path := openFile(t)
	_, err := db.Open(background, "sqlite:"+path, db.Options{})
	if err == nil || !strings.Contains(err.Error(), "in use by another process") {
		t.Errorf("second Open: %v", err)
	}
	hold := func() (*oexec.Cmd, string) {
		cmd := oexec.Command(os.Args[0], "-test.run=^TestOneProcess$")
		cmd.Env = append(os.Environ(), "CHAPPE_TEST_HOLD="+path)
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
		b := make([]byte, 1000)
		n, _ := out.Read(b)
		return cmd, string(b[:n])
	}
	if _, said := hold(); !strings.Contains(said, "in use by another process (pid "+fmt.Sprint(os.Getpid())) {
		t.Errorf("Open in another process: %s", said)
	}
	d.Close()
	other, said := hold()
	if said != "open\n" {
		t.Fatalf("Open in another process after Close: %s", said)
	}
	if _, err := db.Open(background, "sqlite:"+path, db.Options{}); err == nil {
		t.Error("Open while another process has the file")
	}
	other.Process.Kill()
	other.Wait()
	dbtest.Open(t, "sqlite:"+path).Close()
}

func TestOpenFails(t *testing.T) {
	dir := t.TempDir()
	garbage := filepath.Join(dir, "garbage.db")
	if err := os.WriteFile(garbage, bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{"", "mysql://x", "sqlite:", "sqlite::memory:", "sqlite:" + filepath.Join(dir, "missing", "a.db"),
		"sqlite:" + dir, "sqlite:" + garbage, "postgres://nobody:secret@127.0.0.1:1/none?connect_timeout=2", "postgres://a:secret@b:c:d/"} {
		d, err := db.Open(background, url, db.Options{})
		if err == nil {
			d.Close()
			t.Errorf("%q was opened", url)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("the password is in the error: %v", err)
		}
	}
}

// secret is a text that must not be found in any file after it was deleted.
func secret(i int) string { return fmt.Sprintf("the secret of %d, %s", i, strings.Repeat("s", 300)) }

// findIn tells which of the database's files hold a text.
func findIn(t *testing.T, path, text string) (found []string) {
	t.Helper()
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + suffix)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(text)) {
			found = append(found, "test.db"+suffix)
		}
	}
	return found
}

// What was deleted is in no file once Checkpoint has returned, or some time after a transaction that said Erased.
func TestErasure(t *testing.T) {
	d, path := openFile(t)
	migrate(t, d, valueTables)
	for i := range 20 {
		if _, err := exec(d, `INSERT INTO vals (id, t, b) VALUES ($1, $2, $3)`, i, secret(i), []byte(secret(i))); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Checkpoint(background); err != nil {
		t.Fatal(err)
	}
	if len(findIn(t, path, secret(3))) != 1 {
		t.Error("the secret is not in the database file, and so this test shows nothing")
	}
	if _, err := exec(d, `DELETE FROM vals WHERE id < 10`); err != nil {
		t.Fatal(err)
	}
	if err := d.Checkpoint(background); err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		if found := findIn(t, path, secret(i)); found != nil {
			t.Errorf("secret %d is in %v after Checkpoint", i, found)
		}
	}
	write(t, d, func(tx *db.Tx) error {
		tx.Erased()
		_, err := tx.Exec(`DELETE FROM vals`)
		return err
	})
	for len(findIn(t, path, secret(15))) > 0 || d.Stats().WALPages != 0 { // the test's own deadline is the limit
		time.Sleep(20 * time.Millisecond)
	}
}

// Checkpoint waits for a reader of an old snapshot, but not beyond its context; and writers go on meanwhile.
func TestCheckpointWaitsForReaders(t *testing.T) {
	d, _ := openFile(t)
	migrate(t, d, counterTables)
	add := func(id int) {
		if _, err := exec(d, setCounter, id, 1); err != nil {
			t.Error(err)
		}
	}
	add(1)
	reading, release := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		read(t, d, func(tx *db.Tx) error {
			_, err := db.All(tx, `SELECT n FROM counters`, (*db.Row).Int)
			close(reading)
			<-release
			return err
		})
	})
	<-reading
	add(2)
	ctx, cancel := context.WithTimeout(background, 200*time.Millisecond)
	defer cancel()
	if err := d.Checkpoint(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Checkpoint beside a reader: %v", err)
	}
	result := make(chan error)
	go func() { result <- d.Checkpoint(background) }()
	add(3)
	close(release)
	if err := <-result; err != nil {
		t.Error(err)
	}
	all.Wait()
}

// The WAL is moved into the database file by itself, beside a writer that never rests.
func TestWALEnds(t *testing.T) {
	d, path := openFile(t)
	migrate(t, d, valueTables)
	blob := make([]byte, 400<<10)
	for i := 0; d.Stats().Checkpoints < 2; i++ { // one beside the writer, one that lets the WAL begin anew
		for page := 0; page < len(blob); page += 1000 { // SQLite does not write what has not changed
			blob[page] = byte(i)
		}
		if _, err := exec(d, `INSERT INTO vals (id, b) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET b = $1`, blob); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
	if err := d.Checkpoint(background); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() != 0 {
		t.Errorf("the WAL has %d bytes after Checkpoint, %v", info.Size(), err)
	}
}

// A program that makes up statements does not fill the memory, and a statement given up is prepared again.
func TestManyStatements(t *testing.T) {
	d, _ := openFile(t)
	migrate(t, d, valueTables)
	for range 2 {
		read(t, d, func(tx *db.Tx) error {
			for i := range 1500 {
				n, _, err := db.One(tx, fmt.Sprintf(`SELECT %d + $1`, i), (*db.Row).Int, 1)
				if n != i+1 || err != nil {
					return fmt.Errorf("statement %d gave %d: %v", i, n, err)
				}
			}
			return nil
		})
	}
}
