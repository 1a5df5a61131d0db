package messages

import (
	"context"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/media"
)

// onceFor is how long, in seconds, media that may be looked at once stays after that began.
const onceFor = 60

// light notes that a message's media destroys itself soon, because its receiver has looked at it.
func (f *Feature) light(tx *db.Tx, m *box.Message) error {
	ttl := media.TTL(content.Decode(m.Content).Media)
	if ttl == 0 {
		return nil
	}
	if ttl == media.OnceTTL {
		ttl = onceFor
	}
	return putBurn(tx, m, f.box.Now()+ttl)
}

// burnDue destroys the media whose time is over, for both sides.
func (f *Feature) burnDue(ctx context.Context) error {
	var due []place
	err := f.db.Read(ctx, func(tx *db.Tx) (err error) {
		due, err = burnsDue(tx, f.box.Now(), sendAtOnce)
		return err
	})
	if err != nil {
		return err
	}
	for _, p := range due {
		if err := f.db.Write(ctx, func(tx *db.Tx) error { return f.burn(tx, p) }); err != nil {
			return err
		}
	}
	return nil
}

// burn destroys the media of a message: its file goes, and everybody who has the message is told.
func (f *Feature) burn(tx *db.Tx, p place) error {
	if err := dropBurn(tx, p); err != nil {
		return err
	}
	ms, err := box.ByIDs(tx, p.Box, []int32{p.ID})
	if err != nil || ms[p.ID] == nil {
		return err
	}
	m := ms[p.ID]
	say := content.Decode(m.Content)
	if media.TTL(say.Media) == 0 || len(media.Files(say.Media)) == 0 {
		return nil
	}
	if say.Media, err = media.Burnt(say.Media); err != nil {
		return err
	}
	m.Kind = box.KindOther // a search for photos does not find it any more
	_, err = f.rewriteAs(tx, m, say, m.EditDate)
	tx.Erased()
	return err
}
