package wire

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"

	crand "crypto/rand"
)

// PQ is the small proof of work of a key exchange: two primes of 31 bits, P < Q.
// https://core.telegram.org/mtproto/auth_key#proof-of-work
type PQ struct{ P, Q uint32 }

// NewPQ draws two different primes from the system's random source.
func NewPQ() PQ {
	p, q := randomPrime(), randomPrime()
	for p == q {
		q = randomPrime()
	}
	return PQ{min(p, q), max(p, q)}
}

// Product is pq.
func (x PQ) Product() uint64 { return uint64(x.P) * uint64(x.Q) }

func randomPrime() uint32 {
	var b [4]byte
	for {
		crand.Read(b[:])
		n := binary.LittleEndian.Uint32(b[:])>>2 | 1<<30 | 1
		if isPrime(n) {
			return n
		}
	}
}

// isPrime is the Miller-Rabin test with bases that leave no doubt below 2^32.
func isPrime(n uint32) bool {
	if n < 2 {
		return false
	}
	for _, p := range []uint32{2, 3, 5, 7, 11, 13, 61} {
		if n%p == 0 {
			return n == p
		}
	}
	d, s := n-1, 0
	for d&1 == 0 {
		d, s = d>>1, s+1
	}
next:
	for _, base := range []uint64{2, 7, 61} {
		x := uint64(1)
		for b, e := base, d; e > 0; e >>= 1 {
			if e&1 != 0 {
				x = x * b % uint64(n)
			}
			b = b * b % uint64(n)
		}
		if x == 1 || x == uint64(n-1) {
			continue
		}
		for range s - 1 {
			if x = x * x % uint64(n); x == uint64(n-1) {
				continue next
			}
		}
		return false
	}
	return true
}

// Factor splits pq into two factors by Pollard's rho (Brent's form), as a client
// does, on numbers in Montgomery's form. ok is false if it finds none, as for a prime
// or for 0.
func Factor(pq uint64) (p, q uint64, ok bool) {
	if pq < 4 {
		return 0, 0, false
	}
	if pq%2 == 0 {
		return order(2, pq/2)
	}
	m := newMontgomery(pq)
	for range 20 {
		c, y := rand.Uint64N(pq), rand.Uint64N(pq)
		g, r, prod := uint64(1), 1, uint64(1)
		var x, ys uint64
		for g == 1 && r < 1<<18 {
			x = y
			for range r {
				y = m.sub(m.mul(y, y), c)
			}
			for k := 0; k < r && g == 1; k += 128 {
				ys = y
				for range min(128, r-k) {
					y = m.sub(m.mul(y, y), c)
					prod = m.mul(prod, m.sub(x, y))
				}
				g = gcd(prod, pq)
			}
			r *= 2
		}
		if g == pq { // went too far in one leap: repeat it in single steps
			for g = 1; g == 1; {
				ys = m.sub(m.mul(ys, ys), c)
				g = gcd(m.sub(x, ys), pq)
			}
		}
		if g != 1 && g != pq {
			return order(g, pq/g)
		}
	}
	return 0, 0, false
}

func order(a, b uint64) (p, q uint64, ok bool) { return min(a, b), max(a, b), true }

// montgomery multiplies modulo an odd n without division: mul(a, b) is ab / 2^64 mod n.
// For rho the constant factor is as good as none: the numbers begin at random, and a
// factor of n stays one.
type montgomery struct{ n, inverse uint64 } // inverse of n modulo 2^64

func newMontgomery(n uint64) montgomery {
	inverse := n // right modulo 8; each step doubles the bits
	for range 5 {
		inverse *= 2 - n*inverse
	}
	return montgomery{n, inverse}
}

func (m montgomery) mul(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	multiple, _ := bits.Mul64(lo*m.inverse, m.n)
	return m.sub(hi, multiple)
}

// sub has no branch, for the processor would guess wrong every other time.
func (m montgomery) sub(a, b uint64) uint64 {
	d, borrow := bits.Sub64(a, b, 0)
	return d + m.n&-borrow
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
