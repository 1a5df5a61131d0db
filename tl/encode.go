package tl

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"
	"unsafe"
)

// maxDepth bounds how deep objects may lie in each other, in both directions: a stack is not
// unbounded, and the deepest honest thing (rich text) needs about ten.
const maxDepth = 64

// maxString is the longest string that TL can write.
// https://core.telegram.org/mtproto/serialize#base-types
const maxString = 1<<24 - 1

var (
	// errUnknown: the layer has no way to say it. A fallback may help, or leaving it out.
	errUnknown = errors.New("the layer has no such constructor")
	// errNil: a required object is missing, whoever made it is at fault.
	errNil  = errors.New("a required object is nil")
	errDeep = errors.New("nested too deep")
	errLong = errors.New("string of 16 MB or more")
)

// encoder writes one object. It is a struct of its own so that failures can say where.
type encoder struct {
	t     *table
	depth int
	name  string // of the definition that failed
}

// boxed writes an id and the fields. As everything here that fails, it returns dst as it was.
func (e *encoder) boxed(dst []byte, p *plan, at unsafe.Pointer) ([]byte, error) {
	start := len(dst)
	dst = binary.LittleEndian.AppendUint32(dst, p.id)
	switch {
	case p.flat == 8:
		return binary.LittleEndian.AppendUint64(dst, *(*uint64)(at)), nil
	case p.flat == 4:
		return binary.LittleEndian.AppendUint32(dst, *(*uint32)(at)), nil
	case len(p.ops) == 0:
		return dst, nil
	}
	dst, err := e.fields(dst, p, at)
	if err != nil {
		return dst[:start], err
	}
	return dst, nil
}

// fields writes the fields of the struct at that address.
func (e *encoder) fields(dst []byte, p *plan, at unsafe.Pointer) ([]byte, error) {
	if e.depth++; e.depth > maxDepth {
		return e.failed(dst, p, errDeep)
	}
	start := len(dst)
	var flags uint64
	run := p.writes // the operations still to do
	if p.bits != nil {
		flags, run = p.gather(at)
		switch p.lead {
		case 1:
			dst = binary.LittleEndian.AppendUint32(dst, uint32(flags))
		case 2:
			dst = binary.LittleEndian.AppendUint64(dst, flags)
		}
	}
	for ; run != 0; run &= run - 1 {
		o := &p.ops[bits.TrailingZeros64(run)]
		f := unsafe.Add(at, uintptr(o.off))
		var err error
		switch o.code {
		case opInt:
			dst = binary.LittleEndian.AppendUint32(dst, *(*uint32)(f))
		case opLong:
			dst = binary.LittleEndian.AppendUint64(dst, *(*uint64)(f))
		case opString, opBytes:
			// A slice of bytes begins as a string does: pointer, length.
			dst, err = appendString(dst, *(*string)(f))
		case opClass:
			dst, err = e.class(dst, f)
		case opVector:
			dst, err = e.vector(dst, o.shape, f)
		case opFlags:
			dst = binary.LittleEndian.AppendUint32(dst, uint32(flags>>(o.bit%64)))
		default:
			dst, err = e.object(dst, p, o, at, f)
		}
		if err == nil {
			continue
		}
		if flags, err = e.omit(dst[start:], p, o, flags, err); err != nil {
			return e.failed(dst, p, err)
		}
	}
	e.depth--
	return dst, nil
}

// failed leaves fields with an error.
func (e *encoder) failed(dst []byte, p *plan, err error) ([]byte, error) {
	e.depth--
	if e.name == "" {
		e.name = p.name
	}
	return dst, err
}

// omit leaves out an optional field that the layer cannot say: it takes its flag out of the words
// in what is written of the object so far. Another field's error it returns.
func (e *encoder) omit(written []byte, p *plan, o *op, flags uint64, err error) (uint64, error) {
	if err == errNil && !o.hard {
		// Nil in an optional field whose flag another field set, or that only this layer requires:
		// the struct was right to leave it out, the layer cannot say it.
		err = errUnknown
	}
	if !o.optional || o.shared || err != errUnknown {
		return flags, err
	}
	flags &^= 1 << o.bit
	word := o.bit / 32
	binary.LittleEndian.PutUint32(written[p.wordAt[word]:], uint32(flags>>(32*word)))
	if e.name == "" {
		e.name = p.name
	}
	e.dropped()
	return flags, nil
}

