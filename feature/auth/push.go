package auth

import (
	"context"

	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

const (
	maxPushToken  = 4096 // bytes
	maxPushSecret = 256
	maxPushType   = 13
)

var (
	errTokenEmpty = rpc.Bad("TOKEN_EMPTY")
	errTokenLong  = rpc.Bad("TOKEN_INVALID")
	errTokenType  = rpc.Bad("TOKEN_TYPE_INVALID")
)

// Push is where a device wants its notifications sent.
type Push struct {
	User, Key int64
	Type      int32 // as the protocol numbers the services
	Token     string
	Sandbox   bool
	NoMuted   bool   // nothing for muted chats
	Secret    []byte // to encrypt what is sent, empty for none
	Locked    int32  // seconds after which the device asks for a passcode; below 0 it does not
}

// Hides says whether what is sent to the device must not say who wrote what: it asks for a passcode.
func (p Push) Hides() bool { return p.Locked >= 0 }

// maxPushes is how many devices of a person are sent notifications; the one that was registered first makes room.
const maxPushes = 20

// registerDevice keeps where the caller's device wants its notifications sent.
// https://core.telegram.org/method/account.registerDevice
func (f *Feature) registerDevice(ctx context.Context, c rpc.Caller, q *tl.AccountRegisterDevice) (bool, error) {
	if err := checkPush(q.TokenType, q.Token); err != nil {
		return false, err
	}
	if len(q.Secret) > maxPushSecret || len(q.OtherUIDs) > 100 {
		return false, errTokenLong
	}
	p := Push{
		User: c.User, Key: c.Key, Type: q.TokenType, Token: q.Token, Sandbox: q.AppSandbox, NoMuted: q.NoMuted, Secret: q.Secret,
	}
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		if err := dropPushes(tx, q.TokenType, q.Token, append(db.IDs{c.User}, q.OtherUIDs...)); err != nil {
			return err
		}
		if err := putPush(tx, p, f.now()); err != nil {
			return err
		}
		tx.After(func(context.Context) { f.pushed.Store(c.User, true) })
		return dropOldPushes(tx, c.User)
	})
	return err == nil, err
}

// HasPush says whether a person may have a device that is sent notifications.
func (f *Feature) HasPush(user int64) bool {
	_, ok := f.pushed.Load(user)
	return ok
}

// loadPushes finds out who has.
func (f *Feature) loadPushes(ctx context.Context) error {
	return f.DB.Read(ctx, func(tx *db.Tx) error {
		return db.Each(tx, selectPushed, func(r *db.Row) error {
			f.pushed.Store(r.Int64(), true)
			return nil
		})
	})
}

// DropPush forgets a registration whose push service says that it is over.
func (f *Feature) DropPush(ctx context.Context, p Push) error {
	return f.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(deletePushToken, p.User, p.Key, p.Type, p.Token)
		return wrap(err, "forget a token")
	})
}

// unregisterDevice forgets it.
// https://core.telegram.org/method/account.unregisterDevice
func (f *Feature) unregisterDevice(ctx context.Context, c rpc.Caller, q *tl.AccountUnregisterDevice) (bool, error) {
	if err := checkPush(q.TokenType, q.Token); err != nil {
		return false, err
	}
	err := f.DB.Write(ctx, func(tx *db.Tx) error { return dropPush(tx, c.User, c.Key, q.TokenType) })
	return err == nil, err
}

// updateDeviceLocked says whether the app on the device asks for a passcode, after how many seconds. As long as it does, what the device
// is sent says that something came and no more.
// https://core.telegram.org/method/account.updateDeviceLocked
func (f *Feature) updateDeviceLocked(ctx context.Context, c rpc.Caller, q *tl.AccountUpdateDeviceLocked) (bool, error) {
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(lockPushes, c.User, c.Key, max(q.Period, -1))
		return wrap(err, "lock a device")
	})
	return err == nil, err
}

func checkPush(kind int32, token string) error {
	switch {
	case kind < 1 || kind > maxPushType:
		return errTokenType
	case token == "":
		return errTokenEmpty
	case len(token) > maxPushToken:
		return errTokenLong
	}
	if kind == PushBrowser {
		_, err := ParseBrowser(token)
		return err
	}
	return nil
}

const upsertPush = `INSERT INTO push_devices (user_id, key_id, token_type, token, sandbox, no_muted, secret, registered)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
 ON CONFLICT (user_id, key_id, token_type) DO UPDATE SET token = excluded.token, sandbox = excluded.sandbox,
 no_muted = excluded.no_muted, secret = excluded.secret, registered = excluded.registered`

func putPush(tx *db.Tx, p Push, now int32) error {
	secret := p.Secret
	if secret == nil {
		secret = []byte{}
	}
	_, err := tx.Exec(upsertPush, p.User, p.Key, p.Type, p.Token, p.Sandbox, p.NoMuted, secret, now)
	return wrap(err, "register a device")
}

const deletePushesOf = `DELETE FROM push_devices WHERE token_type = $1 AND token = $2 AND user_id NOT IN ($3*)`

// dropPushes forgets a token that the same app had under accounts that are not signed in there any more.
func dropPushes(tx *db.Tx, kind int32, token string, but db.IDs) error {
	_, err := tx.Exec(deletePushesOf, kind, token, but)
	return wrap(err, "forget a token")
}

const deletePush = `DELETE FROM push_devices WHERE user_id = $1 AND key_id = $2 AND token_type = $3`

func dropPush(tx *db.Tx, user, key int64, kind int32) error {
	_, err := tx.Exec(deletePush, user, key, kind)
	return wrap(err, "unregister a device")
}

const selectPushes = `SELECT user_id, key_id, token_type, token, sandbox, no_muted, secret, locked FROM push_devices WHERE user_id = $1 ORDER BY key_id, token_type`

// Pushes returns where a person's devices want their notifications sent.
func Pushes(tx *db.Tx, user int64) ([]Push, error) {
	ps, err := db.All(tx, selectPushes, func(r *db.Row) Push {
		return Push{User: r.Int64(), Key: r.Int64(), Type: r.Int32(), Token: r.Text(), Sandbox: r.Bool(), NoMuted: r.Bool(), Secret: r.Bytes(), Locked: r.Int32()}
	}, user)
	return ps, wrap(err, "pushes of %d", user)
}

const selectPushed = `SELECT DISTINCT user_id FROM push_devices`

const deletePushToken = `DELETE FROM push_devices WHERE user_id = $1 AND key_id = $2 AND token_type = $3 AND token = $4`

const lockPushes = `UPDATE push_devices SET locked = $3 WHERE user_id = $1 AND key_id = $2`

const deleteOldPushes = `DELETE FROM push_devices WHERE user_id = $1 AND (key_id, token_type) NOT IN (
 SELECT key_id, token_type FROM push_devices WHERE user_id = $1 ORDER BY registered DESC, key_id, token_type LIMIT $2)`

// dropOldPushes leaves a person the registrations that were made last.
func dropOldPushes(tx *db.Tx, user int64) error {
	_, err := tx.Exec(deleteOldPushes, user, maxPushes)
	return wrap(err, "forget old tokens")
}
