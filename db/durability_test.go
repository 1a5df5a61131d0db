package db_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"chappe/db"
	"chappe/db/dbtest"
)

// These tests look at SQLite from below, through a layer between it and the file system (dbtest.Disk): killing a process
// cannot show what a power failure takes, because what was written and not synced survives the process.

const (
	durableTables = `CREATE TABLE marks (mark TEXT NOT NULL PRIMARY KEY)`
	addMark       = `INSERT INTO marks (mark) VALUES ($1)`
	allMarks      = `SELECT mark FROM marks`
)

// openDurable opens a database in dir with a table of marks.
func openDurable(t *testing.T, dir string) *db.DB {
	t.Helper()
	d := dbtest.Open(t, "sqlite:"+filepath.Join(dir, "test.db"))
	migrate(t, d, durableTables)
	return d
}

// migrate applies tables as the first migration.
func migrate(t testing.TB, d *db.DB, tables string) {
	t.Helper()
	set := db.Migrations{Name: "test", FS: fstest.MapFS{"0001_tables.sql": {Data: []byte(tables)}}}
	if err := d.Migrate(context.Background(), set); err != nil {
		t.Fatal(err)
	}
}

// mark writes one mark.
func mark(d *db.DB, name string) error {
	return d.Write(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Exec(addMark, name)
		return err
	})
}

