package wire

import (
	"bytes"
	"math/big"
	"testing"
)

func TestCombAgreesWithMath(t *testing.T) {
	g := theGroup()
	p := new(big.Int).SetBytes(Prime())
	check := func(e [exponentSize]byte) {
		t.Helper()
		want := new(big.Int).Exp(big.NewInt(G), new(big.Int).SetBytes(e[:]), p).FillBytes(make([]byte, 256))
		if got := g.comb.power(&e, g.m).Bytes(g.m); !bytes.Equal(got, want) {
			t.Fatalf("%d to the power of %x is %x, not %x", G, e, got, want)
		}
	}
	check([exponentSize]byte{})
	check([exponentSize]byte(bytes.Repeat([]byte{0xff}, exponentSize)))
	for bit := range exponentSize * 8 {
		var e [exponentSize]byte
		e[bit/8] = 0x80 >> (bit % 8)
		check(e)
	}
	for range 50 {
		check([exponentSize]byte(random(exponentSize)))
	}
}

// TestSharedAgreesWithMath has the other side use a full 2048-bit exponent, as
// Telegram's clients do.
func TestSharedAgreesWithMath(t *testing.T) {
	p := new(big.Int).SetBytes(Prime())
	for range 10 {
		d := NewDH()
		other := new(big.Int).SetBytes(random(256))
		public := new(big.Int).Exp(big.NewInt(G), other, p)
		want := new(big.Int).Exp(new(big.Int).SetBytes(d.Public()), other, p).FillBytes(make([]byte, 256))
		got, err := d.Shared(public.Bytes())
		if err != nil || !bytes.Equal(got[:], want) {
			t.Fatalf("%x, %v", got, err)
		}
	}
}

func TestSecretsAreFresh(t *testing.T) {
	seen := make(map[[exponentSize]byte]bool)
	for range 100 {
		d := NewDH()
		if seen[d.exponent] {
			t.Fatal("the same secret twice")
		}
		seen[d.exponent] = true
	}
}
