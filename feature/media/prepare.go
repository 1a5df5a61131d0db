package media

import (
	"context"
	"io"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

// Prepared is media on its way into a message: looked at, made and written, but nobody's yet. In the transaction that posts the
// message comes Keep, and after it Hold for each row; at last, in any case, Done.
type Prepared struct {
	Media content.Media
	Kind  box.Kind

	f     *Feature
	fresh *fresh // nil where nothing new is to be kept
	kept  bool   // a transaction committed
}

// fresh is a file that is about to be made.
type fresh struct {
	row    fileRow
	from   *Upload // what its content, or what it was made of, was uploaded as
	thumb  *Upload // a small picture that the client made, which is not kept as it came
	shared bool
	pic    *made // of a photo all it has, of a document its small picture
}

// Prepare looks at what a client sends. What is wrong with it is answered here. Nothing is written but objects that Done deletes
// again if they are not kept.
// https://core.telegram.org/type/InputMedia
func (f *Feature) Prepare(ctx context.Context, c rpc.Caller, in tl.InputMediaClass) (*Prepared, error) {
	switch q := in.(type) {
	case nil, *tl.InputMediaEmpty:
		return nil, errMediaEmpty
	case *tl.InputMediaUploadedPhoto:
		return f.uploadedPhoto(ctx, c, q)
	case *tl.InputMediaUploadedDocument:
		return f.uploadedDocument(ctx, c, q)
	case *tl.InputMediaPhoto:
		s := Said{Spoiler: q.Spoiler}
		if in, ok := q.ID.(*tl.InputPhoto); ok {
			return f.existing(ctx, c, typePhoto, s, in.ID, in.AccessHash, in.FileReference, q.TTLSeconds)
		}
	case *tl.InputMediaDocument:
		s := Said{Spoiler: q.Spoiler}
		if q.VideoTimestamp.OK {
			s.Start = &q.VideoTimestamp.V
		}
		if in, ok := q.ID.(*tl.InputDocument); ok {
			return f.existing(ctx, c, typeDocument, s, in.ID, in.AccessHash, in.FileReference, q.TTLSeconds)
		}
	default:
		return f.plain(ctx, c, in)
	}
	return nil, errMedia
}

// uploadedPhoto makes a photo of what a client has uploaded.
func (f *Feature) uploadedPhoto(ctx context.Context, c rpc.Caller, q *tl.InputMediaUploadedPhoto) (*Prepared, error) {
	ttl, err := ttlOf(q.TTLSeconds)
	if err != nil {
		return nil, err
	}
	n, err := f.photoOf(ctx, c.User, q.File, ttl == 0)
	if err != nil {
		return nil, err
	}
	return n.prepared(f, typePhoto, Said{Spoiler: q.Spoiler, TTL: ttl})
}

// photoOf makes a photo of an upload.
func (f *Feature) photoOf(ctx context.Context, owner int64, in tl.InputFileClass, shared bool) (*fresh, error) {
	u, err := f.Uploaded(ctx, owner, in)
	if err != nil {
		return nil, err
	}
	if u.photo != nil {
		return &fresh{row: *u.photo}, nil // the same was asked for before
	}
	if u.Size > maxPhoto {
		return nil, errImage
	}
	data := make([]byte, u.Size)
	if _, err := u.Reader(ctx).ReadAt(data, 0); err != nil && err != io.EOF {
		return nil, err
	}
	p, err := f.picturesOf(ctx, data)
	if err != nil {
		return nil, err
	}
	pic, err := f.make(ctx, p.data, shared)
	if err != nil {
		return nil, err
	}
	file := File{ID: NewID(), Date: f.Box.Now(), Sizes: p.sizes, Stripped: p.stripped}
	return &fresh{row: fileRow{id: file.ID, File: file}, from: u, shared: shared, pic: pic}, nil
}

// uploadedDocument makes a document of what a client has uploaded.
func (f *Feature) uploadedDocument(ctx context.Context, c rpc.Caller, q *tl.InputMediaUploadedDocument) (*Prepared, error) {
	ttl, err := ttlOf(q.TTLSeconds)
	if err != nil {
		return nil, err
	}
	u, err := f.Uploaded(ctx, c.User, q.File)
	if err != nil {
		return nil, err
	}
	if u.photo != nil {
		return nil, errParts
	}
	n := &fresh{from: u, shared: ttl == 0}
	if q.Thumb != nil {
		if n.thumb, err = f.Uploaded(ctx, c.User, q.Thumb); err != nil {
			return nil, err
		}
		if n.thumb.photo != nil {
			n.thumb = nil
		}
	}
	d := File{ID: NewID(), Date: f.Box.Now(), Size: u.Size}
	d.describe(q, u.Name)
	p, err := f.inspect(ctx, &d, u, n.thumb)
	if err != nil {
		return nil, err
	}
	if p != nil {
		if n.pic, err = f.make(ctx, p.data, n.shared); err != nil {
			return nil, err
		}
		d.Sizes, d.Stripped = p.sizes, p.stripped
	}
	n.row = fileRow{id: d.ID, File: d}
	s := Said{Spoiler: q.Spoiler, TTL: ttl}
	if q.VideoTimestamp.OK {
		s.Start = &q.VideoTimestamp.V
	}
	return n.prepared(f, typeDocument, s)
}

// prepared is a file on its way.
func (n *fresh) prepared(f *Feature, kind string, s Said) (*Prepared, error) {
	s.File = &n.row.File
	m, err := s.as(kind)
	if err != nil {
		return nil, err
	}
	p := &Prepared{Media: m, Kind: kindOf(kind, &s), f: f}
	if n.from != nil {
		p.fresh = n
	}
	return p, nil
}

// existing is a file that is there already, sent once more.
func (f *Feature) existing(ctx context.Context, c rpc.Caller, kind string, s Said, id, hash int64, ref []byte, ttl tl.Opt[int32]) (*Prepared, error) {
	var r fileRow
	err := f.DB.Read(ctx, func(tx *db.Tx) (err error) {
		r, err = f.find(tx, c, id, hash, ref)
		return err
	})
	if err == errLocation || err == nil && r.isPhoto() != (kind == typePhoto) {
		err = errMedia
	}
	if err != nil {
		return nil, err
	}
	if s.TTL, err = ttlOf(ttl); err != nil {
		return nil, err
	}
	s.File = &r.File
	m, err := s.as(kind)
	return &Prepared{Media: m, Kind: kindOf(kind, &s), f: f}, err
}

// maxTTL is the longest time, in seconds, after which media may destroy itself.
const maxTTL = 60

// ttlOf checks a timer.
func ttlOf(ttl tl.Opt[int32]) (int32, error) {
	if !ttl.OK || ttl.V == 0 {
		return 0, nil
	}
	if ttl.V < 0 || ttl.V > maxTTL && ttl.V != OnceTTL {
		return 0, rpc.Bad("TTL_MEDIA_INVALID")
	}
	return ttl.V, nil
}

// Keep makes the file, without any use yet: that follows in the same transaction.
func (p *Prepared) Keep(tx *db.Tx) error {
	n := p.fresh
	if n == nil {
		return nil
	}
	row, err := n.keep(tx, p.f)
	if err != nil {
		return err
	}
	tx.After(func(context.Context) { p.kept = true })
	return insertFile(tx, row)
}

// keep makes the contents of a file somebody's.
func (n *fresh) keep(tx *db.Tx, f *Feature) (row fileRow, err error) {
	row = n.row
	var pic int64
	if n.pic != nil {
		if pic, err = f.keep(tx, n.pic); err != nil {
			return row, err
		}
	}
	if n.thumb != nil {
		if err := n.thumb.spend(tx, 0); err != nil {
			return row, err
		}
	}
	if row.isPhoto() {
		row.blob = pic
		return row, n.from.spend(tx, row.id)
	}
	row.thumbs = pic
	row.blob, err = n.from.Claim(tx, n.shared)
	return row, err
}

// Done deletes what was made and not kept.
func (p *Prepared) Done() {
	if p.fresh != nil && p.fresh.pic != nil && !p.kept {
		p.f.discard(p.fresh.pic.objects...)
	}
}
