package secretchat

import (
	"encoding/binary"
	"errors"
	"math"
)

//go:generate go run ./gen

// Object is anything of the end-to-end schema.
type Object interface {
	id() uint32
	write(w *writer)
	read(r *reader)
}

// ErrTL means that bytes are not TL of the end-to-end schema.
var ErrTL = errors.New("not TL of the end-to-end schema")

// Encode returns an object with its constructor's number in front. A field of a class that is nil is an error.
func Encode(x Object) ([]byte, error) {
	w := new(writer)
	w.object(x)
	return w.b, w.err
}

// Decode reads one object, which must take all of b. What it returns shares nothing with b.
func Decode(b []byte) (Object, error) {
	r := &reader{b: b}
	x := r.object()
	if r.err != nil {
		return nil, r.err
	}
	if len(r.b) != 0 {
		return nil, ErrTL
	}
	return x, nil
}

type writer struct {
	b   []byte
	err error
}

func (w *writer) object(x Object) {
	if x == nil {
		w.err = ErrTL
		return
	}
	w.uint32(x.id())
	x.write(w)
}

func (w *writer) uint32(v uint32)  { w.b = binary.LittleEndian.AppendUint32(w.b, v) }
func (w *writer) int32(v int32)    { w.uint32(uint32(v)) }
func (w *writer) int64(v int64)    { w.b = binary.LittleEndian.AppendUint64(w.b, uint64(v)) }
func (w *writer) double(v float64) { w.b = binary.LittleEndian.AppendUint64(w.b, math.Float64bits(v)) }
func (w *writer) bytes(v []byte)   { w.text(string(v)) }

// maxText is the longest string that TL can hold.
const maxText = 1<<24 - 1

func (w *writer) text(v string) {
	if len(v) > maxText {
		w.err = ErrTL
		return
	}
	if len(v) < 254 {
		w.b = append(w.b, byte(len(v)))
	} else {
		w.b = append(w.b, 254, byte(len(v)), byte(len(v)>>8), byte(len(v)>>16))
	}
	w.b = append(w.b, v...)
	for len(w.b)%4 != 0 {
		w.b = append(w.b, 0)
	}
}

const vectorID = 0x1cb5c415

func (w *writer) vector(n int) {
	w.uint32(vectorID)
	w.int32(int32(n))
}

// reader reads from b. After a failure it returns zeros, and err says so.
type reader struct {
	b     []byte
	depth int
	err   error
}

func (r *reader) fail() {
	r.err, r.b = ErrTL, nil
}

func (r *reader) take(n int) []byte {
	if r.err != nil || n > len(r.b) {
		r.fail()
		return nil
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

// maxDepth is how deeply objects may lie in each other. The schema itself allows five.
const maxDepth = 16

func (r *reader) object() Object {
	x := newObject(r.uint32())
	if x == nil || r.depth == maxDepth {
		r.fail()
		return nil
	}
	r.depth++
	x.read(r)
	r.depth--
	return x
}

func (r *reader) uint32() uint32 {
	if b := r.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (r *reader) int32() int32 { return int32(r.uint32()) }

func (r *reader) int64() int64 {
	if b := r.take(8); b != nil {
		return int64(binary.LittleEndian.Uint64(b))
	}
	return 0
}

func (r *reader) double() float64 { return math.Float64frombits(uint64(r.int64())) }

func (r *reader) text() string { return string(r.string()) }

func (r *reader) bytes() []byte {
	b := r.string()
	if len(b) == 0 {
		return nil
	}
	return append([]byte(nil), b...)
}

// string returns a part of what is read.
func (r *reader) string() []byte {
	head := r.take(1)
	if head == nil {
		return nil
	}
	n, used := int(head[0]), 1
	if n >= 254 {
		h := r.take(3)
		if h == nil || n == 255 {
			r.fail()
			return nil
		}
		n, used = int(h[0])|int(h[1])<<8|int(h[2])<<16, 4
	}
	b := r.take(n)
	r.take((4 - (used+n)%4) % 4)
	if r.err != nil {
		return nil
	}
	return b
}

// vector returns how many elements follow. Each takes four bytes at least.
func (r *reader) vector() int {
	if r.uint32() != vectorID {
		r.fail()
		return 0
	}
	n := int(r.int32())
	if n < 0 || n > len(r.b)/4 {
		r.fail()
		return 0
	}
	return n
}
