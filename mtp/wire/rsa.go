package wire

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"sync"

	"filippo.io/bigmod"
)

// The key exchange needs raw RSA: the padding is Telegram's own. crypto/rsa has no
// raw private operation, and math/big is not constant-time, so this file does what
// crypto/rsa does inside (CRT over crypto/internal/fips140/bigmod, then a check of
// the result against faults), on filippo.io/bigmod, which is that same constant-time
// code published by its author under Go's own licence. Blinding is added on top.

// RSASize is the only size of modulus that the protocol has, in bytes.
const RSASize = 256

// Fingerprint is the lower 64 bits of the SHA-1 of the bare rsa_public_key.
// https://core.telegram.org/mtproto/auth_key#2-server-sends-response-of-the-form
func Fingerprint(k *rsa.PublicKey) int64 {
	b := AppendBytes(nil, k.N.Bytes())
	b = AppendBytes(b, big.NewInt(int64(k.E)).Bytes())
	h := sha1.Sum(b)
	return int64(binary.LittleEndian.Uint64(h[12:]))
}

// UsableFingerprint is false for a fingerprint whose hexadecimal form begins with a
// zero: one popular client drops it and never finds the key. Generate another key.
func UsableFingerprint(fp int64) bool { return uint64(fp)>>60 != 0 }

// GenerateKey makes a server key of 2048 bits whose fingerprint is usable.
func GenerateKey() (*rsa.PrivateKey, error) {
	for {
		k, err := rsa.GenerateKey(rand.Reader, RSASize*8)
		if err != nil {
			return nil, fmt.Errorf("generate RSA key: %w", err)
		}
		if UsableFingerprint(Fingerprint(&k.PublicKey)) {
			return k, nil
		}
	}
}

// PrivateKey does raw RSA with CRT, in constant time, blinded. It may be used from
// any goroutine.
type PrivateKey struct {
	fingerprint int64
	e           uint
	n, p, q     *bigmod.Modulus
	dP, dQ      []byte
	pMinus2     []byte
	qMinus2     []byte
	qInv        *bigmod.Nat // mod p
	qModN       *bigmod.Nat

	mu     sync.Mutex
	uses   int         // guarded by mu; how often the pair below was squared
	blind  *bigmod.Nat // guarded by mu; r^e mod n
	unwind *bigmod.Nat // guarded by mu; 1/r mod n
}

// freshBlinding is after how many uses a new random r is drawn. In between the pair
// is squared, which keeps it unknown and costs two multiplications.
const freshBlinding = 64

// NewPrivateKey prepares k, which must have two primes and 2048 bits.
func NewPrivateKey(k *rsa.PrivateKey) (*PrivateKey, error) {
	if k.N.BitLen() != RSASize*8 || len(k.Primes) != 2 || k.E < 3 {
		return nil, errors.New("an MTProto server key has 2048 bits and two primes")
	}
	if err := k.Validate(); err != nil {
		return nil, fmt.Errorf("check RSA key: %w", err)
	}
	p, q := k.Primes[0], k.Primes[1]
	one, two := big.NewInt(1), big.NewInt(2)
	reduce := func(x, m *big.Int) []byte {
		return new(big.Int).Mod(x, new(big.Int).Sub(m, one)).FillBytes(make([]byte, len(m.Bytes())))
	}
	key := &PrivateKey{
		fingerprint: Fingerprint(&k.PublicKey),
		e:           uint(k.E),
		dP:          reduce(k.D, p),
		dQ:          reduce(k.D, q),
		pMinus2:     new(big.Int).Sub(p, two).Bytes(),
		qMinus2:     new(big.Int).Sub(q, two).Bytes(),
	}
	var err error
	modulus := func(x *big.Int) *bigmod.Modulus {
		m, e := bigmod.NewModulus(x.Bytes())
		err = errors.Join(err, e)
		return m
	}
	key.n, key.p, key.q = modulus(k.N), modulus(p), modulus(q)
	if err != nil {
		return nil, fmt.Errorf("prepare RSA key: %w", err)
	}
	qInv := new(big.Int).ModInverse(q, p)
	if key.qInv, err = bigmod.NewNat().SetBytes(qInv.FillBytes(make([]byte, key.p.Size())), key.p); err != nil {
		return nil, fmt.Errorf("prepare RSA key: %w", err)
	}
	key.qModN = bigmod.NewNat().Mod(key.q.Nat(), key.n)
	return key, nil
}

