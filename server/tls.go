package server

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// acmeDir is where certificates are kept that an authority gave, and the key by which it knows this server.
const acmeDir = "acme"

// TLS says how browsers reach the server by https, on the same ports as everything else. The zero value is without.
type TLS struct {
	Domain string // name for which certificates are fetched by ACME; "" is none
	Mail   string // where the authority writes to when something is wrong; "" is nowhere
	ACME   string // URL of the authority's directory; "" is Let's Encrypt
	Cert   string // file with a certificate and its chain; "" is none
	Key    string // file with its key
}

// check says what is wrong with it, in words for the operator.
func (c TLS) check() error {
	switch {
	case (c.Cert == "") != (c.Key == ""):
		return errors.New("tls-cert and tls-key belong together")
	case strings.ContainsAny(c.Domain, "/: ") || strings.HasPrefix(c.Domain, "."):
		return fmt.Errorf("domain must be a name such as chat.example.org, not %q", c.Domain)
	}
	return nil
}

// secure returns what mtp serves TLS with, nil for none, and a handler to put before h.
func (s *Server) secure(h http.Handler) (*tls.Config, http.Handler, error) {
	c := s.cfg.TLS
	conf := &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
	switch {
	case c.Cert != "":
		f := &certFile{cert: c.Cert, key: c.Key}
		if _, err := f.get(nil); err != nil {
			return nil, nil, err
		}
		conf.GetCertificate = f.get
	case c.Domain != "":
		m := &autocert.Manager{
			Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(c.Domain), Email: c.Mail,
			Cache: autocert.DirCache(filepath.Join(s.cfg.Data, acmeDir)),
		}
		if c.ACME != "" {
			m.Client = &acme.Client{DirectoryURL: c.ACME}
		}
		conf.NextProtos = append(conf.NextProtos, acme.ALPNProto)
		conf.GetCertificate = s.telling(m)
		h = m.HTTPHandler(s.redirect(h))
	default:
		return nil, h, nil
	}
	return conf, h, nil
}

// telling fetches certificates and tells the operator what goes wrong with the server's own name. Whoever asks for another name is a
// stranger.
func (s *Server) telling(m *autocert.Manager) func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	return func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		cert, err := m.GetCertificate(hello)
		if err != nil && strings.EqualFold(hello.ServerName, s.cfg.TLS.Domain) {
			s.cfg.Log.Error("no certificate", "domain", s.cfg.TLS.Domain, "err", err)
		}
		return cert, err
	}
}

// redirect sends browsers that came without TLS to the same page with it.
func (s *Server) redirect(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, port, err := net.SplitHostPort(r.Host)
		if err != nil {
			host, port = r.Host, ""
		}
		if r.TLS != nil || !strings.EqualFold(host, s.cfg.TLS.Domain) {
			h.ServeHTTP(w, r)
			return
		}
		to := s.cfg.TLS.Domain
		if port != "" && port != "80" {
			to = net.JoinHostPort(to, port)
		}
		http.Redirect(w, r, "https://"+to+r.URL.RequestURI(), http.StatusPermanentRedirect)
	})
}

// certFile is a certificate in files that somebody else renews.
type certFile struct {
	cert, key string

	mu     sync.Mutex
	loaded *tls.Certificate // guarded by mu
	at     time.Time        // guarded by mu: when the file was changed that loaded comes from
}

// get returns the certificate as the files have it now. While a new one is written half, the old one serves.
func (f *certFile) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	st, err := os.Stat(f.cert)
	if err == nil && f.loaded != nil && st.ModTime().Equal(f.at) {
		return f.loaded, nil
	}
	var c tls.Certificate
	if err == nil {
		c, err = tls.LoadX509KeyPair(f.cert, f.key)
	}
	if err != nil {
		if f.loaded != nil {
			return f.loaded, nil
		}
		return nil, fmt.Errorf("read the certificate: %w", err)
	}
	f.loaded, f.at = &c, st.ModTime()
	return f.loaded, nil
}
