package media

import (
	"context"

	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

// Opaque is a file of a secret chat: bytes that say nothing to this server. It is never shared with another file.
// https://core.telegram.org/constructor/encryptedFile
type Opaque struct {
	ID, Hash, Size int64
}

// KeepOpaque makes what a client has uploaded (Uploaded) a file that the people holders can fetch, each until Release with InSecret, the
// person and the file's id. With the last of them its bytes go.
func (f *Feature) KeepOpaque(tx *db.Tx, u *Upload, holders ...int64) (Opaque, error) {
	blob, err := u.Claim(tx, false)
	if err != nil {
		return Opaque{}, err
	}
	d := File{ID: NewID(), Date: f.Box.Now(), Size: u.Size, Mime: "application/octet-stream"}
	if err := insertFile(tx, fileRow{id: d.ID, blob: blob, File: d}); err != nil {
		return Opaque{}, err
	}
	for _, h := range holders {
		if err := f.Hold(tx, Use{InSecret, h, d.ID}, d.ID); err != nil {
			return Opaque{}, err
		}
	}
	return Opaque{d.ID, f.hash(d.ID), d.Size}, nil
}

// FindOpaque returns such a file by what a client names it by, if that person can fetch it.
func (f *Feature) FindOpaque(tx *db.Tx, holder, id, hash int64) (Opaque, bool, error) {
	if hash != f.hash(id) {
		return Opaque{}, false, nil
	}
	held, err := uses(tx, Use{InSecret, holder, id}, id)
	if err != nil || !held {
		return Opaque{}, false, err
	}
	r, ok, err := loadFile(tx, id)
	return Opaque{r.id, hash, r.Size}, ok, err
}

// locateOpaque finds such a file for a download. It needs no reference.
func (f *Feature) locateOpaque(ctx context.Context, c rpc.Caller, q *tl.InputEncryptedFileLocation) (p picture, err error) {
	err = f.DB.Read(ctx, func(tx *db.Tx) error {
		o, ok, err := f.FindOpaque(tx, c.User, q.ID, q.AccessHash)
		if err != nil {
			return err
		}
		if !ok {
			return errLocation
		}
		r, ok, err := loadFile(tx, o.ID)
		if err != nil {
			return err
		}
		if !ok {
			return errLocation
		}
		p, err = r.picture(tx, "")
		return err
	})
	return p, err
}
