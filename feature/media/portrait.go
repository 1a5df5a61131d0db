package media

import (
	"context"
	"io"

	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

// portraits are the pictures of the photo of a person or chat: squares from the middle of what was uploaded.
// https://core.telegram.org/api/files#image-thumbnail-types
var portraits = []frame{{"a", 160}, {"b", 320}, {"c", 640}}

var errPhotoID = rpc.Bad("PHOTO_ID_INVALID")

// minPortrait is how many pixels each side of such a photo has at least.
const minPortrait = 160

// Portrait is the photo of a person or chat on its way. After Prepare..., in a transaction, comes Keep, and then, in any case, Done.
type Portrait struct {
	ID       int64
	Stripped []byte // the tiny picture that is shown with the name

	f     *Feature
	fresh *fresh
	kept  bool
}

// PreparePortrait makes the photo of a person or chat of what the caller has uploaded.
func (f *Feature) PreparePortrait(ctx context.Context, c rpc.Caller, in tl.InputFileClass) (*Portrait, error) {
	if in == nil {
		return nil, errEmptyPhoto
	}
	u, err := f.Uploaded(ctx, c.User, in)
	if err != nil {
		return nil, err
	}
	if u.photo != nil {
		return &Portrait{ID: u.photo.id, Stripped: u.photo.Stripped, f: f, fresh: &fresh{row: *u.photo}}, nil
	}
	if u.Size > maxPhoto {
		return nil, errImage
	}
	data := make([]byte, u.Size)
	if _, err := u.Reader(ctx).ReadAt(data, 0); err != nil && err != io.EOF {
		return nil, err
	}
	img, turned, done, err := f.decode(ctx, data)
	if err != nil {
		return nil, err
	}
	defer done()
	b := img.Bounds()
	if min(b.Dx(), b.Dy()) < minPortrait {
		return nil, rpc.Bad("PHOTO_CROP_SIZE_SMALL")
	}
	p, err := render(middle(img), turned, portraits, nil)
	if err != nil {
		return nil, err
	}
	pic, err := f.make(ctx, p.data, true)
	if err != nil {
		return nil, err
	}
	file := File{ID: NewID(), Date: f.Box.Now(), Sizes: p.sizes, Stripped: p.stripped}
	n := &fresh{row: fileRow{id: file.ID, File: file}, from: u, shared: true, pic: pic}
	return &Portrait{ID: file.ID, Stripped: p.stripped, f: f, fresh: n}, nil
}

// ExistingPortrait takes a photo that is there already, and that the caller can see.
func (f *Feature) ExistingPortrait(ctx context.Context, c rpc.Caller, in *tl.InputPhoto) (*Portrait, error) {
	var r fileRow
	err := f.DB.Read(ctx, func(tx *db.Tx) (err error) {
		r, err = f.find(tx, c, in.ID, in.AccessHash, in.FileReference)
		return err
	})
	if err == errLocation || err == nil && !r.isPhoto() {
		err = errPhotoID
	}
	if err != nil {
		return nil, err
	}
	return &Portrait{ID: r.id, Stripped: r.Stripped, f: f, fresh: &fresh{row: r}}, nil
}

// Keep makes the photo the newest of holder, a box.Peer: a person, a chat or a channel.
func (p *Portrait) Keep(tx *db.Tx, holder int64) error {
	if n := p.fresh; n.from != nil {
		row, err := n.keep(tx, p.f)
		if err != nil {
			return err
		}
		if err := insertFile(tx, row); err != nil {
			return err
		}
		tx.After(func(context.Context) { p.kept = true })
	} else if _, ok, err := loadFile(tx, p.ID); err != nil || !ok {
		return orRefused(err)
	}
	last, _, err := newestPortrait(tx, holder)
	if err != nil {
		return err
	}
	if was, ok, err := portraitOf(tx, holder, p.ID); err != nil {
		return err
	} else if ok { // it was theirs before: it moves to the front
		if err := p.f.Hold(tx, Use{InProfile, holder, last.n + 1}, p.ID); err != nil {
			return err
		}
		return p.f.Release(tx, InProfile, holder, was)
	}
	return p.f.Hold(tx, Use{InProfile, holder, last.n + 1}, p.ID)
}

func orRefused(err error) error {
	if err == nil {
		err = errRefExpired
	}
	return err
}

// Done deletes what was made and not kept.
func (p *Portrait) Done() {
	if p.fresh.pic != nil && !p.kept {
		p.f.discard(p.fresh.pic.objects...)
	}
}

// TL renders the photo for those who see holder's.
func (p *Portrait) TL(tx *db.Tx, holder int64) (tl.PhotoClass, error) {
	return p.f.PortraitTL(tx, holder, p.ID)
}

// PortraitTL renders one of holder's photos.
func (f *Feature) PortraitTL(tx *db.Tx, holder, id int64) (tl.PhotoClass, error) {
	n, ok, err := portraitOf(tx, holder, id)
	if err != nil || !ok {
		return &tl.PhotoEmpty{ID: id}, err
	}
	r, ok, err := loadFile(tx, id)
	if err != nil || !ok {
		return &tl.PhotoEmpty{ID: id}, err
	}
	return f.PhotoTL(Use{InProfile, holder, n}, &r.File), nil
}

// Newest returns the id and the tiny picture of holder's newest photo, 0 for none.
func (f *Feature) Newest(tx *db.Tx, holder int64) (id int64, stripped []byte, err error) {
	p, ok, err := newestPortrait(tx, holder)
	if err != nil || !ok {
		return 0, nil, err
	}
	r, ok, err := loadFile(tx, p.file)
	if err != nil || !ok {
		return 0, nil, err
	}
	return r.id, r.Stripped, nil
}

// DropPortraits takes photos of holder away and returns which were there.
func (f *Feature) DropPortraits(tx *db.Tx, holder int64, ids ...int64) (gone []int64, err error) {
	for _, id := range ids {
		n, ok, err := portraitOf(tx, holder, id)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		if err := f.Release(tx, InProfile, holder, n); err != nil {
			return nil, err
		}
		gone = append(gone, id)
	}
	return gone, nil
}

// locatePeer finds the photo that is shown with the name of a person or chat. No reference is needed: who may name them may see it.
// https://core.telegram.org/constructor/inputPeerPhotoFileLocation
func (f *Feature) locatePeer(ctx context.Context, c rpc.Caller, q *tl.InputPeerPhotoFileLocation) (p picture, err error) {
	size := portraits[0].name
	if q.Big {
		size = portraits[len(portraits)-1].name
	}
	err = f.DB.Read(ctx, func(tx *db.Tx) error {
		peer, err := f.Users.Peer(tx, c, q.Peer)
		if err != nil {
			return err
		}
		n, ok, err := portraitOf(tx, int64(peer), q.PhotoID)
		if err != nil {
			return err
		}
		if !ok {
			return errLocation
		}
		if ok, err = f.maySee(tx, c.User, Use{InProfile, int64(peer), n}); err != nil {
			return err
		}
		r, found, err := loadFile(tx, q.PhotoID)
		if err != nil {
			return err
		}
		if !ok || !found {
			return errLocation
		}
		if p, err = r.picture(tx, size); err == errLocation && len(r.Sizes) > 0 { // it was sent as another kind of photo
			at := 0
			if q.Big {
				at = len(r.Sizes) - 1
			}
			p, err = r.picture(tx, r.Sizes[at].Type)
		}
		return err
	})
	return p, err
}

// CopyPortrait gives holder to one of the photos of holder from, as its newest.
func (f *Feature) CopyPortrait(tx *db.Tx, from, to, id int64) error {
	if _, ok, err := portraitOf(tx, from, id); err != nil || !ok {
		return err
	}
	last, _, err := newestPortrait(tx, to)
	if err != nil {
		return err
	}
	return f.Hold(tx, Use{InProfile, to, last.n + 1}, id)
}
