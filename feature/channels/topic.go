package channels

import (
	"strings"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/rpc"
)

// Topic is one of the topics of a forum. Its id is that of the message that began it; box.General is there from the first.
// https://core.telegram.org/api/forum
type Topic struct {
	Channel int64    `json:"-"`
	ID      int32    `json:"i"`
	Author  box.Peer `json:"f"` // whom it comes from: a person, or the group itself for an anonymous admin
	Person  int64    `json:"-"` // who really began it
	Date    int32    `json:"d"`
	Title   string   `json:"t"`
	Color   int32    `json:"c"`
	Closed  bool     `json:"cl,omitempty"` // only who manages topics writes in it
	Hidden  bool     `json:"h,omitempty"`  // of the general topic alone
	Deleted bool     `json:"-"`
	Pinned  int64    `json:"p,omitempty"` // place among the pinned, the highest on top; 0 for not pinned
	Newest  int32    `json:"n"`           // its newest message; its own id where it has none
	Plain   int32    `json:"-"`           // of the general topic: messages up to here are from before the group was a forum

	readBy            int64
	readMax, readNext int32
}

const topicColumns = `channel, id, author, person, date, title, color, closed, hidden, deleted, pinned, newest, plain, read_by, read_max, read_next`

func scanTopic(r *db.Row) *Topic {
	return &Topic{
		Channel: r.Int64(), ID: r.Int32(), Author: box.Peer(r.Int64()), Person: r.Int64(), Date: r.Int32(), Title: r.Text(), Color: r.Int32(),
		Closed: r.Bool(), Hidden: r.Bool(), Deleted: r.Bool(), Pinned: r.Int64(), Newest: r.Int32(), Plain: r.Int32(),
		readBy: r.Int64(), readMax: r.Int32(), readNext: r.Int32(),
	}
}

// Limits of topics.
const (
	maxTopicTitle = 128 // UTF-16 code units
	maxPinned     = 5   // topics; clients are told it by help.getAppConfig
	maxTopics     = 100 // in one answer
)

var (
	errNoForum    = rpc.Bad("CHANNEL_FORUM_MISSING")
	errTopic      = rpc.Bad("TOPIC_ID_INVALID")
	errTopicGone  = rpc.Bad("TOPIC_DELETED")
	errTopicShut  = rpc.Bad("TOPIC_CLOSED")
	errTopicSame  = rpc.Bad("TOPIC_NOT_MODIFIED")
	errTopicTitle = rpc.Bad("TOPIC_TITLE_EMPTY")
)

// topicColors are the colours that a topic's icon may have.
var topicColors = map[int32]bool{0x6FB9F0: true, 0xFFD67E: true, 0xCB86DB: true, 0x8EEE98: true, 0xFF93B2: true, 0xFB6F5F: true}

const (
	firstColor   int32 = 0x6FB9F0
	generalTitle       = "General"
)

const selectTopicsByID = `SELECT ` + topicColumns + ` FROM channel_topics WHERE channel = $1 AND id IN ($2*)`

// TopicsByID returns those of a forum's topics that exist or did, by id.
func TopicsByID(tx *db.Tx, channel int64, ids []int32) (map[int32]*Topic, error) {
	ts, err := db.All(tx, selectTopicsByID, scanTopic, channel, idList(ids))
	out := make(map[int32]*Topic, len(ts))
	for _, t := range ts {
		out[t.ID] = t
	}
	return out, wrap(err, "topics of channel %d", channel)
}

// TopicByID returns a topic that is there. Its errors are TOPIC_ID_INVALID and TOPIC_DELETED.
func TopicByID(tx *db.Tx, channel int64, id int32) (*Topic, error) {
	ts, err := TopicsByID(tx, channel, []int32{id})
	switch t := ts[id]; {
	case err != nil:
		return nil, err
	case t == nil:
		return nil, errTopic
	case t.Deleted:
		return nil, errTopicGone
	default:
		return t, nil
	}
}

const (
	selectTopics = `SELECT ` + topicColumns + ` FROM channel_topics WHERE channel = $1 AND newest < $2 AND NOT deleted AND pinned = 0
 ORDER BY newest DESC LIMIT $3`
	selectPinnedTopics = `SELECT ` + topicColumns + ` FROM channel_topics WHERE channel = $1 AND pinned > 0 AND NOT deleted ORDER BY pinned DESC`
	selectTopicsNamed  = `SELECT ` + topicColumns + ` FROM channel_topics WHERE channel = $1 AND newest < $2 AND NOT deleted AND folded LIKE $4 ESCAPE '\'
 ORDER BY newest DESC LIMIT $3`
	countTopics      = `SELECT COUNT(*) FROM (SELECT 1 FROM channel_topics WHERE channel = $1 AND NOT deleted LIMIT 10000) counted`
	countTopicsNamed = `SELECT COUNT(*) FROM (SELECT 1 FROM channel_topics WHERE channel = $1 AND NOT deleted AND folded LIKE $2 ESCAPE '\' LIMIT 10000) counted`
)

