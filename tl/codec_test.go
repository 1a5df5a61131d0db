package tl

import (
	"bytes"
	"reflect"
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

// TestOracle writes and reads every constructor and function in every layer, with both codecs:
// the same bytes, the same objects, the same refusals. It fails when an object that a layer's
// client reads would be other than what the layer's schema says.
func TestOracle(t *testing.T) {
	layers := Layers()
	if raceEnabled || testing.Short() {
		// The plans of neighbours differ little, and the detector is ten times slower.
		layers = []int{158, 177, 204, MaxLayer}
	}
	f := newFiller(2)
	for _, layer := range layers {
		o := newOracle(layer)
		for i := range prototypes {
			compare(t, o, layer, f.object(i, 2))
		}
	}
}

func compare(t *testing.T, o *oracle, layer int, obj Object) {
	t.Helper()
	want, wantErr := o.boxed(obj)
	b, err := Append(nil, layer, obj)
	if (err == nil) != (wantErr == nil) || err == nil && !bytes.Equal(b, want) {
		t.Fatalf("layer %d, %#v:\nplans  %x %v\noracle %x %v", layer, obj, b, err, want, wantErr)
	}
	if err != nil {
		return
	}
	wantObj, _, wantErr := o.read(b)
	got, rest, err := Decode(layer, b)
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("layer %d, %#v, %x: plans say %v, oracle %v", layer, obj, b, err, wantErr)
	}
	if err != nil {
		return
	}
	if len(rest) > 0 || !reflect.DeepEqual(got, wantObj) {
		t.Fatalf("layer %d, %d bytes remain:\nplans  %#v\noracle %#v", layer, len(rest), got, wantObj)
	}
	again, err := Append(nil, layer, got)
	if err != nil || !bytes.Equal(again, b) {
		t.Fatalf("layer %d, %s changed on its way: %v\n%x\n%x", layer, obj.TLName(), err, b, again)
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
