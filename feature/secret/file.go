package secret

import (
	"context"

	"chappe/db"
	"chappe/feature/media"
	"chappe/rpc"
	"chappe/tl"
)

var errFile = rpc.Bad("FILE_ID_INVALID")

const (
	keepFetched = 60 * 60           // seconds that a file stays after the other side had its end: parts may come in any order
	keepFile    = 30 * 24 * 60 * 60 // seconds that a file stays which nobody fetches
)

// sendEncryptedFile relays a message with a file.
// https://core.telegram.org/method/messages.sendEncryptedFile
func (f *Feature) sendEncryptedFile(ctx context.Context, c rpc.Caller, q *tl.MessagesSendEncryptedFile) (tl.MessagesSentEncryptedMessageClass, error) {
	claim, err := f.claim(ctx, c, q.Peer.ChatID, q.RandomID, q.File)
	if err != nil {
		return nil, err
	}
	out := &tl.MessagesSentEncryptedFile{File: &tl.EncryptedFileEmpty{}}
	out.Date, err = f.relay(ctx, c, q.Peer, q.Data, envelope{RandomID: q.RandomID}, func(tx *db.Tx, ch chat, e *envelope) error {
		file, err := claim(tx, ch)
		if err != nil || file == nil {
			return err
		}
		e.File = file
		out.File = f.fileTL(file)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// uploadEncryptedFile makes a file of what was uploaded, without a message.
// https://core.telegram.org/method/messages.uploadEncryptedFile
func (f *Feature) uploadEncryptedFile(ctx context.Context, c rpc.Caller, q *tl.MessagesUploadEncryptedFile) (tl.EncryptedFileClass, error) {
	claim, err := f.claim(ctx, c, q.Peer.ChatID, 0, q.File)
	if err != nil {
		return nil, err
	}
	var out tl.EncryptedFileClass = &tl.EncryptedFileEmpty{}
	err = f.DB.Write(ctx, func(tx *db.Tx) error {
		ch, _, _, err := f.open(tx, c, q.Peer)
		if err != nil {
			return err
		}
		file, err := claim(tx, ch)
		if err == nil && file != nil {
			out = f.fileTL(file)
		}
		return err
	})
	return out, err
}

// claim makes a file the chat's, in the transaction of its message. It returns nil where there is none.
type claim func(tx *db.Tx, ch chat) (*fileEntry, error)

// claim looks at what a client names and returns what makes it the chat's file, in the transaction of the message.
func (f *Feature) claim(ctx context.Context, c rpc.Caller, id int32, randomID int64, in tl.InputEncryptedFileClass) (claim, error) {
	var upload tl.InputFileClass
	var fingerprint int32
	switch q := in.(type) {
	case *tl.InputEncryptedFileEmpty:
		return func(*db.Tx, chat) (*fileEntry, error) { return nil, nil }, nil
	case *tl.InputEncryptedFile:
		return func(tx *db.Tx, _ chat) (*fileEntry, error) {
			r, ok, err := loadFile(tx, q.ID)
			if err == nil && (!ok || r.Chat != id || q.AccessHash != r.Hash || c.User != r.Owner && c.User != r.Other) {
				err = errFile
			}
			return &r.fileEntry, err
		}, nil
	case *tl.InputEncryptedFileUploaded:
		upload, fingerprint = &tl.InputFile{ID: q.ID, Parts: q.Parts, MD5Checksum: q.MD5Checksum}, q.KeyFingerprint
	case *tl.InputEncryptedFileBigUploaded:
		upload, fingerprint = &tl.InputFileBig{ID: q.ID, Parts: q.Parts}, q.KeyFingerprint
	default:
		return nil, errFile
	}
	var had fileRow
	var sent bool
	err := f.DB.Read(ctx, func(tx *db.Tx) (err error) {
		had, sent, err = fileSentWith(tx, id, randomID)
		return err
	})
	if err != nil {
		return nil, err
	}
	if sent && had.Owner == c.User { // a retried call: its first try took the upload
		return func(*db.Tx, chat) (*fileEntry, error) { return &had.fileEntry, nil }, nil
	}
	u, err := f.Media.Uploaded(ctx, c.User, upload)
	if err != nil {
		return nil, err
	}
	return func(tx *db.Tx, ch chat) (*fileEntry, error) {
		other, _ := ch.other(c.User)
		o, err := f.Media.KeepOpaque(tx, u, c.User, other)
		if err != nil {
			return nil, err
		}
		r := fileRow{
			fileEntry: fileEntry{ID: o.ID, Hash: o.Hash, Size: o.Size, Fingerprint: fingerprint},
			Chat:      id, Owner: c.User, Other: other, RandomID: randomID, Date: f.Box.Now(),
		}
		return &r.fileEntry, putFile(tx, r)
	}, nil
}

func (f *Feature) fileTL(e *fileEntry) tl.EncryptedFileClass {
	return &tl.EncryptedFile{ID: e.ID, AccessHash: e.Hash, Size: e.Size, DCID: f.Media.DC, KeyFingerprint: e.Fingerprint}
}

// fetched notes that the other side had a file's end. It goes soon after.
func (f *Feature) fetched(ctx context.Context, c rpc.Caller, id int64) error {
	return f.DB.Write(ctx, func(tx *db.Tx) error { return markFetched(tx, id, c.User, f.Box.Now()) })
}

// dropFiles erases files.
func (f *Feature) dropFiles(tx *db.Tx, rs []fileRow) error {
	for _, r := range rs {
		for _, holder := range []int64{r.Owner, r.Other} {
			if err := f.Media.Release(tx, media.InSecret, holder, r.ID); err != nil {
				return err
			}
		}
		if err := deleteFile(tx, r.ID); err != nil {
			return err
		}
	}
	return nil
}
