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

// boxed writes an id and the fields.
func (e *encoder) boxed(dst []byte, p *plan, at unsafe.Pointer) ([]byte, error) {
	dst = binary.LittleEndian.AppendUint32(dst, p.id)
	if p.peer {
		return binary.LittleEndian.AppendUint64(dst, *(*uint64)(at)), nil
	}
	if len(p.ops) == 0 {
		return dst, nil
	}
	return e.fields(dst, p, at)
}

// fields writes the fields of the struct at that address.
func (e *encoder) fields(dst []byte, p *plan, at unsafe.Pointer) ([]byte, error) {
	depth := e.depth
	if e.depth++; depth >= maxDepth {
		e.name = p.name
		return dst, errDeep
	}
	var flags uint64
	run := p.base // the operations still to do
	if p.bits != nil {
		flags, run = p.gather(at)
	}
	var where [maxWords]int // where in dst the words of flags are
	for ; run != 0; run &= run - 1 {
		o := &p.ops[bits.TrailingZeros64(run)]
		f := unsafe.Add(at, uintptr(o.off))
		var err error
		start := len(dst)
		switch o.code {
		case opFlags:
			where[o.bit%maxWords] = start
			dst = binary.LittleEndian.AppendUint32(dst, uint32(flags>>(o.bit%maxWords*32)))
		case opInt:
			dst = binary.LittleEndian.AppendUint32(dst, *(*uint32)(f))
		case opLong:
			dst = binary.LittleEndian.AppendUint64(dst, *(*uint64)(f))
		case opString, opBytes:
			// A slice begins as a string does: pointer, length.
			if s := *(*string)(f); len(s) <= maxString {
				dst = appendString(dst, s)
				continue
			}
			err = errLong
		case opClass:
			if (*iface)(f).data == nil {
				err = absent(o)
			} else {
				dst, err = e.class(dst, f)
			}
		case opVector:
			dst, err = e.vector(dst, o.shape, f)
		default:
			dst, err = e.object(dst, p, o, at, f)
		}
		if err == nil {
			continue
		}
		if e.name == "" {
			e.name = p.name
		}
		if !o.optional || o.shared || err != errUnknown {
			return dst, err
		}
		// An optional field that the layer cannot say is left out.
		flags &^= 1 << o.bit
		word := o.bit / 32 % maxWords
		dst = dst[:start]
		binary.LittleEndian.PutUint32(dst[where[word]:], uint32(flags>>(word*32)))
		e.dropped()
		e.depth = depth + 1
	}
	e.depth = depth
	return dst, nil
}

// object writes a field that is more than a number, a string, an interface or a slice.
func (e *encoder) object(dst []byte, p *plan, o *op, at, f unsafe.Pointer) ([]byte, error) {
	switch o.code {
	case opPointer:
		if f = *(*unsafe.Pointer)(f); f == nil {
			return dst, absent(o)
		}
		return e.single(dst, o.shape, f)
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

// absent tells why nil cannot be written. In an optional field whose flag another field set, or
// that only this layer requires, the struct was right to leave it out: the layer cannot say it.
func absent(o *op) error {
	if o.hard {
		return errNil
	}
	return errUnknown
}

// class writes what an interface holds.
func (e *encoder) class(dst []byte, f unsafe.Pointer) ([]byte, error) {
	at := (*iface)(f).data
	if at == nil {
		return dst, errNil
	}
	index := (*(*anyClass)(f)).tlIndex()
	start, depth := len(dst), e.depth
	if p := e.t.plans[index]; p != nil {
		dst = binary.LittleEndian.AppendUint32(dst, p.id)
		if p.peer {
			return binary.LittleEndian.AppendUint64(dst, *(*uint64)(at)), nil
		}
		if len(p.ops) == 0 {
			return dst, nil
		}
		var err error
		if dst, err = e.fields(dst, p, at); err == nil {
			return dst, nil
		}
		if err != errUnknown {
			return dst, err
		}
		e.depth = depth
	}
	return e.fallback(dst[:start], int(index), at)
}

// single writes a struct whose type has no other constructor.
func (e *encoder) single(dst []byte, s *shape, at unsafe.Pointer) ([]byte, error) {
	if s.plan == nil {
		e.name = s.name
		return dst, errUnknown
	}
	return e.boxed(dst, s.plan, at)
}

// gather works out the flags from what the struct holds, and which operations they bring.
func (p *plan) gather(at unsafe.Pointer) (flags, run uint64) {
	flags, run = p.always, p.base
	for i := range p.groups {
		g := &p.groups[i]
		for set := g.load(at) & g.mask; set != 0; set &= set - 1 {
			flags |= 1 << (g.bits[bits.TrailingZeros64(set)/8%8] % 64)
		}
	}
	for i := range p.oks {
		t := &p.oks[i]
		flags |= uint64(*(*uint8)(unsafe.Add(at, uintptr(t.off)))) << (t.bit % 64)
	}
	for i := range p.ptrs {
		t := &p.ptrs[i]
		var there uint64
		if *(*unsafe.Pointer)(unsafe.Add(at, uintptr(t.off))) != nil {
			there = 1
		}
		flags |= there << (t.bit % 64)
	}
	for _, i := range p.ruled {
		if o := &p.ops[i]; o.rule.value(objectAt(p.index, at)).set {
			flags |= 1 << o.bit
		}
	}
	for set := flags; set != 0; set &= set - 1 {
		run |= p.bits[bits.TrailingZeros64(set)].ops
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
func appendString(dst []byte, s string) []byte {
	n, head := len(s), 1
	if n >= 254 {
		head = 4
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
	return dst
}
