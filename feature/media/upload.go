package media

import (
	"context"
	"errors"
	"time"

	"chappe/blob"
	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

// saveFilePart keeps a part of a small file. How many there are is known when the file is sent.
// https://core.telegram.org/method/upload.saveFilePart
func (f *Feature) saveFilePart(ctx context.Context, c rpc.Caller, q *tl.UploadSaveFilePart) (bool, error) {
	return f.savePart(ctx, c, q.FileID, arriving{n: q.FilePart, data: q.Bytes})
}

// saveBigFilePart keeps a part of a file of more than 10 MB.
// https://core.telegram.org/method/upload.saveBigFilePart
func (f *Feature) saveBigFilePart(ctx context.Context, c rpc.Caller, q *tl.UploadSaveBigFilePart) (bool, error) {
	a := arriving{n: q.FilePart, total: q.FileTotalParts, data: q.Bytes, big: true}
	if a.total == -1 { // a stream, whose length its client does not know yet
		a.total = 0
	} else if a.total < 1 || a.total > f.maxParts() {
		return false, errParts
	}
	return f.savePart(ctx, c, q.FileID, a)
}

// arriving is a part on its way.
type arriving struct {
	n     int32
	total int32 // parts of the whole file, 0 for unknown
	data  []byte
	big   bool
	again bool // a part with this number came before
}

// maxParts is how many parts a file may have.
func (f *Feature) maxParts() int32 {
	return int32(max(4000, (f.MaxFile+maxPart-1)/maxPart))
}

// check says what is wrong with a part taken alone.
// https://core.telegram.org/api/files#uploading-files
func (a *arriving) check(most int32) error {
	switch size := len(a.data); {
	case a.n < 0 || a.n >= most || a.total > 0 && a.n >= a.total:
		return errPart
	case size == 0:
		return errPartEmpty
	case size > maxPart:
		return errPartBig
	case a.total > 0 && a.n < a.total-1 && !legal(size):
		return errPartSize
	}
	return nil
}

// legal says whether all parts but the last may have a size.
func legal(size int) bool { return size%partUnit == 0 && maxPart%size == 0 }

// savePart keeps a part: on disk first, then named by a row, then acknowledged.
func (f *Feature) savePart(ctx context.Context, c rpc.Caller, id int64, a arriving) (bool, error) {
	if err := a.check(f.maxParts()); err != nil {
		return false, err
	}
	acc := f.uploads.of(c.User, f.Clock.Now())
	u, err := acc.open(ctx, f, id)
	if err != nil {
		return false, err
	}
	if err := acc.admit(f, u, &a); err != nil {
		return false, err
	}
	p := part{n: a.n, size: int32(len(a.data)), hash: []byte{}}
	if a.big {
		p.hash = f.sums.sum(a.data)
	}
	for range 3 { // what it belonged to may have been sent or swept meanwhile: then it begins another upload of the same number
		ok, err := f.keepPart(ctx, acc, id, u, p, &a)
		if err != nil {
			acc.drop(u, a.n)
			return false, err
		}
		if ok {
			return true, nil
		}
		acc.forget(id, u)
		if u, err = acc.open(ctx, f, id); err != nil {
			return false, err
		}
		if err = acc.admit(f, u, &a); err != nil {
			return false, err
		}
	}
	return false, errPart
}

// keepPart writes a part and names it, and says whether its upload is still there: if not, nothing is kept.
func (f *Feature) keepPart(ctx context.Context, acc *account, id int64, u *upload, p part, a *arriving) (bool, error) {
	if a.big && !a.again {
		fl, err := acc.filling(ctx, f, id, u)
		if err != nil {
			return false, err
		}
		if fl != nil {
			if ok, err := fl.keep(ctx, p, a.data); err != errClosed {
				return ok, err
			}
		}
	}
	object, err := f.store(ctx, a.data)
	if err != nil {
		return false, err
	}
	p.object = object
	ok, err := f.nameParts(ctx, acc.owner, id, u.blob, []part{p})
	if err != nil || !ok {
		f.discard(object)
	}
	return ok, err
}

// nameParts makes what was written parts of an upload, and says whether that is still there.
func (f *Feature) nameParts(ctx context.Context, owner, id, blob int64, ps []part) (ok bool, err error) {
	now := int32(f.Clock.Now().Unix())
	err = f.DB.Write(ctx, func(tx *db.Tx) error {
		row, found, err := loadUpload(tx, owner, id)
		if ok = found && !row.done && row.blob == blob; err != nil || !ok {
			return err
		}
		if now-row.date > touchUpload {
			if err := dateUpload(tx, owner, id, now); err != nil {
				return err
			}
		}
		for _, p := range ps {
			was, err := putPart(tx, blob, p)
			if err == nil && was != "" {
				err = f.doom(tx, was)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return ok, err
}

// touchUpload is how old, in seconds, what is known of an upload's last part may be.
const touchUpload = 3600

// store writes an object.
func (f *Feature) store(ctx context.Context, data []byte) (id string, err error) {
	err = f.place(ctx, func() (err error) {
		id, err = f.Blobs.Put(ctx, data)
		return err
	})
	return id, f.storeError(err)
}

// place does something with the store. At most diskPlaces do so at once.
func (f *Feature) place(ctx context.Context, fn func() error) error {
	select {
	case f.disk <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-f.disk }()
	return fn()
}

// storeError is a failure of the store as a client is told of it.
func (f *Feature) storeError(err error) error {
	if errors.Is(err, blob.ErrFull) {
		f.Log.Error("there is no room left for files", "err", err)
		return errFull
	}
	return err
}

// discard deletes objects that were written and that no row names after all. What cannot be deleted now is found later.
func (f *Feature) discard(objects ...string) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for _, o := range objects {
		_ = f.Blobs.Delete(ctx, o) // see lost
	}
}
