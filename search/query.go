package search

import (
	"math"
	"slices"
	"strings"

	"chappe/box"
	"chappe/db"
)

// Query says which messages of a box are looked for. All of what is set must be true of a message.
type Query struct {
	Box    int64
	Terms  Terms
	Peer   box.Peer   // in this conversation; 0: in any
	Saved  box.Peer   // in this saved dialog; 0: in any
	From   box.Peer   // by this author; 0: by anybody
	Kinds  []box.Kind // of any of these kinds; none: of any
	Linked bool       // with an address on the web
	Above  int32      // ids above this one
	Below  int32      // ids below this one; 0: to the newest
}

// How a query is answered: what many messages have is found soon by walking from the newest message back, what few have the index finds
// at once. Only the beginning of a word that many words begin with is slow in the index, so a short walk says which of the two it is.
const (
	sample  = 200    // messages in the short walk
	dense   = 5      // found among them: then it is worth to walk on, and the number of all is estimated
	walkMax = 2000   // messages in a long walk
	sumMax  = 10_000 // beyond that nobody counts on
)

// search is a query prepared for one transaction.
type search struct {
	*Query
	tx     *db.Tx
	n      int64  // the box's number
	lo, hi int64  // docs between which it lies
	exact  string // what the engine looks up whole: words that were typed to their ends, marks; may be empty
	begin  string // the beginning of a word, with the box's number; may be empty
}

// prepare returns nil when there is nothing to look through.
func (q *Query) prepare(tx *db.Tx) (*search, error) {
	n, _, err := position(tx, q.Box)
	if err != nil || n == 0 || q.Terms.Empty() {
		return nil, err
	}
	below := q.Below
	if below <= 0 {
		below = math.MaxInt32
	}
	s := &search{Query: q, tx: tx, n: n, lo: doc(n, max(q.Above, 0)), hi: doc(n, below)}
	s.exact = strings.Join(s.lookups(), on(tx, " AND ", " & "))
	if q.Terms.Begin != "" {
		s.begin = token(n, q.Terms.Begin)
	}
	return s, nil
}

// whole is a word as the engine's query has it.
func (s *search) whole(word string) string {
	quote := on(s.tx, `"`, "'")
	return quote + token(s.n, word) + quote
}

func (s *search) lookups() (parts []string) {
	for _, t := range s.Terms.Whole {
		parts = append(parts, s.whole(t))
	}
	if s.Peer != 0 && s.Saved == 0 {
		parts = append(parts, s.whole(markPeer(s.Peer)))
	}
	if s.Saved != 0 {
		parts = append(parts, s.whole(markSaved(s.Saved)))
	}
	if s.From != 0 {
		parts = append(parts, s.whole(markAuthor(s.From)))
	}
	if s.Linked {
		parts = append(parts, s.whole(markLink))
	}
	if len(s.Kinds) > 0 {
		var kinds []string
		for _, k := range s.Kinds {
			kinds = append(kinds, s.whole(markKind(k)))
		}
		parts = append(parts, "("+strings.Join(kinds, on(s.tx, " OR ", " | "))+")")
	}
	return parts
}

// text is the whole query as the engine takes it.
func (s *search) text() string {
	if s.begin == "" {
		return s.exact
	}
	quote := on(s.tx, `"`, "'")
	begin := quote + s.begin + quote + on(s.tx, "*", ":*")
	if s.exact == "" {
		return begin
	}
	return s.exact + on(s.tx, " AND ", " & ") + begin
}

// Page says which part of what is found is asked for, newest first.
// https://core.telegram.org/api/offsets
type Page struct {
	Offset int32 // messages older than this one; 0: from the newest
	Add    int   // below 0: begin that many messages newer; above: skip that many
	Limit  int   // 0: only count
	Scope  int   // how many messages there are at all where the query looks, for estimates
}

// Found is a page, and how many messages are found in all; where that is not exact it is an estimate, or more than anybody counts.
type Found struct {
	IDs   []int32
	Count int
	Exact bool
}

// Find returns a page of what is looked for.
func (q *Query) Find(tx *db.Tx, p Page) (f Found, err error) {
	s, err := q.prepare(tx)
	if err != nil || s == nil {
		return Found{Exact: true}, err
	}
	f, err = s.find(p)
	return f, wrap(err, "search box %d", q.Box)
}

func (s *search) find(p Page) (Found, error) {
	if s.begin != "" {
		hits, end, err := s.walk(true, sample, sample+1)
		switch {
		case err != nil:
			return Found{}, err
		case end:
			return Found{p.cut(hits), len(hits), true}, nil
		case len(hits) >= dense && s.wide():
			ids, err := s.window(p)
			return Found{ids, max(len(hits), len(hits)*p.Scope/sample), false}, err
		}
	}
	all, err := s.look(false, sumMax) // SQLite passes over what is not in all lists faster from the oldest on
	if err != nil {
		return Found{}, err
	}
	if len(all) < sumMax {
		slices.Reverse(all)
		return Found{p.cut(all), len(all), true}, nil
	}
	ids, err := s.window(p)
	return Found{ids, sumMax, false}, err
}

// cut is the page of all that was found, which is newest first.
func (p Page) cut(all []int32) []int32 {
	at := 0
	for at < len(all) && p.Offset > 0 && all[at] >= p.Offset {
		at++
	}
	from := min(max(at+p.Add, 0), len(all))
	to := min(max(at+p.Add+p.Limit, from), len(all))
	return all[from:to]
}

// window reads the page from where it lies, when there is too much to read it all.
func (s *search) window(p Page) ([]int32, error) {
	lo, hi := s.lo, s.hi
	if p.Offset > 0 {
		s.hi = min(s.hi, doc(s.n, p.Offset))
	}
	if p.Add >= 0 {
		hits, err := s.ends(true, p.Add+p.Limit)
		return hits[min(p.Add, len(hits)):], err
	}
	edge := s.hi
	s.lo, s.hi = max(lo, edge-1), hi
	newer, err := s.ends(false, -p.Add)
	if err != nil {
		return nil, err
	}
	slices.Reverse(newer)
	if len(newer) >= p.Limit || -p.Add >= p.Limit {
		return newer[:min(len(newer), p.Limit)], nil
	}
	s.lo, s.hi = lo, edge
	older, err := s.ends(true, p.Limit+p.Add)
	return append(newer, older...), err
}

// ends finds the first enough messages from one end.
func (s *search) ends(newest bool, enough int) ([]int32, error) {
	if enough <= 0 {
		return nil, nil
	}
	if s.begin == "" {
		return s.look(newest, enough)
	}
	hits, end, err := s.walk(newest, sample, enough)
	if err != nil || end || len(hits) == enough {
		return hits, err
	}
	if len(hits) >= dense && enough <= len(hits)*(walkMax/sample) {
		if hits, end, err = s.walk(newest, walkMax, enough); err != nil || end || len(hits) == enough {
			return hits, err
		}
	}
	return s.look(newest, enough)
}

// wide says whether a walk passes over every message where the query looks, so that it is a sample of them.
func (s *search) wide() bool {
	return len(s.Terms.Whole) == 0 && s.From == 0 && s.Saved == 0 && len(s.Kinds) == 0 && !s.Linked
}
