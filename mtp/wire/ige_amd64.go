//go:build !purego

package wire

import "golang.org/x/sys/cpu"

// hasAES: AES-NI, and AVX for its form of instructions with three operands, which
// takes memory that is not aligned. Every processor with AES-NI since 2011 has both.
var hasAES = cpu.X86.HasAES && cpu.X86.HasAVX
