package auth

import (
	"context"
	"errors"

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
	return errors.Join(f.sweepExpired(ctx), f.sweepDue(ctx), f.sweepAway(ctx), f.sweepDevices(ctx))
}

func (f *Feature) sweepExpired(ctx context.Context) error {
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
		err := f.DB.Write(ctx, func(tx *db.Tx) error {
			away, err := users.Away(tx, after, f.now()-minAccountDays*day, sweepBatch)
			if err != nil {
				return err
			}
			more = len(away) == sweepBatch
			for _, u := range away {
				after = u.ID
				seen, err := lastSeen(tx, u)
				if err != nil {
					return err
				}
				days := f.accountDays(u)
				if days <= 0 || u.Flags&(users.Operator|users.Bot) != 0 || u.ID == users.Service || seen > f.now()-days*day {
					continue
				}
				if err := f.Delete(tx, u.ID); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return ctx.Err()
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
		err := f.DB.Write(ctx, func(tx *db.Tx) error {
			owners, err := rpc.AwayDevices(tx, after, f.now()-day, sweepBatch)
			if err != nil {
				return err
			}
			more = len(owners) == sweepBatch
			for _, user := range owners {
				after = user
				if err := f.endAway(tx, user); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// endAway signs out those of a person's devices that were away too long. One that has been waiting for its password for a day
// was away too long as well.
func (f *Feature) endAway(tx *db.Tx, user int64) error {
	a, err := loadAccount(tx, user)
	if err != nil {
		return err
	}
	ds, err := f.devices(tx, user)
	if err != nil {
		return err
	}
	for _, d := range ds {
		days := a.DeviceDays
		if d.Flags&rpc.PasswordPending != 0 {
			days = 1
		}
		if d.Active > f.now()-days*day {
			continue
		}
		if err := f.end(tx, d); err != nil {
			return err
		}
	}
	return nil
}
