//go:build unix && !linux

package mtp

import "syscall"

// readNow and writeNow read and write a socket that does not make anybody wait.
func readNow(fd int, b []byte) (int, error) { return syscall.Read(fd, b) }

func writeNow(fd int, b []byte) (int, error) { return syscall.Write(fd, b) }
