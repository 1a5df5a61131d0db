package channels

import (
	"chappe/box"
	"chappe/db"
)

const insertMention = `INSERT INTO channel_mentions (channel, id, person, seen) VALUES ($1, $2, $3, FALSE) ON CONFLICT (channel, id, person) DO NOTHING`

const countMentions = `UPDATE channel_members SET mentions = GREATEST(mentions + $3, 0) WHERE channel = $1 AND person = $2`

const stateOf = `SELECT state FROM channel_members WHERE channel = $1 AND person = $2`

// maxMentions is how many people one message speaks of at most; the rest are not told apart.
const maxMentions = 50

// Mention notes whom a message speaks of, of those who are in the channel.
func Mention(tx *db.Tx, channel int64, id int32, people []int64) error {
	for _, p := range people[:min(len(people), maxMentions)] {
		state, _, err := db.One(tx, stateOf, func(r *db.Row) int64 { return r.Int64() }, channel, p)
		if err != nil {
			return wrap(err, "mention in channel %d", channel)
		}
		if state != 1 {
			continue
		}
		n, err := tx.Exec(insertMention, channel, id, p)
		if err != nil {
			return wrap(err, "mention in channel %d", channel)
		}
		if n > 0 {
			if _, err := tx.Exec(countMentions, channel, p, 1); err != nil {
				return wrap(err, "mention in channel %d", channel)
			}
		}
	}
	return nil
}

const selectMentions = `SELECT id, person, seen FROM channel_mentions WHERE channel = $1 AND id IN ($2*)`

// Mentioned is that a message speaks of somebody.
type Mentioned struct {
	ID     int32
	Person int64
	Seen   bool
}

// Mentions returns whom messages of a channel speak of.
func Mentions(tx *db.Tx, channel int64, ids []int32) ([]Mentioned, error) {
	ms, err := db.All(tx, selectMentions, func(r *db.Row) Mentioned { return Mentioned{r.Int32(), r.Int64(), r.Bool()} }, channel, idList(ids))
	return ms, wrap(err, "mentions in channel %d", channel)
}

const selectUnseen = `SELECT id FROM channel_mentions WHERE channel = $1 AND person = $2 AND NOT seen AND id > $3 AND id < $4 ORDER BY id DESC LIMIT $5`

const selectUnseenIn = `SELECT n.id FROM channel_mentions n JOIN messages m ON m.box = $6 AND m.id = n.id
 WHERE n.channel = $1 AND n.person = $2 AND NOT n.seen AND n.id > $3 AND n.id < $4 AND (m.topic = $7 OR m.topic = 0 AND CAST($7 AS BIGINT) = 1) ORDER BY n.id DESC LIMIT $5`

// Unseen returns the newest messages between two ids, both excluded, that speak of a person who has not looked at them yet; of a topic of a
// forum, or with 0 of all.
func Unseen(tx *db.Tx, channel, person int64, topic, above, below int32, limit int) ([]int32, error) {
	if topic != 0 {
		ids, err := db.All(tx, selectUnseenIn, func(r *db.Row) int32 { return r.Int32() }, channel, person, above, below, limit, -channel, topic)
		return ids, wrap(err, "mentions in channel %d", channel)
	}
	ids, err := db.All(tx, selectUnseen, func(r *db.Row) int32 { return r.Int32() }, channel, person, above, below, limit)
	return ids, wrap(err, "mentions in channel %d", channel)
}

const seeMentions = `UPDATE channel_mentions SET seen = TRUE WHERE channel = $1 AND person = $2 AND id IN ($3*) AND NOT seen`

// See notes that a person has looked at messages that speak of them, and says of how many that was new.
func See(tx *db.Tx, channel, person int64, ids []int32) (int, error) {
	n, err := tx.Exec(seeMentions, channel, person, idList(ids))
	if err != nil || n == 0 {
		return 0, wrap(err, "mentions in channel %d", channel)
	}
	_, err = tx.Exec(countMentions, channel, person, -n)
	return int(n), wrap(err, "mentions in channel %d", channel)
}

const dropMentions = `DELETE FROM channel_mentions WHERE channel = $1 AND id IN ($2*) RETURNING person, seen`

const dropCounts = `DELETE FROM channel_counts WHERE channel = $1 AND id IN ($2*)`

// erased drops what is kept of messages that are gone.
func erased(tx *db.Tx, boxID int64, gone []*box.Message) error {
	if boxID > 0 {
		return nil
	}
	ids := make([]int32, len(gone))
	for i, m := range gone {
		ids[i] = m.ID
	}
	type row struct {
		person int64
		seen   bool
	}
	rows, err := db.All(tx, dropMentions, func(r *db.Row) row { return row{r.Int64(), r.Bool()} }, -boxID, idList(ids))
	if err != nil {
		return wrap(err, "mentions in channel %d", -boxID)
	}
	for _, r := range rows {
		if r.seen {
			continue
		}
		if _, err := tx.Exec(countMentions, -boxID, r.person, -1); err != nil {
			return wrap(err, "mentions in channel %d", -boxID)
		}
	}
	if _, err = tx.Exec(dropCounts, -boxID, idList(ids)); err != nil {
		return wrap(err, "counts in channel %d", -boxID)
	}
	if _, err = tx.Exec(dropPostDays, -boxID, idList(ids)); err != nil {
		return wrap(err, "days of posts of channel %d", -boxID)
	}
	if err := eraseForwards(tx, -boxID, ids); err != nil {
		return err
	}
	if err := eraseFromTopics(tx, -boxID, ids); err != nil {
		return err
	}
	return eraseThreads(tx, -boxID, ids)
}

const selectCounts = `SELECT id, views, forwards FROM channel_counts WHERE channel = $1 AND id IN ($2*)`

// Counts are how often a post was seen and forwarded.
type Counts struct{ Views, Forwards int32 }

// CountsOf returns them for messages of a channel, by id.
func CountsOf(tx *db.Tx, channel int64, ids []int32) (map[int32]Counts, error) {
	out := map[int32]Counts{}
	err := db.Each(tx, selectCounts, func(r *db.Row) error {
		id := r.Int32()
		out[id] = Counts{r.Int32(), r.Int32()}
		return nil
	}, channel, idList(ids))
	return out, wrap(err, "counts in channel %d", channel)
}

const addCounts = `INSERT INTO channel_counts (channel, id, views, forwards) VALUES ($1, $2, $3, $4)
 ON CONFLICT (channel, id) DO UPDATE SET views = channel_counts.views + excluded.views, forwards = channel_counts.forwards + excluded.forwards`

// AddCounts counts that a post was seen or forwarded.
func AddCounts(tx *db.Tx, channel int64, id int32, views, forwards int32) error {
	_, err := tx.Exec(addCounts, channel, id, views, forwards)
	return wrap(err, "counts in channel %d", channel)
}

func idList(ids []int32) db.IDs {
	out := make(db.IDs, len(ids))
	for i, id := range ids {
		out[i] = int64(id)
	}
	return out
}
