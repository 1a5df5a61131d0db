package tl

import (
	"encoding/binary"
	"math"
	"reflect"

	"chappe/tl/internal/schema"
)

// oracle is the codec again, slow and by reflection alone: no plans, no offsets, no bitmaps. The
// fast one must agree with it, errors included.
type oracle struct {
	c    *catalog
	defs map[string]*schema.Def // the layer's, by name
	ids  map[uint32]*schema.Def // and by id; of other layers where this one has none
}

func newOracle(layer int) *oracle {
	c := theCatalog()
	o := &oracle{c: c, defs: make(map[string]*schema.Def), ids: make(map[uint32]*schema.Def)}
	at := c.layerIndex(layer)
	for _, list := range c.entries {
		for _, e := range list {
			if e.In(at) || o.ids[e.ID] == nil || !holds(o.defs[e.Name], e) {
				o.ids[e.ID] = &e.Def
			}
			if e.In(at) {
				o.defs[e.Name] = &e.Def
			}
		}
	}
	for _, d := range o.defs {
		o.ids[d.ID] = d
	}
	return o
}

func holds(d *schema.Def, e *schema.Entry) bool { return d != nil && d.ID == e.ID }

// value finds a struct's field by its name in the schema, when it has the type wanted.
func (o *oracle) value(v reflect.Value, index int, name, typ string) (reflect.Value, schema.Param, bool) {
	for i, f := range o.c.fields[index] {
		if f.Name == name && f.Type == typ {
			return v.Field(i), f.Param, true
		}
	}
	return reflect.Value{}, schema.Param{}, false
}

// boxed writes an object with its id.
func (o *oracle) boxed(obj Object) ([]byte, error) {
	d := o.defs[obj.TLName()]
	for older, newer := range renamed {
		if x := o.defs[older]; d == nil && newer == obj.TLName() && x != nil && !x.Function {
			d = x
		}
	}
	if d == nil {
		return o.fallback(obj)
	}
	b, err := o.fields(obj, d)
	if err == errUnknown {
		return o.fallback(obj)
	}
	return append(binary.LittleEndian.AppendUint32(nil, d.ID), b...), err
}

func (o *oracle) fields(obj Object, d *schema.Def) ([]byte, error) {
	v, index := reflect.ValueOf(obj).Elem(), int(obj.tlIndex())
	words := make(map[string]uint32)
	users := make(map[string]map[uint8]int) // how many fields more than a bit hang on a flag
	for _, p := range d.Params {
		if !p.Optional() {
			continue
		}
		if o.present(obj, v, index, d, p) {
			words[p.Flags] |= 1 << p.Bit
		}
		if f, _, ok := o.value(v, index, p.Name, p.Type); p.Type != "true" || ok && f.Kind() != reflect.Bool {
			if users[p.Flags] == nil {
				users[p.Flags] = make(map[uint8]int)
			}
			users[p.Flags][p.Bit]++
		}
	}
	parts := make([][]byte, len(d.Params))
	for i, p := range d.Params {
		if p.IsFlags() || p.Type == "true" || p.Optional() && words[p.Flags]&(1<<p.Bit) == 0 {
			continue
		}
		var err error
		if parts[i], err = o.field(obj, v, index, d, p); err == nil {
			continue
		}
		if err != errUnknown || !p.Optional() || users[p.Flags][p.Bit] > 1 {
			return nil, err
		}
		words[p.Flags] &^= 1 << p.Bit
	}
	var b []byte
	for i, p := range d.Params {
		if p.IsFlags() {
			b = binary.LittleEndian.AppendUint32(b, words[p.Name])
		}
		b = append(b, parts[i]...)
	}
	return b, nil
}

func (o *oracle) present(obj Object, v reflect.Value, index int, d *schema.Def, p schema.Param) bool {
	f, mine, ok := o.value(v, index, p.Name, p.Type)
	if !ok {
		r, ok := rules[d.Name+"."+p.Name]
		return ok && r.get != nil && r.get(obj).set
	}
	switch {
	case !mine.Optional():
		return true
	case p.Type == "true":
		return f.Bool()
	case f.Kind() == reflect.Struct:
		return f.Field(1).Bool() // Opt
	}
	return !f.IsNil()
}

