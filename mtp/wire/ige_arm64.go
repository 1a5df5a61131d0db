//go:build !purego

package wire

import "golang.org/x/sys/cpu"

// hasAES: the cryptography extension of ARMv8, which some small boards lack.
var hasAES = cpu.ARM64.HasAES
