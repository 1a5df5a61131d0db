package auth

import (
	"context"
	"fmt"

	"chappe/box"
	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

// sendChangePhoneCode sends a code to the number that the caller wants to have from now on.
// https://core.telegram.org/method/account.sendChangePhoneCode
func (f *Feature) sendChangePhoneCode(ctx context.Context, c rpc.Caller, q *tl.AccountSendChangePhoneCode) (tl.AuthSentCodeClass, error) {
	phone, err := f.phone(q.PhoneNumber)
	if err != nil {
		return nil, err
	}
	var pc phoneCode
	var code string
	err = f.DB.Write(ctx, func(tx *db.Tx) error {
		if _, taken, err := users.ByPhone(tx, phone); err != nil || taken {
			return first(err, errOccupied)
		}
		pc, code, err = f.issue(tx, phone, forChange, c.User)
		return err
	})
	if err != nil {
		return nil, err
	}
	f.hand(ctx, pc, code, byDeliverer)
	return f.sent(pc, byDeliverer), nil
}

// changePhone gives the caller another phone number.
// https://core.telegram.org/method/account.changePhone
func (f *Feature) changePhone(ctx context.Context, c rpc.Caller, q *tl.AccountChangePhone) (tl.UserClass, error) {
	phone, err := f.phone(q.PhoneNumber)
	if err != nil {
		return nil, err
	}
	if q.PhoneCode == "" {
		return nil, errCodeEmpty
	}
	var u users.User
	err = f.commit(ctx, func(tx *db.Tx) (refused, err error) {
		pc, refused, err := f.find(tx, phone, q.PhoneCodeHash, forChange, c.User)
		if err != nil || refused != nil {
			return refused, err
		}
		if refused, err = f.check(tx, pc, q.PhoneCode); err != nil || refused != nil {
			return refused, err
		}
		var ok bool
		if u, ok, err = users.ByID(tx, c.User); err != nil || !ok {
			return errUnregistered, err
		}
		if u.Phone == phone {
			return nil, nil // the answer to an earlier call was lost
		}
		if _, taken, err := users.ByPhone(tx, phone); err != nil || taken {
			return errOccupied, err
		}
		if err := f.used(tx, pc, c.Key, codeUsed); err != nil {
			return nil, err
		}
		return nil, f.setPhone(tx, c, &u, phone)
	})
	if err != nil {
		return nil, err
	}
	return f.Users.TL(u.ID, &u, users.View{}), nil
}

// setPhone stores a person's new number and tells who has to know.
func (f *Feature) setPhone(tx *db.Tx, c rpc.Caller, u *users.User, phone string) error {
	old := u.Phone
	u.Phone = phone
	if err := users.Save(tx, *u); err != nil {
		return err
	}
	if err := f.Box.Notice(tx, &box.Notice{Box: u.ID, Except: c.Key, Name: noticePhone, Data: []byte("{}")}); err != nil {
		return err
	}
	if f.hooks.PhoneChanged != nil {
		if err := f.hooks.PhoneChanged(tx, *u, old); err != nil {
			return err
		}
	}
	return f.say(tx, u.ID, bold(fmt.Sprintf("Phone number changed. Your account on %s now has the number +%s.", f.Name, phone),
		"Phone number changed."))
}

// sendConfirmPhoneCode sends a code to the caller's own number, to stop the deletion of the account that somebody else asked for.
// https://core.telegram.org/method/account.sendConfirmPhoneCode
func (f *Feature) sendConfirmPhoneCode(ctx context.Context, c rpc.Caller, q *tl.AccountSendConfirmPhoneCode) (tl.AuthSentCodeClass, error) {
	var pc phoneCode
	var code string
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		a, err := loadAccount(tx, c.User)
		if err != nil {
			return err
		}
		if a.DeleteAt == 0 || !sameMAC([]byte(a.DeleteHash), []byte(q.Hash)) {
			return errHash
		}
		u, ok, err := users.ByID(tx, c.User)
		if err != nil || !ok {
			return first(err, errUnregistered)
		}
		pc, code, err = f.issue(tx, u.Phone, forKeep, c.User)
		return err
	})
	if err != nil {
		return nil, err
	}
	f.hand(ctx, pc, code, byDeliverer)
	return f.sent(pc, byDeliverer), nil
}

// confirmPhone keeps the caller's account from being deleted.
// https://core.telegram.org/method/account.confirmPhone
func (f *Feature) confirmPhone(ctx context.Context, c rpc.Caller, q *tl.AccountConfirmPhone) (bool, error) {
	if q.PhoneCode == "" {
		return false, errCodeEmpty
	}
	err := f.commit(ctx, func(tx *db.Tx) (refused, err error) {
		u, ok, err := users.ByID(tx, c.User)
		if err != nil || !ok {
			return errUnregistered, err
		}
		pc, refused, err := f.find(tx, u.Phone, q.PhoneCodeHash, forKeep, c.User)
		if err != nil || refused != nil {
			return refused, err
		}
		if refused, err = f.check(tx, pc, q.PhoneCode); err != nil || refused != nil {
			return refused, err
		}
		if err := f.used(tx, pc, c.Key, codeUsed); err != nil {
			return nil, err
		}
		return nil, f.keepAccount(tx, c.User)
	})
	return err == nil, err
}
