package auth

import (
	"fmt"
	"time"

	"chappe/db"
	"chappe/rpc"
)

// The limits of trying that are kept in the database, so that neither a restart nor another node forgives. Limits by address
// and by account are rpc's.
var (
	sendsOfPhone   = rpc.Rate{Burst: 10, Every: 20 * time.Minute} // codes sent to one number
	guessesOfPhone = rpc.Rate{Burst: 30, Every: 20 * time.Minute} // wrong codes for one number
	guessesOfUser  = rpc.Rate{Burst: 5, Every: 10 * time.Minute}  // wrong passwords of one person
	mailsOfUser    = rpc.Rate{Burst: 5, Every: 20 * time.Minute}  // codes mailed to one person
	guessesOfMail  = rpc.Rate{Burst: 15, Every: 30 * time.Minute} // wrong mailed codes of one person
)

const selectLimit = `SELECT full_at FROM try_limits WHERE kind = $1 AND who = $2`

const upsertLimit = `INSERT INTO try_limits (kind, who, full_at) VALUES ($1, $2, $3)
 ON CONFLICT (kind, who) DO UPDATE SET full_at = excluded.full_at`

// wait returns how long who has to wait before one more try of a kind, 0 for not at all. It takes nothing.
func (f *Feature) wait(tx *db.Tx, kind, who string, r rpc.Rate) (time.Duration, error) {
	if f.Dev {
		return 0, nil
	}
	full, err := f.fullAt(tx, kind, who, r)
	if err != nil {
		return 0, err
	}
	// The bucket lacks as many tokens as there are steps until it is full again; with one more it must not lack them all.
	wait := full.Add(r.Every).Sub(f.Clock.Now()) - time.Duration(r.Burst)*r.Every
	return max(0, wait), nil
}

// take counts one try of a kind, also beyond the limit.
func (f *Feature) take(tx *db.Tx, kind, who string, r rpc.Rate) error {
	full, err := f.fullAt(tx, kind, who, r)
	if err != nil {
		return err
	}
	_, err = tx.Exec(upsertLimit, kind, who, full.Add(r.Every).UnixMilli())
	return wrap(err, "count a try")
}

// fullAt is when a bucket is full again, now if it is. One that is farther from full than empty was written by a clock that has gone
// back since: it counts as empty, so that nobody waits until the clock is there again.
func (f *Feature) fullAt(tx *db.Tx, kind, who string, r rpc.Rate) (time.Time, error) {
	now := f.Clock.Now()
	ms, _, err := db.One(tx, selectLimit, func(r *db.Row) int64 { return r.Int64() }, kind, who)
	at, empty := time.UnixMilli(ms), now.Add(time.Duration(r.Burst)*r.Every)
	switch {
	case err != nil || !at.After(now):
		return now, wrap(err, "tries of a kind")
	case at.After(empty.Add(r.Every)):
		return empty, nil
	}
	return at, nil
}

const deleteLimit = `DELETE FROM try_limits WHERE kind = $1 AND who = $2`

// forgive forgets the tries of a kind, after a right one.
func forgive(tx *db.Tx, kind, who string) error {
	_, err := tx.Exec(deleteLimit, kind, who)
	return wrap(err, "forget tries")
}

const deleteLimits = `DELETE FROM try_limits WHERE full_at < $1`

func dropLimits(tx *db.Tx, nowMilli int64) error {
	_, err := tx.Exec(deleteLimits, nowMilli)
	return wrap(err, "drop tries")
}

func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}
