//go:build (amd64 || arm64) && !purego

package wire

// What ige_amd64.s and ige_arm64.s have in common. They need what hasAES looks for.

// schedule is the round keys of AES-256 in the order of their use. Those for
// decrypting are of the equivalent inverse cipher (FIPS 197, section 5.3.5): all but
// the first and the last have gone through InvMixColumns.
type schedule [15][16]byte

// chain is what a block needs of the one before it: what came out of it and what
// went in. It is the IV of encryption, and that of decryption with halves exchanged.
type chain struct{ out, in [16]byte }

// expandKey fills s for encryption.
//
//go:noescape
func expandKey(s *schedule, key *[32]byte)

// invertKey fills inverse for decryption from the schedule of encryption.
//
//go:noescape
func invertKey(inverse, s *schedule)

// encryptBlocks encrypts that many 16-byte blocks, at least one, in place and moves
// the chain on.
//
//go:noescape
func encryptBlocks(s *schedule, c *chain, data *byte, blocks int)

// decryptBlocks is encryptBlocks the other way.
//
//go:noescape
func decryptBlocks(s *schedule, c *chain, data *byte, blocks int)

// stretch is how many blocks go by in one call, about 60 microseconds: the scheduler
// and the garbage collector cannot interrupt assembly.
const stretch = 4096

func encryptFast(key, iv *[32]byte, data []byte) bool {
	if !hasAES {
		return false
	}
	var s schedule
	expandKey(&s, key)
	c := chain{out: [16]byte(iv[:16]), in: [16]byte(iv[16:])}
	for n := len(data) / 16; n > 0; {
		some := min(n, stretch)
		encryptBlocks(&s, &c, &data[0], some)
		data, n = data[some*16:], n-some
	}
	return true
}

func decryptFast(key, iv *[32]byte, data []byte) bool {
	if !hasAES {
		return false
	}
	var s, inverse schedule
	expandKey(&s, key)
	invertKey(&inverse, &s)
	c := chain{out: [16]byte(iv[16:]), in: [16]byte(iv[:16])}
	for n := len(data) / 16; n > 0; {
		some := min(n, stretch)
		decryptBlocks(&inverse, &c, &data[0], some)
		data, n = data[some*16:], n-some
	}
	return true
}
