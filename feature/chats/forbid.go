package chats

import (
	"chappe/box"
	"chappe/rpc"
)

// forbidden names, for each kind of message, what forbids it and the error.
var forbidden = map[box.Kind]struct {
	by  Bans
	err *rpc.Error
}{
	box.KindText:     {NoPlain, rpc.Forbidden("CHAT_SEND_PLAIN_FORBIDDEN")},
	box.KindPhoto:    {NoPhotos, rpc.Forbidden("CHAT_SEND_PHOTOS_FORBIDDEN")},
	box.KindVideo:    {NoVideos, rpc.Forbidden("CHAT_SEND_VIDEOS_FORBIDDEN")},
	box.KindDocument: {NoDocs, rpc.Forbidden("CHAT_SEND_DOCS_FORBIDDEN")},
	box.KindVoice:    {NoVoices, rpc.Forbidden("CHAT_SEND_VOICES_FORBIDDEN")},
	box.KindMusic:    {NoAudios, rpc.Forbidden("CHAT_SEND_AUDIOS_FORBIDDEN")},
	box.KindRound:    {NoRounds, rpc.Forbidden("CHAT_SEND_ROUNDVIDEOS_FORBIDDEN")},
	box.KindGIF:      {NoGIFs, rpc.Forbidden("CHAT_SEND_GIFS_FORBIDDEN")},
	box.KindPoll:     {NoPolls, rpc.Forbidden("CHAT_SEND_POLL_FORBIDDEN")},
	box.KindSticker:  {NoStickers, rpc.Forbidden("CHAT_SEND_STICKERS_FORBIDDEN")},
}

var errMedia = rpc.Forbidden("CHAT_SEND_MEDIA_FORBIDDEN")

// Forbids returns the error of a message of a kind where something is forbidden, nil where it may be sent.
func Forbids(b Bans, what box.Kind) error {
	if what == box.KindService {
		return nil
	}
	if b&NoMessages != 0 {
		return ErrWrite
	}
	f, ok := forbidden[what]
	if !ok {
		f.by, f.err = NoMedia, errMedia
	}
	if b&f.by != 0 {
		return f.err
	}
	return nil
}
