package auth

import (
	"context"
	"errors"
	"time"

	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
)

const (
	day        = 24 * 3600 // seconds
	sweepBatch = 100       // of what is looked at in one transaction
)

// Sweep removes what has run out: codes and tokens, devices that were away too long, passwords and accounts whose time has come.
// It may be called at any time and by several nodes; the server does now and then.
func (f *Feature) Sweep(ctx context.Context) error {
	err := errors.Join(f.sweepExpired(ctx), f.sweepDue(ctx))
	if !f.slowly() {
		return err
	}
	return errors.Join(err, f.sweepAway(ctx), f.sweepDevices(ctx))
}

// slowSweep is how often everybody is looked at, for what takes days to run out.
const slowSweep = 6 * time.Hour

// slowly says whether it is time for that.
func (f *Feature) slowly() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.Clock.Now()
	if !f.swept.IsZero() && now.Sub(f.swept) < slowSweep {
		return false
	}
	f.swept = now
	return true
}

func (f *Feature) sweepExpired(ctx context.Context) error {
	f.waiting.prune(f.Clock.Now())
	return f.DB.Write(ctx, func(tx *db.Tx) error {
		now := f.now()
		if err := dropCodes(tx, now); err != nil {
			return err
		}
		if err := dropExports(tx, now); err != nil {
			return err
		}
		if err := dropDue(tx, now); err != nil {
			return err
		}
		return dropLimits(tx, f.Clock.Now().UnixMilli())
	})
}

// sweepDue removes passwords and accounts whose owners were warned and waited for.
func (f *Feature) sweepDue(ctx context.Context) error {
	for more := true; more && ctx.Err() == nil; {
		err := f.DB.Write(ctx, func(tx *db.Tx) error {
			n, err := f.sweepPasswords(tx, sweepBatch)
			if err != nil {
				return err
			}
			due, err := dueAccounts(tx, f.now(), sweepBatch)
			if err != nil {
				return err
			}
			for _, a := range due {
				if err := f.Delete(tx, a.User); err != nil {
					return err
				}
			}
			more = n+len(due) > 0
			return nil
		})
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// sweepAway deletes the accounts of people who were away for longer than they said. Operators stay.
func (f *Feature) sweepAway(ctx context.Context) error {
	for after, more := int64(0), true; more && ctx.Err() == nil; {
		var due []int64
		err := f.DB.Read(ctx, func(tx *db.Tx) error {
			away, err := users.Away(tx, after, f.now()-minAccountDays*day, sweepBatch)
			if err != nil {
				return err
			}
			due, more = nil, len(away) == sweepBatch
			for _, u := range away {
				after = u.ID
				gone, err := f.expired(tx, u)
				if err != nil {
					return err
				}
				if gone {
					due = append(due, u.ID)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := f.each(ctx, due, f.deleteAway); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// expired says whether a person was away for longer than the account outlives.
func (f *Feature) expired(tx *db.Tx, u users.User) (bool, error) {
	days := f.accountDays(u)
	if days <= 0 || u.Flags&(users.Operator|users.Bot) != 0 || u.ID == users.Service {
		return false, nil
	}
	seen, err := lastSeen(tx, u)
	return seen <= f.now()-days*day, err
}

// deleteAway deletes an account unless its owner has come back in the meantime.
func (f *Feature) deleteAway(tx *db.Tx, user int64) error {
	u, ok, err := users.ByID(tx, user)
	if err != nil || !ok || u.Flags&users.Deleted != 0 {
		return err
	}
	gone, err := f.expired(tx, u)
	if err != nil || !gone {
		return err
	}
	return f.Delete(tx, user)
}

// each runs fn for each person in a transaction of its own.
func (f *Feature) each(ctx context.Context, people []int64, fn func(tx *db.Tx, user int64) error) error {
	for _, user := range people {
		if err := f.DB.Write(ctx, func(tx *db.Tx) error { return fn(tx, user) }); err != nil {
			return err
		}
	}
	return nil
}

// lastSeen is when a person was here last, in unix seconds.
func lastSeen(tx *db.Tx, u users.User) (int32, error) {
	seen := max(u.Created, u.OnlineUntil)
	ds, err := rpc.DevicesOf(tx, u.ID)
	for _, d := range ds {
		seen = max(seen, d.Active)
	}
	return seen, err
}

// sweepDevices signs devices out that were away for longer than their owners said.
func (f *Feature) sweepDevices(ctx context.Context) error {
	for after, more := int64(0), true; more && ctx.Err() == nil; {
		var due []int64
		err := f.DB.Read(ctx, func(tx *db.Tx) error {
			owners, err := rpc.AwayDevices(tx, after, f.now()-day, sweepBatch)
			if err != nil {
				return err
			}
			due, more = nil, len(owners) == sweepBatch
			for _, user := range owners {
				after = user
				ds, err := f.away(tx, user)
				if err != nil {
					return err
				}
				if len(ds) > 0 {
					due = append(due, user)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := f.each(ctx, due, f.endAway); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// away are those of a person's devices that were away too long. One that has been waiting for its password for a day was.
func (f *Feature) away(tx *db.Tx, user int64) ([]rpc.Device, error) {
	a, err := loadAccount(tx, user)
	if err != nil {
		return nil, err
	}
	ds, err := f.devices(tx, user)
	if err != nil {
		return nil, err
	}
	out := ds[:0]
	for _, d := range ds {
		days := a.DeviceDays
		if d.Flags&rpc.PasswordPending != 0 {
			days = 1
		}
		if d.Active <= f.now()-days*day {
			out = append(out, d)
		}
	}
	return out, nil
}

func (f *Feature) endAway(tx *db.Tx, user int64) error {
	ds, err := f.away(tx, user)
	if err != nil {
		return err
	}
	for _, d := range ds {
		if err := f.end(tx, d); err != nil {
			return err
		}
	}
	return nil
}
