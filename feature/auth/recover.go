package auth

import (
	"context"
	"time"

	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

const (
	resetWait    = 7 * 24 * time.Hour // between asking for a reset and getting it, in which the owner can call it off
	declinedWait = 24 * time.Hour     // between calling a reset off and asking for another
)

var (
	errNoRecovery      = rpc.Bad("PASSWORD_RECOVERY_NA")
	errRecoveryExpired = rpc.Bad("PASSWORD_RECOVERY_EXPIRED")
	errRecoveryEmpty   = rpc.Bad("CODE_EMPTY")
	errNoReset         = rpc.Bad("RESET_REQUEST_MISSING")
)

// recovery is a code that was mailed to somebody who forgot the password.
type recovery struct {
	User    int64
	MAC     []byte
	Tries   int
	Expires int32 // unix seconds
}

// requestPasswordRecovery mails a code to the recovery e-mail.
// https://core.telegram.org/method/auth.requestPasswordRecovery
func (f *Feature) requestPasswordRecovery(ctx context.Context, c rpc.Caller, _ *tl.AuthRequestPasswordRecovery) (*tl.AuthPasswordRecovery, error) {
	var send *outgoing
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		pw, err := f.asked(tx, c)
		if err != nil {
			return err
		}
		if pw.Email == "" || (f.Mail == nil && !f.Dev) {
			return errNoRecovery
		}
		wait, err := f.wait(tx, "mail", pw.who(), mailsOfUser)
		if err != nil {
			return err
		}
		if wait > 0 {
			return rpc.Flood(wait)
		}
		code, err := f.digits(mailDigits)
		if err != nil {
			return err
		}
		if err := f.take(tx, "mail", pw.who(), mailsOfUser); err != nil {
			return err
		}
		r := recovery{User: pw.User, MAC: f.mac("recovery", pw.who(), code), Expires: f.now() + int32(mailLife/time.Second)}
		send = &outgoing{To: pw.Email, Code: code, Name: "recovery " + pw.who(), Expires: r.Expires}
		return putRecovery(tx, r)
	})
	if err != nil {
		return nil, err
	}
	err = f.mail(ctx, send, "Your password", "Somebody, hopefully you, forgot the password of your account. The code is %s. "+
		"Whoever has it can remove the password of your account on %s; give it to nobody.")
	if err != nil {
		return nil, err
	}
	return &tl.AuthPasswordRecovery{EmailPattern: pattern(send.To)}, nil
}

// asked is the password that a call is about.
func (f *Feature) asked(tx *db.Tx, c rpc.Caller) (password, error) {
	user, err := f.asker(tx, c)
	if err != nil {
		return password{}, err
	}
	pw, has, err := passwordOf(tx, user)
	if err == nil && !has {
		err = errNoPassword
	}
	return pw, err
}

// checkRecovery compares a code with what was mailed. Wrong ones are counted: refused must be answered with the transaction
// committed.
func (f *Feature) checkRecovery(tx *db.Tx, c rpc.Caller, code string) (pw password, refused, err error) {
	if pw, err = f.asked(tx, c); err != nil {
		return pw, nil, err
	}
	r, ok, err := recoveryOf(tx, pw.User)
	if err != nil {
		return pw, nil, err
	}
	if !ok || r.Expires <= f.now() || r.Tries >= maxTries {
		return pw, errRecoveryExpired, nil
	}
	if refused, err = f.mailCode(tx, pw.User, r.MAC, "recovery", pw.who(), code); err != nil || refused == nil {
		return pw, nil, err
	}
	r.Tries++
	return pw, refused, putRecovery(tx, r)
}

// checkRecoveryPassword says whether a code is right, for clients that ask for a new password only then.
// https://core.telegram.org/method/auth.checkRecoveryPassword
func (f *Feature) checkRecoveryPassword(ctx context.Context, c rpc.Caller, q *tl.AuthCheckRecoveryPassword) (bool, error) {
	if q.Code == "" {
		return false, errRecoveryEmpty
	}
	err := f.commit(ctx, func(tx *db.Tx) (refused, err error) {
		_, refused, err = f.checkRecovery(tx, c, q.Code)
		return refused, err
	})
	return err == nil, err
}

