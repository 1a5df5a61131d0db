package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// file is one thing that is served, in the forms in which browsers take it.
type file struct {
	kind   string // Content-Type
	etag   string // without quotes; each form has its own
	plain  []byte
	packed map[string]func() []byte // by coding; made when it is first asked for, nil if it is not smaller
}

// codings are the forms other than the plain one, the best first.
var codings = []string{"br", "gzip"}

// kinds are the types of what is in dist. Browsers are told not to guess.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".mjs": "text/javascript; charset=utf-8", ".json": "application/json", ".webmanifest": "application/manifest+json",
	".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/png", ".wasm": "application/wasm", ".woff2": "font/woff2",
	".webp": "image/webp", ".txt": "text/plain; charset=utf-8",
}

func newFile(name string, b []byte) *file {
	sum := sha256.Sum256(b)
	f := &file{kind: kinds[path.Ext(name)], etag: base64.RawURLEncoding.EncodeToString(sum[:12]), plain: b}
	if f.kind == "" {
		f.kind = "application/octet-stream"
	}
	switch path.Ext(name) {
	case ".png", ".ico", ".woff2", ".webp": // packed already
		return f
	}
	f.packed = map[string]func() []byte{
		"br": sync.OnceValue(func() []byte {
			return pack(b, func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, 9) })
		}),
		"gzip": sync.OnceValue(func() []byte {
			return pack(b, func(w io.Writer) io.WriteCloser {
				z, _ := gzip.NewWriterLevel(w, gzip.BestCompression) // the level exists
				return z
			})
		}),
	}
	return f
}

// pack returns b in a smaller form, or nil if it is none.
func pack(b []byte, coding func(io.Writer) io.WriteCloser) []byte {
	var out bytes.Buffer
	w := coding(&out)
	_, _ = w.Write(b) // a buffer takes everything
	_ = w.Close()
	if out.Len() >= len(b) {
		return nil
	}
	return out.Bytes()
}

// serve answers with the file, in the form that the browser takes.
func (f *file) serve(w http.ResponseWriter, r *http.Request, cache string) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", cache)
	body, etag := f.plain, f.etag
	if f.packed != nil {
		h.Set("Vary", "Accept-Encoding")
		for _, coding := range codings {
			if !accepts(r, coding) {
				continue
			}
			if b := f.packed[coding](); b != nil {
				body, etag = b, etag+"-"+coding
				h.Set("Content-Encoding", coding)
				break
			}
		}
	}
	etag = `"` + etag + `"`
	h.Set("ETag", etag)
	if matches(r.Header.Get("If-None-Match"), etag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a browser that has gone reads nothing
	}
}

// accepts says whether the request takes a coding.
func accepts(r *http.Request, coding string) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, weighted := strings.Cut(strings.TrimSpace(part), ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		if weighted {
			v, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(q), "q="), 64)
			return err == nil && v > 0
		}
		return true
	}
	return false
}

// matches says whether the browser has what etag names. A proxy may have made the tag a weak one.
// https://www.rfc-editor.org/rfc/rfc9110#name-if-none-match
func matches(header, etag string) bool {
	for tag := range strings.SplitSeq(header, ",") {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		if tag == etag || tag == "*" {
			return true
		}
	}
	return false
}
