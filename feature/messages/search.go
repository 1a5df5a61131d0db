package messages

import (
	"context"
	"slices"

	"chappe/box"
	"chappe/db"
	"chappe/rpc"
	"chappe/search"
	"chappe/tl"
)

// search finds messages of one conversation, or of all between people, by words, author, date and kind.
// https://core.telegram.org/method/messages.search
func (f *Feature) search(ctx context.Context, c rpc.Caller, q *tl.MessagesSearch) (tl.MessagesMessagesClass, error) {
	s, err := filterFrom(q.Filter)
	if err != nil {
		return nil, err
	}
	if s.terms = search.TermsOf(q.Q); s.terms.Empty() {
		s.none = s.none || q.Q != ""
		_, everything := q.Filter.(*tl.InputMessagesFilterEmpty)
		if q.Q == "" && everything && q.FromID == nil && q.SavedPeerID == nil && q.MinDate <= 0 && q.MaxDate <= 0 {
			return nil, errQuery
		}
	}
	s.none = s.none || len(q.SavedReaction) > 0 // there are no tags
	p := box.Page{OffsetID: q.OffsetID, AddOffset: q.AddOffset, Limit: int(q.Limit), MinID: q.MinID, MaxID: q.MaxID}
	err = f.db.Read(ctx, func(tx *db.Tx) error { return f.where(tx, c, q, &s) })
	if err != nil {
		return nil, err
	}
	owner := boxOf(c.User, s.Peer)
	if err := f.catchUp(ctx, owner, &s); err != nil {
		return nil, err
	}
	p.MinID = max(p.MinID, s.floor)
	var out rendered
	var n count
	var pts tl.Opt[int32]
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		if s.channel != nil {
			st, err := box.Load(tx, owner)
			if err != nil {
				return err
			}
			pts = tl.Some(st.Pts)
		}
		ms, total, err := f.find(tx, owner, &s, p)
		if err != nil {
			return err
		}
		n = total
		out, err = f.render(tx, c.User, ms)
		return err
	})
	if err != nil {
		return nil, err
	}
	if pts.OK {
		return out.in(pts, n.n), nil
	}
	return out.found(n), nil
}

// where resolves which conversation, saved dialog, author and time a search is about.
func (f *Feature) where(tx *db.Tx, c rpc.Caller, q *tl.MessagesSearch, s *sought) (err error) {
	if _, all := q.Peer.(*tl.InputPeerEmpty); !all {
		at, err := f.place(tx, c, q.Peer)
		if err != nil {
			return err
		}
		s.at(&at)
		if err := s.topic(tx, &at, q.TopMsgID); err != nil {
			return err
		}
	}
	if q.SavedPeerID != nil {
		if s.Saved, err = f.users.Peer(tx, c, q.SavedPeerID); err != nil {
			return err
		}
	}
	if q.FromID != nil {
		if s.From, err = f.users.Peer(tx, c, q.FromID); err != nil {
			return errFrom
		}
	}
	s.Since, s.Until = later1(q.MinDate), max(q.MaxDate, 0)
	return nil
}

// later1 is the first second after a date, 0 for none: a client asks for messages after it.
func later1(date int32) int32 {
	if date <= 0 {
		return 0
	}
	return date + 1
}

// catchUp has the index of words read the caller's box, where words are searched for.
func (f *Feature) catchUp(ctx context.Context, owner int64, s *sought) error {
	if s.terms.Empty() || s.none || f.Search == nil {
		return nil
	}
	return f.Search.CatchUp(ctx, owner)
}

// count is how many messages there are.
type count struct {
	n     int
	exact bool
}

// found answers with a page of what was found.
func (r rendered) found(n count) tl.MessagesMessagesClass {
	if n.exact && len(r.messages) >= n.n {
		return r.page(0)
	}
	return &tl.MessagesMessagesSlice{Inexact: !n.exact, Count: int32(n.n), Messages: r.messages, Users: r.users, Chats: r.chats}
}

// find returns a page of what is searched for in owner's box, newest first, and how many there are in all. A page of 0 messages only
// counts.
func (f *Feature) find(tx *db.Tx, owner int64, s *sought, p box.Page) ([]*box.Message, count, error) {
	if s.none {
		return nil, count{exact: true}, nil
	}
	if !s.terms.Empty() {
		return f.findWords(tx, owner, s, p)
	}
	n, err := s.Count(tx, owner, maxCount)
	if err != nil || p.Limit <= 0 {
		return nil, count{n, n < maxCount}, err
	}
	ms, err := box.Select(tx, owner, s.Filter, p)
	return ms, count{n, n < maxCount}, err
}

// findWords does the same where words are searched for.
func (f *Feature) findWords(tx *db.Tx, owner int64, s *sought, p box.Page) ([]*box.Message, count, error) {
	q := s.indexed(owner)
	lo, hi, err := s.Bounds(tx, owner)
	if err != nil {
		return nil, count{}, err
	}
	q.Above, q.Below = max(lo, p.MinID), hi
	if p.MaxID > 0 {
		q.Below = min(q.Below, p.MaxID)
	}
	if s.rest() != 0 || s.Topic != 0 {
		return f.findFlagged(tx, owner, s, q, p)
	}
	scope, err := scopeOf(tx, owner, s)
	if err != nil {
		return nil, count{}, err
	}
	found, err := q.Find(tx, search.Page{
		Offset: p.OffsetID, Add: min(int(p.AddOffset), maxSkip), Limit: min(max(p.Limit, 0), box.MaxPage), Scope: scope,
	})
	if err != nil {
		return nil, count{}, err
	}
	ms, err := rowsOf(tx, owner, found.IDs)
	return ms, count{found.Count, found.Exact}, err
}

// scopeOf is how many messages there are where a search looks.
func scopeOf(tx *db.Tx, owner int64, s *sought) (int, error) {
	if s.Peer != 0 && owner > 0 {
		d, _, err := box.LoadDialog(tx, owner, s.Peer)
		return int(d.Total), err
	}
	st, err := box.Load(tx, owner)
	return int(st.LastID), err
}

const (
	maxSkip = 10_000 // messages that a page of a search passes over
	maxScan = 2000   // messages that a search looks at one by one
)

// findFlagged finds words in messages with flags that change without an edit: few have them, so that their texts are looked at. It does the
// same in a topic, which the index of words does not know.
func (f *Feature) findFlagged(tx *db.Tx, owner int64, s *sought, q *search.Query, p box.Page) ([]*box.Message, count, error) {
	found, err := q.Find(tx, search.Page{Limit: maxScan})
	if err != nil {
		return nil, count{}, err
	}
	ms, err := rowsOf(tx, owner, found.IDs)
	if err != nil {
		return nil, count{}, err
	}
	ms = slices.DeleteFunc(ms, func(m *box.Message) bool { return m.Flags&s.rest() != s.rest() || !s.has(m) })
	n := count{len(ms), len(found.IDs) < maxScan}
	at := 0
	for at < len(ms) && p.OffsetID > 0 && ms[at].ID >= p.OffsetID {
		at++
	}
	from := min(max(at+int(p.AddOffset), 0), len(ms))
	to := min(max(at+int(p.AddOffset)+min(p.Limit, box.MaxPage), from), len(ms))
	return ms[from:to], n, nil
}
