package db

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sort"
	"sync"
	"sync/atomic"
	"time"
)

// checkpointer moves the WAL into the database file (https://www.sqlite.org/wal.html#ckpt) on a connection of its own, so
// that no commit waits for it: most of the pages go in a PASSIVE round beside the writer; only for the few that were written
// meanwhile, and to let the WAL begin anew, the writer is held up for one short round between two batches. Without that last
// round a busy writer would never let the WAL end.
type checkpointer struct {
	path   string
	writer *writer
	log    *slog.Logger

	mu   sync.Mutex // held by who uses conn
	conn *liteConn
	wal  *os.File // guarded by mu; for reading its size, opened when first needed

	due   atomic.Int64  // when the WAL must be emptied because something was erased, Unix nanoseconds; 0: no need
	poke  chan struct{} // holds one value when there was a commit
	quit  chan struct{} // closed by stop
	ended chan struct{} // closed when the loop has ended

	rounds, pages atomic.Int64
}

const (
	// walPages is the length of the WAL, in pages, at which it is moved. Many pages are written many times meanwhile, and
	// are moved once.
	walPages = 32000
	// fewPages is how many may be left for the round that holds up the writer.
	fewPages = 1000
	// lookEvery is how often the length is looked at while there are commits.
	lookEvery = 200 * time.Millisecond
	// readersTime is how long the writer is held up at most for readers of an old snapshot.
	readersTime = 20 * time.Millisecond
	// againAfter is the pause after that was not long enough.
	againAfter = 500 * time.Millisecond
)

func newCheckpointer(conn *liteConn, path string, w *writer, log *slog.Logger) *checkpointer {
	c := &checkpointer{path: path, writer: w, log: log, conn: conn,
		poke: make(chan struct{}, 1), quit: make(chan struct{}), ended: make(chan struct{})}
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
		c.committed(true) // what the last run did not get to
	}
	return c
}

// committed is told of every commit, and whether it erased something.
func (c *checkpointer) committed(erased bool) {
	if erased {
		c.due.CompareAndSwap(0, time.Now().Add(eraseDelay).UnixNano())
	}
	select {
	case c.poke <- struct{}{}:
	default:
	}
}

// loop looks at the WAL from time to time after a commit.
func (c *checkpointer) loop() {
	defer close(c.ended)
	pause := lookEvery
	for {
		select {
		case <-c.poke:
		case <-c.quit:
			return
		}
		select {
		case <-time.After(pause):
		case <-c.quit:
			return
		}
		done, err := c.look()
		if err != nil {
			c.log.Error("moving the WAL into the database failed", "error", err)
		}
		pause = lookEvery
		if !done || err != nil {
			pause = againAfter
		}
		if !done || err != nil || c.due.Load() != 0 {
			c.committed(false)
		}
	}
}

// look does what is due, and tells whether nothing of that is left.
func (c *checkpointer) look() (done bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if due := c.due.Load(); due != 0 && time.Now().UnixNano() >= due {
		c.due.Store(0) // before, so that an erasure during the round makes it due again
		if done, err = c.empty("TRUNCATE"); !done || err != nil {
			c.due.Store(due)
		}
		return done, err
	}
	pages, err := c.length()
	if err != nil || pages < walPages {
		return true, err
	}
	return c.empty("RESTART")
}

// truncate empties the WAL, trying until ctx ends.
func (c *checkpointer) truncate(ctx context.Context) error {
	for {
		c.mu.Lock()
		if c.conn == nil {
			c.mu.Unlock()
			return ErrClosed
		}
		done, err := c.empty("TRUNCATE")
		c.mu.Unlock()
		if done || err != nil {
			return err
		}
		select {
		case <-time.After(readersTime):
		case <-ctx.Done():
			return fmt.Errorf("readers hold on to the WAL: %w", ctx.Err())
		}
	}
}

// empty moves all pages and then, with the writer held up, lets the WAL begin anew, which mode says how. done is false if
// readers look at a snapshot that still needs the WAL.
func (c *checkpointer) empty(mode string) (done bool, err error) {
	for range 4 { // while the writer adds more than a few
		before, err := c.length()
		if err != nil {
			return false, err
		}
		if before < fewPages {
			break
		}
		_, moved, err := c.round("PASSIVE")
		if err != nil {
			return false, err
		}
		if after, err := c.length(); err != nil || after-moved < fewPages {
			break
		}
	}
	c.writer.turn.Lock()
	busy, _, err := c.round(mode)
	c.writer.turn.Unlock()
	if err == nil && !busy {
		_, err = c.length() // for the metrics
	}
	return err == nil && !busy, err
}

// round runs one checkpoint. moved counts all the pages of the WAL that are in the database file now.
func (c *checkpointer) round(mode string) (busy bool, moved int64, err error) {
	q, err := c.conn.parse("PRAGMA wal_checkpoint(" + mode + ")")
	if err != nil {
		return false, 0, err
	}
	_, err = c.conn.rows(q, nil, func(r *Row) (bool, error) {
		busy = r.Bool()
		r.Int64()
		moved = r.Int64()
		return true, r.err
	})
	if err != nil {
		return false, 0, fmt.Errorf("checkpoint %s: %w", mode, err)
	}
	c.rounds.Add(1)
	return busy, moved, nil
}

// length returns how many pages are in the WAL. The size of the file does not tell, because it is not made shorter when the
// WAL begins anew. But every beginning has its own salt, in the header of the file and of each page's frame, and the frames
// of the current one come first (https://www.sqlite.org/fileformat2.html#the_write_ahead_log). SQLite has no locks on this
// file that closing another descriptor of it could lose.
func (c *checkpointer) length() (int64, error) {
	if c.wal == nil {
		f, err := os.Open(c.path + "-wal")
		if errors.Is(err, os.ErrNotExist) {
			return 0, nil
		}
		if err != nil {
			return 0, err
		}
		c.wal = f
	}
	info, err := c.wal.Stat()
	if err != nil {
		return 0, err
	}
	const headerSize, frameHeader = 32, 24
	var header [headerSize]byte
	if _, err := c.wal.ReadAt(header[:], 0); err == io.EOF {
		c.pages.Store(0)
		return 0, nil
	} else if err != nil {
		return 0, err
	}
	frame := frameHeader + int64(binary.BigEndian.Uint32(header[8:]))
	salt := binary.BigEndian.Uint64(header[16:])
	var failed error
	n := sort.Search(int((info.Size()-headerSize)/frame), func(i int) bool {
		var b [8]byte
		if _, err := c.wal.ReadAt(b[:], headerSize+int64(i)*frame+8); err != nil && err != io.EOF {
			failed = err
		}
		return binary.BigEndian.Uint64(b[:]) != salt
	})
	c.pages.Store(int64(n))
	return int64(n), failed
}

// stop ends the loop, empties the WAL as far as possible and closes the connection. The writer has stopped.
func (c *checkpointer) stop() error {
	close(c.quit)
	<-c.ended
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := c.empty("TRUNCATE")
	err = errors.Join(err, c.conn.close())
	if c.wal != nil {
		c.wal.Close()
	}
	c.conn = nil
	return err
}
