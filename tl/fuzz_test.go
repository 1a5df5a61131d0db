package tl

import (
	"bytes"
	"errors"
	"reflect"
	"testing"
)

// seed puts objects of every family into a corpus, in some layers.
func seed(f *testing.F, from, to int) {
	r := newFiller(3)
	for _, layer := range []int{158, 176, 199, 223, MaxLayer} {
		for i := from; i < to; i += 41 {
			if b, err := Append(nil, layer, r.object(i, 2)); err == nil {
				f.Add(layer, b)
			}
		}
	}
	f.Add(MaxLayer, []byte{})
	f.Add(MaxLayer, words(idOf("users.getUsers"), idVector, 1<<31))
	f.Add(158, bytes.Repeat(words(idOf("textBold")), 100))
}

// FuzzDecode: whatever the bytes, the plans and the oracle agree on whether they are an object and
// on which, and what was read can be written and read again.
func FuzzDecode(f *testing.F) {
	seed(f, 0, firstFunction)
	oracles := make(map[int]*oracle)
	f.Fuzz(func(t *testing.T, layer int, b []byte) {
		near, err := LayerFor(layer)
		if err != nil || len(b) > 1<<16 {
			return
		}
		got, rest, err := Decode(layer, b)
		if err != nil && reason(err) == errNest.Reason {
			return // the oracle goes as deep as it must
		}
		o := oracles[near]
		if o == nil {
			o = newOracle(near)
			oracles[near] = o
		}
		want, wantRest, wantErr := o.read(b)
		if wantErr == nil && want == nil {
			wantErr = errOracle // a constructor that is gone
		}
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("plans say %v, oracle %v", err, wantErr)
		}
		if err != nil {
			return
		}
		if !bytes.Equal(rest, wantRest) || !same(got, want) {
			t.Fatalf("plans  %#v, %x\noracle %#v, %x", got, rest, want, wantRest)
		}
		again(t, layer, got)
	})
}

// FuzzDecodeRequest: no bytes of a client do harm.
func FuzzDecodeRequest(f *testing.F) {
	seed(f, firstFunction, len(prototypes))
	f.Fuzz(func(t *testing.T, layer int, b []byte) {
		got, err := DecodeRequest(layer, b)
		if err != nil {
			if !errors.As(err, new(*DecodeError)) && !errors.As(err, new(UnknownMethodError)) && !errors.As(err, new(LayerError)) {
				t.Fatal(err)
			}
			return
		}
		again(t, MaxLayer, got)
	})
}

// again writes an object, reads it and writes it.
func again(t *testing.T, layer int, o Object) {
	b, err := Append(nil, layer, o)
	if err != nil {
		return // of another layer, or a nested thing of one
	}
	got, rest, err := Decode(layer, b)
	if err != nil || len(rest) > 0 {
		t.Fatalf("%#v was written as %x, which gives %v", o, b, err)
	}
	twice, err := Append(nil, layer, got)
	if err != nil || !bytes.Equal(twice, b) {
		t.Fatalf("%#v was written as %x, then as %x, %v", o, b, twice, err)
	}
}

func reason(err error) string {
	var e *DecodeError
	if errors.As(err, &e) {
		return e.Reason
	}
	return ""
}

// same compares by bytes what DeepEqual cannot: numbers that are not equal to themselves.
func same(a, b Object) bool {
	if reflect.DeepEqual(a, b) {
		return true
	}
	x, errX := Append(nil, MaxLayer, a)
	y, errY := Append(nil, MaxLayer, b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
