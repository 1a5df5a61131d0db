package wire

import (
	"encoding/binary"
	"errors"
)

// ErrMalformed is the one error of every TL decoder here.
var ErrMalformed = errors.New("malformed TL")

// Reader takes TL values off the front of a slice. After the first value that
// does not fit, Err is set and every later value is zero, so a caller checks
// once at the end. https://core.telegram.org/mtproto/serialize
type Reader struct {
	b   []byte
	bad bool
}

// NewReader reads b, which it does not copy.
func NewReader(b []byte) Reader { return Reader{b: b} }

// Err is ErrMalformed once something did not fit.
func (r *Reader) Err() error {
	if r.bad {
		return ErrMalformed
	}
	return nil
}

// Rest is what has not been read yet.
func (r *Reader) Rest() []byte { return r.b }

// Raw takes the next n bytes, without copying.
func (r *Reader) Raw(n int) []byte {
	if r.bad || n < 0 || n > len(r.b) {
		r.bad = true
		return nil
	}
	v := r.b[:n:n]
	r.b = r.b[n:]
	return v
}

// Uint32 takes a constructor id or a number of four bytes.
func (r *Reader) Uint32() uint32 {
	b := r.Raw(4)
	if b == nil {
		return 0
	}
	return binary.LittleEndian.Uint32(b)
}

// Int32 takes an int.
func (r *Reader) Int32() int32 { return int32(r.Uint32()) }

// Int64 takes a long.
func (r *Reader) Int64() int64 {
	b := r.Raw(8)
	if b == nil {
		return 0
	}
	return int64(binary.LittleEndian.Uint64(b))
}

// Int128 takes an int128, whose bytes are never rearranged.
func (r *Reader) Int128() (v [16]byte) {
	copy(v[:], r.Raw(16))
	return v
}

// Int256 takes an int256.
func (r *Reader) Int256() (v [32]byte) {
	copy(v[:], r.Raw(32))
	return v
}

// Bytes takes a string or bytes value, without copying.
func (r *Reader) Bytes() []byte {
	head := r.Raw(1)
	if head == nil {
		return nil
	}
	n, skip := int(head[0]), 1
	if n == 255 {
		r.bad = true
		return nil
	}
	if n == 254 {
		l := r.Raw(3)
		if l == nil {
			return nil
		}
		n, skip = int(l[0])|int(l[1])<<8|int(l[2])<<16, 4
	}
	v := r.Raw(n)
	r.Raw(-(skip + n) & 3)
	if r.bad {
		return nil
	}
	return v
}

// Int64s takes a boxed vector of longs of at most limit elements.
func (r *Reader) Int64s(limit int) []int64 {
	if r.Uint32() != idVector {
		r.bad = true
		return nil
	}
	n := int(r.Int32())
	if r.bad || n < 0 || n > limit || n > len(r.b)/8 {
		r.bad = true
		return nil
	}
	v := make([]int64, n)
	for i := range v {
		v[i] = r.Int64()
	}
	return v
}

// PeekID is the constructor id that b begins with, 0 if b is shorter.
func PeekID(b []byte) uint32 {
	if len(b) < 4 {
		return 0
	}
	return binary.LittleEndian.Uint32(b)
}

// AppendUint32 appends a constructor id.
func AppendUint32(b []byte, v uint32) []byte { return binary.LittleEndian.AppendUint32(b, v) }

// AppendInt32 appends an int.
func AppendInt32(b []byte, v int32) []byte {
	return binary.LittleEndian.AppendUint32(b, uint32(v))
}

// AppendInt64 appends a long.
func AppendInt64(b []byte, v int64) []byte {
	return binary.LittleEndian.AppendUint64(b, uint64(v))
}

// AppendBytes appends a string or bytes value; v must be shorter than 1<<24.
func AppendBytes(b, v []byte) []byte {
	n := len(v)
	if n < 254 {
		b = append(b, byte(n))
		n++
	} else {
		b = append(b, 254, byte(n), byte(n>>8), byte(n>>16))
	}
	b = append(b, v...)
	for ; n&3 != 0; n++ {
		b = append(b, 0)
	}
	return b
}

// AppendInt64s appends a boxed vector of longs.
func AppendInt64s(b []byte, v []int64) []byte {
	b = AppendUint32(b, idVector)
	b = AppendInt32(b, int32(len(v)))
	for _, x := range v {
		b = AppendInt64(b, x)
	}
	return b
}
