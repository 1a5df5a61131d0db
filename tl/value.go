package tl

import (
	"encoding/binary"
)

// value is a field that the newest struct does not have as a layer has it. Rules turn it into
// what the struct has, and back.
type value struct {
	set  bool   // whether an optional field is present
	n    int64  // int, long, the bits of a double; 1 for a true Bool
	s    string // string, bytes
	obj  Object
	list []value
}

// rule is how a field of older layers and the newest struct correspond.
type rule struct {
	get  func(Object) value  // what to write, nil when nothing in the struct corresponds
	put  func(Object, value) // what reading does with it, nil for nothing
	fill func(Object)        // of opDefault: fills a field that the layer lacks
}

func (r *rule) value(o Object) value {
	if r.get == nil {
		return value{}
	}
	return r.get(o)
}

func (r *rule) apply(o Object, v value) {
	if r.put != nil {
		r.put(o, v)
	}
}

// value writes a value that a rule made. A boxed one that is missing cannot be written.
func (e *encoder) value(dst []byte, s *shape, v value) ([]byte, error) {
	switch s.code {
	case opInt:
		return binary.LittleEndian.AppendUint32(dst, uint32(v.n)), nil
	case opLong:
		return binary.LittleEndian.AppendUint64(dst, uint64(v.n)), nil
	case opBool:
		return appendBool(dst, v.n != 0), nil
	case opString, opBytes:
		return appendString(dst, v.s)
	case opClass, opStruct:
		if v.obj == nil {
			return dst, errUnknown
		}
		return e.dynamic(dst, s.name, v.obj)
	case opVector:
		start := len(dst)
		dst = binary.LittleEndian.AppendUint32(dst, idVector)
		dst = binary.LittleEndian.AppendUint32(dst, uint32(len(v.list)))
		var err error
		for _, elem := range v.list {
			if dst, err = e.value(dst, s.elem, elem); err != nil {
				return dst[:start], err
			}
		}
		return dst, nil
	}
	return dst, errUnknown
}

// dynamic writes an object where the layer wants a boxed type, whose name it checks.
func (e *encoder) dynamic(dst []byte, boxed string, o Object) ([]byte, error) {
	index, at := int(o.tlIndex()), dataOf(o)
	if at == nil {
		return dst, errNil
	}
	err := errUnknown
	if p := e.t.plans[index]; p != nil {
		if p.boxed != boxed || index >= firstFunction {
			e.name = p.name
			return dst, errType
		}
		dst, err = e.boxed(dst, p, at)
	}
	if err == errUnknown {
		return e.fallback(dst, index, at)
	}
	return dst, err
}

// value reads anything, to be handed to a rule or thrown away.
func (d *decoder) value(b []byte, s *shape) (value, []byte, *DecodeError) {
	v := value{set: true}
	switch s.code {
	case opInt:
		if len(b) < 4 {
			return v, nil, errShort
		}
		v.n = int64(int32(binary.LittleEndian.Uint32(b)))
		return v, b[4:], nil
	case opLong:
		if len(b) < 8 {
			return v, nil, errShort
		}
		v.n = int64(binary.LittleEndian.Uint64(b))
		return v, b[8:], nil
	case opBool:
		t, rest, err := cutBool(b)
		if t {
			v.n = 1
		}
		return v, rest, err
	case opString, opBytes:
		str, rest, ok := cutString(b)
		if !ok {
			return v, nil, errShort
		}
		v.s = string(str)
		return v, rest, nil
	case opInt128:
		if len(b) < 16 {
			return v, nil, errShort
		}
		return v, b[16:], nil
	case opInt256:
		if len(b) < 32 {
			return v, nil, errShort
		}
		return v, b[32:], nil
	case opVector:
		return d.valueList(b, s)
	case opClass, opStruct:
		return d.valueObject(b, s)
	}
	return v, nil, errID
}

func (d *decoder) valueList(b []byte, s *shape) (value, []byte, *DecodeError) {
	n, b, err := d.count(b, s.min)
	if err != nil {
		return value{}, nil, err
	}
	v := value{set: true}
	for range n {
		var elem value
		if elem, b, err = d.value(b, s.elem); err != nil {
			return value{}, nil, err
		}
		v.list = append(v.list, elem)
	}
	return v, b, nil
}

// valueObject reads a boxed object of the type that the layer says, even one that has no struct.
func (d *decoder) valueObject(b []byte, s *shape) (value, []byte, *DecodeError) {
	v := value{set: true}
	if len(b) < 4 {
		return v, nil, errShort
	}
	p := d.t.byID(binary.LittleEndian.Uint32(b))
	if p == nil || p.boxed != s.name || p.result != nil {
		return v, nil, errID
	}
	obj, rest, err := d.boxed(b[4:], p)
	v.obj = obj
	return v, rest, err
}

// boxed reads the fields after an id into a new struct. What has no struct is read and forgotten.
func (d *decoder) boxed(b []byte, p *plan) (Object, []byte, *DecodeError) {
	if p.index < 0 {
		rest, err := d.fields(b, p, nil)
		return nil, rest, err
	}
	o := newObject(uint16(p.index))
	rest, err := d.fields(b, p, dataOf(o))
	return o, rest, err
}
