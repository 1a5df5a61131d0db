package secret

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
)

// eraseFile holds a key for every message that waits in a queue, each in a place of its own. A database page, a write-ahead log or a
// dead PostgreSQL row cannot be trusted to vanish, nor can a backup; without the key what they hold is noise. So the file is no part of the
// database and no part of backups, and a place is overwritten where it lies as soon as its message is acknowledged.
//
// What this cannot promise: that a disk which writes elsewhere than it is told (flash, copy-on-write file systems, snapshots)
// forgets the old bytes. docs/secret-chats.md says so.
type eraseFile struct {
	f *os.File

	mu    sync.Mutex
	free  []int64       // guarded by mu; places whose key was written, synced and never used
	stale []int64       // guarded by mu; places whose message is gone and whose key is still there
	size  int64         // guarded by mu; places in the file
	wake  chan struct{} // something is stale
}

const (
	placeSize = 32
	growBy    = 1024 // places
)

// openErase opens or makes the file. All places but those in use get new keys.
func openErase(path string, used []int64) (*eraseFile, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the erase file: %w", err)
	}
	e := &eraseFile{f: f, wake: make(chan struct{}, 1)}
	info, err := f.Stat()
	if err == nil {
		e.size = info.Size() / placeSize
		err = e.renew(used)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read the erase file: %w", err), f.Close())
	}
	return e, nil
}

func (e *eraseFile) renew(used []int64) error {
	keep := make(map[int64]bool, len(used))
	had := e.size
	for _, p := range used {
		keep[p] = p < had
		// A file that was lost, and a database that was not: what waits there cannot be read any more, but its places stay its own.
		e.size = max(e.size, p+1)
	}
	var places, lost []int64
	for p := range e.size {
		if whole, inUse := keep[p]; !inUse {
			places = append(places, p)
		} else if !whole {
			lost = append(lost, p)
		}
	}
	if err := e.write(lost); err != nil {
		return err
	}
	return e.overwrite(places)
}

// overwrite puts new keys into places and then counts them as free.
func (e *eraseFile) overwrite(places []int64) error {
	if err := e.write(places); err != nil {
		return err
	}
	e.mu.Lock()
	e.free = append(e.free, places...)
	e.mu.Unlock()
	return nil
}

// write puts new keys into places, on disk.
func (e *eraseFile) write(places []int64) error {
	if len(places) == 0 {
		return nil
	}
	key := make([]byte, placeSize)
	for _, p := range places {
		rand.Read(key)
		if _, err := e.f.WriteAt(key, p*placeSize); err != nil {
			return err
		}
	}
	return e.f.Sync()
}

// take gives out a place that nobody uses.
func (e *eraseFile) take() (int64, error) {
	for {
		e.mu.Lock()
		if n := len(e.free); n > 0 {
			p := e.free[n-1]
			e.free = e.free[:n-1]
			e.mu.Unlock()
			return p, nil
		}
		var more []int64
		for range growBy {
			more = append(more, e.size)
			e.size++
		}
		e.mu.Unlock()
		if err := e.overwrite(more); err != nil {
			return 0, fmt.Errorf("grow the erase file: %w", err)
		}
	}
}

// drop has the keys of places overwritten soon.
func (e *eraseFile) drop(places ...int64) {
	e.mu.Lock()
	e.stale = append(e.stale, places...)
	e.mu.Unlock()
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// run overwrites what is stale, until ctx ends. A start overwrites what was left over.
func (e *eraseFile) run(ctx context.Context, log *slog.Logger) error {
	for {
		select {
		case <-ctx.Done():
			return e.flush()
		case <-e.wake:
		}
		if err := e.flush(); err != nil {
			log.Error("keys of erased messages could not be overwritten", "err", err)
		}
	}
}

func (e *eraseFile) flush() error {
	e.mu.Lock()
	places := e.stale
	e.stale = nil
	e.mu.Unlock()
	if err := e.overwrite(places); err != nil {
		e.mu.Lock()
		e.stale = append(e.stale, places...)
		e.mu.Unlock()
		return err
	}
	return nil
}

func (e *eraseFile) close() error { return errors.Join(e.flush(), e.f.Close()) }

func (e *eraseFile) cipher(place int64) (cipher.AEAD, error) {
	key := make([]byte, placeSize)
	if _, err := e.f.ReadAt(key, place*placeSize); err != nil && err != io.EOF {
		return nil, fmt.Errorf("read the erase file: %w", err)
	}
	block, err := aes.NewCipher(key)
	clear(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// wrap encrypts b with the key of a place.
func (e *eraseFile) wrap(place int64, b []byte) ([]byte, error) {
	c, err := e.cipher(place)
	if err != nil {
		return nil, err
	}
	return c.Seal(nil, nil, b, nil), nil
}

// unwrap undoes it. It says no when the key is not that one any more.
func (e *eraseFile) unwrap(place int64, b []byte) (plain []byte, ok bool, err error) {
	c, err := e.cipher(place)
	if err != nil {
		return nil, false, err
	}
	plain, err = c.Open(nil, nil, b, nil)
	return plain, err == nil, nil
}
