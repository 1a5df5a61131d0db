package chats

import (
	"math/rand/v2"

	"chappe/box"
	"chappe/content"
	"chappe/db"
)

const selectOfOrigin = `SELECT ` + box.Columns + ` FROM messages m WHERE m.box IN ($1*) AND m.origin = $2 AND m.origin <> 0 ORDER BY m.box`

// Twins returns the rows of one message in the boxes of people, in the order of the boxes.
func Twins(tx *db.Tx, people []int64, origin int64) ([]*box.Message, error) {
	if origin == 0 || len(people) == 0 {
		return nil, nil
	}
	ms, err := db.All(tx, selectOfOrigin, box.Scan, db.IDs(people), origin)
	return ms, wrap(err, "rows of one message")
}

// Copies returns the rows of a message for the boxes of everybody in people but its author, and marks all of them as one message.
// mine is the author's row; what it answers is given in each box's own numbering. Whom the message mentions, and whom it answers, is
// told so.
func Copies(tx *db.Tx, mine *box.Message, people []int64, answered *box.Message, mentioned map[int64]bool) ([]*box.Message, error) {
	mine.Origin = rand.Int64N(1<<62) + 1
	replies := map[int64]*box.Message{}
	if answered != nil {
		rows, err := Twins(tx, people, answered.Origin)
		if err != nil {
			return nil, err
		}
		for _, m := range rows {
			replies[m.Box] = m
		}
	}
	out := make([]*box.Message, 0, len(people))
	for _, id := range people {
		if id == mine.Box {
			continue
		}
		m := *mine
		m.Box, m.Out, m.ReplyTo, m.Link = id, false, 0, nil
		m.Flags &^= box.Mentioned | box.MediaUnread
		to := replies[id]
		if to != nil {
			m.ReplyTo = to.ID
		}
		if mentioned[id] || to != nil && to.Out {
			m.Flags |= box.Mentioned | box.MediaUnread
		}
		out = append(out, &m)
	}
	return out, nil
}

// IDs are the ids of members.
func IDs(ms []Member) []int64 {
	out := make([]int64, len(ms))
	for i, m := range ms {
		out[i] = m.Person
	}
	return out
}

// Say posts a message that reports what author did, to people.
func (f *Feature) Say(tx *db.Tx, chat, author int64, people []int64, a content.Action) ([]*box.Message, error) {
	say := content.Content{Action: &a}
	body, err := say.Encode()
	if err != nil {
		return nil, err
	}
	cs, err := ByIDs(tx, []int64{chat})
	if err != nil {
		return nil, err
	}
	mine := &box.Message{
		Box: author, Peer: box.ChatPeer(chat), From: box.UserPeer(author), Out: true, Date: f.box.Now(), Flags: box.Service,
		Kind: box.KindService, Content: body,
	}
	if c := cs[chat]; c != nil {
		mine.TTL = c.Info.TTL
	}
	rows, err := Copies(tx, mine, people, nil, nil)
	if err != nil {
		return nil, err
	}
	rows = append(rows, mine)
	return rows, f.box.Post(tx, rows...)
}
