package secretchat

import (
	"encoding/binary"
	"errors"
	"math/big"
	"slices"
	"testing"
)

func TestGroup(t *testing.T) {
	p := new(big.Int).SetBytes(knownPrime)
	// A prime that is not safe: the next one after ours of which half is not prime.
	unsafe := new(big.Int).Add(p, big.NewInt(2))
	for !unsafe.ProbablyPrime(20) || new(big.Int).Rsh(unsafe, 1).ProbablyPrime(20) {
		unsafe.Add(unsafe, big.NewInt(2))
	}
	composite := new(big.Int).Add(p, big.NewInt(2))
	short := new(big.Int).Rsh(p, 1)
	for name, c := range map[string]struct {
		g int32
		p []byte
	}{
		"not a safe prime": {4, unsafe.Bytes()}, "not a prime": {4, composite.Bytes()}, "2047 bits": {4, short.Bytes()},
		"longer": {4, append([]byte{1}, knownPrime...)}, "a leading zero": {3, append([]byte{0}, knownPrime...)}, "none": {3, nil},
		"not a residue": {2, knownPrime}, "another that is not": {6, knownPrime}, "one more": {5, knownPrime}, "generator 1": {1, knownPrime},
		"generator 8": {8, knownPrime}, "generator 0": {0, knownPrime}, "generator -1": {-1, knownPrime},
	} {
		if checkGroup(c.g, c.p) != ErrDH {
			t.Errorf("%s: accepted", name)
		}
		if _, _, err := Request(1, 2, DHConfig{G: c.g, Prime: c.p}, start); err != ErrDH {
			t.Errorf("%s: requested with it: %v", name, err)
		}
		_, bob := asked(t)
		if _, _, err := bob.Accept(DHConfig{G: c.g, Prime: c.p}, start); err != ErrDH {
			t.Errorf("%s: accepted with it: %v", name, err)
		}
	}
	for _, g := range []int32{3, 4, 7} {
		if err := checkGroup(g, knownPrime); err != nil {
			t.Errorf("generator %d: %v", g, err)
		}
	}
}

// badPublics are public values that must not be used.
func badPublics() map[string][]byte {
	p := new(big.Int).SetBytes(knownPrime)
	low := new(big.Int).Lsh(big.NewInt(1), margin)
	one := big.NewInt(1)
	return map[string][]byte{
		"nothing": nil, "0": {0}, "1": {1}, "the generator": {3},
		"p-1": new(big.Int).Sub(p, one).Bytes(), "p": p.Bytes(), "p+1": new(big.Int).Add(p, one).Bytes(),
		"just too small":  new(big.Int).Sub(low, one).Bytes(),
		"just too large":  new(big.Int).Add(new(big.Int).Sub(p, low), one).Bytes(),
		"257 bytes":       append([]byte{1}, knownPrime...),
		"a leading zero,": append([]byte{0}, knownPrime...),
	}
}

func TestPublicValues(t *testing.T) {
	for name, v := range badPublics() {
		_, bob := asked(t)
		bob.s.PeerPublic = v
		if _, _, err := bob.Accept(group(t), start); err != ErrDH || bob.Phase() != Invited {
			t.Errorf("%s as g_a: %v", name, err)
		}
		alice, bob := asked(t)
		_, fp, err := bob.Accept(group(t), start)
		if err != nil {
			t.Fatal(err)
		}
		_, err = alice.Update(RemoteChat{Kind: RemoteReady, ID: alice.ID(), AdminID: aliceID, ParticipantID: bobID, GAOrB: v, KeyFingerprint: fp}, start)
		if violation := Violation(""); !errors.As(err, &violation) || alice.Phase() != Closed {
			t.Errorf("%s as g_b: %v", name, err)
		}
		alice, bob = pair(t)
		f := next(alice)
		f.message = &DecryptedMessageService{RandomID: 1, Action: &DecryptedMessageActionRequestKey{ExchangeID: 1, GA: v}}
		wantBroken(t, bob, f.seal(t, alice))

		alice, bob = pair(t)
		if err := bob.Rekey(start); err != nil {
			t.Fatal(err)
		}
		f = next(alice)
		f.message = &DecryptedMessageService{RandomID: 1, Action: &DecryptedMessageActionAcceptKey{ExchangeID: bob.s.Exchange.ID, GB: v}}
		wantBroken(t, bob, f.seal(t, alice))
	}
	p := new(big.Int).SetBytes(knownPrime)
	low := new(big.Int).Lsh(big.NewInt(1), margin)
	for _, v := range []*big.Int{low, new(big.Int).Sub(p, low)} {
		if checkPublic(v.Bytes(), knownPrime) != nil {
			t.Errorf("%x is refused", v)
		}
	}
}

