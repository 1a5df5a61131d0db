package wire

import (
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
)

// BindInner is the message inside auth.bindTempAuthKey, by which the holder of a
// permanent key vouches for a temporary one.
// https://core.telegram.org/method/auth.bindTempAuthKey
type BindInner struct {
	Nonce         int64
	TempKeyID     int64
	PermKeyID     int64
	TempSessionID int64
	ExpiresAt     int32 // unix time in seconds
}

// The message has 16 random bytes, msg_id, seq_no 0, length 40 and the body; with
// padding 80 bytes. msg_key hashes the first 72.
const (
	bindPlain  = 72
	bindPadded = 80
	bindPacket = externalHeader + bindPadded
)

// SealBind encrypts a binding message with MTProto 1.0, as the API demands. msgID
// is that of the request that will carry it.
func SealBind(key *AuthKey, msgID int64, in BindInner) []byte {
	plain := make([]byte, 16, bindPadded)
	rand.Read(plain)
	plain = AppendInt64(plain, msgID)
	plain = AppendInt32(plain, 0)
	plain = AppendInt32(plain, 40)
	plain = AppendUint32(plain, IDBindAuthKeyInner)
	plain = AppendInt64(plain, in.Nonce)
	plain = AppendInt64(plain, in.TempKeyID)
	plain = AppendInt64(plain, in.PermKeyID)
	plain = AppendInt64(plain, in.TempSessionID)
	plain = AppendInt32(plain, in.ExpiresAt)
	hash := sha1.Sum(plain)
	plain = plain[:bindPadded]
	rand.Read(plain[bindPlain:])

	var msgKey [16]byte
	copy(msgKey[:], hash[4:])
	aesKey, aesIV := deriveV1(key, &msgKey, FromClient)
	EncryptIGE(&aesKey, &aesIV, plain)
	out := AppendInt64(make([]byte, 0, bindPacket), in.PermKeyID)
	out = append(out, msgKey[:]...)
	return append(out, plain...)
}

// OpenBind decrypts a binding message with the permanent key and checks its
// msg_key, msg_id, seq_no, length and constructor; what the fields should be is the
// caller's to check. ok is false for whatever is wrong, whichever it was.
func OpenBind(key *AuthKey, msgID int64, packet []byte) (in BindInner, ok bool) {
	if len(packet) != bindPacket {
		return in, false
	}
	r := NewReader(packet)
	keyID, msgKey := r.Int64(), r.Int128()
	plain := append([]byte(nil), r.Rest()...)
	aesKey, aesIV := deriveV1(key, &msgKey, FromClient)
	DecryptIGE(&aesKey, &aesIV, plain)
	hash := sha1.Sum(plain[:bindPlain])
	if subtle.ConstantTimeCompare(hash[4:], msgKey[:]) != 1 {
		return in, false
	}
	r = NewReader(plain)
	r.Int128()
	good := r.Int64() == msgID
	good = r.Int32() == 0 && good
	good = r.Int32() == 40 && good
	good = r.Uint32() == IDBindAuthKeyInner && good
	in.Nonce = r.Int64()
	in.TempKeyID = r.Int64()
	in.PermKeyID = r.Int64()
	in.TempSessionID = r.Int64()
	in.ExpiresAt = r.Int32()
	return in, good && in.PermKeyID == keyID && r.Err() == nil
}

// deriveV1 computes aes_key and aes_iv of MTProto 1.0.
// https://core.telegram.org/mtproto/description_v1
func deriveV1(key *AuthKey, msgKey *[16]byte, side Side) (aesKey, aesIV [32]byte) {
	x := int(side)
	m := msgKey[:]
	part := func(from, n int) []byte { return key[from+x : from+x+n] }
	hash := func(parts ...[]byte) [20]byte {
		var in []byte
		for _, p := range parts {
			in = append(in, p...)
		}
		return sha1.Sum(in)
	}
	a := hash(m, part(0, 32))
	b := hash(part(32, 16), m, part(48, 16))
	c := hash(part(64, 32), m)
	d := hash(m, part(96, 32))

	copy(aesKey[:], a[:8])
	copy(aesKey[8:], b[8:])
	copy(aesKey[20:], c[4:16])
	copy(aesIV[:], a[8:])
	copy(aesIV[12:], b[:8])
	copy(aesIV[20:], c[16:])
	copy(aesIV[24:], d[:8])
	return aesKey, aesIV
}
