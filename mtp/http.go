package mtp

import (
	"bufio"
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"chappe/mtp/wire"
)

// httpListener gives connections that turned out to speak HTTP to the HTTP server.
type httpListener struct {
	addr  net.Addr
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newHTTPListener(a net.Addr) *httpListener {
	return &httpListener{addr: a, conns: make(chan net.Conn), done: make(chan struct{})}
}

func (l *httpListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *httpListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *httpListener) Addr() net.Addr { return l.addr }

// give is false if the server does not take connections any more.
func (l *httpListener) give(p *prefixConn, secure bool, config *tls.Config) bool {
	var nc net.Conn = p
	if secure {
		nc = tls.Server(p, config) // the HTTP server makes the handshake, with its deadline
	}
	select {
	case l.conns <- nc:
		return true
	case <-l.done:
		return false
	}
}

type runKey struct{}

func (s *Server) httpServer(r *run) *http.Server {
	mux := http.NewServeMux()
	mux.Handle("/apiws", s.WebSocket())
	if s.http != nil {
		mux.Handle("/", s.http)
	}
	return &http.Server{
		Handler:           mux,
		ReadHeaderTimeout: s.limits.Begin,
		// Whoever takes longer to send or to take something large says so by
		// http.ResponseController.
		ReadTimeout:    s.limits.Frame,
		WriteTimeout:   4 * s.limits.Write,
		IdleTimeout:    2 * time.Minute,
		MaxHeaderBytes: 64 << 10,
		BaseContext:    func(net.Listener) context.Context { return context.WithValue(r.ctx, runKey{}, r) },
		ErrorLog:       slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
}

// WebSocket answers the WebSocket transport: an obfuscated stream in binary messages
// with the subprotocol "binary". Serve has it at /apiws already; it works only there,
// behind whatever wraps the request.
// https://core.telegram.org/mtproto/transports#websocket
func (s *Server) WebSocket() http.Handler { return http.HandlerFunc(s.webSocket) }

func (s *Server) webSocket(w http.ResponseWriter, req *http.Request) {
	r, _ := req.Context().Value(runKey{}).(*run)
	key := req.Header.Get("Sec-WebSocket-Key")
	switch {
	case r == nil:
		http.Error(w, "not served here", http.StatusNotImplemented)
		return
	case req.Method != http.MethodGet || !hasToken(req.Header, "Upgrade", "websocket") ||
		!hasToken(req.Header, "Connection", "upgrade") || key == "":
		w.Header().Set("Upgrade", "websocket")
		http.Error(w, "a WebSocket is expected", http.StatusUpgradeRequired)
		return
	case req.Header.Get("Sec-WebSocket-Version") != "13":
		w.Header().Set("Sec-WebSocket-Version", "13")
		http.Error(w, "version 13 is expected", http.StatusUpgradeRequired)
		return
	case !hasToken(req.Header, "Sec-WebSocket-Protocol", "binary"):
		http.Error(w, "subprotocol binary is expected", http.StatusBadRequest)
		return
	case !s.sameOrigin(req):
		http.Error(w, "another origin", http.StatusForbidden)
		return
	}
	nc, rw, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, "no WebSocket here", http.StatusNotImplemented)
		return
	}
	s.upgraded(r, req, nc, rw, key)
}

// upgraded answers the handshake and makes the connection ours again.
func (s *Server) upgraded(r *run, req *http.Request, nc net.Conn, rw *bufio.ReadWriter, key string) {
	nc.SetDeadline(time.Now().Add(s.limits.Begin))
	_, err := nc.Write([]byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Accept: " + wire.WSAccept(key) + "\r\nSec-WebSocket-Protocol: binary\r\n\r\n"))
	if err != nil {
		nc.Close()
		return
	}
	nc.SetDeadline(time.Time{})
	early := make([]byte, rw.Reader.Buffered())
	_, _ = rw.Reader.Read(early) // from its buffer

	p, ok := nc.(*prefixConn)
	secure, isTLS := nc.(*tls.Conn)
	if isTLS {
		p, ok = secure.NetConn().(*prefixConn)
	}
	if !ok {
		nc.Close() // not from our listener
		return
	}
	c := p.owner
	if isTLS {
		c.nc, c.raw = secure, nil
	} else {
		early = append(early, p.prefix...)
	}
	if a := s.forwarded(req, c.addr); a != c.addr {
		c.moveTo(a)
	}
	c.ws = true
	c.began, c.deadline = time.Now(), time.Time{}
	c.in.ws = &wire.WSReader{Masked: true, Pong: c.pong}
	if !r.start(func() { c.serveWebSocket(early) }) {
		c.close()
	}
}

func (c *conn) serveWebSocket(early []byte) {
	c.setDeadline(c.began.Add(c.srv.limits.Begin))
	if c.in.begin(early) != nil {
		c.leave()
		return
	}
	c.obfuscated()
}

// hasToken looks for a token in a header that is a list.
func hasToken(h http.Header, name, token string) bool {
	for _, line := range h.Values(name) {
		for t := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.TrimSpace(t), token) {
				return true
			}
		}
	}
	return false
}

// sameOrigin refuses pages of other origins. Programs that are not browsers send no
// Origin.
func (s *Server) sameOrigin(req *http.Request) bool {
	origin := req.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil {
		return false
	}
	if strings.EqualFold(u.Host, req.Host) {
		return true
	}
	for _, o := range s.origins {
		if strings.EqualFold(o, u.Host) {
			return true
		}
	}
	return false
}
