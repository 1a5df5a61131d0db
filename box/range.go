package box

import "chappe/db"

// Oldest returns the oldest messages that a filter chooses, with ids above after and, unless it is 0, up to last; at most limit.
func (f Filter) Oldest(tx *db.Tx, box int64, after, last int32, limit int) ([]*Message, error) {
	lo, hi, err := f.bounds(tx, box)
	if err != nil {
		return nil, err
	}
	if last > 0 {
		hi = min(hi, last+1)
	}
	return f.cut(tx, box, false, max(lo, after), hi, limit, 0)
}
