package wire

import (
	"bytes"
	"crypto/rand"
	"testing"
)

// What SealBody makes opens as what Seal makes does, whatever the length.
func TestSealBody(t *testing.T) {
	var key AuthKey
	rand.Read(key[:])
	for _, size := range []int{0, 4, 12, 16, 20, sealPiece - 4, sealPiece, sealPiece + 8, 3*sealPiece + 16, 512<<10 + 28} {
		body := make([]byte, size)
		rand.Read(body)
		m := Plain{Salt: 1, SessionID: 2, MsgID: 3, SeqNo: 4, Body: bytes.Clone(body)}
		b := SealBody(make([]byte, 40, 40+PlainHeader+size+maxShortPadding), m, &key, 5, FromServer)[40-Headroom:]
		if !bytes.Equal(m.Body, body) {
			t.Fatalf("%d bytes: the body was changed", size)
		}
		if r := NewReader(b[Headroom-externalHeader:]); r.Int64() != 5 {
			t.Errorf("%d bytes: another key", size)
		}
		_, ok := Open(b, &key, FromServer)
		got, parsed := ParsePlain(b[Headroom:])
		if !ok || !parsed || got.Salt != 1 || got.SessionID != 2 || got.MsgID != 3 || got.SeqNo != 4 || !bytes.Equal(got.Body, body) {
			t.Errorf("%d bytes: opened %v, parsed %v", size, ok, parsed)
		}
	}
}
