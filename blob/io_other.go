//go:build !linux

package blob

import "os"

// syncData waits until a file's bytes, and its length, are on disk.
func syncData(f *os.File) error { return f.Sync() }

// readAt is f.ReadAt.
func readAt(f *os.File, p []byte, off int64) (int, error) { return f.ReadAt(p, off) }