func TestOwnRandomnessIsNeverAlone(t *testing.T) {
	same := make([]byte, size)
	if slices.Equal(newExponent(same), newExponent(same)) || slices.Equal(newExponent(nil), newExponent(nil)) {
		t.Error("the server's randomness alone decides")
	}
}

func TestFingerprintAndPeople(t *testing.T) {
	for name, change := range map[string]func(*RemoteChat){
		"another fingerprint":       func(r *RemoteChat) { r.KeyFingerprint++ },
		"another creator":           func(r *RemoteChat) { r.AdminID++ },
		"another participant":       func(r *RemoteChat) { r.ParticipantID++ },
		"the two people exchanged":  func(r *RemoteChat) { r.AdminID, r.ParticipantID = r.ParticipantID, r.AdminID },
		"another public value, too": func(r *RemoteChat) { r.GAOrB = append([]byte{r.GAOrB[0] ^ 1}, r.GAOrB[1:]...) },
	} {
		alice, bob := asked(t)
		gB, fp, err := bob.Accept(group(t), start)
		if err != nil {
			t.Fatal(err)
		}
		r := RemoteChat{Kind: RemoteReady, ID: alice.ID(), AdminID: aliceID, ParticipantID: bobID, GAOrB: gB, KeyFingerprint: fp}
		change(&r)
		if _, err := alice.Update(r, start); err == nil || alice.Phase() != Closed || !alice.mustDiscard() {
			t.Errorf("%s: %v, phase %d", name, err, alice.Phase())
		}
	}
	// The side that accepts compares, too.
	alice, bob := asked(t)
	gB, fp, err := bob.Accept(group(t), start)
	if err != nil {
		t.Fatal(err)
	}
	r := RemoteChat{Kind: RemoteReady, ID: alice.ID(), AdminID: aliceID, ParticipantID: bobID, GAOrB: gB, KeyFingerprint: fp ^ 1}
	if _, err := bob.Update(r, start); err == nil || bob.Phase() != Closed {
		t.Errorf("bob goes on: %v", err)
	}
	// Another chat's answer is none.
	alice, _ = asked(t)
	r.ID = alice.ID() ^ 1
	if _, err := alice.Update(r, start); err == nil || alice.Phase() != Requested {
		t.Errorf("another chat's answer: %v", err)
	}
}

func TestForgedMessages(t *testing.T) {
	alice, bob := pair(t)
	say(t, alice, "hi")
	good := take(t, alice)
	flip := func(i int) []byte {
		b := slices.Clone(good)
		b[i] ^= 1
		return b
	}
	for name, data := range map[string][]byte{
		"another key's fingerprint": flip(0), "msg_key altered": flip(8), "msg_key's end altered": flip(23), "ciphertext altered": flip(24),
		"ciphertext's end altered": flip(len(good) - 1), "cut": good[:len(good)-16], "cut within a block": good[:len(good)-1],
		"padded anew": append(slices.Clone(good), make([]byte, 16)...), "nothing": nil, "no ciphertext": good[:24],
		"too long": append(slices.Clone(good), make([]byte, maxPayload)...),
	} {
		t.Run(name, func(t *testing.T) { wantIgnored(t, bob, data) })
	}
	t.Run("reflected", func(t *testing.T) { wantIgnored(t, alice, good) })
	plain := func(n int32, body, padding int) []byte {
		return append(binary.LittleEndian.AppendUint32(nil, uint32(n)), make([]byte, body+padding)...)
	}
	for name, p := range map[string][]byte{
		"11 bytes of padding": plain(33-4+4, 33, 11), "too little padding": plain(24, 24, 4), "too much padding": plain(24, 24, 1028), "a negative length": plain(-4, 28, 16),
		"a length beyond the end": plain(1000, 28, 16), "an odd length": plain(26, 26, 18), "no padding": plain(28, 28, 0),
	} {
		t.Run(name, func(t *testing.T) { wantIgnored(t, bob, sealRaw(alice, p)) })
	}
	f := next(alice)
	f.random = 14
	t.Run("too little randomness", func(t *testing.T) { wantIgnored(t, bob, f.seal(t, alice)) })
	if events, err := bob.Receive(good, 0, nil, start); err != nil || !slices.Equal(texts(events), []string{"hi"}) {
		t.Errorf("the good one after them: %v, %v", events, err)
	}
}

