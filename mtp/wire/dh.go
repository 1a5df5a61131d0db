package wire

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"math/big"
	"sync"

	"filippo.io/bigmod"
)

// The Diffie-Hellman group. Server and client use Telegram's published prime and
// nothing else: clients have it built in and skip an expensive check of primality.
// https://core.telegram.org/mtproto/security_guidelines#diffie-hellman-key-exchange
const primeHex = "c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f" +
	"48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c37" +
	"20fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64" +
	"2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4" +
	"a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754" +
	"fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4" +
	"e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f" +
	"0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b"

// G is the generator that goes with the prime: p mod 3 = 2, so 3 is a quadratic
// residue and generates the subgroup of prime order.
const G = 3

// exponentSize is the length of our secret exponents in bytes: 320 bits. The
// protocol's text says "2048-bit", and a client may do so; the other side cannot tell.
// A long exponent costs six times the work and buys nothing:
//
//   - The group gives what the number field sieve leaves of a 2048-bit prime, about
//     112 bits (NIST SP 800-57 part 1, table 2), however long the exponent is.
//   - An exponent of n bits is found in about 2^(n/2) steps by the kangaroo method (van
//     Oorschot and Wiener, "On Diffie-Hellman Key Agreement with Short Exponents",
//     1996), so that 224 bits match the group. RFC 7919, section 5.2, asks for 225 bits
//     in a 2048-bit group, NIST SP 800-56A rev. 3, section 5.6.1.1.1, for 224.
//   - Both count on a safe prime, as ours is: (p-1)/2 is prime, so there are no small
//     subgroups from which more than the exponent's lowest bit could be learned, and
//     CheckPublic refuses the elements of order 1 and 2.
//   - 320 bits make it 2^160 steps. An attacker who waits for any one of 2^64 recorded
//     exchanges saves a factor of 2^32 and still has 2^128, far above the group.
//
// The exponent is drawn anew for each exchange and used in constant time.
const exponentSize = 40

type group struct {
	prime [256]byte
	m     *bigmod.Modulus
	low   *big.Int // 2^(2048-64)
	high  *big.Int // p - 2^(2048-64)
	comb  *comb
}

var theGroup = sync.OnceValue(func() *group {
	g := new(group)
	b, err := hex.DecodeString(primeHex)
	if err != nil {
		return g // impossible, and a test would find it
	}
	copy(g.prime[:], b)
	g.m, _ = bigmod.NewModulus(b)
	g.low = new(big.Int).Lsh(big.NewInt(1), 2048-64)
	g.high = new(big.Int).Sub(new(big.Int).SetBytes(b), g.low)
	g.comb = newComb(g.m)
	return g
})

// Prime is the group's prime, big-endian.
func Prime() []byte {
	p := theGroup().prime
	return p[:]
}

// ErrDH is a Diffie-Hellman value or parameter that must not be used.
var ErrDH = errors.New("bad Diffie-Hellman value")

// DH is one side's secret of one exchange.
type DH struct {
	exponent [exponentSize]byte
	public   [256]byte
}

// NewDH draws a secret.
func NewDH() *DH {
	g := theGroup()
	d := new(DH)
	for {
		rand.Read(d.exponent[:])
		copy(d.public[:], g.comb.power(&d.exponent, g.m).Bytes(g.m))
		if CheckPublic(d.public[:]) == nil {
			return d
		}
	}
}

// Public is g_a or g_b, big-endian, always 256 bytes long.
func (d *DH) Public() []byte { return d.public[:] }

// Shared computes the authorization key from the other side's public value (up to
// 256 bytes, big-endian), which it checks first.
func (d *DH) Shared(other []byte) (key [256]byte, err error) {
	if err := CheckPublic(other); err != nil {
		return key, err
	}
	g := theGroup()
	var full [256]byte
	copy(full[256-len(other):], other)
	x, err := bigmod.NewNat().SetBytes(full[:], g.m)
	if err != nil {
		return key, ErrDH
	}
	copy(key[:], bigmod.NewNat().Exp(x, d.exponent[:], g.m).Bytes(g.m))
	return key, nil
}

// CheckPublic makes both checks of g_a and g_b: between 1 and p-1, and between
// 2^(2048-64) and p - 2^(2048-64). The second implies the first.
// https://core.telegram.org/mtproto/security_guidelines#g-a-and-g-b-validation
func CheckPublic(v []byte) error {
	if len(v) > 256 {
		return ErrDH
	}
	g := theGroup()
	x := new(big.Int).SetBytes(v)
	if x.Cmp(g.low) < 0 || x.Cmp(g.high) > 0 {
		return ErrDH
	}
	return nil
}

// CheckGroup accepts the one known prime with a generator of the subgroup of prime
// order. Of 2..7 these are, for this prime, 3, 4, 5 and 7.
// https://core.telegram.org/mtproto/security_guidelines#validation-of-dh-parameters
func CheckGroup(g int32, prime []byte) error {
	if equal(prime, Prime()) != 1 || !residue(g) {
		return ErrDH
	}
	return nil
}

// residue applies the published rule for each g to the known prime.
func residue(g int32) bool {
	p := new(big.Int).SetBytes(Prime())
	mod := func(m int64) int64 { return new(big.Int).Mod(p, big.NewInt(m)).Int64() }
	switch g {
	case 2:
		return mod(8) == 7
	case 3:
		return mod(3) == 2
	case 4:
		return true
	case 5:
		return mod(5) == 1 || mod(5) == 4
	case 6:
		return mod(24) == 19 || mod(24) == 23
	case 7:
		return mod(7) == 3 || mod(7) == 5 || mod(7) == 6
	}
	return false
}
