package wire

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
)

// WebSocket framing (RFC 6455), as little of it as a stream of bytes needs: binary
// messages whose borders mean nothing. It is our own so that a waiting connection
// holds no buffers and no goroutine besides its reader.
// https://core.telegram.org/mtproto/transports#websocket

// ErrWebSocket is a violation of the framing.
var ErrWebSocket = errors.New("malformed WebSocket frame")

// Opcodes.
const (
	wsContinuation = 0
	wsBinary       = 2
	wsClose        = 8
	wsPing         = 9
	wsPong         = 10
)

// WSHeaderRoom is how many bytes WSHeader needs before the payload.
const WSHeaderRoom = 14

// WSAccept is the Sec-WebSocket-Accept that answers a Sec-WebSocket-Key.
func WSAccept(key string) string {
	h := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	return base64.StdEncoding.EncodeToString(h[:])
}

// WSReader takes the framing off the bytes of one direction.
type WSReader struct {
	// Masked: the other side is a client and must mask, otherwise it must not.
	Masked bool
	// Pong is called with the payload of each ping, to be answered. May be nil.
	Pong func(payload []byte)

	head    [14]byte
	nHead   int
	left    uint64 // payload bytes of the current frame still to come
	opcode  byte
	mask    [4]byte
	maskPos int
	open    bool // inside a fragmented message
	control []byte
}

// Strip removes the framing from b in place and returns how many bytes of content
// b now begins with. It returns io.EOF when the other side closed.
func (w *WSReader) Strip(b []byte) (n int, err error) {
	rest := b
	for len(rest) > 0 {
		if w.left == 0 { // between frames: the next head
			rest = rest[w.header(rest):]
			if !w.complete() {
				return n, nil
			}
			if err := w.begin(); err != nil {
				return n, err
			}
			if w.left == 0 {
				if err := w.end(); err != nil {
					return n, err
				}
			}
			continue
		}
		chunk := rest[:min(uint64(len(rest)), w.left)]
		rest = rest[len(chunk):]
		w.left -= uint64(len(chunk))
		w.unmask(chunk)
		if w.opcode < wsClose {
			n += copy(b[n:], chunk)
		} else {
			w.control = append(w.control, chunk...)
		}
		if w.left == 0 {
			if err := w.end(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// header collects bytes of the frame's head from b and returns how many it took.
func (w *WSReader) header(b []byte) (used int) {
	for used < len(b) && !w.complete() {
		w.head[w.nHead] = b[used]
		w.nHead++
		used++
	}
	return used
}

// size is the length that the head will have, as far as it is known.
func (w *WSReader) size() int {
	if w.nHead < 2 {
		return 2
	}
	n := 2
	switch w.head[1] & 0x7f {
	case 126:
		n += 2
	case 127:
		n += 8
	}
	if w.head[1]&0x80 != 0 {
		n += 4
	}
	return n
}

func (w *WSReader) complete() bool { return w.nHead >= 2 && w.nHead == w.size() }

// begin reads the collected head.
func (w *WSReader) begin() error {
	final := w.head[0]&0x80 != 0
	w.opcode = w.head[0] & 0x0f
	masked := w.head[1]&0x80 != 0
	if w.head[0]&0x70 != 0 || masked != w.Masked {
		return ErrWebSocket
	}
	at := 2
	switch n := uint64(w.head[1] & 0x7f); n {
	case 126:
		w.left, at = uint64(binary.BigEndian.Uint16(w.head[2:])), 4
	case 127:
		w.left, at = binary.BigEndian.Uint64(w.head[2:]), 10
	default:
		w.left = n
	}
	if masked {
		copy(w.mask[:], w.head[at:])
	}
	w.maskPos, w.nHead = 0, 0
	switch w.opcode {
	case wsBinary:
		if w.open {
			return ErrWebSocket
		}
		w.open = !final
	case wsContinuation:
		if !w.open {
			return ErrWebSocket
		}
		w.open = !final
	case wsClose, wsPing, wsPong:
		if !final || w.left > 125 {
			return ErrWebSocket
		}
	default:
		return ErrWebSocket
	}
	if w.left>>62 != 0 {
		return ErrWebSocket
	}
	return nil
}

// end acts on a frame whose payload is complete.
func (w *WSReader) end() error {
	payload := w.control
	w.control = nil
	switch w.opcode {
	case wsClose:
		return io.EOF
	case wsPing:
		if w.Pong != nil {
			w.Pong(payload)
		}
	}
	return nil
}

func (w *WSReader) unmask(b []byte) {
	if !w.Masked {
		return
	}
	for i := range b {
		b[i] ^= w.mask[(w.maskPos+i)&3]
	}
	w.maskPos = (w.maskPos + len(b)) & 3
}

// WSHeader writes the head of a final binary frame for the payload b[at:], which
// has WSHeaderRoom bytes before it, and returns where the frame starts. With a
// mask (a client must have one) it masks the payload in place.
func WSHeader(b []byte, at int, mask *[4]byte) (start int) {
	n := len(b) - at
	var bit byte
	if mask != nil {
		bit = 0x80
		for i := range b[at:] {
			b[at+i] ^= mask[i&3]
		}
		at -= 4
		copy(b[at:], mask[:])
	}
	switch {
	case n < 126:
		at -= 2
		b[at+1] = bit | byte(n)
	case n < 1<<16:
		at -= 4
		b[at+1] = bit | 126
		binary.BigEndian.PutUint16(b[at+2:], uint16(n))
	default:
		at -= 10
		b[at+1] = bit | 127
		binary.BigEndian.PutUint64(b[at+2:], uint64(n))
	}
	b[at] = 0x80 | wsBinary
	return at
}

// AppendWSPong appends a pong frame; payload is at most 125 bytes.
func AppendWSPong(b, payload []byte) []byte {
	b = append(b, 0x80|wsPong, byte(len(payload)))
	return append(b, payload...)
}

// AppendWSClose appends a close frame of a server without a reason.
func AppendWSClose(b []byte) []byte { return append(b, 0x80|wsClose, 0) }
