package wire

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"slices"
)

// RSA_PAD, Telegram's padding for the one RSA message of a key exchange.
// https://core.telegram.org/mtproto/auth_key#41-rsa-paddata-server-public-key-mentioned-above-is-implemented-as-follows

const (
	padData   = 144 // the longest data
	padPadded = 192 // data with its random padding
	padHashed = 224 // the same with the hash
)

// EncryptPad is RSA_PAD(data, k); data has at most 144 bytes.
func EncryptPad(k *rsa.PublicKey, data []byte) ([]byte, error) {
	if len(data) > padData {
		return nil, errors.New("too much data for RSA_PAD")
	}
	if k.N.BitLen() != RSASize*8 {
		return nil, errors.New("RSA_PAD wants a key of 2048 bits")
	}
	padded := make([]byte, padPadded)
	rand.Read(padded[copy(padded, data):])
	for {
		var all [RSASize]byte // temp_key_xor and aes_encrypted
		var tempKey [32]byte
		rand.Read(tempKey[:])
		body := all[32:]
		copy(body, padded)
		slices.Reverse(body[:padPadded])
		h := sha256.New()
		h.Write(tempKey[:])
		h.Write(padded)
		h.Sum(body[:padPadded])
		EncryptIGE(&tempKey, new([32]byte), body)
		hash := sha256.Sum256(body)
		subtle.XORBytes(all[:32], tempKey[:], hash[:])
		if c, ok := encrypt(k, &all); ok {
			return c[:], nil
		}
	}
}

// DecryptPad undoes RSA_PAD. good is 0 if ct is not 256 bytes long, not below the
// modulus or was not made by RSA_PAD; data is then without meaning. The same work
// is done in every case, so that neither the time nor the answer tells them apart:
// the caller goes on to parse data whatever good is and uses neither before the end.
func (k *PrivateKey) DecryptPad(ct []byte) (data [padPadded]byte, good int) {
	c, good := fixed(ct)
	all, ok := k.decrypt(&c)
	good &= ok
	body := all[32:]
	hash := sha256.Sum256(body)
	var tempKey [32]byte
	subtle.XORBytes(tempKey[:], all[:32], hash[:])
	DecryptIGE(&tempKey, new([32]byte), body)
	copy(data[:], body)
	slices.Reverse(data[:])
	h := sha256.New()
	h.Write(tempKey[:])
	h.Write(data[:])
	return data, good & equal(h.Sum(nil), body[padPadded:])
}

// fixed copies ct into an array, which is 1 and not ct if the length is wrong.
func fixed(ct []byte) (c [RSASize]byte, good int) {
	if len(ct) != RSASize {
		c[RSASize-1] = 1
		return c, 0
	}
	copy(c[:], ct)
	return c, 1
}

// The old form: SHA-1 of the data, the data, random bytes, 255 bytes in all.
const (
	oldPadded = 255
	oldData   = oldPadded - sha1.Size
)

// EncryptOld is the form of RSA that preceded RSA_PAD. Two popular client libraries
// still send it; it has no integrity worth the name.
func EncryptOld(k *rsa.PublicKey, data []byte) ([]byte, error) {
	if len(data) > oldData {
		return nil, errors.New("too much data for RSA")
	}
	var all [RSASize]byte
	hash := sha1.Sum(data)
	n := 1 + copy(all[1:], hash[:])
	n += copy(all[n:], data)
	rand.Read(all[n:])
	c, ok := encrypt(k, &all)
	if !ok {
		return nil, errors.New("encrypt with RSA") // impossible: the first byte is zero
	}
	return c[:], nil
}

// DecryptOld undoes EncryptOld as far as it goes without knowing how long the data
// is: the caller finds out by parsing and then asks CheckOld.
func (k *PrivateKey) DecryptOld(ct []byte) (hash [sha1.Size]byte, data [oldData]byte, good int) {
	c, good := fixed(ct)
	all, ok := k.decrypt(&c)
	copy(hash[:], all[1:])
	copy(data[:], all[1+sha1.Size:])
	return hash, data, good & ok & subtle.ConstantTimeByteEq(all[0], 0)
}

// CheckOld is 1 if hash is that of data, the part that was parsed.
func CheckOld(hash *[sha1.Size]byte, data []byte) int {
	h := sha1.Sum(data)
	return equal(h[:], hash[:])
}
