package wire

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"slices"
)

// ObfuscatedHeader is the size of what an obfuscated connection begins with.
// https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation
const ObfuscatedHeader = 64

// Streams are the two AES-CTR streams of an obfuscated connection. They hide the
// protocol's look, not its content: the keys travel in the clear.
type Streams struct {
	In, Out cipher.Stream
}

// AcceptObfuscated reads the header that a client sent. The framing is Full if the
// header names none that is known: full frames have no tag. Two bytes of the header
// could name a DC, but clients leave random bytes there, so they are not looked at.
func AcceptObfuscated(header *[ObfuscatedHeader]byte) (Framing, Streams) {
	h := *header
	s := Streams{In: stream(h[8:40], h[40:56])}
	rev := h
	slices.Reverse(rev[:])
	s.Out = stream(rev[8:40], rev[40:56])
	s.In.XORKeyStream(h[:], h[:])
	for _, f := range []Framing{Abridged, Intermediate, Padded} {
		if bytes.Equal(h[56:60], fourTimes(f)) {
			return f, s
		}
	}
	return Full, s
}

// DialObfuscated makes the header that a client sends first.
func DialObfuscated(f Framing) ([ObfuscatedHeader]byte, Streams) {
	var h [ObfuscatedHeader]byte
	for {
		rand.Read(h[:])
		if f != Full {
			copy(h[56:], fourTimes(f))
		}
		if randomLooking(&h) {
			break
		}
	}
	s := Streams{Out: stream(h[8:40], h[40:56])}
	rev := h
	slices.Reverse(rev[:])
	s.In = stream(rev[8:40], rev[40:56])
	clear := h
	s.Out.XORKeyStream(clear[:], clear[:])
	copy(h[56:], clear[56:])
	return h, s
}

// randomLooking tells whether the header cannot be mistaken for another protocol.
func randomLooking(h *[ObfuscatedHeader]byte) bool {
	if h[0] == 0xef || binary.LittleEndian.Uint32(h[4:]) == 0 {
		return false
	}
	switch string(h[:4]) {
	case "HEAD", "POST", "GET ", "OPTI", "PUT ", "DELE", "PATC", "CONN", "TRAC", "PRI ", "PROX",
		"\xdd\xdd\xdd\xdd", "\xee\xee\xee\xee", "\r\n\r\n":
		return false
	}
	return h[0] != 0x16 || h[1] != 0x03
}

func fourTimes(f Framing) []byte {
	tag := f.Tag()
	if len(tag) == 1 {
		return bytes.Repeat(tag, 4)
	}
	return tag
}

func stream(key, iv []byte) cipher.Stream {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil // impossible: the key has 32 bytes
	}
	return cipher.NewCTR(block, iv)
}
