package tl

import (
	"encoding/binary"
	"unsafe"
)

// sliceHeader is how a slice lies in memory.
type sliceHeader struct {
	data     unsafe.Pointer
	len, cap int
}

// vector writes a slice. Elements that the layer cannot say are left out, and the count with them.
// https://core.telegram.org/mtproto/serialize#vectors
func (e *encoder) vector(dst []byte, s *shape, f unsafe.Pointer) ([]byte, error) {
	h := (*sliceHeader)(f)
	if s.slice == nil {
		return dst, errUnknown
	}
	start := len(dst)
	dst = binary.LittleEndian.AppendUint32(dst, idVector)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(h.len))
	switch s.elem.code {
	case opInt:
		for _, v := range unsafe.Slice((*uint32)(h.data), h.len) {
			dst = binary.LittleEndian.AppendUint32(dst, v)
		}
		return dst, nil
	case opLong:
		for _, v := range unsafe.Slice((*uint64)(h.data), h.len) {
			dst = binary.LittleEndian.AppendUint64(dst, v)
		}
		return dst, nil
	}
	dropped := 0
	for i := range h.len {
		at := unsafe.Add(h.data, uintptr(i)*s.size)
		var err error
		switch s.elem.code {
		case opClass:
			dst, err = e.class(dst, at)
		case opStruct:
			dst, err = e.single(dst, s.elem, at)
		default:
			dst, err = e.element(dst, s.elem, at)
		}
		if err == nil {
			continue
		}
		if err != errUnknown {
			return dst[:start], err
		}
		dropped++
		e.dropped()
	}
	if dropped > 0 {
		binary.LittleEndian.PutUint32(dst[start+4:], uint32(h.len-dropped))
	}
	return dst, nil
}

// element writes the rarer elements of vectors.
func (e *encoder) element(dst []byte, s *shape, at unsafe.Pointer) ([]byte, error) {
	switch s.code {
	case opString, opBytes:
		return appendString(dst, *(*string)(at))
	case opBool:
		return appendBool(dst, *(*bool)(at)), nil
	case opVector:
		return e.vector(dst, s, at)
	case opInt128:
		return append(dst, (*(*[16]byte)(at))[:]...), nil
	case opInt256:
		return append(dst, (*(*[32]byte)(at))[:]...), nil
	}
	return dst, errUnknown
}
