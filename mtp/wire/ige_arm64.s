//go:build !purego

#include "textflag.h"

// See ige_asm.go for what these functions do.

// In the key schedule V1 and V2 are the two halves of the last 32 bytes, V0 is zero,
// V5 the round constant in each word, V6 the table that takes the last word of a
// register, rotated by a byte, into all four. AESE with a key of zero does SubWord
// then, for it shifts rows of which all bytes are the same.

// Makes each word of k the sum of the words up to it, plus V3.
#define SUMS(k) \
	VEXT $12, k.B16, V0.B16, V4.B16 \
	VEOR V4.B16, k.B16, k.B16 \
	VEXT $8, k.B16, V0.B16, V4.B16 \
	VEOR V4.B16, k.B16, k.B16 \
	VEOR V3.B16, k.B16, k.B16 \
	VST1.P [k.B16], 16(R0)

#define EVEN \
	VTBL V6.B16, [V2.B16], V3.B16 \
	AESE V0.B16, V3.B16 \
	VEOR V5.B16, V3.B16, V3.B16 \
	VADD V5.S4, V5.S4, V5.S4 \
	SUMS(V1)

#define ODD \
	VDUP V1.S[3], V3.S4 \
	AESE V0.B16, V3.B16 \
	SUMS(V2)

// func expandKey(s *schedule, key *[32]byte)
TEXT ·expandKey(SB), NOSPLIT, $0-16
	MOVD   s+0(FP), R0
	MOVD   key+8(FP), R1
	MOVW   $0x0c0f0e0d, R2
	VDUP   R2, V6.S4
	MOVW   $1, R2
	VDUP   R2, V5.S4
	VEOR   V0.B16, V0.B16, V0.B16
	VLD1   (R1), [V1.B16, V2.B16]
	VST1.P [V1.B16, V2.B16], 32(R0)
	EVEN
	ODD
	EVEN
	ODD
	EVEN
	ODD
	EVEN
	ODD
	EVEN
	ODD
	EVEN
	ODD
	EVEN
	RET

#define INVERT(from, to) AESIMC from.B16, to.B16

// func invertKey(inverse *schedule, s *schedule)
TEXT ·invertKey(SB), NOSPLIT, $0-16
	MOVD   inverse+0(FP), R0
	MOVD   s+8(FP), R1
	VLD1.P 64(R1), [V0.B16, V1.B16, V2.B16, V3.B16]
	VLD1.P 64(R1), [V4.B16, V5.B16, V6.B16, V7.B16]
	VLD1.P 64(R1), [V8.B16, V9.B16, V10.B16, V11.B16]
	VLD1   (R1), [V12.B16, V13.B16, V14.B16]
	VMOV   V14.B16, V16.B16
	INVERT(V13, V17)
	INVERT(V12, V18)
	INVERT(V11, V19)
	INVERT(V10, V20)
	INVERT(V9, V21)
	INVERT(V8, V22)
	INVERT(V7, V23)
	INVERT(V6, V24)
	INVERT(V5, V25)
	INVERT(V4, V26)
	INVERT(V3, V27)
	INVERT(V2, V28)
	INVERT(V1, V29)
	VMOV   V0.B16, V30.B16
	VST1.P [V16.B16, V17.B16, V18.B16, V19.B16], 64(R0)
	VST1.P [V20.B16, V21.B16, V22.B16, V23.B16], 64(R0)
	VST1.P [V24.B16, V25.B16, V26.B16, V27.B16], 64(R0)
	VST1   [V28.B16, V29.B16, V30.B16], (R0)
	RET

// The round keys are in V16 to V30. The state V0 goes from block to block without
// what comes between two of them, for that is in the key of the first round, V4,
// which is ready long before:
//
//	V4 = first key + last key + input before the last + next input

#define ROUND(op, mix, key) \
	op  key.B16, V0.B16 \
	mix V0.B16, V0.B16

#define ROUNDS(op, mix) \
	ROUND(op, mix, V4)  \
	ROUND(op, mix, V17) \
	ROUND(op, mix, V18) \
	ROUND(op, mix, V19) \
	ROUND(op, mix, V20) \
	ROUND(op, mix, V21) \
	ROUND(op, mix, V22) \
	ROUND(op, mix, V23) \
	ROUND(op, mix, V24) \
	ROUND(op, mix, V25) \
	ROUND(op, mix, V26) \
	ROUND(op, mix, V27) \
	ROUND(op, mix, V28) \
	op  V29.B16, V0.B16

// R1 is the chain, R2 the data, R3 the blocks that follow, R4 the next input; V7 the
// first and the last key, V2 the input before this, V3 this one and V5 the next.
#define LOAD \
	VLD1.P 64(R0), [V16.B16, V17.B16, V18.B16, V19.B16] \
	VLD1.P 64(R0), [V20.B16, V21.B16, V22.B16, V23.B16] \
	VLD1.P 64(R0), [V24.B16, V25.B16, V26.B16, V27.B16] \
	VLD1   (R0), [V28.B16, V29.B16, V30.B16] \
	VLD1   (R1), [V1.B16, V2.B16] \
	ADD    $16, R2, R4 \
	VLD1   (R2), [V3.B16] \
	VEOR   V1.B16, V3.B16, V0.B16 \
	VMOV   V16.B16, V4.B16 \
	VEOR   V16.B16, V30.B16, V7.B16 \
	SUBS   $1, R3, R3

#define BLOCK(op, mix) \
	VLD1.P 16(R4), [V5.B16] \
	VEOR   V30.B16, V2.B16, V6.B16 \
	VEOR   V7.B16, V2.B16, V8.B16 \
	VEOR   V5.B16, V8.B16, V8.B16 \
	ROUNDS(op, mix) \
	VEOR   V6.B16, V0.B16, V1.B16 \
	VST1.P [V1.B16], 16(R2) \
	VMOV   V8.B16, V4.B16 \
	VMOV   V3.B16, V2.B16 \
	VMOV   V5.B16, V3.B16 \
	SUBS   $1, R3, R3

#define LASTBLOCK(op, mix) \
	VEOR V30.B16, V2.B16, V6.B16 \
	ROUNDS(op, mix) \
	VEOR V6.B16, V0.B16, V2.B16 \
	VST1 [V2.B16], (R2) \
	VST1 [V2.B16, V3.B16], (R1)

// func encryptBlocks(s *schedule, c *chain, data *byte, blocks int)
TEXT ·encryptBlocks(SB), NOSPLIT, $0-32
	MOVD s+0(FP), R0
	MOVD c+8(FP), R1
	MOVD data+16(FP), R2
	MOVD blocks+24(FP), R3
	LOAD
	BEQ last

next:
	BLOCK(AESE, AESMC)
	BNE next

last:
	LASTBLOCK(AESE, AESMC)
	RET

// func decryptBlocks(s *schedule, c *chain, data *byte, blocks int)
TEXT ·decryptBlocks(SB), NOSPLIT, $0-32
	MOVD s+0(FP), R0
	MOVD c+8(FP), R1
	MOVD data+16(FP), R2
	MOVD blocks+24(FP), R3
	LOAD
	BEQ last

next:
	BLOCK(AESD, AESIMC)
	BNE next

last:
	LASTBLOCK(AESD, AESIMC)
	RET
