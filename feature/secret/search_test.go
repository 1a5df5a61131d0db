package secret_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// hunt looks for bytes that must not be somewhere, at every offset of what it is given.
type hunt struct {
	first [1 << 16]bool            // by the first two bytes of a piece
	where map[uint64][]huntedPiece // by the first eight
}

// huntedPiece is a part of something hunted. Finding a part is finding it.
type huntedPiece struct {
	name string
	b    []byte
}

// pieceSize is how many bytes in a row count as found. By chance nobody has 16 of them.
const pieceSize = 16

// add hunts something by its pieces, one from every step bytes on.
func (h *hunt) add(name string, b []byte, step int) {
	if h.where == nil {
		h.where = map[uint64][]huntedPiece{}
	}
	for i := 0; i+pieceSize <= len(b); i += step {
		p := b[i : i+pieceSize]
		if different(p) < 6 {
			continue // zeros and the like are everywhere
		}
		h.first[binary.LittleEndian.Uint16(p)] = true
		k := binary.LittleEndian.Uint64(p)
		h.where[k] = append(h.where[k], huntedPiece{name, bytes.Clone(p)})
	}
}

// addKey hunts a key, also as programs write keys into texts.
func (h *hunt) addKey(name string, b []byte) {
	h.add(name, b, 1)
	h.add(name+" in hex", []byte(hex.EncodeToString(b)), 1)
	h.add(name+" in base64", []byte(base64.StdEncoding.EncodeToString(b)), 1)
}

func different(b []byte) int {
	var seen [256]bool
	n := 0
	for _, x := range b {
		if !seen[x] {
			seen[x] = true
			n++
		}
	}
	return n
}

// in returns the name of the first thing found in b and where it is, "" for nothing.
func (h *hunt) in(b []byte) (name string, at int) {
	for i := 0; i+pieceSize <= len(b); i++ {
		if !h.first[binary.LittleEndian.Uint16(b[i:])] {
			continue
		}
		for _, p := range h.where[binary.LittleEndian.Uint64(b[i:])] {
			if bytes.Equal(p.b, b[i:i+pieceSize]) {
				return p.name, i
			}
		}
	}
	return "", 0
}

// place is somewhere to look: a name and its bytes.
type place struct {
	name string
	b    []byte
}

// filesIn are all files under folders.
func filesIn(t testing.TB, dirs ...string) (out []place) {
	t.Helper()
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return nil // it went meanwhile
			}
			if b, err := os.ReadFile(path); err == nil {
				out = append(out, place{path, b})
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(out) == 0 {
		t.Fatalf("there is nothing in %v", dirs)
	}
	return out
}

// found says what of a hunt is in places, "" for nothing.
func (h *hunt) found(ps []place) string {
	var all []string
	for _, p := range ps {
		if name, at := h.in(p.b); name != "" {
			all = append(all, fmt.Sprintf("%s, at %d of %s", name, at, p.name))
		}
	}
	return strings.Join(all, "; ")
}
