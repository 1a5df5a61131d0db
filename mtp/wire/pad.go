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
	n, err := publicModulus(k)
	if err != nil {
		return nil, err
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
		if c, ok := encrypt(n, k.E, &all); ok {
			return c[:], nil
		}
	}
}

// Opened is what the private operation made of a client's RSA message. Its padding may
// be undone in both ways, of which at most one finds what it looks for; the operation,
// which takes nearly all of the time, is done once.
type Opened struct {
	all  [RSASize]byte
	good int
}

// Open does the private operation. Whatever is wrong with ct (it is not 256 bytes long,
// or not below the modulus) shows only in what Pad and Old return, after the same work:
// neither the time nor the answer tells a wrong length, padding or hash from another.
// The caller goes on to parse the data whatever they say and uses neither before the end.
func (k *PrivateKey) Open(ct []byte) *Opened {
	c, good := fixed(ct)
	o := new(Opened)
	o.all, o.good = k.decrypt(&c)
	o.good &= good
	return o
}

// Pad undoes RSA_PAD. good is 0 if the message was not made by it; data is then without
// meaning.
func (o *Opened) Pad() (data [padPadded]byte, good int) {
	all := o.all
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
	return data, o.good & equal(h.Sum(nil), body[padPadded:])
}

// Old undoes EncryptOld as far as it goes without knowing how long the data is: the
// caller finds out by parsing and then asks CheckOld.
func (o *Opened) Old() (hash [sha1.Size]byte, data [oldData]byte, good int) {
	copy(hash[:], o.all[1:])
	copy(data[:], o.all[1+sha1.Size:])
	return hash, data, o.good & subtle.ConstantTimeByteEq(o.all[0], 0)
}

// DecryptPad is Open and Pad.
func (k *PrivateKey) DecryptPad(ct []byte) (data [padPadded]byte, good int) {
	return k.Open(ct).Pad()
}

// DecryptOld is Open and Old.
func (k *PrivateKey) DecryptOld(ct []byte) (hash [sha1.Size]byte, data [oldData]byte, good int) {
	return k.Open(ct).Old()
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
	n, err := publicModulus(k)
	if err != nil {
		return nil, err
	}
	var all [RSASize]byte
	hash := sha1.Sum(data)
	end := 1 + copy(all[1:], hash[:])
	end += copy(all[end:], data)
	rand.Read(all[end:])
	c, ok := encrypt(n, k.E, &all)
	if !ok {
		return nil, errors.New("encrypt with RSA") // impossible: the first byte is zero
	}
	return c[:], nil
}

// CheckOld is 1 if hash is that of data, the part that was parsed.
func CheckOld(hash *[sha1.Size]byte, data []byte) int {
	h := sha1.Sum(data)
	return equal(h[:], hash[:])
}
