package messages

import (
	"context"

	"chappe/box"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/rpc"
	"chappe/tl"
)

// getForumTopics returns a page of a forum's topics: the pinned ones first, then those with the newest messages.
// https://core.telegram.org/method/messages.getForumTopics
func (f *Feature) getForumTopics(ctx context.Context, c rpc.Caller, q *tl.MessagesGetForumTopics) (*tl.MessagesForumTopics, error) {
	var out *tl.MessagesForumTopics
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		s, err := f.channels.Forum(tx, c, q.Peer)
		if err != nil {
			return err
		}
		below := q.OffsetID
		if below <= 0 && q.OffsetTopic > 0 {
			ts, err := channels.TopicsByID(tx, s.ID, []int32{q.OffsetTopic})
			if err != nil {
				return err
			}
			if t := ts[q.OffsetTopic]; t != nil {
				below = t.Newest
			}
		}
		if below <= 0 && q.OffsetDate > 0 {
			if below, err = box.FirstSince(tx, s.Box(), s.Peer(), q.OffsetDate); err != nil {
				return err
			}
		}
		ts, n, err := channels.Topics(tx, s.ID, q.Q.V, below, int(q.Limit))
		if err != nil {
			return err
		}
		out, err = f.topicsTL(tx, s, ts, nil)
		out.Count = int32(n)
		return err
	})
	return out, err
}

// getForumTopicsByID returns certain topics of a forum; of one that is gone it says so.
// https://core.telegram.org/method/messages.getForumTopicsByID
func (f *Feature) getForumTopicsByID(ctx context.Context, c rpc.Caller, q *tl.MessagesGetForumTopicsByID) (*tl.MessagesForumTopics, error) {
	if len(q.Topics) == 0 {
		return nil, errTopics
	}
	if len(q.Topics) > maxIDs {
		return nil, errLimit
	}
	var out *tl.MessagesForumTopics
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		s, err := f.channels.Forum(tx, c, q.Peer)
		if err != nil {
			return err
		}
		found, err := channels.TopicsByID(tx, s.ID, q.Topics)
		if err != nil {
			return err
		}
		var ts []*channels.Topic
		var gone []int32
		for _, id := range q.Topics {
			if t := found[id]; t != nil && !t.Deleted {
				ts = append(ts, t)
			} else {
				gone = append(gone, id)
			}
			delete(found, id) // each once
		}
		out, err = f.topicsTL(tx, s, ts, gone)
		out.Count = int32(len(out.Topics))
		return err
	})
	return out, err
}

var errTopics = rpc.Bad("TOPICS_EMPTY")

// topicsTL renders topics for the holder of a seat, with their newest messages.
// https://core.telegram.org/constructor/messages.forumTopics
func (f *Feature) topicsTL(tx *db.Tx, s *channels.Seat, ts []*channels.Topic, gone []int32) (*tl.MessagesForumTopics, error) {
	out := &tl.MessagesForumTopics{Topics: make([]tl.ForumTopicClass, 0, len(ts)+len(gone))}
	known, err := f.knowing(tx, s, ts)
	if err != nil {
		return out, err
	}
	more := []box.Peer{s.Peer()}
	var newest []int32
	for _, t := range ts {
		x, err := known.tl(tx, t)
		if err != nil {
			return out, err
		}
		out.Topics = append(out.Topics, x)
		more = append(more, t.Author)
		if t.Newest > s.Floor {
			newest = append(newest, t.Newest)
		}
	}
	for _, id := range gone {
		out.Topics = append(out.Topics, &tl.ForumTopicDeleted{ID: id})
	}
	st, err := box.Load(tx, s.Box())
	if err != nil {
		return out, err
	}
	ms, err := rowsOf(tx, s.Box(), newest)
	if err != nil {
		return out, err
	}
	r, err := f.render(tx, s.Person, ms, more...)
	out.Pts, out.Messages, out.Users, out.Chats = st.Pts, r.messages, r.users, r.chats
	return out, err
}

// knowing is what one person's clients are told of topics beside what is the same for everybody.
type knowing struct {
	f        *Feature
	seat     *channels.Seat
	marks    map[int32]int32
	mentions map[int32]int32
	sets     map[inTopic]notify
	drafts   map[int32]*draft
}

func (f *Feature) knowing(tx *db.Tx, s *channels.Seat, ts []*channels.Topic) (k knowing, err error) {
	k = knowing{f: f, seat: s}
	ids := make([]int32, len(ts))
	for i, t := range ts {
		ids[i] = t.ID
	}
	if k.marks, err = channels.ThreadReads(tx, s.ID, s.Person, ids); err != nil {
		return k, err
	}
	if k.mentions, err = channels.MentionsByTopic(tx, s.ID, s.Person); err != nil {
		return k, err
	}
	if k.sets, err = topicNotify(tx, s.Person, s.Peer(), ids); err != nil {
		return k, err
	}
	if k.drafts, err = topicDrafts(tx, s.Person, s.Peer(), ids); err != nil {
		return k, err
	}
	own, err := draftsOf(tx, s.Person, []box.Peer{s.Peer()})
	if d := own[s.Peer()]; d != nil {
		k.drafts[box.General] = d // what is begun in the general topic is begun in the group
	}
	return k, err
}

// tl renders a topic.
func (k *knowing) tl(tx *db.Tx, t *channels.Topic) (*tl.ForumTopic, error) {
	s := k.seat
	out := t.TL(s.Person)
	out.ReadInboxMaxID, out.ReadOutboxMaxID = s.ReadInTopic(k.marks[t.ID]), t.ReadOut(s)
	out.NotifySettings = notifyTL(s.Peer(), k.sets[inTopic{s.Peer(), t.ID}])
	out.Draft = k.f.draftTL(s.Person, k.drafts[t.ID])
	out.UnreadMentionsCount = k.mentions[t.ID]
	if !s.In() {
		return out, nil
	}
	var err error
	out.UnreadCount, err = s.UnreadInTopic(tx, t.ID, s.Person, out.ReadInboxMaxID)
	return out, err
}
