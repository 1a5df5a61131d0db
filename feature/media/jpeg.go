package media

import (
	"bytes"
	"encoding/binary"
)

// The markers of a JPEG. https://www.w3.org/Graphics/JPEG/itu-t81.pdf, table B.1
const (
	markSOI  = 0xd8
	markEOI  = 0xd9
	markSOS  = 0xda
	markSOF2 = 0xc2
	markAPP0 = 0xe0
	markEXIF = 0xe1
	markICC  = 0xe2
	markAdob = 0xee
	markCOM  = 0xfe
)

// segment is one part of a JPEG: a marker, what stands after its length, and where the whole of it is.
type segment struct {
	mark     byte
	body     []byte
	from, to int // for a scan, to is where its data ends
}

// segments calls fn with each segment of a JPEG until fn says no, the picture ends or it is broken. whole says that its end was found.
func segments(data []byte, fn func(segment) bool) (whole bool) {
	if len(data) < 4 || data[0] != 0xff || data[1] != markSOI {
		return false
	}
	at := 2
	for at+1 < len(data) {
		from := at
		if data[at] != 0xff {
			return false
		}
		for at < len(data) && data[at] == 0xff { // any number of them may come first
			at++
		}
		if at >= len(data) {
			return false
		}
		mark := data[at]
		at++
		switch {
		case mark == markEOI:
			fn(segment{mark: mark, from: from, to: at})
			return true
		case mark == 0 || mark == 1 || mark >= 0xd0 && mark <= markSOI:
			return false // they belong inside of a scan
		}
		if at+2 > len(data) {
			return false
		}
		n := int(binary.BigEndian.Uint16(data[at:]))
		if n < 2 || at+n > len(data) {
			return false
		}
		s := segment{mark: mark, body: data[at+2 : at+n], from: from}
		at += n
		if mark == markSOS {
			at = scanEnd(data, at)
		}
		if s.to = at; !fn(s) {
			return false
		}
	}
	return false
}

// scanEnd is where the data of a scan ends that begins at.
func scanEnd(data []byte, at int) int {
	for {
		i := bytes.IndexByte(data[at:], 0xff)
		if i < 0 || at+i+1 >= len(data) {
			return len(data)
		}
		at += i
		if next := data[at+1]; next != 0 && (next < 0xd0 || next > 0xd7) {
			return at
		}
		at += 2
	}
}

// plainJPEG is a JPEG without anything but its picture, nil if data is none. What stands after its end is dropped too.
func plainJPEG(data []byte) []byte {
	out := make([]byte, 0, len(data))
	out = append(out, 0xff, markSOI)
	whole := segments(data, func(s segment) bool {
		keep := s.mark < markAPP0 || s.mark == markAPP0 && bytes.HasPrefix(s.body, []byte("JFIF\x00")) ||
			s.mark == markAdob && bytes.HasPrefix(s.body, []byte("Adobe")) || s.mark == markICC && bytes.HasPrefix(s.body, []byte("ICC_PROFILE\x00"))
		if keep {
			out = append(out, data[s.from:s.to]...)
		}
		return true
	})
	if !whole {
		return nil
	}
	return out
}

// progressive says whether a JPEG comes in several passes.
func progressive(data []byte) (yes bool) {
	segments(data, func(s segment) bool {
		yes = yes || s.mark == markSOF2
		return !yes && s.mark != markSOS
	})
	return yes
}

// scanOf is the data of a JPEG's first scan, nil where there is none.
func scanOf(data []byte) (scan []byte) {
	segments(data, func(s segment) bool {
		if s.mark != markSOS {
			return true
		}
		scan = data[s.to-scanLen(s, data) : s.to]
		return false
	})
	return scan
}

// scanLen is how long the data of a scan is.
func scanLen(s segment, data []byte) int {
	head := bytes.IndexByte(data[s.from:], markSOS) + 1 + 2 + len(s.body)
	return s.to - s.from - head
}

// orientation is how a JPEG's picture is to be turned, 1 to 8 as EXIF counts; 1 where it does not say.
func orientation(data []byte) int {
	turned := 1
	segments(data, func(s segment) bool {
		if s.mark == markEXIF && bytes.HasPrefix(s.body, []byte("Exif\x00\x00")) {
			turned = exifOrientation(s.body[6:])
			return false
		}
		return s.mark != markSOS
	})
	return turned
}

// exifOrientation reads tag 274 of the first directory of a TIFF.
func exifOrientation(b []byte) int {
	if len(b) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if string(b[:2]) == "MM" {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 1
	}
	n := int64(order.Uint16(b[at:]))
	for i := range n {
		e := at + 2 + 12*i
		if e+12 > int64(len(b)) {
			return 1
		}
		if order.Uint16(b[e:]) != 274 {
			continue
		}
		if v := int(order.Uint16(b[e+8:])); v >= 1 && v <= 8 {
			return v
		}
		return 1
	}
	return 1
}
