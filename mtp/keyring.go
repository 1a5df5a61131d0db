package mtp

import (
	"context"
	"sync"
	"sync/atomic"

	"chappe/db"
	"chappe/mtp/wire"
)

// authKey is a key in memory.
type authKey struct {
	id        int64
	key       wire.AuthKey
	firstSalt int64
	created   int64 // unix seconds
	dc        int32 // which the client believed to reach, 0 if it did not say
	temp      bool
	expires   atomic.Int64 // unix seconds; of temporary keys
	perm      atomic.Int64 // the permanent key: itself, or the one bound to, or 0
	salt      atomic.Pointer[saltNow]

	mu        sync.Mutex
	sessions  map[int64]*Session // guarded by mu
	destroyed atomic.Bool        // written with mu held; no session may be added

	refs       int      // guarded by keyring.mu; connections and sessions that hold it
	prev, next *authKey // guarded by keyring.mu; the list of those that nobody holds
}

func (k *authKey) expired(now int64) bool { return k.temp && now >= k.expires.Load() }

// keyring is the keys in memory, over the tables. A key is in it while somebody
// holds it, and a while longer.
type keyring struct {
	db    *db.DB
	limit int // of keys that nobody holds

	mu      sync.Mutex
	keys    map[int64]*authKey      // guarded by mu
	bound   map[int64][]*authKey    // guarded by mu; temporary keys in keys, by permanent key
	waiting map[int64]chan struct{} // guarded by mu; being read or being created; closed when done
	idle    struct{ head authKey }  // guarded by mu; a ring, least recently held first
	nIdle   int                     // guarded by mu
}

func newKeyring(d *db.DB, limit int) *keyring {
	r := &keyring{
		db: d, limit: limit,
		keys:    make(map[int64]*authKey),
		bound:   make(map[int64][]*authKey),
		waiting: make(map[int64]chan struct{}),
	}
	r.idle.head.prev, r.idle.head.next = &r.idle.head, &r.idle.head
	return r
}

