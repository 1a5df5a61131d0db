package media

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	_ "image/gif" // its first picture
	"image/jpeg"
	_ "image/png" // decoder
	"sync"
	"time"

	scale "golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // decoder

	"chappe/rpc"
)

// https://core.telegram.org/api/files#uploading-files
var (
	errImage      = rpc.Bad("IMAGE_PROCESS_FAILED")
	errExtension  = rpc.Bad("PHOTO_EXT_INVALID")
	errDimensions = rpc.Bad("PHOTO_INVALID_DIMENSIONS")
	errEmptyPhoto = rpc.Bad("PHOTO_FILE_MISSING")
)

const (
	maxSides    = 10_000           // width and height together
	maxRatio    = 20               // of the longer side to the shorter
	maxPhoto    = 10 << 20         // bytes
	decodeTime  = 15 * time.Second // for one picture
	decodeRoom  = 96 << 20         // bytes that all pictures that are being looked at take
	photoJPEG   = 87               // quality
	stripJPEG   = 20               // quality that clients have the header of
	stripSide   = 40
	rgba        = 4 // bytes of a pixel of what is drawn
	perDecoding = 1 << 20
)

// sizes are the pictures that a photo is made into: the longer side of each.
// https://core.telegram.org/api/files#image-thumbnail-types
var sizes = []frame{{"s", 100}, {"m", 320}, {"x", 800}, {"y", 1280}, {"w", 2560}}

// frame is what a picture is made to fit in: its name and its side.
type frame struct {
	name string
	side int
}

// photo is a picture as it is kept: one content with all its sizes, the smallest first.
type photo struct {
	data     []byte
	sizes    []Size
	stripped []byte
}

// pixels is the memory for pictures that are being looked at. Who wants some waits until there is enough, first come, first served.
type pixels struct {
	turn chan struct{} // held by whoever is next

	mu   sync.Mutex
	free *sync.Cond
	used int // guarded by mu
}

func newPixels() *pixels {
	p := &pixels{turn: make(chan struct{}, 1)}
	p.free = sync.NewCond(&p.mu)
	return p
}

// take waits for n bytes, at most decodeRoom. The function that it returns gives them back.
func (p *pixels) take(ctx context.Context, n int) (func(), error) {
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-p.turn }()
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.used > 0 && p.used+n > decodeRoom {
		p.free.Wait() // whoever has it has at most decodeTime
	}
	p.used += n
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.used -= n
		p.free.Signal()
	}, nil
}

// timed fails to read when the time for a picture is over: a decoder that reads no more ends.
type timed struct {
	*bytes.Reader
	ctx context.Context
}

func (t *timed) Read(p []byte) (int, error) {
	if err := t.ctx.Err(); err != nil {
		return 0, err
	}
	return t.Reader.Read(p)
}

func (t *timed) ReadByte() (byte, error) {
	if t.Len()&0xfff == 0 && t.ctx.Err() != nil {
		return 0, t.ctx.Err()
	}
	return t.Reader.ReadByte()
}

// picturesOf makes the sizes of a photo. Everything that a picture says beside what it shows is dropped.
func (f *Feature) picturesOf(ctx context.Context, data []byte) (*photo, error) {
	img, turned, done, err := f.decode(ctx, data)
	if err != nil {
		return nil, err
	}
	defer done()
	var whole []byte
	if b := img.Bounds(); turned == 1 && max(b.Dx(), b.Dy()) <= sizes[len(sizes)-1].side {
		whole = plainJPEG(data) // as good as it came
	}
	return render(img, turned, sizes, whole)
}

// decode reads a picture within what it may cost. turned is how it is to be turned, as EXIF counts. done ends its use of memory.
func (f *Feature) decode(ctx context.Context, data []byte) (img image.Image, turned int, done func(), err error) {
	if len(data) == 0 {
		return nil, 0, nil, errEmptyPhoto
	}
	if len(data) > maxPhoto {
		return nil, 0, nil, errImage
	}
	if unreadable(data) {
		return nil, 0, nil, errExtension
	}
	cfg, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, 0, nil, errImage
	}
	w, h := cfg.Width, cfg.Height
	if w < 1 || h < 1 || w+h > maxSides || max(w, h) > maxRatio*min(w, h) {
		return nil, 0, nil, errDimensions
	}
	cost := w*h*depth(cfg, format, data) + min(w*h, sizes[len(sizes)-1].side*sizes[len(sizes)-1].side)*rgba + perDecoding
	if cost > decodeRoom {
		return nil, 0, nil, errDimensions
	}
	if done, err = f.work.take(ctx, cost); err != nil {
		return nil, 0, nil, err
	}
	limited, cancel := context.WithTimeout(ctx, decodeTime)
	defer cancel()
	img, _, err = image.Decode(&timed{bytes.NewReader(data), limited})
	if err != nil || img.Bounds().Dx() != w || img.Bounds().Dy() != h {
		done()
		return nil, 0, nil, errImage
	}
	turned = 1
	if format == "jpeg" {
		turned = orientation(data)
	}
	return img, turned, done, nil
}

