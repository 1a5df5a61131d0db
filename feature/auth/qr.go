package auth

import (
	"context"
	"crypto/sha256"
	"time"

	"chappe/bus"
	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

const (
	tokenLife    = 30 * time.Second // of a QR code, which the client then makes anew
	acceptedLife = 5 * time.Minute  // in which the client must fetch what was accepted
)

var (
	errToken         = rpc.Bad("AUTH_TOKEN_INVALID")
	errTokenExpired  = rpc.Bad("AUTH_TOKEN_EXPIRED")
	errTokenAccepted = rpc.Bad("AUTH_TOKEN_ALREADY_ACCEPTED")
)

// loginToken is a QR code that is being shown.
type loginToken struct {
	Key     int64 // of the device that shows it
	User    int64 // who accepted it, 0 for nobody yet
	Hash    int64 // that the device will have
	Expires int32 // unix seconds
}

// exportLoginToken makes the token for a QR code, or signs the device in whose token was accepted.
// https://core.telegram.org/api/qr-login
func (f *Feature) exportLoginToken(ctx context.Context, c rpc.Caller, _ *tl.AuthExportLoginToken) (tl.AuthLoginTokenClass, error) {
	var out tl.AuthLoginTokenClass
	err := f.commit(ctx, func(tx *db.Tx) (refused, err error) {
		if out, refused, err = f.accepted(tx, c); out != nil || err != nil || refused != nil {
			return refused, err
		}
		token, hash := newToken()
		t := loginToken{Key: c.Key, Expires: f.now() + int32(tokenLife/time.Second)}
		if err := replaceLoginToken(tx, hash, t, f.now()); err != nil {
			return nil, err
		}
		out = &tl.AuthLoginToken{Expires: t.Expires, Token: token}
		return nil, nil
	})
	if err != nil {
		return nil, err
	}
	if _, waits := out.(*tl.AuthLoginToken); waits {
		f.waiting.add(c.Session, f.Clock.Now())
	}
	return out, nil
}

// accepted signs the caller's device in if its token was accepted, and is nil if not.
func (f *Feature) accepted(tx *db.Tx, c rpc.Caller) (out tl.AuthLoginTokenClass, refused, err error) {
	t, ok, err := acceptedToken(tx, c.Key, f.now())
	if err != nil {
		return nil, nil, err
	}
	if !ok {
		return f.alreadyIn(tx, c)
	}
	u, ok, err := users.ByID(tx, t.User)
	if err != nil || !ok || u.Flags&(users.Deleted|users.Closed) != 0 {
		return nil, errTokenExpired, err
	}
	if err := dropLoginTokens(tx, c.Key); err != nil {
		return nil, nil, err
	}
	if _, has, err := passwordOf(tx, u.ID); err != nil || has {
		if err != nil {
			return nil, nil, err
		}
		refused, err = f.enter(tx, c, u)
		return nil, refused, err
	}
	if err := f.admit(tx, c, u, t.Hash); err != nil {
		return nil, nil, err
	}
	return &tl.AuthLoginTokenSuccess{Authorization: f.authorization(&u)}, nil, nil
}

// alreadyIn answers a device that is signed in, or waits for its password: its answer was lost, or it asks for no reason.
func (f *Feature) alreadyIn(tx *db.Tx, c rpc.Caller) (out tl.AuthLoginTokenClass, refused, err error) {
	d, ok, err := rpc.FindDevice(tx, c.Key)
	if err != nil || !ok {
		return nil, nil, err
	}
	if d.Flags&rpc.PasswordPending != 0 {
		return nil, nil, nil // it may show a code for somebody else
	}
	u, ok, err := users.ByID(tx, d.User)
	if err != nil || !ok {
		return nil, errUnregistered, err
	}
	return &tl.AuthLoginTokenSuccess{Authorization: f.authorization(&u)}, nil, nil
}

// importLoginToken fetches what became of a token: clients call it after auth.loginTokenMigrateTo, which this server never
// sends, and some call it always.
// https://core.telegram.org/method/auth.importLoginToken
func (f *Feature) importLoginToken(ctx context.Context, c rpc.Caller, q *tl.AuthImportLoginToken) (tl.AuthLoginTokenClass, error) {
	hash := sha256.Sum256(q.Token)
	var out tl.AuthLoginTokenClass
	err := f.commit(ctx, func(tx *db.Tx) (refused, err error) {
		t, ok, err := loginTokenBy(tx, hash[:])
		if err != nil {
			return nil, err
		}
		if !ok || t.Key != c.Key {
			return errToken, nil
		}
		if out, refused, err = f.accepted(tx, c); out != nil || err != nil || refused != nil {
			return refused, err
		}
		if t.Expires <= f.now() {
			return errTokenExpired, nil
		}
		out = &tl.AuthLoginToken{Expires: t.Expires, Token: q.Token}
		return nil, nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// acceptLoginToken lets the device that shows a QR code sign in as the caller.
// https://core.telegram.org/method/auth.acceptLoginToken
func (f *Feature) acceptLoginToken(ctx context.Context, c rpc.Caller, q *tl.AuthAcceptLoginToken) (*tl.Authorization, error) {
	hash := sha256.Sum256(q.Token)
	var t loginToken
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		var ok bool
		var err error
		if t, ok, err = loginTokenBy(tx, hash[:]); err != nil {
			return err
		}
		switch {
		case len(q.Token) != tokenBytes || !ok:
			return errToken
		case t.User != 0:
			return errTokenAccepted
		case t.Expires <= f.now():
			return errTokenExpired
		}
		t.User, t.Hash, t.Expires = c.User, randomID(), f.now()+int32(acceptedLife/time.Second)
		if err := acceptToken(tx, hash[:], t); err != nil {
			return err
		}
		key := t.Key
		tx.After(func(ctx context.Context) {
			bus.Tell(ctx, f.Hub.Bus, bus.Hint{Kind: bus.KindFlash, Box: key, Name: flashAccepted})
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	d := rpc.Device{Key: t.Key, User: c.User, Hash: t.Hash, Created: f.now(), Active: f.now()}
	if s := f.waiting.find(t.Key); s != nil {
		d.DeviceInfo = s.Info()
	}
	out := deviceTL(d, false)
	return &out, nil
}

// flashAccepted says on the bus that the token of a key was accepted: whichever node has the session tells it.
const flashAccepted = "auth.accepted"

// hearAccepted tells the session that shows an accepted QR code to come for its sign-in. It must not block.
func (f *Feature) hearAccepted(h bus.Hint) {
	if h.Kind != bus.KindFlash || h.Name != flashAccepted {
		return
	}
	s := f.waiting.find(h.Box)
	if s == nil {
		return
	}
	// When it is lost, the client finds out as its token expires.
	if _, err := s.Tell(&tl.UpdateShort{Update: &tl.UpdateLoginToken{}, Date: f.now()}); err != nil {
		f.Log.Error("session could not be told of its sign-in", "err", err)
	}
}
