package tl

import (
	"math/rand/v2"
	"reflect"
)

// filler makes random objects.
type filler struct {
	*rand.Rand
	c       *catalog
	members map[reflect.Type][]int // the constructors of each class
}

func newFiller(seed uint64) *filler {
	f := &filler{rand.New(rand.NewPCG(seed, 1)), theCatalog(), make(map[reflect.Type][]int)}
	for i, c := range f.c.of {
		if c != nil && c.iface != nil {
			f.members[c.iface] = append(f.members[c.iface], i)
		}
	}
	return f
}

// object returns a random object with that index, with at most so many levels of optional things below.
func (f *filler) object(index, depth int) Object {
	o := newObject(uint16(index))
	f.fill(reflect.ValueOf(o).Elem(), index, depth)
	return o
}

func (f *filler) fill(v reflect.Value, index, depth int) {
	type flag struct {
		word string
		bit  uint8
	}
	present := make(map[flag]bool)
	for i, fd := range f.c.fields[index] {
		if fd.Optional() {
			k := flag{fd.Flags, fd.Bit}
			if _, ok := present[k]; !ok {
				present[k] = f.IntN(2) == 0 && (depth > 0 || cheap(fd.Type))
			}
			if !present[k] {
				continue
			}
		}
		fv := v.Field(i)
		switch {
		case fd.Type == "true":
			fv.SetBool(true)
		case fd.ok != 0:
			f.value(fv.Field(0), depth)
			fv.Field(1).SetBool(true)
		default:
			f.value(fv, depth)
		}
	}
}

// cheap reports types that need no objects below.
func cheap(typ string) bool { return plainCodes[typ] != 0 || typ == "true" }

func (f *filler) value(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Int32, reflect.Int64:
		v.SetInt(int64(int32(f.Uint32())))
	case reflect.Float64:
		v.SetFloat(f.Float64())
	case reflect.Bool:
		v.SetBool(f.IntN(2) == 0)
	case reflect.String:
		v.SetString(f.text())
	case reflect.Array:
		for i := range v.Len() {
			v.Index(i).SetUint(uint64(f.IntN(256)))
		}
	case reflect.Slice:
		n := f.IntN(3)
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte(f.text()))
			return
		}
		if depth <= 0 {
			n = 0
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			f.value(v.Index(i), depth-1)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.value(v.Elem(), depth-1)
	case reflect.Struct:
		f.fill(v, int(v.Addr().Interface().(Object).tlIndex()), depth-1)
	case reflect.Interface:
		f.class(v, depth)
	default:
		panic(v.Type())
	}
}

func (f *filler) text() string {
	n := f.IntN(9)
	switch f.IntN(20) {
	case 0:
		n = 250 + f.IntN(10)
	case 1:
		n = 1000
	}
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('a' + f.IntN(26))
	}
	return string(b)
}

// class puts some constructor of its class into an interface; when it is deep enough, one that
// needs the least below it.
func (f *filler) class(v reflect.Value, depth int) {
	var choices []int
	least := costs(f.c)
	for _, i := range f.members[v.Type()] {
		switch {
		case depth > 0 || len(choices) == 0 || least[i] == least[choices[0]]:
			choices = append(choices, i)
		case least[i] < least[choices[0]]:
			choices = []int{i}
		}
	}
	v.Set(reflect.ValueOf(f.object(choices[f.IntN(len(choices))], depth-1)))
}

var costCache []int

// costs is, by index, how many levels of objects a constructor needs at least.
func costs(c *catalog) []int {
	if costCache != nil {
		return costCache
	}
	const much = 100
	cost := make([]int, len(prototypes))
	for i := range cost {
		cost[i] = much
	}
	byClass := make(map[string]int)
	for changed := true; changed; {
		changed = false
		for i := range prototypes {
			n := 0
			for _, fd := range c.fields[i] {
				if fd.Optional() {
					continue
				}
				if _, ok := c.classes[fd.Type]; ok {
					best, ok := byClass[fd.Type]
					if !ok {
						best = much
					}
					n = max(n, best+1)
				}
			}
			if n < cost[i] {
				cost[i], changed = n, true
				if cl := c.of[i]; cl != nil {
					if best, ok := byClass[cl.name]; !ok || n < best {
						byClass[cl.name] = n
					}
				}
			}
		}
	}
	costCache = cost
	return cost
}
