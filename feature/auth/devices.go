package auth

import (
	"context"
	"fmt"
	"time"

	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

const (
	defaultDeviceDays = 180 // of absence after which a device is signed out
	maxDeviceDays     = 366
)

var (
	errHash    = rpc.Bad("HASH_INVALID")
	errFresh   = rpc.NotAcceptable("FRESH_RESET_AUTHORISATION_FORBIDDEN")
	errTTLDays = rpc.Bad("TTL_DAYS_INVALID")
)

// getAuthorizations lists the caller's devices.
// https://core.telegram.org/method/account.getAuthorizations
func (f *Feature) getAuthorizations(ctx context.Context, c rpc.Caller, _ *tl.AccountGetAuthorizations) (*tl.AccountAuthorizations, error) {
	out := &tl.AccountAuthorizations{Authorizations: []tl.Authorization{}}
	err := f.DB.Read(ctx, func(tx *db.Tx) error {
		ds, err := f.devices(tx, c.User)
		if err != nil {
			return err
		}
		current, err := parentOf(tx, c.User, c.Key)
		if err != nil {
			return err
		}
		for _, d := range ds {
			out.Authorizations = append(out.Authorizations, deviceTL(d, d.Key == current))
		}
		a, err := loadAccount(tx, c.User)
		out.AuthorizationTTLDays = a.DeviceDays
		return err
	})
	return out, err
}

// deviceTL renders a device for its owner.
// https://core.telegram.org/constructor/authorization
func deviceTL(d rpc.Device, current bool) tl.Authorization {
	out := tl.Authorization{
		Current:                   current,
		PasswordPending:           d.Flags&rpc.PasswordPending != 0,
		EncryptedRequestsDisabled: d.Flags&rpc.NoSecretChats != 0,
		CallRequestsDisabled:      d.Flags&rpc.NoCalls != 0,
		Unconfirmed:               d.Flags&rpc.DeviceUnconfirmed != 0,
		Hash:                      d.Hash,
		DeviceModel:               d.Model,
		Platform:                  platform(d.LangPack),
		SystemVersion:             d.System,
		APIID:                     d.APIID,
		AppName:                   appName(d.APIID),
		AppVersion:                d.App,
		DateCreated:               d.Created,
		DateActive:                d.Active,
		IP:                        d.Addr,
	}
	if current {
		out.Hash = 0
	}
	return out
}

// platform is the kind of client that a language pack is made for, as far as it tells.
func platform(pack string) string {
	switch pack {
	case "android", "android_x":
		return "Android"
	case "ios":
		return "iOS"
	case "macos":
		return "macOS"
	case "tdesktop":
		return "Desktop"
	case "weba", "webk", "webz":
		return "Web"
	}
	return ""
}

// appName names an app by the number that its maker got for it. This server gives out none and knows no names.
func appName(apiID int32) string { return fmt.Sprintf("App %d", apiID) }

// resetAuthorization ends another device of the caller.
// https://core.telegram.org/method/account.resetAuthorization
func (f *Feature) resetAuthorization(ctx context.Context, c rpc.Caller, q *tl.AccountResetAuthorization) (bool, error) {
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		ds, err := f.others(tx, c)
		if err != nil {
			return err
		}
		for _, d := range ds {
			if q.Hash != 0 && d.Hash == q.Hash {
				return f.end(tx, d)
			}
		}
		return errHash
	})
	return err == nil, err
}

// resetAuthorizations ends all other devices of the caller.
// https://core.telegram.org/method/auth.resetAuthorizations
func (f *Feature) resetAuthorizations(ctx context.Context, c rpc.Caller, _ *tl.AuthResetAuthorizations) (bool, error) {
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		ds, err := f.others(tx, c)
		if err != nil {
			return err
		}
		for _, d := range ds {
			if err := f.end(tx, d); err != nil {
				return err
			}
		}
		return nil
	})
	return err == nil, err
}

// others are the caller's devices but the one that asks, if it is not too new to end any.
func (f *Feature) others(tx *db.Tx, c rpc.Caller) ([]rpc.Device, error) {
	ds, err := f.devices(tx, c.User)
	if err != nil {
		return nil, err
	}
	current, err := parentOf(tx, c.User, c.Key)
	if err != nil {
		return nil, err
	}
	out := ds[:0]
	for _, d := range ds {
		if d.Key != current {
			out = append(out, d)
			continue
		}
		if f.FreshDevice > 0 && int64(f.now())-int64(d.Created) < int64(f.FreshDevice/time.Second) {
			return nil, errFresh
		}
	}
	return out, nil
}

// setAuthorizationTTL sets after how many days of absence the caller's devices are signed out.
// https://core.telegram.org/method/account.setAuthorizationTTL
func (f *Feature) setAuthorizationTTL(ctx context.Context, c rpc.Caller, q *tl.AccountSetAuthorizationTTL) (bool, error) {
	if q.AuthorizationTTLDays < 1 || q.AuthorizationTTLDays > maxDeviceDays {
		return false, errTTLDays
	}
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		a, err := loadAccount(tx, c.User)
		if err != nil {
			return err
		}
		a.DeviceDays = q.AuthorizationTTLDays
		return saveAccount(tx, a)
	})
	return err == nil, err
}

// changeAuthorizationSettings confirms a new device, or says whether a device takes secret chats and calls.
// https://core.telegram.org/method/account.changeAuthorizationSettings
func (f *Feature) changeAuthorizationSettings(ctx context.Context, c rpc.Caller, q *tl.AccountChangeAuthorizationSettings) (bool, error) {
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		d, err := f.named(tx, c, q.Hash)
		if err != nil {
			return err
		}
		was := d.Flags
		if q.Confirmed {
			d.Flags &^= rpc.DeviceUnconfirmed
		}
		d.Flags = with(d.Flags, rpc.NoSecretChats, q.EncryptedRequestsDisabled)
		d.Flags = with(d.Flags, rpc.NoCalls, q.CallRequestsDisabled)
		if d.Flags == was {
			return nil
		}
		if err := f.Devices.SetFlags(tx, d.Key, d.Flags); err != nil {
			return err
		}
		if (was^d.Flags)&rpc.DeviceUnconfirmed == 0 {
			return nil
		}
		return f.tellDevice(tx, c.User, c.Key, d.Hash)
	})
	return err == nil, err
}

// named is the caller's device with a hash; 0 is the one that asks.
func (f *Feature) named(tx *db.Tx, c rpc.Caller, hash int64) (rpc.Device, error) {
	ds, err := f.devices(tx, c.User)
	if err != nil {
		return rpc.Device{}, err
	}
	current, err := parentOf(tx, c.User, c.Key)
	if err != nil {
		return rpc.Device{}, err
	}
	for _, d := range ds {
		if d.Hash == hash || (hash == 0 && d.Key == current) {
			return d, nil
		}
	}
	return rpc.Device{}, errHash
}

// with sets or clears a flag as an optional argument says.
func with(flags, flag rpc.DeviceFlags, set tl.Opt[bool]) rpc.DeviceFlags {
	switch {
	case !set.OK:
		return flags
	case set.V:
		return flags | flag
	}
	return flags &^ flag
}

// getWebAuthorizations lists the web sites that the caller signed in to with this account: there is nothing of the kind.
// https://core.telegram.org/method/account.getWebAuthorizations
func (f *Feature) getWebAuthorizations(context.Context, rpc.Caller, *tl.AccountGetWebAuthorizations) (*tl.AccountWebAuthorizations, error) {
	return &tl.AccountWebAuthorizations{Authorizations: []tl.WebAuthorization{}, Users: []tl.UserClass{}}, nil
}
