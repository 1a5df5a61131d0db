package search

import (
	"math"
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

// Newest returns the ids of the newest messages that are looked for, at most limit after skip others.
func (q *Query) Newest(tx *db.Tx, limit, skip int) ([]int32, error) {
	return q.find(tx, true, limit, skip)
}

// Oldest returns the ids of the oldest ones, the oldest first.
func (q *Query) Oldest(tx *db.Tx, limit, skip int) ([]int32, error) {
	return q.find(tx, false, limit, skip)
}

func (q *Query) find(tx *db.Tx, newest bool, limit, skip int) ([]int32, error) {
	s, err := q.prepare(tx)
	if err != nil || s == nil || limit <= 0 {
		return nil, err
	}
	hits, err := s.ends(newest, skip+limit)
	return hits[min(skip, len(hits)):], wrap(err, "search box %d", q.Box)
}

// ends finds the first enough messages from one end.
func (s *search) ends(newest bool, enough int) ([]int32, error) {
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

// Count returns how many messages are looked for, and whether that is exact: of many it is an estimate. scope is how many messages there
// are at all where the query looks.
func (q *Query) Count(tx *db.Tx, scope int) (n int, exact bool, err error) {
	s, err := q.prepare(tx)
	if err != nil || s == nil {
		return 0, true, err
	}
	if s.begin != "" {
		hits, end, err := s.walk(true, sample, sample+1)
		if err != nil || end {
			return len(hits), true, wrap(err, "search box %d", q.Box)
		}
		if len(hits) >= dense && s.wide() {
			return max(len(hits), len(hits)*scope/sample), false, nil
		}
	}
	n, err = s.sum()
	return n, n < sumMax, wrap(err, "search box %d", q.Box)
}
