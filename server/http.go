package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"chappe/web"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// makeWeb makes the web app, which is what answers HTTP on the server's port.
func (s *Server) makeWeb() (err error) {
	key := s.Key()
	s.web, err = web.New(web.Config{
		Name: s.cfg.Name, DC: s.cfg.DC, SignUp: s.cfg.SignUp, Dev: s.cfg.Dev, Links: s.cfg.Links,
		Key: web.Key{
			PEM: string(PublicPEM(key)), Modulus: fmt.Sprintf("%x", key.N), Exponent: fmt.Sprintf("%06x", key.E),
			Fingerprint: fmt.Sprintf("%016x", uint64(Fingerprint(key))),
		},
		Push: s.push.vapid.public, Reports: s.cfg.SecretReportDays, Claimed: s.claimed, Claim: s.claim,
	})
	return err
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
