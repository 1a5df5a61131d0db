//go:build unix

package mtp

import (
	"net"
	"syscall"
)

// On Unix a connection waits for its socket without a buffer and writes without a
// goroutine. Elsewhere (raw_other.go) it goes through net.Conn alone.

func rawConn(nc net.Conn) syscall.RawConn {
	if tcp, ok := nc.(*net.TCPConn); ok {
		if raw, err := tcp.SyscallConn(); err == nil {
			return raw
		}
	}
	return nil
}

// readRaw waits until the socket has data and reads what is there, into a buffer that
// it takes only then if c.in has none.
func (c *conn) readRaw() (n int, err error) {
	r := &c.in
	if r.once == nil {
		r.once = func(fd uintptr) bool {
			r.room(0, 4)
			for {
				r.n, r.err = readNow(int(fd), r.buf.b[r.end:])
				if r.err != syscall.EINTR {
					break
				}
			}
			if r.err == syscall.EAGAIN {
				if r.off == r.end {
					r.free()
				}
				return false
			}
			return true
		}
	}
	if err := c.raw.Read(r.once); err != nil {
		return 0, err
	}
	return max(r.n, 0), r.err
}

// rawWrite is one attempt to write, kept to spare an allocation for each.
type rawWrite struct {
	once func(fd uintptr) bool
	b    []byte
	n    int
	err  error
}

// tryWrite writes what the socket takes at once. c.wmu is held.
func (c *conn) tryWrite(b []byte) (n int, err error) {
	w := &c.write
	if w.once == nil {
		w.once = func(fd uintptr) bool {
			for {
				w.n, w.err = writeNow(int(fd), w.b)
				if w.err != syscall.EINTR {
					return true
				}
			}
		}
	}
	w.b = b
	err = c.raw.Write(w.once)
	w.b = nil
	if err != nil {
		return 0, err
	}
	if w.err == syscall.EAGAIN {
		return 0, nil
	}
	return max(w.n, 0), w.err
}
