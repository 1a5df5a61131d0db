package messages

import (
	"context"

	"chappe/box"
	"chappe/db"
	"chappe/feature/media"
	"chappe/rpc"
	"chappe/tl"
)

// editChatPhoto changes the photo of a basic group.
// https://core.telegram.org/method/messages.editChatPhoto
func (f *Feature) editChatPhoto(ctx context.Context, c rpc.Caller, q *tl.MessagesEditChatPhoto) (tl.UpdatesClass, error) {
	p, err := f.chatPhoto(ctx, c, q.Photo)
	if err != nil {
		return nil, err
	}
	if p != nil {
		defer p.Done()
	}
	return f.groups.SetPhoto(ctx, c, q.ChatID, func(tx *db.Tx) (int64, []byte, error) {
		return f.keepPhoto(tx, int64(box.ChatPeer(q.ChatID)), p)
	})
}

// editChannelPhoto changes the photo of a supergroup or channel.
// https://core.telegram.org/method/channels.editPhoto
func (f *Feature) editChannelPhoto(ctx context.Context, c rpc.Caller, q *tl.ChannelsEditPhoto) (tl.UpdatesClass, error) {
	p, err := f.chatPhoto(ctx, c, q.Photo)
	if err != nil {
		return nil, err
	}
	if p != nil {
		defer p.Done()
	}
	return f.channels.SetPhoto(ctx, c, q.Channel, func(tx *db.Tx, holder int64) (int64, []byte, error) {
		return f.keepPhoto(tx, holder, p)
	})
}

// chatPhoto is a photo that a group is to have, nil for none.
// https://core.telegram.org/type/InputChatPhoto
func (f *Feature) chatPhoto(ctx context.Context, c rpc.Caller, in tl.InputChatPhotoClass) (*media.Portrait, error) {
	switch in := in.(type) {
	case *tl.InputChatUploadedPhoto:
		if in.Video != nil || in.VideoEmojiMarkup != nil {
			return nil, rpc.Bad("PHOTO_INVALID")
		}
		return f.media.PreparePortrait(ctx, c, in.File)
	case *tl.InputChatPhoto:
		if id, ok := in.ID.(*tl.InputPhoto); ok {
			return f.media.ExistingPortrait(ctx, c, id)
		}
		return nil, rpc.Bad("PHOTO_ID_INVALID")
	}
	return nil, nil
}

// keepPhoto makes a photo holder's, or with nil takes the newest away. It returns which is shown then, 0 for none.
func (f *Feature) keepPhoto(tx *db.Tx, holder int64, p *media.Portrait) (int64, []byte, error) {
	if p != nil {
		return p.ID, p.Stripped, p.Keep(tx, holder)
	}
	id, _, err := f.media.Newest(tx, holder)
	if err != nil || id == 0 {
		return 0, nil, err
	}
	_, err = f.media.DropPortraits(tx, holder, id)
	return 0, nil, err
}
