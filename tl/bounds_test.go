package tl

import (
	"encoding/binary"
	"errors"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

// words makes bytes of little-endian numbers.
func words(list ...uint32) []byte {
	var b []byte
	for _, w := range list {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	return b
}

func idOf(name string) uint32 { return theCatalog().defs[theCatalog().index[name]].ID }

// TestHostileBytes: everything here is refused, and none of it costs memory.
func TestHostileBytes(t *testing.T) {
	nested := words()
	for range 100_000 {
		nested = append(nested, words(idOf("textBold"))...)
	}
	long := append(words(idOf("messages.sendMessage"), 0, idOf("inputPeerSelf")), 254, 0xff, 0xff, 0xff)
	var many []byte
	many = append(many, words(idOf("users.getUsers"), idVector, 1<<31-1)...)
	for name, b := range map[string][]byte{
		"nothing":                    nil,
		"half an id":                 {1, 2},
		"an unknown constructor":     words(idOf("messages.setTyping"), 0, 0xdeadbeef),
		"a constructor of its kind":  words(idOf("messages.setTyping"), 0, idOf("peerUser"), 0, 0),
		"more elements than bytes":   many,
		"even more":                  words(idOf("users.getUsers"), idVector, 1<<32-1),
		"no vector":                  words(idOf("users.getUsers"), 7, 0),
		"a string longer than bytes": long,
		"the reserved length 255":    append(words(idOf("messages.sendMessage"), 0, idOf("inputPeerSelf")), 255, 0, 0, 0),
		"a third truth":              words(idOf("account.updateStatus"), 7),
		"bytes that remain":          words(idOf("updates.getState"), 0),
		"flags without an end":       words(idOf("messages.sendMessage"), 1<<32-1),
	} {
		if o, err := DecodeRequest(MaxLayer, b); !errors.As(err, new(*DecodeError)) {
			t.Errorf("%s: %v, %v", name, o, err)
		}
	}
	if o, _, err := Decode(MaxLayer, nested); !errors.As(err, new(*DecodeError)) || !strings.Contains(err.Error(), "deep") {
		t.Errorf("nesting without end: %v, %v", o, err)
	}
}

func TestUnknownMethods(t *testing.T) {
	for _, c := range []struct {
		id   uint32
		name string
	}{
		{0xdeadbeef, ""},
		{idOf("peerUser"), "peerUser"},
		{0x9010ef6f, "help.getAppChangelog"}, // gone since 167
	} {
		var e UnknownMethodError
		o, err := DecodeRequest(158, words(c.id))
		if !errors.As(err, &e) || e.ID != c.id || e.Name != c.name {
			t.Errorf("%x: %v, %v", c.id, o, err)
		}
	}
}

// TestMemoryIsBounded: no definition lets a byte of input ask for more than 30 bytes of memory.
func TestMemoryIsBounded(t *testing.T) {
	c := theCatalog()
	for i := range c.Entries {
		e := &c.Entries[i]
		index, ok := c.index[e.Name]
		if !ok {
			continue
		}
		least := 4
		for _, p := range e.Params {
			if !p.Optional() {
				least += c.minOf(p.Type)
			}
		}
		// In a vector, an interface of 16 bytes comes on top.
		if size := int(reflect.TypeOf(prototypes[index]).Elem().Size()) + 16; size > 30*least {
			t.Errorf("%s: %d bytes of input become %d", e.Name, least, size)
		}
	}
	// The count is refused before anything is allocated for it.
	b := words(idOf("contacts.importContacts"), idVector, 1<<20)
	b = append(b, make([]byte, 1<<20)...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := DecodeRequest(MaxLayer, b); err == nil {
		t.Error("a million contacts in a megabyte")
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<16 {
		t.Errorf("refusing took %d bytes", got)
	}
}

// TestWrappers: a wrapper's query is what follows it, undecoded.
func TestWrappers(t *testing.T) {
	inner, err := Append(nil, MaxLayer, &HelpGetConfig{})
	if err != nil {
		t.Fatal(err)
	}
	want := &InvokeWithLayer{Layer: 228, Query: inner}
	b, err := Append(nil, MaxLayer, want)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := DecodeRequest(158, b); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %#v", err, got)
	}
	init := &InitConnection{APIID: 1, DeviceModel: "m", Query: inner}
	if b, err = Append(nil, MaxLayer, init); err != nil {
		t.Fatal(err)
	}
	if got, err := DecodeRequest(MaxLayer, b); err != nil || !reflect.DeepEqual(got, init) {
		t.Errorf("%v, %#v", err, got)
	}
}
