package dbtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Disk stands between SQLite and the files of one folder: it tells what is written and synced, makes that fail or wait, and
// knows what would be left after a power failure. The code under test is not changed: SQLite's default file system layer is
// replaced in the test process (https://www.sqlite.org/vfs.html), for paths in watched folders only.
type Disk struct {
	dir string

	mu    sync.Mutex
	hook  func(Op) error         // guarded by mu
	files map[string]*durability // guarded by mu, by path
	count int                    // guarded by mu: writes and truncations so far
}

// Op is something that SQLite does to a file. Locks and the -shm file are not shown: they need not survive.
type Op struct {
	Kind   OpKind
	Path   string
	Offset int64  // of Write; the new size, for Truncate
	Data   []byte // of Write; valid until the hook returns
}

// OpKind is what SQLite does.
type OpKind string

// What SQLite does to files. Synced follows a Sync that succeeded; its hook's error is ignored.
const (
	Write    OpKind = "write"
	Sync     OpKind = "sync"
	Synced   OpKind = "synced"
	Truncate OpKind = "truncate"
)

// Errors that a hook returns to make an operation fail. Another error counts as ErrIO.
var (
	ErrIO       = errors.New("I/O error")      // SQLITE_IOERR_WRITE, _FSYNC, _TRUNCATE
	ErrFull     = errors.New("disk full")      // SQLITE_FULL
	ErrReadOnly = errors.New("read-only disk") // SQLITE_READONLY
)

// durability is what is known of one file.
type durability struct {
	safe    []byte // what is certainly on the disk
	pending []change
}

// change is a write or truncation that is not certainly on the disk.
type change struct {
	Op     // with a copy of the data
	number int
}

// NewDisk watches a folder from now on; the databases in it must not be open yet.
func NewDisk(tb testing.TB, dir string) *Disk {
	tb.Helper()
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		tb.Fatal(err)
	}
	d := &Disk{dir: dir, files: make(map[string]*durability)}
	old, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		tb.Fatal(err)
	}
	for _, path := range old {
		if b, err := os.ReadFile(path); err == nil {
			d.files[path] = &durability{safe: b}
		}
	}
	if err := addDisk(d); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { dropDisk(d) })
	return d
}

// Hook sets what is called before each operation, in the goroutine that does it; nil for nothing. The operation waits for it,
// and fails if it returns an error. Several may be called at once.
func (d *Disk) Hook(hook func(Op) error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.hook = hook
}

// ask calls the hook.
func (d *Disk) ask(op Op) error {
	d.mu.Lock()
	hook := d.hook
	d.mu.Unlock()
	if hook == nil {
		return nil
	}
	return hook(op)
}

// holds tells whether a path is in the folder.
func (d *Disk) holds(path string) bool {
	return strings.HasPrefix(path, d.dir+string(filepath.Separator)) && !strings.HasSuffix(path, "-shm")
}

// file returns what is known of a file. d.mu is held.
func (d *Disk) file(path string) *durability {
	f := d.files[path]
	if f == nil {
		f = &durability{}
		d.files[path] = f
	}
	return f
}

// did remembers a write or truncation.
func (d *Disk) did(op Op) {
	op.Data = append([]byte(nil), op.Data...)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.count++
	f := d.file(op.Path)
	f.pending = append(f.pending, change{op, d.count})
}

// changes returns how many there were; a sync that begins now covers those.
func (d *Disk) changes() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.count
}

// synced makes safe what is pending up to a number; or, after a sync that failed, forgets it: the kernel reports a page that
// it could not write once, and a later sync succeeds without it.
func (d *Disk) synced(path string, upTo int, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.file(path)
	for len(f.pending) > 0 && f.pending[0].number <= upTo {
		if ok {
			f.safe = apply(f.safe, f.pending[0].Op)
		}
		f.pending = f.pending[1:]
	}
}

// removed forgets a file.
func (d *Disk) removed(path string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.files, path)
}

// apply does op to a file's content.
func apply(b []byte, op Op) []byte {
	end := op.Offset + int64(len(op.Data))
	if op.Kind == Truncate && end < int64(len(b)) {
		return b[:end]
	}
	if grow := end - int64(len(b)); grow > 0 {
		b = append(b, make([]byte, grow)...)
	}
	copy(b[op.Offset:], op.Data)
	return b
}

// PowerCut writes into another folder the files as a power failure at this moment could have left them: everything that was
// synced, and of each file's later writes those for which keep returns true; nil keeps none.
func (d *Disk) PowerCut(dir string, keep func(Op) bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for path, f := range d.files {
		b := append([]byte(nil), f.safe...)
		for _, c := range f.pending {
			if keep != nil && keep(c.Op) {
				b = apply(b, c.Op)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(path)), b, 0o600); err != nil {
			return fmt.Errorf("power cut: %w", err)
		}
	}
	return nil
}
