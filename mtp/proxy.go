package mtp

import (
	"bytes"
	"encoding/binary"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// The PROXY protocol, by which a proxy that works on TCP names its client.
// https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt

const (
	proxyV1    = "PROXY "
	proxyV1Max = 107
	proxyV2    = "\r\n\r\n\x00\r\nQUIT\n"
	proxyV2Max = 536
)

// proxyHeader reads the header of a trusted proxy, if there is one, and takes the
// client's address from it. false: the connection is broken or the header is.
func (c *conn) proxyHeader() bool {
	for need := 1; ; {
		if c.fill(need) != nil {
			return false
		}
		client, used, more, ok := parseProxy(c.in.data())
		if !ok {
			return c.refuse("proxy")
		}
		if more > 0 {
			need = more
			continue
		}
		c.in.use(used)
		if client.IsValid() {
			c.moveTo(client)
		}
		return true
	}
}

// parseProxy reads the header that b begins with: used is its length, 0 if there is
// none, and client is invalid if the header names nobody. If b is too short to tell,
// need says how many bytes it takes. ok is false if the header is broken.
func parseProxy(b []byte) (client netip.AddrPort, used, need int, ok bool) {
	switch {
	case b[0] == proxyV1[0]:
		return parseProxyText(b)
	case b[0] == proxyV2[0]:
		return parseProxyBinary(b)
	}
	return client, 0, 0, true
}

func parseProxyText(b []byte) (client netip.AddrPort, used, need int, ok bool) {
	if len(b) < len(proxyV1) {
		return client, 0, len(proxyV1), true
	}
	if string(b[:len(proxyV1)]) != proxyV1 {
		return client, 0, 0, true // POST or PUT
	}
	end := bytes.Index(b[:min(len(b), proxyV1Max)], []byte("\r\n"))
	if end < 0 {
		return client, 0, len(b) + 1, len(b) < proxyV1Max
	}
	fields := strings.Fields(string(b[:end]))
	if len(fields) != 6 || fields[1] != "TCP4" && fields[1] != "TCP6" {
		return client, end + 2, 0, true
	}
	client, err := netip.ParseAddrPort(net.JoinHostPort(fields[2], fields[4]))
	return client, end + 2, 0, err == nil
}

func parseProxyBinary(b []byte) (client netip.AddrPort, used, need int, ok bool) {
	if len(b) < 16 {
		return client, 0, 16, true
	}
	n := int(binary.BigEndian.Uint16(b[14:]))
	if string(b[:12]) != proxyV2 || b[12]>>4 != 2 || n > proxyV2Max {
		return client, 0, 0, false
	}
	if len(b) < 16+n {
		return client, 0, 16 + n, true
	}
	addresses := b[16 : 16+n]
	switch command, family := b[12]&15, b[13]>>4; {
	case command != 1: // the proxy itself asks after our health
	case family == 1 && n >= 12:
		client = netip.AddrPortFrom(netip.AddrFrom4([4]byte(addresses)), binary.BigEndian.Uint16(addresses[8:]))
	case family == 2 && n >= 36:
		client = netip.AddrPortFrom(netip.AddrFrom16([16]byte(addresses)), binary.BigEndian.Uint16(addresses[32:]))
	}
	return client, 16 + n, 0, true
}

// moveTo counts the connection for its true address.
func (c *conn) moveTo(a netip.AddrPort) {
	c.srv.addresses.disconnect(c.addr.Addr())
	c.addr = netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
	ok, _ := c.srv.addresses.connect(c.addr.Addr())
	c.limited = !ok
}

// forwarded is the client that a trusted proxy's X-Forwarded-For names: the last
// address in it that is not itself a trusted proxy.
func (s *Server) forwarded(r *http.Request, peer netip.AddrPort) netip.AddrPort {
	if !s.trusted(peer.Addr()) {
		return peer
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		peer = netip.AddrPortFrom(a.Unmap(), 0)
		if !s.trusted(a.Unmap()) {
			break
		}
	}
	return peer
}
