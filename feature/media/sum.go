package media

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
)

// summer tells parts of large files apart, so that equal files are found. A part's sum is what AES-GCM authenticates it with (GMAC), always
// with the same nonce, under a key that nobody but this server has. Nobody is told a sum, and who cannot see sums cannot make two parts
// with the same but by chance, once in 2^113 tries. It takes a seventh of the time of SHA-256, which each part has been through already
// when it arrives.
// https://csrc.nist.gov/pubs/sp/800/38/d/final
type summer struct{ gcm cipher.AEAD }

// sumKind is the first byte of a sum. Those of earlier versions, which encrypted the part on the way, have 16 bytes, and SHA-256 has 32.
const sumKind = 1

// newSummer makes the key out of a secret of this server's.
func newSummer(secret []byte) (summer, error) {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("GMAC of parts"))
	block, err := aes.NewCipher(mac.Sum(nil))
	if err != nil {
		return summer{}, fmt.Errorf("key of sums: %w", err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return summer{}, fmt.Errorf("key of sums: %w", err)
	}
	return summer{gcm}, nil
}

// sum is what all parts with the same bytes have, 17 bytes.
func (s *summer) sum(data []byte) []byte {
	var nonce [12]byte
	return s.gcm.Seal([]byte{sumKind}, nonce[:], nil, data)
}
