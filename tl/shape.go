package tl

import (
	"encoding/binary"
	"reflect"

	"chappe/tl/internal/schema"
)

// Ids of what every layer has.
// https://core.telegram.org/schema
const (
	idVector    = 0x1cb5c415
	idBoolTrue  = 0x997275b5
	idBoolFalse = 0xbc799737
)

var plainCodes = map[string]opcode{
	"int": opInt, "long": opLong, "double": opLong, "int128": opInt128, "int256": opInt256,
	"Bool": opBool, "string": opString, "bytes": opBytes, "!X": opRest, "X": opRest,
}

var plainTypes = map[string]reflect.Type{
	"int": reflect.TypeFor[int32](), "long": reflect.TypeFor[int64](), "double": reflect.TypeFor[float64](),
	"int128": reflect.TypeFor[[16]byte](), "int256": reflect.TypeFor[[32]byte](),
	"Bool": reflect.TypeFor[bool](), "string": reflect.TypeFor[string](), "bytes": reflect.TypeFor[[]byte](),
}

// shape returns how a type is written in this layer.
func (t *table) shape(typ string) *shape {
	if s := t.shapes[typ]; s != nil {
		return s
	}
	s := &shape{name: typ}
	t.shapes[typ] = s
	if elem, ok := schema.Elem(typ); ok {
		s.code, s.elem = opVector, t.shape(elem)
		s.zero = zeroOf(s)
		s.min = t.minOf(elem)
		if goType := t.goType(elem); goType != nil {
			s.slice = reflect.SliceOf(goType)
			s.size = goType.Size()
		}
		return s
	}
	if code, ok := plainCodes[typ]; ok {
		s.code = code
		s.zero = zeroOf(s)
		return s
	}
	s.code, s.class = opClass, t.classes[typ]
	if s.class != nil && s.class.iface == nil {
		s.code, s.plan = opStruct, t.plans[s.class.single]
	}
	return s
}

// goType is the type of a required field, nil for a boxed type that the newest layer has not.
func (t *table) goType(typ string) reflect.Type {
	if elem, ok := schema.Elem(typ); ok {
		if inner := t.goType(elem); inner != nil {
			return reflect.SliceOf(inner)
		}
		return nil
	}
	if p := plainTypes[typ]; p != nil {
		return p
	}
	c := t.classes[typ]
	switch {
	case c == nil:
		return nil
	case c.iface != nil:
		return c.iface
	}
	return reflect.TypeOf(prototypes[c.single]).Elem()
}

// minOf is the fewest bytes that a value of the type takes in any layer. A vector's count is held
// against it before memory is allocated, so that little input cannot ask for much.
func (c *catalog) minOf(typ string) int {
	switch typ {
	case "long", "double":
		return 8
	case "int128":
		return 16
	case "int256":
		return 32
	}
	if _, ok := schema.Elem(typ); ok {
		return 8
	}
	cl := c.classes[typ]
	if cl == nil || cl.iface != nil {
		return 4 // a number, a length or an id
	}
	if n, ok := c.least[typ]; ok {
		return n
	}
	// A struct that holds itself counts, within itself, as an id.
	c.least[typ] = 4
	least := 0
	for i := range c.Entries {
		e := &c.Entries[i]
		if e.Function || e.Result != typ {
			continue
		}
		n := 4
		for _, p := range e.Params {
			if !p.Optional() {
				n += c.minOf(p.Type)
			}
		}
		if least == 0 || n < least {
			least = n
		}
	}
	c.least[typ] = least
	return least
}

// zeroOf is how a type's zero is written, nil when it has none.
func zeroOf(s *shape) []byte {
	switch s.code {
	case opInt, opString, opBytes:
		return make([]byte, 4)
	case opLong:
		return make([]byte, 8)
	case opInt128:
		return make([]byte, 16)
	case opInt256:
		return make([]byte, 32)
	case opBool:
		return binary.LittleEndian.AppendUint32(nil, idBoolFalse)
	case opVector:
		return append(binary.LittleEndian.AppendUint32(nil, idVector), 0, 0, 0, 0)
	}
	return nil
}
