package wire

import (
	"crypto/subtle"
	"encoding/binary"

	"filippo.io/bigmod"
)

// A comb holds powers of G, which turn the power of a secret exponent into 63
// multiplications and 7 squarings instead of 320 squarings and 95 multiplications (Lim
// and Lee, "More Flexible Exponentiation with Precomputation", 1994).
//
// The exponent's five words of 64 bits lie one above the other, as the teeth. A column
// of five bits chooses one of the 32 products of G^(2^0), G^(2^64), ... G^(2^256).
// Each of the eight tables has these products for a column of its own; the other seven
// columns on its right come by squaring what all tables gave for the one on the left.
// All 32 entries of a table are read whichever is chosen, so that neither the time nor
// the cache tells about the exponent.
type comb [combTables]combTable

// combTable has 32 entries, word by word: the most significant words of all entries
// come first.
type combTable [256 / 8][1 << combTeeth]uint64

const (
	combTeeth   = exponentSize / 8
	combTables  = 8
	combColumns = 64 / combTables // of each table
)

func newComb(m *bigmod.Modulus) *comb {
	c := new(comb)
	power := small(G, m) // G^(2^i)
	var tooth [combTables][combTeeth]*bigmod.Nat
	for i := range 64 * combTeeth {
		if i%combColumns == 0 {
			tooth[i%64/combColumns][i/64] = power
		}
		power = clone(power, m)
		power.Mul(clone(power, m), m)
	}
	for table := range c {
		var entries [1 << combTeeth]*bigmod.Nat
		entries[0] = small(1, m)
		for i := range entries {
			for t := range combTeeth {
				if bit := 1 << t; i&bit != 0 && entries[i] == nil {
					entries[i] = clone(entries[i^bit], m).Mul(tooth[table][t], m)
				}
			}
			b := entries[i].Bytes(m)
			for w := range c[table] {
				c[table][w][i] = binary.BigEndian.Uint64(b[8*w:])
			}
		}
	}
	return c
}

// power is G^exponent, in constant time.
func (c *comb) power(exponent *[exponentSize]byte, m *bigmod.Modulus) *bigmod.Nat {
	var words [combTeeth]uint64 // the least significant first
	for i := range words {
		words[i] = binary.BigEndian.Uint64(exponent[exponentSize-8*(i+1):])
	}
	product := small(1, m)
	for column := combColumns - 1; column >= 0; column-- {
		if column < combColumns-1 {
			product.Mul(clone(product, m), m)
		}
		for table := range c {
			var which uint64
			for t, w := range words {
				which |= (w >> (table*combColumns + column) & 1) << t
			}
			product.Mul(c[table].choose(which, m), m)
		}
	}
	return product
}

// choose reads one entry of a table, or all of them for who is watching.
func (t *combTable) choose(which uint64, m *bigmod.Modulus) *bigmod.Nat {
	var masks [1 << combTeeth]uint64
	for i := range masks {
		masks[i] = -uint64(subtle.ConstantTimeEq(int32(i), int32(which)))
	}
	var b [256]byte
	for w := range t {
		var chosen uint64
		for i, v := range &t[w] {
			chosen |= v & masks[i]
		}
		binary.BigEndian.PutUint64(b[8*w:], chosen)
	}
	x, err := bigmod.NewNat().SetBytes(b[:], m)
	if err != nil {
		return small(0, m) // impossible: the entries are below the prime
	}
	return x
}

// small makes a number of n.
func small(n byte, m *bigmod.Modulus) *bigmod.Nat {
	var b [256]byte
	b[255] = n
	x, err := bigmod.NewNat().SetBytes(b[:], m)
	if err != nil {
		return bigmod.NewNat().ExpandFor(m) // impossible: n is below the modulus
	}
	return x
}
