package web

import (
	"net"
	"net/http"
	"regexp"
	"strings"
)

// How long a browser may keep what it got.
const (
	keepForever = "public, max-age=31536000, immutable"
	askAgain    = "no-cache" // keep it, and ask each time whether it is still right
)

// hostName is a host that may stand in the policy below as it is.
var hostName = regexp.MustCompile(`^[A-Za-z0-9.\-]+(:[0-9]{1,5})?$|^\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?$`)

// policy says what the page may load and run: what comes from here, and nothing that stands in the page itself. Browsers that
// take a WebSocket for another origin than its page need it by name. Tests hold that the app works under it.
func policy(host string) string {
	connect := "'self'"
	if hostName.MatchString(host) {
		connect += " ws://" + host + " wss://" + host
	}
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'", // mtcute's arithmetic is WebAssembly
		"style-src 'self'",
		"img-src 'self' blob: data:",
		"media-src 'self' blob:",
		"font-src 'self'",
		"manifest-src 'self'",
		"worker-src 'self'",
		"connect-src " + connect,
		"object-src 'none'",
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	}, "; ")
}

// permissions are what the page may ask the browser for: recording voice notes, and no more.
const permissions = "microphone=(self), camera=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=(), " +
	"display-capture=(), browsing-topics=()"

// Guard sets the headers that every answer to a browser carries.
func Guard(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Content-Security-Policy", policy(r.Host))
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("X-Frame-Options", "DENY")
		head.Set("Referrer-Policy", "no-referrer")
		head.Set("Permissions-Policy", permissions)
		if trusted(r) { // elsewhere browsers ignore it, and say so
			head.Set("Cross-Origin-Opener-Policy", "same-origin")
		}
		head.Set("Cross-Origin-Resource-Policy", "same-origin")
		if r.TLS != nil {
			head.Set("Strict-Transport-Security", "max-age=31536000")
		}
		h.ServeHTTP(w, r)
	})
}

// trusted says whether a browser takes the page's origin for a secure context: it came over TLS, here or at a proxy, or from this machine.
func trusted(r *http.Request) bool {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" || host == "localhost" || strings.HasSuffix(host, ".localhost") ||
		ip != nil && ip.IsLoopback()
}
