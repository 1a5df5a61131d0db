package box

import (
	"cmp"
	"slices"

	"chappe/db"
)

// Filter chooses messages of a box by what the database can look for without reading everything.
type Filter struct {
	Peer  Peer   // of this dialog; 0: of all
	Saved Peer   // in Saved Messages, of this saved dialog; 0: of all
	Kinds []Kind // of any of these kinds, each above KindService; none: of all
	Flags Flags  // Pinned, Linked, ReactionUnread, Mentioned, or that with MediaUnread; 0: with any
	From  Peer   // by this author; 0: by any
	Since int32  // of this time or later, unix seconds; 0: from the first
	Until int32  // from before this time, unix seconds; 0: to the last
	Above int32  // with ids above this; 0: all
	Topic int32  // of a supergroup's box, of this topic; 0: of all
	Plain int32  // with General: all messages with ids up to this one belong to it, because the group was no forum then
}

// selection is a part of a box in the order of ids: by anybody, by one author, or by one side of a conversation of two, which an index
// knows.
type selection struct{ anybody, author, side statements }

// statements have the box as $1, what they select by as $2 and $7, and ids above $3 and below $4; they give at most $5 after $6 others. $8
// is the author, or which side.
type statements struct{ newest, oldest, places, count string }

func selects(where string) selection {
	where = ` FROM messages m WHERE m.box = $1 AND ` + where + ` AND m.id > $3 AND m.id < $4`
	return selection{
		anybody: statementsOf(where), author: statementsOf(where + ` AND m.author = $8`), side: statementsOf(where + ` AND m.out = $8`),
	}
}

func statementsOf(where string) statements {
	return statements{
		newest: `SELECT ` + Columns + where + ` ORDER BY m.id DESC LIMIT $5 OFFSET $6`,
		oldest: `SELECT ` + Columns + where + ` ORDER BY m.id LIMIT $5 OFFSET $6`,
		places: `SELECT m.id, m.date` + where + ` ORDER BY m.id DESC LIMIT $5 OFFSET $6`,
		count:  `SELECT COUNT(*) FROM (SELECT 1` + where + ` LIMIT $5 OFFSET $6) counted`,
	}
}

// The selections, each of which an index serves. What is always true is there because each statement takes the same arguments.
var (
	ofDialog    = selects(`m.peer = $2 AND CAST($7 AS BIGINT) = 0`)
	ofSaved     = selects(`m.saved = $2 AND m.saved <> 0 AND CAST($7 AS BIGINT) = 0`)
	ofKind      = selects(`m.peer = $2 AND m.kind = $7 AND m.kind > 1`)
	ofSavedKind = selects(`m.saved = $2 AND m.saved <> 0 AND m.kind = $7`)
	ofAllKind   = selects(`CAST($2 AS BIGINT) = 0 AND m.kind = $7 AND m.kind > 1`)
	ofAll       = selects(`CAST($2 AS BIGINT) = 0 AND CAST($7 AS BIGINT) = 0`)
	ofPinned    = selects(`m.peer = $2 AND (m.flags & 8) <> 0 AND CAST($7 AS BIGINT) = 0`)
	ofSavedPin  = selects(`m.saved = $2 AND m.saved <> 0 AND (m.flags & 8) <> 0 AND CAST($7 AS BIGINT) = 0`)
	ofLinked    = selects(`m.peer = $2 AND (m.flags & 4096) <> 0 AND CAST($7 AS BIGINT) = 0`)
	ofSavedLink = selects(`m.saved = $2 AND m.saved <> 0 AND (m.flags & 4096) <> 0 AND CAST($7 AS BIGINT) = 0`)
	ofAllLinked = selects(`CAST($2 AS BIGINT) = 0 AND (m.flags & 4096) <> 0 AND CAST($7 AS BIGINT) = 0`)
	ofMentions  = selects(`m.peer = $2 AND (m.flags & 2) <> 0 AND CAST($7 AS BIGINT) = 0`)
	ofUnseen    = selects(`m.peer = $2 AND (m.flags & 2) <> 0 AND (m.flags & 4) <> 0 AND CAST($7 AS BIGINT) = 0`)
	ofTopic     = selects(`m.topic = $2 AND m.topic <> 0 AND CAST($7 AS BIGINT) = 0`)
	ofTopicKind = selects(`m.topic = $2 AND m.topic <> 0 AND m.kind = $7`)
	ofTopicLink = selects(`m.topic = $2 AND m.topic <> 0 AND (m.flags & 4096) <> 0 AND CAST($7 AS BIGINT) = 0`)
	ofTopicPin  = selects(`m.peer = $1 AND (m.flags & 8) <> 0 AND m.topic + 0 = $2 AND CAST($7 AS BIGINT) = 0`)
	ofReactions = selects(`m.peer = $2 AND (m.flags & 1024) <> 0 AND CAST($7 AS BIGINT) = 0`)
)

