package web

import (
	"net/http"
	"regexp"
)

// links are paths that mean a person, a chat, a message in one, or an invitation: the app opens at what they name, which
// src/view/links.ts reads out of them.
// https://core.telegram.org/api/links
var links = regexp.MustCompile(`^/[A-Za-z][A-Za-z0-9_]{3,31}(/[0-9]{1,10}){0,2}$|^/c/[0-9]{1,20}(/[0-9]{1,10}){1,2}$|^/(\+|joinchat/|addlist/)[A-Za-z0-9_-]{1,64}$`)

// Handler answers everything that the app asks for by HTTP.
func (a *App) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", a.page)
	mux.HandleFunc("GET /a/{build}/{file...}", a.asset)
	mux.HandleFunc("GET /sw.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Service-Worker-Allowed", "/")
		a.built().files[workerFile].serve(w, r, askAgain)
	})
	mux.HandleFunc("GET /manifest.webmanifest", func(w http.ResponseWriter, r *http.Request) { a.built().manifest.serve(w, r, askAgain) })
	mux.HandleFunc("GET /server.json", a.info)
	mux.Handle("POST /claim", http.NewCrossOriginProtection().Handler(http.HandlerFunc(a.claim)))
	// Browsers ask for these by themselves.
	mux.HandleFunc("GET /favicon.ico", a.icon("icons/icon-32.png"))
	mux.HandleFunc("GET /apple-touch-icon.png", a.icon("icons/maskable-192.png"))
	mux.HandleFunc("GET /robots.txt", func(w http.ResponseWriter, r *http.Request) {
		newFile("robots.txt", []byte("User-agent: *\nDisallow: /\n")).serve(w, r, askAgain)
	})
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		if !links.MatchString(r.URL.Path) {
			http.NotFound(w, r)
			return
		}
		a.page(w, r)
	})
	return Guard(mux)
}

// page answers with the app.
func (a *App) page(w http.ResponseWriter, r *http.Request) {
	a.built().files[indexFile].serve(w, r, askAgain)
}

// asset answers with a file of this build. Those of another are gone: a page that is older than the server has to be loaded anew.
func (a *App) asset(w http.ResponseWriter, r *http.Request) {
	b := a.built()
	f := b.files[r.PathValue("file")]
	if f == nil || r.PathValue("build") != b.name {
		w.Header().Set("Cache-Control", "no-store")
		http.NotFound(w, r)
		return
	}
	f.serve(w, r, keepForever)
}

func (a *App) icon(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f := a.built().files[name]
		if f == nil {
			http.NotFound(w, r)
			return
		}
		f.serve(w, r, askAgain)
	}
}
