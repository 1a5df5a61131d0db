package server

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// vapidFile is the key by which push services know this server. Browsers bind their registrations to it: whoever loses it has
// everybody register anew.
const vapidFile = "vapid.key"

// vapid signs what is sent to push services. https://www.rfc-editor.org/rfc/rfc8292
type vapid struct {
	key     *ecdsa.PrivateKey
	public  string // base64url, as browsers take it
	subject string // how a push service finds the operator
}

var b64 = base64.RawURLEncoding

// loadVapid returns the server's key, made on first use.
func loadVapid(data, subject string) (*vapid, error) {
	path := filepath.Join(data, vapidFile)
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		b, err = makeVapid(path)
	}
	if err != nil {
		return nil, fmt.Errorf("keep the push key: %w", err)
	}
	block, _ := pem.Decode(b)
	if block == nil {
		return nil, fmt.Errorf("%s holds no PEM", path)
	}
	k, err := x509.ParseECPrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read the push key: %w", err)
	}
	public, err := k.PublicKey.Bytes()
	if err != nil || k.Curve != elliptic.P256() {
		return nil, fmt.Errorf("%s is no key on P-256", path)
	}
	return &vapid{key: k, public: b64.EncodeToString(public), subject: subject}, nil
}

func makeVapid(path string) ([]byte, error) {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalECPrivateKey(k)
	if err != nil {
		return nil, err
	}
	b := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})
	return b, writeWhole(path, b, 0o600)
}

// header is the Authorization for a push service, named by its origin.
func (v *vapid) header(origin string, now time.Time) (string, error) {
	claims, err := json.Marshal(map[string]any{"aud": origin, "exp": now.Add(12 * time.Hour).Unix(), "sub": v.subject})
	if err != nil {
		return "", err
	}
	token := b64.EncodeToString([]byte(`{"typ":"JWT","alg":"ES256"}`)) + "." + b64.EncodeToString(claims)
	sum := sha256.Sum256([]byte(token))
	r, s, err := ecdsa.Sign(rand.Reader, v.key, sum[:])
	if err != nil {
		return "", err
	}
	sign := make([]byte, 64)
	r.FillBytes(sign[:32])
	s.FillBytes(sign[32:])
	return "vapid t=" + token + "." + b64.EncodeToString(sign) + ", k=" + v.public, nil
}
