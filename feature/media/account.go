package media

import (
	"context"
	"sync"
	"time"

	"chappe/db"
	"chappe/rpc"
)

// accounts remember what each person is uploading, so that a part costs one short transaction. They may be lost at any time: the rows
// say the same.
type accounts struct {
	mu sync.Mutex
	by map[int64]*account // guarded by mu
}

// account is what one person has uploaded and not sent.
type account struct {
	owner int64
	used  time.Time // guarded by accounts.mu

	mu      sync.Mutex
	loaded  bool              // guarded by mu, like the rest
	uploads map[int64]*upload // by the number that the client gave
	bytes   int64
	parts   int
}

// upload is a file of which parts came.
type upload struct {
	blob  int64
	part  int32           // size of all parts but the last, 0 while unknown
	total int32           // parts, 0 while unknown
	sizes map[int32]int32 // of the parts, by their numbers
	bytes int64

	filling sync.Mutex
	fill    *filling // guarded by filling; where parts go that were not there before; nil for none
}

// What one person may have begun.
const (
	maxUploads  = 200
	maxAllParts = 20_000
	keepAccount = 15 * time.Minute // in memory, after the last part
)

func newAccounts() accounts { return accounts{by: map[int64]*account{}} }

// of returns a person's account.
func (as *accounts) of(owner int64, now time.Time) *account {
	as.mu.Lock()
	defer as.mu.Unlock()
	a := as.by[owner]
	if a == nil {
		for id, old := range as.by {
			if now.Sub(old.used) > keepAccount {
				delete(as.by, id)
			}
		}
		a = &account{owner: owner, uploads: map[int64]*upload{}}
		as.by[owner] = a
	}
	a.used = now
	return a
}

// left forgets uploads of a person that were sent or swept, and everything else that is remembered of them.
func (as *accounts) left(owner int64) {
	as.mu.Lock()
	defer as.mu.Unlock()
	delete(as.by, owner)
}

// open returns an upload, which it begins when there is none.
func (a *account) open(ctx context.Context, f *Feature, id int64) (*upload, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.loaded {
		if err := a.load(ctx, f); err != nil {
			return nil, err
		}
	}
	if u := a.uploads[id]; u != nil {
		return u, nil
	}
	if len(a.uploads) >= maxUploads {
		return nil, rpc.Flood(time.Hour)
	}
	u := &upload{sizes: map[int32]int32{}}
	err := f.DB.Write(ctx, func(tx *db.Tx) (err error) {
		u.blob, err = beginUpload(tx, a.owner, id, NewID(), int32(f.Clock.Now().Unix()))
		return err
	})
	if err != nil {
		return nil, err
	}
	a.uploads[id] = u
	return u, nil
}

// load reads what is there of a person's uploads. a.mu is held.
func (a *account) load(ctx context.Context, f *Feature) error {
	return f.DB.Read(ctx, func(tx *db.Tx) error {
		clear(a.uploads)
		a.bytes, a.parts = 0, 0
		rows, err := uploadsOf(tx, a.owner)
		if err != nil {
			return err
		}
		for _, row := range rows {
			u := &upload{blob: row.blob, sizes: map[int32]int32{}}
			ps, err := partsOf(tx, row.blob)
			if err != nil {
				return err
			}
			for _, p := range ps {
				a.set(u, p.n, p.size)
			}
			a.uploads[row.id] = u
		}
		a.loaded = true
		return nil
	})
}

// admit checks a part against what came before, and makes room for it. It notes whether the part was there before.
func (a *account) admit(f *Feature, u *upload, p *arriving) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	size := int32(len(p.data))
	if p.total > 0 {
		if u.total > 0 && u.total != p.total {
			return errParts
		}
		u.total = p.total
	}
	last := u.total > 0 && p.n == u.total-1
	if size > u.part && !last && legal(int(size)) && len(u.sizes) <= 1 {
		u.part = size // one that came before it was the last, then
	}
	switch {
	case u.part > 0 && size > u.part, u.part > 0 && size != u.part && u.total > 0 && !last:
		return errPartChanged
	case u.total > 0 && p.n >= u.total:
		return errPart
	case u.part > 0 && u.total > 1 && int64(u.total-1)*int64(u.part) >= f.MaxFile, u.bytes+int64(size) > f.MaxFile:
		return errParts
	case !p.big && u.bytes-int64(u.sizes[p.n])+int64(size) > maxSmall:
		return errPartBig
	case a.bytes+int64(size) > f.Quota || a.parts >= maxAllParts:
		return rpc.Flood(time.Hour)
	}
	_, p.again = u.sizes[p.n]
	a.set(u, p.n, size)
	return nil
}

// set notes the size of a part. a.mu is held, or nobody else has a yet.
func (a *account) set(u *upload, n, size int32) {
	was, had := u.sizes[n]
	u.sizes[n] = size
	u.bytes += int64(size - was)
	a.bytes += int64(size - was)
	if !had {
		a.parts++
	}
}

// drop notes that a part is not there after all. What was there before it, is not counted any more: the file is checked when it is sent.
func (a *account) drop(u *upload, n int32) {
	a.mu.Lock()
	defer a.mu.Unlock()
	was, had := u.sizes[n]
	if !had {
		return
	}
	delete(u.sizes, n)
	u.bytes -= int64(was)
	a.bytes -= int64(was)
	a.parts--
}

// forget drops an upload that is no longer there.
func (a *account) forget(id int64, u *upload) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.uploads[id] != u {
		return
	}
	delete(a.uploads, id)
	a.bytes -= u.bytes
	a.parts -= len(u.sizes)
}
