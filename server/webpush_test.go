package server

import (
	"crypto/ecdh"
	"testing"
)

// The example of https://www.rfc-editor.org/rfc/rfc8291#appendix-A
func TestPushKeysOfTheStandard(t *testing.T) {
	get := func(s string) []byte {
		b, err := b64.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	browser, err := ecdh.P256().NewPublicKey(get("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"))
	if err != nil {
		t.Fatal(err)
	}
	mine, err := ecdh.P256().NewPrivateKey(get("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
	if err != nil {
		t.Fatal(err)
	}
	shared, err := mine.ECDH(browser)
	if err != nil {
		t.Fatal(err)
	}
	aead, nonce, err := pushKeys(shared, get("BTBZMqHH6r4Tts7J_aSIgg"), get("DGv6ra1nlYgDCS1FRnbzlw"), browser.Bytes(), mine.PublicKey().Bytes())
	if err != nil {
		t.Fatal(err)
	}
	sealed := get("8pfeW0KbunFT06SuDKoJH9Ql87S1QUrdirN6GcG7sFz1y1sqLgVi1VhjVkHsUoEsbI_0LpXMuGvnzQ")
	plain, err := aead.Open(nil, nonce, sealed, nil)
	if err != nil || string(plain) != "When I grow up, I want to be a watermelon\x02" {
		t.Errorf("%q, %v", plain, err)
	}
}
