package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Dir keeps objects as files below a directory, each in one of 256 folders named by the first two digits of its id.
type Dir struct{ root string }

// OpenDir returns a store in the directory root, which is made if missing.
func OpenDir(root string) (*Dir, error) {
	d := &Dir{root}
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
		if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
			err = errors.Join(ErrFull, err)
		}
		return "", fmt.Errorf("write object: %w", err)
	}
	return id, nil
}

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

// Delete removes an object.
func (d *Dir) Delete(_ context.Context, id string) error {
	if !valid(id) {
		return nil
	}
	if err := os.Remove(d.path(id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
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
