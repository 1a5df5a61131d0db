package server

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gotd/td/crypto"
)

const (
	keyFile    = "mtproto.key" // private: whoever has it can pose as this server
	publicFile = "mtproto.pub" // what clients are given
)

// Key returns the server's RSA key, made on first use.
// https://core.telegram.org/mtproto/auth_key
func Key(data string) (*rsa.PrivateKey, error) {
	path := filepath.Join(data, keyFile)
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return makeKey(data)
	}
	if err != nil {
		return nil, fmt.Errorf("read the server's key: %w", err)
	}
	block, _ := pem.Decode(b)
	if block == nil {
		return nil, fmt.Errorf("%s holds no PEM", path)
	}
	k, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read the server's key: %w", err)
	}
	return k, writePublic(data, k)
}

// writePublic writes the public key beside the private one, if it is not there.
func writePublic(data string, k *rsa.PrivateKey) error {
	path := filepath.Join(data, publicFile)
	want := PublicPEM(&k.PublicKey)
	if have, err := os.ReadFile(path); err == nil && bytes.Equal(have, want) {
		return nil
	}
	if err := writeWhole(path, want, 0o644); err != nil {
		return fmt.Errorf("write the public key: %w", err)
	}
	return nil
}

func makeKey(data string) (*rsa.PrivateKey, error) {
	for {
		k, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return nil, fmt.Errorf("make the server's key: %w", err)
		}
		// One popular client drops leading zeros of fingerprints and would never match this key.
		if uint64(Fingerprint(&k.PublicKey))>>60 == 0 {
			continue
		}
		private := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(k)})
		if err := writeWhole(filepath.Join(data, keyFile), private, 0o600); err != nil {
			return nil, fmt.Errorf("keep the server's key: %w", err)
		}
		return k, writePublic(data, k)
	}
}

// writeWhole writes a file that is either there whole, on disk, or not at all.
func writeWhole(path string, b []byte, mode os.FileMode) error {
	f, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// Fingerprint is the number by which clients name a public key.
func Fingerprint(k *rsa.PublicKey) int64 { return crypto.RSAFingerprint(k) }

// PublicPEM is a public key as clients take it: PKCS#1 in PEM.
func PublicPEM(k *rsa.PublicKey) []byte {
	return bytes.TrimSpace(pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(k)}))
}
