package media

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"
	"time"
)

// sample is a picture of w by h pixels in a format.
func sample(t testing.TB, format string, w, h int) []byte {
	t.Helper()
	img := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.White, color.Black, color.RGBA{200, 10, 10, 255}})
	for i := range img.Pix {
		img.Pix[i] = uint8(i % 3)
	}
	var b bytes.Buffer
	var err error
	switch format {
	case "jpeg":
		err = jpeg.Encode(&b, img, nil)
	case "png":
		err = png.Encode(&b, img)
	case "gif":
		err = gif.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withEXIF is a JPEG that says how it is to be turned, and where it was taken.
func withEXIF(data []byte, turned uint16) []byte {
	tiff := []byte("II*\x00\x08\x00\x00\x00\x01\x00")
	tiff = binary.LittleEndian.AppendUint16(tiff, 274)
	tiff = binary.LittleEndian.AppendUint16(tiff, 3)
	tiff = binary.LittleEndian.AppendUint32(tiff, 1)
	tiff = binary.LittleEndian.AppendUint16(tiff, turned)
	tiff = append(tiff, 0, 0, 0, 0, 0, 0)
	body := append([]byte("Exif\x00\x00"), tiff...)
	body = append(body, "GPS 48.85N 2.35E"...)
	out := append([]byte{0xff, markSOI, 0xff, markEXIF}, binary.BigEndian.AppendUint16(nil, uint16(len(body)+2))...)
	return append(append(out, body...), data[2:]...)
}

func FuzzJPEG(f *testing.F) {
	f.Add(sample(f, "jpeg", 20, 10))
	f.Add(withEXIF(sample(f, "jpeg", 20, 10), 6))
	f.Add([]byte{0xff, markSOI, 0xff, markSOS, 0, 2, 0xff})
	f.Fuzz(func(t *testing.T, data []byte) {
		if turned := orientation(data); turned < 1 || turned > 8 {
			t.Errorf("turned by %d", turned)
		}
		progressive(data)
		scanOf(data)
		plain := plainJPEG(data)
		if plain == nil {
			return
		}
		if len(plain) > len(data) || bytes.Contains(plain, []byte("\xff\xe1\x00\x08Exif\x00\x00")) {
			t.Error("something stayed")
		}
		if again := plainJPEG(plain); !bytes.Equal(plain, again) {
			t.Error("taking out nothing changes the picture")
		}
	})
}

func FuzzEXIF(f *testing.F) {
	f.Add([]byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"))
	f.Add([]byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if turned := exifOrientation(data); turned < 1 || turned > 8 {
			t.Errorf("turned by %d", turned)
		}
	})
}

func FuzzMP4(f *testing.F) {
	f.Add(movie(640, 360, 12.5, true))
	f.Add(movie(640, 360, 12.5, false))
	f.Add([]byte("\x00\x00\x00\x01moov\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		start := time.Now()
		m, _ := readMP4(bytes.NewReader(data), int64(len(data)))
		_ = File{Video: &Video{}}
		d := File{Video: &Video{}}
		d.fill(m)
		if d.Video.Duration < 0 || d.Video.Duration > maxDuration || d.Width < 0 || d.Height < 0 {
			t.Errorf("says %+v", d)
		}
		_ = start
	})
}

func FuzzPicture(f *testing.F) {
	for _, format := range []string{"jpeg", "png", "gif"} {
		f.Add(sample(f, format, 40, 30))
	}
	f.Add(withEXIF(sample(f, "jpeg", 40, 30), 5))
	f.Add([]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"))
	x := &Feature{work: newPixels()}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := x.picturesOf(t.Context(), data)
		if err != nil {
			return
		}
		for _, s := range p.sizes {
			cfg, err := jpeg.DecodeConfig(bytes.NewReader(p.data[s.Off : s.Off+int64(s.Size)]))
			if err != nil || cfg.Width != int(s.W) || cfg.Height != int(s.H) {
				t.Errorf("size %s: %v", s.Type, err)
			}
		}
		if x.work.used != 0 {
			t.Errorf("%d bytes are still taken", x.work.used)
		}
	})
}

