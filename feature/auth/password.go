package auth

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

const (
	exchangeLife = 10 * time.Minute
	maxExchanges = 8 // of one key under way; the oldest go first
)

var (
	errSRPID        = rpc.Bad("SRP_ID_INVALID")
	errPasswordHash = rpc.Bad("PASSWORD_HASH_INVALID")
	errNoPassword   = rpc.Bad("PASSWORD_EMPTY")
	errChanged      = rpc.Bad("SRP_PASSWORD_CHANGED")
)

// password is what is kept of somebody's two-step verification.
type password struct {
	User     int64
	Salts    salts
	Verifier []byte
	Hint     string
	Email    string // for recovery, confirmed; "" for none
	Changed  int32  // unix seconds
	ResetAt  int32  // unix seconds from which it may be removed by who forgot it; 0 for not asked
	Declined int32  // unix seconds, when that was last called off
}

// asker is whose password a call is about: the caller's, or that of the person for whom the caller's device waits.
func (f *Feature) asker(tx *db.Tx, c rpc.Caller) (int64, error) {
	if c.User != 0 {
		return c.User, nil
	}
	d, ok, err := rpc.FindDevice(tx, c.Key)
	if err == nil && (!ok || d.Flags&rpc.PasswordPending == 0) {
		err = errUnregistered
	}
	return d.User, err
}

// getPassword tells whether there is a password and begins an exchange to prove it.
// https://core.telegram.org/method/account.getPassword
func (f *Feature) getPassword(ctx context.Context, c rpc.Caller, _ *tl.AccountGetPassword) (*tl.AccountPassword, error) {
	var out *tl.AccountPassword
	var pw password
	var has bool
	err := f.DB.Read(ctx, func(tx *db.Tx) error {
		user, err := f.asker(tx, c)
		if err != nil {
			return err
		}
		if pw, has, err = passwordOf(tx, user); err != nil {
			return err
		}
		pending, waits, err := pendingEmail(tx, user)
		if err != nil {
			return err
		}
		out = f.passwordTL(user)
		if waits && pending.Expires > f.now() {
			out.EmailUnconfirmedPattern = tl.Some(pattern(pending.Email))
		}
		return nil
	})
	if err != nil || !has {
		return out, err
	}
	return out, f.offer(ctx, c.Key, pw, out)
}

// passwordTL is what a client needs to set a password.
func (f *Feature) passwordTL(user int64) *tl.AccountPassword {
	s := f.newSalts(user)
	secure, random := make([]byte, 8), make([]byte, srpBytes)
	rand.Read(secure) // never fails: crypto/rand ends the program instead
	rand.Read(random)
	return &tl.AccountPassword{
		NewAlgo:       algo(s),
		NewSecureAlgo: &tl.SecurePasswordKdfAlgoPBKDF2HMACSHA512iter100000{Salt: secure},
		SecureRandom:  random,
	}
}

// offer begins an exchange for the password pw and adds it to out. The numbers are worked out before the transaction, so that
// nobody waits for them.
func (f *Feature) offer(ctx context.Context, key int64, pw password, out *tl.AccountPassword) error {
	x, err := newExchange(pw.Verifier)
	if err != nil {
		return fmt.Errorf("begin an exchange: %w", err)
	}
	id := randomID()
	err = f.DB.Write(ctx, func(tx *db.Tx) error {
		if err := trimExchanges(tx, key, f.now(), maxExchanges-1); err != nil {
			return err
		}
		return putExchange(tx, key, id, pw.User, x, f.now()+int32(exchangeLife/time.Second))
	})
	out.HasPassword, out.HasRecovery = true, pw.Email != ""
	out.CurrentAlgo, out.SRPB, out.SRPID = algo(pw.Salts), x.Public, tl.Some(id)
	out.Hint = tl.Some(pw.Hint)
	if pw.ResetAt != 0 {
		out.PendingResetDate = tl.Some(pw.ResetAt)
	}
	return err
}

func algo(s salts) tl.PasswordKdfAlgoClass {
	return &tl.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow{Salt1: s.One, Salt2: s.Two, G: srpG, P: srpP}
}

const (
	salt1Bytes = 8  // of the server's part; the client appends its own
	salt2Bytes = 16 // whole
	maxSalt1   = 64
)

// newSalts are the server's part of the salts of somebody's next password. They are worked out and not kept, so that a client may
// take its time between asking and setting.
func (f *Feature) newSalts(user int64) salts {
	m := hmac.New(sha256.New, f.secret)
	fmt.Fprintf(m, "salts\x00%d", user)
	b := m.Sum(nil)
	return salts{One: b[:salt1Bytes], Two: b[salt1Bytes : salt1Bytes+salt2Bytes]}
}

