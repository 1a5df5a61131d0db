package media

import (
	"context"

	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

// uploadMedia makes a file of what the caller has uploaded, to be sent by its id, as albums are.
// https://core.telegram.org/method/messages.uploadMedia
func (f *Feature) uploadMedia(ctx context.Context, c rpc.Caller, q *tl.MessagesUploadMedia) (tl.MessageMediaClass, error) {
	err := f.DB.Read(ctx, func(tx *db.Tx) error {
		_, err := f.Users.Peer(tx, c, q.Peer)
		return err
	})
	if err != nil {
		return nil, err
	}
	p, err := f.Prepare(ctx, c, q.Media)
	if err != nil {
		return nil, err
	}
	defer p.Done()
	ids := Files(&p.Media)
	if len(ids) == 0 {
		return f.TL(Use{}, &p.Media), nil
	}
	u := Use{InStage, c.User, ids[0]}
	err = f.DB.Write(ctx, func(tx *db.Tx) error {
		if err := p.Keep(tx); err != nil {
			return err
		}
		return f.Hold(tx, u, ids...)
	})
	if err != nil {
		return nil, err
	}
	return f.TL(u, &p.Media), nil
}
