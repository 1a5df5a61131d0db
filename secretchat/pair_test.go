package secretchat

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"testing"
	"time"
)

var start = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

func group(t testing.TB) DHConfig {
	t.Helper()
	random := make([]byte, size)
	rand.Read(random)
	return DHConfig{Version: 1, G: 3, Prime: knownPrime, Random: random}
}

const aliceID, bobID = 1000, 2000

// asked is a chat that alice has asked for, and bob heard of.
func asked(t testing.TB) (alice, bob *Chat) {
	t.Helper()
	alice, gA, err := Request(aliceID, bobID, group(t), start)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := alice.Update(RemoteChat{Kind: RemoteWaiting, ID: alice.ID(), AccessHash: 7, AdminID: aliceID, ParticipantID: bobID}, start); err != nil {
		t.Fatal(err)
	}
	bob, err = Incoming(bobID, RemoteChat{Kind: RemoteRequested, ID: alice.ID(), AccessHash: 8, AdminID: aliceID, ParticipantID: bobID, GAOrB: gA}, start)
	if err != nil {
		t.Fatal(err)
	}
	return alice, bob
}

// pair is an established chat, in which each side has said which layer it speaks.
func pair(t testing.TB) (alice, bob *Chat) {
	t.Helper()
	alice, bob = asked(t)
	gB, fp, err := bob.Accept(group(t), start)
	if err != nil {
		t.Fatal(err)
	}
	ready := RemoteChat{Kind: RemoteReady, ID: alice.ID(), AccessHash: 9, AdminID: aliceID, ParticipantID: bobID, GAOrB: gB, KeyFingerprint: fp}
	for _, c := range []*Chat{bob, alice} {
		if _, err := c.Update(ready, start); err != nil {
			t.Fatal(err)
		}
	}
	exchangeAll(t, alice, bob, start)
	if alice.Picture() != bob.Picture() || alice.Layer() != MaxLayer || bob.Layer() != MaxLayer {
		t.Fatal("the two sides do not agree")
	}
	return alice, bob
}

// flush hands what from has to send to to, as it is.
func flush(t testing.TB, from, to *Chat, now time.Time) []Event {
	t.Helper()
	var all []Event
	for _, m := range from.Pending() {
		from.Sent(m.RandomID, nil)
		events, err := to.Receive(m.Data, int32(now.Unix()), nil, now)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, events...)
	}
	return all
}

// exchangeAll hands everything over until nobody has more to say.
func exchangeAll(t testing.TB, a, b *Chat, now time.Time) (toA, toB []Event) {
	t.Helper()
	for len(a.Pending()) > 0 || len(b.Pending()) > 0 {
		toB = append(toB, flush(t, a, b, now)...)
		toA = append(toA, flush(t, b, a, now)...)
	}
	return toA, toB
}

func say(t testing.TB, c *Chat, text string) {
	t.Helper()
	if err := c.Send(&DecryptedMessage{Message: text}, nil, start); err != nil {
		t.Fatal(err)
	}
}

// take returns the only message that c has to send, and has it be sent.
func take(t testing.TB, c *Chat) []byte {
	t.Helper()
	p := c.Pending()
	if len(p) != 1 {
		t.Fatalf("%d messages wait, want one", len(p))
	}
	c.Sent(p[0].RandomID, nil)
	return p[0].Data
}

func texts(events []Event) (out []string) {
	for _, e := range events {
		if m, ok := e.(Received); ok {
			out = append(out, m.Message.Message)
		}
	}
	return out
}

// forged is a message that a hostile peer makes with the chat's key.
type forged struct {
	layer, in, out int32
	random         int
	message        DecryptedMessageClass
}

// next is what an honest peer would send now.
func next(from *Chat) forged {
	odd := int32(0)
	if from.s.Creator {
		odd = 1
	}
	return forged{layer: from.Layer(), in: 2*from.s.In + 1 - odd, out: 2*from.s.Out + odd, random: 15, message: &DecryptedMessage{RandomID: 1, Message: "x"}}
}

func (f forged) seal(t testing.TB, from *Chat) []byte {
	t.Helper()
	b, err := Encode(&DecryptedMessageLayer{RandomBytes: make([]byte, f.random), Layer: f.layer, InSeqNo: f.in, OutSeqNo: f.out, Message: f.message})
	if err != nil {
		t.Fatal(err)
	}
	return seal(from.s.Key.Key, sideOf(from.s.Creator), b)
}

// sealRaw encrypts a plaintext whose length and padding are what they are.
func sealRaw(from *Chat, plain []byte) []byte {
	x := sideOf(from.s.Creator)
	key := from.s.Key.Key
	msgKey := messageKey(key, x, plain)
	aesKey, aesIV := cipherKeys(key, x, msgKey)
	c := &fileCipher{key: aesKey, iv: aesIV}
	out := binary.LittleEndian.AppendUint64(nil, uint64(Fingerprint(key)))
	return append(append(out, msgKey...), c.encrypt(plain)...)
}

// wantBroken hands a message over that must end the chat, and checks that nothing is left of its keys.
func wantBroken(t *testing.T, c *Chat, data []byte) {
	t.Helper()
	key := c.s.Key.Key
	events, err := c.Receive(data, 0, nil, start)
	var v Violation
	if !errors.As(err, &v) {
		t.Fatalf("error %v, want a violation", err)
	}
	if c.Phase() != Closed || !c.mustDiscard() || c.s.Key != nil {
		t.Error("the chat goes on")
	}
	if !bytes.Equal(key, make([]byte, size)) {
		t.Error("the key was not overwritten")
	}
	if len(events) == 0 {
		t.Fatal("nobody hears of it")
	}
	if _, ok := events[len(events)-1].(Ended); !ok {
		t.Errorf("the last event is %T", events[len(events)-1])
	}
	if _, err := c.Receive(data, 0, nil, start); err != ErrClosed {
		t.Errorf("error %v afterwards", err)
	}
}

// wantIgnored hands a message over that must change nothing.
func wantIgnored(t *testing.T, c *Chat, data []byte) {
	t.Helper()
	before, _ := c.MarshalBinary()
	events, err := c.Receive(data, 0, nil, start)
	after, _ := c.MarshalBinary()
	if err != ErrForged || len(events) != 0 || !bytes.Equal(before, after) {
		t.Errorf("error %v, %d events, state changed: %v", err, len(events), !bytes.Equal(before, after))
	}
}
