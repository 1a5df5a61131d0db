package auth

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha512"
	"fmt"
	"math/big"
	"sync"
	"testing"
)

// This file is a client's side of SRP, worked out with math/big as the documentation says and not as the server does. gotd's
// client, which it agrees with, proves the same prime again in every call and is too slow for more than a few tests.
// https://core.telegram.org/api/srp

// prime is p.
var prime = new(big.Int).SetBytes(srpP)

var secrets sync.Map // x by password and salts: working it out takes long, as it should

func clientSecret(t testing.TB, word string, salt1, salt2 []byte) *big.Int {
	t.Helper()
	name := fmt.Sprintf("%x %x %s", salt1, salt2, word)
	if x, ok := secrets.Load(name); ok {
		return x.(*big.Int)
	}
	salted := func(data, salt []byte) []byte { return hash(salt, data, salt) }
	inner := salted(salted([]byte(word), salt1), salt2)
	long, err := pbkdf2.Key(sha512.New, string(inner), salt1, 100_000, 64)
	if err != nil {
		t.Fatal(err)
	}
	x := new(big.Int).SetBytes(salted(long, salt2))
	secrets.Store(name, x)
	return x
}

// ClientVerifier is what a client sends to set a password: g^x.
func ClientVerifier(t testing.TB, word string, salt1, salt2 []byte) []byte {
	t.Helper()
	return new(big.Int).Exp(big.NewInt(srpG), clientSecret(t, word, salt1, salt2), prime).FillBytes(make([]byte, srpBytes))
}

// ClientProof is what a client answers to B.
func ClientProof(t testing.TB, word string, public, salt1, salt2 []byte) (a, m1 []byte) {
	t.Helper()
	random := make([]byte, srpBytes)
	rand.Read(random)
	own, x, g := new(big.Int).SetBytes(random), clientSecret(t, word, salt1, salt2), big.NewInt(srpG)
	a = new(big.Int).Exp(g, own, prime).FillBytes(make([]byte, srpBytes))
	u := new(big.Int).SetBytes(hash(a, public))
	k := new(big.Int).SetBytes(hash(srpP, srpGBytes))
	kv := k.Mul(k, new(big.Int).Exp(g, x, prime))
	base := new(big.Int).Sub(new(big.Int).SetBytes(public), kv)
	secret := base.Mod(base, prime).Exp(base, own.Add(own, u.Mul(u, x)), prime)
	return a, forged(a, public, salts{One: salt1, Two: salt2}, secret.FillBytes(make([]byte, srpBytes)))
}
