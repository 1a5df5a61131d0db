package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
)

// Framing is how packets are told apart in the stream of bytes.
// https://core.telegram.org/mtproto/mtproto-transports
type Framing uint8

// The four framings.
const (
	Abridged Framing = iota + 1
	Intermediate
	Padded // padded intermediate
	Full
)

func (f Framing) String() string {
	switch f {
	case Abridged:
		return "abridged"
	case Intermediate:
		return "intermediate"
	case Padded:
		return "padded"
	case Full:
		return "full"
	}
	return fmt.Sprintf("Framing(%d)", uint8(f))
}

// Tag is what a client sends before anything else, and what the obfuscation header
// carries four times over. Full has none.
func (f Framing) Tag() []byte {
	switch f {
	case Abridged:
		return []byte{0xef}
	case Intermediate:
		return []byte{0xee, 0xee, 0xee, 0xee}
	case Padded:
		return []byte{0xdd, 0xdd, 0xdd, 0xdd}
	}
	return nil
}

// ErrFrame is the one error of the frame decoder.
var ErrFrame = errors.New("malformed or too large frame")

// FrameRoom is how many bytes Wrap needs before the packet.
const FrameRoom = 8

// fullOverhead is the length, sequence number and checksum of a full frame.
const fullOverhead = 12

// Codec frames the packets of one connection. Reading and writing use separate
// fields, so one goroutine may read while another writes.
type Codec struct {
	Framing Framing
	// FromClient says which side this is: a client reads quick acks, which stand
	// where a frame would; a server reads frames that ask for one.
	FromClient bool

	sent     uint32 // full: packets written
	received uint32 // full: packets read
}

// Head describes the frame that a buffer begins with.
type Head struct {
	Header  int // bytes before the packet
	Packet  int // bytes of the packet, in Padded with its padding
	Trailer int // bytes after it
	// QuickAck: the client wants a quick ack (or, on a client's side, Token is one
	// and the frame has no packet).
	QuickAck bool
	Token    uint32
}

// Size is the length of the whole frame.
func (h Head) Size() int { return h.Header + h.Packet + h.Trailer }

// Head reads the head of the frame that b begins with. If b is too short to tell,
// need says how many bytes it takes and h is empty. A packet of more than limit
// bytes is ErrFrame, before anything is allocated for it.
func (c *Codec) Head(b []byte, limit int) (h Head, need int, err error) {
	if c.Framing == Abridged {
		return c.abridgedHead(b, limit)
	}
	if len(b) < 4 {
		return h, 4, nil
	}
	n := binary.LittleEndian.Uint32(b)
	h.Header = 4
	if c.Framing == Full {
		h.Header, h.Trailer = 8, 4
		if n < fullOverhead || n%4 != 0 {
			return Head{}, 0, ErrFrame
		}
		h.Packet = int(n - fullOverhead)
	} else {
		h.QuickAck = n>>31 != 0
		if h.QuickAck && c.FromClient {
			h.Token = n
			return h, 0, nil
		}
		h.Packet = int(n &^ (1 << 31))
	}
	if h.Packet > limit || h.Packet < 4 || c.Framing == Intermediate && h.Packet%4 != 0 {
		return Head{}, 0, ErrFrame
	}
	return h, 0, nil
}

func (c *Codec) abridgedHead(b []byte, limit int) (h Head, need int, err error) {
	if len(b) < 1 {
		return h, 1, nil
	}
	h.QuickAck = b[0]>>7 != 0
	if h.QuickAck && c.FromClient {
		if len(b) < 4 {
			return Head{}, 4, nil
		}
		h.Header, h.Token = 4, binary.BigEndian.Uint32(b)
		return h, 0, nil
	}
	h.Header, h.Packet = 1, int(b[0]&0x7f)*4
	if b[0]&0x7f == 0x7f {
		if len(b) < 4 {
			return Head{}, 4, nil
		}
		h.Header, h.Packet = 4, (int(b[1])|int(b[2])<<8|int(b[3])<<16)*4
	}
	if h.Packet > limit || h.Packet < 4 {
		return Head{}, 0, ErrFrame
	}
	return h, 0, nil
}

// Packet returns the packet inside the whole frame b, whose head is h. For Full it
// checks the sequence number and the checksum.
func (c *Codec) Packet(b []byte, h Head) ([]byte, error) {
	packet := b[h.Header : h.Header+h.Packet]
	if c.Framing == Full {
		le := binary.LittleEndian
		end := h.Header + h.Packet
		if le.Uint32(b[4:]) != c.received || le.Uint32(b[end:]) != crc32.ChecksumIEEE(b[:end]) {
			return nil, ErrFrame
		}
		c.received++
	}
	return packet, nil
}

// Wrap frames the packet b[at:], which has at least FrameRoom bytes before it. It
// writes the frame's head into these and appends what follows the packet. The
// frame is frame[start:].
func (c *Codec) Wrap(b []byte, at int) (frame []byte, start int) {
	n := len(b) - at
	le := binary.LittleEndian
	switch c.Framing {
	case Abridged:
		if n/4 < 0x7f {
			b[at-1] = byte(n / 4)
			return b, at - 1
		}
		le.PutUint32(b[at-4:], uint32(n/4)<<8|0x7f)
		return b, at - 4
	case Padded:
		random := rand.Uint64() // hides nothing that a passive observer could not guess
		b = le.AppendUint32(b, uint32(random))
		// Up to 15 are allowed, but one popular library takes off no more than 3; and clients know a transport error by
		// its length.
		b = b[:at+n+int(random>>62)]
		le.PutUint32(b[at-4:], uint32(len(b)-at))
		return b, at - 4
	case Full:
		le.PutUint32(b[at-8:], uint32(n+fullOverhead))
		le.PutUint32(b[at-4:], c.sent)
		c.sent++
		return le.AppendUint32(b, crc32.ChecksumIEEE(b[at-8:])), at - 8
	default:
		le.PutUint32(b[at-4:], uint32(n))
		return b, at - 4
	}
}

// WantQuickAck marks a frame made by Wrap, as a client does that wants a quick ack.
// It does nothing to a full frame, which cannot ask for one.
func (c *Codec) WantQuickAck(frame []byte) {
	switch c.Framing {
	case Abridged:
		frame[0] |= 0x80
	case Intermediate, Padded:
		frame[3] |= 0x80
	}
}

// AppendQuickAck appends a quick ack as this framing has it, nothing for Full.
// https://core.telegram.org/mtproto/mtproto-transports#quick-ack
func (c *Codec) AppendQuickAck(b []byte, token uint32) []byte {
	switch c.Framing {
	case Abridged:
		return binary.BigEndian.AppendUint32(b, token)
	case Intermediate:
		return binary.LittleEndian.AppendUint32(b, token)
	case Padded:
		random := rand.Uint64()
		n := int(random & 7)
		b = binary.LittleEndian.AppendUint32(b, uint32(8+n))
		b = binary.LittleEndian.AppendUint32(b, 0xffffffff)
		b = binary.LittleEndian.AppendUint32(b, token)
		for ; n > 0; n-- {
			random >>= 8
			b = append(b, byte(random))
		}
	}
	return b
}

// ParseShort tells what a packet shorter than a message means to a client: a quick
// ack of the padded framing, or a transport error (negative).
func ParseShort(packet []byte) (token uint32, code int32) {
	if len(packet) < 4 || len(packet) >= 20 {
		return 0, 0
	}
	code = int32(binary.LittleEndian.Uint32(packet))
	if code == -1 && len(packet) >= 8 {
		return binary.LittleEndian.Uint32(packet[4:]), 0
	}
	return 0, code
}