func TestBrokenNumbers(t *testing.T) {
	for name, change := range map[string]func(*forged){
		"out of the wrong parity":          func(f *forged) { f.out++ },
		"in of the wrong parity":           func(f *forged) { f.in++ },
		"both":                             func(f *forged) { f.in, f.out = f.out, f.in },
		"a negative out":                   func(f *forged) { f.out -= 1000 },
		"a negative in":                    func(f *forged) { f.in -= 1000 },
		"a confirmation of what is unsent": func(f *forged) { f.in += 2 },
		"a confirmation that goes back":    func(f *forged) { f.in -= 2 },
		"too far ahead":                    func(f *forged) { f.out += 2 * (maxHeld + 1) },
		"a layer lowered":                  func(f *forged) { f.layer = MaxLayer - 1 },
		"a layer without MTProto 2.0":      func(f *forged) { f.layer = 46 },
		"a layer announced that is lower": func(f *forged) {
			f.message = &DecryptedMessageService{RandomID: 1, Action: &DecryptedMessageActionNotifyLayer{Layer: 101}}
		},
		"again of what was never sent": func(f *forged) {
			f.message = &DecryptedMessageService{RandomID: 1, Action: &DecryptedMessageActionResend{StartSeqNo: 0, EndSeqNo: 2000}}
		},
		"again of the wrong parity": func(f *forged) {
			f.message = &DecryptedMessageService{RandomID: 1, Action: &DecryptedMessageActionResend{StartSeqNo: 1, EndSeqNo: 1}}
		},
		"again, backwards": func(f *forged) {
			f.message = &DecryptedMessageService{RandomID: 1, Action: &DecryptedMessageActionResend{StartSeqNo: 2, EndSeqNo: 0}}
		},
		"again, below zero": func(f *forged) {
			f.message = &DecryptedMessageService{RandomID: 1, Action: &DecryptedMessageActionResend{StartSeqNo: -2, EndSeqNo: 0}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			alice, bob := pair(t)
			say(t, alice, "so that layers are known")
			say(t, bob, "both")
			exchangeAll(t, alice, bob, start)
			say(t, alice, "and bob knows what alice has")
			exchangeAll(t, alice, bob, start)
			f := next(alice)
			change(&f)
			wantBroken(t, bob, f.seal(t, alice))
		})
	}
	t.Run("no numbers", func(t *testing.T) {
		alice, bob := pair(t)
		b := binary.LittleEndian.AppendUint32(nil, layerHeader)
		wantBroken(t, bob, seal(alice.s.Key.Key, 0, b))
	})
	t.Run("no layer", func(t *testing.T) {
		alice, bob := pair(t)
		b, err := Encode(&DecryptedMessage{})
		if err != nil {
			t.Fatal(err)
		}
		wantBroken(t, bob, seal(alice.s.Key.Key, 0, b))
	})
}

