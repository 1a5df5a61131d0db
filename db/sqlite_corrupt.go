package db

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"zombiezen.com/go/sqlite"
)

// examiner looks for what is corrupt in the file, once, after a statement has met with it: the log then names the table and the
// page, and not only the call that failed.
type examiner struct {
	met  atomic.Bool
	work sync.WaitGroup
}

// isCorrupt tells whether err says that the file is not what SQLite wrote.
func isCorrupt(err error) bool {
	switch sqlite.ErrCode(err).ToPrimary() {
	case sqlite.ResultCorrupt, sqlite.ResultNotADB:
		return true
	}
	return false
}

// suspect has the file examined if err says that it is corrupt.
func (l *lite) suspect(err error) {
	if err == nil || !isCorrupt(err) || !l.examiner.met.CompareAndSwap(false, true) {
		return
	}
	l.examiner.work.Go(func() {
		if err := l.examine(); err != nil {
			l.log.Error("the database is corrupt, and examining it failed", "file", l.path, "error", err)
		}
	})
}

// maxFound is how much of what is wrong is logged.
const maxFound = 20

const selectRoots = `SELECT rootpage, name FROM sqlite_schema WHERE rootpage <> 0`

// examine logs what is wrong with the file. It reads all of it, beside everybody else.
func (l *lite) examine() error {
	c, err := openLite(l.path, l.queries, busyTime, sqlite.OpenReadOnly, readerPragmas...)
	if err != nil {
		return err
	}
	c.conn.SetInterrupt(l.closed)
	tx := &Tx{run: c}
	names := map[int64]string{}
	err = tx.do(func(tx *Tx) error {
		return Each(tx, selectRoots, func(r *Row) error {
			root := r.Int64()
			names[root] = r.Text()
			return nil
		})
	})
	var found []string
	if err == nil {
		tx = &Tx{run: c, write: true} // as PRAGMA may do; the connection cannot
		err = tx.do(func(tx *Tx) error {
			return Each(tx, fmt.Sprintf("PRAGMA quick_check(%d)", maxFound), func(r *Row) error {
				for line := range strings.SplitSeq(r.Text(), "\n") {
					if !strings.HasPrefix(line, "***") { // which database, of one
						found = append(found, line)
					}
				}
				return nil
			})
		})
	}
	if len(found) > 0 && isCorrupt(err) {
		err = nil // the rest of the examination stumbled over what it had found
	}
	for _, f := range found {
		var root, page int64
		if n, _ := fmt.Sscanf(f, "Tree %d page %d", &root, &page); n == 2 { // it may begin otherwise
			l.log.Error("the database is corrupt: restore a backup", "file", l.path, "table", names[root], "page", page, "found", f)
		} else {
			l.log.Error("the database is corrupt: restore a backup", "file", l.path, "found", f)
		}
	}
	if cerr := c.close(); err == nil {
		err = cerr
	}
	return err
}
