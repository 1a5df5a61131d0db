package media

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"sync"
)

// summer tells parts of large files apart, so that equal files are found. A part's sum is the authentication code of AES-GCM, always
// with the same nonce, under a key that nobody but this server has. Nobody is told a sum, nor what was encrypted on the way to it, and
// who cannot see sums cannot make two parts with the same but by chance, once in 2^113 tries. It takes a third of the time of
// SHA-256, which each part has been through already when it arrives.
// https://csrc.nist.gov/pubs/sp/800/38/d/final
type summer struct {
	gcm     cipher.AEAD
	scratch *sync.Pool // of *[]byte, what is encrypted and thrown away
}

// newSummer makes the key out of a secret of this server's.
func newSummer(secret []byte) (summer, error) {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("sums of parts"))
	block, err := aes.NewCipher(mac.Sum(nil))
	if err != nil {
		return summer{}, fmt.Errorf("key of sums: %w", err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return summer{}, fmt.Errorf("key of sums: %w", err)
	}
	return summer{gcm, &sync.Pool{New: func() any { b := make([]byte, maxPart+gcm.Overhead()); return &b }}}, nil
}

// sum is what all parts with the same bytes have, 16 bytes. data is at most maxPart long.
func (s *summer) sum(data []byte) []byte {
	room := s.scratch.Get().(*[]byte)
	defer s.scratch.Put(room)
	var nonce [12]byte
	out := s.gcm.Seal((*room)[:0], nonce[:], data, nil)
	return append([]byte{}, out[len(data):]...)
}
