package messages

import (
	"chappe/box"
	"chappe/db"
	"chappe/feature/channels"
)

// reaction is what one person says of a message with an emoji.
type reaction struct {
	id     int32 // of the message, in the box
	author int64
	emoji  string
	big    bool
	unread bool  // the box's owner, who wrote the message, has not looked
	date   int32 // unix seconds
}

const reactionColumns = `id, author, emoji, big, unread, date`

func scanReaction(r *db.Row) reaction {
	return reaction{id: r.Int32(), author: r.Int64(), emoji: r.Text(), big: r.Bool(), unread: r.Bool(), date: r.Int32()}
}

const upsertReaction = `INSERT INTO reactions (box, id, author, emoji, big, unread, date) VALUES ($1, $2, $3, $4, $5, $6, $7)
 ON CONFLICT (box, id, author) DO UPDATE SET emoji = excluded.emoji, big = excluded.big, unread = excluded.unread, date = excluded.date`

func putReaction(tx *db.Tx, owner int64, r reaction) error {
	_, err := tx.Exec(upsertReaction, owner, r.id, r.author, r.emoji, r.big, r.unread, r.date)
	return wrap(err, "react in box %d", owner)
}

const deleteReaction = `DELETE FROM reactions WHERE box = $1 AND id = $2 AND author = $3`

func removeReaction(tx *db.Tx, owner int64, id int32, author int64) error {
	_, err := tx.Exec(deleteReaction, owner, id, author)
	return wrap(err, "react in box %d", owner)
}

const selectReactions = `SELECT ` + reactionColumns + ` FROM reactions WHERE box = $1 AND id IN ($2*) ORDER BY id, date DESC, author`

// reactionsOf returns the reactions to messages of a box, the latest to each first.
func reactionsOf(tx *db.Tx, owner int64, ids []int32) (map[int32][]reaction, error) {
	out := map[int32][]reaction{}
	err := db.Each(tx, selectReactions, func(r *db.Row) error {
		x := scanReaction(r)
		out[x.id] = append(out[x.id], x)
		return nil
	}, owner, idList(ids))
	return out, wrap(err, "reactions in box %d", owner)
}

const countReactions = `SELECT id, emoji, date / 86400, COUNT(*) FROM reactions WHERE box = $1 AND id IN ($2*) GROUP BY id, emoji, date / 86400`

// reactionDays counts the reactions to messages of a channel, by emoji and day.
func reactionDays(tx *db.Tx, channel int64, ids []int32) ([]channels.Reacted, error) {
	rs, err := db.All(tx, countReactions, func(r *db.Row) channels.Reacted {
		return channels.Reacted{ID: r.Int32(), Emoji: r.Text(), Day: r.Int32(), Count: r.Int32()}
	}, -channel, idList(ids))
	return rs, wrap(err, "reactions in box %d", -channel)
}

const seeReactions = `UPDATE reactions SET unread = FALSE WHERE box = $1 AND id IN ($2*) AND unread`

// lookedAt notes that the owner of a box has seen the reactions to messages.
func lookedAt(tx *db.Tx, owner int64, ids []int32) error {
	_, err := tx.Exec(seeReactions, owner, idList(ids))
	return wrap(err, "reactions in box %d", owner)
}

const deleteReactions = `DELETE FROM reactions WHERE box = $1 AND id IN ($2*)`

// dropReactions erases the reactions to messages that are erased.
func dropReactions(tx *db.Tx, owner int64, gone []*box.Message) error {
	var ids []int32
	for _, m := range gone {
		if m.Flags&box.Reacted != 0 {
			ids = append(ids, m.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Exec(deleteReactions, owner, idList(ids))
	return wrap(err, "reactions in box %d", owner)
}

const upsertRecent = `INSERT INTO recent_reactions (owner, emoji, date) VALUES ($1, $2, $3)
 ON CONFLICT (owner, emoji) DO UPDATE SET date = excluded.date`

func putRecent(tx *db.Tx, owner int64, emoji string, date int32) error {
	_, err := tx.Exec(upsertRecent, owner, emoji, date)
	return wrap(err, "recent reactions of %d", owner)
}

const selectRecent = `SELECT emoji FROM recent_reactions WHERE owner = $1 ORDER BY date DESC, emoji LIMIT $2`

func recent(tx *db.Tx, owner int64, limit int) ([]string, error) {
	es, err := db.All(tx, selectRecent, func(r *db.Row) string { return r.Text() }, owner, limit)
	return es, wrap(err, "recent reactions of %d", owner)
}

const deleteRecent = `DELETE FROM recent_reactions WHERE owner = $1`

func clearRecent(tx *db.Tx, owner int64) error {
	_, err := tx.Exec(deleteRecent, owner)
	return wrap(err, "recent reactions of %d", owner)
}
