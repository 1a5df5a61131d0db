// Package clientguide says how to point existing clients at a server: what chappe client NAME prints, and docs/clients.md.
//
// Each client has a page in guides/. It begins with lines "key: value" up to an empty line, and is a text/template of the values in
// view after that.
package clientguide

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"text/template"
)

//go:embed guides/*.md
var files embed.FS

// Server is where clients are to go.
type Server struct {
	Addr        string // IP:port at which clients reach it
	KeyPEM      string // its public key, PKCS#1 in PEM
	KeyFile     string // a file with KeyPEM, "" for none
	Fingerprint int64  // of the key
	DC          int32  // which data centre it says it is
}

// guide is one client.
type guide struct {
	Name  string // what it is asked for by
	Title string
	Tried string // with which version, by whom; or that nobody has
	Needs string // what the client must be for it: nothing, a patch, a build
	text  *template.Template
}

// order is how the guides are listed: libraries first.
var order = strings.Fields("gotd mtcute gramjs telethon pyrogram tdlib desktop android ios web-a web-k")

// guides are parsed once; a page that does not parse is a mistake in the program, which a test finds.
var guides, errGuides = load()

func load() ([]guide, error) {
	var out []guide
	for _, name := range order {
		g, err := parse(name)
		if err != nil {
			return nil, fmt.Errorf("guide to %s: %w", name, err)
		}
		out = append(out, g)
	}
	return out, nil
}

var errHead = errors.New("its head lacks a title, what it needs or what was tried")

func parse(name string) (guide, error) {
	b, err := fs.ReadFile(files, path.Join("guides", name+".md"))
	if err != nil {
		return guide{}, err
	}
	head, text, _ := strings.Cut(string(b), "\n\n")
	g := guide{Name: name}
	for line := range strings.Lines(head) {
		k, v, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch k {
		case "title":
			g.Title = v
		case "tried":
			g.Tried = v
		case "needs":
			g.Needs = v
		}
	}
	if g.Title == "" || g.Tried == "" || g.Needs == "" {
		return g, errHead
	}
	g.text, err = template.New(name).Option("missingkey=error").Parse(text)
	return g, err
}

// Names lists the clients that there is a guide to.
func Names() []string { return append([]string{}, order...) }

// Print writes the guide to a client, by its name in any case of letters, for a server.
func Print(w io.Writer, name string, s Server) error {
	if errGuides != nil {
		return errGuides
	}
	v, err := viewOf(s)
	if err != nil {
		return err
	}
	for _, g := range guides {
		if g.Name == strings.ToLower(name) {
			if _, err := fmt.Fprintf(w, "%s\n\nNeeds: %s\nTried: %s\n\n", g.Title, g.Needs, g.Tried); err != nil {
				return err
			}
			return g.text.Execute(w, v)
		}
	}
	return fmt.Errorf("there is no guide to %q; there are %s", name, strings.Join(order, ", "))
}
