package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"filippo.io/bigmod"
)

// This file is the server's side of SRP-6a as the protocol has it, with numbers only: nothing here knows of accounts.
// Exponents that are secret, or that the peer may want to learn, go through bigmod, whose time does not depend on them.
// https://core.telegram.org/api/srp

const (
	srpBytes = 256 // of every number of an exchange
	srpG     = 3
)

// errProof means that a client's numbers are not allowed or that the proof is wrong: the two are not told apart.
var errProof = errors.New("the proof is wrong")

// srpP is the one prime that is used: the well-known safe prime of 2048 bits, for which 3 generates the subgroup of order (p-1)/2.
// https://core.telegram.org/mtproto/auth_key#presenting-proof-of-work-server-authentication
var srpP = mustHex(`
C71CAEB9C6B1C9048E6C522F70F13F73980D40238E3E21C14934D037563D930F
48198A0AA7C14058229493D22530F4DBFA336F6E0AC925139543AED44CCE7C37
20FD51F69458705AC68CD4FE6B6B13ABDC9746512969328454F18FAF8C595F64
2477FE96BB2A941D5BCD1D4AC8CC49880708FA9B378E3C4F3A9060BEE67CF9A4
A4A695811051907E162753B56B0F6B410DBA74D8A84B2A14B3144E0EF1284754
FD17ED950D5965B4B9DD46582DB1178D169C6BC465B0D6FF9CA3928FEF5B9AE4
E418FC15E83EBEA0F87FA9FF5EED70050DED2849F47BF959D956850CE929851F
0D8115F635B105EE2E4E15D04B2454BF6F4FADF034B10403119CD8E3B92FCC5B`)

var (
	srpModulus = mustModulus(srpP)
	srpGBytes  = pad256([]byte{srpG})
	srpHashP   = sha256.Sum256(srpP)
	srpHashG   = sha256.Sum256(srpGBytes)
	srpK       = mustReduce(hash(srpP, srpGBytes)) // k = H(p | g)
)

func mustHex(s string) []byte {
	b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		panic(err) // the number is in this file
	}
	return b
}

func mustModulus(p []byte) *bigmod.Modulus {
	m, err := bigmod.NewModulus(p)
	if err != nil {
		panic(err) // the number is in this file
	}
	return m
}

func mustReduce(b []byte) *bigmod.Nat {
	n, err := number(b)
	if err != nil {
		panic(err) // a hash is shorter than the modulus
	}
	return n
}

func hash(parts ...[]byte) []byte {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// pad256 is a number of at most 256 bytes in 256 bytes.
func pad256(b []byte) []byte {
	out := make([]byte, srpBytes)
	copy(out[srpBytes-len(b):], b)
	return out
}

// number reads a number below the modulus.
func number(b []byte) (*bigmod.Nat, error) {
	n, err := bigmod.NewNat().SetBytes(pad256(b), srpModulus)
	if err != nil {
		return nil, errProof
	}
	return n, nil
}

// groupElement reads a number that a client sent: above 1 and below p-1. The rule says 0 < A < p; 1 and p-1 are of no use to
// anybody honest either.
func groupElement(b []byte) (*bigmod.Nat, error) {
	if len(b) == 0 || len(b) > srpBytes {
		return nil, errProof
	}
	n, err := number(b)
	if err != nil {
		return nil, err
	}
	if n.IsZero()|n.IsOne()|n.IsMinusOne(srpModulus) == 1 {
		return nil, errProof
	}
	return n, nil
}

// exchange is the server's half of one SRP exchange.
type exchange struct {
	Secret []byte // b
	Public []byte // B = k*v + g^b
}

// newExchange begins an exchange with somebody whose verifier is v. b is random.
func newExchange(verifier []byte) (exchange, error) {
	b := make([]byte, srpBytes)
	rand.Read(b) // never fails: crypto/rand ends the program instead
	return exchangeOf(verifier, b)
}

func exchangeOf(verifier, b []byte) (exchange, error) {
	v, err := number(verifier)
	if err != nil {
		return exchange{}, fmt.Errorf("verifier: %w", err)
	}
	g, err := number(srpGBytes)
	if err != nil {
		return exchange{}, fmt.Errorf("generator: %w", err)
	}
	kv := v.Mul(srpK, srpModulus)
	gb := bigmod.NewNat().Exp(g, b, srpModulus)
	return exchange{Secret: b, Public: gb.Add(kv, srpModulus).Bytes(srpModulus)}, nil
}

// salts are what a client hashed its password with.
type salts struct{ One, Two []byte }

// verify checks that a client who sent A knows the password behind the verifier: that m1 is what it must be. It returns errProof
// when it is not.
func (x exchange) verify(verifier []byte, s salts, clientA, m1 []byte) error {
	a, err := groupElement(clientA)
	if err != nil {
		return err
	}
	v, err := number(verifier)
	if err != nil {
		return fmt.Errorf("verifier: %w", err)
	}
	aBytes := pad256(clientA)
	u := hash(aBytes, x.Public)
	if allZero(u) {
		return errProof
	}
	// S = (A * v^u)^b
	vu := bigmod.NewNat().Exp(v, u, srpModulus)
	base := vu.Mul(a, srpModulus)
	key := hash(bigmod.NewNat().Exp(base, x.Secret, srpModulus).Bytes(srpModulus))
	var pg [sha256.Size]byte
	subtle.XORBytes(pg[:], srpHashP[:], srpHashG[:])
	want := hash(pg[:], hash(s.One), hash(s.Two), aBytes, x.Public, key)
	if subtle.ConstantTimeCompare(want, m1) != 1 {
		return errProof
	}
	return nil
}

func allZero(b []byte) bool { return subtle.ConstantTimeCompare(b, make([]byte, len(b))) == 1 }

// validVerifier says whether a verifier that a client sent is a number that a password can have.
func validVerifier(b []byte) bool {
	if len(b) != srpBytes {
		return false
	}
	_, err := groupElement(b)
	return err == nil
}
