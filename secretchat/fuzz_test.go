package secretchat

import (
	"bytes"
	"testing"
)

// FuzzDecode: whatever is read is written as it was understood, and read the same again.
func FuzzDecode(f *testing.F) {
	for id := range 256 {
		f.Add([]byte{byte(id), 2, 3, 4, 5, 6, 7, 8})
	}
	for _, x := range []Object{
		&DecryptedMessageLayer{RandomBytes: make([]byte, 15), Layer: 144, Message: &DecryptedMessage{Message: "m", GroupedID: 4, Entities: []MessageEntityClass{&MessageEntityBold{}}}},
		&DecryptedMessageService{Action: &DecryptedMessageActionResend{}}, &DecryptedMessageMediaExternalDocument{Thumb: &PhotoSize{Location: &FileLocation{}}},
	} {
		b, err := Encode(x)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		x, err := Decode(b)
		if err != nil {
			return
		}
		once, err := Encode(x)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Decode(once)
		if err != nil {
			t.Fatal(err)
		}
		if twice, err := Encode(again); err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%x is written as %x (%v)", once, twice, err)
		}
	})
}

// FuzzReceive: what a peer with the key sends, of whatever it is made, never makes a chat fall over.
func FuzzReceive(f *testing.F) {
	alice, bob := pair(f)
	state, err := bob.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	key := alice.s.Key.Key
	good, err := Encode(&DecryptedMessageLayer{RandomBytes: make([]byte, 15), Layer: 144, InSeqNo: 2, OutSeqNo: 3, Message: &DecryptedMessage{}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good, true)
	f.Add(good, false)
	f.Fuzz(func(t *testing.T, b []byte, sealed bool) {
		c, err := Restore(state)
		if err != nil {
			t.Fatal(err)
		}
		if sealed {
			if len(b) > maxPayload/2 {
				return
			}
			b = seal(key, 0, b)
		}
		_, _ = c.Receive(b, 0, nil, start) // any error will do
		if s, err := c.MarshalBinary(); err != nil {
			t.Fatal(err)
		} else if _, err := Restore(s); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzRestore: a broken state is an error and nothing worse.
func FuzzRestore(f *testing.F) {
	alice, _ := pair(f)
	state, err := alice.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(state)
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := Restore(b); err == nil {
			_, _ = c.Tick(start)
			_ = c.Picture()
		}
	})
}
