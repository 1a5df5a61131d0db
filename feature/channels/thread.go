package channels

import (
	"slices"

	"chappe/box"
	"chappe/db"
)

// Thread is the answers to one message of a supergroup, and to them.
// https://core.telegram.org/api/threads
type Thread struct {
	Channel int64 // the supergroup
	Top     int32 // the message that began it
	Answers int32
	Newest  int32 // id of the newest answer, 0 for none
	PostIn  int64 // the channel whose post began it, 0 for none
	Post    int32 // the post
}

const threadColumns = `channel, top, answers, newest, post_in, post`

func scanThread(r *db.Row) Thread {
	return Thread{r.Int64(), r.Int32(), r.Int32(), r.Int32(), r.Int64(), r.Int32()}
}

const (
	selectThreads = `SELECT ` + threadColumns + ` FROM channel_threads WHERE channel = $1 AND top IN ($2*)`
	selectByPosts = `SELECT ` + threadColumns + ` FROM channel_threads WHERE post_in = $1 AND post IN ($2*) AND post <> 0`
)

// Threads returns those threads of a supergroup that begin with one of the messages tops, by it.
func Threads(tx *db.Tx, channel int64, tops []int32) (map[int32]Thread, error) {
	ts, err := db.All(tx, selectThreads, scanThread, channel, idList(tops))
	out := make(map[int32]Thread, len(ts))
	for _, t := range ts {
		out[t.Top] = t
	}
	return out, wrap(err, "threads of channel %d", channel)
}

// PostThreads returns the threads in a discussion group that posts of a channel began, by the post.
func PostThreads(tx *db.Tx, channel, group int64, posts []int32) (map[int32]Thread, error) {
	ts, err := db.All(tx, selectByPosts, scanThread, channel, idList(posts))
	out := make(map[int32]Thread, len(ts))
	for _, t := range ts {
		if t.Channel == group {
			out[t.Post] = t
		}
	}
	return out, wrap(err, "threads of channel %d", channel)
}

const selectTop = `SELECT top FROM channel_answers WHERE channel = $1 AND id = $2`

// TopOf returns which message began the thread that a message is in; the message itself where it is in none.
func TopOf(tx *db.Tx, channel int64, id int32) (int32, error) {
	top, ok, err := db.One(tx, selectTop, func(r *db.Row) int32 { return r.Int32() }, channel, id)
	if !ok {
		top = id
	}
	return top, wrap(err, "thread in channel %d", channel)
}

const insertThread = `INSERT INTO channel_threads (` + threadColumns + `) VALUES ($1, $2, 0, 0, $3, $4) ON CONFLICT (channel, top) DO NOTHING`

// BeginThread notes that the message top of a discussion group stands for a post of the channel postIn.
func BeginThread(tx *db.Tx, group int64, top int32, postIn int64, post int32) error {
	_, err := tx.Exec(insertThread, group, top, postIn, post)
	return wrap(err, "thread in channel %d", group)
}

const (
	insertAnswer = `INSERT INTO channel_answers (channel, id, top, author) VALUES ($1, $2, $3, $4) ON CONFLICT (channel, id) DO NOTHING`
	countAnswer  = `INSERT INTO channel_threads (` + threadColumns + `) VALUES ($1, $2, 1, $3, 0, 0)
 ON CONFLICT (channel, top) DO UPDATE SET answers = channel_threads.answers + 1, newest = excluded.newest`
)

// Answer notes that a message belongs to the thread that top began.
func Answer(tx *db.Tx, m *box.Message, top int32) error {
	if _, err := tx.Exec(insertAnswer, -m.Box, m.ID, top, int64(m.From)); err != nil {
		return wrap(err, "thread in channel %d", -m.Box)
	}
	_, err := tx.Exec(countAnswer, -m.Box, top, m.ID)
	return wrap(err, "thread in channel %d", -m.Box)
}

const selectRecentAuthors = `SELECT author FROM channel_answers WHERE channel = $1 AND top = $2 ORDER BY id DESC LIMIT 20`

// Commenters are up to three who answered last in a thread.
func Commenters(tx *db.Tx, t Thread) ([]box.Peer, error) {
	all, err := db.All(tx, selectRecentAuthors, func(r *db.Row) box.Peer { return box.Peer(r.Int64()) }, t.Channel, t.Top)
	var out []box.Peer
	for _, p := range all {
		if p != 0 && !slices.Contains(out, p) && len(out) < maxRecent {
			out = append(out, p)
		}
	}
	return out, wrap(err, "thread in channel %d", t.Channel)
}

const (
	selectOlder = `SELECT id FROM channel_answers WHERE channel = $1 AND top = $2 AND id < $3 AND id > $4 ORDER BY id DESC LIMIT $5 OFFSET $6`
	selectNewer = `SELECT id FROM channel_answers WHERE channel = $1 AND top = $2 AND id >= $3 AND id < $4 ORDER BY id LIMIT $5`
)

