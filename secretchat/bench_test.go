package secretchat

import (
	"crypto/aes"
	"fmt"
	"testing"

	"github.com/gotd/ige"
)

// BenchmarkMessage is the whole way of one message through both ends: sending, receiving and what both store. What AES-IGE alone costs for
// as many bytes, once on each side, stands beside it.
func BenchmarkMessage(b *testing.B) {
	for _, n := range []int{16, 256, 4096} {
		b.Run(fmt.Sprintf("%d", n), func(b *testing.B) {
			alice, bob := pair(b)
			text := string(make([]byte, n))
			for b.Loop() {
				if err := alice.Send(&DecryptedMessage{Message: text}, nil, start); err != nil {
					b.Fatal(err)
				}
				exchangeAll(b, alice, bob, start)
				if alice.s.Out%50 == 0 { // bob confirms
					if err := bob.Act(&DecryptedMessageActionNoop{}, start); err != nil {
						b.Fatal(err)
					}
					exchangeAll(b, bob, alice, start)
				}
			}
		})
		b.Run(fmt.Sprintf("%d/AES-IGE alone", n), func(b *testing.B) {
			data, key := make([]byte, (n+180)/16*16), make([]byte, 32)
			for b.Loop() {
				for range 2 {
					block, err := aes.NewCipher(key)
					if err != nil {
						b.Fatal(err)
					}
					ige.EncryptBlocks(block, key, data, data)
				}
			}
		})
	}
}
