package tl

import (
	"encoding/binary"
	"math/bits"
	"reflect"
	"unsafe"
)

// decoder reads one object.
type decoder struct {
	t     *table
	depth int
	whole int // length of a request whose bytes belong to what is decoded; 0: they are the caller's
}

var (
	errShort = &DecodeError{Reason: "it ends too early"}
	errID    = &DecodeError{Reason: "an id that does not belong there"}
	errBool  = &DecodeError{Reason: "a Bool that is neither true nor false"}
	errCount = &DecodeError{Reason: "a vector with more elements than bytes remain for"}
	errNest  = &DecodeError{Reason: "nested too deep"}
	errLacks = &DecodeError{Reason: "it lacks what newer layers require, and no rule fills it"}
	errGone  = &DecodeError{Reason: "a constructor that the newest layer no longer has"}
)

// within says where a failure happened, once: the innermost definition.
func within(p *plan, err *DecodeError) *DecodeError {
	if err.Name != "" {
		return err
	}
	return &DecodeError{Name: p.name, Reason: err.Reason}
}

// fields reads the fields of a struct into the zeroed memory at that address.
func (d *decoder) fields(b []byte, p *plan, at unsafe.Pointer) ([]byte, *DecodeError) {
	if d.depth++; d.depth > maxDepth {
		return nil, within(p, errNest)
	}
	for run := p.reads; run != 0; {
		o := &p.ops[bits.TrailingZeros64(run)]
		run &= run - 1
		f := unsafe.Add(at, uintptr(o.off))
		switch o.code {
		case opFlags:
			if len(b) < 4 {
				return nil, within(p, errShort)
			}
			run |= p.spread(binary.LittleEndian.Uint32(b), int(o.bit), at)
			b = b[4:]
		case opInt:
			if len(b) < 4 {
				return nil, within(p, errShort)
			}
			*(*uint32)(f) = binary.LittleEndian.Uint32(b)
			b = b[4:]
		case opLong:
			if len(b) < 8 {
				return nil, within(p, errShort)
			}
			*(*uint64)(f) = binary.LittleEndian.Uint64(b)
			b = b[8:]
		case opString:
			s, rest, ok := cutString(b)
			if !ok {
				return nil, within(p, errShort)
			}
			*(*string)(f) = string(s)
			b = rest
		default:
			var err *DecodeError
			if b, err = d.object(b, p, o, at, f); err != nil {
				return nil, within(p, err)
			}
		}
		if o.ok != 0 {
			*(*bool)(unsafe.Add(at, uintptr(o.ok))) = true
		}
	}
	d.depth--
	return b, nil
}

// object reads a field that is more than a number or a string.
func (d *decoder) object(b []byte, p *plan, o *op, at, f unsafe.Pointer) ([]byte, *DecodeError) {
	switch o.code {
	case opClass:
		return d.class(b, o.shape.class, f)
	case opPointer:
		next := reflect.New(o.shape.typ()).UnsafePointer()
		*(*unsafe.Pointer)(f) = next
		return d.single(b, o.shape, next)
	case opStruct:
		return d.single(b, o.shape, f)
	case opVector:
		return d.vector(b, o.shape, f)
	case opRest:
		*(*[]byte)(f) = append([]byte{}, b...)
		return nil, nil
	case opConst, opNever:
		v, rest, err := d.value(b, o.shape)
		_ = v
		return rest, err
	case opRule:
		v, rest, err := d.value(b, o.shape)
		if err == nil {
			o.rule.apply(objectAt(p.index, at), v)
		}
		return rest, err
	case opDefault:
		o.rule.fill(objectAt(p.index, at))
		return b, nil
	case opRequire:
		if (*iface)(f).data == nil {
			return nil, errLacks
		}
		return b, nil
	}
	return d.element(b, o.shape, f)
}

// class reads a boxed object into an interface.
func (d *decoder) class(b []byte, c *class, f unsafe.Pointer) ([]byte, *DecodeError) {
	if len(b) < 4 {
		return nil, errShort
	}
	p := d.t.byID(binary.LittleEndian.Uint32(b))
	if p == nil || p.class != c {
		return nil, d.misplaced(p, c.name)
	}
	at := reflect.New(p.typ).UnsafePointer()
	*(*iface)(f) = iface{p.itab, at}
	b = b[4:]
	if len(p.ops) == 0 {
		return b, nil
	}
	return d.fields(b, p, at)
}

// misplaced explains an id that does not belong where it was found.
func (d *decoder) misplaced(p *plan, boxed string) *DecodeError {
	if p != nil && p.index < 0 && p.boxed == boxed {
		return errGone
	}
	return errID
}

// single reads a boxed object whose type has one constructor into the memory of its struct.
func (d *decoder) single(b []byte, s *shape, at unsafe.Pointer) ([]byte, *DecodeError) {
	if len(b) < 4 {
		return nil, errShort
	}
	id := binary.LittleEndian.Uint32(b)
	p := s.plan
	if p == nil || p.id != id {
		p = d.t.byID(id)
		if p == nil || p.class != s.class || p.index < 0 {
			return nil, d.misplaced(p, s.name)
		}
	}
	return d.fields(b[4:], p, at)
}

// spread fills the fields that are nothing but a flag, and returns the operations that flags bring.
func (p *plan) spread(word uint32, first int, at unsafe.Pointer) (run uint64) {
	meanings := p.bits[first : first+32]
	for ; word != 0; word &= word - 1 {
		m := &meanings[bits.TrailingZeros32(word)]
		run |= m.ops
		if m.isTrue {
			*(*bool)(unsafe.Add(at, uintptr(m.trueAt))) = true
		}
	}
	return run
}

// cutString finds the bytes of a string and what follows its padding.
func cutString(b []byte) (s, rest []byte, ok bool) {
	if len(b) < 4 {
		return nil, nil, false
	}
	n, head := int(b[0]), 1
	if n >= 254 {
		if n == 255 {
			return nil, nil, false
		}
		n, head = int(b[1])|int(b[2])<<8|int(b[3])<<16, 4
	}
	end := (head + n + 3) &^ 3
	if len(b) < end {
		return nil, nil, false
	}
	return b[head : head+n], b[end:], true
}
