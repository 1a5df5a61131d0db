package messages

import (
	"encoding/json"
	"fmt"

	"chappe/box"
	"chappe/db"
	"chappe/feature/channels"
)

// inTopic names a topic of a forum as a person sets something about it.
type inTopic struct {
	Peer  box.Peer `json:"p"`
	Topic int32    `json:"t,omitempty"`
}

const upsertTopicDraft = `INSERT INTO topic_drafts (owner, peer, topic, date, content) VALUES ($1, $2, $3, $4, $5)
 ON CONFLICT (owner, peer, topic) DO UPDATE SET date = excluded.date, content = excluded.content`

const deleteTopicDraft = `DELETE FROM topic_drafts WHERE owner = $1 AND peer = $2 AND topic = $3`

const (
	selectTopicDrafts    = `SELECT topic, peer, date, content FROM topic_drafts WHERE owner = $1 ORDER BY date DESC, peer, topic`
	selectTopicDraftsOf  = `SELECT topic, peer, date, content FROM topic_drafts WHERE owner = $1 AND peer = $2 AND topic IN ($3*)`
	upsertTopicNotify    = `INSERT INTO topic_notify (owner, peer, topic, data) VALUES ($1, $2, $3, $4) ON CONFLICT (owner, peer, topic) DO UPDATE SET data = excluded.data`
	deleteTopicNotify    = `DELETE FROM topic_notify WHERE owner = $1 AND peer = $2 AND topic = $3`
	selectTopicNotify    = `SELECT peer, topic, data FROM topic_notify WHERE owner = $1`
	selectTopicNotifyOf  = selectTopicNotify + ` AND peer = $2 AND topic IN ($3*)`
	forgetTopicDrafts    = `DELETE FROM topic_drafts WHERE peer = $1 AND topic = $2`
	forgetTopicNotifying = `DELETE FROM topic_notify WHERE peer = $1 AND topic = $2`
)

func scanTopicDraft(r *db.Row) draft {
	topic := r.Int32()
	d := scanDraft(r)
	d.topic = topic
	return d
}

// topicDrafts returns a person's drafts in topics of a forum, by topic.
func topicDrafts(tx *db.Tx, owner int64, peer box.Peer, topics []int32) (map[int32]*draft, error) {
	out := map[int32]*draft{}
	err := db.Each(tx, selectTopicDraftsOf, func(r *db.Row) error {
		d := scanTopicDraft(r)
		out[d.topic] = &d
		return nil
	}, owner, int64(peer), idList(topics))
	return out, wrap(err, "drafts of %d", owner)
}

func scanTopicNotify(all map[inTopic]notify) func(r *db.Row) error {
	return func(r *db.Row) error {
		at := inTopic{box.Peer(r.Int64()), r.Int32()}
		var n notify
		if json.Unmarshal([]byte(r.Text()), &n) == nil { // a row that cannot be read is as if it were not there
			all[at] = n
		}
		return nil
	}
}

// topicNotify returns what a person set about the notifications of topics of a forum.
func topicNotify(tx *db.Tx, owner int64, peer box.Peer, topics []int32) (map[inTopic]notify, error) {
	out := map[inTopic]notify{}
	err := db.Each(tx, selectTopicNotifyOf, scanTopicNotify(out), owner, int64(peer), idList(topics))
	return out, wrap(err, "notification settings of %d", owner)
}

// allTopicNotify returns all that a person set about topics.
func allTopicNotify(tx *db.Tx, owner int64) (map[inTopic]notify, error) {
	out := map[inTopic]notify{}
	err := db.Each(tx, selectTopicNotify, scanTopicNotify(out), owner)
	return out, wrap(err, "notification settings of %d", owner)
}

func putTopicNotify(tx *db.Tx, owner int64, at inTopic, n notify) error {
	if n.empty() {
		_, err := tx.Exec(deleteTopicNotify, owner, int64(at.Peer), at.Topic)
		return wrap(err, "notification settings of %d", owner)
	}
	b, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("notification settings: %w", err)
	}
	_, err = tx.Exec(upsertTopicNotify, owner, int64(at.Peer), at.Topic, string(b))
	return wrap(err, "notification settings of %d", owner)
}

// forgetTopic drops what people set about a topic that was deleted, and what they had begun to write in it.
func forgetTopic(tx *db.Tx, channel int64, topic int32) error {
	for _, sql := range []string{forgetTopicDrafts, forgetTopicNotifying} {
		if _, err := tx.Exec(sql, int64(box.ChannelPeer(channel)), topic); err != nil {
			return wrap(err, "topic of channel %d", channel)
		}
	}
	return nil
}

// topicFor is the topic, beside the general one, that an answer to a message would be in, 0 for none. top is what the client says of it, and
// to the message.
func (f *Feature) topicFor(tx *db.Tx, peer box.Peer, top, to int32) (int32, error) {
	if !peer.IsChannel() || top <= box.General && to <= box.General {
		return 0, nil
	}
	ch, err := channels.ByID(tx, peer.ID())
	if err != nil || ch == nil || !ch.Is(channels.Forum) {
		return 0, err
	}
	if top == 0 {
		ms, err := box.ByIDs(tx, ch.Box(), []int32{to})
		if err != nil {
			return 0, err
		}
		if top = to; ms[to] != nil {
			top = ms[to].Topic
		}
	}
	ts, err := channels.TopicsByID(tx, ch.ID, []int32{top})
	if t := ts[top]; err != nil || t == nil || t.Deleted || top == box.General {
		return 0, err
	}
	return top, nil
}
