// Package media keeps photos and files: upload, download, what they look like, and who may have them.
//
// What a client uploads is kept part by part, each an object of the store that never changes, or, of a large file in a store that can do
// that, a piece of an object that others are written to as well (filling). A content (a row of blobs) is a list of such parts, and is
// counted: two files with the same bytes have one content. A file (a photo or a document) has a content and
// perhaps small pictures, and lives as long as somebody uses it: every message, profile or scheduled message that has it is a row
// of file_uses. The transaction that drops the last use drops the file and its content; the objects are deleted after the commit,
// by a sweeper that may be interrupted at any moment.
//
// Nobody gets a file by its id. A file reference names the use through which it was seen, and counts only for those who can see
// that, as long as it is there.
//
// https://core.telegram.org/api/files
package media

import (
	"context"
	"embed"
	"io"
	"log/slog"

	"chappe/blob"
	"chappe/box"
	"chappe/clock"
	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this feature.
var Migrations = db.Migrations{Name: "media", FS: files}

// Config is what the feature is made of.
type Config struct {
	DB    *db.DB
	Box   *box.Engine
	Users *users.Feature
	Blobs blob.Store
	Clock clock.Clock
	Log   *slog.Logger

	DC      int32 // where clients are told that files are
	MaxFile int64 // bytes; 0 is 4000 parts of 512 KB
	Quota   int64 // bytes of unfinished uploads of one person; 0 is twice MaxFile
}

// Feature is this feature.
type Feature struct {
	Config
	key     []byte // of access hashes and file references
	sums    summer
	uploads accounts
	disk    chan struct{} // a place for each part that is being written
	fills   fillings
	seen    seen
	work    *pixels
	poked   chan struct{} // something is to be deleted
	looking looking       // addresses that are being looked at

	// Frame takes a picture, as JPEG, out of a video of so many bytes; nil where nothing on this machine can. It is set at start.
	Frame func(ctx context.Context, video io.ReaderAt, size int64) ([]byte, error)
	// Look asks the web what an address leads to, within bounds of its own; nil: this server makes no previews. It is set at start.
	Look func(ctx context.Context, url string) (*Looked, error)

	// Fetched is told that a caller was given the end of an opaque file. A higher feature sets it at start.
	Fetched func(ctx context.Context, c rpc.Caller, id int64) error
	// SeesChannel says whether a person can read a channel. A higher feature sets it at start.
	SeesChannel func(tx *db.Tx, person, channel int64) (bool, error)
	// SeesPhoto says whether a person may see another's profile photos. A higher feature sets it at start.
	SeesPhoto func(tx *db.Tx, owner, viewer int64) (bool, error)
	// Changed tells those who know the caller that they look different now, and returns the caller as they see themselves. A higher
	// feature sets it at start.
	Changed func(tx *db.Tx, c rpc.Caller) ([]tl.UserClass, error)
	// People renders people for viewer. A higher feature sets it at start.
	People func(tx *db.Tx, viewer int64, ids []int64) ([]tl.UserClass, error)
}

// New returns the feature.
func New(ctx context.Context, c Config) (*Feature, error) {
	if c.MaxFile <= 0 {
		c.MaxFile = 4000 * maxPart
	}
	if c.Quota <= 0 {
		c.Quota = 2 * c.MaxFile
	}
	key, err := users.Secret(ctx, c.DB, "file_reference", 32)
	if err != nil {
		return nil, err
	}
	sums, err := newSummer(key)
	if err != nil {
		return nil, err
	}
	f := &Feature{
		Config: c, key: key, sums: sums, uploads: newAccounts(), disk: make(chan struct{}, diskPlaces),
		fills: fillings{all: map[string]*filling{}}, seen: newSeen(), work: newPixels(),
		poked: make(chan struct{}, 1),
	}
	c.Box.OnErase(f.erased)
	c.Box.OnClear(func(tx *db.Tx, box int64) error { return f.cleared(tx, box) })
	return f, nil
}

// Register adds this feature's methods.
func (f *Feature) Register(r *rpc.Registry) {
	file := []rpc.Option{rpc.In(rpc.ClassFile), rpc.Unordered(), rpc.Quiet()}
	rpc.Handle(r, f.saveFilePart, file...)
	rpc.Handle(r, f.saveBigFilePart, file...)
	rpc.Handle(r, f.getFile, file...)
	rpc.Handle(r, f.getFileHashes, file...)
	rpc.Handle(r, f.uploadMedia, rpc.In(rpc.ClassSend))
	rpc.Handle(r, f.uploadProfilePhoto, rpc.In(rpc.ClassSend))
	rpc.Handle(r, f.updateProfilePhoto, rpc.In(rpc.ClassSend))
	rpc.Handle(r, f.deletePhotos)
	rpc.Handle(r, f.getUserPhotos)
}

// Limits of a part.
const (
	maxPart    = 512 << 10 // bytes
	partUnit   = 1 << 10   // of which a part's size is a multiple
	maxSmall   = 10 << 20  // bytes of what is not sent as a big file
	diskPlaces = 16        // parts that are written at once
)

var (
	errPart        = rpc.Bad("FILE_PART_INVALID")
	errPartEmpty   = rpc.Bad("FILE_PART_EMPTY")
	errPartBig     = rpc.Bad("FILE_PART_TOO_BIG")
	errPartSize    = rpc.Bad("FILE_PART_SIZE_INVALID")
	errPartChanged = rpc.Bad("FILE_PART_SIZE_CHANGED")
	errParts       = rpc.Bad("FILE_PARTS_INVALID")
	errMD5         = rpc.Bad("MD5_CHECKSUM_INVALID")
	errFull        = &rpc.Error{Code: 400, Message: "STORAGE_FULL"}
	errLocation    = rpc.Bad("LOCATION_INVALID")
	errOffset      = rpc.Bad("OFFSET_INVALID")
	errLimit       = rpc.Bad("LIMIT_INVALID")
	errRefExpired  = rpc.Bad("FILE_REFERENCE_EXPIRED")
	errRefInvalid  = rpc.Bad("FILE_REFERENCE_INVALID")
	errRefEmpty    = rpc.Bad("FILE_REFERENCE_EMPTY")
	errMedia       = rpc.Bad("MEDIA_INVALID")
	errMediaEmpty  = rpc.Bad("MEDIA_EMPTY")
)
