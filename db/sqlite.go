package db

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"zombiezen.com/go/sqlite"
)

// lite is a SQLite database: one writer, a few readers, and one who moves the WAL into the database file.
type lite struct {
	path    string
	log     *slog.Logger
	lock    *os.File // held while open; see lockFile
	queries *queries
	writer  *writer
	checks  *checkpointer
	readers chan *liteConn // those not in use; nil stands for one that is not open yet

	examiner examiner

	migrating sync.Mutex // held by migrate
	closing   sync.Once
	closed    chan struct{} // closed by close
	conns     atomic.Int64
}

const (
	// liteReaders is how many snapshots can be looked at at once.
	liteReaders = 4
	// busyTime is how long a statement waits for a lock that another connection holds. Only this process has the file, and
	// its writer and checkpointer keep out of each other's way, so that is for recovery after a crash.
	busyTime = 10 * time.Second
	// pageSize is that of a new file, in bytes. Each box has pages of its own, so that smaller ones make what a message puts into the
	// log shorter; rows longer than a quarter of one need another page.
	pageSize = 2048
	// walKeep is the size in bytes to which a longer WAL file is cut when it begins anew. Not less than what is normally
	// reached: overwriting a file is faster to sync than making it longer.
	walKeep = 2 * walPages * pageSize
)

// openSQLite opens the file, creating it if there is none.
func openSQLite(ctx context.Context, path string, log *slog.Logger) (*lite, error) {
	if path == "" || path == ":memory:" {
		return nil, errors.New("a SQLite database needs a file")
	}
	lock, err := lockFile(path + ".lock")
	if err != nil {
		return nil, err
	}
	l := &lite{path: path, log: log, lock: lock, queries: &queries{dialect: SQLite},
		readers: make(chan *liteConn, liteReaders), closed: make(chan struct{})}
	for range liteReaders {
		l.readers <- nil
	}
	if err := l.open(); err != nil {
		lock.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return l, nil
}

// open creates the file and opens the connections of the writer and the checkpointer.
func (l *lite) open() error {
	if err := createFile(l.path); err != nil {
		return err
	}
	uri, err := walURI(l.path)
	if err != nil {
		return err
	}
	conn, err := openLite(uri, l.queries, busyTime, sqlite.OpenReadWrite|sqlite.OpenURI, writerPragmas...)
	if err != nil {
		return err
	}
	// The checkpointer's connection is never the last to look at a snapshot, and waits only briefly for those who do.
	check, err := openLite(l.path, l.queries, readersTime, sqlite.OpenReadWrite, writerPragmas[2:]...)
	if err != nil {
		conn.close()
		return err
	}
	l.conns.Store(2)
	l.writer = newWriter(conn, l.log)
	l.checks = newCheckpointer(check, l.path, l.writer, l.log)
	l.writer.told, l.writer.suspect = l.checks.committed, l.suspect
	go l.writer.loop()
	go l.checks.loop()
	return nil
}

// createFile makes an empty file that only its owner may read, unless there is one, and syncs its directory.
// SQLite gives the WAL the permissions of the database.
func createFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// writerPragmas are set on the writer's connection. journal_mode comes first, as it decides what the others mean, and before it the
// size of pages, which can't be changed any more in a file with a log.
var writerPragmas = []string{
	fmt.Sprintf("page_size=%d", pageSize),
	"journal_mode=WAL",
	"synchronous=FULL", // COMMIT returns when the WAL is synced
	"secure_delete=ON", // what is deleted is overwritten with zeros
	"foreign_keys=ON",  // as PostgreSQL
	"wal_autocheckpoint=0",
	fmt.Sprintf("journal_size_limit=%d", walKeep),
	"temp_store=MEMORY",
	"mmap_size=0",       // a disk error is an error, not a SIGBUS
	"cache_size=-65536", // 64 MiB
	"trusted_schema=OFF",
	"case_sensitive_like=ON", // as PostgreSQL
}

// readerPragmas are set on the readers' connections.
var readerPragmas = []string{
	"query_only=ON",
	"temp_store=MEMORY",
	"mmap_size=0",
	"cache_size=-16384", // 16 MiB
	"trusted_schema=OFF",
	"case_sensitive_like=ON",
}

// read runs fn on one of the readers.
func (l *lite) read(ctx context.Context, fn func(*Tx) error) (err error) {
	c, err := l.reader(ctx)
	if err != nil {
		return err
	}
	defer func() { l.readers <- c }() // c is nil if it was closed below
	if c == nil {
		c, err = openLite(l.path, l.queries, busyTime, sqlite.OpenReadOnly, readerPragmas...)
		if err != nil {
			c = nil
			return fmt.Errorf("open %s for reading: %w", l.path, err)
		}
		l.conns.Add(1)
	}
	if err := c.plain("BEGIN"); err != nil {
		return fmt.Errorf("begin reading: %w", err)
	}
	defer func() {
		if rerr := c.plain("COMMIT"); rerr != nil { // fn ended its goroutine, or the disk fails
			c.close()
			l.conns.Add(-1)
			c = nil
		}
	}()
	tx := &Tx{run: c, ctx: ctx}
	err = tx.do(fn)
	l.suspect(tx.err)
	return err
}

// reader takes a connection that is not in use, waiting for one if need be.
func (l *lite) reader(ctx context.Context) (*liteConn, error) {
	select {
	case <-l.closed:
		return nil, ErrClosed
	default:
	}
	select {
	case c := <-l.readers:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-l.closed:
		return nil, ErrClosed
	}
}

func (l *lite) write(ctx context.Context, fn func(*Tx) error, queued func()) ([]func(context.Context), error) {
	return l.writer.write(ctx, fn, queued)
}

func (l *lite) migrate(ctx context.Context, fn func(step func(func(*Tx) error) error) error) error {
	l.migrating.Lock()
	defer l.migrating.Unlock()
	return fn(func(f func(*Tx) error) error {
		_, err := l.writer.write(ctx, f, func() {})
		return err
	})
}

func (l *lite) checkpoint(ctx context.Context) error { return l.checks.truncate(ctx) }

func (l *lite) stats() Stats {
	s := l.writer.stats()
	s.Checkpoints, s.WALPages = l.checks.rounds.Load(), l.checks.pages.Load()
	s.Conns = int(l.conns.Load())
	return s
}

// close lets the queued transactions finish, empties the WAL and closes the connections.
func (l *lite) close() error {
	err := ErrClosed
	l.closing.Do(func() { err = l.doClose() })
	return err
}

func (l *lite) doClose() error {
	close(l.closed)
	l.writer.stop()
	l.examiner.work.Wait()
	var errs []error
	for range liteReaders { // wait for the readers in use
		if c := <-l.readers; c != nil {
			errs = append(errs, c.close())
		}
	}
	errs = append(errs, l.checks.stop(), l.writer.conn.close(), l.lock.Close())
	l.conns.Store(0)
	return errors.Join(errs...)
}
