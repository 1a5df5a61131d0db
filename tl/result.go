package tl

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"unsafe"
)

// AppendResult encodes, after dst, what the function fn answers to a client of that layer. The
// result is an Object, a bool, or a slice ([]int32, []int64, []UserClass, ...) for the functions
// that answer with a vector, always as the newest layer has it: where an older layer's type
// differs (messages.createChat answered with Updates until 176) a rule converts it. A result of a
// type that the function does not answer with gives an *EncodeError, as in Append. Bytes of 16 KB and more that stand behind dst
// in its own memory, just where they are to be written, are not copied.
func AppendResult(dst []byte, layer int, fn Object, result any) ([]byte, error) {
	t, err := tableFor(layer)
	if err != nil {
		return dst, err
	}
	e := encoder{t: t}
	start := len(dst)
	if fn == nil || int(fn.tlIndex()) < firstFunction {
		return dst, e.fail(errType, MethodName(fn))
	}
	s := t.function(int(fn.tlIndex())).result
	if newest := t.defs[fn.tlIndex()].Result; s.name != newest {
		convert := resultRules[fn.TLName()]
		if convert == nil {
			return dst, e.fail(errUnknown, fn.TLName())
		}
		if result = convert(result); result == nil {
			return dst, e.fail(errUnknown, fn.TLName())
		}
	}
	if dst, err = e.result(dst, s, result); err != nil {
		return dst[:start], e.fail(err, fn.TLName())
	}
	return dst, nil
}

// function returns the plan of a function, in this layer perhaps under an older name. One that
// the layer lacks answers as in the newest.
func (t *table) function(index int) *plan {
	if p := t.plans[index]; p != nil {
		return p
	}
	if p := t.older[index]; p != nil {
		return p
	}
	return t.byID(t.defs[index].ID)
}

func (e *encoder) result(dst []byte, s *shape, result any) ([]byte, error) {
	switch r := result.(type) {
	case Object:
		return e.dynamic(dst, s.name, r)
	case bool:
		if s.code != opBool {
			return dst, errType
		}
		return appendBool(dst, r), nil
	}
	if s.code != opVector || reflect.TypeOf(result) != s.slice {
		return dst, errType
	}
	// A slice in an any is a pointer to its header.
	return e.vector(dst, s, (*eface)(unsafe.Pointer(&result)).data)
}

// DecodeResult decodes the answer to fn, as a client of that layer does, and refuses bytes that
// remain. It returns an Object, a bool, or a slice as AppendResult takes them; where an older
// layer's type differs, that layer's. The error is a LayerError or a *DecodeError.
func DecodeResult(layer int, fn Object, b []byte) (any, error) {
	t, err := tableFor(layer)
	if err != nil {
		return nil, err
	}
	if fn == nil || int(fn.tlIndex()) < firstFunction {
		return nil, &DecodeError{Name: MethodName(fn), Reason: "not a function"}
	}
	p := t.function(int(fn.tlIndex()))
	d := decoder{t: t}
	result, rest, derr := d.result(b, p.result)
	if derr != nil {
		return nil, within(p, derr)
	}
	if len(rest) > 0 {
		return nil, &DecodeError{Name: p.name, Reason: "bytes remain after its result"}
	}
	return result, nil
}

func (d *decoder) result(b []byte, s *shape) (any, []byte, *DecodeError) {
	switch s.code {
	case opBool:
		return first3(cutBool(b))
	case opVector:
		if s.slice == nil {
			return nil, nil, errGone
		}
		list := reflect.New(s.slice)
		rest, err := d.vector(b, s, list.UnsafePointer())
		return list.Elem().Interface(), rest, err
	case opClass, opStruct:
		if len(b) < 4 {
			return nil, nil, errShort
		}
		p := d.t.byID(binary.LittleEndian.Uint32(b))
		if p == nil || p.boxed != s.name {
			return nil, nil, errID
		}
		if p.index < 0 {
			return nil, nil, errGone
		}
		return first3(d.boxed(b[4:], p))
	}
	return nil, nil, &DecodeError{Reason: fmt.Sprintf("an answer of type %s is decoded by whoever knows the query", s.name)}
}

// first3 makes an any of a typed result.
func first3[T any](v T, rest []byte, err *DecodeError) (any, []byte, *DecodeError) {
	return v, rest, err
}
