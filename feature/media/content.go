package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"chappe/db"
)

// body is a row of blobs: a content, the bytes that files have.
type body struct {
	id   int64
	hash string // "" is never shared
	size int64
	part int32 // bytes of each part but the last
}

// addContent makes a content, whose parts are there, somebody's. If another one has the same hash, that counts one more use and the
// parts of this one are deleted.
func (f *Feature) addContent(tx *db.Tx, b body) (int64, error) {
	if b.hash != "" {
		same, ok, err := contentByHash(tx, b.hash)
		if err != nil {
			return 0, err
		}
		if ok {
			if err := f.doomParts(tx, b.id); err != nil {
				return 0, err
			}
			return same, useContent(tx, same, 1)
		}
	}
	return b.id, insertContent(tx, b)
}

// dropContent takes one use of a content away, and with the last one its parts.
func (f *Feature) dropContent(tx *db.Tx, id int64) error {
	left, err := unuseContent(tx, id)
	if err != nil || left > 0 {
		return err
	}
	if err := deleteContent(tx, id); err != nil {
		return err
	}
	return f.doomParts(tx, id)
}

// doomParts has the objects of a content deleted after the commit.
func (f *Feature) doomParts(tx *db.Tx, blob int64) error {
	if err := doomPartsOf(tx, blob); err != nil {
		return err
	}
	tx.After(func(context.Context) { f.poke() })
	return nil
}

// doom does the same with one object, unless other parts of its content may be in it: then it goes with that.
func (f *Feature) doom(tx *db.Tx, object string) error {
	if fill, err := isFill(tx, object); err != nil || fill {
		return err
	}
	if err := doomObject(tx, object); err != nil {
		return err
	}
	tx.After(func(context.Context) { f.poke() })
	return nil
}

// made is something that this server made of a file: written already, and named by nobody yet.
type made struct {
	body
	objects []string
	sizes   []int32
}

// make writes data as a content that keep names. Whoever does not keep it discards it.
func (f *Feature) make(ctx context.Context, data []byte, shared bool) (*made, error) {
	m := &made{body: body{id: NewID(), size: int64(len(data)), part: maxMade}}
	if shared {
		h := sha256.Sum256(data)
		m.hash = "bytes:" + hex.EncodeToString(h[:])
	}
	for len(data) > 0 {
		n := min(len(data), maxMade)
		object, err := f.store(ctx, data[:n])
		if err != nil {
			f.discard(m.objects...)
			return nil, err
		}
		m.objects, m.sizes = append(m.objects, object), append(m.sizes, int32(n))
		data = data[n:]
	}
	return m, nil
}

// maxMade is how large an object may be that the server makes, in bytes.
const maxMade = 1 << 20

// keep makes it one use of a content.
func (f *Feature) keep(tx *db.Tx, m *made) (int64, error) {
	for i, o := range m.objects {
		if _, err := putPart(tx, m.id, part{n: int32(i), size: m.sizes[i], object: o, hash: []byte{}}); err != nil {
			return 0, err
		}
	}
	return f.addContent(tx, m.body)
}

// contentReader reads a content part by part.
type contentReader struct {
	body
	f     *Feature
	ctx   context.Context
	parts []part // all of them, or nil: they are looked up
}

func (f *Feature) reader(ctx context.Context, b body, parts []part) io.ReaderAt {
	return &contentReader{b, f, ctx, parts}
}

// ReadAt is io.ReaderAt.
func (r *contentReader) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 || off >= r.size {
		return 0, io.EOF
	}
	want := p[:min(int64(len(p)), r.size-off)]
	parts, err := r.some(off, int64(len(want)))
	if err != nil {
		return 0, err
	}
	for _, x := range parts {
		at := off + int64(n) - int64(x.n)*int64(r.part)
		if at < 0 || at >= int64(x.size) {
			break // a part is missing
		}
		m, err := r.f.Blobs.ReadAt(r.ctx, x.object, want[n:min(len(want), n+int(int64(x.size)-at))], x.off+at)
		if n += m; err != nil && err != io.EOF {
			return n, err
		}
	}
	switch {
	case n < len(want):
		return n, io.ErrUnexpectedEOF
	case n < len(p):
		return n, io.EOF
	}
	return n, nil
}

// some are the parts that bytes lie in.
func (r *contentReader) some(off, n int64) (out []part, err error) {
	first, last := off/int64(r.part), (off+n-1)/int64(r.part)
	if r.parts != nil {
		return r.parts[first:min(last+1, int64(len(r.parts)))], nil
	}
	err = r.f.DB.Read(r.ctx, func(tx *db.Tx) error {
		out, err = partsFrom(tx, r.id, int32(first), int32(last))
		return err
	})
	return out, err
}
