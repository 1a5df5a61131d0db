package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"

	"chappe/db"
	"chappe/feature/users"
)

// ErrToken means that a setup token is not the right one, or was used before.
var ErrToken = errors.New("the setup token is not valid")

// ErrNoUser means that there is no such person.
var ErrNoUser = errors.New("no such user")

// SetupToken returns, on the first start of a server and never again, the token by which its operator claims it. Afterwards the
// token is "" with claimed saying whether somebody used it. Show it on the terminal: the database knows only its hash.
func (f *Feature) SetupToken(ctx context.Context) (token string, claimed bool, err error) {
	raw, hash := newToken()
	err = f.DB.Write(ctx, func(tx *db.Tx) error {
		token, claimed = "", false
		fresh, err := putSetup(tx, hash, f.now())
		if err != nil {
			return err
		}
		if fresh {
			token = base64.RawURLEncoding.EncodeToString(raw)
			return nil
		}
		_, by, err := setup(tx)
		claimed = by != 0
		return err
	})
	return token, claimed, err
}

// Claimed says whether this server has an operator.
func (f *Feature) Claimed(ctx context.Context) (claimed bool, err error) {
	err = f.DB.Read(ctx, func(tx *db.Tx) error {
		_, by, err := setup(tx)
		claimed = by != 0
		return err
	})
	return claimed, err
}

// showSetupToken shows the setup token on the terminal on the first start of a server.
func (f *Feature) showSetupToken(ctx context.Context) error {
	if f.Terminal == nil {
		return nil // it is made when there is somebody to see it
	}
	token, _, err := f.SetupToken(ctx)
	if err != nil || token == "" {
		return err
	}
	if _, err = fmt.Fprintf(f.Terminal, "setup token, shown once: %s\n", token); err != nil {
		return fmt.Errorf("show the setup token: %w", err)
	}
	return nil
}

// NewSetupToken makes another setup token, for an operator who lost the first, and makes the old one worthless. It is for the
// command line on the machine itself.
func (f *Feature) NewSetupToken(ctx context.Context) (string, error) {
	raw, hash := newToken()
	err := f.DB.Write(ctx, func(tx *db.Tx) error { return renewSetup(tx, hash, f.now()) })
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// Claim makes user the operator of this server, if token is the setup token and nobody used it. It returns ErrToken or
// ErrNoUser where it does not.
func (f *Feature) Claim(ctx context.Context, token string, user int64) error {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return ErrToken
	}
	given := sha256.Sum256(raw)
	return f.DB.Write(ctx, func(tx *db.Tx) error {
		hash, by, err := setup(tx)
		if err != nil {
			return err
		}
		if by != 0 || subtle.ConstantTimeCompare(hash, given[:]) != 1 {
			return ErrToken
		}
		u, ok, err := users.ByID(tx, user)
		if err != nil {
			return err
		}
		if !ok || u.Flags&users.Deleted != 0 {
			return ErrNoUser
		}
		u.Flags |= users.Operator
		if err := users.Save(tx, u); err != nil {
			return err
		}
		return claimSetup(tx, user)
	})
}

// Invitation is a phone number that may sign up where sign-up is by invitation.
type Invitation struct {
	Phone   string // digits only
	Created int32  // unix seconds
	User    int64  // who signed up with it, 0 for nobody yet
}

// Invite lets a phone number sign up.
func (f *Feature) Invite(ctx context.Context, number string) error {
	phone, err := f.phone(number)
	if err != nil {
		return err
	}
	return f.DB.Write(ctx, func(tx *db.Tx) error { return putInvite(tx, phone, f.now()) })
}

// Uninvite takes an invitation back that was not used, and says whether there was one.
func (f *Feature) Uninvite(ctx context.Context, number string) (found bool, err error) {
	phone, err := Phone(number)
	if err != nil {
		return false, err
	}
	err = f.DB.Write(ctx, func(tx *db.Tx) error {
		found, err = dropInvite(tx, phone)
		return err
	})
	return found, err
}

// Invitations lists the invitations, the newest first.
func (f *Feature) Invitations(ctx context.Context) (all []Invitation, err error) {
	err = f.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = invitations(tx)
		return err
	})
	return all, err
}

// Person is somebody with an account, for the operator's list.
type Person struct {
	users.User
	Devices  int
	Active   int32 // unix seconds, when one of the devices was here last; 0 is never
	Password bool  // has two-step verification
}

// ListUsers lists everybody with an account, in the order of their ids.
func (f *Feature) ListUsers(ctx context.Context) ([]Person, error) {
	out := []Person{}
	err := f.DB.Read(ctx, func(tx *db.Tx) error {
		out = out[:0]
		us, err := users.All(tx)
		if err != nil {
			return err
		}
		for _, u := range us {
			p := Person{User: u}
			ds, err := f.devices(tx, u.ID)
			if err != nil {
				return err
			}
			for _, d := range ds {
				p.Devices, p.Active = p.Devices+1, max(p.Active, d.Active)
			}
			if _, p.Password, err = passwordOf(tx, u.ID); err != nil {
				return err
			}
			out = append(out, p)
		}
		return nil
	})
	return out, err
}

// EndDevices signs all devices of a person out, and returns how many there were.
func (f *Feature) EndDevices(ctx context.Context, user int64) (n int, err error) {
	err = f.DB.Write(ctx, func(tx *db.Tx) error {
		n, err = f.endAll(tx, user)
		return err
	})
	return n, err
}

func (f *Feature) endAll(tx *db.Tx, user int64) (int, error) {
	ds, err := f.devices(tx, user)
	if err != nil {
		return 0, err
	}
	for _, d := range ds {
		if err := f.end(tx, d); err != nil {
			return 0, err
		}
	}
	return len(ds), nil
}

// CloseUser keeps a person out, and their devices; OpenUser undoes it, and they sign in again. Both return ErrNoUser where there is
// none.
func (f *Feature) CloseUser(ctx context.Context, user int64) error {
	return f.setClosed(ctx, user, true)
}

// OpenUser undoes CloseUser.
func (f *Feature) OpenUser(ctx context.Context, user int64) error {
	return f.setClosed(ctx, user, false)
}

func (f *Feature) setClosed(ctx context.Context, user int64, closed bool) error {
	return f.DB.Write(ctx, func(tx *db.Tx) error {
		u, ok, err := users.ByID(tx, user)
		if err != nil {
			return err
		}
		if !ok || u.Flags&users.Deleted != 0 || user == users.Service {
			return ErrNoUser
		}
		u.Flags &^= users.Closed
		if closed {
			u.Flags |= users.Closed
			if _, err := f.endAll(tx, user); err != nil {
				return err
			}
		}
		return users.Save(tx, u)
	})
}
