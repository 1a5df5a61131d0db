package bench

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// datasync waits until what was written to f is on disk.
func datasync(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }

// threadCPU is how much processor time the calling thread has taken so far.
func threadCPU() (time.Duration, error) {
	var t unix.Timespec
	err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t)
	return time.Duration(t.Nano()), err
}
