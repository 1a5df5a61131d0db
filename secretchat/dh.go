package secretchat

import (
	"bytes"
	"crypto/rand"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math/big"

	"filippo.io/bigmod"
)

// ErrDH means that a group or a public value must not be used.
var ErrDH = errors.New("bad Diffie-Hellman value")

// knownPrime is the prime that Telegram's servers have always used. It was checked, so that only others have to be.
var knownPrime, _ = hex.DecodeString("c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f" +
	"48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c37" +
	"20fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64" +
	"2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4" +
	"a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754" +
	"fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4" +
	"e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f" +
	"0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b")

// DHConfig is what messages.getDhConfig answers.
type DHConfig struct {
	Version int32
	G       int32
	Prime   []byte // big-endian; empty for dhConfigNotModified
	Random  []byte // mixed into our own randomness
}

const (
	size   = 256       // of the prime, of public values and of keys, in bytes
	margin = 2048 - 64 // public values lie this many bits from both ends
	rounds = 64        // of the test of primality
)

// checkGroup makes sure that prime is a safe prime of 2048 bits and that g generates its subgroup of prime order.
// https://core.telegram.org/mtproto/security_guidelines#validation-of-dh-parameters
func checkGroup(g int32, prime []byte) error {
	p := new(big.Int).SetBytes(prime)
	if len(prime) != size || p.BitLen() != 8*size || !residue(g, p) {
		return ErrDH
	}
	if bytes.Equal(prime, knownPrime) {
		return nil
	}
	half := new(big.Int).Rsh(p, 1)
	if !half.ProbablyPrime(rounds) || !p.ProbablyPrime(rounds) {
		return ErrDH
	}
	return nil
}

// residue applies the published rule for each g: it must be a quadratic residue modulo p.
func residue(g int32, p *big.Int) bool {
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

// checkPublic makes both mandatory checks of g_a and g_b: between 1 and p-1, and between 2^(2048-64) and p - 2^(2048-64).
// The second implies the first.
// https://core.telegram.org/mtproto/security_guidelines#g-a-and-g-b-validation
func checkPublic(v, prime []byte) error {
	if len(v) == 0 || len(v) > size {
		return ErrDH
	}
	x := new(big.Int).SetBytes(v)
	low := new(big.Int).Lsh(big.NewInt(1), margin)
	high := new(big.Int).Sub(new(big.Int).SetBytes(prime), low)
	if x.Cmp(low) < 0 || x.Cmp(high) > 0 {
		return ErrDH
	}
	return nil
}

// newExponent draws a secret of 2048 bits. What the server gave is mixed in, so that it helps where our own randomness is bad and
// does no harm where it is good.
func newExponent(server []byte) []byte {
	e := make([]byte, size)
	rand.Read(e)
	for i, b := range server {
		e[i%size] ^= b
	}
	return e
}

// power is base^exponent modulo prime, in constant time, as 256 bytes.
func power(base, exponent, prime []byte) ([]byte, error) {
	m, err := bigmod.NewModulus(prime)
	if err != nil {
		return nil, ErrDH
	}
	full := make([]byte, size)
	copy(full[size-len(base):], base)
	x, err := bigmod.NewNat().SetBytes(full, m)
	if err != nil {
		return nil, ErrDH
	}
	return bigmod.NewNat().Exp(x, exponent, m).Bytes(m), nil
}

// newPair draws a secret and its public value, which passes the check that the other side makes.
func newPair(g int32, prime, server []byte) (secret, public []byte, err error) {
	for {
		secret = newExponent(server)
		if public, err = power([]byte{byte(g)}, secret, prime); err != nil {
			return nil, nil, err
		}
		if checkPublic(public, prime) == nil {
			return secret, public, nil
		}
	}
}

// sharedKey is the key that follows from the peer's public value, which is checked first.
func sharedKey(public, secret, prime []byte) ([]byte, error) {
	if err := checkPublic(public, prime); err != nil {
		return nil, err
	}
	return power(public, secret, prime)
}

// Fingerprint is the number by which the protocol names a key: the last 64 bits of its SHA-1. It protects against mistakes, not
// against an attacker.
func Fingerprint(key []byte) int64 {
	h := sha1.Sum(key)
	return int64(binary.LittleEndian.Uint64(h[12:]))
}
