package server

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// page is what a browser sees until the web app is there. It needs no script and asks for nothing from elsewhere.
const page = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Chappe</title>
<style>
:root{color-scheme:light dark;--bg:#f6f7f9;--text:#12161c;--accent:#0f6e6a}
@media(prefers-color-scheme:dark){:root{--bg:#0f1216;--text:#e8ecf1;--accent:#4fc3b8}}
body{font:15px/20px system-ui,sans-serif;background:var(--bg);color:var(--text);margin:0;display:grid;place-items:center;min-height:100vh}
main{max-width:30em;padding:24px}h1{font-size:22px;line-height:28px;color:var(--accent)}
</style>
<main><h1>Chappe</h1>
<p>A messaging server is running here. It speaks Telegram’s protocol: point a client at this address and sign in.</p>
<p>The operator finds how in the file <code>docs/clients.md</code>, or by <code>chappe client NAME</code>.</p></main></html>
`

// web answers plain HTTP on the server's port.
func (s *Server) web() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		_, _ = w.Write([]byte(page)) // a browser that has gone reads nothing
	})
	return mux
}

// metrics serves the metrics and profiles on a listener of their own: behind a reverse proxy, a check of the caller's address on
// the public one would let everybody in.
func (s *Server) metrics(ctx context.Context) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	l, err := net.Listen("tcp", s.cfg.Metrics)
	if err != nil {
		return err
	}
	return serveHTTP(ctx, l, mux)
}

// serveHTTP answers on l until ctx ends.
func serveHTTP(ctx context.Context, l net.Listener, h http.Handler) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(ctx, func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = srv.Shutdown(end) // what does not end in time is cut off
	})
	defer stop()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
