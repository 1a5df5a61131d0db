package auth

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"math/big"
	"testing"

	gotd "github.com/gotd/td/crypto/srp"
)

// testSalts are salts as a client has them: the server's part and its own.
func testSalts(t testing.TB) salts {
	t.Helper()
	s := salts{One: make([]byte, 40), Two: make([]byte, 16)}
	rand.Read(s.One)
	rand.Read(s.Two)
	return s
}

// gotdProof is what gotd's client sends.
func gotdProof(t testing.TB, word string, public []byte, s salts) (a, m1 []byte) {
	t.Helper()
	random := make([]byte, srpBytes)
	rand.Read(random)
	out, err := gotd.NewSRP(rand.Reader).Hash([]byte(word), public, random, gotd.Input{Salt1: s.One, Salt2: s.Two, G: srpG, P: srpP})
	if err != nil {
		t.Fatal(err)
	}
	return out.A, out.M1
}

func TestChecklist14ProofOfAnotherClient(t *testing.T) {
	s := testSalts(t)
	v := ClientVerifier(t, "correct horse", s.One, s.Two)
	x, err := newExchange(v)
	if err != nil {
		t.Fatal(err)
	}
	a, m1 := gotdProof(t, "correct horse", x.Public, s)
	if err := x.verify(v, s, a, m1); err != nil {
		t.Errorf("right password: %v", err)
	}
	a, m1 = gotdProof(t, "wrong horse", x.Public, s)
	if err := x.verify(v, s, a, m1); !errors.Is(err, errProof) {
		t.Errorf("wrong password: %v", err)
	}
}

// TestChecklist14NewPasswordOfAnotherClient checks that gotd's client makes the verifier that this server takes.
func TestChecklist14NewPasswordOfAnotherClient(t *testing.T) {
	s := testSalts(t)
	in := gotd.Input{Salt1: bytes.Clone(s.One[:8]), Salt2: s.Two, G: srpG, P: srpP}
	v, salt1, err := gotd.NewSRP(rand.Reader).NewHash([]byte("a new one"), in)
	if err != nil {
		t.Fatal(err)
	}
	if !validVerifier(v) {
		t.Error("its verifier is refused")
	}
	if want := ClientVerifier(t, "a new one", salt1, s.Two); !bytes.Equal(v, want) {
		t.Error("its verifier is another than the documentation's")
	}
}

// TestChecklist14Prime pins the numbers: the prime of the documentation, safe, with 3 as a generator of its large subgroup.
func TestChecklist14Prime(t *testing.T) {
	p := new(big.Int).SetBytes(srpP)
	if p.BitLen() != 2048 || !p.ProbablyPrime(20) {
		t.Error("p is not a prime of 2048 bits")
	}
	q := new(big.Int).Rsh(p, 1)
	if !q.ProbablyPrime(20) {
		t.Error("p is not safe")
	}
	if new(big.Int).Mod(p, big.NewInt(3)).Int64() != 2 {
		t.Error("3 does not generate the subgroup")
	}
}

// TestChecklist14BadNumbers has a hostile client send numbers with which it would know the key without the password.
func TestChecklist14BadNumbers(t *testing.T) {
	s := testSalts(t)
	v := ClientVerifier(t, "secret", s.One, s.Two)
	x, err := newExchange(v)
	if err != nil {
		t.Fatal(err)
	}
	p := new(big.Int).SetBytes(srpP)
	plus := func(n int64) []byte { return new(big.Int).Add(p, big.NewInt(n)).FillBytes(make([]byte, srpBytes)) }
	twice := new(big.Int).Lsh(p, 1).Bytes()
	for name, a := range map[string][]byte{
		"nothing": {}, "0": make([]byte, srpBytes), "short 0": {0}, "p": plus(0), "p+1": plus(1), "2p": twice,
		"1": pad256([]byte{1}), "p-1": plus(-1), "too long": append([]byte{0}, plus(-5)...), "max": bytes.Repeat([]byte{0xff}, srpBytes),
	} {
		// With A = 0 modulo p the key is that of S = 0, which anybody can work out.
		m1 := forged(a, x.Public, s, make([]byte, srpBytes))
		if err := x.verify(v, s, a, m1); !errors.Is(err, errProof) {
			t.Errorf("A = %s: %v", name, err)
		}
	}
	a, m1 := ClientProof(t, "secret", x.Public, s.One, s.Two)
	for i, bad := range [][]byte{nil, {}, m1[:31], append(bytes.Clone(m1), 0), bytes.Repeat([]byte{0}, 32)} {
		if err := x.verify(v, s, a, bad); !errors.Is(err, errProof) {
			t.Errorf("proof %d: %v", i, err)
		}
	}
	if err := x.verify(v, s, a, m1); err != nil {
		t.Errorf("the right proof: %v", err)
	}
}

// forged is the proof of a client that hopes that the shared number is secret.
func forged(a, public []byte, s salts, secret []byte) []byte {
	if len(a) < srpBytes {
		a = pad256(a)
	}
	pg := make([]byte, sha256.Size)
	for i := range pg {
		pg[i] = srpHashP[i] ^ srpHashG[i]
	}
	return hash(pg, hash(s.One), hash(s.Two), a, public, hash(secret))
}

func ClientVerifiersThatNoPasswordHas(t *testing.T) {
	for name, v := range map[string][]byte{
		"nothing": nil, "short": {5}, "0": make([]byte, srpBytes), "1": pad256([]byte{1}), "p": srpP,
	} {
		if validVerifier(v) {
			t.Errorf("%s is taken", name)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	s := testSalts(b)
	v := ClientVerifier(b, "secret", s.One, s.Two)
	x, err := newExchange(v)
	if err != nil {
		b.Fatal(err)
	}
	a, m1 := ClientProof(b, "secret", x.Public, s.One, s.Two)
	for b.Loop() {
		if err := x.verify(v, s, a, m1); err != nil {
			b.Fatal(err)
		}
	}
}
