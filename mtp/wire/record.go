package wire

import (
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
)

// AuthKey is the part of an authorization key that the protocol uses: the first
// 192 of its 256 bytes. The last 64 are for a client's own storage and a server
// does not keep them.
// https://core.telegram.org/mtproto/description#defining-aes-key-and-initialization-vector
type AuthKey [192]byte

// Side is the x of the key derivation: who sent the message.
type Side int

// The two sides of a conversation between client and server.
const (
	FromClient Side = 0
	FromServer Side = 8
)

// Geometry of an encrypted message.
const (
	// Headroom is how many bytes must stand before the encrypted part in the
	// slices given to Seal and Open: 8 that they use as scratch and the 24 of the
	// external header (auth_key_id, msg_key).
	Headroom = 32
	// PlainHeader is the size of salt, session_id, message_id, seq_no and length.
	PlainHeader = 32

	externalHeader = 24
	minPadding     = 12
	// maxShortPadding is how much AppendPadding appends at most.
	maxShortPadding = minPadding + 15 + 48
	maxPadding      = 1024
)

// KeyID is auth_key_id, the lower 64 bits of the SHA-1 of the whole key.
func KeyID(full *[256]byte) int64 {
	h := sha1.Sum(full[:])
	return int64(binary.LittleEndian.Uint64(h[12:]))
}

// KeyAuxHash is auth_key_aux_hash, the higher 64 bits of the same hash.
func KeyAuxHash(full *[256]byte) int64 {
	h := sha1.Sum(full[:])
	return int64(binary.LittleEndian.Uint64(h[:]))
}

// Plain is the plaintext of one encrypted message. Body is not a copy.
type Plain struct {
	Salt      int64
	SessionID int64
	MsgID     int64
	SeqNo     int32
	Body      []byte
}

// AppendPlain appends the message and random padding of 12 to 75 bytes to b, so
// that what was appended is a multiple of 16 long. What goes to Seal.
func AppendPlain(b []byte, m Plain) []byte {
	start := len(b)
	b = AppendInt64(b, m.Salt)
	b = AppendInt64(b, m.SessionID)
	b = AppendInt64(b, m.MsgID)
	b = AppendInt32(b, m.SeqNo)
	b = AppendInt32(b, int32(len(m.Body)))
	b = append(b, m.Body...)
	return AppendPadding(b, start)
}

// AppendPadding pads the plaintext b[start:] as AppendPlain does. The amount is
// partly random, so that the length of a frame tells a little less of its content.
func AppendPadding(b []byte, start int) []byte {
	var random [maxShortPadding]byte
	rand.Read(random[:]) // never fails: crypto/rand crashes the program instead
	n := minPadding + -(len(b)-start+minPadding)&15
	n += int(random[0]&3) * 16
	return append(b, random[1:1+n]...)
}

// ParsePlain splits a decrypted and verified plaintext. ok is false if the length
// is negative, not divisible by 4, outside the buffer or leaves a padding outside
// 12..1024. https://core.telegram.org/mtproto/security_guidelines#checking-message-length
func ParsePlain(b []byte) (m Plain, ok bool) {
	if len(b) < PlainHeader {
		return m, false
	}
	le := binary.LittleEndian
	m.Salt = int64(le.Uint64(b))
	m.SessionID = int64(le.Uint64(b[8:]))
	m.MsgID = int64(le.Uint64(b[16:]))
	m.SeqNo = int32(le.Uint32(b[24:]))
	n := int(int32(le.Uint32(b[28:])))
	padding := len(b) - PlainHeader - n
	if n < 0 || n%4 != 0 || padding < minPadding || padding > maxPadding {
		return m, false
	}
	m.Body = b[PlainHeader : PlainHeader+n : PlainHeader+n]
	return m, true
}

// Seal encrypts the plaintext b[Headroom:] in place and writes auth_key_id and
// msg_key before it, so that b[Headroom-24:] is the packet. The plaintext's length
// is a multiple of 16. It returns the token of a quick ack for this packet.
func Seal(b []byte, key *AuthKey, id int64, side Side) (token uint32) {
	large := messageKey(b, key, side)
	var msgKey [16]byte
	copy(msgKey[:], large[8:24])
	binary.LittleEndian.PutUint64(b[Headroom-externalHeader:], uint64(id))
	copy(b[Headroom-16:], msgKey[:])
	aesKey, aesIV := derive(key, &msgKey, side)
	EncryptIGE(&aesKey, &aesIV, b[Headroom:])
	return quickAckToken(&large)
}