// selections are those that together make up a filter.
func (f Filter) selections() []selection {
	pick := func(all, peer, saved selection) []selection {
		switch {
		case f.Saved != 0:
			return []selection{saved}
		case f.Peer != 0:
			return []selection{peer}
		}
		return []selection{all}
	}
	switch {
	case f.Topic != 0 && len(f.Kinds) > 0:
		return []selection{ofTopicKind}
	case f.Topic != 0 && f.Flags&Pinned != 0:
		return []selection{ofTopicPin}
	case f.Topic != 0 && f.Flags&Linked != 0:
		return []selection{ofTopicLink}
	case f.Topic != 0:
		return []selection{ofTopic}
	case len(f.Kinds) > 0:
		return pick(ofAllKind, ofKind, ofSavedKind)
	case f.Flags&Pinned != 0:
		return pick(ofPinned, ofPinned, ofSavedPin)
	case f.Flags&Linked != 0:
		return pick(ofAllLinked, ofLinked, ofSavedLink)
	case f.Flags&unseenMention == unseenMention:
		return pick(ofUnseen, ofUnseen, ofUnseen)
	case f.Flags&Mentioned != 0:
		return pick(ofMentions, ofMentions, ofMentions)
	case f.Flags&ReactionUnread != 0:
		return pick(ofReactions, ofReactions, ofReactions)
	}
	return pick(ofAll, ofDialog, ofSaved)
}

// part is a selection with what it wants as $7 and $8.
type part struct {
	statements
	kind          Kind
	more          []any
	by            int64
	above, beyond int32 // ids above the one and, unless it is 0, below the other
}

// General is the topic that a forum has from the first, and that messages without a topic belong to.
const General int32 = 1

// parts are those that together make up a filter of a box.
func (f Filter) parts(box int64) (out []part) {
	if f.Topic == General && f.Plain > 0 {
		before, since := f, f
		before.Topic, since.Plain = 0, 0
		for _, p := range before.parts(box) {
			p.beyond = f.Plain + 1
			out = append(out, p)
		}
		for _, p := range since.parts(box) {
			p.above = f.Plain
			out = append(out, p)
		}
		return out
	}
	for _, s := range f.selections() {
		p := part{statements: s.anybody, by: f.by()}
		switch {
		case f.From == 0:
		case f.Peer.IsUser() && (f.From == f.Peer || f.From == UserPeer(box)):
			p.statements, p.more = s.side, []any{f.From == UserPeer(box)}
		default:
			p.statements, p.more = s.author, []any{int64(f.From)}
		}
		if len(f.Kinds) == 0 {
			out = append(out, p)
		}
		for _, k := range f.Kinds {
			p.kind = k
			out = append(out, p)
		}
	}
	return out
}

// args are the arguments of a part's statements.
func (f Filter) args(p part, box int64, lo, hi int32, limit, skip int) []any {
	lo = max(lo, p.above)
	if p.beyond != 0 {
		hi = min(hi, p.beyond)
	}
	return append([]any{box, p.by, lo, hi, limit, skip, int64(p.kind)}, p.more...)
}

