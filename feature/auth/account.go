package auth

import (
	"context"
	"fmt"
	"time"

	"chappe/content"
	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

const (
	defaultAccountDays = 548 // of absence after which an account goes
	minAccountDays     = 30
	maxAccountDays     = 730
	deleteWait         = 7 * 24 * time.Hour // for who lacks the password of two-step verification
	maxReason          = 512                // UTF-16 code units
)

// setAccountTTL sets after how many days of absence the caller's account is deleted.
// https://core.telegram.org/method/account.setAccountTTL
func (f *Feature) setAccountTTL(ctx context.Context, c rpc.Caller, q *tl.AccountSetAccountTTL) (bool, error) {
	if q.TTL.Days < minAccountDays || q.TTL.Days > maxAccountDays {
		return false, errTTLDays
	}
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		u, ok, err := users.ByID(tx, c.User)
		if err != nil || !ok {
			return first(err, errUnregistered)
		}
		u.Profile.Days = q.TTL.Days
		return users.Save(tx, u)
	})
	return err == nil, err
}

// getAccountTTL tells that number.
// https://core.telegram.org/method/account.getAccountTTL
func (f *Feature) getAccountTTL(ctx context.Context, c rpc.Caller, _ *tl.AccountGetAccountTTL) (*tl.AccountDaysTTL, error) {
	u, _, err := f.Users.Person(ctx, c.User)
	if err != nil {
		return nil, err
	}
	days := f.accountDays(u)
	if days <= 0 {
		days = maxAccountDays // there is no word for "never"
	}
	return &tl.AccountDaysTTL{Days: days}, nil
}

// accountDays is how many days of absence a person's account outlives, 0 or less for any.
func (f *Feature) accountDays(u users.User) int32 {
	if u.Profile.Days != 0 {
		return u.Profile.Days
	}
	return f.AccountDays
}

// deleteAccount deletes the caller's account. Somebody who has or waits for two-step verification and does not prove the password
// has to wait a week, in which the owner can stop it.
// https://core.telegram.org/method/account.deleteAccount
func (f *Feature) deleteAccount(ctx context.Context, c rpc.Caller, q *tl.AccountDeleteAccount) (bool, error) {
	if content.Units(q.Reason) > maxReason {
		return false, rpc.Bad("REASON_INVALID")
	}
	if _, given := q.Password.(*tl.InputCheckPasswordSRP); given {
		pw, has, err := f.prove(ctx, c, q.Password)
		if err != nil {
			return false, err
		}
		err = f.DB.Write(ctx, func(tx *db.Tx) error {
			if err := f.proven(tx, pw, has); err != nil {
				return err
			}
			return f.Delete(tx, pw.User)
		})
		return err == nil, err
	}
	err := f.commit(ctx, func(tx *db.Tx) (refused, err error) {
		user, err := f.asker(tx, c)
		if err != nil {
			return nil, err
		}
		if _, has, err := passwordOf(tx, user); err != nil || has {
			if err != nil {
				return nil, err
			}
			return f.deleteLater(tx, user)
		}
		return nil, f.Delete(tx, user)
	})
	return err == nil, err
}

// deleteLater has an account deleted in a week, and tells its owner how to stop that. The refusal tells how long it takes.
func (f *Feature) deleteLater(tx *db.Tx, user int64) (refused, err error) {
	a, err := loadAccount(tx, user)
	if err != nil {
		return nil, err
	}
	now := f.now()
	if a.DeleteAt != 0 && a.DeleteAt <= now {
		return nil, f.Delete(tx, user)
	}
	if a.DeleteAt == 0 {
		u, ok, err := users.ByID(tx, user)
		if err != nil || !ok {
			return nil, first(err, errUnregistered)
		}
		a.DeleteAt, a.DeleteHash = now+int32(deleteWait/time.Second), randomText()
		if err := saveAccount(tx, a); err != nil {
			return nil, err
		}
		link := fmt.Sprintf("tg://confirmphone?phone=%s&hash=%s", u.Phone, a.DeleteHash)
		err = f.say(tx, user, bold("Account deletion. Somebody with access to your phone number asked for your account to be deleted, "+
			"without your two-step password. It goes in a week unless you stop it by opening this link and typing the code that you are sent: "+
			link, "Account deletion."))
		if err != nil {
			return nil, err
		}
	}
	return &rpc.Error{Code: 420, Message: fmt.Sprintf("2FA_CONFIRM_WAIT_%d", a.DeleteAt-now)}, nil
}

// keepAccount calls off the deletion of an account whose owner has shown up, with the password where there is one.
func (f *Feature) keepAccount(tx *db.Tx, user int64) error {
	a, err := loadAccount(tx, user)
	if err != nil || a.DeleteAt == 0 {
		return err
	}
	a.DeleteAt, a.DeleteHash = 0, ""
	return saveAccount(tx, a)
}

// Delete deletes an account for good: its devices, what this feature keeps of it, what the features above do, and the person's
// row but for its number, so that messages to others keep an author, who is shown as a deleted account.
func (f *Feature) Delete(tx *db.Tx, user int64) error {
	u, ok, err := users.ByID(tx, user)
	if err != nil || !ok {
		return first(err, errUnregistered)
	}
	if _, err := f.endAll(tx, user); err != nil {
		return err
	}
	if err := f.removePassword(tx, user); err != nil {
		return err
	}
	if err := dropAccount(tx, user); err != nil {
		return err
	}
	if err := dropAllKeys(tx, user); err != nil {
		return err
	}
	if u.Username != "" {
		if err := users.DropUsername(tx, u.Username, user); err != nil {
			return err
		}
	}
	if f.hooks.Deleted != nil {
		if err := f.hooks.Deleted(tx, u); err != nil {
			return err
		}
	}
	gone := users.User{ID: u.ID, Flags: users.Deleted | u.Flags&users.Closed, Created: u.Created}
	if err := users.SetOnline(tx, user, 0); err != nil {
		return err
	}
	tx.Erased()
	return users.Save(tx, gone)
}

// DeleteUser deletes an account for the operator. It returns ErrNoUser where there is none.
func (f *Feature) DeleteUser(ctx context.Context, user int64) error {
	return f.DB.Write(ctx, func(tx *db.Tx) error {
		u, ok, err := users.ByID(tx, user)
		if err != nil {
			return err
		}
		if !ok || u.Flags&users.Deleted != 0 || user == users.Service {
			return ErrNoUser
		}
		return f.Delete(tx, user)
	})
}
