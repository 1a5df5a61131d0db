package blob

import (
	"io"
	"os"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// syncData waits until a file's bytes, and its length, are on disk.
func syncData(f *os.File) error {
	c, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = c.Control(func(fd uintptr) {
		for failed = syscall.EINTR; failed == syscall.EINTR; {
			failed = syscall.Fdatasync(int(fd))
		}
	})
	if err != nil {
		return f.Sync() // which says why not
	}
	return failed
}

// readAt is f.ReadAt. What the system has in memory is copied without telling the scheduler, as nothing is waited for: that takes just
// long enough for it to give the processor to another thread and to take it back. Where the disk is to be waited for, it is told.
func readAt(f *os.File, p []byte, off int64) (n int, err error) {
	c, err := f.SyscallConn()
	if err != nil {
		return 0, err
	}
	if c.Control(func(fd uintptr) { n = readNow(fd, p, off) }) == nil && n == len(p) {
		return n, nil
	}
	m, err := f.ReadAt(p[n:], off+int64(n))
	if err == nil && n+m < len(p) {
		err = io.ErrUnexpectedEOF
	}
	return n + m, err
}

// readNow reads what can be read without waiting, perhaps nothing.
func readNow(fd uintptr, p []byte, off int64) int {
	if len(p) == 0 {
		return 0
	}
	v := syscall.Iovec{Base: unsafe.SliceData(p)}
	v.SetLen(len(p))
	n, _, e := syscall.RawSyscall6(unix.SYS_PREADV2, fd, uintptr(unsafe.Pointer(&v)), 1, uintptr(off), uintptr(uint64(off)>>32), unix.RWF_NOWAIT)
	if e != 0 {
		return 0
	}
	return int(n)
}
