package server

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

// Outside calls addresses that strangers chose: push endpoints, links to be previewed. It reaches the public Internet and nothing else:
// what an address resolves to is looked at when the connection is made, so no name can be turned around in between. Redirects are not
// followed; whoever wants to follow one asks again.
type Outside struct {
	*http.Client
}

// errPrivate means that an address leads where strangers have no business.
var errPrivate = errors.New("the address is not on the public Internet")

// NewOutside returns a caller that waits for an answer's headers no longer than within. roots, which are for tests, let it reach
// this machine and trust whom they vouch for. inside are networks that are none of the Internet's and may be reached all the same.
func NewOutside(within time.Duration, roots *x509.CertPool, inside ...netip.Prefix) *Outside {
	dialer := &net.Dialer{Timeout: within / 2, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("address outside: %w", err)
		}
		a := at.Addr().Unmap().WithZone("")
		if public(a) || roots != nil && a.IsLoopback() || slices.ContainsFunc(inside, func(p netip.Prefix) bool { return p.Contains(a) }) {
			return nil
		}
		return errPrivate
	}}
	return &Outside{&http.Client{
		Timeout: 2 * within,
		Transport: &http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
			// No proxy: it would make the connection in our place, and the check with it.
			DialContext: func(ctx context.Context, _, addr string) (net.Conn, error) {
				return dialer.DialContext(ctx, "tcp", addr)
			},
			TLSHandshakeTimeout: within, ResponseHeaderTimeout: within, MaxResponseHeaderBytes: 64 << 10,
			MaxIdleConns: 16, MaxIdleConnsPerHost: 4, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// inside are networks that are not the Internet, beyond those that netip knows by name.
// https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry
var inside = func() (ps []netip.Prefix) {
	for _, s := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4",
		// IPv6 that carries an IPv4 address, which might be any of the above, and what is for documentation or for nobody.
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		ps = append(ps, netip.MustParsePrefix(s))
	}
	return ps
}()

// public says whether an address is one of the Internet's.
func public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range inside {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