// AnswersOf returns the ids of a page of a thread's answers, the newest first. OffsetDate is not looked at.
func AnswersOf(tx *db.Tx, t Thread, p box.Page) ([]int32, error) {
	limit := min(max(p.Limit, 1), box.MaxPage)
	below := int32(1<<31 - 1)
	if p.MaxID > 0 {
		below = p.MaxID
	}
	from := below
	if p.OffsetID > 0 {
		from = min(below, p.OffsetID)
	}
	id := func(r *db.Row) int32 { return r.Int32() }
	var out []int32
	if p.AddOffset < 0 {
		newer, err := db.All(tx, selectNewer, id, t.Channel, t.Top, max(from, p.MinID+1), below, min(int(-p.AddOffset), limit))
		if err != nil {
			return nil, wrap(err, "thread in channel %d", t.Channel)
		}
		slices.Reverse(newer)
		out = newer
	}
	if left := limit - len(out); left > 0 {
		older, err := db.All(tx, selectOlder, id, t.Channel, t.Top, from, p.MinID, left, max(p.AddOffset, 0))
		if err != nil {
			return nil, wrap(err, "thread in channel %d", t.Channel)
		}
		out = append(out, older...)
	}
	return out, nil
}

const (
	upsertThreadRead = `INSERT INTO channel_thread_reads (channel, top, person, upto) VALUES ($1, $2, $3, $4)
 ON CONFLICT (channel, top, person) DO UPDATE SET upto = excluded.upto WHERE channel_thread_reads.upto < excluded.upto`
	selectThreadReads = `SELECT top, upto FROM channel_thread_reads WHERE channel = $1 AND person = $2 AND top IN ($3*)`
	countUnread       = `SELECT COUNT(*) FROM (SELECT 1 FROM channel_answers WHERE channel = $1 AND top = $2 AND id > $3 AND author <> $4 LIMIT $5) counted`
)

// ReadThread notes how far a person has read a thread, and says whether that was new.
func ReadThread(tx *db.Tx, t Thread, person int64, upto int32) (bool, error) {
	n, err := tx.Exec(upsertThreadRead, t.Channel, t.Top, person, upto)
	return n > 0, wrap(err, "thread in channel %d", t.Channel)
}

// ThreadReads returns how far a person has read threads, by their first messages.
func ThreadReads(tx *db.Tx, channel, person int64, tops []int32) (map[int32]int32, error) {
	out := map[int32]int32{}
	err := db.Each(tx, selectThreadReads, func(r *db.Row) error {
		top := r.Int32()
		out[top] = r.Int32()
		return nil
	}, channel, person, idList(tops))
	return out, wrap(err, "threads of channel %d", channel)
}

// UnreadIn counts the answers of others that a person has not read.
func UnreadIn(tx *db.Tx, t Thread, person int64, read int32) (int32, error) {
	n, _, err := db.One(tx, countUnread, func(r *db.Row) int32 { return r.Int32() }, t.Channel, t.Top, read, person, maxUnread)
	return n, wrap(err, "thread in channel %d", t.Channel)
}

const (
	deleteAnswers = `DELETE FROM channel_answers WHERE channel = $1 AND id IN ($2*) RETURNING top`
	uncountAnswer = `UPDATE channel_threads SET answers = GREATEST(answers - 1, 0),
 newest = COALESCE((SELECT MAX(a.id) FROM channel_answers a WHERE a.channel = $1 AND a.top = $2), 0) WHERE channel = $1 AND top = $2`
	deleteTops     = `DELETE FROM channel_threads WHERE channel = $1 AND top IN ($2*)`
	deleteTopAns   = `DELETE FROM channel_answers WHERE channel = $1 AND top IN ($2*)`
	deleteTopReads = `DELETE FROM channel_thread_reads WHERE channel = $1 AND top IN ($2*)`
)

// eraseThreads takes messages that are gone out of their threads; a thread ends with its first message.
func eraseThreads(tx *db.Tx, channel int64, ids []int32) error {
	tops, err := db.All(tx, deleteAnswers, func(r *db.Row) int32 { return r.Int32() }, channel, idList(ids))
	if err != nil {
		return wrap(err, "threads of channel %d", channel)
	}
	for _, top := range tops {
		if _, err := tx.Exec(uncountAnswer, channel, top); err != nil {
			return wrap(err, "threads of channel %d", channel)
		}
	}
	for _, sql := range []string{deleteTops, deleteTopAns, deleteTopReads} {
		if _, err := tx.Exec(sql, channel, idList(ids)); err != nil {
			return wrap(err, "threads of channel %d", channel)
		}
	}
	return nil
}

const selectFloors = `SELECT person, floor FROM channel_members WHERE channel = $1 AND floor >= $2 AND floor > 0 AND state = 1`

// floors returns how far back members of a channel may not look, of those for whom that hides a message of which an edit tells.
func floors(tx *db.Tx, evs []box.Event) (map[int64]int32, error) {
	lowest := int32(0)
	for _, ev := range evs {
		if ev.Message != nil && ev.Kind == box.Edited && (lowest == 0 || ev.Message.ID < lowest) {
			lowest = ev.Message.ID
		}
	}
	if lowest == 0 {
		return nil, nil
	}
	out := map[int64]int32{}
	err := db.Each(tx, selectFloors, func(r *db.Row) error {
		person := r.Int64()
		out[person] = r.Int32()
		return nil
	}, -evs[0].Box, lowest)
	return out, wrap(err, "members of channel %d", -evs[0].Box)
}
