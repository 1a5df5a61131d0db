package mtp

import (
	"net"
	"net/netip"
)

// LocalAddr is the address of this server at which the client arrived, where it spoke
// last; invalid when there is no connection or it is no IP address.
func (s *Session) LocalAddr() netip.AddrPort {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.conns) == 0 {
		return netip.AddrPort{}
	}
	a, ok := s.conns[len(s.conns)-1].nc.LocalAddr().(*net.TCPAddr)
	if !ok {
		return netip.AddrPort{}
	}
	p := a.AddrPort()
	return netip.AddrPortFrom(p.Addr().Unmap(), p.Port())
}

// DC is the data centre, 1 to 5, that the client believed to reach when it made its
// key; 0 if it did not say. Each of them is this server.
func (s *Session) DC() int32 { return s.key.dc }
