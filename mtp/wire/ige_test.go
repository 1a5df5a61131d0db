package wire

import (
	"bytes"
	"crypto/aes"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/gotd/ige"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Each function beside its portable twin; on a machine without the instructions they
// are the same.
var ciphers = []struct {
	name             string
	encrypt, decrypt func(key, iv *[32]byte, data []byte)
}{
	{"fast", EncryptIGE, DecryptIGE},
	{"portable", encryptPortable, decryptPortable},
}

// TestIGEOfOneBlock is AES itself: the example of FIPS 197, appendix C.3.
func TestIGEOfOneBlock(t *testing.T) {
	var key [32]byte
	for i := range key {
		key[i] = byte(i)
	}
	plain := unhex(t, "00112233445566778899aabbccddeeff")
	want := unhex(t, "8ea2b7ca516745bfeafc49904b496089")
	for _, c := range ciphers {
		b := bytes.Clone(plain)
		c.encrypt(&key, new([32]byte), b)
		if !bytes.Equal(b, want) {
			t.Errorf("%s: encrypts to %x", c.name, b)
		}
		c.decrypt(&key, new([32]byte), b)
		if !bytes.Equal(b, plain) {
			t.Errorf("%s: decrypts to %x", c.name, b)
		}
	}
}

// TestIGEOfTheSample is the answer of Telegram's own example of a key exchange, with
// the key and the IV that it derives. The answer vouches for itself by its SHA-1.
// https://core.telegram.org/mtproto/samples-auth_key
func TestIGEOfTheSample(t *testing.T) {
	newNonce := [32]byte(unhex(t, "311c85db234aa2640afc4a76a735cf5b1f0fd68bd17fa181e1229ad867cc024d"))
	serverNonce := [16]byte(unhex(t, "a5cf4d33f4a11ea877ba4aa573907330"))
	tmp := NewTempAES(&newNonce, &serverNonce)
	if got := hex.EncodeToString(tmp.key[:]); got != "f011280887c7bb01df0fc4e17830e0b91fbb8be4b2267cb985ae25f33b527253" {
		t.Fatalf("key %s", got)
	}
	if got := hex.EncodeToString(tmp.iv[:]); got != "3212d579ee35452ed23e0d0c92841aa7d31b2e9bdef2151e80d15860311c85db" {
		t.Fatalf("IV %s", got)
	}
	sealed := unhex(t, sampleAnswer)
	for _, c := range ciphers {
		b := bytes.Clone(sealed)
		c.decrypt(&tmp.key, &tmp.iv, b)
		inner, n, err := ParseServerDHInner(b[sha1.Size:])
		if err != nil || sha1.Sum(b[sha1.Size:sha1.Size+n]) != [sha1.Size]byte(b) {
			t.Fatalf("%s: %v", c.name, err)
		}
		if !bytes.Equal(inner.Prime, Prime()) || inner.Server != serverNonce {
			t.Errorf("%s: decrypts to %+v", c.name, inner)
		}
		c.encrypt(&tmp.key, &tmp.iv, b)
		if !bytes.Equal(b, sealed) {
			t.Errorf("%s: does not encrypt back", c.name)
		}
	}
}

// checkIGE compares both ciphers with gotd's, in place inside larger memory that must
// stay as it is.
func checkIGE(t *testing.T, key, iv [32]byte, data []byte, before int) {
	t.Helper()
	block, err := aes.NewCipher(key[:])
	if err != nil {
		t.Fatal(err)
	}
	whole := data[:len(data)/16*16]
	sealed, opened := bytes.Clone(data), bytes.Clone(data)
	ige.EncryptBlocks(block, iv[:], sealed[:len(whole)], whole)
	ige.DecryptBlocks(block, iv[:], opened[:len(whole)], whole)

	const after = 40
	around := bytes.Repeat([]byte{0xa5}, before+len(data)+after)
	for _, c := range ciphers {
		k, v := key, iv
		check := func(what string, f func(key, iv *[32]byte, data []byte), want []byte) {
			memory := bytes.Clone(around)
			b := memory[before : before+len(data)]
			copy(b, data)
			f(&k, &v, b)
			if !bytes.Equal(b, want) {
				t.Fatalf("%s: %d bytes %s differently", c.name, len(data), what)
			}
			copy(b, around[before:])
			if !bytes.Equal(memory, around) || k != key || v != iv {
				t.Fatalf("%s: %d bytes: wrote beside them", c.name, len(data))
			}
		}
		check("encrypt", c.encrypt, sealed)
		check("decrypt", c.decrypt, opened)
	}
}

func TestIGEOfEveryLength(t *testing.T) {
	for n := 0; n <= 1024; n += 16 {
		checkIGE(t, [32]byte(random(32)), [32]byte(random(32)), random(n), n/16%17)
	}
	for _, n := range []int{15, 17, 1000} { // the rest is untouched
		checkIGE(t, [32]byte(random(32)), [32]byte(random(32)), random(n), 1)
	}
	const call = 4096 * 16 // what goes by in one call of the assembly
	for _, n := range []int{call - 16, call, call + 16, 3*call + 32} {
		checkIGE(t, [32]byte(random(32)), [32]byte(random(32)), random(n), 3)
	}
}

func FuzzIGE(f *testing.F) {
	f.Add(make([]byte, 32), make([]byte, 32), make([]byte, 64), uint8(0))
	f.Add(random(32), random(32), random(1000), uint8(5))
	f.Fuzz(func(t *testing.T, key, iv, data []byte, before uint8) {
		var k, v [32]byte
		copy(k[:], key)
		copy(v[:], iv)
		checkIGE(t, k, v, data, int(before))
	})
}

// BenchmarkIGE takes turns, so that what else runs on the machine slows both.
func BenchmarkIGE(b *testing.B) {
	key, iv := [32]byte(random(32)), [32]byte(random(32))
	for _, n := range []int{128, 1024, 65536} {
		data := random(n)
		for _, c := range ciphers {
			for what, f := range map[string]func(key, iv *[32]byte, data []byte){"encrypt": c.encrypt, "decrypt": c.decrypt} {
				b.Run(fmt.Sprintf("%s/%d/%s", what, n, c.name), func(b *testing.B) {
					b.SetBytes(int64(n))
					for b.Loop() {
						f(&key, &iv, data)
					}
				})
			}
		}
	}
}

// The encrypted_answer of the sample.
const sampleAnswer = "" +
	"28a92fe20173b347a8bb324b5fab2667c9a8bbce6468d5b509a4cbddc186240ac912cf7006af8926de606a2e74c0493c" +
	"aa57741e6c82451f54d3e068f5ccc49b4444124b9666ffb405aab564a3d01e67f6e912867c8d20d9882707dc330b17b4" +
	"e0dd57cb53bfaafa9ef5be76ae6c1b9b6c51e2d6502a47c883095c46c81e3be25f62427b585488bb3bf239213bf48eb8" +
	"fe34c9a026cc8413934043974db03556633038392cecb51f94824e140b98637730a4be79a8f9dafa39bae81e1095849e" +
	"a4c83467c92a3a17d997817c8a7ac61c3ff414da37b7d66e949c0aec858f048224210fcc61f11c3a910b431ccbd104cc" +
	"cc8dc6d29d4a5d133be639a4c32bbff153e63aca3ac52f2e4709b8ae01844b142c1ee89d075d64f69a399feb04e656fe" +
	"3675a6f8f412078f3d0b58da15311c1a9f8e53b3cd6bb5572c294904b726d0be337e2e21977da26dd6e33270251c2ca2" +
	"9dfcc70227f0755f84cfda9ac4b8dd5f84f1d1eb36ba45cddc70444d8c213e4bd8f63b8ab95a2d0b4180dc91283dc063" +
	"acfb92d6a4e407cde7c8c69689f77a007441d4a6a8384b666502d9b77fc68b5b43cc607e60a146223e110fcb43bc3c94" +
	"2ef981930cdc4a1d310c0b64d5e55d308d863251ab90502c3e46cc599e886a927cda963b9eb16ce62603b68529ee98f9" +
	"f5206419e03fb458ec4bd9454aa8f6ba777573cc54b328895b1df25ead9fb4cd5198ee022b2b81f388d281d5e5bc5801" +
	"07ca01a50665c32b552715f335fd76264fad00ddd5ae45b94832ac79ce7c511d194bc42b70efa850bb15c2012c5215ca" +
	"bfe97ce66b8d8734d0ee759a638af013"
