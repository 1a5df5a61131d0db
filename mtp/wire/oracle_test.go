package wire

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"math/big"
	"sync"
	"testing"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto"
)

// The tests in this file compare with gotd/td's crypto package, which nobody here
// wrote.

var testKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := GenerateKey()
	if err != nil {
		panic(err)
	}
	return k
})

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func randomKey() (full crypto.Key, part AuthKey, id int64) {
	rand.Read(full[:])
	copy(part[:], full[:])
	whole := [256]byte(full)
	return full, part, KeyID(&whole)
}

func TestRecordsAgreeWithGotd(t *testing.T) {
	full, part, id := randomKey()
	auth := full.WithID()
	if auth.IntID() != id {
		t.Fatalf("key id %x, gotd has %x", id, auth.IntID())
	}
	whole := [256]byte(full)
	aux := full.AuxHash()
	r := NewReader(aux[:])
	if r.Int64() != KeyAuxHash(&whole) {
		t.Fatal("another auxiliary hash than gotd")
	}
	body := random(100)

	// What gotd's client seals, we open.
	var b bin.Buffer
	err := crypto.NewClientCipher(rand.Reader).Encrypt(auth, crypto.EncryptedMessageData{
		Salt: 1, SessionID: 2, MessageID: 3, SeqNo: 4,
		MessageDataLen: int32(len(body)), MessageDataWithPadding: body,
	}, &b)
	if err != nil {
		t.Fatal(err)
	}
	buf := append(make([]byte, Headroom-externalHeader), b.Buf...)
	_, ok := Open(buf, &part, FromClient)
	m, parsed := ParsePlain(buf[Headroom:])
	if !ok || !parsed || m.Salt != 1 || m.SessionID != 2 || m.MsgID != 3 || m.SeqNo != 4 ||
		!bytes.Equal(m.Body, body) {
		t.Fatalf("opened %v %v %+v", ok, parsed, m)
	}

	// What we seal as a server, gotd's client opens.
	buf = AppendPlain(make([]byte, Headroom), Plain{Salt: 5, SessionID: 6, MsgID: 7, SeqNo: 8, Body: body})
	Seal(buf, &part, id, FromServer)
	b.ResetTo(buf[Headroom-externalHeader:])
	got, err := crypto.NewClientCipher(rand.Reader).DecryptFromBuffer(auth, &b)
	if err != nil {
		t.Fatal(err)
	}
	if got.SessionID != 6 || got.MessageID != 7 || got.SeqNo != 8 || !bytes.Equal(got.Data(), body) {
		t.Fatalf("gotd opened %+v", got)
	}
}