// recoverPassword removes a forgotten password, or sets a new one, with a mailed code, and signs the caller in.
// https://core.telegram.org/method/auth.recoverPassword
func (f *Feature) recoverPassword(ctx context.Context, c rpc.Caller, q *tl.AuthRecoverPassword) (tl.AuthAuthorizationClass, error) {
	if q.Code == "" {
		return nil, errRecoveryEmpty
	}
	var u users.User
	err := f.commit(ctx, func(tx *db.Tx) (refused, err error) {
		pw, refused, err := f.checkRecovery(tx, c, q.Code)
		if err != nil || refused != nil {
			return refused, err
		}
		if q.NewSettings != nil && !removes(q.NewSettings) {
			if err := f.checkNewPassword(pw.User, q.NewSettings); err != nil {
				return nil, err
			}
		}
		f.forgetMail(tx, "recovery "+pw.who())
		if err := f.replacePassword(tx, pw, q.NewSettings); err != nil {
			return nil, err
		}
		var ok bool
		if u, ok, err = users.ByID(tx, pw.User); err != nil || !ok {
			return errUnregistered, err
		}
		if c.User != 0 {
			return nil, nil
		}
		return nil, f.admit(tx, c, u, 0)
	})
	if err != nil {
		return nil, err
	}
	return f.authorization(&u), nil
}

// replacePassword gives somebody who forgot the password a new one or none. The recovery e-mail stays.
func (f *Feature) replacePassword(tx *db.Tx, pw password, s *tl.AccountPasswordInputSettings) error {
	if err := forgive(tx, "password", pw.who()); err != nil {
		return err
	}
	if s == nil || removes(s) {
		return f.removePassword(tx, pw.User)
	}
	s.Email = tl.Opt[string]{}
	_, err := f.apply(tx, pw.User, pw, true, s)
	return err
}

// resetPassword asks for the removal of a password that the caller, who is signed in, forgot, and removes it once the wait is over.
// https://core.telegram.org/method/account.resetPassword
func (f *Feature) resetPassword(ctx context.Context, c rpc.Caller, _ *tl.AccountResetPassword) (tl.AccountResetPasswordResultClass, error) {
	var out tl.AccountResetPasswordResultClass
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		pw, err := f.asked(tx, c)
		if err != nil {
			return err
		}
		now := f.now()
		switch {
		case pw.ResetAt != 0 && pw.ResetAt <= now:
			out = &tl.AccountResetPasswordOk{}
			return f.removePassword(tx, c.User)
		case pw.ResetAt != 0:
			out = &tl.AccountResetPasswordRequestedWait{UntilDate: pw.ResetAt}
			return nil
		case pw.Declined+int32(declinedWait/time.Second) > now:
			out = &tl.AccountResetPasswordFailedWait{RetryDate: pw.Declined + int32(declinedWait/time.Second)}
			return nil
		}
		pw.ResetAt = now + int32(resetWait/time.Second)
		out = &tl.AccountResetPasswordRequestedWait{UntilDate: pw.ResetAt}
		if err := savePassword(tx, pw); err != nil {
			return err
		}
		return f.say(tx, c.User, bold("Password reset asked for. One of your devices asked for your two-step password to be removed, "+
			"which happens in a week. If it was not you, call it off in the settings of two-step verification and end that device.",
			"Password reset asked for."))
	})
	return out, err
}

// declinePasswordReset calls a reset off.
// https://core.telegram.org/method/account.declinePasswordReset
func (f *Feature) declinePasswordReset(ctx context.Context, c rpc.Caller, _ *tl.AccountDeclinePasswordReset) (bool, error) {
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		pw, err := f.asked(tx, c)
		if err != nil {
			return err
		}
		if pw.ResetAt == 0 {
			return errNoReset
		}
		pw.ResetAt, pw.Declined = 0, f.now()
		return savePassword(tx, pw)
	})
	return err == nil, err
}

// sweepPasswords removes passwords whose owners waited long enough, at most limit.
func (f *Feature) sweepPasswords(tx *db.Tx, limit int) (int, error) {
	due, err := duePasswords(tx, f.now(), limit)
	if err != nil {
		return 0, err
	}
	for _, pw := range due {
		if err := f.removePassword(tx, pw.User); err != nil {
			return 0, err
		}
		if err := f.say(tx, pw.User, bold("Password removed. Your two-step password was removed, as one of your devices asked for a week ago.",
			"Password removed.")); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}
