package auth

import (
	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
)

// enter makes the caller's key a device of u, who has shown who they are by a code, a QR code or a mail. Where there is two-step
// verification the device waits for the password, which the refusal says.
func (f *Feature) enter(tx *db.Tx, c rpc.Caller, u users.User) (refused, err error) {
	_, has, err := passwordOf(tx, u.ID)
	if err != nil {
		return nil, err
	}
	if !has {
		return nil, f.admit(tx, c, u, 0)
	}
	d := f.device(c, u.ID)
	d.Flags = rpc.PasswordPending
	if err := f.leave(tx, c.Key, u.ID); err != nil {
		return nil, err
	}
	return errPasswordNeeded, f.Devices.SignIn(tx, d)
}

// admit signs a device in for good and tells the others of it. hash names the device, 0 for a new name.
func (f *Feature) admit(tx *db.Tx, c rpc.Caller, u users.User, hash int64) error {
	if u.Flags&(users.Deleted|users.Closed) != 0 {
		return errDeactivated
	}
	others, err := rpc.DevicesOf(tx, u.ID)
	if err != nil {
		return err
	}
	d := f.device(c, u.ID)
	if hash != 0 {
		d.Hash = hash
	}
	known, more := false, false
	for _, o := range others {
		if o.Flags&rpc.PasswordPending != 0 {
			continue
		}
		if o.Key == c.Key {
			known, d.Hash, d.Flags = true, o.Hash, o.Flags
		} else {
			more = true
		}
	}
	if !known && more {
		d.Flags |= rpc.DeviceUnconfirmed
	}
	if err := f.leave(tx, c.Key, u.ID); err != nil {
		return err
	}
	if err := f.keepAccount(tx, u.ID); err != nil {
		return err
	}
	if err := dropLoginTokens(tx, c.Key); err != nil {
		return err // whoever accepts a QR code that was shown before must not change whose device this is
	}
	if err := f.Devices.SignIn(tx, d); err != nil {
		return err
	}
	if known || !more {
		return nil
	}
	return f.announce(tx, u, d)
}

// leave takes a key from whoever it belonged to. From user it takes only what the key was linked to.
func (f *Feature) leave(tx *db.Tx, key, user int64) error {
	d, ok, err := rpc.FindDevice(tx, key)
	if err != nil || !ok {
		return err
	}
	if d.User == user {
		return dropLink(tx, user, key)
	}
	return f.forget(tx, d)
}

// device describes the caller's device as one of user's.
func (f *Feature) device(c rpc.Caller, user int64) rpc.Device {
	d := rpc.Device{Key: c.Key, User: user, Hash: randomID(), DeviceInfo: c.Device()}
	if c.Addr.IsValid() {
		d.Addr = c.Addr.Unmap().String()
	}
	return d
}

// end signs a device out, with the keys that were signed in through it and what it left here.
func (f *Feature) end(tx *db.Tx, d rpc.Device) error {
	if err := f.forget(tx, d); err != nil {
		return err
	}
	return f.signOut(tx, d.Key)
}

// forget is end without the device itself.
func (f *Feature) forget(tx *db.Tx, d rpc.Device) error {
	keys, err := linkedTo(tx, d.User, d.Key)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := dropKey(tx, d.User, key); err != nil {
			return err
		}
		if err := f.signOut(tx, key); err != nil {
			return err
		}
	}
	return dropKey(tx, d.User, d.Key)
}

func (f *Feature) signOut(tx *db.Tx, key int64) error {
	return wrap(f.Devices.SignOut(tx, key), "end a device")
}

// devices are a person's devices, without the further keys that some of them have.
func (f *Feature) devices(tx *db.Tx, user int64) ([]rpc.Device, error) {
	all, err := rpc.DevicesOf(tx, user)
	if err != nil {
		return nil, err
	}
	linked, err := linkedOf(tx, user)
	if err != nil {
		return nil, err
	}
	out := all[:0]
	for _, d := range all {
		if linked[d.Key] == 0 {
			out = append(out, d)
		}
	}
	return out, nil
}
