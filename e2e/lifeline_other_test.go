//go:build !linux

package e2e

import "syscall"

// lifeline would make a child end when this process does. Only Linux can.
func lifeline() *syscall.SysProcAttr { return nil }
