package db

// kept are rows that SQLite's only writer remembers between transactions, because it alone changes them: counters that every
// message moves. They are read once, changed in memory, and stored when the batch is committed: once, however often the batch
// moved them. PostgreSQL has other writers and keeps nothing.
//
// They never differ from what SQL sees: before a statement that mentions their table, what is unsaved is stored, and once one
// writes to it everything kept of that table is forgotten. When a batch is rolled back, all is forgotten.
//
// SQL means the statements of this package, which name their tables: a trigger or a cascading foreign key must not change a table
// of which rows are kept.
type kept struct {
	tables  map[string]*keptTable
	rows    int        // in all tables
	unsaved []*keptRow // in the order in which they were first changed
	saving  bool
}

type keptTable struct {
	rows    map[[2]int64]*keptRow
	unsaved int
}

type keptRow struct {
	table *keptTable
	value any
	save  func(*Tx) error // nil: what is kept is stored
}

// maxKept bounds the memory; beyond it everything is forgotten after a commit and read again when it is wanted.
const maxKept = 50_000

// Kept returns what is remembered of a row of table, by up to two numbers of its key; nil if nothing is. ok is false where
// nothing can be kept: in Read, and on PostgreSQL. The caller may change what v points to if it calls Keep right after.
func Kept[T any](tx *Tx, table string, a, b int64) (v *T, ok bool) {
	if tx.kept == nil {
		return nil, false
	}
	if t := tx.kept.tables[table]; t != nil {
		if r := t.rows[[2]int64{a, b}]; r != nil {
			v, _ = r.value.(*T)
		}
	}
	return v, true
}

// Keep remembers v as the row of table, and has save store what v is when the batch is committed. save gets another transaction
// than tx, and runs no statement but those that write v.
func Keep[T any](tx *Tx, table string, a, b int64, v *T, save func(tx *Tx, v *T) error) {
	k := tx.kept
	if k == nil {
		return
	}
	tx.wrote = true // so that the memory is cleared if tx fails
	t := k.table(table)
	r := t.rows[[2]int64{a, b}]
	if r == nil {
		r = &keptRow{table: t}
		t.rows[[2]int64{a, b}] = r
		k.rows++
	}
	r.value = v
	if r.save == nil {
		k.unsaved = append(k.unsaved, r)
		t.unsaved++
	}
	r.save = func(tx *Tx) error { return save(tx, v) }
}

// Remember returns what load returns, which reads from table alone, and on SQLite's writer reads it once until somebody writes to the
// table. a and b say what it is about; within a table, all of one type. What it points to must not be changed.
func Remember[T any](tx *Tx, table string, a, b int64, load func() (T, error)) (T, error) {
	if v, _ := Kept[T](tx, table, a, b); v != nil {
		return *v, nil
	}
	v, err := load()
	if k := tx.kept; err == nil && k != nil {
		t := k.table(table)
		if t.rows[[2]int64{a, b}] == nil {
			k.rows++
		}
		t.rows[[2]int64{a, b}] = &keptRow{table: t, value: &v}
	}
	return v, err
}

// table returns what is kept of a table.
func (k *kept) table(name string) *keptTable {
	t := k.tables[name]
	if t == nil {
		t = &keptTable{rows: map[[2]int64]*keptRow{}}
		k.tables[name] = t
	}
	return t
}

func newKept() *kept { return &kept{tables: map[string]*keptTable{}} }

// reset forgets everything.
func (k *kept) reset() {
	clear(k.tables)
	k.rows, k.unsaved = 0, nil
}

// flush stores what is unsaved.
func (k *kept) flush(tx *Tx) error {
	if len(k.unsaved) == 0 {
		return nil
	}
	k.saving = true
	defer func() { k.saving = false }()
	for _, r := range k.unsaved {
		if err := r.save(tx); err != nil {
			return err
		}
		r.save = nil
		r.table.unsaved--
	}
	clear(k.unsaved)
	k.unsaved = k.unsaved[:0]
	return nil
}

// before sees to it that a statement finds what it would find if nothing were kept.
func (k *kept) before(tx *Tx, q *query) error {
	if k.saving || k.rows == 0 {
		return nil
	}
	for name, t := range k.tables {
		if q.kind != alters && !q.words[name] {
			continue
		}
		if t.unsaved > 0 {
			// Most of it is what earlier transactions of the batch wrote: if this one fails it need not be taken back.
			wrote := tx.wrote
			if err := k.flush(tx); err != nil {
				tx.wrote = true // some of it is stored and some is not
				return err
			}
			tx.wrote = wrote
		}
		if q.kind != reads {
			k.rows -= len(t.rows)
			delete(k.tables, name)
		}
	}
	return nil
}
