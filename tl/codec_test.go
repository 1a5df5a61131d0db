package tl

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

// TestRoundTrip writes and reads every constructor and function of the newest layer.
func TestRoundTrip(t *testing.T) {
	f := newFiller(1)
	for i := range prototypes {
		for range 5 {
			o := f.object(i, 3)
			b, err := Append(nil, MaxLayer, o)
			if err != nil {
				t.Fatalf("%s: %v", o.TLName(), err)
			}
			got, rest, err := Decode(MaxLayer, b)
			if err != nil || len(rest) > 0 {
				t.Fatalf("%s: %v, %d bytes remain", o.TLName(), err, len(rest))
			}
			if !reflect.DeepEqual(got, o) {
				t.Fatalf("%s:\nwrote %#v\nread  %#v", o.TLName(), o, got)
			}
		}
	}
}

// TestEveryLayer writes every constructor in every layer, reads it back and writes it again.
func TestEveryLayer(t *testing.T) {
	f := newFiller(2)
	lacking := make(map[string][]int)
	for _, layer := range Layers() {
		failed := make(map[string]int)
		for i := range prototypes {
			o := f.object(i, 2)
			b, err := Append(nil, layer, o)
			if err != nil {
				failed[err.Error()]++
				continue
			}
			got, rest, err := Decode(layer, b)
			if err != nil && strings.Contains(err.Error(), errLacks.Reason) {
				lacking[o.TLName()] = append(lacking[o.TLName()], layer)
				continue
			}
			if err != nil || len(rest) > 0 {
				t.Fatalf("layer %d, %s: %v, %d bytes remain", layer, o.TLName(), err, len(rest))
			}
			again, err := Append(nil, layer, got)
			if err != nil || !bytes.Equal(again, b) {
				t.Errorf("layer %d, %s: %v\n%x\n%x", layer, o.TLName(), err, b, again)
			}
		}
		t.Log(layer, len(failed))
	}
	for n, l := range lacking {
		t.Log(n, l[0], l[len(l)-1])
	}
}

var benchUpdate = &Updates{
	Updates: []UpdateClass{&UpdateNewMessage{
		Message: &Message{
			ID: 1, FromID: &PeerUser{UserID: 1}, PeerID: &PeerUser{UserID: 2}, Date: 3, Message: "hello there, how are you?",
			Out: true, Entities: []MessageEntityClass{&MessageEntityBold{Offset: 1, Length: 2}},
		},
		Pts: 1, PtsCount: 1,
	}},
	Users: []UserClass{
		&User{ID: 1, AccessHash: Some(int64(1)), FirstName: Some("Alice"), LastName: Some("Liddell"), Phone: Some("99966123456"),
			Photo: &UserProfilePhoto{PhotoID: 123, DCID: 2, StrippedThumb: make([]byte, 100)}, Status: &UserStatusOnline{Expires: 1}},
		&User{ID: 2, AccessHash: Some(int64(1)), FirstName: Some("Bob"), LastName: Some("Builder"), Phone: Some("99966123457"),
			Photo: &UserProfilePhoto{PhotoID: 123, DCID: 2, StrippedThumb: make([]byte, 100)}, Status: &UserStatusOffline{WasOnline: 1}},
	},
	Date: 1, Seq: 0,
}

func BenchmarkAppend(b *testing.B) {
	buf, err := Append(nil, MaxLayer, benchUpdate)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(buf)))
	for b.Loop() {
		buf, _ = Append(buf[:0], MaxLayer, benchUpdate)
	}
}

func BenchmarkDecode(b *testing.B) {
	buf, err := Append(nil, MaxLayer, benchUpdate)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(buf)))
	for b.Loop() {
		if _, _, err := Decode(MaxLayer, buf); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTable(b *testing.B) {
	c := theCatalog()
	b.ReportAllocs()
	for b.Loop() {
		newTable(c, 200)
	}
}

func BenchmarkCatalog(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		newCatalog(layersText)
	}
}
