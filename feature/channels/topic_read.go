package channels

import (
	"context"
	"encoding/json"

	"chappe/box"
	"chappe/db"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const flashTopicRead = "channels.topic_read" // what the box's owner wrote in a topic was read

// How far a person has read a topic is the further of two marks: their mark in the topic (a row of channel_thread_reads), and their mark in the
// whole group, which channels.readHistory moves.

// ReadInTopic is how far the holder of a seat has read a topic, given their mark in it.
func (s *Seat) ReadInTopic(mark int32) int32 { return max(mark, s.ReadIn, s.Floor) }

// ReadOut is how far others than the holder of a seat have read a topic.
func (t *Topic) ReadOut(s *Seat) int32 {
	in := &Channel{ReadBy: t.readBy, ReadMax: t.readMax, ReadNext: t.readNext}
	return min(max(in.readOut(s.Person), s.readOut(s.Person)), t.Newest)
}

const (
	countTopic = `SELECT COUNT(*) FROM (SELECT 1 FROM messages m WHERE m.box = $1 AND m.topic = $2 AND m.topic <> 0 AND m.id > $3 AND m.origin <> $4 LIMIT $5) counted`
	countPlain = `SELECT COUNT(*) FROM (SELECT 1 FROM messages m WHERE m.box = $1 AND m.peer = $1 AND m.id > $2 AND m.id <= $3 AND m.origin <> $4 LIMIT $5) counted`
	sumTopics  = `SELECT COALESCE(SUM((SELECT COUNT(*) FROM (SELECT 1 FROM messages m WHERE m.box = $2 AND m.topic = t.id AND m.topic <> 0
 AND m.id > GREATEST($3, COALESCE(r.upto, 0)) AND m.origin <> $4 LIMIT $5) counted)), 0)
 FROM channel_topics t LEFT JOIN channel_thread_reads r ON r.channel = t.channel AND r.top = t.id AND r.person = $4
 WHERE t.channel = $1 AND t.newest > $3 AND NOT t.deleted`
)

// UnreadInTopic counts the messages of others in a topic beyond a read mark; up to maxUnread exactly.
func (c *Channel) UnreadInTopic(tx *db.Tx, topic int32, person int64, read int32) (int32, error) {
	number := func(r *db.Row) int32 { return r.Int32() }
	n, _, err := db.One(tx, countTopic, number, c.Box(), topic, read, person, maxUnread)
	if err != nil || topic != box.General || read >= c.Info.Plain {
		return n, wrap(err, "unread of channel %d", c.ID)
	}
	before, _, err := db.One(tx, countPlain, number, c.Box(), read, c.Info.Plain, person, maxUnread)
	return min(n+before, maxUnread), wrap(err, "unread of channel %d", c.ID)
}

// unreadForum counts what is unread in all topics of a forum, of which the whole was read up to an id.
func unreadForum(tx *db.Tx, c *Channel, person int64, read int32) (int32, error) {
	number := func(r *db.Row) int32 { return r.Int32() }
	n, _, err := db.One(tx, sumTopics, number, c.ID, c.Box(), read, person, maxUnread)
	if err != nil || read >= c.Info.Plain {
		return min(n, maxUnread), wrap(err, "unread of channel %d", c.ID)
	}
	marks, err := ThreadReads(tx, c.ID, person, []int32{box.General})
	if err != nil {
		return 0, err
	}
	from := max(read, marks[box.General])
	before, _, err := db.One(tx, countPlain, number, c.Box(), from, c.Info.Plain, person, maxUnread)
	return min(n+before, maxUnread), wrap(err, "unread of channel %d", c.ID)
}

const mentionsByTopic = `SELECT m.topic, COUNT(*) FROM channel_mentions n JOIN messages m ON m.box = $3 AND m.id = n.id
 WHERE n.channel = $1 AND n.person = $2 AND NOT n.seen GROUP BY m.topic`

// MentionsByTopic counts the messages of a forum that speak of a person who has not looked at them, by topic.
func MentionsByTopic(tx *db.Tx, channel, person int64) (map[int32]int32, error) {
	out := map[int32]int32{}
	err := db.Each(tx, mentionsByTopic, func(r *db.Row) error {
		topic := max(r.Int32(), box.General)
		out[topic] += r.Int32()
		return nil
	}, channel, person, -channel)
	return out, wrap(err, "mentions in channel %d", channel)
}

// topicRead is what somebody is told whose messages in a topic were read.
type topicRead struct {
	Channel int64 `json:"c"`
	Topic   int32 `json:"t"`
	Max     int32 `json:"m"`
}

const (
	storeTopicRead = `UPDATE channel_topics SET read_by = $3, read_max = $4, read_next = $5 WHERE channel = $1 AND id = $2`
	authorsInTopic = `SELECT DISTINCT origin FROM (SELECT m.origin FROM messages m WHERE m.box = $1 AND m.topic = $2 AND m.topic <> 0 AND m.id > $3 AND m.id <= $4
 ORDER BY m.id DESC LIMIT 100) newest`
)

// ReadTopic notes that the holder of a seat has read a topic up to a message, tells those who wrote what nobody had read before, and says
// whether it was new. Where nothing is left unread in the whole group, that counts as read as well.
func (f *Feature) ReadTopic(tx *db.Tx, c rpc.Caller, s *Seat, t *Topic, upto int32) (bool, error) {
	fresh, err := ReadThread(tx, Thread{Channel: s.ID, Top: t.ID}, s.Person, upto)
	if err != nil || !fresh || !s.In() {
		return fresh, err
	}
	in := &Channel{ReadBy: t.readBy, ReadMax: t.readMax, ReadNext: t.readNext}
	// Who read their own message first has not been told of others: the mark of each author counts.
	if upto > in.ReadNext {
		people, err := db.All(tx, authorsInTopic, func(r *db.Row) int64 { return r.Int64() }, s.Box(), t.ID, in.ReadNext, upto)
		if err != nil {
			return true, wrap(err, "authors in channel %d", s.ID)
		}
		data, err := json.Marshal(topicRead{s.ID, t.ID, upto})
		if err != nil {
			return true, err
		}
		for _, p := range people {
			if p > 0 && p != s.Person && upto > in.readOut(p) {
				f.box.FlashAfter(tx, p, flashTopicRead, data)
			}
		}
	}
	if in.moveRead(s.Person, upto) {
		t.readBy, t.readMax, t.readNext = in.ReadBy, in.ReadMax, in.ReadNext
		if _, err := tx.Exec(storeTopicRead, s.ID, t.ID, t.readBy, t.readMax, t.readNext); err != nil {
			return true, wrap(err, "topic of channel %d", s.ID)
		}
	}
	left, err := unreadForum(tx, s.Channel, s.Person, max(s.ReadIn, s.Floor))
	if err != nil {
		return true, err
	}
	if left == 0 {
		st, err := box.Load(tx, s.Box())
		if err != nil {
			return true, err
		}
		if _, err := tx.Exec(readMember, s.ID, s.Person, max(st.LastID, s.ReadIn)); err != nil {
			return true, wrap(err, "read channel %d", s.ID)
		}
	}
	return true, f.notice(tx, c.User, c.Key, noticeRead, s.ID)
}

func (f *Feature) renderTopicRead(ctx context.Context, tx *db.Tx, viewer int64, data []byte) (b hub.Batch, err error) {
	var r topicRead
	if err := json.Unmarshal(data, &r); err != nil {
		return b, err
	}
	b.Updates = []tl.UpdateClass{&tl.UpdateReadChannelDiscussionOutbox{ChannelID: r.Channel, TopMsgID: r.Topic, ReadMaxID: r.Max}}
	b.Chats, err = f.TL(tx, viewer, []int64{r.Channel})
	return b, err
}
