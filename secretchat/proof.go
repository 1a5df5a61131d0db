package secretchat

import (
	"crypto/sha256"
	"crypto/subtle"
)

// Proof is what shows that a message was sent exactly so, to somebody who saw its msg_key go by: the padded plaintext, and the 32 bytes
// of the key that msg_key is computed from.
//
// Whoever gets a Proof reads this one message and nothing else. The 32 bytes are substr(auth_key, 88+x, 32); the cipher's keys come
// from substr(auth_key, x, 36) and substr(auth_key, 40+x, 36), that is from bytes 0 to 83, which do not overlap them. What stays revealed
// are those 32 bytes: with them, whoever has a guess of a whole message of the same key and direction, padding and random bytes
// included, can confirm it by its msg_key. There are at least 27 random bytes in each.
//
// It binds because msg_key is 128 bits of a SHA-256 over the 32 bytes and the plaintext: a receiver who wants to show something
// that was not sent needs a second preimage, 2^128 steps; a sender who wants to deny with two texts of one msg_key needs a collision,
// 2^64 steps, made before sending.
type Proof struct {
	Key   []byte `json:",omitempty"` // 32 bytes
	Plain []byte `json:",omitempty"` // length, decryptedMessageLayer, padding
}

func proofOf(key []byte, x side, plain []byte) Proof {
	return Proof{Key: append([]byte(nil), key[88+x:120+x]...), Plain: plain}
}

// MessageKey is the msg_key of the message that is shown.
func (p Proof) MessageKey() []byte {
	h := sha256.New()
	h.Write(p.Key)
	h.Write(p.Plain)
	return h.Sum(nil)[8:24]
}

// Shows checks a proof against a msg_key and returns the message.
func (p Proof) Shows(msgKey []byte) (*DecryptedMessageLayer, bool) {
	if len(p.Key) != 32 || len(p.Plain) < 4 || subtle.ConstantTimeCompare(p.MessageKey(), msgKey) != 1 {
		return nil, false
	}
	r := &reader{b: p.Plain}
	n := int(r.int32())
	if n < 0 || n > len(r.b) {
		return nil, false
	}
	x, err := Decode(r.b[:n])
	if err != nil {
		return nil, false
	}
	m, ok := x.(*DecryptedMessageLayer)
	return m, ok
}
