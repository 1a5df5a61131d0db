package media

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"math"
	"strings"

	"chappe/box"
	"chappe/content"
	"chappe/tl"
)

// What a client may say of a document.
const (
	maxName     = 255 // UTF-16 code units
	maxTitle    = 128 // of music
	maxWaveform = 63  // bytes; 100 values of five bits
	maxSide     = 1 << 15
	maxDuration = 7 * 24 * 3600 // seconds
	thumbSide   = 320
	maxThumb    = 512 << 10 // bytes of a small picture that a client made
)

// describe fills in what a client says of a document.
// https://core.telegram.org/type/DocumentAttribute
func (d *File) describe(q *tl.InputMediaUploadedDocument, name string) {
	d.Mime, d.Name = mimeOf(q.MimeType), nameOf(name)
	for _, a := range q.Attributes {
		switch a := a.(type) {
		case *tl.DocumentAttributeFilename:
			d.Name = nameOf(a.FileName)
		case *tl.DocumentAttributeImageSize:
			d.Width, d.Height = side(a.W), side(a.H)
		case *tl.DocumentAttributeAnimated:
			d.Animated = true
		case *tl.DocumentAttributeVideo:
			d.Width, d.Height = side(a.W), side(a.H)
			d.Video = &Video{Duration: seconds(a.Duration), Round: a.RoundMessage, Stream: a.SupportsStreaming, Silent: a.Nosound}
		case *tl.DocumentAttributeAudio:
			d.Audio = &Audio{
				Duration: int32(seconds(float64(a.Duration))), Voice: a.Voice, Title: short(a.Title.V), Performer: short(a.Performer.V),
				Waveform: a.Waveform[:min(len(a.Waveform), maxWaveform)],
			}
		case *tl.DocumentAttributeSticker:
			d.Sticker = short(a.Alt)
		}
	}
	if q.ForceFile {
		d.Video, d.Audio, d.Animated = nil, nil, false
	}
}

// mimeOf is a type that a client gave, or that of plain bytes.
func mimeOf(s string) string {
	s = strings.ToLower(s)
	kind, sub, ok := strings.Cut(s, "/")
	if !ok || kind == "" || sub == "" || len(s) > 100 {
		return "application/octet-stream"
	}
	for _, c := range []byte(kind + sub) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && !strings.ContainsRune("!#$&-^_.+", rune(c)) {
			return "application/octet-stream"
		}
	}
	return s
}

// nameOf is the name of a file without any folder, control character or mark that turns text around.
func nameOf(s string) string {
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	return content.Cut(plainLine(s), maxName)
}

// plainLine is a text of strangers without control characters and without marks that turn text around.
func plainLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, content.Clean(s))
}

func short(s string) string { return content.Cut(content.Clean(s), maxTitle) }

func side(n int32) int32 { return min(max(n, 0), maxSide) }

func seconds(d float64) float64 {
	if math.IsNaN(d) {
		return 0
	}
	return min(max(d, 0), maxDuration)
}

// kind is what a search finds a document as.
func (d *File) kind() box.Kind {
	switch {
	case d.Sticker != "":
		return box.KindSticker
	case d.Animated:
		return box.KindGIF
	case d.Video != nil && d.Video.Round:
		return box.KindRound
	case d.Video != nil:
		return box.KindVideo
	case d.Audio != nil && d.Audio.Voice:
		return box.KindVoice
	case d.Audio != nil:
		return box.KindMusic
	}
	return box.KindDocument
}

// inspect looks into a document for what its client left out. It returns the file's small picture, nil for none.
func (f *Feature) inspect(ctx context.Context, d *File, u *Upload, thumb *Upload) (*photo, error) {
	if isMP4(d.Mime) && (d.Video != nil || d.Audio == nil) {
		if m, ok := readMP4(u.Reader(ctx), u.Size); ok && d.Video != nil {
			d.fill(m)
		}
	}
	from := thumb
	if from == nil && strings.HasPrefix(d.Mime, "image/") {
		from = u
	}
	data, err := f.pictureIn(ctx, d, u, from, thumb)
	if data == nil || err != nil {
		return nil, err
	}
	img, turned, done, err := f.decode(ctx, data)
	if err != nil {
		return nil, ctx.Err() // it is sent without
	}
	defer done()
	if from == u {
		d.Width, d.Height = int32(img.Bounds().Dx()), int32(img.Bounds().Dy())
		if turned > 4 {
			d.Width, d.Height = d.Height, d.Width
		}
	}
	return thumbOf(img, turned)
}

// pictureIn is what a document's small picture is made of: what its client sent for that, the document itself where it is a picture, or
// a frame of a video. nil is none.
func (f *Feature) pictureIn(ctx context.Context, d *File, u, from, thumb *Upload) ([]byte, error) {
	if from == nil {
		if d.Video == nil || f.Frame == nil {
			return nil, nil
		}
		data, err := f.Frame(ctx, u.Reader(ctx), u.Size)
		if err != nil {
			return nil, ctx.Err() // it is sent without
		}
		return data, nil
	}
	if from == thumb && from.Size > maxThumb || from.Size > maxPhoto {
		return nil, nil
	}
	data := make([]byte, from.Size)
	if _, err := from.Reader(ctx).ReadAt(data, 0); err != nil && err != io.EOF {
		return nil, err
	}
	return data, nil
}

// fill adds what is in a video itself.
func (d *File) fill(m mp4) {
	if d.Video.Duration == 0 {
		d.Video.Duration = seconds(m.duration)
	}
	if d.Width == 0 || d.Height == 0 {
		d.Width, d.Height = side(m.width), side(m.height)
	}
	d.Video.Stream = d.Video.Stream || m.first
}

// thumbOf is the small picture of a document.
func thumbOf(img image.Image, turned int) (*photo, error) {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	if turned > 4 {
		w, h = h, w
	}
	w, h = fit(w, h, thumbSide)
	pic := drawn(img, turned, w, h)
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, pic, &jpeg.Options{Quality: photoJPEG}); err != nil {
		return nil, errImage
	}
	return &photo{
		data: buf.Bytes(), stripped: stripped(pic), sizes: []Size{{Type: "m", W: int32(w), H: int32(h), Size: int32(buf.Len())}},
	}, nil
}