func (f Filter) by() int64 {
	if f.Topic != 0 {
		return int64(f.Topic)
	}
	if f.Saved != 0 {
		return int64(f.Saved)
	}
	return int64(f.Peer)
}

// cut reads at most limit messages with ids above lo and below hi, after skip others: the newest first, or the oldest.
func (f Filter) cut(tx *db.Tx, box int64, newest bool, lo, hi int32, limit, skip int) ([]*Message, error) {
	parts := f.parts(box)
	var out []*Message
	for _, p := range parts {
		sql, n, off := p.oldest, limit, skip
		if newest {
			sql = p.newest
		}
		if len(parts) > 1 {
			n, off = limit+skip, 0
		}
		ms, err := db.All(tx, sql, Scan, f.args(p, box, lo, hi, n, off)...)
		if err != nil {
			return nil, wrap(err, "select from box %d", box)
		}
		out = append(out, ms...)
	}
	if len(parts) > 1 {
		slices.SortFunc(out, func(a, b *Message) int {
			if newest {
				return cmp.Compare(b.ID, a.ID)
			}
			return cmp.Compare(a.ID, b.ID)
		})
		out = out[min(skip, len(out)):]
		out = out[:min(limit, len(out))]
	}
	return out, nil
}

// Count returns how many messages a filter chooses; more than most are not counted on.
func (f Filter) Count(tx *db.Tx, box int64, most int) (int, error) {
	lo, hi, err := f.Bounds(tx, box)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, p := range f.parts(box) {
		k, _, err := db.One(tx, p.count, func(r *db.Row) int { return r.Int() }, f.args(p, box, lo, hi, most, 0)...)
		if err != nil {
			return 0, wrap(err, "count in box %d", box)
		}
		n += k
	}
	return min(n, most), nil
}

// Bounds are the ids between which the filter's dates lie, both outside.
func (f Filter) Bounds(tx *db.Tx, box int64) (lo, hi int32, err error) {
	lo, hi = f.Above, endID
	if f.Since > 0 {
		first, err := FirstSince(tx, box, f.Peer, f.Since)
		if err != nil {
			return 0, 0, err
		}
		lo = max(lo, first-1)
	}
	if f.Until > 0 {
		hi, err = FirstSince(tx, box, f.Peer, f.Until)
	}
	return lo, hi, err
}

// Select returns a page of what a filter chooses, newest first.
func Select(tx *db.Tx, box int64, f Filter, p Page) ([]*Message, error) {
	lo, hi, err := f.Bounds(tx, box)
	if err != nil {
		return nil, err
	}
	lo = max(lo, p.MinID)
	if p.MaxID > 0 {
		hi = min(hi, p.MaxID)
	}
	below := p.OffsetID
	if below <= 0 {
		below = hi
		if p.OffsetDate > 0 {
			if below, err = FirstSince(tx, box, f.Peer, p.OffsetDate); err != nil {
				return nil, err
			}
		}
	}
	if p.Limit <= 0 {
		p.Limit = defaultPage
	}
	p.Limit = min(p.Limit, MaxPage)
	var out []*Message
	take, skip := p.Limit, min(max(int(p.AddOffset), 0), maxSkip)
	if p.AddOffset < 0 {
		n := min(-int(p.AddOffset), MaxPage)
		ms, err := f.cut(tx, box, false, max(below-1, lo), hi, n, 0)
		if err != nil {
			return nil, err
		}
		slices.Reverse(ms)
		out = ms[:min(len(ms), p.Limit)] // where the window ends before the offset, its newest part counts
		take = p.Limit - n
	}
	if take > 0 {
		ms, err := f.cut(tx, box, true, lo, min(below, hi), take, skip)
		if err != nil {
			return nil, err
		}
		out = append(out, ms...)
	}
	return out, nil
}

// maxSkip bounds how many messages a page skips, because they are read for it.
const maxSkip = 100_000
