package tlbench

import (
	"bytes"
	"testing"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg/e2e"

	"chappe/secretchat"
)

// secretSeeds are one object of each kind, as gotd writes it, and some with everything in them.
func secretSeeds(f *testing.F) {
	f.Helper()
	for _, fresh := range e2e.TypesConstructorMap() {
		x := fresh()
		var b bin.Buffer
		if err := x.Encode(&b); err == nil {
			f.Add(b.Buf)
		}
	}
	for _, x := range []bin.Encoder{
		&e2e.DecryptedMessageLayer{RandomBytes: make([]byte, 15), Layer: 144, Message: &e2e.DecryptedMessage{
			Silent: true, RandomID: 4, TTL: 5, Message: "text", ReplyToRandomID: 6, GroupedID: 7, ViaBotName: "bot",
			Entities: []e2e.MessageEntityClass{&e2e.MessageEntityBold{Length: 1}, &e2e.MessageEntityCustomEmoji{DocumentID: 3}},
			Media: &e2e.DecryptedMessageMediaDocument{Key: make([]byte, 300), Attributes: []e2e.DocumentAttributeClass{
				&e2e.DocumentAttributeAudio{Voice: true, Title: "t", Waveform: []byte{1}},
				&e2e.DocumentAttributeSticker{Stickerset: &e2e.InputStickerSetShortName{ShortName: "s"}},
			}},
		}},
		&e2e.DecryptedMessageLayer{RandomBytes: make([]byte, 15), Layer: 46, Message: &e2e.DecryptedMessage46{
			Media: &e2e.DecryptedMessageMediaExternalDocument{Thumb: &e2e.PhotoCachedSize{Location: &e2e.FileLocation{}}},
		}},
		&e2e.DecryptedMessageLayer{Message: &e2e.DecryptedMessageService{Action: &e2e.DecryptedMessageActionResend{StartSeqNo: 1}}},
		&e2e.DecryptedMessageLayer{Message: &e2e.DecryptedMessageService8{Action: &e2e.DecryptedMessageActionTyping{Action: &e2e.SendMessageTypingAction{}}}},
	} {
		var b bin.Buffer
		if err := x.Encode(&b); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Buf)
	}
}

// theirs reads and writes with gotd. It says no to what is no object of the schema, or not all of b.
func theirs(b []byte) ([]byte, bool) {
	in := &bin.Buffer{Buf: bytes.Clone(b)}
	id, err := in.PeekID()
	if err != nil {
		return nil, false
	}
	fresh := e2e.TypesConstructorMap()[id]
	if fresh == nil {
		return nil, false
	}
	x := fresh()
	if err := x.Decode(in); err != nil || in.Len() != 0 {
		return nil, false
	}
	var out bin.Buffer
	if err := x.Encode(&out); err != nil {
		return nil, false
	}
	return out.Buf, true
}

// notOurs are types of gotd's package that nothing on the wire of secret chats has by itself.
var notOurs = map[uint32]bool{
	e2e.IntTypeID: true, e2e.LongTypeID: true, e2e.DoubleTypeID: true, e2e.StringTypeID: true, e2e.BytesTypeID: true,
	e2e.BoolFalseTypeID: true, e2e.BoolTrueTypeID: true, e2e.TrueTypeID: true, e2e.TestDummyFunctionRequestTypeID: true,
}

// FuzzSecretTL: what gotd's end-to-end package reads, ours reads, and writes the same bytes; and the other way round.
func FuzzSecretTL(f *testing.F) {
	secretSeeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) >= 4 {
			if id, err := (&bin.Buffer{Buf: b}).PeekID(); err != nil || notOurs[id] {
				return
			}
		}
		want, ok := theirs(b)
		x, err := secretchat.Decode(b)
		if ok != (err == nil) {
			t.Fatalf("gotd reads it: %v, we: %v", ok, err)
		}
		if !ok {
			return
		}
		got, err := secretchat.Encode(x)
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("gotd writes\n%x, we\n%x (%v)", want, got, err)
		}
	})
}
