package messages

import (
	"context"
	"strings"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/rpc"
	"chappe/search"
	"chappe/tl"
)

// getMessagesViews tells how often posts of a channel were seen, forwarded and answered, and counts that the caller sees them.
// https://core.telegram.org/method/messages.getMessagesViews
func (f *Feature) getMessagesViews(ctx context.Context, c rpc.Caller, q *tl.MessagesGetMessagesViews) (*tl.MessagesMessageViews, error) {
	if len(q.ID) > maxIDs {
		return nil, errLimit
	}
	out := &tl.MessagesMessageViews{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		out.Views = make([]tl.MessageViews, len(q.ID))
		at, err := f.place(tx, c, q.Peer)
		if err != nil {
			return err
		}
		found, err := at.byIDs(tx, q.ID)
		if err != nil {
			return err
		}
		ms := make([]*box.Message, 0, len(found))
		var posts []int32
		for _, m := range found {
			ms = append(ms, m)
			if m.Flags&box.Post != 0 && m.Flags&box.Service == 0 {
				posts = append(posts, m.ID)
			}
		}
		t, err := f.telling(tx, c.User, ms)
		if err != nil {
			return err
		}
		fresh := map[int32]int32{}
		if len(posts) > 0 {
			fresh = f.channels.Look(at.peer.ID(), c.User, posts, q.Increment)
		}
		for i, id := range q.ID {
			m := found[id]
			if m == nil {
				continue
			}
			v := &out.Views[i]
			v.Replies = t.comments[rowOf(m)]
			if m.Flags&box.Post != 0 && m.Flags&box.Service == 0 {
				n := t.counts[rowOf(m)]
				v.Views, v.Forwards = tl.Some(max(n.Views+fresh[id], 1)), tl.Some(n.Forwards)
			}
		}
		for _, r := range t.comments {
			for _, p := range r.RecentRepliers {
				t.named(p)
			}
		}
		out.Users, out.Chats, err = f.naming(tx, &t)
		return err
	})
	return out, err
}

// named notes whom a peer names.
func (t *told) named(p tl.PeerClass) {
	switch p := p.(type) {
	case *tl.PeerUser:
		t.people = append(t.people, p.UserID)
	case *tl.PeerChannel:
		t.channels = append(t.channels, p.ChannelID)
	}
}

// maxSearched is how many public channels one search looks into.
const maxSearched = 50

// searchPosts finds posts of public channels by words or a tag, the newest first.
// https://core.telegram.org/method/channels.searchPosts
func (f *Feature) searchPosts(ctx context.Context, c rpc.Caller, q *tl.ChannelsSearchPosts) (tl.MessagesMessagesClass, error) {
	text := q.Query.V
	if tag := strings.TrimLeft(content.Clean(q.Hashtag.V), "#$"); tag != "" {
		text = "#" + tag
	}
	s := sought{terms: search.TermsOf(text)}
	if s.terms.Empty() {
		return nil, errQuery
	}
	limit := int(min(max(q.Limit, 1), box.MaxPage))
	var ids []int64
	err := f.db.Read(ctx, func(tx *db.Tx) (err error) {
		ids, err = channels.PublicLatest(tx, maxSearched)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if f.Search != nil {
			if err := f.Search.CatchUp(ctx, -id); err != nil {
				return nil, err
			}
		}
	}
	var out rendered
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		var all []*box.Message
		for _, id := range ids {
			seat, err := f.channels.Seat(tx, c.User, id)
			if err == channels.ErrChannel || err == nil && (seat.Username == "" || seat.Gone()) {
				continue
			}
			if err != nil {
				return err
			}
			in := s
			in.at(&conversation{peer: seat.Peer(), box: seat.Box(), floor: seat.Floor, channel: seat})
			in.Until = max(q.OffsetRate, 0)
			ms, _, err := f.find(tx, seat.Box(), &in, box.Page{Limit: limit})
			if err != nil {
				return err
			}
			for _, m := range ms {
				if q.Hashtag.V == "" || strings.Contains(strings.ToLower(content.Decode(m.Content).Text), strings.ToLower(text)) {
					all = append(all, m)
				}
			}
		}
		all = newestOf(all, limit)
		var err error
		out, err = f.render(tx, c.User, all)
		return err
	})
	if err != nil {
		return nil, err
	}
	v := &tl.MessagesMessagesSlice{Inexact: true, Count: int32(len(out.messages)), Messages: out.messages, Users: out.users, Chats: out.chats}
	if len(out.messages) == limit {
		if m, ok := out.messages[limit-1].(*tl.Message); ok {
			v.NextRate = tl.Some(m.Date)
		}
	}
	return v, nil
}
