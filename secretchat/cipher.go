package secretchat

import (
	"crypto/aes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"errors"

	"github.com/gotd/ige"
)

// ErrForged means that an encrypted message was not made with the chat's key, or not as the protocol has it. There is one error
// for everything that is found before msg_key has been compared.
var ErrForged = errors.New("not a message of this chat")

// What padding may have, and what a message may.
const (
	minPadding = 12
	maxPadding = 1024
	maxPayload = 1 << 20
	header     = 8 + 16 // key_fingerprint, msg_key
)

// side is where in the key the parts for a direction begin: 0 for what the chat's creator sends, 8 for what the other sends.
type side int

func sideOf(creator bool) side {
	if creator {
		return 0
	}
	return 8
}

// seal encrypts one message with MTProto 2.0.
// https://core.telegram.org/api/end-to-end#serialization-and-encryption-of-outgoing-messages
func seal(key []byte, x side, message []byte) []byte {
	plain := make([]byte, 4, 4+len(message)+minPadding+16+15)
	binary.LittleEndian.PutUint32(plain, uint32(len(message)))
	plain = append(plain, message...)
	// At least 12 bytes, up to the next multiple of 16, and sometimes up to 240 more, so that the size tells less.
	var more [1]byte
	rand.Read(more[:])
	padding := minPadding + (16-(len(plain)+minPadding)%16)%16 + 16*int(more[0]&15)
	plain = append(plain, make([]byte, padding)...)
	rand.Read(plain[len(plain)-padding:])

	msgKey := messageKey(key, x, plain)
	aesKey, aesIV := cipherKeys(key, x, msgKey)
	out := make([]byte, header+len(plain))
	binary.LittleEndian.PutUint64(out, uint64(Fingerprint(key)))
	copy(out[8:], msgKey)
	block, _ := aes.NewCipher(aesKey) // 32 bytes always make a key
	ige.EncryptBlocks(block, aesIV, out[header:], plain)
	return out
}

// open decrypts one message. Nothing of it is looked at before msg_key was compared with what it must be.
// It returns the message, and all that msg_key was computed over.
func open(key []byte, x side, data []byte) (message, plain []byte, err error) {
	plain, ok := unseal(key, x, data)
	if !ok {
		return nil, nil, ErrForged
	}
	n := int(int32(binary.LittleEndian.Uint32(plain)))
	padding := len(plain) - 4 - n
	if n < 0 || n%4 != 0 || padding < minPadding || padding > maxPadding {
		return nil, nil, ErrForged
	}
	return plain[4 : 4+n], plain, nil
}

// unseal decrypts and compares msg_key. The plaintext has its length in front and its padding at the end.
func unseal(key []byte, x side, data []byte) (plain []byte, ok bool) {
	if len(data) < header+16 || len(data) > maxPayload || (len(data)-header)%aes.BlockSize != 0 {
		return nil, false
	}
	msgKey := data[8:header]
	aesKey, aesIV := cipherKeys(key, x, msgKey)
	block, _ := aes.NewCipher(aesKey) // 32 bytes always make a key
	plain = make([]byte, len(data)-header)
	ige.DecryptBlocks(block, aesIV, plain, data[header:])
	if subtle.ConstantTimeCompare(messageKey(key, x, plain), msgKey) != 1 {
		return nil, false
	}
	return plain, true
}

// keyFor is the fingerprint that a message names in front.
func keyFor(data []byte) int64 {
	if len(data) < 8 {
		return 0
	}
	return int64(binary.LittleEndian.Uint64(data))
}

// messageKey is the middle of SHA-256 over 32 bytes of the key, which the cipher's keys do not come from, and the padded plaintext.
func messageKey(key []byte, x side, plain []byte) []byte {
	h := sha256.New()
	h.Write(key[88+x : 120+x])
	h.Write(plain)
	return h.Sum(nil)[8:24]
}

// cipherKeys are the AES key and IV of one message.
func cipherKeys(key []byte, x side, msgKey []byte) (aesKey, aesIV []byte) {
	a := sha256.Sum256(append(append(make([]byte, 0, 52), msgKey...), key[x:x+36]...))
	b := sha256.Sum256(append(append(make([]byte, 0, 52), key[40+x:76+x]...), msgKey...))
	aesKey = append(append(append(make([]byte, 0, 32), a[:8]...), b[8:24]...), a[24:]...)
	aesIV = append(append(append(make([]byte, 0, 32), b[:8]...), a[8:24]...), b[24:]...)
	return aesKey, aesIV
}