// sealPiece is how many bytes of a body are copied and then encrypted while they are near.
const sealPiece = 16 << 10

// SealBody is AppendPlain and Seal for a large body, which it reads where it stands: b has Headroom bytes, and more, that Seal would
// write into, and enough room behind them for what is appended. The packet begins at len(b)-24 of what it returns.
func SealBody(b []byte, m Plain, key *AuthKey, id int64, side Side) []byte {
	start, whole := len(b), len(m.Body)&^15
	b = AppendPlain(b, Plain{Salt: m.Salt, SessionID: m.SessionID, MsgID: m.MsgID, SeqNo: m.SeqNo, Body: m.Body[whole:]})
	binary.LittleEndian.PutUint32(b[start+PlainHeader-4:], uint32(len(m.Body)))
	tail := [16 + maxShortPadding]byte{}
	rest := tail[:copy(tail[:], b[start+PlainHeader:])]

	out := b[start-Headroom:]
	h := sha256.New()
	copy(out[:Headroom], key[88+int(side):88+int(side)+Headroom])
	h.Write(out[:Headroom+PlainHeader])
	h.Write(m.Body[:whole])
	h.Write(rest)
	var large [32]byte
	h.Sum(large[:0])
	var msgKey [16]byte
	copy(msgKey[:], large[8:24])
	binary.LittleEndian.PutUint64(out[Headroom-externalHeader:], uint64(id))
	copy(out[Headroom-16:], msgKey[:])

	aesKey, iv := derive(key, &msgKey, side)
	encrypt := func(p []byte) { // p is what was appended last
		var last [16]byte
		copy(last[:], p[len(p)-16:])
		EncryptIGE(&aesKey, &iv, p)
		copy(iv[:16], p[len(p)-16:])
		copy(iv[16:], last[:])
	}
	b = b[:start+PlainHeader]
	encrypt(b[start:])
	for body := m.Body[:whole]; len(body) > 0; {
		n := min(len(body), sealPiece)
		b = append(b, body[:n]...)
		encrypt(b[len(b)-n:])
		body = body[n:]
	}
	b = append(b, rest...)
	encrypt(b[len(b)-len(rest):])
	return b
}

// Open decrypts the packet b[Headroom-24:] in place and reports whether msg_key
// is the hash of what came out, compared in constant time. Nothing of the plaintext
// b[Headroom:] may be used when it is not. A packet whose length is not a multiple
// of 16 takes the same path. The first Headroom bytes are overwritten.
// https://core.telegram.org/mtproto/security_guidelines#checking-sha256-hash-value-of-msg-key
func Open(b []byte, key *AuthKey, side Side) (token uint32, ok bool) {
	var msgKey [16]byte
	copy(msgKey[:], b[Headroom-16:])
	aesKey, aesIV := derive(key, &msgKey, side)
	DecryptIGE(&aesKey, &aesIV, b[Headroom:])
	large := messageKey(b, key, side)
	same := subtle.ConstantTimeCompare(large[8:24], msgKey[:]) == 1
	return quickAckToken(&large), same && (len(b)-Headroom)%16 == 0
}

// messageKey is msg_key_large of the plaintext b[Headroom:]. The 32 bytes of the
// key that are hashed first are laid before the plaintext, to hash one piece.
func messageKey(b []byte, key *AuthKey, side Side) [32]byte {
	copy(b[:Headroom], key[88+int(side):88+int(side)+Headroom])
	return sha256.Sum256(b)
}

func quickAckToken(large *[32]byte) uint32 {
	return binary.LittleEndian.Uint32(large[:]) | 1<<31
}

// derive computes aes_key and aes_iv of MTProto 2.0.
func derive(key *AuthKey, msgKey *[16]byte, side Side) (aesKey, aesIV [32]byte) {
	x := int(side)
	var in [52]byte
	copy(in[:], msgKey[:])
	copy(in[16:], key[x:x+36])
	a := sha256.Sum256(in[:])
	copy(in[:], key[40+x:40+x+36])
	copy(in[36:], msgKey[:])
	b := sha256.Sum256(in[:])

	copy(aesKey[:], a[:8])
	copy(aesKey[8:], b[8:24])
	copy(aesKey[24:], a[24:])
	copy(aesIV[:], b[:8])
	copy(aesIV[8:], a[8:24])
	copy(aesIV[24:], b[24:])
	return aesKey, aesIV
}
