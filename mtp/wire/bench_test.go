package wire

import "testing"

func BenchmarkIGE(b *testing.B) {
	key, iv, data := [32]byte(random(32)), [32]byte(random(32)), random(4096)
	for name, f := range map[string]func(key, iv *[32]byte, data []byte){"encrypt": EncryptIGE, "decrypt": DecryptIGE} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				f(&key, &iv, data)
			}
		})
	}
}

func BenchmarkSeal(b *testing.B) {
	_, key, id := randomKey()
	buf := AppendPlain(make([]byte, Headroom), Plain{Body: random(512)})
	b.SetBytes(int64(len(buf)))
	b.ReportAllocs()
	for b.Loop() {
		Seal(buf, &key, id, FromServer)
	}
}

func BenchmarkRSA(b *testing.B) {
	k, err := NewPrivateKey(testKey())
	if err != nil {
		b.Fatal(err)
	}
	ct, err := EncryptPad(&testKey().PublicKey, random(144))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		k.DecryptPad(ct)
	}
}

func BenchmarkDH(b *testing.B) {
	other := NewDH().Public()
	for b.Loop() {
		NewDH().Shared(other)
	}
}

func BenchmarkPQ(b *testing.B) {
	for b.Loop() {
		NewPQ()
	}
}

func BenchmarkFactor(b *testing.B) {
	for b.Loop() {
		Factor(NewPQ().Product())
	}
}
