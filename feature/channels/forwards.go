package channels

import (
	"chappe/box"
	"chappe/db"
)

// Copied is a post of a channel that is another channel's post, forwarded.
type Copied struct {
	Place int64 // the other channel
	ID    int32 // there
	Date  int32 // unix seconds
}

const insertForward = `INSERT INTO channel_forwards (channel, id, place, copy, date) VALUES ($1, $2, $3, $4, $5)`

// KeepForward notes that a post of a channel is a forwarded one of another channel. Neither has to be public.
func KeepForward(tx *db.Tx, channel int64, id int32, copied *box.Message) error {
	_, err := tx.Exec(insertForward, channel, id, -copied.Box, copied.ID, copied.Date)
	return wrap(err, "note a forward of channel %d", channel)
}

const (
	publicForwards = ` FROM channel_forwards f JOIN channels c ON c.id = f.place AND c.username <> '' AND (c.flags & 3) = 1
 WHERE f.channel = $1 AND f.id = $2`
	selectForwards = `SELECT f.place, f.copy, f.date` + publicForwards + `
 AND (f.date < $3 OR f.date = $3 AND (f.place > $4 OR f.place = $4 AND f.copy > $5)) ORDER BY f.date DESC, f.place, f.copy LIMIT $6`
	countForwards = `SELECT COUNT(*)` + publicForwards
)

// PublicForwards returns where in public broadcast channels a post of a channel is, forwarded: the latest first, those that come after one of an
// earlier page (a zero one for the first page), and how many there are in all. limit is at most what the caller can render.
func PublicForwards(tx *db.Tx, channel int64, id int32, after Copied, limit int) (out []Copied, total int32, err error) {
	if after == (Copied{}) {
		after.Date = 1<<31 - 1
	}
	out, err = db.All(tx, selectForwards, func(r *db.Row) Copied { return Copied{r.Int64(), r.Int32(), r.Int32()} },
		channel, id, after.Date, after.Place, after.ID, limit)
	if err != nil {
		return nil, 0, wrap(err, "forwards of channel %d", channel)
	}
	total, _, err = db.One(tx, countForwards, func(r *db.Row) int32 { return r.Int32() }, channel, id)
	return out, total, wrap(err, "forwards of channel %d", channel)
}

const (
	dropCopies   = `DELETE FROM channel_forwards WHERE place = $1 AND copy IN ($2*)`
	dropForwards = `DELETE FROM channel_forwards WHERE channel = $1 AND id IN ($2*)`
)

// eraseForwards forgets where messages of a channel went and came from.
func eraseForwards(tx *db.Tx, channel int64, ids []int32) error {
	for _, sql := range []string{dropCopies, dropForwards} {
		if _, err := tx.Exec(sql, channel, idList(ids)); err != nil {
			return wrap(err, "forwards of channel %d", channel)
		}
	}
	return nil
}