// marks reads all marks.
func marks(t *testing.T, d *db.DB) map[string]bool {
	t.Helper()
	found := make(map[string]bool)
	err := d.Read(context.Background(), func(tx *db.Tx) error {
		return db.Each(tx, allMarks, func(r *db.Row) error {
			found[r.Text()] = true
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// syncLog remembers which marks were in bytes that were written to a WAL, and which of those were synced after.
type syncLog struct {
	mu              sync.Mutex
	written, synced map[string]bool
	covered         []string // by the sync that is going on
}

var markName = regexp.MustCompile(`mark-[0-9]{3}-[0-9]{3};`)

func (l *syncLog) hook(op dbtest.Op) error {
	if !strings.HasSuffix(op.Path, "-wal") {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	switch op.Kind {
	case dbtest.Write:
		for _, m := range markName.FindAll(op.Data, -1) {
			l.written[string(m)] = true
		}
	case dbtest.Sync:
		l.covered = l.covered[:0]
		for m := range l.written {
			l.covered = append(l.covered, m)
		}
	case dbtest.Synced:
		for _, m := range l.covered {
			l.synced[m] = true
		}
	}
	return nil
}

func (l *syncLog) isSynced(m string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.synced[m]
}

// No Write returns before a sync of the WAL that began after its bytes were written has returned.
func TestSyncedBeforeAcknowledged(t *testing.T) {
	dir := t.TempDir()
	disk := dbtest.NewDisk(t, dir)
	d := openDurable(t, dir)
	log := &syncLog{written: make(map[string]bool), synced: make(map[string]bool)}
	disk.Hook(log.hook)
	var all sync.WaitGroup
	for w := range 16 {
		all.Go(func() {
			for i := range 40 {
				m := fmt.Sprintf("mark-%03d-%03d;", w, i)
				if err := mark(d, m); err != nil {
					t.Error(err)
				}
				if !log.isSynced(m) {
					t.Errorf("%s was acknowledged before it was synced", m)
				}
			}
		})
	}
	all.Wait()
	if s := d.Stats(); s.Batches >= s.Transactions {
		t.Errorf("%d transactions in %d batches: nothing was committed together", s.Transactions, s.Batches)
	}
}

// A Write does not return while its sync is going on.
func TestWriteWaitsForSync(t *testing.T) {
	dir := t.TempDir()
	disk := dbtest.NewDisk(t, dir)
	d := openDurable(t, dir)
	syncing, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	disk.Hook(func(op dbtest.Op) error {
		if op.Kind == dbtest.Sync {
			once.Do(func() {
				close(syncing)
				<-release
			})
		}
		return nil
	})
	returned := make(chan error, 1)
	go func() { returned <- mark(d, "slow") }()
	<-syncing
	select {
	case <-returned:
		t.Fatal("Write returned before its sync")
	default:
	}
	if len(marks(t, d)) != 0 {
		t.Error("a transaction is visible before its sync")
	}
	close(release)
	if err := <-returned; err != nil {
		t.Fatal(err)
	}
}

// What was acknowledged is there after a power failure, at whatever moment and whichever unsynced writes reached the disk;
// and the database is not damaged. Checkpoints go on meanwhile.
func TestPowerCut(t *testing.T) {
	dir := t.TempDir()
	disk := dbtest.NewDisk(t, dir)
	d := openDurable(t, dir)
	var mu sync.Mutex
	var done []string // guarded by mu: acknowledged
	acknowledged := func() []string {
		mu.Lock()
		defer mu.Unlock()
		return append([]string(nil), done...)
	}
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	defer all.Wait()
	defer stop()
	for w := range 4 {
		all.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				m := fmt.Sprintf("power-%d-%d", w, i)
				if err := mark(d, m); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				done = append(done, m)
				mu.Unlock()
			}
		})
	}
	all.Go(func() {
		for ctx.Err() == nil {
			if err := d.Checkpoint(context.Background()); err != nil {
				t.Error(err)
				return
			}
		}
	})
	random := rand.New(rand.NewPCG(1, 2))
	for cut := range 30 {
		for len(acknowledged()) < cut*20 && !t.Failed() {
			time.Sleep(time.Millisecond)
		}
		keep := func(dbtest.Op) bool { return cut%3 == 1 || cut%3 == 2 && random.IntN(2) == 0 }
		promised := acknowledged()
		after := t.TempDir()
		if err := disk.PowerCut(after, keep); err != nil {
			t.Fatal(err)
		}
		checkAfter(t, after, promised)
	}
}

// checkAfter opens what a power failure left.
func checkAfter(t *testing.T, dir string, promised []string) {
	t.Helper()
	d := dbtest.Open(t, "sqlite:"+filepath.Join(dir, "test.db"))
	defer d.Close()
	found := marks(t, d)
	for _, m := range promised {
		if !found[m] {
			t.Errorf("%s was acknowledged and is lost", m)
		}
	}
	err := d.Write(context.Background(), func(tx *db.Tx) error {
		verdict, _, err := db.One(tx, `PRAGMA integrity_check`, (*db.Row).Text)
		if verdict != "ok" {
			t.Errorf("integrity check: %s", verdict)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// A sync or write that fails fails every transaction of the batch; nothing of them is visible, then or after a power failure
// that follows the next successful commit, and the database goes on when the disk does.
func TestStorageFails(t *testing.T) {
	for _, c := range []struct {
		name string
		kind dbtest.OpKind
		err  error
	}{
		{"sync", dbtest.Sync, dbtest.ErrIO},
		{"write", dbtest.Write, dbtest.ErrIO},
		{"full", dbtest.Write, dbtest.ErrFull},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			disk := dbtest.NewDisk(t, dir)
			d := openDurable(t, dir)
			if err := mark(d, "before"); err != nil {
				t.Fatal(err)
			}
			disk.Hook(func(op dbtest.Op) error {
				if op.Kind == c.kind {
					return c.err
				}
				return nil
			})
			failed := failBatch(t, d)
			disk.Hook(nil)
			if err := mark(d, "after"); err != nil {
				t.Fatal(err)
			}
			found := marks(t, d)
			if !found["before"] || !found["after"] || len(found) != 2 {
				t.Errorf("found %v of %d failed ones", found, failed)
			}
			after := t.TempDir()
			if err := disk.PowerCut(after, nil); err != nil {
				t.Fatal(err)
			}
			checkAfter(t, after, []string{"before", "after"})
			if s := d.Stats(); s.Failed < int64(failed) {
				t.Errorf("%d failures counted of %d", s.Failed, failed)
			}
		})
	}
}

// failBatch queues transactions behind one that waits until they are all there, so that they become one batch with it, and
// checks that all of them fail. One fails by itself, because of what another wrote, which is no reason to be told so.
func failBatch(t *testing.T, d *db.DB) int {
	t.Helper()
	const n = 10
	errs := make(chan error, n+2)
	started, release := make(chan struct{}), make(chan struct{})
	queued := make(chan struct{}, n+2)
	write := func(fn func(tx *db.Tx) error) {
		ctx := db.OnQueued(context.Background(), func() { queued <- struct{}{} })
		go func() {
			errs <- d.Write(ctx, func(tx *db.Tx) error {
				tx.After(func(context.Context) { t.Error("After of a failed transaction ran") })
				return fn(tx)
			})
		}()
		<-queued
	}
	write(func(tx *db.Tx) error {
		close(started)
		<-release
		_, err := tx.Exec(addMark, "first")
		return err
	})
	<-started
	for i := range n {
		write(func(tx *db.Tx) error {
			_, err := tx.Exec(addMark, fmt.Sprint("failing ", i))
			return err
		})
	}
	write(func(tx *db.Tx) error { return errors.New("name is taken") })
	close(release)
	for range n + 2 {
		if err := <-errs; !errors.Is(err, db.ErrStorage) {
			t.Errorf("Write: %v, want ErrStorage", err)
		}
	}
	return n + 2
}

// A checkpoint that fails loses nothing and is made up for later.
func TestCheckpointFails(t *testing.T) {
	dir := t.TempDir()
	disk := dbtest.NewDisk(t, dir)
	d := openDurable(t, dir)
	for _, kind := range []dbtest.OpKind{dbtest.Write, dbtest.Sync, dbtest.Truncate} {
		name := "during " + string(kind)
		if err := mark(d, name); err != nil {
			t.Fatal(err)
		}
		disk.Hook(func(op dbtest.Op) error {
			if op.Kind == kind {
				return dbtest.ErrIO
			}
			return nil
		})
		if err := d.Checkpoint(context.Background()); err == nil {
			t.Errorf("checkpoint succeeded although %s failed", kind)
		}
		disk.Hook(nil)
		after := t.TempDir()
		if err := disk.PowerCut(after, nil); err != nil {
			t.Fatal(err)
		}
		checkAfter(t, after, []string{name})
	}
	if err := d.Checkpoint(context.Background()); err != nil {
		t.Error(err)
	}
	if found := marks(t, d); len(found) != 3 {
		t.Errorf("found %v", found)
	}
}
