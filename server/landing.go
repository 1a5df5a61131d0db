package server

import (
	"bytes"
	"html/template"
	"net/http"
	"strings"

	"chappe/feature/users"
	"chappe/web"
)

// landingStyle is the look of the page, by the tokens of the web app.
const landingStyle = `
:root{color-scheme:light dark;--bg:#f6f7f9;--surface:#fff;--text:#12161c;--text-2:#566270;--line:#dfe4ea;--accent:#0f6e6a;--on:#fff}
@media(prefers-color-scheme:dark){:root{--bg:#0f1216;--surface:#171b21;--text:#e8ecf1;--text-2:#9aa7b5;--line:#2a313a;--accent:#4fc3b8;--on:#0f1216}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--bg);color:var(--text);font:15px/20px system-ui,sans-serif}
main{width:100%;max-width:400px;padding:32px 24px;background:var(--surface);border:1px solid var(--line);border-radius:12px;text-align:center}
h1{margin:0 0 4px;font-size:22px;line-height:28px;overflow-wrap:anywhere}
p{margin:0 0 24px;color:var(--text-2)}
p:last-child{margin:24px 0 0;font-size:13px;line-height:18px}
a{display:inline-block;min-height:44px;padding:12px 24px;border-radius:8px;background:var(--accent);color:var(--on);font-weight:600;text-decoration:none}
a:focus-visible{outline:2px solid var(--text);outline-offset:2px}
@media print{a{display:none}}
`

var landingPage = template.Must(template.New("landing").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{{.Title}} · {{.Server}}</title>
<meta property="og:title" content="{{.Title}}"><meta property="og:site_name" content="{{.Server}}">
<style>` + landingStyle + `</style></head>
<body><main>
<h1>{{.Title}}</h1>
<p>on {{.Server}}</p>
<a href="/#{{.What}}={{.Name}}">{{.Open}}</a>
<p>{{.Else}}</p>
</main></body></html>
`))

// landed is what the page says.
type landed struct{ Name, Server, Title, What, Open, Else string }

// isHash says whether something may be what makes an invite link one of its own.
func isHash(s string) bool {
	ok := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_'
	}
	return s != "" && len(s) <= 64 && strings.IndexFunc(s, func(r rune) bool { return !ok(r) }) < 0
}

// landing answers links to people and channels, /NAME, and invite links, /+HASH, and leaves everything else to next.
//
// The page is the same whether or not somebody has the name, and nobody is looked up for it: who may be found by whom is decided
// where people are signed in, and asking here tells nothing and costs nothing.
func (s *Server) landing(next http.Handler) http.Handler {
	policy := policyOf(landingStyle)
	title := s.cfg.Name
	if title == "" {
		title = "Chappe"
	}
	mux := http.NewServeMux()
	mux.Handle("/", next)
	mux.HandleFunc("GET /{name}", func(w http.ResponseWriter, r *http.Request) {
		name := r.PathValue("name")
		l := landed{name, title, "@" + name, "name", "Open the conversation", "If you use another app with this server, search there for @" + name + "."}
		if hash, ok := strings.CutPrefix(name, "+"); ok && isHash(hash) {
			l = landed{hash, title, "You are invited", "join", "Join", "If you use another app with this server, open this link there."}
		} else if !users.ValidUsername(name) {
			next.ServeHTTP(w, r)
			return
		}
		var b bytes.Buffer
		if err := landingPage.Execute(&b, l); err != nil {
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			s.cfg.Log.Error("page of a name", "err", err)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", policy)
		h.Set("Cache-Control", "public, max-age=3600")
		_, _ = w.Write(b.Bytes()) // a browser that has gone reads nothing
	})
	s.previews(mux)
	return web.Guard(mux)
}
