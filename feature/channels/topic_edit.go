package channels

import (
	"context"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/rpc"
	"chappe/tl"
)

// The actions of topics. Of one that was changed, Text says what: the title, or one of the four states.
const (
	ActionTopicCreate = "topic_create"
	ActionTopicEdit   = "topic_edit"

	TopicClosed = "closed"
	TopicOpened = "opened"
	TopicHidden = "hidden"
	TopicShown  = "shown"
)

var (
	errIcon       = rpc.Bad("DOCUMENT_INVALID") // no custom emoji here
	errColor      = rpc.Bad("COLOR_INVALID")
	errRandom     = rpc.Bad("RANDOM_ID_EMPTY")
	errCloseAlone = rpc.Bad("TOPIC_CLOSE_SEPARATELY")
	errHideAlone  = rpc.Bad("TOPIC_HIDE_SEPARATELY")
)

// createForumTopic begins a topic. Members do unless it is forbidden, and admins who manage topics.
// https://core.telegram.org/method/messages.createForumTopic
func (f *Feature) createForumTopic(ctx context.Context, c rpc.Caller, q *tl.MessagesCreateForumTopic) (tl.UpdatesClass, error) {
	title, color, err := newTopic(q)
	if err != nil {
		return nil, err
	}
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		s, err := f.Forum(tx, c, q.Peer)
		if err != nil {
			return outcome{}, err
		}
		was, again, err := box.FindSend(tx, c.User, q.RandomID)
		if err != nil {
			return outcome{}, err
		}
		if again {
			ms, err := box.ByIDs(tx, s.Box(), []int32{was.ID})
			if err != nil || ms[was.ID] == nil || was.Box != s.Box() {
				return outcome{channel: s.ID}, err
			}
			return outcome{channel: s.ID, rows: []*box.Message{ms[was.ID]}, first: madeBy(q.RandomID, was.ID)}, nil
		}
		from, err := f.begins(tx, c, s, q.SendAs)
		if err != nil {
			return outcome{}, err
		}
		m, err := f.begin(tx, s, &Topic{Channel: s.ID, Author: from, Person: c.User, Title: title, Color: color})
		if err != nil {
			return outcome{}, err
		}
		return outcome{channel: s.ID, rows: []*box.Message{m}, first: madeBy(q.RandomID, m.ID)}, box.KeepSend(tx, c.User, q.RandomID, m)
	}))
}

func madeBy(randomID int64, id int32) []tl.UpdateClass {
	return []tl.UpdateClass{&tl.UpdateMessageID{ID: id, RandomID: randomID}}
}

// newTopic reads what a client says of a topic that is to be.
func newTopic(q *tl.MessagesCreateForumTopic) (title string, color int32, err error) {
	title, color = content.Clean(q.Title), firstColor
	if q.IconColor.OK {
		color = q.IconColor.V
	}
	switch {
	case title == "" || q.TitleMissing:
		return "", 0, errTopicTitle
	case q.IconEmojiID.V != 0:
		return "", 0, errIcon
	case !topicColors[color]:
		return "", 0, errColor
	case q.RandomID == 0:
		return "", 0, errRandom
	}
	return content.Cut(title, maxTopicTitle), color, nil
}

// begins checks that the holder of a seat may begin a topic, and says as whom.
func (f *Feature) begins(tx *db.Tx, c rpc.Caller, s *Seat, as tl.InputPeerClass) (box.Peer, error) {
	if err := s.MayPost(box.KindService); err != nil {
		return 0, err
	}
	if !s.May(chats.ManageTopics, chats.NoTopics) {
		return 0, errWriteAll
	}
	if as == nil {
		return s.PostsAs(), nil
	}
	p, err := f.users.Peer(tx, c, as)
	if err != nil {
		return 0, ErrSendAs
	}
	ok, err := f.MaySendAs(tx, s, p)
	if err == nil && !ok {
		err = ErrSendAs
	}
	return p, err
}

