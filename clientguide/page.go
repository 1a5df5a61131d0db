package clientguide

import (
	_ "embed"
	"fmt"
	"io"
)

// intro stands before the guides in docs/clients.md.
//
//go:embed intro.md
var intro string

// secret and forum stand behind them.
//
//go:embed secret.md
var secret string

//go:embed forum.md
var forum string

// example is what the page shows where chappe client shows the values of a server.
var example = view{
	Addr: "127.0.0.1:8080", IP: "127.0.0.1", Port: "8080", DC: "2", KeyFile: "chappe-data/mtproto.pub",
	KeyPEM:  "-----BEGIN RSA PUBLIC KEY-----\n(what chappe key prints)\n-----END RSA PUBLIC KEY-----",
	KeyC:    `"-----BEGIN RSA PUBLIC KEY-----\n"` + "\n" + `"(what chappe key prints)\n"` + "\n" + `"-----END RSA PUBLIC KEY-----\n"`,
	Modulus: "MODULUS", ModulusHex: "MODULUS_IN_HEX", ExponentHex: "010001", Fingerprint: "FINGERPRINT",
	FingerprintHex: "FINGERPRINT_IN_HEX",
}

// Page writes docs/clients.md.
func Page(w io.Writer) error {
	if errGuides != nil {
		return errGuides
	}
	if _, err := fmt.Fprintf(w, "%s\n| client | `chappe client` | needs | tried with |\n|---|---|---|---|\n", intro); err != nil {
		return err
	}
	for _, g := range guides {
		if _, err := fmt.Fprintf(w, "| %s | `%s` | %s | %s |\n", g.Title, g.Name, g.Needs, g.Tried); err != nil {
			return err
		}
	}
	for _, g := range guides {
		if _, err := fmt.Fprintf(w, "\n## %s\n\n", g.Title); err != nil {
			return err
		}
		if err := g.text.Execute(w, example); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, secret+forum)
	return err
}