func (o *oracle) field(obj Object, v reflect.Value, index int, d *schema.Def, p schema.Param) ([]byte, error) {
	f, mine, ok := o.value(v, index, p.Name, p.Type)
	if ok {
		if isOpt(mine) {
			f = f.Field(0)
		}
		if (f.Kind() == reflect.Interface || f.Kind() == reflect.Pointer) && f.IsNil() {
			if mine.Optional() {
				return nil, errUnknown
			}
			return nil, errNil
		}
		return o.plain(f, p.Type)
	}
	if r, ok := rules[d.Name+"."+p.Name]; ok {
		if r.get == nil {
			return o.made(value{}, p.Type)
		}
		return o.made(r.get(obj), p.Type)
	}
	return o.made(value{}, p.Type)
}

// plain writes a Go value as a type.
func (o *oracle) plain(f reflect.Value, typ string) ([]byte, error) {
	if elem, ok := schema.Elem(typ); ok {
		n := 0
		var b []byte
		for i := range f.Len() {
			part, err := o.plain(f.Index(i), elem)
			if err == errUnknown {
				continue
			}
			if err != nil {
				return nil, err
			}
			n++
			b = append(b, part...)
		}
		head := binary.LittleEndian.AppendUint32(nil, idVector)
		return append(binary.LittleEndian.AppendUint32(head, uint32(n)), b...), nil
	}
	switch typ {
	case "int":
		return binary.LittleEndian.AppendUint32(nil, uint32(f.Int())), nil
	case "long":
		return binary.LittleEndian.AppendUint64(nil, uint64(f.Int())), nil
	case "double":
		return binary.LittleEndian.AppendUint64(nil, math.Float64bits(f.Float())), nil
	case "int128", "int256":
		b := make([]byte, f.Len())
		reflect.Copy(reflect.ValueOf(b), f)
		return b, nil
	case "Bool":
		return appendBool(nil, f.Bool()), nil
	case "string":
		return slowString(f.String()), nil
	case "bytes":
		return slowString(string(f.Bytes())), nil
	case "!X":
		return f.Bytes(), nil
	}
	switch f.Kind() {
	case reflect.Interface:
		return o.boxed(f.Interface().(Object))
	case reflect.Pointer:
		return o.boxed(f.Interface().(Object))
	}
	return o.boxed(f.Addr().Interface().(Object))
}

// made writes a value that a rule made, or a zero.
func (o *oracle) made(v value, typ string) ([]byte, error) {
	if elem, ok := schema.Elem(typ); ok {
		b := binary.LittleEndian.AppendUint32(nil, idVector)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(v.list)))
		for _, x := range v.list {
			part, err := o.made(x, elem)
			if err != nil {
				return nil, err
			}
			b = append(b, part...)
		}
		return b, nil
	}
	switch typ {
	case "int":
		return binary.LittleEndian.AppendUint32(nil, uint32(v.n)), nil
	case "long", "double":
		return binary.LittleEndian.AppendUint64(nil, uint64(v.n)), nil
	case "int128":
		return make([]byte, 16), nil
	case "int256":
		return make([]byte, 32), nil
	case "Bool":
		return appendBool(nil, v.n != 0), nil
	case "string", "bytes":
		return slowString(v.s), nil
	}
	if v.obj == nil {
		return nil, errUnknown
	}
	return o.boxed(v.obj)
}

func slowString(s string) []byte {
	b := []byte{byte(len(s))}
	if len(s) >= 254 {
		b = []byte{254, byte(len(s)), byte(len(s) >> 8), byte(len(s) >> 16)}
	}
	b = append(b, s...)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

func (o *oracle) fallback(obj Object) ([]byte, error) {
	c := o.c.of[obj.tlIndex()]
	if c == nil {
		return nil, errUnknown
	}
	if c.name != "Update" {
		if d := o.defs[fallbacks[c.name]]; d != nil {
			return binary.LittleEndian.AppendUint32(nil, d.ID), nil
		}
		return nil, errUnknown
	}
	v := reflect.ValueOf(obj).Elem()
	pts, count := v.FieldByName("Pts"), v.FieldByName("PtsCount")
	if !pts.IsValid() || !count.IsValid() || pts.Kind() != reflect.Int32 {
		return nil, errUnknown
	}
	if id := v.FieldByName("ChannelID"); id.IsValid() {
		return o.boxed(&UpdateDeleteChannelMessages{
			ChannelID: id.Int(), Pts: int32(pts.Int()), PtsCount: int32(count.Int()),
		})
	}
	return o.boxed(&UpdateDeleteMessages{Pts: int32(pts.Int()), PtsCount: int32(count.Int())})
}
