package auth

import (
	"context"

	"chappe/content"
	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

const maxName = 64 // UTF-16 code units

var (
	errPasswordNeeded = rpc.Unauthorized("SESSION_PASSWORD_NEEDED")
	errOccupied       = rpc.Bad("PHONE_NUMBER_OCCUPIED")
	errFirstName      = rpc.Bad("FIRSTNAME_INVALID")
	errLastName       = rpc.Bad("LASTNAME_INVALID")
	errUnregistered   = rpc.Unauthorized("AUTH_KEY_UNREGISTERED")
	errDeactivated    = rpc.Unauthorized("USER_DEACTIVATED_BAN")
)

// signIn proves with a code that the caller has a phone number. Somebody without an account is asked to sign up, somebody with
// two-step verification for the password.
// https://core.telegram.org/method/auth.signIn
func (f *Feature) signIn(ctx context.Context, c rpc.Caller, q *tl.AuthSignIn) (tl.AuthAuthorizationClass, error) {
	phone, err := f.phone(q.PhoneNumber)
	if err != nil {
		return nil, err
	}
	if q.PhoneCode.V == "" {
		return nil, errCodeEmpty
	}
	var u users.User
	var known bool
	err = f.commit(ctx, func(tx *db.Tx) (refused, err error) {
		pc, refused, err := f.find(tx, phone, q.PhoneCodeHash, forSignIn, 0)
		if err != nil || refused != nil {
			return refused, err
		}
		if refused, err = f.check(tx, pc, q.PhoneCode.V); err != nil || refused != nil {
			return refused, err
		}
		if pc.State == codeUsed {
			known = true
			u, refused, err = f.retried(tx, c, pc)
			return refused, err
		}
		if u, known, err = users.ByPhone(tx, phone); err != nil {
			return nil, err
		}
		if !known {
			return nil, f.used(tx, pc, c.Key, codeRight)
		}
		if u.Flags&users.Closed != 0 {
			return errBanned, nil
		}
		if err := f.used(tx, pc, c.Key, codeUsed); err != nil {
			return nil, err
		}
		return f.enter(tx, c, u)
	})
	if err != nil {
		return nil, err
	}
	if !known {
		return &tl.AuthAuthorizationSignUpRequired{TermsOfService: f.terms()}, nil
	}
	return f.authorization(&u), nil
}

// retried answers a client once more that gave a code right and lost the answer.
func (f *Feature) retried(tx *db.Tx, c rpc.Caller, pc phoneCode) (u users.User, refused, err error) {
	d, ok, err := rpc.FindDevice(tx, c.Key)
	if err != nil {
		return u, nil, err
	}
	if !ok || pc.Key != c.Key {
		return u, errCodeExpired, nil
	}
	u, ok, err = users.ByID(tx, d.User)
	if err != nil || !ok || u.Phone != pc.Phone {
		return u, errCodeExpired, err
	}
	if d.Flags&rpc.PasswordPending != 0 {
		return u, errPasswordNeeded, nil
	}
	return u, nil, nil
}

// signUp makes an account for somebody who has proved a phone number with signIn.
// https://core.telegram.org/method/auth.signUp
func (f *Feature) signUp(ctx context.Context, c rpc.Caller, q *tl.AuthSignUp) (tl.AuthAuthorizationClass, error) {
	phone, err := f.phone(q.PhoneNumber)
	if err != nil {
		return nil, err
	}
	name, last := content.Clean(q.FirstName), content.Clean(q.LastName)
	if name == "" || content.Units(name) > maxName {
		return nil, errFirstName
	}
	if content.Units(last) > maxName {
		return nil, errLastName
	}
	var u users.User
	err = f.commit(ctx, func(tx *db.Tx) (refused, err error) {
		pc, refused, err := f.find(tx, phone, q.PhoneCodeHash, forSignIn, 0)
		if err != nil || refused != nil {
			return refused, err
		}
		switch {
		case pc.State == codeUsed:
			u, refused, err = f.retried(tx, c, pc)
			return refused, err
		case pc.State != codeRight || pc.Key != c.Key:
			return errCodeInvalid, nil
		}
		if _, taken, err := users.ByPhone(tx, phone); err != nil || taken {
			return errOccupied, err
		}
		if err := f.maySignUp(tx, phone); err != nil {
			return nil, err
		}
		u, err = f.newUser(tx, phone, name, last, q.NoJoinedNotifications)
		if err != nil {
			return nil, err
		}
		if err := f.used(tx, pc, c.Key, codeUsed); err != nil {
			return nil, err
		}
		return f.enter(tx, c, u)
	})
	if err != nil {
		return nil, err
	}
	return f.authorization(&u), nil
}

// newUser makes a person.
func (f *Feature) newUser(tx *db.Tx, phone, name, last string, quiet bool) (users.User, error) {
	u, err := f.Users.Create(tx, phone, name, last)
	if err != nil {
		return u, err
	}
	if err := useInvite(tx, phone, u.ID); err != nil {
		return u, err
	}
	if f.Terms.Text != "" {
		u.Profile.Terms = f.Terms.ID // who signs up was shown them
		if err := users.Save(tx, u); err != nil {
			return u, err
		}
	}
	if f.hooks.SignedUp != nil {
		return u, f.hooks.SignedUp(tx, u, quiet)
	}
	return u, nil
}

// maySignUp says whether a phone number without an account may get one.
func (f *Feature) maySignUp(tx *db.Tx, phone string) error {
	switch f.SignUp {
	case Open:
		return nil
	case Invite:
		ok, err := invited(tx, phone)
		if err != nil || ok {
			return err
		}
	}
	return errNoSignUp
}

// terms are what a new person agrees to, nil for nothing.
// https://core.telegram.org/constructor/help.termsOfService
func (f *Feature) terms() *tl.HelpTermsOfService { return f.Terms.TL() }

// authorization is the answer to a sign-in that succeeded.
// https://core.telegram.org/constructor/auth.authorization
func (f *Feature) authorization(u *users.User) *tl.AuthAuthorization {
	return &tl.AuthAuthorization{User: f.Users.TL(u.ID, u, users.View{})}
}

// logOut ends the caller's device. Its answer leaves before its connections are closed.
// https://core.telegram.org/method/auth.logOut
func (f *Feature) logOut(ctx context.Context, c rpc.Caller, _ *tl.AuthLogOut) (*tl.AuthLoggedOut, error) {
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		d, ok, err := rpc.FindDevice(tx, c.Key)
		if err != nil {
			return err
		}
		if !ok {
			return errUnregistered
		}
		return f.end(tx, d)
	})
	if err != nil {
		return nil, err
	}
	return &tl.AuthLoggedOut{}, nil
}
