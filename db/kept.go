package db

// kept are rows that SQLite's only writer remembers between transactions, because it alone changes them: counters that every
// message moves. They are read once, changed in memory, and stored when the batch is committed: once, however often the batch
// moved them. PostgreSQL has other writers and keeps nothing.
//
// They never differ from what SQL sees: before a statement that mentions their table, what is unsaved is stored, and once one
// writes to it everything kept of that table is forgotten. When a batch is rolled back, all is forgotten.
type kept struct {
	tables  map[string]map[[2]int64]*keptRow
	rows    int // in all tables
	unsaved []*keptRow
	saving  bool
}

type keptRow struct {
	table string
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
	if r := tx.kept.tables[table][[2]int64{a, b}]; r != nil {
		v, _ = r.value.(*T)
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
	rows := k.tables[table]
	if rows == nil {
		rows = map[[2]int64]*keptRow{}
		k.tables[table] = rows
	}
	r := rows[[2]int64{a, b}]
	if r == nil {
		r = &keptRow{table: table}
		rows[[2]int64{a, b}] = r
		k.rows++
	}
	r.value = v
	if r.save == nil {
		k.unsaved = append(k.unsaved, r)
	}
	r.save = func(tx *Tx) error { return save(tx, v) }
}

func newKept() *kept { return &kept{tables: map[string]map[[2]int64]*keptRow{}} }

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
	for _, r := range k.unsaved {
		if q.kind == alters || q.words[r.table] {
			if err := k.flush(tx); err != nil {
				return err
			}
			break
		}
	}
	if q.kind == reads {
		return nil
	}
	for table, rows := range k.tables {
		if q.kind == alters || q.words[table] {
			k.rows -= len(rows)
			delete(k.tables, table)
		}
	}
	return nil
}
