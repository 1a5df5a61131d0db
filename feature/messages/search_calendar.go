package messages

import (
	"context"

	"chappe/box"
	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

const (
	day          = 24 * 3600
	maxPositions = 100
	calendarSpan = 5000 // messages in one answer
)

// getSearchResultsCalendar tells on which days there are messages of a kind in a conversation, the latest first.
// https://core.telegram.org/method/messages.getSearchResultsCalendar
func (f *Feature) getSearchResultsCalendar(ctx context.Context, c rpc.Caller, q *tl.MessagesGetSearchResultsCalendar) (*tl.MessagesSearchResultsCalendar, error) {
	s, err := supported(q.Filter)
	if err != nil {
		return nil, err
	}
	out := &tl.MessagesSearchResultsCalendar{Periods: []tl.SearchResultsCalendarPeriod{}}
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		if err := f.in(tx, c, q.Peer, q.SavedPeerID, &s); err != nil || s.none {
			return err
		}
		n, err := s.Count(tx, boxOf(c.User, s.Peer), maxCount)
		if err != nil {
			return err
		}
		out.Count, out.Inexact = int32(n), n == maxCount
		first, err := s.Oldest(tx, boxOf(c.User, s.Peer), 0, 0, 1)
		if err != nil || len(first) == 0 {
			return err
		}
		out.MinDate, out.MinMsgID = first[0].Date, first[0].ID
		below := q.OffsetID
		if below == 0 && q.OffsetDate > 0 {
			if below, err = box.FirstSince(tx, boxOf(c.User, s.Peer), s.Peer, q.OffsetDate); err != nil {
				return err
			}
		}
		places, err := s.Places(tx, boxOf(c.User, s.Peer), below, calendarSpan)
		if err != nil {
			return err
		}
		out.Periods = periods(places)
		ids := make([]int32, len(out.Periods))
		for i, p := range out.Periods {
			ids[i] = p.MaxMsgID
		}
		ms, err := rowsOf(tx, boxOf(c.User, s.Peer), ids)
		if err != nil {
			return err
		}
		r, err := f.render(tx, c.User, ms)
		out.Messages, out.Users, out.Chats = r.messages, r.users, r.chats
		return err
	})
	return out, err
}

// periods sorts messages, newest first, into days of UTC.
func periods(places []box.Place) []tl.SearchResultsCalendarPeriod {
	out := []tl.SearchResultsCalendarPeriod{}
	for _, p := range places {
		date := p.Date - p.Date%day
		if n := len(out); n > 0 && out[n-1].Date == date {
			out[n-1].MinMsgID = p.ID
			out[n-1].Count++
			continue
		}
		out = append(out, tl.SearchResultsCalendarPeriod{Date: date, MinMsgID: p.ID, MaxMsgID: p.ID, Count: 1})
	}
	return out
}

// getSearchResultsPositions tells where some of the messages of a kind stand in a conversation, spread evenly, for a scroll bar.
// https://core.telegram.org/method/messages.getSearchResultsPositions
func (f *Feature) getSearchResultsPositions(ctx context.Context, c rpc.Caller, q *tl.MessagesGetSearchResultsPositions) (*tl.MessagesSearchResultsPositions, error) {
	s, err := supported(q.Filter)
	if err != nil {
		return nil, err
	}
	limit := int(min(max(q.Limit, 1), maxPositions))
	out := &tl.MessagesSearchResultsPositions{Positions: []tl.SearchResultPosition{}}
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		if err := f.in(tx, c, q.Peer, q.SavedPeerID, &s); err != nil || s.none {
			return err
		}
		n, err := s.Count(tx, boxOf(c.User, s.Peer), maxCount)
		if err != nil {
			return err
		}
		out.Count = int32(n)
		places, err := s.Places(tx, boxOf(c.User, s.Peer), q.OffsetID, calendarSpan)
		if err != nil {
			return err
		}
		step := max(1, (len(places)+limit-1)/limit)
		for i := 0; i < len(places); i += step {
			out.Positions = append(out.Positions, tl.SearchResultPosition{MsgID: places[i].ID, Date: places[i].Date, Offset: int32(i)})
		}
		return nil
	})
	return out, err
}

// supported is a filter that a calendar can be made for.
func supported(in tl.MessagesFilterClass) (sought, error) {
	switch in.(type) {
	case *tl.InputMessagesFilterEmpty, *tl.InputMessagesFilterMyMentions:
		return sought{}, errNotForIt
	}
	return filterFrom(in)
}

// in resolves which conversation and saved dialog a search is about.
func (f *Feature) in(tx *db.Tx, c rpc.Caller, peer, saved tl.InputPeerClass, s *sought) (err error) {
	at, err := f.place(tx, c, peer)
	if s.at(&at); err != nil || saved == nil {
		return err
	}
	s.Saved, err = f.users.Peer(tx, c, saved)
	return err
}
