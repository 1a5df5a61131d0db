package tl

import (
	"encoding/binary"
	"errors"
	"unsafe"
)

// Append encodes an object after dst, boxed, as a client of that layer reads it. Fields that the
// layer lacks are dropped; what it cannot say is replaced or left out (see Fallbacks). The error is
// a LayerError, or an *EncodeError when no decodable form exists; dst then has its old length.
// It does not allocate when dst has room.
// https://core.telegram.org/mtproto/serialize
func Append(dst []byte, layer int, o Object) ([]byte, error) {
	t, err := tableFor(layer)
	if err != nil {
		return dst, err
	}
	if o == nil || dataOf(o) == nil {
		return dst, &EncodeError{Layer: layer, Reason: errNil.Error()}
	}
	e := encoder{t: t}
	index, at := int(o.tlIndex()), dataOf(o)
	err = errUnknown
	if p := t.plans[index]; p != nil {
		dst, err = e.boxed(dst, p, at)
	}
	if err == errUnknown {
		dst, err = e.fallback(dst, index, at)
	}
	if err != nil {
		return dst, e.fail(err, o.TLName())
	}
	return dst, nil
}

func (e *encoder) fail(err error, name string) error {
	if e.name == "" {
		e.name = name
	}
	return &EncodeError{Name: e.name, Layer: e.t.layer, Reason: err.Error()}
}

// Decode decodes any boxed object, constructor or function, and returns the bytes after it. Every
// length and count is held against the bytes that remain before memory is allocated, and objects
// lie at most 64 deep. The error is a LayerError or a *DecodeError.
func Decode(layer int, b []byte) (Object, []byte, error) {
	t, err := tableFor(layer)
	if err != nil {
		return nil, b, err
	}
	if len(b) < 4 {
		return nil, b, errShort
	}
	p := t.byID(binary.LittleEndian.Uint32(b))
	switch {
	case p == nil:
		return nil, b, errID
	case p.index < 0:
		return nil, b, within(p, errGone)
	}
	d := decoder{t: t}
	o, rest, derr := d.boxed(b[4:], p)
	if derr != nil {
		return nil, b, derr
	}
	return o, rest, nil
}

// DecodeRequest decodes one function call of a client. b belongs to the request from now on: what is decoded may share its memory.
// Bytes that remain are refused, except
// after the wrappers (invokeWithLayer and its like), whose Query takes them. The error is an
// UnknownMethodError, a LayerError or a *DecodeError.
func DecodeRequest(layer int, b []byte) (Object, error) {
	t, err := tableFor(layer)
	if err != nil {
		return nil, err
	}
	if len(b) < 4 {
		return nil, errShort
	}
	id := binary.LittleEndian.Uint32(b)
	p := t.byID(id)
	if p == nil {
		return nil, UnknownMethodError{ID: id}
	}
	if p.index < firstFunction {
		return nil, UnknownMethodError{ID: id, Name: p.name}
	}
	d := decoder{t: t, whole: len(b)}
	o, rest, derr := d.boxed(b[4:], p)
	if derr != nil {
		return nil, derr
	}
	if len(rest) > 0 {
		return nil, &DecodeError{Name: p.name, Reason: "bytes remain after it"}
	}
	return o, nil
}

var errType = errors.New("it is not of the type that belongs there")

// eface is how an any lies in memory.
type eface struct{ typ, data unsafe.Pointer }
