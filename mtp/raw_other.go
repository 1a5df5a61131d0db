//go:build !unix

package mtp

import (
	"net"
	"syscall"
)

type rawWrite struct{}

func rawConn(net.Conn) syscall.RawConn { return nil }

func (c *conn) readRaw() (int, error) { return 0, net.ErrClosed } // not called: raw is nil

func (c *conn) tryWrite([]byte) (int, error) { return 0, net.ErrClosed } // not called
