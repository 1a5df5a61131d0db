package mtclient

import (
	"bufio"
	"bytes"
	"context"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"chappe/mtp/wire"
)

// link is one connection: packets in and out.
type link struct {
	nc    net.Conn
	codec wire.Codec
	in    cipher.Stream // nil if not obfuscated
	ws    *wire.WSReader
	buf   []byte // what came; the reader's
	off   int

	mu  sync.Mutex    // guards writing
	out cipher.Stream // guarded by mu
}

const (
	maxPacket = 8 << 20
	idleBuf   = 1 << 10
	packetAt  = wire.Headroom + 32 // where packets to be sent begin in their buffers
)

// dialLink opens a connection and says which transport it speaks.
func dialLink(ctx context.Context, o *Options) (*link, error) {
	nc, err := o.Dial(ctx, "tcp", o.Addr)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { nc.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	l := &link{nc: nc, codec: wire.Codec{Framing: o.Transport, FromClient: true}}
	if o.WebSocket {
		if err := l.upgrade(o); err != nil {
			nc.Close()
			return nil, err
		}
	}
	first := o.Transport.Tag()
	if o.Obfuscated || o.WebSocket {
		header, s := wire.DialObfuscated(o.Transport)
		l.in, first = s.In, header[:]
		err = l.write(append(make([]byte, packetAt), first...), packetAt)
		l.out = s.Out
	} else if len(first) > 0 {
		err = l.write(append(make([]byte, packetAt), first...), packetAt)
	}
	if err != nil {
		nc.Close()
		return nil, fmt.Errorf("connect: %w", err)
	}
	return l, nil
}

// upgrade makes the connection a WebSocket.
func (l *link) upgrade(o *Options) error {
	var nonce [16]byte
	rand.Read(nonce[:])
	key := base64.StdEncoding.EncodeToString(nonce[:])
	req := "GET /apiws HTTP/1.1\r\nHost: " + o.Addr + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Key: " + key + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: binary\r\n\r\n"
	if _, err := l.nc.Write([]byte(req)); err != nil {
		return fmt.Errorf("upgrade: %w", err)
	}
	r := bufio.NewReader(l.nc)
	resp, err := http.ReadResponse(r, nil)
	if err != nil {
		return fmt.Errorf("upgrade: %w", err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusSwitchingProtocols || resp.Header.Get("Sec-WebSocket-Accept") != wire.WSAccept(key) ||
		resp.Header.Get("Sec-WebSocket-Protocol") != "binary" {
		return fmt.Errorf("upgrade: the server answered %s", resp.Status)
	}
	l.ws = &wire.WSReader{}
	early := make([]byte, r.Buffered())
	_, _ = r.Read(early) // from its buffer
	n, err := l.ws.Strip(early)
	l.buf = append(l.buf, early[:n]...)
	return err
}

// send frames and sends the packet b[packetAt:].
func (l *link) send(b []byte, quick bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	frame, start := l.codec.Wrap(b, packetAt)
	if quick {
		l.codec.WantQuickAck(frame[start:])
	}
	return l.write(frame, start)
}

// write sends b[start:]; l.mu is held, or nobody else has l yet.
func (l *link) write(b []byte, start int) error {
	if l.out != nil {
		l.out.XORKeyStream(b[start:], b[start:])
	}
	if l.ws != nil {
		var mask [4]byte
		rand.Read(mask[:])
		start = wire.WSHeader(b, start, &mask)
	}
	_, err := l.nc.Write(b[start:])
	return err
}

// receive returns the next packet, with room for wire.Open before it, or the token of
// a quick ack. The packet is good until the next call. An error that is a timeout
// loses nothing: receive may be called again.
func (l *link) receive() (packet []byte, token uint32, err error) {
	if l.off == len(l.buf) && cap(l.buf) > 4*idleBuf {
		l.buf, l.off = nil, 0
	}
	for need := 1; ; {
		if err := l.fill(need); err != nil {
			return nil, 0, err
		}
		h, more, err := l.codec.Head(l.buf[l.off:], maxPacket)
		if err != nil {
			return nil, 0, err
		}
		if more > 0 {
			need = more
			continue
		}
		if need = h.Size(); len(l.buf)-l.off < need {
			continue
		}
		frame := l.buf[l.off : l.off+need]
		l.off += need
		if h.Token != 0 {
			return nil, h.Token, nil
		}
		p, err := l.codec.Packet(frame, h)
		if err != nil {
			return nil, 0, err
		}
		if token, code := wire.ParseShort(p); code != 0 {
			return nil, 0, &TransportError{code}
		} else if token != 0 {
			return nil, token, nil
		}
		return p, 0, nil
	}
}

// fill reads until n bytes are there.
func (l *link) fill(n int) error {
	for len(l.buf)-l.off < n {
		if l.off > 0 {
			l.buf = l.buf[:copy(l.buf, l.buf[l.off:])]
			l.off = 0
		}
		if want := min(n, 2*len(l.buf)+idleBuf); cap(l.buf) < want || cap(l.buf) == len(l.buf) {
			l.buf = append(make([]byte, 0, max(want, idleBuf)), l.buf...)
		}
		got, err := l.nc.Read(l.buf[len(l.buf):cap(l.buf)])
		if got > 0 {
			b := l.buf[len(l.buf) : len(l.buf)+got]
			if l.ws != nil {
				if got, err = l.ws.Strip(b); err != nil {
					return err
				}
				b = b[:got]
			}
			if l.in != nil {
				l.in.XORKeyStream(b, b)
			}
			l.buf = l.buf[:len(l.buf)+got]
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// more says whether another packet, or a part of one, has come already.
func (l *link) more() bool { return l.off < len(l.buf) }

// sendPlain sends a message without a key.
func (l *link) sendPlain(msgID int64, body []byte) error {
	return l.send(wire.AppendUnencrypted(make([]byte, packetAt, packetAt+len(body)+64), msgID, body), false)
}

// receivePlain returns the body of a message without a key, a copy.
func (l *link) receivePlain() ([]byte, error) {
	p, _, err := l.receive()
	if err != nil {
		return nil, err
	}
	id, body, err := wire.ParseUnencrypted(p)
	if err == nil && id&1 == 0 {
		err = insecure("msg_id of a client")
	}
	return bytes.Clone(body), err
}
