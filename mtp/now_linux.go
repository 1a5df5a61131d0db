package mtp

import (
	"syscall"
	"unsafe"
)

// readNow and writeNow read and write a socket that does not make anybody wait. The scheduler is not told: all that they take is the
// time to copy, and for half a megabyte that is just long enough for it to give the processor to another thread and to take it back.
func readNow(fd int, b []byte) (int, error) { return socketNow(syscall.SYS_READ, fd, b) }

func writeNow(fd int, b []byte) (int, error) { return socketNow(syscall.SYS_WRITE, fd, b) }

func socketNow(call uintptr, fd int, b []byte) (int, error) {
	n, _, e := syscall.RawSyscall(call, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)))
	if e != 0 {
		return -1, e
	}
	return int(n), nil
}
