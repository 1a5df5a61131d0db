package media

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"chappe/box"
	"chappe/db"
)

// File is a photo or a document, as a message's content says it. It never changes.
type File struct {
	ID       int64  `json:"i"`
	Date     int32  `json:"t"` // unix seconds
	Size     int64  `json:"s,omitempty"`
	Mime     string `json:"m,omitempty"`
	Name     string `json:"n,omitempty"`
	Sizes    []Size `json:"z,omitempty"` // of a photo; the small pictures of a document
	Stripped []byte `json:"b,omitempty"` // a tiny JPEG without its header

	Width    int32  `json:"w,omitempty"` // of a picture or video that is a document
	Height   int32  `json:"h,omitempty"`
	Animated bool   `json:"g,omitempty"`
	Video    *Video `json:"v,omitempty"`
	Audio    *Audio `json:"a,omitempty"`
	Sticker  string `json:"k,omitempty"` // the emoji that it stands for
}

// Size is one picture among those that a file has.
type Size struct {
	Type string `json:"t"` // s, m, x, y, w
	W    int32  `json:"w"`
	H    int32  `json:"h"`
	Off  int64  `json:"o,omitempty"` // where in their content it begins
	Size int32  `json:"n"`
}

// Video is what a document says that is a video.
type Video struct {
	Duration float64 `json:"d"` // seconds
	Round    bool    `json:"r,omitempty"`
	Stream   bool    `json:"s,omitempty"` // it can be played while it comes
	Silent   bool    `json:"q,omitempty"`
}

// Audio is what a document says that is music or a voice note.
type Audio struct {
	Duration  int32  `json:"d"` // seconds
	Voice     bool   `json:"v,omitempty"`
	Title     string `json:"t,omitempty"`
	Performer string `json:"p,omitempty"`
	Waveform  []byte `json:"w,omitempty"`
}

// fileRow is what is kept of a file beside what messages say of it.
type fileRow struct {
	id     int64
	blob   int64
	thumbs int64 // the content of its small pictures; 0 for none or for its own
	File
}

// Use says who has a file.
type Use struct {
	Kind   UseKind
	Holder int64 // a box, a person or a chat
	ID     int64 // a message or the like
}

// UseKind is a kind of use. Its values are stored: add at the end only.
type UseKind int64

// The kinds of uses.
const (
	InMessage   UseKind = iota + 1 // Holder is the box, ID the message
	InScheduled                    // Holder is the owner, ID the scheduled message
	InStage                        // Holder is who uploaded it to send it soon, ID the file
	InProfile                      // Holder is a box.Peer; the higher ID, the newer
	InPage                         // a preview; Holder 0, ID the page
	InSecret                       // an encrypted file; Holder is the uploader, ID the file
)

// Hold notes one more use of files that are there.
func (f *Feature) Hold(tx *db.Tx, u Use, ids ...int64) error {
	for _, id := range ids {
		if err := addUse(tx, u, id, f.Box.Now()); err != nil {
			return err
		}
	}
	return nil
}

// Release takes uses away, of one kind and holder, and what nobody uses any more with them.
func (f *Feature) Release(tx *db.Tx, kind UseKind, holder int64, ids ...int64) error {
	var gone []int64
	for chunk := range slices.Chunk(ids, 1000) {
		some, err := dropUses(tx, kind, holder, chunk)
		if err != nil {
			return err
		}
		gone = append(gone, some...)
	}
	return f.dropUnused(tx, gone)
}

// Drop takes one use of some files away, and what nobody uses any more with it.
func (f *Feature) Drop(tx *db.Tx, u Use, ids ...int64) error {
	if len(ids) == 0 {
		return nil
	}
	if err := dropUse(tx, u, ids); err != nil {
		return err
	}
	return f.dropUnused(tx, slices.Clone(ids))
}

// dropUnused deletes those of files that nobody has.
func (f *Feature) dropUnused(tx *db.Tx, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	tx.After(func(context.Context) { f.seen.forget() })
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		used, err := isUsed(tx, id)
		if err != nil {
			return err
		}
		if used {
			continue
		}
		r, ok, err := loadFile(tx, id)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := deleteFile(tx, id); err != nil {
			return err
		}
		for _, b := range []int64{r.blob, r.thumbs} {
			if b == 0 {
				continue
			}
			if err := f.dropContent(tx, b); err != nil {
				return err
			}
		}
		tx.Erased()
	}
	return nil
}

// erased hears of messages that were deleted.
func (f *Feature) erased(tx *db.Tx, of int64, gone []*box.Message) error {
	var ids []int64
	for _, m := range gone {
		if m.Kind > box.KindService || m.Flags&box.Linked != 0 {
			ids = append(ids, int64(m.ID))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return f.Release(tx, InMessage, of, ids...)
}

// cleared hears of somebody whose account is gone.
func (f *Feature) cleared(tx *db.Tx, owner int64) error {
	gone, err := dropUsesOf(tx, owner)
	if err != nil {
		return err
	}
	if err := f.dropUnused(tx, gone); err != nil {
		return err
	}
	us, err := uploadsOf(tx, owner)
	if err != nil {
		return err
	}
	for _, u := range us {
		if err := f.abandon(tx, u); err != nil {
			return err
		}
	}
	return nil
}

// abandon drops an upload. What was sent of it stays.
func (f *Feature) abandon(tx *db.Tx, u uploadRow) error {
	if !u.done {
		if err := f.doomParts(tx, u.blob); err != nil {
			return err
		}
	}
	return dropUpload(tx, u.owner, u.id)
}

func (r *fileRow) text() (string, error) {
	b, err := json.Marshal(r.File)
	if err != nil {
		return "", fmt.Errorf("encode file: %w", err)
	}
	return string(b), nil
}
