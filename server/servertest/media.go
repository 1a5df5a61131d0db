package servertest

import (
	"crypto/md5"
	"encoding/hex"
	"math/rand/v2"
	"testing"
	"time"

	"chappe/tl"
)

const bigFile = 10 << 20 // from what size on, in bytes, a file has another method

// Upload sends a file in parts, in no order, and returns what names it.
func (d *Device) Upload(data []byte, part int) tl.InputFileClass {
	d.s.t.Helper()
	id, n := rand.Int64(), (len(data)+part-1)/part
	big := len(data) > bigFile
	for _, i := range rand.Perm(n) {
		b := data[i*part : min(len(data), (i+1)*part)]
		var ok any
		if big {
			ok = d.Call(&tl.UploadSaveBigFilePart{FileID: id, FilePart: int32(i), FileTotalParts: int32(n), Bytes: b})
		} else {
			ok = d.Call(&tl.UploadSaveFilePart{FileID: id, FilePart: int32(i), Bytes: b})
		}
		if ok != true {
			d.s.t.Fatalf("saving a part answered %v", ok)
		}
	}
	if big {
		return &tl.InputFileBig{ID: id, Parts: int32(n), Name: "file.bin"}
	}
	sum := md5.Sum(data)
	return &tl.InputFile{ID: id, Parts: int32(n), Name: "file.bin", MD5Checksum: hex.EncodeToString(sum[:])}
}

// Download fetches a whole file.
func (d *Device) Download(at tl.InputFileLocationClass) []byte {
	d.s.t.Helper()
	const limit = 512 << 10
	var out []byte
	for {
		f := d.Call(&tl.UploadGetFile{Location: at, Offset: int64(len(out)), Limit: limit}).(*tl.UploadFile)
		out = append(out, f.Bytes...)
		if len(f.Bytes) < limit {
			return out
		}
	}
}

// SendMedia sends media and returns the message.
func (d *Device) SendMedia(to *Person, m tl.InputMediaClass, text string) *tl.Message {
	d.s.t.Helper()
	return d.Sent(d.Call(&tl.MessagesSendMedia{Peer: d.Peer(to), Media: m, Message: text, RandomID: rand.Int64()}))[0]
}

// Sent are the messages that an answer brings; there must be one.
func (d *Device) Sent(v any) (out []*tl.Message) {
	d.s.t.Helper()
	us, ok := v.(*tl.Updates)
	if !ok {
		d.s.t.Fatalf("sending answered %T", v)
	}
	for _, u := range us.Updates {
		var x tl.MessageClass
		switch u := u.(type) {
		case *tl.UpdateNewMessage:
			x = u.Message
		case *tl.UpdateNewChannelMessage:
			x = u.Message
		}
		if m, ok := x.(*tl.Message); ok {
			out = append(out, m)
		}
	}
	if len(out) == 0 {
		d.s.t.Fatal("no message in the answer")
	}
	return out
}

// Document is the document of a message.
func Document(t testing.TB, m *tl.Message) *tl.Document {
	t.Helper()
	if md, ok := m.Media.(*tl.MessageMediaDocument); ok {
		if d, ok := md.Document.(*tl.Document); ok {
			return d
		}
	}
	t.Fatalf("media is %+v", m.Media)
	return nil
}

// Photo is the photo of a message.
func Photo(t testing.TB, m *tl.Message) *tl.Photo {
	t.Helper()
	if md, ok := m.Media.(*tl.MessageMediaPhoto); ok {
		if p, ok := md.Photo.(*tl.Photo); ok {
			return p
		}
	}
	t.Fatalf("media is %+v", m.Media)
	return nil
}

// At is where a document is.
func At(d *tl.Document) *tl.InputDocumentFileLocation {
	return &tl.InputDocumentFileLocation{ID: d.ID, AccessHash: d.AccessHash, FileReference: d.FileReference}
}

// PhotoAt is where a size of a photo is.
func PhotoAt(p *tl.Photo, size string) *tl.InputPhotoFileLocation {
	return &tl.InputPhotoFileLocation{ID: p.ID, AccessHash: p.AccessHash, FileReference: p.FileReference, ThumbSize: size}
}

// Await waits until ok says yes.
func (s *Server) Await(what string, ok func() bool) {
	s.t.Helper()
	for end := time.Now().Add(wait); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("waited in vain for %s", what)
		}
	}
}
