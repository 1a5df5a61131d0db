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

var (
	errBanned   = rpc.Bad("PHONE_NUMBER_BANNED")
	errNoSignUp = rpc.Bad("PHONE_NUMBER_APP_SIGNUP_FORBIDDEN")
)

// way is how a code goes to its owner.
type way int

const (
	byDeliverer way = iota // text message, e-mail, the operator: whatever the server is set up with
	byApp                  // a message to the devices that are signed in already
)

// sendCode begins a sign-in: it sends a code to whoever has the phone number.
// https://core.telegram.org/method/auth.sendCode
func (f *Feature) sendCode(ctx context.Context, c rpc.Caller, q *tl.AuthSendCode) (tl.AuthSentCodeClass, error) {
	phone, err := f.phone(q.PhoneNumber)
	if err != nil {
		return nil, err
	}
	var pc phoneCode
	var code string
	var how way
	err = f.DB.Write(ctx, func(tx *db.Tx) error {
		u, known, err := users.ByPhone(tx, phone)
		if err != nil {
			return err
		}
		if err := f.maySignIn(tx, phone, u, known); err != nil {
			return err
		}
		how = byDeliverer
		if known {
			if how, err = f.wayTo(tx, u.ID); err != nil {
				return err
			}
		}
		if pc, code, err = f.issue(tx, phone, forSignIn, 0); err != nil || how != byApp {
			return err
		}
		return f.say(tx, u.ID, f.codeText(code))
	})
	if err != nil {
		return nil, err
	}
	f.hand(ctx, pc, code, how)
	return f.sent(pc, how), nil
}

// maySignIn says whether a code is sent to a phone number at all.
func (f *Feature) maySignIn(tx *db.Tx, phone string, u users.User, known bool) error {
	if known {
		if u.Flags&users.Closed != 0 {
			return errBanned
		}
		return nil
	}
	return f.maySignUp(tx, phone)
}

// wayTo is how a code goes to somebody who has an account.
func (f *Feature) wayTo(tx *db.Tx, user int64) (way, error) {
	ds, err := f.devices(tx, user)
	if err != nil {
		return 0, err
	}
	for _, d := range ds {
		if d.Flags&rpc.PasswordPending == 0 {
			return byApp, nil
		}
	}
	return byDeliverer, nil
}

// hand gives a code to the operator's list and, unless it went to the person's own devices, to the deliverers. It may wait for
// a network.
func (f *Feature) hand(ctx context.Context, pc phoneCode, code string, how way) {
	c := Code{Phone: pc.Phone, Code: code, Expires: time.Unix(int64(pc.Expires), 0)}
	f.codes.put(pc.Hash, c, f.Clock.Now())
	if how == byDeliverer {
		f.deliver(ctx, c)
	}
}

// sent tells the client where to look for the code.
// https://core.telegram.org/constructor/auth.sentCode
func (f *Feature) sent(pc phoneCode, how way) *tl.AuthSentCode {
	out := &tl.AuthSentCode{PhoneCodeHash: pc.Hash, Type: &tl.AuthSentCodeTypeSMS{Length: codeDigits}}
	if how == byApp {
		out.Type = &tl.AuthSentCodeTypeApp{Length: codeDigits}
	}
	if pc.Sends < maxSends {
		out.NextType, out.Timeout = &tl.AuthCodeTypeSMS{}, tl.Some(int32(sendAgain))
	}
	return out
}