func FuzzReference(f *testing.F) {
	f.Add([]byte{refVersion})
	f.Add(make([]byte, refSize))
	x := &Feature{key: []byte("key")}
	f.Fuzz(func(t *testing.T, ref []byte) {
		if _, err := x.openReference(ref, 1); err == nil {
			t.Error("a reference was made up")
		}
	})
}

func FuzzNames(f *testing.F) {
	f.Add("../a\x00b\u202e.exe", "TEXT/plain; x")
	f.Fuzz(func(t *testing.T, name, mime string) {
		if n := nameOf(name); bytes.ContainsAny([]byte(n), "/\\\x00\n") || len(n) > 4*maxName {
			t.Errorf("name %q", n)
		}
		if m := mimeOf(mime); m == "" || len(m) > 100 || bytes.ContainsAny([]byte(m), " ;\r\n") {
			t.Errorf("type %q", m)
		}
	})
}

// box4 is a box of an MP4 file.
func box4(kind string, inside ...[]byte) []byte {
	body := bytes.Join(inside, nil)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8)), kind...), body...)
}

// movie is an MP4 file with a video track; first says that it is described before its data.
func movie(w, h int, seconds float64, first bool) []byte {
	mvhd := make([]byte, 100)
	binary.BigEndian.PutUint32(mvhd[12:], 1000)
	binary.BigEndian.PutUint32(mvhd[16:], uint32(seconds*1000))
	tkhd := make([]byte, 84)
	binary.BigEndian.PutUint32(tkhd[40:], 0x10000)
	binary.BigEndian.PutUint32(tkhd[76:], uint32(w)<<16)
	binary.BigEndian.PutUint32(tkhd[80:], uint32(h)<<16)
	hdlr := append(make([]byte, 8), "vide"...)
	moov := box4("moov", box4("mvhd", mvhd), box4("trak", box4("tkhd", tkhd), box4("mdia", box4("hdlr", hdlr))))
	mdat := box4("mdat", make([]byte, 100))
	if first {
		return bytes.Join([][]byte{box4("ftyp", []byte("isom")), moov, mdat}, nil)
	}
	return bytes.Join([][]byte{box4("ftyp", []byte("isom")), mdat, moov}, nil)
}

func TestMP4(t *testing.T) {
	for _, first := range []bool{true, false} {
		data := movie(640, 360, 12.5, first)
		m, ok := readMP4(bytes.NewReader(data), int64(len(data)))
		if !ok || m.width != 640 || m.height != 360 || m.duration != 12.5 || m.first != first {
			t.Errorf("read %+v, %v", m, ok)
		}
	}
}

// What a camera wrote goes, and the picture is turned the right way up.
func TestEXIF(t *testing.T) {
	x := &Feature{work: newPixels()}
	for turned := uint16(1); turned <= 8; turned++ {
		p, err := x.picturesOf(t.Context(), withEXIF(sample(t, "jpeg", 40, 20), turned))
		if err != nil {
			t.Fatal(err)
		}
		w, h := int32(40), int32(20)
		if turned > 4 {
			w, h = h, w
		}
		if last := p.sizes[len(p.sizes)-1]; last.W != w || last.H != h {
			t.Errorf("turned by %d: %d by %d", turned, last.W, last.H)
		}
		if bytes.Contains(p.data, []byte("Exif")) || bytes.Contains(p.data, []byte("GPS")) {
			t.Errorf("turned by %d: something stayed", turned)
		}
	}
}

// Pictures that say they are larger than they may be are refused before anything is made of them.
func TestBombs(t *testing.T) {
	x := &Feature{work: newPixels()}
	huge := sample(t, "png", 10, 10)
	binary.BigEndian.PutUint32(huge[16:], 60_000)
	binary.BigEndian.PutUint32(huge[20:], 60_000)
	for name, data := range map[string][]byte{
		"wide":  sample(t, "gif", 4000, 10),
		"empty": {},
		"huge":  huge,
		"cut":   sample(t, "jpeg", 400, 300)[:500],
		"heic":  []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"),
		"text":  []byte("this is no picture"),
	} {
		if _, err := x.picturesOf(t.Context(), data); err == nil {
			t.Errorf("%s was taken", name)
		} else {
			t.Logf("%s: %v", name, err)
		}
		if x.work.used != 0 {
			t.Errorf("%s: %d bytes are still taken", name, x.work.used)
		}
	}
}
