package server_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"

	"chappe/tl"
)

// filler makes random requests. Its fields say what a request may hold that means something to the server.
type filler struct {
	*rand.Rand
	peers []tl.InputPeerClass // whom the caller may name
	users []tl.InputUserClass
	chans []tl.InputChannelClass
	ids   []int64  // of people, messages and the like
	texts []string // phone numbers, public names
}

var classes = sync.OnceValue(func() map[reflect.Type][]tl.Object { return map[reflect.Type][]tl.Object{} })

var classesMu sync.Mutex

// constructors are those of an interface type, those that need the least first.
func constructors(t reflect.Type) []tl.Object {
	classesMu.Lock()
	defer classesMu.Unlock()
	known := classes()
	if out, ok := known[t]; ok {
		return out
	}
	var light, heavy []tl.Object
	for _, name := range tl.Constructors() {
		o := tl.NewConstructor(name)
		if !reflect.TypeOf(o).Implements(t) {
			continue
		}
		if needs(reflect.TypeOf(o).Elem()) {
			heavy = append(heavy, o)
		} else {
			light = append(light, o)
		}
	}
	known[t] = append(light, heavy...)
	return known[t]
}

// needs says whether a struct has a field that may be a required object.
func needs(t reflect.Type) bool {
	for i := range t.NumField() {
		switch f := t.Field(i).Type; {
		case f.Kind() == reflect.Interface, f.Kind() == reflect.Struct && !isOpt(f):
			return true
		}
	}
	return false
}

func isOpt(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && strings.HasPrefix(t.Name(), "Opt[")
}

// empty fills only what a request cannot be encoded without.
func (f *filler) empty(q tl.Object) tl.Object {
	v := reflect.ValueOf(q).Elem()
	for i := range v.NumField() {
		switch fv := v.Field(i); {
		case fv.Kind() == reflect.Interface:
			fv.Set(reflect.ValueOf(f.empty(fresh(constructors(fv.Type())[0]))))
		case fv.Kind() == reflect.Struct && !isOpt(fv.Type()):
			f.empty(fv.Addr().Interface().(tl.Object))
		}
	}
	return q
}

func fresh(o tl.Object) tl.Object { return tl.NewConstructor(o.TLName()) }

// random fills q with anything. depth is how many levels of objects stand below at most, where that can be chosen.
func (f *filler) random(q tl.Object, depth int) tl.Object {
	v := reflect.ValueOf(q).Elem()
	for i := range v.NumField() {
		f.value(v.Field(i), depth)
	}
	return q
}

func (f *filler) value(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(f.IntN(2) == 0)
	case reflect.Int32:
		v.SetInt(int64(pick(f, 0, 1, 2, 3, 10, 100, -1, math.MaxInt32, math.MinInt32, int32(f.Uint32()))))
	case reflect.Int64:
		v.SetInt(pick(f, append([]int64{0, 1, -1, math.MaxInt64, math.MinInt64, int64(f.Uint64())}, f.ids...)...))
	case reflect.Float64:
		v.SetFloat(pick(f, 0, 1, -90.5, math.Inf(1), math.NaN()))
	case reflect.String:
		v.SetString(f.text())
	case reflect.Array:
		for i := range v.Len() {
			v.Index(i).SetUint(uint64(f.IntN(256)))
		}
	case reflect.Slice:
		f.slice(v, depth)
	case reflect.Pointer:
		if depth > 0 && f.IntN(2) == 0 {
			v.Set(reflect.New(v.Type().Elem()))
			f.value(v.Elem(), depth-1)
		}
	case reflect.Struct:
		if isOpt(v.Type()) {
			if f.IntN(2) == 0 {
				f.value(v.Field(0), depth)
				v.Field(1).SetBool(true)
			}
			return
		}
		f.random(v.Addr().Interface().(tl.Object), depth-1)
	case reflect.Interface:
		f.class(v, depth)
	}
}

func (f *filler) slice(v reflect.Value, depth int) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		v.SetBytes([]byte(f.text()))
		return
	}
	n := pick(f, 0, 1, 1, 2, 3)
	if depth <= 0 {
		n = min(n, 1)
	} else if f.IntN(40) == 0 {
		n = 300 // more than most limits
	}
	if depth < -8 {
		n = 0
	}
	v.Set(reflect.MakeSlice(v.Type(), n, n))
	for i := range n {
		f.value(v.Index(i), depth-1)
	}
}

// class puts some object into an interface. Most peers are ones that the caller may name.
func (f *filler) class(v reflect.Value, depth int) {
	if f.IntN(4) > 0 {
		switch {
		case v.Type() == reflect.TypeFor[tl.InputPeerClass]() && len(f.peers) > 0:
			v.Set(reflect.ValueOf(pick(f, f.peers...)))
			return
		case v.Type() == reflect.TypeFor[tl.InputUserClass]() && len(f.users) > 0:
			v.Set(reflect.ValueOf(pick(f, f.users...)))
			return
		case v.Type() == reflect.TypeFor[tl.InputChannelClass]() && len(f.chans) > 0:
			v.Set(reflect.ValueOf(pick(f, f.chans...)))
			return
		}
	}
	var o tl.Object
	all := constructors(v.Type())
	if depth <= 0 {
		light := 1
		for light < len(all) && !needs(reflect.TypeOf(all[light]).Elem()) {
			light++
		}
		all = all[:light]
		o = f.empty(fresh(pick(f, all...)))
	} else {
		o = f.random(fresh(pick(f, all...)), depth-1)
	}
	v.Set(reflect.ValueOf(o))
}

func (f *filler) text() string {
	switch f.IntN(12) {
	case 0:
		return ""
	case 1:
		return "\x00"
	case 2:
		return "\xff\xfe broken \xc3"
	case 3:
		return strings.Repeat("long ", 2000)
	case 4:
		return "👩‍👩‍👧 \u202e https://example.org @somebody #tag"
	case 5, 6, 7:
		if len(f.texts) > 0 {
			return pick(f, f.texts...)
		}
	}
	b := make([]byte, 1+f.IntN(8))
	for i := range b {
		b[i] = byte('a' + f.IntN(26))
	}
	return string(b)
}

func pick[T any](f *filler, of ...T) T { return of[f.IntN(len(of))] }