// prove checks that the caller knows the password that the call is about. It uses up the exchange and counts a try before it
// looks, in a transaction of its own, so that trying in parallel gains nothing; proven takes that back. Where there is no
// password it returns false and only the person.
// https://core.telegram.org/api/srp#checking-the-password-with-srp
func (f *Feature) prove(ctx context.Context, c rpc.Caller, in tl.InputCheckPasswordSRPClass) (pw password, has bool, err error) {
	proof, given := in.(*tl.InputCheckPasswordSRP)
	var x exchange
	err = f.DB.Write(ctx, func(tx *db.Tx) error {
		user, err := f.asker(tx, c)
		if err != nil {
			return err
		}
		if pw, has, err = passwordOf(tx, user); err != nil || !has {
			pw.User = user
			return err
		}
		if !given {
			return errPasswordHash // inputCheckPasswordEmpty
		}
		wait, err := f.wait(tx, "password", pw.who(), guessesOfUser)
		if err != nil {
			return err
		}
		if wait > 0 {
			return rpc.Flood(wait)
		}
		var found bool
		if x, found, err = takeExchange(tx, c.Key, proof.SRPID, user, f.now()); err != nil {
			return err
		}
		if !found {
			return errSRPID
		}
		return f.take(tx, "password", pw.who(), guessesOfUser)
	})
	if err != nil || !has {
		return pw, has, err
	}
	err = x.verify(pw.Verifier, pw.Salts, proof.A, proof.M1)
	if errors.Is(err, errProof) {
		return pw, true, errPasswordHash
	}
	return pw, true, wrap(err, "check a password")
}

// proven begins a transaction that rests on prove: the password must be the one that was proved, or still be missing.
func (f *Feature) proven(tx *db.Tx, pw password, has bool) error {
	now, still, err := passwordOf(tx, pw.User)
	if err != nil {
		return err
	}
	if still != has || !bytes.Equal(now.Verifier, pw.Verifier) {
		return errChanged
	}
	if !has {
		return nil
	}
	return forgive(tx, "password", pw.who())
}

// who names the person in the limits.
func (p password) who() string { return strconv.FormatInt(p.User, 10) }

// checkPassword finishes the sign-in of somebody with two-step verification.
// https://core.telegram.org/method/auth.checkPassword
func (f *Feature) checkPassword(ctx context.Context, c rpc.Caller, q *tl.AuthCheckPassword) (tl.AuthAuthorizationClass, error) {
	if c.User != 0 {
		return f.proved(ctx, c, q.Password)
	}
	pw, has, err := f.prove(ctx, c, q.Password)
	if err != nil {
		return nil, err
	}
	var u users.User
	err = f.DB.Write(ctx, func(tx *db.Tx) error {
		// Where there is no password any more it was removed while the device waited, which lets it in.
		if err := f.proven(tx, pw, has); err != nil {
			return err
		}
		var ok bool
		if u, ok, err = users.ByID(tx, pw.User); err != nil || !ok {
			return first(err, errUnregistered)
		}
		if err := f.admit(tx, c, u, 0); err != nil {
			return err
		}
		proof, given := q.Password.(*tl.InputCheckPasswordSRP)
		if !given {
			return nil
		}
		return keepProof(tx, c.Key, proof.SRPID, u.ID, hash(proof.A, proof.M1), f.now()+int32(exchangeLife/time.Second))
	})
	if err != nil {
		return nil, err
	}
	return f.authorization(&u), nil
}

// proved answers a client once more that proved the password and lost the answer: the very same proof, from the device that it
// signed in.
func (f *Feature) proved(ctx context.Context, c rpc.Caller, in tl.InputCheckPasswordSRPClass) (tl.AuthAuthorizationClass, error) {
	proof, given := in.(*tl.InputCheckPasswordSRP)
	if !given {
		return nil, errPasswordHash
	}
	var u users.User
	err := f.DB.Read(ctx, func(tx *db.Tx) error {
		kept, err := proofOf(tx, c.Key, proof.SRPID, c.User, f.now())
		if err != nil {
			return err
		}
		if len(kept) == 0 || !sameMAC(kept, hash(proof.A, proof.M1)) {
			return errSRPID
		}
		u, _, err = users.ByID(tx, c.User)
		return err
	})
	if err != nil {
		return nil, err
	}
	return f.authorization(&u), nil
}

// getPasswordSettings shows, to who proves the password, what is kept with it.
// https://core.telegram.org/method/account.getPasswordSettings
func (f *Feature) getPasswordSettings(ctx context.Context, c rpc.Caller, q *tl.AccountGetPasswordSettings) (*tl.AccountPasswordSettings, error) {
	pw, has, err := f.prove(ctx, c, q.Password)
	if err != nil {
		return nil, err
	}
	if !has {
		return nil, errNoPassword
	}
	out := &tl.AccountPasswordSettings{}
	if pw.Email != "" {
		out.Email = tl.Some(pw.Email)
	}
	return out, f.DB.Write(ctx, func(tx *db.Tx) error { return f.proven(tx, pw, true) })
}

// pattern is an e-mail address with most of its name left out.
// https://core.telegram.org/api/pattern
func pattern(email string) string {
	at := strings.LastIndexByte(email, '@')
	if at < 1 {
		return "***"
	}
	name := []rune(email[:at])
	if len(name) < 3 {
		return string(name[:1]) + "***" + email[at:]
	}
	return string(name[:1]) + strings.Repeat("*", len(name)-2) + string(name[len(name)-1:]) + email[at:]
}