// acquire finds a key; nil if there is none. A key that is being created is waited
// for. release must follow.
func (r *keyring) acquire(ctx context.Context, id int64) (*authKey, error) {
	for {
		r.mu.Lock()
		if k := r.keys[id]; k != nil {
			r.hold(k)
			r.mu.Unlock()
			return k, nil
		}
		done, busy := r.waiting[id]
		if !busy {
			done = make(chan struct{})
			r.waiting[id] = done
		}
		r.mu.Unlock()
		if busy {
			select {
			case <-done:
				continue
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		return r.read(ctx, id)
	}
}

// cached says whether acquire will not have to look.
func (r *keyring) cached(id int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.keys[id] != nil || r.waiting[id] != nil
}

// read looks a key up in the tables. The caller has registered it as waiting.
func (r *keyring) read(ctx context.Context, id int64) (*authKey, error) {
	defer r.done(id)
	var row keyRow
	var found bool
	err := r.db.Read(ctx, func(tx *db.Tx) (err error) {
		row, found, err = selectKey(tx, id)
		return err
	})
	if err != nil || !found {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	k := r.keys[id]
	if k == nil {
		k = r.add(row)
	}
	r.hold(k)
	return k, nil
}

// create stores a new key. While it does, acquire waits. stored is false if the id
// is taken.
func (r *keyring) create(ctx context.Context, row keyRow) (stored bool, err error) {
	r.mu.Lock()
	if _, busy := r.waiting[row.id]; busy || r.keys[row.id] != nil || row.id == 0 {
		r.mu.Unlock()
		return false, nil
	}
	r.waiting[row.id] = make(chan struct{})
	r.mu.Unlock()
	defer r.done(row.id)
	err = r.db.Write(ctx, func(tx *db.Tx) (err error) {
		stored, err = insertKey(tx, row)
		return err
	})
	if err != nil {
		return false, err
	}
	if stored {
		r.mu.Lock()
		k := r.add(row)
		r.hold(k)
		r.drop(k)
		r.mu.Unlock()
	}
	return stored, nil
}

func (r *keyring) done(id int64) {
	r.mu.Lock()
	close(r.waiting[id])
	delete(r.waiting, id)
	r.mu.Unlock()
}

// add makes the key of a row; r.mu is held.
func (r *keyring) add(row keyRow) *authKey {
	k := &authKey{id: row.id, key: row.key, firstSalt: row.firstSalt, created: row.created, dc: row.dc, temp: row.temp}
	k.expires.Store(row.expires)
	k.perm.Store(row.permID)
	r.keys[k.id] = k
	if k.temp && row.permID != 0 {
		r.bound[row.permID] = append(r.bound[row.permID], k)
	}
	return k
}

// hold counts a holder; r.mu is held.
func (r *keyring) hold(k *authKey) {
	if k.refs++; k.refs == 1 && k.next != nil {
		r.unlink(k)
	}
}

func (r *keyring) unlink(k *authKey) {
	k.prev.next, k.next.prev = k.next, k.prev
	k.prev, k.next = nil, nil
	r.nIdle--
}

// share counts another holder of a key that the caller holds.
func (r *keyring) share(k *authKey) {
	r.mu.Lock()
	r.hold(k)
	r.mu.Unlock()
}

// release undoes one acquire or share. A nil key is none.
func (r *keyring) release(k *authKey) {
	if k == nil {
		return
	}
	r.mu.Lock()
	r.drop(k)
	r.mu.Unlock()
}

// drop is release with r.mu held. A key that nobody holds stays until the list of
// such is too long.
func (r *keyring) drop(k *authKey) {
	if k.refs--; k.refs > 0 || r.keys[k.id] != k {
		return
	}
	last := r.idle.head.prev
	k.prev, k.next = last, &r.idle.head
	last.next, r.idle.head.prev = k, k
	if r.nIdle++; r.nIdle > r.limit {
		r.forget(r.idle.head.next)
	}
}

// forget takes a key out of memory; r.mu is held.
func (r *keyring) forget(k *authKey) {
	if k.next != nil {
		r.unlink(k)
	}
	if r.keys[k.id] == k {
		delete(r.keys, k.id)
	}
	perm := k.perm.Load()
	if k.temp && perm != 0 {
		list := r.bound[perm]
		for i := range list {
			if list[i] == k {
				list = append(list[:i:i], list[i+1:]...)
				break
			}
		}
		if len(list) == 0 {
			delete(r.bound, perm)
		} else {
			r.bound[perm] = list
		}
	}
}

// bind notes that the temporary key k works for permID until expires.
func (r *keyring) bind(k *authKey, permID, expires int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k.expires.Store(expires)
	if k.perm.Swap(permID) != permID && r.keys[k.id] == k {
		r.bound[permID] = append(r.bound[permID], k)
	}
}

// take removes the keys with these ids from memory and returns those that were there.
// One that is just being read is waited for: it may have been read before whatever
// the caller did to the tables.
func (r *keyring) take(ids ...int64) (taken []*authKey) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range ids {
		for ch := r.waiting[id]; ch != nil; ch = r.waiting[id] {
			r.mu.Unlock()
			<-ch
			r.mu.Lock()
		}
		if k := r.keys[id]; k != nil {
			r.forget(k)
			taken = append(taken, k)
		}
	}
	return taken
}

// family lists the permanent key and its temporary keys, of those in memory.
func (r *keyring) family(permID int64) []*authKey {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := append([]*authKey(nil), r.bound[permID]...)
	if k := r.keys[permID]; k != nil && !k.temp {
		list = append(list, k)
	}
	return list
}

// expired lists the temporary keys in memory whose time is over.
func (r *keyring) expired(now int64) (ids []int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, k := range r.keys {
		if k.expired(now) {
			ids = append(ids, id)
		}
	}
	return ids
}
