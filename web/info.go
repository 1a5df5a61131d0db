package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// Config is what the app is told of its server, and whom it may ask. Nothing in it is secret.
type Config struct {
	Name   string // what the server is called
	DC     int32  // which data centre it says it is
	SignUp string // open, invite or closed
	Dev    bool   // anybody can sign in as anybody
	Links  string // what links to people begin with; "" is the address of the page
	Key    Key
	// Reports is for how many days it can be checked that a reported message of a secret chat was sent; 0 is never.
	Reports int32
	Push    string // the VAPID public key, for the browser's push service; "" is no push

	// Claimed says whether the server has an operator.
	Claimed func(ctx context.Context) (bool, error)
	// Claim makes the person with a phone number the operator. Its errors are told to the person.
	Claim func(ctx context.Context, token, phone string) error
}

// Key is the server's public RSA key, as clients take it.
type Key struct {
	PEM         string `json:"pem"`         // PKCS#1
	Modulus     string `json:"modulus"`     // hexadecimal
	Exponent    string `json:"exponent"`    // hexadecimal
	Fingerprint string `json:"fingerprint"` // 16 hexadecimal digits
}

// Info is what /server.json says.
type Info struct {
	Name      string   `json:"name"`
	Build     string   `json:"build"`
	DC        int32    `json:"dc"`
	SignUp    string   `json:"signUp"`
	Claimed   bool     `json:"claimed"`
	Dev       bool     `json:"dev"`
	Links     string   `json:"links"`
	Languages []string `json:"languages"`
	Push      string   `json:"push"`
	Reports   int32    `json:"secretReportDays"`
	Key       Key      `json:"key"`
}

// languages are what the app speaks, in the order in which it offers them.
var languages = []string{"en", "fr", "ar"}

// info answers /server.json.
func (a *App) info(w http.ResponseWriter, r *http.Request) {
	claimed, err := a.Claimed(r.Context())
	if err != nil {
		http.Error(w, "the server cannot read its data", http.StatusServiceUnavailable)
		return
	}
	b, err := json.Marshal(Info{
		Name: a.Name, Build: a.built().name, DC: a.DC, SignUp: a.SignUp, Claimed: claimed, Dev: a.Dev, Links: a.Links,
		Languages: languages, Push: a.Push, Reports: a.Reports, Key: a.Key,
	})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	newFile("server.json", b).serve(w, r, askAgain)
}

// maxClaim bounds what is sent to /claim.
const maxClaim = 1 << 10

// claim answers /claim: a token, which nobody guesses, and the phone number of the person who shall be the operator.
func (a *App) claim(w http.ResponseWriter, r *http.Request) {
	var q struct{ Token, Phone string }
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxClaim))
	if err = errors.Join(err, json.Unmarshal(b, &q)); err != nil {
		http.Error(w, "a token and a phone number are expected", http.StatusBadRequest)
		return
	}
	if err := a.Claim(r.Context(), q.Token, q.Phone); err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// icons are drawn by tools/icons. A maskable one fills its square, because the phone cuts its own shape from it.
var icons = []struct {
	file, sizes, purpose string
}{
	{"icons/icon.svg", "any", "any"},
	{"icons/icon-192.png", "192x192", "any"},
	{"icons/icon-512.png", "512x512", "any"},
	{"icons/maskable-192.png", "192x192", "maskable"},
	{"icons/maskable-512.png", "512x512", "maskable"},
}

// makeManifest writes what a phone that installs the app has to know.
// https://www.w3.org/TR/appmanifest/
func (a *App) makeManifest(of *build) (*file, error) {
	type icon struct {
		Src     string `json:"src"`
		Sizes   string `json:"sizes"`
		Type    string `json:"type"`
		Purpose string `json:"purpose"`
	}
	m := struct {
		ID         string `json:"id"`
		Name       string `json:"name"`
		ShortName  string `json:"short_name"`
		StartURL   string `json:"start_url"`
		Scope      string `json:"scope"`
		Display    string `json:"display"`
		Theme      string `json:"theme_color"`
		Background string `json:"background_color"`
		Icons      []icon `json:"icons"`
	}{
		ID: "/", Name: a.Name, ShortName: a.Name, StartURL: "/", Scope: "/", Display: "standalone",
		Theme: "#0f6e6a", Background: "#f6f7f9",
	}
	for _, i := range icons {
		f := of.files[i.file]
		if f == nil {
			return nil, fmt.Errorf("the web app has no %s", i.file)
		}
		m.Icons = append(m.Icons, icon{Src: of.folder() + i.file, Sizes: i.sizes, Type: f.kind, Purpose: i.purpose})
	}
	b, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("write the manifest: %w", err)
	}
	return newFile("manifest.webmanifest", b), nil
}
