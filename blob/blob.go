// Package blob keeps the bytes of files: in a directory, or in a store that speaks S3.
//
// An object is written once, whole, under a random id, and never changes: whoever replaces something writes another object and names
// that instead. So nothing that is being read can be pulled away by a write, and a row that names an object names its content. In a
// directory many pieces can also go into one object, one after the other (Filler): each is written once.
package blob

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"time"
)

// Store keeps objects. Its methods may be called from any goroutine.
type Store interface {
	// Put writes an object and returns its id. When it returns without an error the object is durable: it survives the loss of
	// power, so that a row may name it. After an error there is none, or one that nobody will ever name; List finds it.
	Put(ctx context.Context, data []byte) (id string, err error)

	// ReadAt fills p from the object's byte off on, as io.ReaderAt does: at the object's end it returns fewer bytes and io.EOF.
	// ErrNone: there is no such object.
	ReadAt(ctx context.Context, id string, p []byte, off int64) (int, error)

	// Delete removes an object. It is no error if there is none: whoever does not know whether it was done does it again.
	Delete(ctx context.Context, id string) error

	// List calls fn with every object and when it was written, in no order, until fn returns an error, which it returns. Objects
	// that are written or deleted meanwhile may be among them or not.
	List(ctx context.Context, fn func(id string, written time.Time) error) error
}

// Filler is a Store that also takes objects piece by piece, as the parts of an upload come. What was written and synced of one never
// changes; rows say where in it what is.
type Filler interface {
	Store

	// Fill begins an empty object. It is there, durably, when Fill returns. Whoever began it closes it.
	Fill(ctx context.Context) (Filling, error)
}

// Filling is an object to which pieces are written. Its methods may be called from any goroutine. It may be deleted meanwhile: then
// nothing fails, and nothing is left.
type Filling interface {
	ID() string
	// WriteAt writes a piece. Nobody else may be writing there, and nothing that was synced may be there.
	WriteAt(p []byte, off int64) (int, error)
	// Sync makes durable all that was written before it was called. After an error nothing may be written any more, and of what was
	// not synced before nothing can be relied upon.
	Sync() error
	Close() error
}

var (
	// ErrNone means that there is no such object.
	ErrNone = errors.New("no such object")
	// ErrFull means that the store has no room for an object.
	ErrFull = errors.New("no room left for files")
)

// idBytes is how many random bytes are in an id.
const idBytes = 16

func newID() string {
	var b [idBytes]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// valid says whether id may be one that newID made, so that no id leads out of the store.
func valid(id string) bool {
	if len(id) != 2*idBytes {
		return false
	}
	for _, c := range []byte(id) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
