//go:build !linux

package bench

import (
	"os"
	"time"
)

// datasync waits until what was written to f is on disk.
func datasync(f *os.File) error { return f.Sync() }

// threadCPU is the time by the wall, where that of a thread is not told.
func threadCPU() (time.Duration, error) { return time.Since(started), nil }

var started = time.Now()
