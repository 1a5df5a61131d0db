package servertest

import (
	"context"
	"net"
	"sync"
)

// gate holds back what a device reads from its socket, as a slow network does.
type gate struct {
	mu   sync.Mutex
	held chan struct{} // guarded by mu; closed when reading goes on, nil while it is not held
}

// Stall has the device read nothing any more, until Resume. Its connection stays, and what it sends goes out.
func (d *Device) Stall() {
	d.gate.mu.Lock()
	defer d.gate.mu.Unlock()
	if d.gate.held == nil {
		d.gate.held = make(chan struct{})
	}
}

// Resume has the device read again.
func (d *Device) Resume() {
	d.gate.mu.Lock()
	defer d.gate.mu.Unlock()
	if d.gate.held != nil {
		close(d.gate.held)
		d.gate.held = nil
	}
}

func (g *gate) wait() {
	g.mu.Lock()
	held := g.held
	g.mu.Unlock()
	if held != nil {
		<-held
	}
}

// dial opens a connection whose reading the gate holds back. Its buffer is small, so that little is under way.
func (g *gate) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	c, err := new(net.Dialer).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	if tcp, ok := c.(*net.TCPConn); ok {
		if err := tcp.SetReadBuffer(16 << 10); err != nil {
			return nil, err
		}
	}
	return &gated{c, g}, nil
}

type gated struct {
	net.Conn
	gate *gate
}

func (c *gated) Read(b []byte) (int, error) {
	c.gate.wait()
	n, err := c.Conn.Read(b)
	c.gate.wait() // for what came just now
	return n, err
}