// begin posts the message that begins a topic, whose id is the topic's.
func (f *Feature) begin(tx *db.Tx, s *Seat, t *Topic) (*box.Message, error) {
	st, err := box.Load(tx, s.Box())
	if err != nil {
		return nil, err
	}
	a := content.Action{Type: ActionTopicCreate, Title: t.Title, N: t.Color}
	m, err := f.sayIn(tx, s.Channel, s.Person, t.Author, st.LastID+1, a)
	if err != nil {
		return nil, err
	}
	t.ID, t.Newest, t.Date = m.ID, m.ID, m.Date
	if err := putTopic(tx, t); err != nil {
		return nil, err
	}
	return m, f.log(tx, s.ID, s.Person, logTopicNew, logData{NowT: t})
}

// editForumTopic renames a topic, closes it or opens it again; the general one can be hidden as well. Who manages topics does, and who began
// one with it.
// https://core.telegram.org/method/messages.editForumTopic
func (f *Feature) editForumTopic(ctx context.Context, c rpc.Caller, q *tl.MessagesEditForumTopic) (tl.UpdatesClass, error) {
	switch more := q.Title.OK || q.IconEmojiID.OK; {
	case q.Closed.OK && (more || q.Hidden.OK):
		return nil, errCloseAlone
	case q.Hidden.OK && more:
		return nil, errHideAlone
	case q.IconEmojiID.V != 0:
		return nil, errIcon
	case q.Title.OK && content.Clean(q.Title.V) == "":
		return nil, errTopicTitle
	}
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		s, t, err := f.topic(tx, c, q.Peer, q.TopicID)
		if err != nil {
			return outcome{}, err
		}
		if !s.manages(t) {
			return outcome{}, chats.ErrAdmin
		}
		was := *t
		a := content.Action{Type: ActionTopicEdit}
		switch {
		case q.Hidden.OK:
			err = t.hide(q.Hidden.V, &a)
		case q.Closed.OK:
			err = t.close(q.Closed.V, &a)
		default:
			err = t.rename(content.Cut(content.Clean(q.Title.V), maxTopicTitle), &a)
		}
		if err != nil {
			return outcome{}, err
		}
		if err := saveTopic(tx, t); err != nil {
			return outcome{}, err
		}
		if err := f.log(tx, s.ID, c.User, logTopicEdit, logData{WasT: &was, NowT: t}); err != nil {
			return outcome{}, err
		}
		m, err := f.sayIn(tx, s.Channel, c.User, s.PostsAs(), t.ID, a)
		return outcome{channel: s.ID, rows: []*box.Message{m}}, err
	}))
}

// topic is the caller's seat in a forum, and one of its topics.
func (f *Feature) topic(tx *db.Tx, c rpc.Caller, in tl.InputPeerClass, id int32) (*Seat, *Topic, error) {
	s, err := f.Forum(tx, c, in)
	if err != nil {
		return nil, nil, err
	}
	t, err := TopicByID(tx, s.ID, id)
	return s, t, err
}

func (t *Topic) rename(title string, a *content.Action) error {
	if title == "" || title == t.Title {
		return errTopicSame
	}
	t.Title, a.Title = title, title
	return nil
}

// close closes a topic or opens it. The general one is shown again when it is opened.
func (t *Topic) close(on bool, a *content.Action) error {
	if t.Closed == on {
		return errTopicSame
	}
	t.Closed, a.Text = on, TopicOpened
	if on {
		a.Text = TopicClosed
	} else {
		t.Hidden = false
	}
	return nil
}

// hide hides the general topic, which closes it, or shows it again.
func (t *Topic) hide(on bool, a *content.Action) error {
	switch {
	case t.ID != box.General:
		return errTopic
	case t.Hidden == on:
		return errTopicSame
	}
	t.Hidden, a.Text = on, TopicShown
	if on {
		t.Closed, a.Text = true, TopicHidden
	}
	return nil
}
