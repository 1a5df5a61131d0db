package box

import (
	"cmp"
	"slices"

	"chappe/db"
)

// Oldest returns the oldest messages that a filter chooses, with ids above after and, unless it is 0, up to last; at most limit.
func (f Filter) Oldest(tx *db.Tx, box int64, after, last int32, limit int) ([]*Message, error) {
	lo, hi, err := f.Bounds(tx, box)
	if err != nil {
		return nil, err
	}
	if last > 0 {
		hi = min(hi, last+1)
	}
	return f.cut(tx, box, false, max(lo, after), hi, limit, 0)
}

// Place is where and when a message stands in a box.
type Place struct{ ID, Date int32 }

// Places returns the places of the newest messages that a filter chooses, with ids below an id, 0 for all; at most limit.
func (f Filter) Places(tx *db.Tx, box int64, below int32, limit int) ([]Place, error) {
	lo, hi, err := f.Bounds(tx, box)
	if err != nil {
		return nil, err
	}
	if below > 0 {
		hi = min(hi, below)
	}
	var out []Place
	for _, p := range f.parts(box) {
		ps, err := db.All(tx, p.places, func(r *db.Row) Place { return Place{r.Int32(), r.Int32()} }, f.args(p, box, lo, hi, limit, 0)...)
		if err != nil {
			return nil, wrap(err, "places in box %d", box)
		}
		out = append(out, ps...)
	}
	slices.SortFunc(out, func(a, b Place) int { return cmp.Compare(b.ID, a.ID) })
	return out[:min(len(out), limit)], nil
}