// Fingerprint is that of the public key.
func (k *PrivateKey) Fingerprint() int64 { return k.fingerprint }

// decrypt computes c^d mod n. good is 0 if c is not below n (the work is done all
// the same, on c mod n) or if the result does not lead back to c.
func (k *PrivateKey) decrypt(c *[RSASize]byte) (m [RSASize]byte, good int) {
	below := lessThan(c[:], k.n.Nat().Bytes(k.n))
	x, err := bigmod.NewNat().SetOverflowingBytes(c[:], k.n)
	if err != nil {
		return m, 0 // impossible: both have 2048 bits
	}
	blind, unwind := k.blinding()
	y := clone(x, k.n)
	y.Mul(blind, k.n)
	y = k.crt(y, k.dP, k.dQ)
	y.Mul(unwind, k.n)
	back := bigmod.NewNat().ExpShortVarTime(y, k.e, k.n)
	copy(m[:], y.Bytes(k.n))
	return m, below & int(back.Equal(x))
}

// blinding returns r^e and 1/r for an r that was not used before.
func (k *PrivateKey) blinding() (blind, unwind *bigmod.Nat) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.blind == nil || k.uses >= freshBlinding {
		var b [RSASize]byte
		rand.Read(b[:])
		b[0] &= 0x7f // below n, which has its highest bit set
		b[RSASize-1] |= 1
		r, err := bigmod.NewNat().SetBytes(b[:], k.n)
		if err == nil {
			k.blind = bigmod.NewNat().ExpShortVarTime(r, k.e, k.n)
			k.unwind = k.crt(r, k.pMinus2, k.qMinus2) // Fermat: r^(p-2) is 1/r mod p
			k.uses = 0
		}
	} else {
		k.blind.Mul(clone(k.blind, k.n), k.n)
		k.unwind.Mul(clone(k.unwind, k.n), k.n)
		k.uses++
	}
	return clone(k.blind, k.n), clone(k.unwind, k.n)
}

// crt computes the number that is x^eP mod p and x^eQ mod q.
func (k *PrivateKey) crt(x *bigmod.Nat, eP, eQ []byte) *bigmod.Nat {
	t := bigmod.NewNat()
	m := bigmod.NewNat().Exp(t.Mod(x, k.p), eP, k.p)
	m2 := bigmod.NewNat().Exp(t.Mod(x, k.q), eQ, k.q)
	m.Sub(t.Mod(m2, k.p), k.p)
	m.Mul(k.qInv, k.p)
	m.ExpandFor(k.n).Mul(k.qModN, k.n)
	return m.Add(m2.ExpandFor(k.n), k.n)
}

// clone copies x, which is below m. (Mod would, too, in as much time as two
// multiplications.)
func clone(x *bigmod.Nat, m *bigmod.Modulus) *bigmod.Nat {
	return bigmod.NewNat().ExpandFor(m).Add(x, m)
}

// lessThan is 1 if the big-endian a is below b, of the same length, in constant time.
func lessThan(a, b []byte) int {
	borrow := 0
	for i := len(a) - 1; i >= 0; i-- {
		borrow = (int(a[i]) - int(b[i]) - borrow) >> 8 & 1
	}
	return borrow
}

// publicModulus checks a public key for what the protocol has and prepares it.
func publicModulus(k *rsa.PublicKey) (*bigmod.Modulus, error) {
	if k.N.BitLen() != RSASize*8 || k.N.Bit(0) == 0 || k.E < 3 {
		return nil, errors.New("an MTProto server key has an odd modulus of 2048 bits")
	}
	n, err := bigmod.NewModulus(k.N.Bytes())
	if err != nil {
		return nil, fmt.Errorf("prepare public RSA key: %w", err)
	}
	return n, nil
}

// encrypt computes m^e mod n; ok is false if m is not below n. The time depends on e
// alone.
func encrypt(n *bigmod.Modulus, e int, m *[RSASize]byte) (c [RSASize]byte, ok bool) {
	x, err := bigmod.NewNat().SetBytes(m[:], n)
	if err != nil {
		return c, false
	}
	copy(c[:], bigmod.NewNat().ExpShortVarTime(x, uint(e), n).Bytes(n))
	return c, true
}

// equal is 1 if a and b are the same, in constant time.
func equal(a, b []byte) int { return subtle.ConstantTimeCompare(a, b) }
