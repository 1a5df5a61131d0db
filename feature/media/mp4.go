package media

import (
	"encoding/binary"
	"io"
)

// mp4 is what an MP4 file says of itself.
type mp4 struct {
	duration      float64 // seconds
	width, height int32   // of its first video track, as it is shown
	sound         bool
	first         bool // what describes it stands before the data: it can be played while it comes
}

// Bounds of what is read of an MP4 file, however it was made.
const (
	maxBoxes = 2000
)

func isMP4(mime string) bool {
	return mime == "video/mp4" || mime == "video/quicktime" || mime == "video/x-m4v"
}

// readMP4 reads the boxes of an MP4 file. ok says that it is one.
// ISO/IEC 14496-12, 4.2 and 8
func readMP4(r io.ReaderAt, size int64) (m mp4, ok bool) {
	p := &mp4Reader{r: &cachedReader{r: r}, left: maxBoxes}
	data := false
	p.boxes(0, size, func(kind string, from, to int64) {
		switch kind {
		case "mdat":
			data = true
		case "moov":
			ok, m.first = true, !data
			p.movie(&m, from, to)
		}
	})
	return m, ok
}

// mp4Reader walks through boxes.
type mp4Reader struct {
	r    io.ReaderAt
	left int // boxes that are still looked at
}

// boxes calls fn with each box between two places: its kind and where its inside is.
func (p *mp4Reader) boxes(from, to int64, fn func(kind string, from, to int64)) {
	for from+8 <= to && p.left > 0 {
		p.left--
		var h [16]byte
		if _, err := p.r.ReadAt(h[:8], from); err != nil && err != io.EOF {
			return
		}
		n, head := int64(binary.BigEndian.Uint32(h[:])), int64(8)
		switch n {
		case 0: // to the end
			n = to - from
		case 1:
			if _, err := p.r.ReadAt(h[8:], from+8); err != nil && err != io.EOF {
				return
			}
			n, head = int64(binary.BigEndian.Uint64(h[8:])), 16
		}
		if n < head || n > to-from {
			return
		}
		fn(string(h[4:8]), from+head, from+n)
		from += n
	}
}

// movie reads a moov box.
func (p *mp4Reader) movie(m *mp4, from, to int64) {
	p.boxes(from, to, func(kind string, from, to int64) {
		switch kind {
		case "mvhd":
			m.duration = p.duration(from, to)
		case "trak":
			p.track(m, from, to)
		}
	})
}

// duration reads a mvhd box.
func (p *mp4Reader) duration(from, to int64) float64 {
	b := p.bytes(from, to, 32)
	var scale, units uint64
	switch {
	case len(b) >= 32 && b[0] == 1:
		scale, units = uint64(binary.BigEndian.Uint32(b[20:])), binary.BigEndian.Uint64(b[24:])
	case len(b) >= 20 && b[0] == 0:
		scale, units = uint64(binary.BigEndian.Uint32(b[12:])), uint64(binary.BigEndian.Uint32(b[16:]))
	}
	if scale == 0 {
		return 0
	}
	return float64(units) / float64(scale)
}

// track reads a trak box.
func (p *mp4Reader) track(m *mp4, from, to int64) {
	var w, h int32
	handler := ""
	p.boxes(from, to, func(kind string, from, to int64) {
		switch kind {
		case "tkhd":
			w, h = p.shown(from, to)
		case "mdia":
			p.boxes(from, to, func(kind string, from, to int64) {
				if b := p.bytes(from, to, 12); kind == "hdlr" && len(b) == 12 {
					handler = string(b[8:12])
				}
			})
		}
	})
	switch {
	case handler == "vide" && m.width == 0:
		m.width, m.height = w, h
	case handler == "soun":
		m.sound = true
	}
}

// shown reads from a tkhd box how large a track is shown.
func (p *mp4Reader) shown(from, to int64) (w, h int32) {
	b := p.bytes(from, to, 96)
	at := 40 // of the matrix
	if len(b) > 0 && b[0] == 1 {
		at = 52
	}
	if len(b) < at+44 {
		return 0, 0
	}
	w, h = int32(binary.BigEndian.Uint32(b[at+36:])>>16), int32(binary.BigEndian.Uint32(b[at+40:])>>16)
	if binary.BigEndian.Uint32(b[at:]) == 0 && binary.BigEndian.Uint32(b[at+4:]) != 0 { // turned by a quarter
		w, h = h, w
	}
	return w, h
}

// bytes reads at most n bytes of the inside of a box.
func (p *mp4Reader) bytes(from, to int64, n int64) []byte {
	b := make([]byte, min(n, to-from))
	m, err := p.r.ReadAt(b, from)
	if err != nil && err != io.EOF {
		return nil
	}
	return b[:m]
}

// cachedReader reads a few kilobytes at once, because boxes are read by a few bytes.
type cachedReader struct {
	r   io.ReaderAt
	at  int64
	buf []byte
}

const cachedBytes = 32 << 10

// ReadAt is io.ReaderAt.
func (c *cachedReader) ReadAt(p []byte, off int64) (int, error) {
	if off < c.at || off+int64(len(p)) > c.at+int64(len(c.buf)) {
		buf := make([]byte, max(cachedBytes, len(p)))
		n, err := c.r.ReadAt(buf, off)
		if err != nil && err != io.EOF {
			return 0, err
		}
		c.at, c.buf = off, buf[:n]
	}
	n := 0
	if i := off - c.at; i >= 0 && i < int64(len(c.buf)) {
		n = copy(p, c.buf[i:])
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}
