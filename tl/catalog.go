package tl

import (
	_ "embed"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"chappe/tl/internal/schema"
)

//go:embed layers.tl
var layersText string

// catalog is what does not depend on a layer. It is made once, when the codec is first used.
type catalog struct {
	*schema.Table
	defs    []schema.Def      // the newest definition of each struct, by index
	fields  [][]field         // where each struct keeps its fields, by index
	index   map[string]int    // name in the schema -> index of the newest struct
	classes map[string]*class // boxed type of the newest layer -> its class
	of      []*class          // the class of each constructor's struct, by index; nil for functions
	least   map[string]int    // see minOf
	slots   map[uint32]int    // id in any layer -> slot
	entries [][]*schema.Entry // the definitions that have that id, oldest first, by slot
	ids     []idSlot          // slots again, as an open hash table: the decoder's first step
}

// class is a boxed type. Two types are the same when their class is the same pointer.
type class struct {
	name   string
	iface  reflect.Type // its Go interface; nil when it has one constructor, whose struct it then is
	single int          // index of that only constructor
}

// field is where a struct keeps one field of its newest definition.
type field struct {
	schema.Param
	off uintptr
	ok  uintptr // offset of Opt.OK, 0 when the field is no Opt
	typ reflect.Type
}

type idSlot struct {
	id   uint32
	slot int32 // -1 for empty
}

var theCatalog = sync.OnceValue(func() *catalog {
	c, err := newCatalog(layersText)
	if err != nil {
		panic(fmt.Sprintf("tl: layers.tl, which is part of this binary, is broken: %v", err))
	}
	return c
})

func newCatalog(text string) (*catalog, error) {
	t, err := schema.ParseTable(text)
	if err != nil {
		return nil, err
	}
	c := &catalog{
		Table: t, defs: t.Newest(), index: make(map[string]int),
		classes: make(map[string]*class), slots: make(map[uint32]int),
		least: make(map[string]int),
	}
	if len(c.defs) != len(prototypes) {
		return nil, fmt.Errorf("%d definitions for %d structs", len(c.defs), len(prototypes))
	}
	for _, ct := range classTypes {
		c.classes[ct.name] = &class{name: ct.name, iface: reflect.TypeOf(ct.iface).Elem(), single: -1}
	}
	for i, d := range c.defs {
		if err := c.addStruct(i, d); err != nil {
			return nil, fmt.Errorf("%s: %w", d.Name, err)
		}
	}
	c.addIDs()
	// All of them now: tables are compiled concurrently.
	for typ := range c.classes {
		c.minOf(typ)
	}
	return c, nil
}

// addStruct notes where the struct with that index keeps its fields.
func (c *catalog) addStruct(i int, d schema.Def) error {
	typ := reflect.TypeOf(prototypes[i]).Elem()
	if d.Name != prototypes[i].TLName() {
		return fmt.Errorf("index %d is %s", i, prototypes[i].TLName())
	}
	var fields []field
	for _, p := range d.Params {
		if p.IsFlags() {
			continue
		}
		if len(fields) == typ.NumField() {
			return fmt.Errorf("struct has no field for %s", p.Name)
		}
		sf := typ.Field(len(fields))
		f := field{Param: p, off: sf.Offset, typ: sf.Type}
		if isOpt(p) {
			f.ok = sf.Offset + sf.Type.Field(1).Offset
		}
		fields = append(fields, f)
	}
	c.fields = append(c.fields, fields)
	c.index[d.Name] = i
	if d.Function {
		c.of = append(c.of, nil)
		return nil
	}
	cl := c.classes[d.Result]
	if cl == nil {
		cl = &class{name: d.Result, single: i}
		c.classes[d.Result] = cl
	}
	c.of = append(c.of, cl)
	return nil
}

// isOpt reports whether a field's presence is kept in an Opt.
func isOpt(p schema.Param) bool {
	if !p.Optional() {
		return false
	}
	switch p.Type {
	case "int", "long", "double", "Bool", "string", "int128", "int256":
		return true
	}
	return false
}

// addIDs makes the tables that lead from an id to its definitions.
func (c *catalog) addIDs() {
	for i := range c.Entries {
		e := &c.Entries[i]
		slot, ok := c.slots[e.ID]
		if !ok {
			slot = len(c.entries)
			c.slots[e.ID] = slot
			c.entries = append(c.entries, nil)
		}
		c.entries[slot] = append(c.entries[slot], e)
	}
	for _, list := range c.entries {
		slices.SortStableFunc(list, func(a, b *schema.Entry) int { return lastLayer(a) - lastLayer(b) })
	}
	size := 1
	for size < 2*len(c.entries) {
		size *= 2
	}
	c.ids = make([]idSlot, size)
	for i := range c.ids {
		c.ids[i].slot = -1
	}
	for id, slot := range c.slots {
		i := int(id) & (size - 1)
		for c.ids[i].slot >= 0 {
			i = (i + 1) & (size - 1)
		}
		c.ids[i] = idSlot{id: id, slot: int32(slot)}
	}
}

func lastLayer(e *schema.Entry) int { return e.Runs[len(e.Runs)-1][1] }

// slot finds the slot of an id, -1 when no layer knows it. Ids are checksums, spread well enough
// to be their own hash.
func (c *catalog) slot(id uint32) int {
	mask := len(c.ids) - 1
	for i := int(id) & mask; ; i = (i + 1) & mask {
		if s := &c.ids[i]; s.id == id && s.slot >= 0 || s.slot < 0 {
			return int(s.slot)
		}
	}
}