// depth is how many bytes a decoder takes for a pixel at most.
func depth(cfg image.Config, format string, data []byte) int {
	switch format {
	case "gif":
		return 1
	case "jpeg":
		n := 3
		switch cfg.ColorModel {
		case color.GrayModel:
			n = 1
		case color.CMYKModel:
			n = 8
		}
		if progressive(data) {
			n += 4 * n // it keeps coefficients until the end
		}
		return n
	}
	switch cfg.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model:
		return 16
	case color.Gray16Model:
		return 4
	}
	return 8 // one picture, and one pass of an interlaced one
}

// unreadable says whether data is of a kind that is known and that nothing here decodes.
func unreadable(data []byte) bool {
	return len(data) >= 12 && string(data[4:8]) == "ftyp" || len(data) >= 4 && (string(data[:4]) == "II*\x00" || string(data[:4]) == "MM\x00*")
}

// render makes the sizes of a picture, each no larger than needed. whole is the largest one where that is there already, else nil.
func render(img image.Image, turned int, sizes []frame, whole []byte) (*photo, error) {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if turned > 4 {
		w, h = h, w
	}
	p := &photo{}
	var made []Size
	var jpegs [][]byte
	src, around := img, turned
	for i := len(sizes) - 1; i >= 0; i-- {
		side := sizes[i].side
		if i > 0 && max(w, h) <= sizes[i-1].side {
			continue
		}
		tw, th := fit(w, h, side)
		pic := drawn(src, around, tw, th)
		src, around = pic, 1
		out := whole
		if whole == nil || len(jpegs) > 0 {
			var buf bytes.Buffer
			if err := jpeg.Encode(&buf, pic, &jpeg.Options{Quality: photoJPEG}); err != nil {
				return nil, errImage
			}
			out = buf.Bytes()
		}
		made, jpegs = append(made, Size{Type: sizes[i].name, W: int32(tw), H: int32(th), Size: int32(len(out))}), append(jpegs, out)
	}
	for i := len(made) - 1; i >= 0; i-- {
		made[i].Off = int64(len(p.data))
		p.data, p.sizes = append(p.data, jpegs[i]...), append(p.sizes, made[i])
	}
	p.stripped = stripped(src)
	return p, nil
}

// middle is the largest square in the middle of a picture.
func middle(img image.Image) image.Image {
	b := img.Bounds()
	side := min(b.Dx(), b.Dy())
	at := b.Min.Add(image.Pt((b.Dx()-side)/2, (b.Dy()-side)/2))
	if part, ok := img.(interface {
		SubImage(image.Rectangle) image.Image
	}); ok {
		return part.SubImage(image.Rectangle{at, at.Add(image.Pt(side, side))})
	}
	return img
}

// fit is a size with the ratio of w and h in which neither is more than side.
func fit(w, h, side int) (int, int) {
	if max(w, h) <= side {
		return w, h
	}
	if w >= h {
		return side, max(1, (h*side+w/2)/w)
	}
	return max(1, (w*side+h/2)/h), side
}

// drawn is a picture on white, turned as EXIF says, of w by h pixels.
func drawn(src image.Image, turned, w, h int) *image.RGBA {
	sw, sh := w, h
	if turned > 4 {
		sw, sh = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, sw, sh))
	if o, ok := src.(interface{ Opaque() bool }); !ok || !o.Opaque() {
		draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	}
	if b := src.Bounds(); b.Dx() == sw && b.Dy() == sh {
		draw.Draw(out, out.Bounds(), src, b.Min, draw.Over)
	} else {
		scale.BiLinear.Scale(out, out.Bounds(), src, b, draw.Over, nil)
	}
	if turned == 1 {
		return out
	}
	return turn(out, turned, w, h)
}

// turn turns a picture the right way up. https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf, tag 274
func turn(src *image.RGBA, turned, w, h int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	sw, sh := src.Rect.Dx(), src.Rect.Dy()
	for y := range sh {
		for x := range sw {
			dx, dy := x, y
			switch turned {
			case 2:
				dx = sw - 1 - x
			case 3:
				dx, dy = sw-1-x, sh-1-y
			case 4:
				dy = sh - 1 - y
			case 5:
				dx, dy = y, x
			case 6:
				dx, dy = sh-1-y, x
			case 7:
				dx, dy = sh-1-y, sw-1-x
			case 8:
				dx, dy = y, sw-1-x
			}
			copy(out.Pix[out.PixOffset(dx, dy):][:rgba], src.Pix[src.PixOffset(x, y):][:rgba])
		}
	}
	return out
}

// stripped is a tiny picture as clients want it: a JPEG without the header, which they have, and its own height and width instead.
// https://core.telegram.org/api/files#stripped-thumbnails
func stripped(img image.Image) []byte {
	w, h := fit(img.Bounds().Dx(), img.Bounds().Dy(), stripSide)
	var buf bytes.Buffer
	if jpeg.Encode(&buf, drawn(img, 1, w, h), &jpeg.Options{Quality: stripJPEG}) != nil {
		return nil
	}
	scan := scanOf(buf.Bytes())
	if scan == nil {
		return nil
	}
	return append([]byte{1, byte(h), byte(w)}, scan...)
}
