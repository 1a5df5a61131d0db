package auth

import (
	"bytes"
	"context"
	"fmt"
	"net/mail"
	"strconv"
	"strings"
	"time"

	"chappe/content"
	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

const (
	maxHint  = 256 // UTF-16 code units
	maxEmail = 254 // bytes
	mailLife = time.Hour
)

var (
	errNewSettings = rpc.Bad("NEW_SETTINGS_INVALID")
	errNewSalt     = rpc.Bad("NEW_SALT_INVALID")
	errEmail       = rpc.Bad("EMAIL_INVALID")
	errNoMail      = rpc.Bad("EMAIL_NOT_ALLOWED")
	errMailCode    = rpc.Bad("CODE_INVALID")
	errMailExpired = rpc.Bad("EMAIL_HASH_EXPIRED")
)

// emailPending is a recovery e-mail that waits for its code. Where it has a verifier, the whole password waits with it: a first
// password counts only once its recovery works.
type emailPending struct {
	password
	MAC     []byte
	Tries   int
	Expires int32 // unix seconds
}

// updatePasswordSettings sets, changes or removes the password, its hint and its recovery e-mail.
// https://core.telegram.org/method/account.updatePasswordSettings
func (f *Feature) updatePasswordSettings(ctx context.Context, c rpc.Caller, q *tl.AccountUpdatePasswordSettings) (bool, error) {
	pw, has, err := f.prove(ctx, c, q.Password)
	if err != nil {
		return false, err
	}
	if err := f.checkSettings(c.User, has, &q.NewSettings); err != nil {
		return false, err
	}
	var send *outgoing
	err = f.DB.Write(ctx, func(tx *db.Tx) error {
		if err := f.proven(tx, pw, has); err != nil {
			return err
		}
		send, err = f.apply(tx, c.User, pw, has, &q.NewSettings)
		return err
	})
	if err != nil {
		return false, err
	}
	if send == nil {
		return true, nil
	}
	if err := f.mailConfirm(ctx, send); err != nil {
		return false, err
	}
	return false, rpc.Bad(fmt.Sprintf("EMAIL_UNCONFIRMED_%d", mailDigits))
}

// removes says whether new settings take the password away.
func removes(s *tl.AccountPasswordInputSettings) bool {
	_, unknown := s.NewAlgo.(*tl.PasswordKdfAlgoUnknown)
	return unknown && len(s.NewPasswordHash) == 0
}

// checkSettings refuses new settings that no honest client sends.
func (f *Feature) checkSettings(user int64, has bool, s *tl.AccountPasswordInputSettings) error {
	if content.Units(s.Hint.V) > maxHint {
		return errNewSettings
	}
	if s.Email.V != "" {
		if !ValidEmail(s.Email.V) {
			return errEmail
		}
		if f.Mail == nil && !f.Dev {
			return errNoMail
		}
	}
	if s.NewAlgo == nil {
		if !has {
			return errNewSettings // an e-mail without a password to recover
		}
		return nil
	}
	if removes(s) {
		return nil
	}
	return f.checkNewPassword(user, s)
}

// checkNewPassword checks the numbers of a new password: they must be made the way that this server said.
func (f *Feature) checkNewPassword(user int64, s *tl.AccountPasswordInputSettings) error {
	a, ok := s.NewAlgo.(*tl.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow)
	if !ok || a.G != srpG || !bytes.Equal(a.P, srpP) {
		return errNewSettings
	}
	mine := f.newSalts(user)
	// The client adds random bytes of its own, so that not even this server can have worked anything out beforehand.
	if !bytes.HasPrefix(a.Salt1, mine.One) || len(a.Salt1) < salt1Bytes+8 || len(a.Salt1) > maxSalt1 || !bytes.Equal(a.Salt2, mine.Two) {
		return errNewSalt
	}
	if !validVerifier(s.NewPasswordHash) {
		return errPasswordHash
	}
	return nil
}

// ValidEmail says whether an address is one that mail can be sent to, alone and without tricks.
func ValidEmail(s string) bool {
	if len(s) > maxEmail || strings.ContainsAny(s, " \t\r\n<>,;:\"\x00") {
		return false
	}
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && strings.Contains(s[strings.LastIndexByte(s, '@'):], ".")
}

// apply stores new settings. What waits for an e-mail to be confirmed is returned to be sent.
func (f *Feature) apply(tx *db.Tx, user int64, pw password, has bool, s *tl.AccountPasswordInputSettings) (*outgoing, error) {
	if s.NewAlgo != nil && removes(s) {
		return nil, f.removePassword(tx, user)
	}
	next := pw
	next.User = user
	if a, ok := s.NewAlgo.(*tl.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow); ok {
		next.Salts, next.Verifier = salts{One: a.Salt1, Two: a.Salt2}, s.NewPasswordHash
		next.Hint, next.Changed, next.ResetAt = content.Clean(s.Hint.V), f.now(), 0
	} else if s.Hint.OK {
		next.Hint = content.Clean(s.Hint.V)
	}
	if s.Email.OK && s.Email.V == "" {
		next.Email = ""
	}
	if s.Email.V == "" || s.Email.V == pw.Email {
		return nil, f.setPassword(tx, next)
	}
	if has {
		// The password counts at once; only the new address has to prove itself.
		if err := f.setPassword(tx, next); err != nil {
			return nil, err
		}
		next.Verifier = []byte{}
	}
	next.Email = s.Email.V
	return f.askEmail(tx, next)
}

// setPassword stores a password and ends what was under way with the old one.
func (f *Feature) setPassword(tx *db.Tx, pw password) error {
	if err := dropExchanges(tx, pw.User); err != nil {
		return err
	}
	if err := dropRecovery(tx, pw.User); err != nil {
		return err
	}
	if err := dropPending(tx, pw.User); err != nil {
		return err
	}
	return savePassword(tx, pw)
}

// removePassword ends two-step verification.
func (f *Feature) removePassword(tx *db.Tx, user int64) error {
	if err := dropExchanges(tx, user); err != nil {
		return err
	}
	if err := dropRecovery(tx, user); err != nil {
		return err
	}
	if err := dropPending(tx, user); err != nil {
		return err
	}
	return dropPassword(tx, user)
}

// askEmail keeps settings that wait for their e-mail, with a fresh code.
func (f *Feature) askEmail(tx *db.Tx, pw password) (*outgoing, error) {
	who := pw.who()
	wait, err := f.wait(tx, "mail", who, mailsOfUser)
	if err != nil {
		return nil, err
	}
	if wait > 0 {
		return nil, rpc.Flood(wait)
	}
	code, err := f.digits(mailDigits)
	if err != nil {
		return nil, err
	}
	if err := f.take(tx, "mail", who, mailsOfUser); err != nil {
		return nil, err
	}
	p := emailPending{password: pw, MAC: f.mac("email", who+" "+pw.Email, code), Expires: f.now() + int32(mailLife/time.Second)}
	return &outgoing{To: pw.Email, Code: code, Name: "email " + who, Expires: p.Expires}, putPending(tx, p)
}

// mailConfirm sends a code to an address that wants to be a recovery e-mail.
func (f *Feature) mailConfirm(ctx context.Context, o *outgoing) error {
	return f.mail(ctx, o, "Confirm your e-mail address",
		"Your code is %s. Type it into the app to make this address the recovery address of your account on %s.")
}

// confirmPasswordEmail proves with a code that the recovery e-mail is the caller's.
// https://core.telegram.org/method/account.confirmPasswordEmail
func (f *Feature) confirmPasswordEmail(ctx context.Context, c rpc.Caller, q *tl.AccountConfirmPasswordEmail) (bool, error) {
	err := f.commit(ctx, func(tx *db.Tx) (refused, err error) {
		p, ok, err := pendingEmail(tx, c.User)
		if err != nil {
			return nil, err
		}
		if !ok || p.Expires <= f.now() || p.Tries >= maxTries {
			return errMailExpired, nil
		}
		if refused, err = f.mailCode(tx, p.User, p.MAC, "email", p.who()+" "+p.Email, q.Code); err != nil || refused != nil {
			p.Tries++
			return refused, first(err, putPending(tx, p))
		}
		f.forgetMail(tx, "email "+p.who())
		if len(p.Verifier) > 0 {
			return nil, f.setPassword(tx, p.password)
		}
		pw, has, err := passwordOf(tx, c.User)
		if err != nil || !has {
			return errMailExpired, err // removed in the meantime
		}
		pw.Email = p.Email
		if err := dropPending(tx, c.User); err != nil {
			return nil, err
		}
		return nil, savePassword(tx, pw)
	})
	return err == nil, err
}

// mailCode compares a code with what was mailed. Wrong ones are counted.
func (f *Feature) mailCode(tx *db.Tx, user int64, mac []byte, kind, id, code string) (refused, err error) {
	who := strconv.FormatInt(user, 10)
	wait, err := f.wait(tx, "mailguess", who, guessesOfMail)
	if err != nil {
		return nil, err
	}
	if wait > 0 {
		return rpc.Flood(wait), nil
	}
	if sameMAC(mac, f.mac(kind, id, strings.TrimSpace(code))) {
		return nil, nil
	}
	return errMailCode, f.take(tx, "mailguess", who, guessesOfMail)
}

// resendPasswordEmail sends another code to the recovery e-mail.
// https://core.telegram.org/method/account.resendPasswordEmail
func (f *Feature) resendPasswordEmail(ctx context.Context, c rpc.Caller, _ *tl.AccountResendPasswordEmail) (bool, error) {
	var send *outgoing
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		p, ok, err := pendingEmail(tx, c.User)
		if err == nil && !ok {
			err = errMailExpired
		}
		if err != nil {
			return err
		}
		send, err = f.askEmail(tx, p.password)
		return err
	})
	if err != nil {
		return false, err
	}
	err = f.mailConfirm(ctx, send)
	return err == nil, err
}

// cancelPasswordEmail calls off a recovery e-mail that was not confirmed, and the password that waited with it.
// https://core.telegram.org/method/account.cancelPasswordEmail
func (f *Feature) cancelPasswordEmail(ctx context.Context, c rpc.Caller, _ *tl.AccountCancelPasswordEmail) (bool, error) {
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		f.forgetMail(tx, "email "+strconv.FormatInt(c.User, 10))
		return dropPending(tx, c.User)
	})
	return err == nil, err
}
