package auth

import (
	"context"
	"fmt"
	"time"

	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

// How long a password and a device must have been there before a group is handed over with them, so that whoever takes an account over
// cannot give away at once what belongs to it.
// https://core.telegram.org/api/rights
const (
	settledPassword = 7 * 24 * time.Hour
	settledDevice   = 24 * time.Hour
)

// Confirm checks that the caller may give away what is theirs: PASSWORD_MISSING where they have no second password, PASSWORD_TOO_FRESH_n or
// SESSION_TOO_FRESH_n where it or the device is too new (n is for how many seconds still; not with Config.HandOverAtOnce), otherwise what
// the exchange says, and nil when the password is right. What is too new is said whether or not a password is given, since clients ask
// for it only then.
// https://core.telegram.org/method/channels.editCreator
func (f *Feature) Confirm(ctx context.Context, c rpc.Caller, in tl.InputCheckPasswordSRPClass) error {
	if err := f.DB.Read(ctx, func(tx *db.Tx) error { return f.settled(tx, c) }); err != nil {
		return err
	}
	pw, has, err := f.prove(ctx, c, in)
	if err != nil {
		return err
	}
	if !has {
		return errMissing
	}
	return f.DB.Write(ctx, func(tx *db.Tx) error { return f.proven(tx, pw, true) })
}

var errMissing = rpc.Bad("PASSWORD_MISSING")

func (f *Feature) settled(tx *db.Tx, c rpc.Caller) error {
	pw, has, err := passwordOf(tx, c.User)
	if err != nil {
		return err
	}
	if !has {
		return errMissing
	}
	if f.HandOverAtOnce {
		return nil
	}
	if left := f.left(pw.Changed, settledPassword); left > 0 {
		return rpc.Bad(fmt.Sprintf("PASSWORD_TOO_FRESH_%d", left))
	}
	key, err := parentOf(tx, c.User, c.Key)
	if err != nil {
		return err
	}
	d, _, err := rpc.FindDevice(tx, key)
	if err != nil {
		return err
	}
	if left := f.left(d.Created, settledDevice); left > 0 {
		return rpc.Bad(fmt.Sprintf("SESSION_TOO_FRESH_%d", left))
	}
	return nil
}

// left is how many seconds are missing until what began at since has lasted for d; 0 or less is none.
func (f *Feature) left(since int32, d time.Duration) int64 {
	return int64(since) + int64(d/time.Second) - int64(f.now())
}
