package media

import (
	"context"
	"slices"

	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

const maxPhotos = 100 // in one answer

// uploadProfilePhoto makes what the caller has uploaded their photo.
// https://core.telegram.org/method/photos.uploadProfilePhoto
func (f *Feature) uploadProfilePhoto(ctx context.Context, c rpc.Caller, q *tl.PhotosUploadProfilePhoto) (*tl.PhotosPhoto, error) {
	if q.Fallback || q.Bot != nil || q.Video != nil || q.VideoEmojiMarkup != nil {
		return nil, errMedia
	}
	p, err := f.PreparePortrait(ctx, c, q.File)
	if err != nil {
		return nil, err
	}
	defer p.Done()
	return f.wear(ctx, c, p)
}

// updateProfilePhoto makes a photo that is there the caller's, or takes theirs away.
// https://core.telegram.org/method/photos.updateProfilePhoto
func (f *Feature) updateProfilePhoto(ctx context.Context, c rpc.Caller, q *tl.PhotosUpdateProfilePhoto) (*tl.PhotosPhoto, error) {
	if q.Fallback || q.Bot != nil {
		return nil, errMedia
	}
	if in, ok := q.ID.(*tl.InputPhoto); ok {
		p, err := f.ExistingPortrait(ctx, c, in)
		if err != nil {
			return nil, err
		}
		return f.wear(ctx, c, p)
	}
	return f.wear(ctx, c, nil)
}

// wear makes a photo the caller's newest, or with nil takes the newest away.
func (f *Feature) wear(ctx context.Context, c rpc.Caller, p *Portrait) (*tl.PhotosPhoto, error) {
	out := &tl.PhotosPhoto{Photo: &tl.PhotoEmpty{}}
	err := f.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if p != nil {
			if err := p.Keep(tx, c.User); err != nil {
				return err
			}
			if out.Photo, err = p.TL(tx, c.User); err != nil {
				return err
			}
		} else if id, _, err := f.Newest(tx, c.User); err != nil {
			return err
		} else if id != 0 {
			if _, err := f.DropPortraits(tx, c.User, id); err != nil {
				return err
			}
		}
		out.Users, err = f.show(tx, c)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// show stores which photo the caller has now and tells those who know them.
func (f *Feature) show(tx *db.Tx, c rpc.Caller) ([]tl.UserClass, error) {
	u, ok, err := users.ByID(tx, c.User)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, users.ErrUser
	}
	id, stripped, err := f.Newest(tx, c.User)
	if err != nil {
		return nil, err
	}
	u.Profile.Photo, u.Profile.PhotoThumb = id, stripped
	if err := users.Save(tx, u); err != nil {
		return nil, err
	}
	return f.Changed(tx, c)
}

// deletePhotos takes photos of the caller away.
// https://core.telegram.org/method/photos.deletePhotos
func (f *Feature) deletePhotos(ctx context.Context, c rpc.Caller, q *tl.PhotosDeletePhotos) ([]int64, error) {
	if len(q.ID) > maxPhotos {
		return nil, errLimit
	}
	var ids []int64
	for _, in := range q.ID {
		if in, ok := in.(*tl.InputPhoto); ok {
			ids = append(ids, in.ID)
		}
	}
	gone := []int64{}
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		some, err := f.DropPortraits(tx, c.User, ids...)
		if gone = append([]int64{}, some...); err != nil || len(gone) == 0 {
			return err
		}
		_, err = f.show(tx, c)
		return err
	})
	return gone, err
}

// getUserPhotos returns a person's photos, the newest first.
// https://core.telegram.org/method/photos.getUserPhotos
func (f *Feature) getUserPhotos(ctx context.Context, c rpc.Caller, q *tl.PhotosGetUserPhotos) (tl.PhotosPhotosClass, error) {
	if q.Offset < 0 {
		return nil, errOffset
	}
	if q.MaxID < 0 {
		return nil, rpc.Bad("MAX_ID_INVALID")
	}
	out := &tl.PhotosPhotosSlice{Photos: []tl.PhotoClass{}}
	err := f.DB.Read(ctx, func(tx *db.Tx) error {
		u, err := f.Users.User(tx, c, q.UserID)
		if err != nil {
			return err
		}
		if out.Users, err = f.People(tx, c.User, []int64{u.ID}); err != nil {
			return err
		}
		may, err := f.maySee(tx, c.User, Use{Kind: InProfile, Holder: u.ID})
		if err != nil || !may {
			return err
		}
		ps, err := portraitsOf(tx, u.ID)
		if err != nil {
			return err
		}
		out.Count = int32(len(ps))
		if at := slices.IndexFunc(ps, func(p portrait) bool { return p.file == q.MaxID }); q.MaxID != 0 && at >= 0 {
			ps = ps[at+1:]
		}
		ps = ps[min(int(q.Offset), len(ps)):]
		limit := int(q.Limit)
		if limit <= 0 {
			limit = maxPhotos
		}
		for _, p := range ps[:min(limit, maxPhotos, len(ps))] {
			r, ok, err := loadFile(tx, p.file)
			if err != nil {
				return err
			}
			if ok {
				out.Photos = append(out.Photos, f.PhotoTL(Use{InProfile, u.ID, p.n}, &r.File))
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if int(out.Count) == len(out.Photos) {
		return &tl.PhotosPhotos{Photos: out.Photos, Users: out.Users}, nil
	}
	return out, nil
}

// FillProfile adds a person's photo to what viewer is told of them.
func (f *Feature) FillProfile(tx *db.Tx, viewer, user int64, out *tl.UserFull) error {
	may, err := f.maySee(tx, viewer, Use{Kind: InProfile, Holder: user})
	if err != nil || !may {
		return err
	}
	id, _, err := f.Newest(tx, user)
	if err != nil || id == 0 {
		return err
	}
	out.ProfilePhoto, err = f.PortraitTL(tx, user, id)
	return err
}
