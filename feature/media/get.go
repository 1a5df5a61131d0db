package media

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"strings"

	"chappe/blob"
	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

const (
	window   = 1 << 20 // bytes; what is asked for at once lies in one of them
	stepped  = 4 << 10 // of which offset and limit are multiples
	precise  = 1 << 10 // the same where a client asks for it
	hashed   = 128 << 10
	maxHashs = 8
)

// getFile returns a piece of a file.
// https://core.telegram.org/api/files#downloading-files
func (f *Feature) getFile(ctx context.Context, c rpc.Caller, q *tl.UploadGetFile) (tl.UploadFileClass, error) {
	if err := checkRange(q.Offset, q.Limit, q.Precise); err != nil {
		return nil, err
	}
	p, err := f.locate(ctx, c, q.Location)
	if err != nil {
		return nil, err
	}
	var room []byte
	if n := min(int64(q.Limit), p.n-q.Offset); n >= largePiece {
		room = c.Room(beforeBytes, int(n))
	}
	data, err := f.piece(ctx, p, q.Offset, int64(q.Limit), room)
	if err != nil {
		return nil, err
	}
	if l, ok := q.Location.(*tl.InputEncryptedFileLocation); ok && f.Fetched != nil && len(data) > 0 && q.Offset+int64(len(data)) == p.n {
		if err := f.Fetched(ctx, c, l.ID); err != nil {
			return nil, err
		}
	}
	return &tl.UploadFile{Type: storageType(p.mime), Mtime: p.date, Bytes: data}, nil
}

// checkRange says what is wrong with an offset and a limit.
func checkRange(offset int64, limit int32, exact bool) error {
	step := int64(stepped)
	if exact {
		step = precise
	}
	switch {
	case offset < 0 || offset%step != 0:
		return errOffset
	case limit <= 0 || int64(limit)%step != 0 || limit > window || !exact && window%limit != 0:
		return errLimit
	case offset/window != (offset+int64(limit)-1)/window:
		return errLimit
	}
	return nil
}

// picture is what a location names: bytes in a content.
type picture struct {
	body
	off, n int64
	mime   string
	date   int32
}

// ahead is how far behind the end of a file, in bytes, a client may ask: some fetch several pieces at once without knowing the size.
const ahead = 16 * window

// A piece of so many bytes is read to where it stands in the answer, behind the id of upload.file, its type, its date and the length.
const (
	largePiece  = 16 << 10
	beforeBytes = 16
)

// piece reads a piece of what a location names, nothing at its end. It stands in room where that is large enough.
func (f *Feature) piece(ctx context.Context, p picture, offset, limit int64, room []byte) ([]byte, error) {
	if offset > p.n+ahead {
		return nil, errOffset
	}
	if offset >= p.n {
		return []byte{}, nil
	}
	n := min(limit, p.n-offset)
	if int64(len(room)) < n {
		room = make([]byte, n)
	}
	data := room[:n]
	_, err := f.reader(ctx, p.body, nil).ReadAt(data, p.off+offset)
	switch {
	case errors.Is(err, blob.ErrNone):
		return nil, errRefExpired // deleted just now
	case err != nil && err != io.EOF:
		return nil, err
	}
	return data, nil
}

// locate finds what a client may have by a location.
// https://core.telegram.org/type/InputFileLocation
func (f *Feature) locate(ctx context.Context, c rpc.Caller, in tl.InputFileLocationClass) (p picture, err error) {
	var id, hash int64
	var ref []byte
	var size string
	photo := false
	switch q := in.(type) {
	case *tl.InputPhotoFileLocation:
		id, hash, ref, size, photo = q.ID, q.AccessHash, q.FileReference, q.ThumbSize, true
	case *tl.InputDocumentFileLocation:
		id, hash, ref, size = q.ID, q.AccessHash, q.FileReference, q.ThumbSize
	case *tl.InputPeerPhotoFileLocation:
		return f.locatePeer(ctx, c, q)
	case *tl.InputEncryptedFileLocation:
		return f.locateOpaque(ctx, c, q)
	default:
		return p, errLocation
	}
	key := seenKey{c.User, id, string(ref) + size, hash}
	if p, ok := f.seen.get(key, f.Clock.Now()); ok {
		return p, nil
	}
	err = f.DB.Read(ctx, func(tx *db.Tx) error {
		r, err := f.find(tx, c, id, hash, ref)
		if err != nil {
			return err
		}
		if photo != r.isPhoto() {
			return errLocation
		}
		p, err = r.picture(tx, size)
		return err
	})
	if err == nil {
		f.seen.put(key, p, f.Clock.Now())
	}
	return p, err
}

// isPhoto says whether the file is a photo: all its bytes are in its sizes.
func (r *fileRow) isPhoto() bool { return r.Mime == "" }

// picture is one of a file's sizes, or with "" a document itself.
func (r *fileRow) picture(tx *db.Tx, size string) (p picture, err error) {
	at := r.blob
	if r.thumbs != 0 && size != "" {
		at = r.thumbs
	}
	b, ok, err := loadContent(tx, at)
	if err != nil {
		return p, err
	}
	if !ok {
		return p, errLocation
	}
	p = picture{body: b, n: b.size, mime: r.Mime, date: r.Date}
	if size == "" && !r.isPhoto() {
		return p, nil
	}
	for _, s := range r.Sizes {
		if s.Type == size {
			p.off, p.n, p.mime = s.Off, int64(s.Size), "image/jpeg"
			return p, nil
		}
	}
	return p, errLocation
}

// https://core.telegram.org/type/storage.FileType
func storageType(mime string) tl.StorageFileTypeClass {
	switch {
	case mime == "image/jpeg":
		return &tl.StorageFileJpeg{}
	case mime == "image/png":
		return &tl.StorageFilePng{}
	case mime == "image/gif":
		return &tl.StorageFileGif{}
	case mime == "image/webp":
		return &tl.StorageFileWebp{}
	case mime == "application/pdf":
		return &tl.StorageFilePdf{}
	case mime == "audio/mpeg":
		return &tl.StorageFileMp3{}
	case mime == "video/quicktime":
		return &tl.StorageFileMov{}
	case strings.HasPrefix(mime, "video/mp4"):
		return &tl.StorageFileMp4{}
	}
	return &tl.StorageFileUnknown{}
}

// getFileHashes returns the hashes of the next pieces of a file.
// https://core.telegram.org/method/upload.getFileHashes
func (f *Feature) getFileHashes(ctx context.Context, c rpc.Caller, q *tl.UploadGetFileHashes) ([]tl.FileHash, error) {
	p, err := f.locate(ctx, c, q.Location)
	if err != nil {
		return nil, err
	}
	if q.Offset < 0 || q.Offset > p.n {
		return nil, errOffset
	}
	out, room := []tl.FileHash{}, make([]byte, hashed)
	for at := q.Offset / hashed * hashed; at < p.n && len(out) < maxHashs; at += hashed {
		data, err := f.piece(ctx, p, at, hashed, room)
		if err != nil {
			return nil, err
		}
		h := sha256.Sum256(data)
		out = append(out, tl.FileHash{Offset: at, Limit: int32(len(data)), Hash: h[:]})
	}
	return out, nil
}
