package search

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"chappe/box"
	"chappe/content"
	"chappe/db"
)

// portion is what is read of a box in one go.
type portion struct {
	box      int64
	n        int64              // the box's number in the index, 0 while it has none
	from, to int32              // the log's numbers
	put      map[int32][]string // words by message id
	fresh    map[int32]bool     // of put: surely not in the index yet
	drop     []int32
	more     bool
}

// feed reads the next events of boxes into the index, in one transaction. It returns the boxes that have more.
func (x *Index) feed(ctx context.Context, boxes []int64) (left []int64, err error) {
	var ps []*portion
	var later []int64
	err = x.db.Read(ctx, func(tx *db.Tx) error {
		ps, later = nil, nil
		events := 0
		for i, b := range boxes {
			if events >= eventsMax {
				later = boxes[i:]
				break
			}
			p, n, err := read(tx, b, eventsMax-events)
			if err != nil {
				return err
			}
			if events += n; p != nil {
				ps = append(ps, p)
			}
		}
		return nil
	})
	if err != nil || len(ps) == 0 {
		return later, err
	}
	// FTS5 keeps what is inserted in memory, and writes a segment whenever a row is not above the one before.
	slices.SortFunc(ps, func(a, b *portion) int { return cmp.Compare(a.order(), b.order()) })
	err = x.db.Write(ctx, func(tx *db.Tx) error {
		left = slices.Clone(later)
		for _, p := range ps {
			mine, err := p.claim(tx)
			if err != nil {
				return err
			}
			if mine {
				if err := p.write(tx); err != nil {
					return err
				}
			}
			if p.more || !mine {
				left = append(left, p.box)
			}
		}
		return nil
	})
	return left, err
}

// order is the order of portions in the index: a box that has no number yet gets a higher one than all others.
func (p *portion) order() int64 {
	if p.n == 0 {
		return math.MaxInt64
	}
	return p.n
}

// read looks up what is new in a box, up to limit events of which there are n; nil when nothing is.
func read(tx *db.Tx, boxID int64, limit int) (p *portion, n int, err error) {
	p = &portion{box: boxID, put: map[int32][]string{}, fresh: map[int32]bool{}}
	if p.n, p.from, err = position(tx, boxID); err != nil {
		return nil, 0, err
	}
	st, err := box.Load(tx, boxID)
	if errors.Is(err, box.ErrNoBox) {
		return nil, 0, nil
	}
	if err != nil || st.Pts <= p.from {
		return nil, 0, err
	}
	evs, err := box.After(tx, boxID, p.from, limit)
	if err != nil {
		return nil, 0, err
	}
	p.to = st.Pts
	if len(evs) > 0 {
		p.to = evs[len(evs)-1].Pts
	}
	p.more = p.to < st.Pts
	for _, ev := range evs {
		switch {
		case ev.Kind == box.Deleted:
			for _, id := range ev.Data.IDs {
				if _, ok := p.put[id]; !ok || !p.fresh[id] {
					p.drop = append(p.drop, id)
				}
				delete(p.put, id)
			}
		case ev.Message != nil && ev.Message.Flags&box.Service == 0:
			p.fresh[ev.Message.ID] = ev.Kind == box.Posted || p.fresh[ev.Message.ID]
			p.put[ev.Message.ID] = wordsOf(ev.Message)
		}
	}
	return p, len(evs), nil
}

// claim moves the box's position, and says no when somebody else has moved it meanwhile.
func (p *portion) claim(tx *db.Tx) (bool, error) {
	if p.n != 0 {
		return move(tx, p.box, p.from, p.to)
	}
	var err error
	p.n, err = begin(tx, p.box, p.to)
	return p.n != 0, err
}

// write puts the portion into the index.
func (p *portion) write(tx *db.Tx) error {
	drop := p.drop
	for id := range p.put {
		if !p.fresh[id] {
			drop = append(drop, id)
		}
	}
	if len(drop) > 0 {
		if err := remove(tx, p.n, drop); err != nil {
			return err
		}
		tx.Erased()
	}
	for _, id := range slices.Sorted(maps.Keys(p.put)) {
		if len(p.put[id]) == 0 {
			continue
		}
		if err := insert(tx, doc(p.n, id), join(p.n, p.put[id])); err != nil {
			return err
		}
	}
	return nil
}

// join is words as a row keeps them.
func join(n int64, words []string) string {
	var out []byte
	for i, w := range words {
		if i > 0 {
			out = append(out, ' ')
		}
		out = strconv.AppendInt(out, n, 36)
		out = append(out, '_')
		out = append(out, w...)
	}
	return string(out)
}

// wordsOf are what a message is found by: the words that were said, which conversation it is in, who wrote it and what kind it is. A
// message without words is not found by any.
func wordsOf(m *box.Message) []string {
	out := Words(content.Decode(m.Content).Text)
	if len(out) == 0 {
		return nil
	}
	out = append(out, markPeer(m.Peer), markAuthor(m.From))
	if m.Kind > box.KindService {
		out = append(out, markKind(m.Kind))
	}
	if m.Flags&box.Linked != 0 {
		out = append(out, markLink)
	}
	if m.Saved != 0 {
		out = append(out, markSaved(m.Saved))
	}
	return out
}

// doc is how the index names a message: ids are below 2^31.
func doc(n int64, id int32) int64 { return n<<31 | int64(id) }

// token is a word with the box's number before it. No word has an underscore in it.
func token(n int64, word string) string { return strconv.FormatInt(n, 36) + "_" + word }

// Marks are words that nobody can say.
const markLink = "_l"

func markPeer(p box.Peer) string   { return "_p" + number(int64(p)) }
func markAuthor(p box.Peer) string { return "_a" + number(int64(p)) }
func markSaved(p box.Peer) string  { return "_s" + number(int64(p)) }
func markKind(k box.Kind) string   { return "_k" + number(int64(k)) }

// number is n in letters and digits alone.
func number(n int64) string { return strings.Replace(strconv.FormatInt(n, 36), "-", "n_", 1) }
