package e2e

import "syscall"

// lifeline makes a child end when this process does, however that ends.
func lifeline() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
