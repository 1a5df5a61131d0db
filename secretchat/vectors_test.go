package secretchat

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what the web app is compared with")

// TestVectors writes down what this package makes of fixed values, for the web app's own implementation to be compared with.
func TestVectors(t *testing.T) {
	const file = "../web/src/proto/secret/vectors.json"
	bytes := func(n, from int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(from + 7*i)
		}
		return b
	}
	type named struct {
		Name string `json:"name"`
		Hex  string `json:"hex"`
	}
	var all []named
	for _, id := range schemaIDs(t) {
		x := newObject(id)
		n := 1
		filled(reflect.ValueOf(x).Elem(), &n)
		b, err := Encode(x)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, named{reflect.TypeOf(x).Elem().Name(), hex.EncodeToString(b)})
	}
	key := bytes(size, 3)
	chat := func(creator bool) *Chat { return &Chat{state{Creator: creator, Key: &chatKey{Key: key}}} }
	plain := append([]byte{32, 0, 0, 0}, bytes(32+12, 9)...)
	_, public, err := vectorPair(bytes(size, 5))
	if err != nil {
		t.Fatal(err)
	}
	shared, err := sharedKey(public, bytes(size, 11), knownPrime)
	if err != nil {
		t.Fatal(err)
	}
	bound := boundPicture(key, 1234, 10, 20)
	var cells []int
	for i := range Side * Side {
		cells = append(cells, bound.Cell(i/Side, i%Side))
	}
	var emoji []string
	for _, e := range bound.Emoji() {
		emoji = append(emoji, e.Sign+" "+e.Word)
	}
	k := FileKey{Key: bytes(32, 1), IV: bytes(32, 2)}
	c, err := k.cipher()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(map[string]any{
		"tl": all, "key": hex.EncodeToString(key), "fingerprint": json.Number(jsonInt(Fingerprint(key))).String(),
		"first": hexOf(PictureOf(key).Hash), "bound": hexOf(bound.Hash), "cells": cells, "emoji": emoji,
		"plain": hex.EncodeToString(plain), "creator": hex.EncodeToString(sealRaw(chat(true), plain)), "other": hex.EncodeToString(sealRaw(chat(false), plain)),
		"public": hex.EncodeToString(public), "secret": hex.EncodeToString(bytes(size, 11)), "shared": hex.EncodeToString(shared),
		"fileKey": hex.EncodeToString(k.Key), "fileIv": hex.EncodeToString(k.IV), "fileFingerprint": k.Fingerprint(),
		"file": hex.EncodeToString(bytes(96, 13)), "encrypted": hex.EncodeToString(append(c.encrypt(bytes(96, 13)[:64]), c.encrypt(bytes(96, 13)[64:])...)),
	}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, '\n')
	if *update {
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(file); err != nil || string(have) != string(text) {
		t.Errorf("%s is out of date (%v): go test ./secretchat -run TestVectors -update", file, err)
	}
}

func jsonInt(n int64) string {
	b, _ := json.Marshal(n) // a number can always be said
	return string(b)
}

func hexOf(h [36]byte) string { return hex.EncodeToString(h[:]) }

func vectorPair(secret []byte) (_, public []byte, err error) {
	public, err = power([]byte{3}, secret, knownPrime)
	return secret, public, err
}

// schemaIDs are the constructors' numbers, in the schema's order.
func schemaIDs(t *testing.T) (ids []uint32) {
	t.Helper()
	b, err := os.ReadFile("schema.tl")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range strings.Split(string(b), "\n") {
		_, rest, ok := strings.Cut(l, "#")
		if !ok || strings.HasPrefix(l, "//") {
			continue
		}
		word, _, _ := strings.Cut(rest, " ")
		raw, err := hex.DecodeString(strings.Repeat("0", 8-len(word)) + word)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, uint32(raw[0])<<24|uint32(raw[1])<<16|uint32(raw[2])<<8|uint32(raw[3]))
	}
	return ids
}

// filled gives every field a value of its own, none of them zero.
func filled(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Name != "Flags" {
				filled(v.Field(i), n)
			}
		}
	case reflect.Int32, reflect.Int64:
		v.SetInt(int64(1-2*(*n%2)) * int64(*n) * 1234567)
	case reflect.Float64:
		v.SetFloat(float64(*n) / 3)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		v.SetString(strings.Repeat("é€😀x", *n))
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte(strings.Repeat("\xff\x00b", *n*9)))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			filled(v.Index(i), n)
		}
	case reflect.Interface:
		for _, x := range []Object{
			new(DecryptedMessageMediaGeoPoint), new(DocumentAttributeFilename), new(MessageEntityTextUrl), new(InputStickerSetShortName), new(PhotoCachedSize),
			new(FileLocation), new(DecryptedMessageActionSetMessageTTL), new(SendMessageTypingAction), new(DecryptedMessageService),
		} {
			if reflect.TypeOf(x).Implements(v.Type()) {
				filled(reflect.ValueOf(x).Elem(), n)
				v.Set(reflect.ValueOf(x))
				return
			}
		}
	}
}
