package tl

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"chappe/tl/internal/schema"
)

// newPlan makes a plan that has everything but its operations.
func (t *table) newPlan(d *schema.Def) *plan {
	p := &plan{name: d.Name, id: d.ID, index: -1, boxed: d.Result}
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
	words map[string]int  // name of a word of flags -> its number
	bools []test          // fields that are nothing but a flag
	oks   []test          // other signs of presence: bytes
	ptrs  []test          // and pointers
	used  map[string]bool // fields of the struct that the layer fills
}

// test is where the struct shows whether a flag must be set.
type test struct {
	off uint32
	bit uint8
}

// compile fills a plan with the operations for a definition.
func (t *table) compile(p *plan, d *schema.Def) {
	c := &compiler{table: t, p: p, def: d, words: make(map[string]int), used: make(map[string]bool)}
	for _, param := range d.Params {
		c.add(param)
	}
	c.complete()
	if len(p.ops) > maxOps {
		panic(fmt.Sprintf("tl: %s of layer %d needs more than %d operations", d.Name, t.layer, maxOps))
	}
	c.groupBools()
	c.connect()
	p.flat = flat(p)
	if d.Function {
		p.result = t.shape(d.Result)
	}
}

// flat is the length of a struct of required numbers that lie in memory just as they are written:
// peers, statuses and entities, the most frequent of all objects.
func flat(p *plan) int {
	n := uint32(0)
	for i := range p.ops {
		o := &p.ops[i]
		switch {
		case o.off != n || o.optional || binary.NativeEndian.Uint16([]byte{1, 0}) != 1:
			return 0
		case o.code == opInt:
			n += 4
		case o.code == opLong:
			n += 8
		default:
			return 0
		}
	}
	return int(n)
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
		c.addWord(param.Name)
		return
	}
	o := op{optional: param.Optional()}
	if o.optional {
		o.bit = uint8(c.words[param.Flags])*32 + param.Bit
	}
	f := c.field(param)
	switch {
	case f != nil && param.Type == "true":
		c.bools = append(c.bools, test{uint32(f.off), o.bit})
		return
	case f != nil:
		c.plain(&o, f)
	case c.rule(param) != nil:
		o.code, o.shape, o.rule = opRule, c.shape(param.Type), c.rule(param)
		if o.optional {
			c.p.ruled = append(c.p.ruled, len(c.p.ops))
		}
	case param.Type == "true":
		return
	default:
		o.code, o.shape = opConst, c.shape(param.Type)
		if o.shape.zero == nil {
			o.code = opNever
		}
	}
	c.p.ops = append(c.p.ops, o)
}

// addWord adds a word of flags. Writing may have to change it later, so its place must be known:
// only numbers that are always there may come before it.
func (c *compiler) addWord(name string) {
	n := len(c.words)
	if n == maxWords {
		panic(fmt.Sprintf("tl: %s has more than %d words of flags", c.def.Name, maxWords))
	}
	for i := range c.p.ops {
		switch o := &c.p.ops[i]; {
		case o.code == opFlags, o.code == opInt && !o.optional:
			c.p.wordAt[n] += 4
		case o.code == opLong && !o.optional:
			c.p.wordAt[n] += 8
		default:
			panic(fmt.Sprintf("tl: %s has flags after a field of no fixed length", c.def.Name))
		}
	}
	c.words[name] = n
	if c.p.lead == len(c.p.ops) {
		c.p.lead++
	}
	c.p.ops = append(c.p.ops, op{code: opFlags, bit: uint8(32 * n)})
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
func (c *compiler) plain(o *op, f *field) {
	o.shape = c.shape(f.Type)
	o.code = o.shape.code
	o.off, o.ok = uint32(f.off), uint32(f.ok)
	o.hard = !f.Optional()
	if o.code == opStruct && f.typ.Kind() == reflect.Pointer {
		o.code = opPointer
	}
	if !o.optional {
		return
	}
	sign := test{uint32(f.off), o.bit}
	switch {
	case !f.Optional():
		c.p.always |= 1 << o.bit
	case f.ok != 0:
		sign.off = o.ok
		c.oks = append(c.oks, sign)
	case o.code == opClass:
		sign.off += uint32(unsafe.Offsetof(iface{}.data))
		c.ptrs = append(c.ptrs, sign)
	default:
		c.ptrs = append(c.ptrs, sign)
	}
}

// groupBools gathers bools that lie within eight bytes, as long as those are inside the struct.
func (c *compiler) groupBools() {
	bools := c.bools
	slices.SortFunc(bools, func(a, b test) int { return int(a.off) - int(b.off) })
	for len(bools) > 0 {
		size := c.p.typ.Size()
		if size < 8 {
			// Too small to be looked at like this: test each.
			c.oks = append(c.oks, bools...)
			return
		}
		g := group{off: bools[0].off}
		// Near its end, look at the struct's last eight bytes instead.
		if uintptr(g.off)+8 > size {
			g.off = uint32(size - 8)
		}
		n := 0
		for n < len(bools) && bools[n].off < g.off+8 {
			shift := bools[n].off - g.off
			g.mask |= 1 << (8 * shift)
			g.bits[shift] = bools[n].bit
			n++
		}
		c.p.groups = append(c.p.groups, g)
		bools = bools[n:]
	}
}

// connect works out which operations depend on which flags.
func (c *compiler) connect() {
	p := c.p
	if len(c.words) > 0 {
		p.bits = make([]bitMeaning, 32*len(c.words))
	}
	for i := range p.ops {
		o := &p.ops[i]
		if !o.optional {
			p.reads |= 1 << i
			continue
		}
		p.bits[o.bit].ops |= 1 << i
	}
	for _, t := range c.oks {
		p.oks = append(p.oks, t.off)
	}
	for _, t := range c.ptrs {
		p.ptrs = append(p.ptrs, t.off)
	}
	for _, t := range slices.Backward(append(c.oks, c.ptrs...)) {
		p.signs = append(p.signs, sign{1 << t.bit, p.bits[t.bit].ops})
	}
	for _, b := range c.bools {
		p.bits[b.bit].isTrue, p.bits[b.bit].trueAt = true, b.off
	}
	p.writes = p.reads &^ (1<<p.lead - 1)
	for i := range p.ops {
		if o := &p.ops[i]; o.optional {
			ops := p.bits[o.bit].ops
			o.shared = ops&(ops-1) != 0
			if p.always&(1<<o.bit) != 0 {
				p.writes |= ops
			}
		}
	}
}
