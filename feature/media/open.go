package media

import (
	"context"
	"io"

	"chappe/db"
)

// Opened is a file, or one of its pictures, whose bytes can be read.
type Opened struct {
	Mime string
	Name string // as its sender called it, "" for none
	Size int64
	io.ReaderAt
}

// Open opens a file by its id, for parts of the server that have made sure that whoever asks may have it. size names one of its pictures,
// "" is the document itself, and of a photo its largest picture. It returns an error of clients where there is none.
func (f *Feature) Open(ctx context.Context, id int64, size string) (*Opened, error) {
	var p picture
	var r fileRow
	err := f.DB.Read(ctx, func(tx *db.Tx) error {
		var ok bool
		var err error
		if r, ok, err = loadFile(tx, id); err != nil || !ok {
			return orRefused(err)
		}
		if size == "" && r.isPhoto() {
			if len(r.Sizes) == 0 {
				return errLocation
			}
			size = r.Sizes[len(r.Sizes)-1].Type
		}
		p, err = r.picture(tx, size)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &Opened{Mime: p.mime, Name: r.Name, Size: p.n, ReaderAt: io.NewSectionReader(f.reader(ctx, p.body, nil), p.off, p.n)}, nil
}
