package wire

import (
	"crypto/aes"
	"encoding/binary"
)

// IGE is AES-256 in infinite garble extension mode, the only mode of MTProto:
//
//	c[i] = AES(p[i] xor c[i-1]) xor p[i-1]
//
// Each block waits for the one before it, encrypting as decrypting, so that the time
// of a record is the latency of fourteen rounds for each block. The code with the
// processor's instructions (ige_asm.go) leaves nothing but those rounds on the chain:
// the exclusive-ors before and after AES are folded into the key of one round.
//
// Both functions work in place on data, whose length is a multiple of 16 (the caller
// has checked: anything else is a programmer's error and the rest is untouched).
// https://core.telegram.org/mtproto/description#message-key-msg-key

// EncryptIGE encrypts data in place.
func EncryptIGE(key, iv *[32]byte, data []byte) {
	if !encryptFast(key, iv, data) {
		encryptPortable(key, iv, data)
	}
}

// DecryptIGE decrypts data in place.
func DecryptIGE(key, iv *[32]byte, data []byte) {
	if !decryptFast(key, iv, data) {
		decryptPortable(key, iv, data)
	}
}

// encryptPortable goes block by block through crypto/aes, on any machine.
func encryptPortable(key, iv *[32]byte, data []byte) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return // impossible: the key has 32 bytes
	}
	le := binary.LittleEndian
	c0, c1 := le.Uint64(iv[0:]), le.Uint64(iv[8:])   // previous ciphertext
	p0, p1 := le.Uint64(iv[16:]), le.Uint64(iv[24:]) // previous plaintext
	for len(data) >= 16 {
		b := data[:16:16]
		x0, x1 := le.Uint64(b), le.Uint64(b[8:])
		le.PutUint64(b, x0^c0)
		le.PutUint64(b[8:], x1^c1)
		block.Encrypt(b, b)
		c0, c1 = le.Uint64(b)^p0, le.Uint64(b[8:])^p1
		le.PutUint64(b, c0)
		le.PutUint64(b[8:], c1)
		p0, p1 = x0, x1
		data = data[16:]
	}
}

// decryptPortable is encryptPortable the other way.
func decryptPortable(key, iv *[32]byte, data []byte) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return // impossible: the key has 32 bytes
	}
	le := binary.LittleEndian
	c0, c1 := le.Uint64(iv[0:]), le.Uint64(iv[8:])
	p0, p1 := le.Uint64(iv[16:]), le.Uint64(iv[24:])
	for len(data) >= 16 {
		b := data[:16:16]
		x0, x1 := le.Uint64(b), le.Uint64(b[8:])
		le.PutUint64(b, x0^p0)
		le.PutUint64(b[8:], x1^p1)
		block.Decrypt(b, b)
		p0, p1 = le.Uint64(b)^c0, le.Uint64(b[8:])^c1
		le.PutUint64(b, p0)
		le.PutUint64(b[8:], p1)
		c0, c1 = x0, x1
		data = data[16:]
	}
}
