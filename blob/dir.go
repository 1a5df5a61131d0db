package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"
)

// Dir keeps objects as files below a directory, each in one of 256 folders named by the first two digits of its id.
type Dir struct {
	root string
	open openFiles
}

// OpenDir returns a store in the directory root, which is made if missing.
func OpenDir(root string) (*Dir, error) {
	d := &Dir{root: root, open: openFiles{by: map[string]*os.File{}}}
	for i := range 256 {
		if err := os.MkdirAll(filepath.Join(root, fmt.Sprintf("%02x", i)), 0o700); err != nil {
			return nil, fmt.Errorf("make the directory of files: %w", err)
		}
	}
	return d, syncDir(root)
}

func (d *Dir) path(id string) string { return filepath.Join(d.root, id[:2], id) }

// Put writes an object: the file and then its folder are synced.
func (d *Dir) Put(_ context.Context, data []byte) (string, error) {
	id := newID()
	path := d.path(id)
	if err := write(path, data); err != nil {
		_ = os.Remove(path) // what cannot be removed is found by List
		return "", writeError(err)
	}
	return id, nil
}

func writeError(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		err = errors.Join(ErrFull, err)
	}
	return fmt.Errorf("write object: %w", err)
}

// Fill begins a file, to which pieces are written.
func (d *Dir) Fill(context.Context) (Filling, error) {
	id := newID()
	path := d.path(id)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, writeError(err)
	}
	if err := errors.Join(f.Sync(), syncDir(filepath.Dir(path))); err != nil {
		_ = f.Close()
		_ = os.Remove(path) // what cannot be removed is found by List
		return nil, writeError(err)
	}
	return &filling{id, f}, nil
}

// filling is a file.
type filling struct {
	id string
	f  *os.File
}

func (f *filling) ID() string { return f.id }

func (f *filling) WriteAt(p []byte, off int64) (int, error) {
	n, err := f.f.WriteAt(p, off)
	if err != nil {
		err = writeError(err)
	}
	return n, err
}

func (f *filling) Sync() error {
	if err := syncData(f.f); err != nil {
		return writeError(err)
	}
	return nil
}

func (f *filling) Close() error { return f.f.Close() }

func write(path string, data []byte) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(data); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// ReadAt reads a part of an object.
func (d *Dir) ReadAt(_ context.Context, id string, p []byte, off int64) (n int, err error) {
	if !valid(id) {
		return 0, ErrNone
	}
	f, err := d.open.get(id, d.path(id))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, ErrNone
	}
	if err != nil {
		return 0, fmt.Errorf("read object: %w", err)
	}
	n, err = readAt(f, p, off)
	if errors.Is(err, os.ErrClosed) { // it was one that others were opened after, or it was deleted
		return d.readOnce(id, p, off)
	}
	if err != nil && err != io.EOF {
		err = fmt.Errorf("read object: %w", err)
	}
	return n, err
}

// readOnce reads a part of a file that is not kept open.
func (d *Dir) readOnce(id string, p []byte, off int64) (n int, err error) {
	f, err := os.Open(d.path(id))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, ErrNone
	}
	if err != nil {
		return 0, fmt.Errorf("read object: %w", err)
	}
	n, err = f.ReadAt(p, off)
	_ = f.Close() // nothing was written
	if err != nil && err != io.EOF {
		err = fmt.Errorf("read object: %w", err)
	}
	return n, err
}

// openFiles are files that were read a moment ago: what reads a file reads all of it, piece by piece.
type openFiles struct {
	mu  sync.Mutex
	by  map[string]*os.File // guarded by mu
	ids []string            // guarded by mu; the oldest first
}

// maxOpen is how many are kept open.
const maxOpen = 64

// get returns an open file, which may be closed at any time.
func (o *openFiles) get(id, path string) (*os.File, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if f := o.by[id]; f != nil {
		return f, nil
	}
	f, err := os.Open(path) // with the lock, so that Delete finds it whenever it was there to be opened
	if err != nil {
		return nil, err
	}
	if len(o.ids) >= maxOpen {
		o.drop(o.ids[0])
	}
	o.by[id], o.ids = f, append(o.ids, id)
	return f, nil
}

func (o *openFiles) close(id string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.drop(id)
}

// drop closes a file. o.mu is held.
func (o *openFiles) drop(id string) {
	if f := o.by[id]; f != nil {
		_ = f.Close() // nothing was written
		delete(o.by, id)
		o.ids = slices.DeleteFunc(o.ids, func(x string) bool { return x == id })
	}
}

// Delete removes an object.
func (d *Dir) Delete(_ context.Context, id string) error {
	if !valid(id) {
		return nil
	}
	d.open.close(id) // some systems remove nothing that is open
	err := os.Remove(d.path(id))
	d.open.close(id) // what is open takes its room until it is closed
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete object: %w", err)
	}
	return nil
}

// List calls fn with every object.
func (d *Dir) List(ctx context.Context, fn func(string, time.Time) error) error {
	return filepath.WalkDir(d.root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if e.IsDir() || !valid(e.Name()) {
			return nil
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		return fn(e.Name(), info.ModTime())
	})
}
