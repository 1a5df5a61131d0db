package tl

import (
	"encoding/binary"
	"errors"
	"math"
	"reflect"

	"chappe/tl/internal/schema"
)

var errOracle = errors.New("the oracle does not read this")

// read reads a boxed object of any type, by reflection.
func (o *oracle) read(b []byte) (Object, []byte, error) {
	if len(b) < 4 {
		return nil, nil, errOracle
	}
	d := o.ids[binary.LittleEndian.Uint32(b)]
	if d == nil {
		return nil, nil, errOracle
	}
	name := d.Name
	if newer, ok := renamed[name]; ok {
		name = newer
	}
	index, ok := o.c.index[name]
	if !ok {
		rest, err := o.skipFields(b[4:], d)
		return nil, rest, err
	}
	obj := newObject(uint16(index))
	rest, err := o.readFields(b[4:], d, obj)
	return obj, rest, err
}

func (o *oracle) readFields(b []byte, d *schema.Def, obj Object) ([]byte, error) {
	v, index := reflect.ValueOf(obj).Elem(), int(obj.tlIndex())
	words := make(map[string]uint32)
	used := make(map[string]bool)
	for _, p := range d.Params {
		f, mine, known := o.value(v, index, p.Name, p.Type)
		used[p.Name] = used[p.Name] || known
		if p.IsFlags() {
			if len(b) < 4 {
				return nil, errOracle
			}
			words[p.Name] = binary.LittleEndian.Uint32(b)
			b = b[4:]
			continue
		}
		if p.Optional() && words[p.Flags]&(1<<p.Bit) == 0 {
			continue
		}
		var err error
		switch {
		case p.Type == "true":
			if known {
				f.SetBool(true)
			}
		case known && isOpt(mine):
			b, err = o.readPlain(b, p.Type, f.Field(0))
			f.Field(1).SetBool(true)
		case known:
			b, err = o.readPlain(b, p.Type, f)
		default:
			var x value
			x, b, err = o.readMade(b, p.Type)
			if r, ok := rules[d.Name+"."+p.Name]; ok && err == nil {
				r.apply(obj, x)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	for i, f := range o.c.fields[index] {
		if fill := defaults[d.Name+"."+f.Name]; fill != nil && !used[f.Name] {
			fill(obj)
		}
		field := v.Field(i)
		if !used[f.Name] && field.Kind() == reflect.Interface && !f.Optional() && fromClients(d) && field.IsNil() {
			return nil, errOracle
		}
	}
	return b, nil
}

func (o *oracle) skipFields(b []byte, d *schema.Def) ([]byte, error) {
	words := make(map[string]uint32)
	for _, p := range d.Params {
		if p.IsFlags() {
			if len(b) < 4 {
				return nil, errOracle
			}
			words[p.Name] = binary.LittleEndian.Uint32(b)
			b = b[4:]
			continue
		}
		if p.Type == "true" || p.Optional() && words[p.Flags]&(1<<p.Bit) == 0 {
			continue
		}
		var err error
		if _, b, err = o.readMade(b, p.Type); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// readPlain reads a type into a Go value.
func (o *oracle) readPlain(b []byte, typ string, f reflect.Value) ([]byte, error) {
	if elem, ok := schema.Elem(typ); ok {
		if len(b) < 8 || binary.LittleEndian.Uint32(b) != idVector {
			return nil, errOracle
		}
		n := int(binary.LittleEndian.Uint32(b[4:]))
		b = b[8:]
		if n > len(b) {
			return nil, errOracle
		}
		f.Set(reflect.MakeSlice(f.Type(), n, n))
		var err error
		for i := range n {
			if b, err = o.readPlain(b, elem, f.Index(i)); err != nil {
				return nil, err
			}
		}
		return b, nil
	}
	if typ == "!X" {
		f.SetBytes(append([]byte{}, b...))
		return nil, nil
	}
	x, rest, err := o.readMade(b, typ)
	if err != nil {
		return nil, err
	}
	switch typ {
	case "int", "long":
		f.SetInt(x.n)
	case "double":
		f.SetFloat(math.Float64frombits(uint64(x.n)))
	case "Bool":
		f.SetBool(x.n != 0)
	case "string":
		f.SetString(x.s)
	case "bytes":
		f.SetBytes([]byte(x.s))
	case "int128", "int256":
		reflect.Copy(f, reflect.ValueOf([]byte(x.s)))
	default:
		if x.obj == nil || !o.belongs(x.obj, typ) {
			return nil, errOracle
		}
		switch v := reflect.ValueOf(x.obj); f.Kind() {
		case reflect.Struct:
			f.Set(v.Elem())
		default:
			f.Set(v)
		}
	}
	return rest, nil
}

// belongs reports whether an object is of a boxed type of the newest layer.
func (o *oracle) belongs(obj Object, typ string) bool {
	d := o.c.defs[obj.tlIndex()]
	return !d.Function && d.Result == typ
}

// readMade reads a type that no Go value stands ready for.
func (o *oracle) readMade(b []byte, typ string) (value, []byte, error) {
	v := value{set: true}
	if elem, ok := schema.Elem(typ); ok {
		if len(b) < 8 || binary.LittleEndian.Uint32(b) != idVector {
			return v, nil, errOracle
		}
		n := int(binary.LittleEndian.Uint32(b[4:]))
		b = b[8:]
		for range n {
			x, rest, err := o.readMade(b, elem)
			if err != nil {
				return v, nil, err
			}
			v.list, b = append(v.list, x), rest
		}
		return v, b, nil
	}
	need := map[string]int{"int": 4, "long": 8, "double": 8, "Bool": 4, "int128": 16, "int256": 32}[typ]
	if len(b) < need {
		return v, nil, errOracle
	}
	switch typ {
	case "int":
		v.n = int64(int32(binary.LittleEndian.Uint32(b)))
	case "long", "double":
		v.n = int64(binary.LittleEndian.Uint64(b))
	case "Bool":
		switch binary.LittleEndian.Uint32(b) {
		case idBoolTrue:
			v.n = 1
		case idBoolFalse:
		default:
			return v, nil, errOracle
		}
	case "int128", "int256":
		v.s = string(b[:need])
	case "string", "bytes":
		return slowCut(b)
	default:
		obj, rest, err := o.read(b)
		v.obj = obj
		return v, rest, err
	}
	return v, b[need:], nil
}

func slowCut(b []byte) (value, []byte, error) {
	if len(b) == 0 {
		return value{}, nil, errOracle
	}
	n, head := int(b[0]), 1
	if n == 254 && len(b) >= 4 {
		n, head = int(b[1])+int(b[2])*256+int(b[3])*65536, 4
	}
	end := head + n
	for end%4 != 0 {
		end++
	}
	if b[0] == 255 || end > len(b) {
		return value{}, nil, errOracle
	}
	return value{set: true, s: string(b[head : head+n])}, b[end:], nil
}
