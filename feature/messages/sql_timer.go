package messages

import (
	"chappe/box"
	"chappe/db"
)

// newChats stands for the conversations that are still to begin.
const newChats box.Peer = 0

const upsertTimer = `INSERT INTO message_timers (owner, peer, period) VALUES ($1, $2, $3)
 ON CONFLICT (owner, peer) DO UPDATE SET period = excluded.period`

const deleteTimer = `DELETE FROM message_timers WHERE owner = $1 AND peer = $2`

// putTimer sets after how many seconds new messages of a conversation destroy themselves, 0 for never.
func putTimer(tx *db.Tx, owner int64, peer box.Peer, period int32) (err error) {
	if period == 0 {
		_, err = tx.Exec(deleteTimer, owner, int64(peer))
	} else {
		_, err = tx.Exec(upsertTimer, owner, int64(peer), period)
	}
	return wrap(err, "timer of %d", owner)
}

const selectTimers = `SELECT peer, period FROM message_timers WHERE owner = $1 AND peer IN ($2*)`

// timersOf are the timers of conversations that have one.
func timersOf(tx *db.Tx, owner int64, peers ...box.Peer) (map[box.Peer]int32, error) {
	out := map[box.Peer]int32{}
	if len(peers) == 0 {
		return out, nil
	}
	ids := make(db.IDs, len(peers))
	for i, p := range peers {
		ids[i] = int64(p)
	}
	err := db.Each(tx, selectTimers, func(r *db.Row) error {
		peer := box.Peer(r.Int64())
		out[peer] = r.Int32()
		return nil
	}, owner, ids)
	return out, wrap(err, "timers of %d", owner)
}
