package secretchat

import (
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	_ "embed"
	"encoding/binary"
	"strings"
)

// Picture is what two people compare to be sure that nobody stands between them: a square of 12 by 12 cells in four colours, and a
// row of emoji that says the same in fewer bits.
type Picture struct {
	// Hash are the 36 bytes behind it.
	Hash [36]byte
}

// PictureOf is the picture of a chat's first key, as every client shows it: the first 16 bytes of its SHA-1 and the first 20 of its
// SHA-256.
// https://core.telegram.org/api/end-to-end#key-visualization
func PictureOf(key []byte) Picture {
	var p Picture
	short, long := sha1.Sum(key), sha256.Sum256(key)
	copy(p.Hash[:], short[:16])
	copy(p.Hash[16:], long[:20])
	return p
}

// boundPicture is the picture of a key that replaced another. The protocol authenticates nothing in such an exchange but the key
// before it, so that somebody who has a chat with each of two people can make both agree on one key, each believing that they share
// it with the one between (Miculan and Vitacolonna, "Automated Symbolic Verification of Telegram's MTProto 2.0", 2021). The chat and
// both people go into this picture, so that these two see different ones.
func boundPicture(key []byte, chat int32, creator, other int64) Picture {
	h := sha512.New()
	h.Write([]byte("secret chat key after an exchange\x00"))
	var ids [20]byte
	binary.LittleEndian.PutUint32(ids[:], uint32(chat))
	binary.LittleEndian.PutUint64(ids[4:], uint64(creator))
	binary.LittleEndian.PutUint64(ids[12:], uint64(other))
	h.Write(ids[:])
	h.Write(key)
	var p Picture
	copy(p.Hash[:], h.Sum(nil))
	return p
}

// Side is how many cells the picture has in a row and in a column.
const Side = 12

// Colors are what the values of cells stand for, as Telegram's apps paint them: RGB.
var Colors = [4]uint32{0xffffff, 0xd5e6f3, 0x2d5775, 0x2f99c9}

// Cell is the value of a cell, 0 to 3.
func (p Picture) Cell(row, column int) int {
	bit := 2 * (row*Side + column)
	return int(p.Hash[bit/8]>>(bit%8)) & 3
}

// emojiText has 256 emoji, each with the word that a screen reader says for it.
//
//go:embed emoji.txt
var emojiText string

// Emoji is one of a row.
type Emoji struct{ Sign, Word string }

// emojiCount is how many of them are compared: ten of 256 are 80 bits, more than anybody can make two pictures agree in.
const emojiCount = 10

// Emoji is the row of emoji. It is of this package and the web app that goes with it; other clients show the square alone.
func (p Picture) Emoji() []Emoji {
	lines := strings.Split(strings.TrimSpace(emojiText), "\n")
	h := sha256.Sum256(p.Hash[:])
	out := make([]Emoji, emojiCount)
	for i := range out {
		sign, word, _ := strings.Cut(lines[h[i]], " ")
		out[i] = Emoji{Sign: sign, Word: word}
	}
	return out
}
