package tl

import (
	"encoding/binary"
	"reflect"
	"testing"

	"chappe/tl/internal/schema"
)

// old is a constructor or function as a layer has it: what tests of the rules write and want.
type old map[string]any

// raw writes such an object by its definition, from Go values: numbers, bool, string, Object,
// slices of these. A field that is not in the map is absent, or zero.
func (o *oracle) raw(t *testing.T, name string, fields old) []byte {
	t.Helper()
	d := o.defs[name]
	if d == nil {
		t.Fatalf("the layer has no %s", name)
	}
	for field := range fields {
		if !hasParam(d, field) {
			t.Fatalf("%s has no field %s in the layer", name, field)
		}
	}
	b := binary.LittleEndian.AppendUint32(nil, d.ID)
	for _, p := range d.Params {
		switch v, ok := fields[p.Name]; {
		case p.IsFlags():
			var w uint32
			for _, q := range d.Params {
				if _, ok := fields[q.Name]; ok && q.Flags == p.Name {
					w |= 1 << q.Bit
				}
			}
			b = binary.LittleEndian.AppendUint32(b, w)
		case p.Type == "true", !ok && p.Optional():
		case ok:
			b = append(b, o.rawValue(t, p.Type, v)...)
		default:
			zero, err := o.made(value{}, p.Type)
			if err != nil {
				t.Fatalf("%s needs a value for %s", name, p.Name)
			}
			b = append(b, zero...)
		}
	}
	return b
}

func hasParam(d *schema.Def, name string) bool {
	for _, p := range d.Params {
		if p.Name == name {
			return true
		}
	}
	return false
}

func (o *oracle) rawValue(t *testing.T, typ string, v any) []byte {
	t.Helper()
	if b, ok := v.([]byte); ok && typ != "bytes" {
		return b // already written
	}
	f := reflect.ValueOf(v)
	if f.Kind() == reflect.Pointer {
		f = f.Elem()
	}
	if elem, ok := schema.Elem(typ); ok {
		b := binary.LittleEndian.AppendUint32(nil, idVector)
		b = binary.LittleEndian.AppendUint32(b, uint32(f.Len()))
		for i := range f.Len() {
			b = append(b, o.rawValue(t, elem, f.Index(i).Interface())...)
		}
		return b
	}
	if obj, ok := v.(Object); ok {
		b, err := o.boxed(obj)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	b, err := o.plain(f, typ)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// unraw reads an object into its fields as the layer has them: int64 for numbers (1 for a true
// Bool or a set flag), string, Object, []any.
func (o *oracle) unraw(t *testing.T, b []byte) (name string, fields old) {
	t.Helper()
	d := o.ids[binary.LittleEndian.Uint32(b)]
	if d == nil {
		t.Fatalf("%x has an unknown id", b)
	}
	b = b[4:]
	fields = make(old)
	words := make(map[string]uint32)
	for _, p := range d.Params {
		switch {
		case p.IsFlags():
			words[p.Name] = binary.LittleEndian.Uint32(b)
			b = b[4:]
		case p.Optional() && words[p.Flags]&(1<<p.Bit) == 0:
		case p.Type == "true":
			fields[p.Name] = int64(1)
		default:
			v, rest, err := o.readMade(b, p.Type)
			if err != nil {
				t.Fatalf("%s.%s: %v", d.Name, p.Name, err)
			}
			fields[p.Name] = loosen(v, p.Type)
			b = rest
		}
	}
	if len(b) > 0 {
		t.Fatalf("%d bytes remain after %s", len(b), d.Name)
	}
	return d.Name, fields
}

func loosen(v value, typ string) any {
	if elem, ok := schema.Elem(typ); ok {
		list := []any{}
		for _, x := range v.list {
			list = append(list, loosen(x, elem))
		}
		return list
	}
	switch typ {
	case "int", "long", "double", "Bool":
		return v.n
	case "string", "bytes":
		return v.s
	}
	return v.obj
}