// object writes a field that is more than a number, a string, an interface or a slice.
func (e *encoder) object(dst []byte, p *plan, o *op, at, f unsafe.Pointer) ([]byte, error) {
	switch o.code {
	case opPointer:
		return e.single(dst, o.shape, *(*unsafe.Pointer)(f))
	case opStruct:
		return e.single(dst, o.shape, f)
	case opBool:
		return appendBool(dst, *(*bool)(f)), nil
	case opInt128:
		return append(dst, (*(*[16]byte)(f))[:]...), nil
	case opInt256:
		return append(dst, (*(*[32]byte)(f))[:]...), nil
	case opRest:
		return append(dst, *(*[]byte)(f)...), nil
	case opConst:
		return append(dst, o.shape.zero...), nil
	case opDefault, opRequire:
		return dst, nil
	case opRule:
		return e.value(dst, o.shape, o.rule.value(objectAt(p.index, at)))
	}
	return dst, errUnknown
}

// class writes what an interface holds.
func (e *encoder) class(dst []byte, f unsafe.Pointer) ([]byte, error) {
	at := (*iface)(f).data
	if at == nil {
		return dst, errNil
	}
	index := (*(*anyClass)(f)).tlIndex()
	p := e.t.plans[index]
	if p == nil {
		return e.fallback(dst, int(index), at)
	}
	dst, err := e.boxed(dst, p, at)
	if err == errUnknown {
		return e.fallback(dst, int(index), at)
	}
	return dst, err
}

// single writes a struct whose type has no other constructor.
func (e *encoder) single(dst []byte, s *shape, at unsafe.Pointer) ([]byte, error) {
	if at == nil {
		return dst, errNil
	}
	if s.plan == nil {
		e.name = s.name
		return dst, errUnknown
	}
	return e.boxed(dst, s.plan, at)
}

// gather works out the flags from what the struct holds, and which operations they bring.
func (p *plan) gather(at unsafe.Pointer) (flags, run uint64) {
	flags, run = p.always, p.writes
	for i := range p.groups {
		g := &p.groups[i]
		for set := g.load(at) & g.mask; set != 0; set &= set - 1 {
			bit := g.bits[bits.TrailingZeros64(set)/8%8]
			flags |= 1 << (bit % 64)
			run |= p.bits[bit].ops
		}
	}
	var signs uint64 // one bit a sign, in their order
	for _, off := range p.oks {
		signs = signs<<1 + uint64(*(*uint8)(unsafe.Add(at, uintptr(off))))
	}
	for _, off := range p.ptrs {
		var there uint64
		if *(*unsafe.Pointer)(unsafe.Add(at, uintptr(off))) != nil {
			there = 1
		}
		signs = signs<<1 + there
	}
	for ; signs != 0; signs &= signs - 1 {
		s := &p.signs[bits.TrailingZeros64(signs)]
		flags |= s.flag
		run |= s.ops
	}
	for _, i := range p.ruled {
		if o := &p.ops[i]; o.rule.value(objectAt(p.index, at)).set {
			flags |= 1 << o.bit
			run |= p.bits[o.bit].ops
		}
	}
	return flags, run
}

// load reads the group's bools as one number, the first in the lowest byte.
func (g *group) load(at unsafe.Pointer) uint64 {
	return binary.LittleEndian.Uint64((*[8]byte)(unsafe.Add(at, uintptr(g.off)))[:])
}

func appendBool(dst []byte, v bool) []byte {
	if v {
		return binary.LittleEndian.AppendUint32(dst, idBoolTrue)
	}
	return binary.LittleEndian.AppendUint32(dst, idBoolFalse)
}

// appendString writes a length, the bytes and zeros up to a multiple of four.
// https://core.telegram.org/mtproto/serialize#base-types
// largeString is from how many bytes on memory that is cleared in vain costs more than another step.
const largeString = 16 << 10

func appendString(dst []byte, s string) ([]byte, error) {
	n, head := len(s), 1
	if n >= 254 {
		if head = 4; n > maxString {
			return dst, errLong
		}
	}
	if n >= largeString {
		// Growing by what is appended clears nothing beforehand.
		dst = binary.LittleEndian.AppendUint32(dst, 254|uint32(n)<<8)
		if at := len(dst); cap(dst)-at >= n && unsafe.StringData(s) == unsafe.SliceData(dst[at:cap(dst)]) {
			dst = dst[:at+n] // it stands there already
		} else {
			dst = append(dst, s...)
		}
		return append(dst, "\x00\x00\x00"[:-n&3]...), nil
	}
	start := len(dst)
	end := start + (head+n+3)&^3
	if end > cap(dst) {
		dst = slices.Grow(dst, end-start)
	}
	dst = dst[:end]
	binary.LittleEndian.PutUint32(dst[end-4:], 0) // the padding
	if head == 1 {
		dst[start] = byte(n)
	} else {
		binary.LittleEndian.PutUint32(dst[start:], 254|uint32(n)<<8)
	}
	copy(dst[start+head:], s)
	return dst, nil
}
