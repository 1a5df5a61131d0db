package rpc

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"chappe/bus"
	"chappe/clock"
	"chappe/db"
)

// DeviceInfo is what a device says of itself with initConnection.
// https://core.telegram.org/method/initConnection
type DeviceInfo struct {
	Layer    int
	APIID    int32
	Model    string
	System   string
	App      string
	LangCode string
	LangPack string
}

// maxInfo bounds each text that a device says of itself, in bytes.
const maxInfo = 128

// Device is a signed-in permanent key, as kept.
type Device struct {
	Key  int64
	User int64
	Hash int64 // names the device to its owner without naming the key
	DeviceInfo
	Addr    string
	Created int32 // unix seconds
	Active  int32 // unix seconds
	Flags   DeviceFlags
}

// DeviceFlags are properties of a device. Their values are stored.
type DeviceFlags int64

// The flags of a device.
const (
	PasswordPending   DeviceFlags = 1 << iota // the code was right, the two-step password is still to come
	NoSecretChats                             // its owner switched encrypted requests off for it
	NoCalls                                   // and calls
	DeviceUnconfirmed                         // shown to the other devices as new
)

// key is what the sessions of one permanent key share. It is looked up once and kept as long as one of them lives.
type key struct {
	id     int64
	user   atomic.Int64          // 0: not signed in
	layer  atomic.Int32          // as last said or stored, for sessions that do not say
	users  map[*Session]struct{} // guarded by Devices.mu: who shares it
	loaded chan struct{}
	err    error // set before loaded is closed
}

// Devices knows which key belongs to whom, in the database and, for keys with live sessions, in memory.
type Devices struct {
	db    *db.DB
	bus   bus.Bus
	clock clock.Clock

	mu   sync.Mutex
	keys map[int64]*key // guarded by mu

	ended []func(tx *db.Tx, keyID int64) error // set at start, see OnSignOut
}

// NewDevices returns the devices of a database. When a hint says that a key's sign-in changed, it looks again.
func NewDevices(d *db.DB, b bus.Bus, c clock.Clock) *Devices {
	ds := &Devices{db: d, bus: b, clock: c, keys: map[int64]*key{}}
	return ds
}

// acquire returns the state of a key that its sessions share, loaded. Each acquire wants a release.
func (ds *Devices) acquire(ctx context.Context, id int64, s *Session) (*key, error) {
	ds.mu.Lock()
	k, ok := ds.keys[id]
	if !ok {
		k = &key{id: id, loaded: make(chan struct{}), users: map[*Session]struct{}{}}
		ds.keys[id] = k
	}
	k.users[s] = struct{}{}
	ds.mu.Unlock()
	if !ok {
		k.err = ds.load(ctx, k)
		close(k.loaded)
	}
	select {
	case <-k.loaded:
	case <-ctx.Done():
		ds.release(k, s)
		return nil, ctx.Err()
	}
	if k.err != nil {
		ds.forget(k)
		return nil, k.err
	}
	return k, nil
}

// forget takes a key that could not be loaded out of the table, so that the next session tries again.
func (ds *Devices) forget(k *key) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	if ds.keys[k.id] == k {
		delete(ds.keys, k.id)
	}
}

func (ds *Devices) release(k *key, s *Session) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	delete(k.users, s)
	if len(k.users) == 0 && ds.keys[k.id] == k {
		delete(ds.keys, k.id)
	}
}

// sessions are the live sessions of a key on this node.
func (ds *Devices) sessions(id int64) []*Session {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	k := ds.keys[id]
	if k == nil {
		return nil
	}
	return slices.Collect(maps.Keys(k.users))
}

func (ds *Devices) load(ctx context.Context, k *key) error {
	return ds.db.Read(ctx, func(tx *db.Tx) error {
		d, ok, err := FindDevice(tx, k.id)
		if err != nil {
			return err
		}
		if ok && d.Flags&PasswordPending == 0 {
			k.user.Store(d.User)
		} else {
			k.user.Store(0)
		}
		k.layer.CompareAndSwap(0, int32(d.Layer)) // what the client said since is newer
		return nil
	})
}

// reload looks again at a key that has live sessions, after its sign-in changed, and returns whose it is now.
func (ds *Devices) reload(ctx context.Context, id int64) (user int64, err error) {
	ds.mu.Lock()
	k := ds.keys[id]
	ds.mu.Unlock()
	if k == nil {
		return 0, nil
	}
	if err := ds.load(ctx, k); err != nil {
		return 0, fmt.Errorf("look again at a device: %w", err)
	}
	return k.user.Load(), nil
}

// SignIn makes a key a device of user. The device's own sessions know as soon as the transaction has committed, before its
// answer leaves.
func (ds *Devices) SignIn(tx *db.Tx, d Device) error {
	now := int32(ds.clock.Now().Unix())
	d.Created, d.Active = now, now
	if err := putDevice(tx, d); err != nil {
		return err
	}
	tx.After(func(context.Context) {
		user := d.User
		if d.Flags&PasswordPending != 0 {
			user = 0
		}
		ds.set(d.Key, user)
	})
	return nil
}

// OnSignOut registers what else goes when a device does. It runs in the transaction that ends it, while the device is still there. It must be
// called before the server runs.
func (ds *Devices) OnSignOut(fn func(tx *db.Tx, keyID int64) error) { ds.ended = append(ds.ended, fn) }

// SignOut ends a device: its key stays known to the transport, but belongs to nobody. After the commit its sessions, here and
// on other nodes, get no more updates, and are told to ask, which tells them that they are signed out.
func (ds *Devices) SignOut(tx *db.Tx, keyID int64) error {
	for _, fn := range ds.ended {
		if err := fn(tx, keyID); err != nil {
			return err
		}
	}
	if err := deleteDevice(tx, keyID); err != nil {
		return err
	}
	tx.After(func(ctx context.Context) {
		ds.set(keyID, 0)
		bus.Tell(ctx, ds.bus, bus.Hint{Kind: bus.KindDrop, Box: keyID})
	})
	return nil
}

func (ds *Devices) set(id, user int64) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	if k := ds.keys[id]; k != nil {
		k.user.Store(user)
	}
}
