package wire

import "testing"

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
