//go:build !purego

#include "textflag.h"

// See ige_asm.go for what these functions do.

// In the key schedule X1 and X2 are the two halves of the last 32 bytes, X13 is zero,
// X14 the round constant in each word, X15 the mask that takes the last word of a
// register, rotated by a byte, into all four. VAESENCLAST does SubWord then, for it
// shifts rows of which all bytes are the same, and adds the round constant.

// Makes each word of k the sum of the words up to it, plus X3.
#define SUMS(k) \
	VPSLLDQ $4, k, X4  \
	VPXOR   X4, k, k   \
	VPSLLDQ $8, k, X4  \
	VPXOR   X4, k, k   \
	VPXOR   X3, k, k

#define EVEN(offset) \
	VPSHUFB     X15, X2, X3 \
	VAESENCLAST X14, X3, X3 \
	VPSLLD      $1, X14, X14 \
	SUMS(X1) \
	VMOVDQU     X1, offset(DI)

#define ODD(offset) \
	VPSHUFD     $0xff, X1, X3 \
	VAESENCLAST X13, X3, X3 \
	SUMS(X2) \
	VMOVDQU     X2, offset(DI)

// func expandKey(s *schedule, key *[32]byte)
TEXT ·expandKey(SB), NOSPLIT, $0-16
	MOVQ    s+0(FP), DI
	MOVQ    key+8(FP), SI
	MOVL    $0x0c0f0e0d, AX
	VMOVD   AX, X15
	VPSHUFD $0, X15, X15
	MOVL    $1, AX
	VMOVD   AX, X14
	VPSHUFD $0, X14, X14
	VPXOR   X13, X13, X13
	VMOVDQU (SI), X1
	VMOVDQU 16(SI), X2
	VMOVDQU X1, (DI)
	VMOVDQU X2, 16(DI)
	EVEN(32)
	ODD(48)
	EVEN(64)
	ODD(80)
	EVEN(96)
	ODD(112)
	EVEN(128)
	ODD(144)
	EVEN(160)
	ODD(176)
	EVEN(192)
	ODD(208)
	EVEN(224)
	RET

#define INVERT(n) \
	VAESIMC (n*16)(SI), X0 \
	VMOVDQU X0, ((14-n)*16)(DI)

// func invertKey(inverse *schedule, s *schedule)
TEXT ·invertKey(SB), NOSPLIT, $0-16
	MOVQ    inverse+0(FP), DI
	MOVQ    s+8(FP), SI
	VMOVDQU (SI), X0
	VMOVDQU 224(SI), X1
	VMOVDQU X0, 224(DI)
	VMOVDQU X1, (DI)
	INVERT(1)
	INVERT(2)
	INVERT(3)
	INVERT(4)
	INVERT(5)
	INVERT(6)
	INVERT(7)
	INVERT(8)
	INVERT(9)
	INVERT(10)
	INVERT(11)
	INVERT(12)
	INVERT(13)
	RET

// The state X0 goes from block to block with the next input and the first round key
// added already, for all that comes between two blocks is in the key of the last
// round, X6, which is ready long before:
//
//	X6 = first key + last key + input before this + next input
//
// What came out of a block is the state less what was added for the next one.

#define ROUNDS(op) \
	op 16(AX), X0, X0  \
	op 32(AX), X0, X0  \
	op 48(AX), X0, X0  \
	op 64(AX), X0, X0  \
	op 80(AX), X0, X0  \
	op 96(AX), X0, X0  \
	op 112(AX), X0, X0 \
	op 128(AX), X0, X0 \
	op 144(AX), X0, X0 \
	op 160(AX), X0, X0 \
	op 176(AX), X0, X0 \
	op 192(AX), X0, X0 \
	op 208(AX), X0, X0

// AX is the schedule, BX the chain, DI the data, CX the blocks that follow; X1 the
// first key, X2 that and the last key, X3 the input before this, X4 this one and X5
// the next.
#define LOAD \
	VMOVDQU (AX), X1     \
	VPXOR   224(AX), X1, X2 \
	VMOVDQU 16(BX), X3   \
	VMOVDQU (DI), X4     \
	VPXOR   (BX), X4, X0 \
	VPXOR   X1, X0, X0   \
	DECQ    CX

#define BLOCK(op, last) \
	VMOVDQU 16(DI), X5 \
	VPXOR   X3, X2, X6 \
	VPXOR   X5, X6, X6 \
	VPXOR   X5, X1, X7 \
	ROUNDS(op)         \
	last    X6, X0, X0 \
	VPXOR   X7, X0, X7 \
	VMOVDQU X7, (DI)   \
	VMOVDQA X4, X3     \
	VMOVDQA X5, X4     \
	ADDQ    $16, DI    \
	DECQ    CX

#define LASTBLOCK(op, last) \
	VPXOR   224(AX), X3, X6 \
	ROUNDS(op)         \
	last    X6, X0, X0 \
	VMOVDQU X0, (DI)   \
	VMOVDQU X0, (BX)   \
	VMOVDQU X4, 16(BX)

// func encryptBlocks(s *schedule, c *chain, data *byte, blocks int)
TEXT ·encryptBlocks(SB), NOSPLIT, $0-32
	MOVQ s+0(FP), AX
	MOVQ c+8(FP), BX
	MOVQ data+16(FP), DI
	MOVQ blocks+24(FP), CX
	LOAD
	JZ   last

next:
	BLOCK(VAESENC, VAESENCLAST)
	JNZ  next

last:
	LASTBLOCK(VAESENC, VAESENCLAST)
	RET

// func decryptBlocks(s *schedule, c *chain, data *byte, blocks int)
TEXT ·decryptBlocks(SB), NOSPLIT, $0-32
	MOVQ s+0(FP), AX
	MOVQ c+8(FP), BX
	MOVQ data+16(FP), DI
	MOVQ blocks+24(FP), CX
	LOAD
	JZ   last

next:
	BLOCK(VAESDEC, VAESDECLAST)
	JNZ  next

last:
	LASTBLOCK(VAESDEC, VAESDECLAST)
	RET
