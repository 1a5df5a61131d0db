package channels

import (
	"chappe/db"
)

// Days are numbered from 1970 on, in UTC. The plots of clients show plotDays at most; days of posts are kept as long, those of channels
// keepDays.
const (
	aDay     = 24 * 3600
	plotDays = 90
	keepDays = 2 * 366
)

func dayOf(date int32) int32 { return date / aDay }

// day is what happened in a channel, or to a post of one, on a day.
type day struct {
	day             int32
	joined, parted  int32
	views, forwards int32
}

const addDay = `INSERT INTO channel_days (channel, day, joined, parted, views, forwards) VALUES ($1, $2, $3, $4, $5, $6)
 ON CONFLICT (channel, day) DO UPDATE SET joined = channel_days.joined + excluded.joined, parted = channel_days.parted + excluded.parted,
 views = channel_days.views + excluded.views, forwards = channel_days.forwards + excluded.forwards`

// count adds to what happened in a channel on a day. Who comes and goes is counted with it, in the transaction that moves the number of
// members anyway; views and forwards are stored many at a time.
func count(tx *db.Tx, channel int64, d day) error {
	_, err := tx.Exec(addDay, channel, d.day, d.joined, d.parted, d.views, d.forwards)
	return wrap(err, "days of channel %d", channel)
}

const addPostDay = `INSERT INTO channel_post_days (channel, id, day, views, forwards) VALUES ($1, $2, $3, $4, $5)
 ON CONFLICT (channel, id, day) DO UPDATE SET views = channel_post_days.views + excluded.views, forwards = channel_post_days.forwards + excluded.forwards`

func countPost(tx *db.Tx, channel int64, id int32, d day) error {
	_, err := tx.Exec(addPostDay, channel, id, d.day, d.views, d.forwards)
	return wrap(err, "days of a post of channel %d", channel)
}

const selectDays = `SELECT day, joined, parted, views, forwards FROM channel_days WHERE channel = $1 AND day >= $2 ORDER BY day`

// daysOf returns the days since one on which something happened in a channel.
func daysOf(tx *db.Tx, channel int64, since int32) ([]day, error) {
	ds, err := db.All(tx, selectDays, func(r *db.Row) day { return day{r.Int32(), r.Int32(), r.Int32(), r.Int32(), r.Int32()} }, channel, since)
	return ds, wrap(err, "days of channel %d", channel)
}

const firstDay = `SELECT day FROM channel_days WHERE channel = $1 ORDER BY day LIMIT 1`

const selectPostDays = `SELECT day, views, forwards FROM channel_post_days WHERE channel = $1 AND id = $2 ORDER BY day`

func postDays(tx *db.Tx, channel int64, id int32) ([]day, error) {
	ds, err := db.All(tx, selectPostDays, func(r *db.Row) day { return day{day: r.Int32(), views: r.Int32(), forwards: r.Int32()} }, channel, id)
	return ds, wrap(err, "days of a post of channel %d", channel)
}

const (
	dropPostDays = `DELETE FROM channel_post_days WHERE channel = $1 AND id IN ($2*)`
	sweepPosts   = `DELETE FROM channel_post_days WHERE day < $1`
	sweepDays    = `DELETE FROM channel_days WHERE day < $1`
)

// forgetDays drops days that no plot shows any more.
func forgetDays(tx *db.Tx, today int32) error {
	if _, err := tx.Exec(sweepPosts, today-plotDays); err != nil {
		return wrap(err, "days of posts")
	}
	_, err := tx.Exec(sweepDays, today-keepDays)
	return wrap(err, "days of channels")
}

const fromID = `SELECT id, date FROM messages WHERE box = $1 AND id >= $2 ORDER BY id LIMIT 1`

// firstSince returns the id of the first message of a box that is not older than a date, or the one after last if there is none. Ids are
// in the order of dates, so few rows are looked at.
func firstSince(tx *db.Tx, boxID int64, last, date int32) (int32, error) {
	lo, hi := int32(1), last+1
	for lo < hi {
		mid := lo + (hi-lo)/2
		m, ok, err := db.One(tx, fromID, func(r *db.Row) [2]int32 { return [2]int32{r.Int32(), r.Int32()} }, boxID, mid)
		switch {
		case err != nil:
			return 0, wrap(err, "messages of box %d", boxID)
		case !ok || m[1] >= date:
			hi = mid
		default:
			lo = m[0] + 1
		}
	}
	return lo, nil
}

const latestPosts = `SELECT id FROM messages WHERE box = $1 AND id >= $2 AND id < $3 AND kind <> $4 ORDER BY id DESC LIMIT $5`
