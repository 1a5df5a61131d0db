package tl

import (
	"reflect"
	"sync"
)

// functionByName leads from a function's name to its index.
var functionByName = sync.OnceValue(func() map[string]uint16 {
	m := make(map[string]uint16, len(prototypes)-firstFunction)
	for i, p := range prototypes[firstFunction:] {
		m[p.TLName()] = uint16(firstFunction + i)
	}
	return m
})

// newObject returns a zero struct with that index.
func newObject(index uint16) Object {
	t := reflect.TypeOf(prototypes[index]).Elem()
	return reflect.New(t).Interface().(Object)
}
