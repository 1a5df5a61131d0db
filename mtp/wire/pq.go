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
// does. ok is false if it finds none, as for a prime or for 0.
func Factor(pq uint64) (p, q uint64, ok bool) {
	if pq < 4 {
		return 0, 0, false
	}
	if pq%2 == 0 {
		return order(2, pq/2)
	}
	for range 20 {
		c, y := 1+rand.Uint64N(pq-1), rand.Uint64N(pq)
		g, r, prod := uint64(1), 1, uint64(1)
		var x, ys uint64
		for g == 1 && r < 1<<18 {
			x = y
			for range r {
				y = step(y, c, pq)
			}
			for k := 0; k < r && g == 1; k += 128 {
				ys = y
				for range min(128, r-k) {
					y = step(y, c, pq)
					prod = mulMod(prod, max(x, y)-min(x, y), pq)
				}
				g = gcd(prod, pq)
			}
			r *= 2
		}
		if g == pq { // went too far in one leap: repeat it in single steps
			for g = 1; g == 1; {
				ys = step(ys, c, pq)
				g = gcd(max(x, ys)-min(x, ys), pq)
			}
		}
		if g != 1 && g != pq {
			return order(g, pq/g)
		}
	}
	return 0, 0, false
}

func order(a, b uint64) (p, q uint64, ok bool) { return min(a, b), max(a, b), true }

func step(y, c, n uint64) uint64 {
	v, carry := bits.Add64(mulMod(y, y, n), c, 0)
	if carry != 0 || v >= n {
		v -= n
	}
	return v
}

func mulMod(a, b, n uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return bits.Rem64(hi, lo, n)
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
