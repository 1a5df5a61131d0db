package clientguide

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/clients.md")

func server(t *testing.T) Server {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(&key.PublicKey)})
	return Server{Addr: "192.0.2.7:8443", KeyPEM: string(text), Fingerprint: -2, DC: 2, KeyFile: "data/mtproto.pub"}
}

func TestEveryGuideNamesTheAddressAndTheKey(t *testing.T) {
	s := server(t)
	v, err := viewOf(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range Names() {
		var b bytes.Buffer
		if err := Print(&b, strings.ToUpper(name), s); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		text := b.String()
		if !strings.Contains(text, "192.0.2.7") || !strings.Contains(text, "8443") {
			t.Errorf("%s does not name the address", name)
		}
		keyLine := strings.Split(v.KeyPEM, "\n")[3]
		if !strings.Contains(text, keyLine) && !strings.Contains(text, v.ModulusHex) && !strings.Contains(text, v.Modulus) {
			t.Errorf("%s does not name the key", name)
		}
		if strings.Contains(text, "<no value>") || strings.Contains(text, "{{") && name != "gotd" {
			t.Errorf("%s has a value left out:\n%s", name, text)
		}
	}
}

func TestTheKeyIsWrittenAsClientsTakeIt(t *testing.T) {
	v, err := viewOf(server(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(v.ModulusHex) != 512 || v.ExponentHex != "010001" || v.Fingerprint != "-2" || v.FingerprintHex != "fffffffffffffffe" {
		t.Errorf("modulus of %d digits, exponent %s, fingerprint %s, %s", len(v.ModulusHex), v.ExponentHex, v.Fingerprint, v.FingerprintHex)
	}
	if !strings.HasPrefix(v.KeyC, `"-----BEGIN RSA PUBLIC KEY-----\n"`+"\n") || !strings.HasSuffix(v.KeyC, `"-----END RSA PUBLIC KEY-----\n"`) {
		t.Errorf("the key as C:\n%s", v.KeyC)
	}
}

func TestWhatIsNoServerIsRefused(t *testing.T) {
	good := server(t)
	for what, s := range map[string]Server{
		"a name":     {Addr: "chat.example.org:443", KeyPEM: good.KeyPEM},
		"no port":    {Addr: "192.0.2.7", KeyPEM: good.KeyPEM},
		"no key":     {Addr: good.Addr},
		"half a key": {Addr: good.Addr, KeyPEM: "-----BEGIN RSA PUBLIC KEY-----\nMIIB\n-----END RSA PUBLIC KEY-----\n"},
	} {
		if err := Print(&bytes.Buffer{}, "gotd", s); err == nil {
			t.Errorf("%s is taken", what)
		}
	}
	if err := Print(&bytes.Buffer{}, "icq", good); err == nil || !strings.Contains(err.Error(), "gotd") {
		t.Errorf("unknown client: %v", err)
	}
}

// docs/clients.md says the same. With -update it is written.
func TestTheDocsAreUpToDate(t *testing.T) {
	var b bytes.Buffer
	if err := Page(&b); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("..", "docs", "clients.md")
	if *update {
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, b.Bytes()) {
		t.Error("docs/clients.md is not what the guides say: go test ./clientguide -update")
	}
}
