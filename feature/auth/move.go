package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"time"

	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

const (
	exportLife = 5 * time.Minute
	tokenBytes = 32 // of every token that stands for a person
)

var (
	errDC    = rpc.Bad("DC_ID_INVALID")
	errBytes = rpc.Bad("AUTH_BYTES_INVALID")
)

// exportAuthorization makes a token by which the caller's device signs in the key that it has for another data centre. Every
// data centre is this server.
// https://core.telegram.org/method/auth.exportAuthorization
func (f *Feature) exportAuthorization(ctx context.Context, c rpc.Caller, q *tl.AuthExportAuthorization) (*tl.AuthExportedAuthorization, error) {
	if q.DCID < 1 || q.DCID > 5 {
		return nil, errDC
	}
	token, hash := newToken()
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		parent, err := parentOf(tx, c.User, c.Key)
		if err != nil {
			return err
		}
		if err := dropExports(tx, f.now()); err != nil {
			return err
		}
		return putExport(tx, c.User, hash, parent, f.now()+int32(exportLife/time.Second))
	})
	if err != nil {
		return nil, err
	}
	return &tl.AuthExportedAuthorization{ID: c.User, Bytes: token}, nil
}

// importAuthorization signs the caller's key in with such a token.
// https://core.telegram.org/method/auth.importAuthorization
func (f *Feature) importAuthorization(ctx context.Context, c rpc.Caller, q *tl.AuthImportAuthorization) (tl.AuthAuthorizationClass, error) {
	if len(q.Bytes) != tokenBytes {
		return nil, errBytes
	}
	hash := sha256.Sum256(q.Bytes)
	var u users.User
	err := f.commit(ctx, func(tx *db.Tx) (refused, err error) {
		parent, ok, err := takeExport(tx, q.ID, hash[:], f.now())
		if err != nil || !ok {
			return errBytes, err
		}
		d, ok, err := rpc.FindDevice(tx, parent)
		if err != nil || !ok || d.User != q.ID || d.Flags&rpc.PasswordPending != 0 {
			return errBytes, err // the device was signed out in the meantime
		}
		if u, ok, err = users.ByID(tx, q.ID); err != nil || !ok {
			return errBytes, err
		}
		return nil, f.link(tx, c, d)
	})
	if err != nil {
		return nil, err
	}
	return f.authorization(&u), nil
}

// link makes the caller's key a further one of a device.
func (f *Feature) link(tx *db.Tx, c rpc.Caller, parent rpc.Device) error {
	if c.Key == parent.Key {
		return nil
	}
	if err := f.leave(tx, c.Key, parent.User); err != nil {
		return err
	}
	if err := putLink(tx, parent.User, c.Key, parent.Key); err != nil {
		return err
	}
	d := f.device(c, parent.User)
	d.Flags = parent.Flags &^ rpc.DeviceUnconfirmed
	return f.Devices.SignIn(tx, d)
}

// dropTempAuthKeys forgets the temporary keys of the caller's device, but for those that it names.
// https://core.telegram.org/method/auth.dropTempAuthKeys
func (f *Feature) dropTempAuthKeys(ctx context.Context, c rpc.Caller, q *tl.AuthDropTempAuthKeys) (bool, error) {
	// The key that the call came with stays, or its answer could not be read.
	err := f.Keys.DropTempKeys(ctx, c.Key, append(q.ExceptAuthKeys, c.MT().RawKeyID()))
	return err == nil, err
}

// newToken makes a token and what is kept of it.
func newToken() (token, hash []byte) {
	token = make([]byte, tokenBytes)
	rand.Read(token) // never fails: crypto/rand ends the program instead
	h := sha256.Sum256(token)
	return token, h[:]
}
