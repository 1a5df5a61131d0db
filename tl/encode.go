package tl

import (
	"encoding/binary"
	"errors"
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
	if len(p.ops) == 0 {
		return dst, nil
	}
	return e.fields(dst, p, at)
}

// fields writes the fields of the struct at that address.
func (e *encoder) fields(dst []byte, p *plan, at unsafe.Pointer) ([]byte, error) {
	if e.depth++; e.depth > maxDepth {
		e.name = p.name
		return dst, errDeep
	}
	var words [maxWords]uint32
	var where [maxWords]int // where in dst they are
	for i := range p.ops {
		o := &p.ops[i]
		if o.mask != 0 && words[o.word%maxWords]&o.mask == 0 {
			continue
		}
		f := unsafe.Add(at, uintptr(o.off))
		switch o.code {
		case opFlags:
			w := o.flags.gather(at)
			if o.flags.rules != nil {
				w |= o.flags.gatherRules(p, at)
			}
			words[o.word%maxWords] = w
			where[o.word%maxWords] = len(dst)
			dst = binary.LittleEndian.AppendUint32(dst, w)
		case opInt:
			dst = binary.LittleEndian.AppendUint32(dst, *(*uint32)(f))
		case opLong:
			dst = binary.LittleEndian.AppendUint64(dst, *(*uint64)(f))
		case opString, opBytes:
			// A slice begins as a string does: pointer, length.
			s := *(*string)(f)
			if len(s) > maxString {
				e.name = p.name
				return dst, errLong
			}
			dst = appendString(dst, s)
		case opBool:
			dst = appendBool(dst, *(*bool)(f))
		case opDefault, opRequire:
		default:
			start := len(dst)
			var err error
			if dst, err = e.object(dst, p, o, at, f); err == nil {
				continue
			}
			if o.mask == 0 || o.shared || !errors.Is(err, errUnknown) {
				return dst, err
			}
			// An optional field that the layer cannot say is left out.
			dst = dst[:start]
			words[o.word%maxWords] &^= o.mask
			binary.LittleEndian.PutUint32(dst[where[o.word%maxWords]:], words[o.word%maxWords])
			e.dropped()
		}
	}
	e.depth--
	return dst, nil
}

// object writes a field that is more than a plain value.
func (e *encoder) object(dst []byte, p *plan, o *op, at, f unsafe.Pointer) ([]byte, error) {
	depth := e.depth
	var err error
	switch o.code {
	case opClass:
		if err = absent((*iface)(f).data, o); err == nil {
			dst, err = e.class(dst, f)
		}
	case opPointer:
		f = *(*unsafe.Pointer)(f)
		if err = absent(f, o); err == nil {
			dst, err = e.single(dst, o.shape, f)
		}
	case opStruct:
		dst, err = e.single(dst, o.shape, f)
	case opVector:
		dst, err = e.vector(dst, o.shape, f)
	case opInt128:
		dst = append(dst, (*(*[16]byte)(f))[:]...)
	case opInt256:
		dst = append(dst, (*(*[32]byte)(f))[:]...)
	case opRest:
		dst = append(dst, *(*[]byte)(f)...)
	case opConst:
		dst = append(dst, o.zero...)
	case opRule:
		dst, err = e.value(dst, o.shape, o.rule.value(objectAt(p.index, at)))
	default:
		err = errUnknown
	}
	e.depth = depth
	if err != nil && e.name == "" {
		e.name = p.name
	}
	return dst, err
}

// absent tells why nil cannot be written. In an optional field whose flag another field set, or
// that only this layer requires, the struct was right to leave it out: the layer cannot say it.
func absent(at unsafe.Pointer, o *op) error {
	switch {
	case at != nil:
		return nil
	case o.hard:
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
	start := len(dst)
	err := errUnknown
	if p := e.t.plans[index]; p != nil {
		if dst, err = e.boxed(dst, p, at); err == nil {
			return dst, nil
		}
	}
	if err != errUnknown {
		return dst, err
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

// gather works out a word of flags from what the struct holds.
func (w *flagWord) gather(at unsafe.Pointer) uint32 {
	v := w.always
	for i := range w.bools {
		b := &w.bools[i]
		v |= uint32(*(*uint8)(unsafe.Add(at, uintptr(b.off)))) << (b.bit & 31)
	}
	for i := range w.ptrs {
		b := &w.ptrs[i]
		if *(*unsafe.Pointer)(unsafe.Add(at, uintptr(b.off))) != nil {
			v |= 1 << (b.bit & 31)
		}
	}
	return v
}

func (w *flagWord) gatherRules(p *plan, at unsafe.Pointer) uint32 {
	var v uint32
	for _, o := range w.rules {
		if o.rule.value(objectAt(p.index, at)).set {
			v |= o.mask
		}
	}
	return v
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
	n := len(s)
	if n < 254 {
		dst = append(dst, byte(n))
		n++
	} else {
		dst = append(dst, 254, byte(n), byte(n>>8), byte(n>>16))
	}
	dst = append(dst, s...)
	switch n % 4 {
	case 1:
		dst = append(dst, 0, 0, 0)
	case 2:
		dst = append(dst, 0, 0)
	case 3:
		dst = append(dst, 0)
	}
	return dst
}