// resendCode sends a code once more, by the deliverers.
// https://core.telegram.org/method/auth.resendCode
func (f *Feature) resendCode(ctx context.Context, c rpc.Caller, q *tl.AuthResendCode) (tl.AuthSentCodeClass, error) {
	phone, err := f.phone(q.PhoneNumber)
	if err != nil {
		return nil, err
	}
	var pc phoneCode
	var code string
	err = f.DB.Write(ctx, func(tx *db.Tx) error {
		var refused, err error
		if pc, refused, err = f.anyCode(tx, phone, q.PhoneCodeHash, c.User); err != nil || refused != nil {
			return first(err, refused)
		}
		if pc.State != codeSent {
			return errCodeExpired
		}
		if pc.Sends >= maxSends {
			return errNoMoreSends
		}
		wait, err := f.wait(tx, "send", phone, sendsOfPhone)
		if err != nil {
			return err
		}
		if wait > 0 {
			return errPhoneFlood
		}
		if code, err = f.again(pc); err != nil {
			return err
		}
		pc.Sends++
		pc.MAC = f.mac("phone", pc.Hash, code)
		pc.Expires = f.now() + int32(codeLife/time.Second)
		if err := f.take(tx, "send", phone, sendsOfPhone); err != nil {
			return err
		}
		return updateCode(tx, pc)
	})
	if err != nil {
		return nil, err
	}
	f.hand(ctx, pc, code, byDeliverer)
	return f.sent(pc, byDeliverer), nil
}

// anyCode finds a code of any purpose that the caller may have asked for.
func (f *Feature) anyCode(tx *db.Tx, phone, hash string, user int64) (phoneCode, error, error) {
	pc, refused, err := f.find(tx, phone, hash, forSignIn, 0)
	for _, p := range []purpose{forChange, forKeep} {
		if refused == errCodeExpired && err == nil && user != 0 {
			pc, refused, err = f.find(tx, phone, hash, p, user)
		}
	}
	return pc, refused, err
}

// again is the code that was sent before, where this process remembers it, so that both messages are right; else a new one.
func (f *Feature) again(pc phoneCode) (string, error) {
	if c, ok := f.codes.get(pc.Hash); ok {
		return c.Code, nil
	}
	return f.digits(codeDigits)
}

// cancelCode takes a code back.
// https://core.telegram.org/method/auth.cancelCode
func (f *Feature) cancelCode(ctx context.Context, c rpc.Caller, q *tl.AuthCancelCode) (bool, error) {
	phone, err := f.phone(q.PhoneNumber)
	if err != nil {
		return false, err
	}
	err = f.DB.Write(ctx, func(tx *db.Tx) error {
		pc, refused, err := f.anyCode(tx, phone, q.PhoneCodeHash, c.User)
		if err != nil || refused != nil {
			return first(err, refused)
		}
		tx.After(func(context.Context) { f.codes.drop(pc.Hash) })
		return dropCode(tx, pc.Hash)
	})
	return err == nil, err
}

// reportMissingCode says that a text message never came. The operator reads codes elsewhere; there is nothing to do.
// https://core.telegram.org/method/auth.reportMissingCode
func (f *Feature) reportMissingCode(context.Context, rpc.Caller, *tl.AuthReportMissingCode) (bool, error) {
	return true, nil
}

// invalidateSignInCodes makes sign-in codes worthless that the caller's device saw leave: in a forwarded message or a picture.
// https://core.telegram.org/method/account.invalidateSignInCodes
func (f *Feature) invalidateSignInCodes(ctx context.Context, c rpc.Caller, q *tl.AccountInvalidateSignInCodes) (bool, error) {
	if len(q.Codes) > 32 {
		return false, rpc.Bad("LIMIT_INVALID")
	}
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		u, ok, err := users.ByID(tx, c.User)
		if err != nil || !ok {
			return err
		}
		waiting, err := codesOf(tx, u.Phone, forSignIn)
		if err != nil {
			return err
		}
		for _, pc := range waiting {
			for _, code := range q.Codes {
				if !sameMAC(pc.MAC, f.mac("phone", pc.Hash, code)) {
					continue
				}
				if err := dropCode(tx, pc.Hash); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return err == nil, err
}

// codeText is the message that brings a code to the devices of its owner.
func (f *Feature) codeText(code string) content.Content {
	return bold(fmt.Sprintf("Login code: %s. Do not give this code to anyone, not even to people who say that they run %s!\n\n"+
		"It can be used to sign in to your account. If you did not ask for it by signing in on another device, ignore this message.",
		code, f.Name), "Login code:")
}

// first is the first of two errors that there is.
func first(a, b error) error {
	if a != nil {
		return a
	}
	return b
}
