package messages

import (
	"context"

	"chappe/box"
	"chappe/db"
	"chappe/rpc"
	"chappe/search"
	"chappe/tl"
)

// searchGlobal finds messages of all of the caller's conversations.
// https://core.telegram.org/method/messages.searchGlobal
func (f *Feature) searchGlobal(ctx context.Context, c rpc.Caller, q *tl.MessagesSearchGlobal) (tl.MessagesMessagesClass, error) {
	s, err := filterFrom(q.Filter)
	if err != nil {
		return nil, err
	}
	if q.FolderID.OK && q.FolderID.V != 0 && q.FolderID.V != archive {
		return nil, errFolderID
	}
	if s.terms = search.TermsOf(q.Q); s.terms.Empty() {
		if _, everything := q.Filter.(*tl.InputMessagesFilterEmpty); q.Q == "" && everything {
			return nil, errQuery
		}
		s.none = s.none || q.Q != ""
	}
	s.none = s.none || q.BroadcastsOnly || q.GroupsOnly // there are only conversations between people
	s.Since, s.Until = later1(q.MinDate), max(q.MaxDate, 0)
	if err := f.catchUp(ctx, c.User, &s); err != nil {
		return nil, err
	}
	limit := int(min(max(q.Limit, 1), box.MaxPage))
	var out rendered
	var n count
	var rate int32
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		p := box.Page{OffsetID: q.OffsetID, Limit: limit + 1}
		ms, total, err := f.findInFolder(tx, c.User, &s, p, q.FolderID)
		if err != nil {
			return err
		}
		n, rate = total, 0
		if len(ms) > limit {
			ms = ms[:limit]
			rate = ms[limit-1].Date
		}
		out, err = f.render(tx, c.User, ms)
		return err
	})
	if err != nil {
		return nil, err
	}
	if rate == 0 && q.OffsetID == 0 {
		return out.page(0), nil
	}
	v := &tl.MessagesMessagesSlice{
		Inexact: !n.exact, Count: int32(n.n), Messages: out.messages, Users: out.users, Chats: out.chats,
	}
	if rate != 0 {
		v.NextRate = tl.Some(rate)
	}
	return v, nil
}

// findInFolder finds as find does, in the conversations of one folder where the client asks for that.
func (f *Feature) findInFolder(tx *db.Tx, owner int64, s *sought, p box.Page, folder tl.Opt[int32]) ([]*box.Message, count, error) {
	p.Limit = min(p.Limit, box.MaxPage)
	if !folder.OK {
		return f.find(tx, owner, s, p)
	}
	all, err := f.list(tx, owner)
	if err != nil {
		return nil, count{}, err
	}
	in := map[box.Peer]bool{}
	others := 0
	for _, d := range all {
		if in[d.Peer] = d.Folder == folder.V; !in[d.Peer] {
			others++
		}
	}
	if others == 0 {
		return f.find(tx, owner, s, p)
	}
	var out []*box.Message
	total := count{exact: true}
	for scanned := 0; len(out) < p.Limit && scanned < maxScan; {
		ms, n, err := f.find(tx, owner, s, box.Page{OffsetID: p.OffsetID, Limit: box.MaxPage})
		if err != nil {
			return nil, count{}, err
		}
		total = count{n.n, false}
		for _, m := range ms {
			if in[m.Peer] && len(out) < p.Limit {
				out = append(out, m)
			}
		}
		if len(ms) < box.MaxPage {
			if p.OffsetID == 0 {
				total = count{len(out), true}
			}
			break
		}
		scanned += len(ms)
		p.OffsetID = ms[len(ms)-1].ID
	}
	return out, total, nil
}

// getSearchCounters tells how many messages a search by each of some filters would find.
// https://core.telegram.org/method/messages.getSearchCounters
func (f *Feature) getSearchCounters(ctx context.Context, c rpc.Caller, q *tl.MessagesGetSearchCounters) ([]tl.MessagesSearchCounter, error) {
	if len(q.Filters) > maxIDs {
		return nil, errLimit
	}
	out := []tl.MessagesSearchCounter{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		out = out[:0]
		at, err := f.place(tx, c, q.Peer)
		if err != nil {
			return err
		}
		var saved box.Peer
		if q.SavedPeerID != nil {
			if saved, err = f.users.Peer(tx, c, q.SavedPeerID); err != nil {
				return err
			}
		}
		for _, in := range q.Filters {
			s, err := filterFrom(in)
			if err != nil {
				return err
			}
			s.at(&at)
			if err := s.topic(tx, &at, q.TopMsgID); err != nil {
				return err
			}
			s.Saved = saved
			_, n, err := f.find(tx, at.box, &s, box.Page{})
			if err != nil {
				return err
			}
			out = append(out, tl.MessagesSearchCounter{Inexact: !n.exact, Filter: in, Count: int32(n.n)})
		}
		return nil
	})
	return out, err
}
