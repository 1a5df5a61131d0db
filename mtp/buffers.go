package mtp

import (
	"sync"
	"sync/atomic"

	"chappe/mtp/wire"
)

// buffer is a pooled piece of memory. A connection that waits holds none.
type buffer struct {
	b     []byte // as long as its class
	class int
}

// A part of a file, which is at most 512 KB, has a class of its own, a piece of a file, at most 1 MB, has one, and so has the frame of the largest size that
// Limits.FrameSize allows by default.
var bufferClasses = [...]int{1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 512<<10 + 8<<10, 1<<20 + 8<<10, 2<<20 + 4<<10, 4 << 20}

var bufferPools [len(bufferClasses)]sync.Pool

// getBuffer returns a buffer of at least n bytes.
func getBuffer(n int) *buffer {
	for class, size := range bufferClasses {
		if n > size {
			continue
		}
		if b, ok := bufferPools[class].Get().(*buffer); ok {
			return b
		}
		return &buffer{b: make([]byte, size), class: class}
	}
	return &buffer{b: make([]byte, n), class: -1}
}

// free gives the buffer back. A nil buffer is none.
func (b *buffer) free() {
	if b != nil && b.class >= 0 {
		bufferPools[b.class].Put(b)
	}
}

// Where a packet stands in a buffer to be sent: what Seal, Wrap and the WebSocket
// need goes before it.
const (
	plainAt  = 64                                                  // the plaintext of an encrypted message
	packetAt = plainAt - wire.Headroom + 8                         // its packet: auth_key_id, msg_key, ...
	sealedAt = plainAt - wire.Headroom                             // what Seal is given
	tailRoom = 12 + 15 + 48 + 16 + 4                               // padding of the message, of the frame, a checksum
	_        = uint(packetAt - wire.FrameRoom - wire.WSHeaderRoom) // does not compile if there is no room
)

// Memory is what a large answer is written into, to be used again when nobody needs the answer any more. Whoever has it holds it until
// Free; what is never freed is collected as other memory is.
type Memory struct {
	buf  *buffer
	held atomic.Int32
}

// NewMemory returns memory of at least n bytes, which are not cleared.
func NewMemory(n int) *Memory {
	m := &Memory{buf: getBuffer(n)}
	m.held.Store(1)
	return m
}

// Bytes is the memory.
func (m *Memory) Bytes() []byte { return m.buf.b }

// hold has one more Free follow. A nil Memory is none.
func (m *Memory) hold() {
	if m != nil {
		m.held.Add(1)
	}
}

// Free gives it back, once for whoever holds it. A nil Memory is none.
func (m *Memory) Free() {
	if m != nil && m.held.Add(-1) == 0 {
		m.buf.free()
	}
}