func TestBrokenExchanges(t *testing.T) {
	act := func(t *testing.T, from, to *Chat, a DecryptedMessageActionClass) {
		t.Helper()
		f := next(from)
		f.message = &DecryptedMessageService{RandomID: 1, Action: a}
		wantBroken(t, to, f.seal(t, from))
	}
	_, public, err := newPair(3, knownPrime, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("an answer to no request", func(t *testing.T) {
		alice, bob := pair(t)
		act(t, alice, bob, &DecryptedMessageActionAcceptKey{ExchangeID: 5, GB: public})
	})
	t.Run("an answer to another request", func(t *testing.T) {
		alice, bob := pair(t)
		if err := bob.Rekey(start); err != nil {
			t.Fatal(err)
		}
		act(t, alice, bob, &DecryptedMessageActionAcceptKey{ExchangeID: bob.s.Exchange.ID + 1, GB: public})
	})
	t.Run("another fingerprint", func(t *testing.T) {
		alice, bob := pair(t)
		if err := bob.Rekey(start); err != nil {
			t.Fatal(err)
		}
		act(t, alice, bob, &DecryptedMessageActionAcceptKey{ExchangeID: bob.s.Exchange.ID, GB: public, KeyFingerprint: 1})
	})
	t.Run("a commitment to nothing", func(t *testing.T) {
		alice, bob := pair(t)
		act(t, alice, bob, &DecryptedMessageActionCommitKey{ExchangeID: 5})
	})
	t.Run("a commitment to another key", func(t *testing.T) {
		alice, bob := pair(t)
		f := next(alice)
		f.message = &DecryptedMessageService{RandomID: 1, Action: &DecryptedMessageActionRequestKey{ExchangeID: 5, GA: public}}
		if _, err := bob.Receive(f.seal(t, alice), 0, nil, start); err != nil {
			t.Fatal(err)
		}
		alice.s.Out++
		act(t, alice, bob, &DecryptedMessageActionCommitKey{ExchangeID: 5, KeyFingerprint: 1})
	})
	t.Run("two at once from one side", func(t *testing.T) {
		alice, bob := pair(t)
		f := next(alice)
		f.message = &DecryptedMessageService{RandomID: 1, Action: &DecryptedMessageActionRequestKey{ExchangeID: 5, GA: public}}
		if _, err := bob.Receive(f.seal(t, alice), 0, nil, start); err != nil {
			t.Fatal(err)
		}
		alice.s.Out++
		act(t, alice, bob, &DecryptedMessageActionRequestKey{ExchangeID: 6, GA: public})
	})
	t.Run("a key before its commitment", func(t *testing.T) {
		alice, bob := pair(t)
		if err := alice.Rekey(start); err != nil {
			t.Fatal(err)
		}
		flush(t, alice, bob, start) // bob has answered
		alice.s.Key = bob.s.Next
		wantBroken(t, bob, next(alice).seal(t, alice))
	})
	t.Run("an old key after its time", func(t *testing.T) {
		alice, bob := pair(t)
		old := *alice.s.Key
		old.Key = slices.Clone(old.Key)
		if err := alice.Rekey(start); err != nil {
			t.Fatal(err)
		}
		exchangeAll(t, alice, bob, start)
		if alice.s.Old != nil || bob.s.Old != nil || alice.s.Exchanges != 1 || bob.s.Exchanges != 1 {
			t.Fatal("the exchange is not over")
		}
		alice.s.Key = &old
		wantIgnored(t, bob, next(alice).seal(t, alice))
	})
}

// TestUnknownKeyShare: mallory has a chat with alice and one with bob, and has both agree on one key by handing on their public
// values. Each thinks to share it with mallory. What they are shown then differs, so that comparing finds mallory out; the protocol's own
// picture of that key would not.
func TestUnknownKeyShare(t *testing.T) {
	alice, m1 := pair(t)
	m2, bob := pair(t)
	if err := alice.Rekey(start); err != nil {
		t.Fatal(err)
	}
	gA := actionOf(t, m1, take(t, alice)).(*DecryptedMessageActionRequestKey)
	f := next(m2)
	f.message = &DecryptedMessageService{RandomID: 1, Action: gA}
	if _, err := bob.Receive(f.seal(t, m2), 0, nil, start); err != nil {
		t.Fatal(err)
	}
	m2.s.Out++
	gB := actionOf(t, m2, take(t, bob)).(*DecryptedMessageActionAcceptKey)
	f = next(m1)
	f.message = &DecryptedMessageService{RandomID: 1, Action: gB}
	toAlice, err := alice.Receive(f.seal(t, m1), 0, nil, start)
	if err != nil {
		t.Fatal(err)
	}
	commit := actionOf(t, m1, take(t, alice))
	f = next(m2)
	f.message = &DecryptedMessageService{RandomID: 1, Action: commit}
	toBob, err := bob.Receive(f.seal(t, m2), 0, nil, start)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(alice.s.Key.Key, bob.s.Key.Key) {
		t.Fatal("the attack itself failed: there is no shared key")
	}
	a, okA := toAlice[0].(KeyChanged)
	b, okB := toBob[0].(KeyChanged)
	if !okA || !okB || a.Picture == b.Picture || a.Picture != alice.Picture() {
		t.Error("alice and bob see one picture and would trust it")
	}
	if slices.Equal(a.Picture.Emoji(), b.Picture.Emoji()) {
		t.Error("alice and bob see the same emoji")
	}
}

// actionOf reads a message as its receiver would.
func actionOf(t *testing.T, to *Chat, data []byte) DecryptedMessageActionClass {
	t.Helper()
	plain, _, err := open(to.keyFor(keyFor(data)).Key, sideOf(!to.s.Creator), data)
	if err != nil {
		t.Fatal(err)
	}
	x, err := Decode(plain)
	if err != nil {
		t.Fatal(err)
	}
	return x.(*DecryptedMessageLayer).Message.(*DecryptedMessageService).Action
}
