package tl

import (
	"sync"
	"sync/atomic"

	"chappe/tl/internal/schema"
)

// table holds the plans of one layer.
type table struct {
	*catalog
	layer int
	at    int           // index of the layer in Layers
	plans []*plan       // by index of the struct; nil for what the layer does not know
	older map[int]*plan // functions that the layer has under a name that is gone, by index
	// slots leads from an id to the plan to read with. Ids of other layers are filled in when
	// they are first met: clients keep calling functions that their layer has dropped.
	slots  []atomic.Pointer[plan]
	mu     sync.Mutex // held while compiling
	shapes map[string]*shape
}

var tables struct {
	sync.Mutex
	ready [MaxLayer + 1]atomic.Pointer[table] // by layer of a client
}

// tableFor returns the plans for a client's layer, and compiles them when it is the first to ask.
func tableFor(layer int) (*table, error) {
	layer = min(layer, MaxLayer)
	if layer < MinLayer {
		return nil, LayerError{Layer: layer}
	}
	if t := tables.ready[layer].Load(); t != nil {
		return t, nil
	}
	nearest, err := LayerFor(layer)
	if err != nil {
		return nil, err
	}
	tables.Lock()
	defer tables.Unlock()
	t := tables.ready[nearest].Load()
	if t == nil {
		t = newTable(theCatalog(), nearest)
		tables.ready[nearest].Store(t)
	}
	tables.ready[layer].Store(t)
	return t, nil
}

func newTable(c *catalog, layer int) *table {
	t := &table{
		catalog: c, layer: layer, at: c.layerIndex(layer),
		plans:  make([]*plan, len(prototypes)),
		slots:  make([]atomic.Pointer[plan], len(c.entries)),
		shapes: make(map[string]*shape),
		older:  make(map[int]*plan),
	}
	// First every plan without its operations, because they point at each other.
	var entries []*schema.Entry
	var plans []*plan
	for i := range c.Entries {
		e := &c.Entries[i]
		if !e.In(t.at) {
			continue
		}
		p := t.newPlan(&e.Def)
		t.slots[c.slots[e.ID]].Store(p)
		if p.index >= 0 && c.defs[p.index].Name == e.Name {
			t.plans[p.index] = p
		} else if p.index >= firstFunction {
			t.older[p.index] = p
		}
		entries, plans = append(entries, e), append(plans, p)
	}
	// What only has another name in this layer is said by that.
	for _, p := range plans {
		if p.index >= 0 && p.index < firstFunction && t.plans[p.index] == nil {
			t.plans[p.index] = p
		}
	}
	for i, p := range plans {
		t.compile(p, &entries[i].Def)
	}
	return t
}

// layerIndex is the place of a layer in the list of layers.
func (c *catalog) layerIndex(layer int) int {
	for i, l := range c.Layers {
		if l == layer {
			return i
		}
	}
	return -1
}

// byID returns the plan to read an id with, nil when no layer has it.
func (t *table) byID(id uint32) *plan {
	slot := t.slot(id)
	if slot < 0 {
		return nil
	}
	if p := t.slots[slot].Load(); p != nil {
		return p
	}
	return t.foreign(slot)
}

// foreign compiles a definition of another layer, the newest with that id.
func (t *table) foreign(slot int) *plan {
	t.mu.Lock()
	defer t.mu.Unlock()
	if p := t.slots[slot].Load(); p != nil {
		return p
	}
	list := t.entries[slot]
	def := &list[len(list)-1].Def
	p := t.newPlan(def)
	t.compile(p, def)
	t.slots[slot].Store(p)
	return p
}
