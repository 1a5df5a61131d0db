package tl

import (
	"fmt"
	"reflect"
	"strings"
	"unsafe"

	"chappe/tl/internal/schema"
)

// newPlan makes a plan that has everything but its operations.
func (t *table) newPlan(d *schema.Def) *plan {
	p := &plan{name: d.Name, id: d.ID, index: -1, boxed: d.Result, min: 4}
	name := d.Name
	if newer, ok := renamed[name]; ok {
		name = newer
	}
	i, ok := t.index[name]
	if !ok || t.defs[i].Function != d.Function {
		return p
	}
	p.index = i
	p.typ = reflect.TypeOf(prototypes[i]).Elem()
	p.class = t.of[i]
	if p.class != nil && p.class.iface != nil {
		v := reflect.New(p.class.iface)
		v.Elem().Set(reflect.ValueOf(prototypes[i]))
		p.itab = (*iface)(v.UnsafePointer()).itab
	}
	return p
}

// compiler fills one plan.
type compiler struct {
	*table
	p     *plan
	def   *schema.Def
	words map[string]int // name of a word of flags -> its number
	flags [maxWords]*flagWord
	used  map[string]bool // fields of the struct that the layer fills
}

// compile fills a plan with the operations for a definition.
func (t *table) compile(p *plan, d *schema.Def) {
	c := &compiler{table: t, p: p, def: d, words: make(map[string]int), used: make(map[string]bool)}
	for _, param := range d.Params {
		c.add(param)
	}
	c.complete()
	c.markShared()
	if d.Function {
		p.result = t.shape(d.Result)
	}
}

// complete adds operations, for reading only, that care for the fields which the layer lacks.
func (c *compiler) complete() {
	if c.p.index < 0 {
		return
	}
	for i := range c.fields[c.p.index] {
		f := &c.fields[c.p.index][i]
		if c.used[f.Name] {
			continue
		}
		if fill, ok := defaults[c.def.Name+"."+f.Name]; ok {
			c.p.ops = append(c.p.ops, op{code: opDefault, rule: &rule{fill: fill}})
		} else if f.typ.Kind() == reflect.Interface && !f.Optional() && fromClients(c.def) {
			c.p.ops = append(c.p.ops, op{code: opRequire, off: uint32(f.off)})
		}
	}
}

// fromClients reports what clients send: handlers may trust that nothing required in it is nil.
func fromClients(d *schema.Def) bool {
	_, base, ok := strings.Cut(d.Name, ".")
	if !ok {
		base = d.Name
	}
	return d.Function || strings.HasPrefix(base, "input")
}

func (c *compiler) add(param schema.Param) {
	if param.IsFlags() {
		n := len(c.words)
		if n == maxWords {
			panic(fmt.Sprintf("tl: %s has more than %d words of flags", c.def.Name, maxWords))
		}
		c.words[param.Name] = n
		c.flags[n] = new(flagWord)
		c.p.ops = append(c.p.ops, op{code: opFlags, word: uint8(n), flags: c.flags[n]})
		c.p.min += 4
		return
	}
	o := op{}
	var w *flagWord
	if param.Optional() {
		o.word = uint8(c.words[param.Flags])
		o.mask = 1 << param.Bit
		w = c.flags[o.word]
	}
	f := c.field(param)
	switch {
	case f != nil && param.Type == "true":
		w.bools = append(w.bools, presence{uint32(f.off), param.Bit})
		w.trues |= o.mask
		w.trueAt[param.Bit] = uint32(f.off)
		return
	case f != nil:
		c.plain(&o, f, w, param.Bit)
	case c.rule(param) != nil:
		o.code, o.shape, o.rule = opRule, c.shape(param.Type), c.rule(param)
		if o.mask != 0 {
			held := o
			w.rules = append(w.rules, &held)
		}
	case param.Type == "true":
		return
	default:
		o.shape = c.shape(param.Type)
		o.code, o.zero = opConst, o.shape.zero()
		if o.zero == nil && o.mask == 0 {
			o.code = opNever
		}
	}
	if o.mask == 0 {
		c.p.min += c.minOf(param.Type)
	}
	c.p.ops = append(c.p.ops, o)
}

// field finds the struct's field for a parameter of the layer: same name, same type.
func (c *compiler) field(param schema.Param) *field {
	if c.p.index < 0 {
		return nil
	}
	for i := range c.fields[c.p.index] {
		if f := &c.fields[c.p.index][i]; f.Name == param.Name {
			if f.Type != param.Type {
				return nil
			}
			c.used[f.Name] = true
			return f
		}
	}
	return nil
}

// rule finds the hand rule for a parameter that the struct has not, or has with another type.
func (c *compiler) rule(param schema.Param) *rule {
	if c.p.index < 0 {
		return nil
	}
	if r, ok := rules[c.def.Name+"."+param.Name]; ok {
		return &r
	}
	return nil
}

// plain compiles a field that the struct has as the layer has it.
func (c *compiler) plain(o *op, f *field, w *flagWord, bit uint8) {
	o.shape = c.shape(f.Type)
	o.code = o.shape.code
	o.off, o.ok = uint32(f.off), uint32(f.ok)
	o.hard = !f.Optional()
	if o.code == opStruct && f.typ.Kind() == reflect.Pointer {
		o.code = opPointer
	}
	if w == nil {
		return
	}
	switch {
	case !f.Optional():
		w.always |= o.mask
	case f.ok != 0:
		w.bools = append(w.bools, presence{o.ok, bit})
	case o.code == opClass:
		w.ptrs = append(w.ptrs, presence{o.off + uint32(unsafe.Offsetof(iface{}.data)), bit})
	default:
		w.ptrs = append(w.ptrs, presence{o.off, bit})
	}
}

// markShared finds the flags on which several fields depend: none of these can be left out alone.
func (c *compiler) markShared() {
	type flag struct {
		word uint8
		mask uint32
	}
	count := make(map[flag]int)
	for _, o := range c.p.ops {
		if o.mask != 0 {
			count[flag{o.word, o.mask}]++
		}
	}
	for i := range c.p.ops {
		o := &c.p.ops[i]
		o.shared = o.mask != 0 && count[flag{o.word, o.mask}] > 1
	}
}
