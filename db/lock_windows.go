package db

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/windows"
)

// lockFile takes the exclusive lock that says which process has the database, for as long as the file returned is open.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock file: %w", err)
	}
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	if err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, new(windows.Overlapped)); err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: in use by another process; only one may use a SQLite database: %w",
			strings.TrimSuffix(path, ".lock"), err)
	}
	return f, nil
}

// syncDir does nothing: Windows makes directory entries durable with the file.
func syncDir(string) error { return nil }