// Topics returns at most limit of a forum's topics, and how many there are in all: the pinned ones first, then those with the newest messages.
// below is the newest message of the last topic that the caller has already, 0 for none of them; q is what is in the title, "" for anything.
func Topics(tx *db.Tx, channel int64, q string, below int32, limit int) ([]*Topic, int, error) {
	limit = min(max(limit, 1), maxTopics)
	first := below <= 0
	if first {
		below = 1<<31 - 1
	}
	number := func(r *db.Row) int { return r.Int() }
	if q = strings.ToLower(content.Clean(q)); q != "" {
		like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(content.Cut(q, maxTopicTitle)) + "%"
		n, _, err := db.One(tx, countTopicsNamed, number, channel, like)
		if err != nil {
			return nil, 0, wrap(err, "topics of channel %d", channel)
		}
		ts, err := db.All(tx, selectTopicsNamed, scanTopic, channel, below, limit, like)
		return ts, n, wrap(err, "topics of channel %d", channel)
	}
	n, _, err := db.One(tx, countTopics, number, channel)
	if err != nil {
		return nil, 0, wrap(err, "topics of channel %d", channel)
	}
	var out []*Topic
	if first {
		if out, err = pinnedTopics(tx, channel); err != nil {
			return nil, 0, err
		}
		out = out[:min(len(out), limit)]
	}
	if len(out) == limit {
		return out, n, nil
	}
	ts, err := db.All(tx, selectTopics, scanTopic, channel, below, limit-len(out))
	return append(out, ts...), n, wrap(err, "topics of channel %d", channel)
}

func pinnedTopics(tx *db.Tx, channel int64) ([]*Topic, error) {
	ts, err := db.All(tx, selectPinnedTopics, scanTopic, channel)
	return ts, wrap(err, "pinned topics of channel %d", channel)
}

const (
	insertTopic = `INSERT INTO channel_topics (` + topicColumns + `, folded) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`
	updateTopic = `UPDATE channel_topics SET title = $3, folded = $4, closed = $5, hidden = $6, deleted = $7, pinned = $8 WHERE channel = $1 AND id = $2`
	growTopic   = `UPDATE channel_topics SET newest = $3 WHERE channel = $1 AND id = $2 AND newest < $3`
)

func putTopic(tx *db.Tx, t *Topic) error {
	_, err := tx.Exec(insertTopic, t.Channel, t.ID, int64(t.Author), t.Person, t.Date, t.Title, t.Color, t.Closed, t.Hidden, t.Deleted, t.Pinned,
		t.Newest, t.Plain, t.readBy, t.readMax, t.readNext, strings.ToLower(t.Title))
	return wrap(err, "topic of channel %d", t.Channel)
}

func saveTopic(tx *db.Tx, t *Topic) error {
	_, err := tx.Exec(updateTopic, t.Channel, t.ID, t.Title, strings.ToLower(t.Title), t.Closed, t.Hidden, t.Deleted, t.Pinned)
	return wrap(err, "topic of channel %d", t.Channel)
}

// Grow notes that a message is the newest of its topic. It is called for each that was posted in a group that is or was a forum.
func Grow(tx *db.Tx, m *box.Message) error {
	if m.Topic == 0 {
		return nil
	}
	_, err := tx.Exec(growTopic, -m.Box, m.Topic, m.ID)
	return wrap(err, "topic of channel %d", -m.Box)
}

// What others are left with when the newest message of a topic goes.
const shrinkTopics = `UPDATE channel_topics SET newest = COALESCE(
 (SELECT m.id FROM messages m WHERE m.box = $3 AND m.topic = channel_topics.id AND m.topic <> 0 ORDER BY m.id DESC LIMIT 1),
 (SELECT m.id FROM messages m WHERE m.box = $3 AND m.id <= channel_topics.plain ORDER BY m.id DESC LIMIT 1), id)
 WHERE channel = $1 AND newest IN ($2*)`

func eraseFromTopics(tx *db.Tx, channel int64, ids []int32) error {
	_, err := tx.Exec(shrinkTopics, channel, idList(ids), -channel)
	return wrap(err, "topics of channel %d", channel)
}

// ManagesTopics says whether the person may do with every topic what its author may, and write in those that are closed.
func (s *Seat) ManagesTopics() bool { return s.Has(chats.ManageTopics) }

// manages says whether the person may change a topic: because they manage them, or because they began it.
func (s *Seat) manages(t *Topic) bool {
	return s.ManagesTopics() || s.In() && t.Person == s.Person && t.ID != box.General && s.May(chats.ManageTopics, chats.NoTopics)
}

// InTopic returns where in a forum the person posts who names the topic id, and checks that they may; box.General stands for no topic. Where
// the group is no forum any more, the id is believed. Its errors are TOPIC_ID_INVALID, TOPIC_DELETED and TOPIC_CLOSED.
func (s *Seat) InTopic(tx *db.Tx, id int32) (int32, error) {
	t, err := TopicByID(tx, s.ID, id)
	if !s.Is(Forum) {
		if err == errTopic || err == errTopicGone {
			return box.General, nil
		}
		return id, err
	}
	if err != nil {
		return 0, err
	}
	if (t.Closed || t.Hidden) && !s.manages(t) {
		return 0, errTopicShut
	}
	return id, nil
}

// Topical gives a message that was made for a channel without a topic the general one, where the channel is or was a forum.
func (c *Channel) Topical(m *box.Message) {
	if m.Topic == 0 && c.Is(Topical) {
		m.Topic = box.General
	}
}

// Filter chooses the messages of a topic.
func (c *Channel) Filter(topic int32) box.Filter {
	return box.Filter{Peer: c.Peer(), Topic: topic, Plain: c.Info.Plain}
}
