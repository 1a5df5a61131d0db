package tl

import (
	"encoding/binary"
	"reflect"
	"unsafe"
)

// vector reads a slice. Before it allocates, the count is held against the bytes that remain.
func (d *decoder) vector(b []byte, s *shape, f unsafe.Pointer) ([]byte, *DecodeError) {
	n, b, err := d.count(b, s.min)
	if err != nil {
		return nil, err
	}
	h := (*sliceHeader)(f)
	switch s.elem.code {
	case opInt:
		list := make([]uint32, n)
		for i := range list {
			list[i] = binary.LittleEndian.Uint32(b)
			b = b[4:]
		}
		*(*[]uint32)(f) = list
		return b, nil
	case opLong:
		list := make([]uint64, n)
		for i := range list {
			list[i] = binary.LittleEndian.Uint64(b)
			b = b[8:]
		}
		*(*[]uint64)(f) = list
		return b, nil
	case opClass:
		if s.elem.class == nil {
			return nil, errGone
		}
		// Every interface with methods looks the same to the collector.
		*(*[]Object)(f) = make([]Object, n)
	case opString:
		*(*[]string)(f) = make([]string, n)
	case opBytes:
		*(*[][]byte)(f) = make([][]byte, n)
	default:
		v := reflect.NewAt(s.slice, f).Elem()
		v.Set(reflect.MakeSlice(s.slice, n, n))
	}
	for i := range n {
		at := unsafe.Add(h.data, uintptr(i)*s.size)
		switch s.elem.code {
		case opClass:
			b, err = d.class(b, s.elem.class, at)
		case opStruct:
			b, err = d.single(b, s.elem, at)
		default:
			b, err = d.element(b, s.elem, at)
		}
		if err != nil {
			return nil, err
		}
	}
	return b, nil
}

// count reads a vector's id and its count, which the bytes that follow must allow.
func (d *decoder) count(b []byte, least int) (int, []byte, *DecodeError) {
	if len(b) < 8 {
		return 0, nil, errShort
	}
	if binary.LittleEndian.Uint32(b) != idVector {
		return 0, nil, errID
	}
	n := binary.LittleEndian.Uint32(b[4:])
	b = b[8:]
	if uint64(n)*uint64(least) > uint64(len(b)) {
		return 0, nil, errCount
	}
	return int(n), b, nil
}

// bytes are v as a field keeps it: a copy, unless most of a request that belongs to what is decoded is in it, as with the part of a file.
func (d *decoder) bytes(v []byte) []byte {
	if len(v) > aliased && len(v) > d.whole/2 && d.whole > 0 {
		return v[:len(v):len(v)]
	}
	return append([]byte{}, v...)
}

// aliased is up to what length bytes are copied in any case.
const aliased = 4 << 10

// element reads the rarer plain values, as fields or in vectors.
func (d *decoder) element(b []byte, s *shape, f unsafe.Pointer) ([]byte, *DecodeError) {
	switch s.code {
	case opString, opBytes:
		v, rest, ok := cutString(b)
		if !ok {
			return nil, errShort
		}
		if s.code == opString {
			*(*string)(f) = string(v)
		} else {
			*(*[]byte)(f) = d.bytes(v)
		}
		return rest, nil
	case opBool:
		v, rest, err := cutBool(b)
		*(*bool)(f) = v
		return rest, err
	case opVector:
		return d.vector(b, s, f)
	case opInt128:
		if len(b) < 16 {
			return nil, errShort
		}
		copy((*(*[16]byte)(f))[:], b)
		return b[16:], nil
	case opInt256:
		if len(b) < 32 {
			return nil, errShort
		}
		copy((*(*[32]byte)(f))[:], b)
		return b[32:], nil
	}
	return nil, errID
}

func cutBool(b []byte) (v bool, rest []byte, err *DecodeError) {
	if len(b) < 4 {
		return false, nil, errShort
	}
	switch binary.LittleEndian.Uint32(b) {
	case idBoolTrue:
		return true, b[4:], nil
	case idBoolFalse:
		return false, b[4:], nil
	}
	return false, nil, errBool
}

// typ is the struct of a type that has one constructor.
func (s *shape) typ() reflect.Type { return reflect.TypeOf(prototypes[s.class.single]).Elem() }