func TestPadAgreesWithGotd(t *testing.T) {
	k := testKey()
	if Fingerprint(&k.PublicKey) != crypto.RSAFingerprint(&k.PublicKey) {
		t.Fatal("another fingerprint than gotd")
	}
	private, err := NewPrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	for range freshBlinding + 8 { // across a renewal of the blinding pair
		data := random(144)
		ct, err := crypto.RSAPad(data, &k.PublicKey, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		got, good := private.DecryptPad(ct)
		if good != 1 || !bytes.Equal(got[:144], data) {
			t.Fatal("cannot read gotd's RSA_PAD")
		}
	}
	data := random(100)
	ct, err := EncryptPad(&k.PublicKey, data)
	if err != nil {
		t.Fatal(err)
	}
	got, err := crypto.DecodeRSAPad(ct, k)
	if err != nil || !bytes.Equal(got[:100], data) {
		t.Fatalf("gotd cannot read our RSA_PAD: %v", err)
	}

	old, err := crypto.RSAEncryptHashed(data, &k.PublicKey, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	hash, out, good := private.DecryptOld(old)
	if good != 1 || CheckOld(&hash, out[:100]) != 1 || !bytes.Equal(out[:100], data) {
		t.Fatal("cannot read gotd's old form")
	}
	old, err = EncryptOld(&k.PublicKey, data)
	if err != nil {
		t.Fatal(err)
	}
	if got, err = crypto.RSADecryptHashed(old, k); err != nil || !bytes.Equal(got[:100], data) {
		t.Fatalf("gotd cannot read our old form: %v", err)
	}
}

// TestBadPublicKeys: a key that no server can have is refused and not tried for ever.
func TestBadPublicKeys(t *testing.T) {
	good := testKey().PublicKey
	even := rsa.PublicKey{N: new(big.Int).Sub(good.N, big.NewInt(1)), E: good.E}
	short := rsa.PublicKey{N: new(big.Int).Rsh(good.N, 1), E: good.E}
	one := rsa.PublicKey{N: good.N, E: 1}
	for i, k := range []rsa.PublicKey{even, short, one} {
		if _, err := EncryptPad(&k, random(100)); err == nil {
			t.Errorf("RSA_PAD took key %d", i)
		}
		if _, err := EncryptOld(&k, random(100)); err == nil {
			t.Errorf("the old form took key %d", i)
		}
	}
}

func TestRawRSAAgreesWithMath(t *testing.T) {
	k := testKey()
	private, err := NewPrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	for range 8 {
		c := [RSASize]byte(random(RSASize))
		m, good := private.decrypt(&c)
		n := new(big.Int).SetBytes(c[:])
		if below := n.Cmp(k.N) < 0; below != (good == 1) {
			t.Fatalf("below the modulus: %v, good: %d", below, good)
		}
		want := new(big.Int).Exp(n, k.D, k.N).FillBytes(make([]byte, RSASize))
		if !bytes.Equal(m[:], want) {
			t.Fatal("wrong result")
		}
	}
}

func TestBindAgreesWithGotd(t *testing.T) {
	full, part, id := randomKey()
	inner := crypto.BindAuthKeyInner{Nonce: 1, TempAuthKeyID: 2, PermAuthKeyID: id, TempSessionID: 4, ExpiresAt: 5}
	ct, err := crypto.EncryptBindMessage(rand.Reader, full.WithID(), 77, &inner)
	if err != nil {
		t.Fatal(err)
	}
	want := BindInner{Nonce: 1, TempKeyID: 2, PermKeyID: id, TempSessionID: 4, ExpiresAt: 5}
	if got, ok := OpenBind(&part, 77, ct); !ok || got != want {
		t.Fatalf("read %+v %v", got, ok)
	}
	if _, ok := OpenBind(&part, 78, ct); ok {
		t.Fatal("accepted for another message")
	}
	if got, ok := OpenBind(&part, 9, SealBind(&part, 9, want)); !ok || got != want {
		t.Fatalf("read our own as %+v %v", got, ok)
	}
}

func TestExchangeSecretsAgreeWithGotd(t *testing.T) {
	newNonce, serverNonce := [32]byte(random(32)), [16]byte(random(16))
	newNonce[0] |= 1 // gotd drops leading zeros of the nonces
	serverNonce[0] |= 1
	key, iv := crypto.TempAESKeys(bin.Int256(newNonce).BigInt(), bin.Int128(serverNonce).BigInt())
	tmp := NewTempAES(&newNonce, &serverNonce)
	data := random(123)
	got, err := crypto.DecryptExchangeAnswer(tmp.Seal(data), key, iv)
	if err != nil || !bytes.HasPrefix(got, data) {
		t.Fatalf("gotd cannot read our answer: %v", err)
	}
	full, _, _ := randomKey()
	whole := [256]byte(full)
	hash := crypto.NonceHash1(newNonce, full)
	if hash != NewNonceHash(&newNonce, 1, KeyAuxHash(&whole)) {
		t.Fatal("another new_nonce_hash1 than gotd")
	}
	if crypto.ServerSalt(newNonce, serverNonce) != FirstSalt(&newNonce, &serverNonce) {
		t.Fatal("another first salt than gotd")
	}
}

func TestGroup(t *testing.T) {
	p := new(big.Int).SetBytes(Prime())
	if !p.ProbablyPrime(20) || !new(big.Int).Rsh(p, 1).ProbablyPrime(20) || p.BitLen() != 2048 {
		t.Fatal("the prime is not a safe prime of 2048 bits")
	}
	for g := int32(-1); g < 10; g++ {
		want := g >= 2 && g <= 7 && crypto.CheckGP(int(g), p) == nil
		if got := CheckGroup(g, Prime()) == nil; got != want {
			t.Errorf("g = %d accepted: %v, gotd: %v", g, got, want)
		}
	}
	other := Prime()
	other[255] ^= 2
	if CheckGroup(3, other) == nil {
		t.Error("another prime was accepted")
	}
	low := new(big.Int).Lsh(big.NewInt(1), 2048-64)
	high := new(big.Int).Sub(p, low)
	one := big.NewInt(1)
	for _, c := range []struct {
		v  *big.Int
		ok bool
	}{
		{big.NewInt(0), false}, {one, false}, {new(big.Int).Sub(p, one), false}, {p, false},
		{new(big.Int).Sub(low, one), false}, {low, true}, {high, true}, {new(big.Int).Add(high, one), false},
	} {
		if got := CheckPublic(c.v.Bytes()) == nil; got != c.ok {
			t.Errorf("%x accepted: %v", c.v, got)
		}
	}
	if CheckPublic(make([]byte, 257)) == nil {
		t.Error("257 bytes were accepted")
	}
	a, b := NewDH(), NewDH()
	ab, err := a.Shared(b.Public())
	if err != nil {
		t.Fatal(err)
	}
	want := new(big.Int).Exp(big.NewInt(G), new(big.Int).Mul(new(big.Int).SetBytes(a.exponent[:]),
		new(big.Int).SetBytes(b.exponent[:])), p)
	if !bytes.Equal(ab[:], want.FillBytes(make([]byte, 256))) {
		t.Error("wrong shared key")
	}
}

func TestPQ(t *testing.T) {
	seen := make(map[uint64]bool)
	for range 50 {
		x := NewPQ()
		if seen[x.Product()] {
			t.Fatal("the same pq twice")
		}
		seen[x.Product()] = true
		for _, n := range []uint32{x.P, x.Q} {
			if !big.NewInt(int64(n)).ProbablyPrime(10) {
				t.Fatalf("%d is not prime", n)
			}
		}
		p, q, ok := Factor(x.Product())
		if !ok || p != uint64(x.P) || q != uint64(x.Q) {
			t.Fatalf("%d: %d * %d, %v", x.Product(), p, q, ok)
		}
	}
	for n := uint32(0); n < 5000; n++ {
		if isPrime(n) != big.NewInt(int64(n)).ProbablyPrime(10) {
			t.Fatalf("isPrime(%d) is wrong", n)
		}
	}
	for _, n := range []uint64{0, 1, 3, 1<<61 - 1, 1<<64 - 59} {
		if p, q, ok := Factor(n); ok {
			t.Errorf("Factor(%d) = %d, %d", n, p, q)
		}
	}
	// Whatever another server asks for: small numbers, squares, the largest.
	for _, pair := range [][2]uint64{{2, 3}, {3, 5}, {5, 7}, {101, 103}, {65537, 65537}, {1<<31 - 1, 1<<31 - 1},
		{2, 1<<62 - 57}, {4294967279, 4294967291}} {
		p, q, ok := Factor(pair[0] * pair[1])
		if !ok || p != pair[0] || q != pair[1] {
			t.Errorf("Factor(%d) = %d, %d, %v", pair[0]*pair[1], p, q, ok)
		}
	}
}

func TestMsgIDsOnlyGrow(t *testing.T) {
	var g MsgIDs
	now := time.Unix(1700000000, 500)
	a := g.Next(now, Reply)
	b := g.Next(now, Notice)
	c := g.Next(now.Add(-time.Hour), Reply)
	if a&3 != 1 || b&3 != 3 || c&3 != 1 || b <= a || c <= b {
		t.Fatalf("%x %x %x", a, b, c)
	}
	if MsgIDSeconds(a) != now.Unix() {
		t.Fatalf("%x stands for %d", a, MsgIDSeconds(a))
	}
}
