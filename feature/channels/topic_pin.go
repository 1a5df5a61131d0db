package channels

import (
	"context"
	"encoding/json"
	"slices"

	"chappe/box"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const flashTopics = "channels.topics" // which topics of a forum are pinned changed

var (
	errPinMany = rpc.Bad("PINNED_TOO_MUCH")
	errPinSame = rpc.Bad("PINNED_TOPIC_NOT_MODIFIED")
)

// pins is what those who follow a forum are told of its pinned topics: of one, or of all.
type pins struct {
	Channel int64   `json:"c"`
	Topic   int32   `json:"t,omitempty"`
	On      bool    `json:"on,omitempty"`
	Order   []int32 `json:"o,omitempty"`
}

func (p pins) update() tl.UpdateClass {
	if p.Topic != 0 {
		return &tl.UpdatePinnedForumTopic{Pinned: p.On, Peer: &tl.PeerChannel{ChannelID: p.Channel}, TopicID: p.Topic}
	}
	return &tl.UpdatePinnedForumTopics{Peer: &tl.PeerChannel{ChannelID: p.Channel}, Order: append([]int32{}, p.Order...)}
}

// tellPins tells those who follow a forum, and answers.
func (f *Feature) tellPins(tx *db.Tx, p pins) (outcome, error) {
	data, err := json.Marshal(p)
	if err != nil {
		return outcome{}, err
	}
	f.box.FlashAfter(tx, -p.Channel, flashTopics, data)
	return outcome{channel: p.Channel, more: []tl.UpdateClass{p.update()}}, nil
}

func (f *Feature) renderPins(ctx context.Context, tx *db.Tx, viewer int64, data []byte) (b hub.Batch, err error) {
	var p pins
	if err := json.Unmarshal(data, &p); err != nil {
		return b, err
	}
	b.Updates = []tl.UpdateClass{p.update()}
	b.Chats, err = f.TL(tx, max(viewer, 0), []int64{p.Channel})
	return b, err
}

// updatePinnedForumTopic pins a topic on top of a forum, or unpins it.
// https://core.telegram.org/method/messages.updatePinnedForumTopic
func (f *Feature) updatePinnedForumTopic(ctx context.Context, c rpc.Caller, q *tl.MessagesUpdatePinnedForumTopic) (tl.UpdatesClass, error) {
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		s, t, err := f.topic(tx, c, q.Peer, q.TopicID)
		switch {
		case err != nil:
			return outcome{}, err
		case !s.ManagesTopics():
			return outcome{}, chats.ErrAdmin
		case (t.Pinned != 0) == q.Pinned:
			return outcome{}, errPinSame
		}
		top, err := pinnedTopics(tx, s.ID)
		if err != nil {
			return outcome{}, err
		}
		if q.Pinned && len(top) >= maxPinned {
			return outcome{}, errPinMany
		}
		place := int64(0)
		if q.Pinned {
			place = 1
			if len(top) > 0 {
				place = top[0].Pinned + 1
			}
		}
		if err := f.pinTopic(tx, s, t, place); err != nil {
			return outcome{}, err
		}
		return f.tellPins(tx, pins{Channel: s.ID, Topic: t.ID, On: q.Pinned})
	}))
}

// pinTopic puts a topic at a place among the pinned, 0 for none, and notes for the admins what that changes.
func (f *Feature) pinTopic(tx *db.Tx, s *Seat, t *Topic, place int64) error {
	was := *t
	t.Pinned = place
	if err := saveTopic(tx, t); err != nil || (was.Pinned != 0) == (place != 0) {
		return err
	}
	d := logData{WasT: &was}
	if place != 0 {
		d = logData{NowT: t}
	}
	return f.log(tx, s.ID, s.Person, logTopicPin, d)
}

// reorderPinnedForumTopics sets the order of the pinned topics, and with force which they are.
// https://core.telegram.org/method/messages.reorderPinnedForumTopics
func (f *Feature) reorderPinnedForumTopics(ctx context.Context, c rpc.Caller, q *tl.MessagesReorderPinnedForumTopics) (tl.UpdatesClass, error) {
	if len(q.Order) > maxPinned {
		return nil, errPinMany
	}
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		s, err := f.Forum(tx, c, q.Peer)
		if err != nil {
			return outcome{}, err
		}
		if !s.ManagesTopics() {
			return outcome{}, chats.ErrAdmin
		}
		var wanted []*Topic
		for _, id := range q.Order {
			t, err := TopicByID(tx, s.ID, id)
			if err != nil {
				return outcome{}, err
			}
			if !slices.ContainsFunc(wanted, func(x *Topic) bool { return x.ID == id }) {
				wanted = append(wanted, t)
			}
		}
		was, err := pinnedTopics(tx, s.ID)
		if err != nil {
			return outcome{}, err
		}
		return f.orderTopics(tx, s, was, wanted, q.Force)
	}))
}

// orderTopics pins the topics that are wanted, in their order. The others that were pinned come after them, or with force are pinned no more;
// without it only what was pinned stays.
func (f *Feature) orderTopics(tx *db.Tx, s *Seat, was, wanted []*Topic, force bool) (outcome, error) {
	if !force {
		wanted = slices.DeleteFunc(wanted, func(t *Topic) bool { return t.Pinned == 0 })
	}
	for _, t := range was {
		if slices.ContainsFunc(wanted, func(x *Topic) bool { return x.ID == t.ID }) {
			continue
		}
		if !force {
			wanted = append(wanted, t)
		} else if err := f.pinTopic(tx, s, t, 0); err != nil {
			return outcome{}, err
		}
	}
	p := pins{Channel: s.ID}
	for i, t := range wanted {
		if err := f.pinTopic(tx, s, t, int64(len(wanted)-i)); err != nil {
			return outcome{}, err
		}
		p.Order = append(p.Order, t.ID)
	}
	same := slices.EqualFunc(was, wanted, func(a, b *Topic) bool { return a.ID == b.ID })
	if same {
		return outcome{}, errPinSame
	}
	return f.tellPins(tx, p)
}

// TL renders a topic with what is the same for everybody.
// https://core.telegram.org/constructor/forumTopic
func (t *Topic) TL(viewer int64) *tl.ForumTopic {
	return &tl.ForumTopic{
		My: t.Person == viewer && t.ID != box.General, Closed: t.Closed, Pinned: t.Pinned != 0, Hidden: t.Hidden, ID: t.ID, Date: t.Date,
		Peer: &tl.PeerChannel{ChannelID: t.Channel}, Title: t.Title, IconColor: t.Color, TopMessage: t.Newest, FromID: peerTL(t.Author),
	}
}
