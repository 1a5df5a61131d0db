package mtp

import (
	"bytes"
	"encoding/binary"
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
	if c.fill(1) != nil {
		return false
	}
	switch c.in.data()[0] {
	case proxyV1[0]:
		return c.proxyText()
	case proxyV2[0]:
		return c.proxyBinary()
	}
	return true
}

func (c *conn) proxyText() bool {
	if c.fill(len(proxyV1)) != nil {
		return false
	}
	if !bytes.HasPrefix(c.in.data(), []byte(proxyV1)) {
		return true // POST or PUT
	}
	for n := len(proxyV1); ; n++ {
		if n > proxyV1Max || c.fill(n) != nil {
			return c.refuse("proxy")
		}
		line := c.in.data()[:n]
		if !bytes.HasSuffix(line, []byte("\r\n")) {
			continue
		}
		fields := strings.Fields(string(line))
		c.in.use(n)
		if len(fields) == 6 && (fields[1] == "TCP4" || fields[1] == "TCP6") {
			a, err := netip.ParseAddrPort(joinHostPort(fields[2], fields[4]))
			if err != nil {
				return c.refuse("proxy")
			}
			c.moveTo(a)
		}
		return true
	}
}

func joinHostPort(host, port string) string {
	if strings.Contains(host, ":") {
		return "[" + host + "]:" + port
	}
	return host + ":" + port
}

func (c *conn) proxyBinary() bool {
	if c.fill(16) != nil {
		return false
	}
	b := c.in.data()
	n := int(binary.BigEndian.Uint16(b[14:]))
	if string(b[:12]) != proxyV2 || b[12]>>4 != 2 || n > proxyV2Max {
		return c.refuse("proxy")
	}
	command, family := b[12]&15, b[13]>>4
	if c.fill(16+n) != nil {
		return false
	}
	b = c.in.data()[16 : 16+n]
	switch {
	case command != 1: // the proxy itself asks after our health
	case family == 1 && n >= 12:
		c.moveTo(netip.AddrPortFrom(netip.AddrFrom4([4]byte(b)), binary.BigEndian.Uint16(b[8:])))
	case family == 2 && n >= 36:
		c.moveTo(netip.AddrPortFrom(netip.AddrFrom16([16]byte(b)), binary.BigEndian.Uint16(b[32:])))
	}
	c.in.use(16 + n)
	return true
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
