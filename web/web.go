// Package web serves the web app: the files that are built from the TypeScript in this folder and committed in dist, and what the
// app and browsers ask of the server beside them.
//
//	/                      the app; so are links into chats, such as /NAME/42 (/NAME alone has a page of its own, see package server)
//	/a/BUILD/...           the files of dist. BUILD changes with their content, so browsers may keep them for ever and an
//	                       upgrade never mixes two versions
//	/sw.js                 the service worker, at the root because a worker sees only what lies below it
//	/server.json           what the app has to know of this server, see Info
//	/manifest.webmanifest  what a phone that installs the app has to know
//	/claim                 POST: makes a person the operator
//
// In the texts of dist, /a/BUILD/ stands for the folder of the build.
package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
)

//go:embed dist
var embedded embed.FS

// placeholder stands in the texts of dist for the folder of the build.
const placeholder = "/a/BUILD/"

// App is the web app of one server. It does not change once it is made.
type App struct {
	Config
	built func() *build // made when somebody first asks: a server that nobody visits does not hold it in memory
}

// build is the app's files, with what this server puts into them.
type build struct {
	name     string
	files    map[string]*file // by their path in dist
	manifest *file
}

// New reads the app that is in the program.
func New(c Config) (*App, error) {
	dist, err := fs.Sub(embedded, "dist")
	if err != nil {
		return nil, fmt.Errorf("read the web app: %w", err)
	}
	return load(dist, c)
}

// load makes the app of what is in dist, which is read later.
func load(dist fs.FS, c Config) (*App, error) {
	for _, name := range []string{indexFile, workerFile} {
		if _, err := fs.Stat(dist, name); err != nil {
			return nil, fmt.Errorf("the web app has no %s: %w", name, err)
		}
	}
	a := &App{Config: c}
	a.built = sync.OnceValue(func() *build {
		b, err := a.build(dist)
		if err != nil { // files in the program can be read
			panic(err)
		}
		return b
	})
	return a, nil
}

// build reads dist.
func (a *App) build(dist fs.FS) (*build, error) {
	names, contents, err := read(dist)
	if err != nil {
		return nil, fmt.Errorf("read the web app: %w", err)
	}
	b := &build{name: buildOf(names, contents), files: map[string]*file{}}
	for i, name := range names {
		text := contents[i]
		if isText(name) && bytes.Contains(text, []byte(placeholder)) {
			text = bytes.ReplaceAll(text, []byte(placeholder), []byte(b.folder()))
		}
		b.files[name] = newFile(name, text)
	}
	b.manifest, err = a.makeManifest(b)
	return b, err
}

// What the app must have.
const (
	indexFile  = "index.html"
	workerFile = "sw.js"
)

// read returns all files of dist in the order of their names.
func read(dist fs.FS) (names []string, contents [][]byte, err error) {
	err = fs.WalkDir(dist, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(dist, name)
		names, contents = append(names, name), append(contents, b)
		return err
	})
	return names, contents, err
}

// buildOf names a build by what its files hold.
func buildOf(names []string, contents [][]byte) string {
	h := sha256.New()
	for i, name := range names {
		fmt.Fprintf(h, "%s %d\n", name, len(contents[i])) // a hash takes everything
		h.Write(contents[i])
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// folder is where the files of this build are.
func (b *build) folder() string { return strings.Replace(placeholder, "BUILD", b.name, 1) }

func isText(name string) bool {
	switch path.Ext(name) {
	case ".html", ".js", ".mjs", ".css", ".json", ".svg":
		return true
	}
	return false
}
