package media

import (
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

// Upload is what a client has uploaded: whole, checked, and not yet anybody's. Claim makes it somebody's.
type Upload struct {
	Size int64
	Name string

	f     *Feature
	owner int64
	id    int64 // the client's number
	blob  int64
	done  bool     // it is a content already, of a file that was sent
	photo *fileRow // the photo that was made of it, nil for none
	part  int32
	parts []part // nil when done
	hash  string
}

// Uploaded finds what a client has uploaded and checks that it is whole. Nothing is written.
// https://core.telegram.org/api/files#uploading-files
func (f *Feature) Uploaded(ctx context.Context, owner int64, in tl.InputFileClass) (*Upload, error) {
	u := &Upload{f: f, owner: owner}
	var count int32
	sum := ""
	switch q := in.(type) {
	case *tl.InputFile:
		u.id, count, u.Name, sum = q.ID, q.Parts, q.Name, q.MD5Checksum
	case *tl.InputFileBig:
		u.id, count, u.Name = q.ID, q.Parts, q.Name
	default:
		return nil, errMedia
	}
	if count < 1 || count > f.maxParts() {
		return nil, errParts
	}
	err := f.DB.Read(ctx, func(tx *db.Tx) error { return u.load(tx, count) })
	if err != nil {
		return nil, err
	}
	if u.photo == nil && (!u.done && len(u.parts[0].hash) == 0 || sum != "") {
		if err := u.read(ctx, sum); err != nil {
			return nil, err
		}
	}
	return u, nil
}

// load finds the parts.
func (u *Upload) load(tx *db.Tx, count int32) error {
	row, ok, err := loadUpload(tx, u.owner, u.id)
	if err != nil {
		return err
	}
	if !ok {
		return errParts
	}
	u.blob, u.done = row.blob, row.done
	if u.done {
		return u.loadDone(tx)
	}
	if u.parts, err = partsOf(tx, u.blob); err != nil {
		return err
	}
	return u.whole(count)
}

// loadDone finds what an upload that was sent has become: a content, or a photo.
func (u *Upload) loadDone(tx *db.Tx) error {
	b, ok, err := loadContent(tx, u.blob)
	if err != nil {
		return err
	}
	if ok {
		u.Size, u.part, u.hash = b.size, b.part, b.hash
		return nil
	}
	r, ok, err := loadFile(tx, u.blob)
	if err == nil && !ok {
		err = errParts // whatever it became is gone
	}
	u.photo = &r
	return err
}

// whole checks that the parts make up a file, and notes its size.
func (u *Upload) whole(count int32) error {
	for i := range count {
		if int(i) >= len(u.parts) || u.parts[i].n != i {
			return rpc.Bad(fmt.Sprintf("FILE_PART_%d_MISSING", i))
		}
	}
	if int32(len(u.parts)) > count {
		return errParts // there is one after the end
	}
	u.part = u.parts[0].size
	tree, mixed := sha256.New(), false
	_ = binary.Write(tree, binary.BigEndian, int64(u.part)) // never fails
	for i, p := range u.parts {
		last := i == len(u.parts)-1
		if p.size > u.part || !last && (p.size != u.part || !legal(int(p.size))) {
			return errPartSize
		}
		if (len(p.hash) == 0) != (len(u.parts[0].hash) == 0) {
			return errParts // some of it came as a small file
		}
		mixed = mixed || len(p.hash) != len(u.parts[0].hash) // another version of this program took some of it
		u.Size += int64(p.size)
		tree.Write(p.hash)
	}
	if u.Size > u.f.MaxFile {
		return errParts
	}
	if u.hash = "sums:" + hex.EncodeToString(tree.Sum(nil)); mixed {
		u.hash = "" // it is equal to nothing
	}
	return nil
}

// read reads a small file for its hash and checks the sum that the client sent.
func (u *Upload) read(ctx context.Context, sum string) error {
	whole, md := sha256.New(), md5.New()
	if _, err := io.Copy(io.MultiWriter(whole, md), io.NewSectionReader(u.Reader(ctx), 0, u.Size)); err != nil {
		return err
	}
	if sum != "" && !strings.EqualFold(sum, hex.EncodeToString(md.Sum(nil))) {
		return errMD5
	}
	if !u.done && len(u.parts[0].hash) == 0 {
		u.hash = "bytes:" + hex.EncodeToString(whole.Sum(nil))
	}
	return nil
}

// Reader reads the content.
func (u *Upload) Reader(ctx context.Context) io.ReaderAt {
	return u.f.reader(ctx, body{id: u.blob, size: u.Size, part: u.part}, u.parts)
}

// Claim makes an upload one use of a content, in the transaction that names it. shared: whoever has the same bytes has the same
// content; what must be gone at once when its only use goes is never shared.
func (u *Upload) Claim(tx *db.Tx, shared bool) (blob int64, err error) {
	row, ok, err := loadUpload(tx, u.owner, u.id)
	if err != nil {
		return 0, err
	}
	if !ok || row.blob != u.blob && !(row.done && !u.done) {
		return 0, errParts
	}
	if row.done { // sent before, or by another request just now
		b, ok, err := loadContent(tx, row.blob)
		if err != nil {
			return 0, err
		}
		if !ok || b.hash == "" || !shared || b.size != u.Size {
			return 0, errParts
		}
		return b.id, useContent(tx, b.id, 1)
	}
	now, err := partsOf(tx, u.blob)
	if err != nil {
		return 0, err
	}
	if !slices.EqualFunc(now, u.parts, func(a, b part) bool { return a.object == b.object && a.off == b.off }) {
		return 0, errParts // another part came while it was looked at
	}
	b := body{id: u.blob, size: u.Size, part: u.part}
	if shared {
		b.hash = u.hash
	}
	if blob, err = u.f.addContent(tx, b); err != nil {
		return 0, err
	}
	owner := u.owner
	tx.After(func(context.Context) { u.f.uploads.left(owner) })
	return blob, endUpload(tx, u.owner, u.id, blob)
}

// spend drops an upload of which something was made. became is the photo that it was made into, 0 for none.
func (u *Upload) spend(tx *db.Tx, became int64) error {
	row, ok, err := loadUpload(tx, u.owner, u.id)
	if err != nil {
		return err
	}
	if !ok || row.done || row.blob != u.blob {
		return nil // it was sent as a file as well, or by another request just now
	}
	if err := u.f.doomParts(tx, u.blob); err != nil {
		return err
	}
	owner := u.owner
	tx.After(func(context.Context) { u.f.uploads.left(owner) })
	return endUpload(tx, u.owner, u.id, became)
}
