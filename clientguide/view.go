package clientguide

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// view is what a page may name. Everything is text, so that docs/clients.md can show what stands there instead of a value.
type view struct {
	Addr, IP, Port string
	DC             string
	KeyPEM         string // several lines, none empty
	KeyFile        string
	KeyC           string // KeyPEM as strings of C, one a line, each ending with \n
	Modulus        string // in decimal
	ModulusHex     string
	ExponentHex    string
	Fingerprint    string // in decimal, with a sign
	FingerprintHex string // 16 digits
}

var (
	errAddr = errors.New("the address must be an IP address and a port: clients take no names")
	errKey  = errors.New("the key is no RSA public key in PEM (PKCS#1)")
)

func viewOf(s Server) (view, error) {
	addr, err := netip.ParseAddrPort(s.Addr)
	if err != nil {
		return view{}, fmt.Errorf("%q: %w", s.Addr, errAddr)
	}
	key, err := parseKey(s.KeyPEM)
	if err != nil {
		return view{}, err
	}
	file := s.KeyFile
	if file == "" {
		file = "mtproto.pub"
	}
	text := strings.TrimSpace(s.KeyPEM)
	return view{
		Addr: s.Addr, IP: addr.Addr().String(), Port: strconv.Itoa(int(addr.Port())), DC: strconv.Itoa(int(s.DC)),
		KeyPEM: text, KeyFile: file, KeyC: cStrings(text),
		Modulus: key.N.String(), ModulusHex: fmt.Sprintf("%X", key.N), ExponentHex: fmt.Sprintf("%06X", key.E),
		Fingerprint: strconv.FormatInt(s.Fingerprint, 10), FingerprintHex: fmt.Sprintf("%016x", uint64(s.Fingerprint)),
	}, nil
}

func parseKey(text string) (*rsa.PublicKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errKey
	}
	key, err := x509.ParsePKCS1PublicKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errKey, err)
	}
	return key, nil
}

func cStrings(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		fmt.Fprintf(&b, "%q\n", strings.TrimSpace(line)+"\n")
	}
	return strings.TrimSpace(b.String())
}
