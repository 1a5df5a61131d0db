package wire

import (
	"bytes"
	"errors"
	"io"
	"sync"

	"github.com/klauspost/compress"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
)

// ErrUnzip is the one error of Unzip: a broken stream or one that is too large.
var ErrUnzip = errors.New("malformed or too large gzip_packed")

// Unzip unpacks a whole gzip_packed object (its constructor included), at most
// limit bytes of it. Both gzip and zlib streams are read, because one popular
// client sends the latter. The memory used grows with what came out, not with what
// the stream claims. https://core.telegram.org/mtproto/service_messages#packed-object
func Unzip(object []byte, limit int) ([]byte, error) {
	r := NewReader(object)
	id := r.Uint32()
	packed := r.Bytes()
	if r.Err() != nil || id != IDGzipPacked || len(packed) < 2 {
		return nil, ErrUnzip
	}
	var src io.Reader
	var err error
	if packed[0] == 0x1f && packed[1] == 0x8b {
		z := gzipReaders.Get().(*gzip.Reader)
		defer gzipReaders.Put(z)
		err = z.Reset(bytes.NewReader(packed))
		z.Multistream(false)
		src = z
	} else {
		src, err = zlib.NewReader(bytes.NewReader(packed))
	}
	if err != nil {
		return nil, ErrUnzip
	}
	var out bytes.Buffer
	n, err := out.ReadFrom(io.LimitReader(src, int64(limit)+1))
	if err != nil || n > int64(limit) {
		return nil, ErrUnzip
	}
	if b := out.Bytes(); cap(b)-len(b) > len(b)/4 {
		return bytes.Clone(b), nil // what is kept for longer has no room to spare
	}
	return out.Bytes(), nil
}

var gzipReaders = sync.Pool{New: func() any { return new(gzip.Reader) }}

// gzipWriters hold a few hundred kilobytes each, so they are shared.
var gzipWriters = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is valid
	return z
}}

// AppendZipped appends body to dst as a gzip_packed object if that makes it at
// least a tenth smaller, and reports whether it did. Data that looks compressed
// already is not tried.
func AppendZipped(dst, body []byte) ([]byte, bool) {
	if compress.Estimate(body[:min(len(body), 4096)]) < 0.1 {
		return dst, false
	}
	var out bytes.Buffer
	out.Grow(len(body) / 2)
	z := gzipWriters.Get().(*gzip.Writer)
	defer gzipWriters.Put(z)
	z.Reset(&out)
	_, err := z.Write(body)
	if err == nil {
		err = z.Close()
	}
	if err != nil || out.Len() > len(body)-len(body)/10-8 {
		return dst, false
	}
	dst = AppendUint32(dst, IDGzipPacked)
	return AppendBytes(dst, out.Bytes()), true
}
