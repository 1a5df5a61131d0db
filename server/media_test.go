package server_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"chappe/server/servertest"
	"chappe/tl"
)

// noise is n bytes that no two calls give twice.
func noise(n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{byte(rand.Uint32()), byte(rand.Uint32()), byte(rand.Uint32()), byte(rand.Uint32())})
	_, _ = r.Read(b)
	return b
}

// picture is a JPEG of w by h pixels.
func picture(t testing.TB, w, h int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.Set(x, y, color.RGBA{uint8(x), uint8(y), uint8(x + y), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func document(f tl.InputFileClass) *tl.InputMediaUploadedDocument {
	return &tl.InputMediaUploadedDocument{File: f, MimeType: "application/zip", Attributes: []tl.DocumentAttributeClass{
		&tl.DocumentAttributeFilename{FileName: "../evil/things.zip"},
	}}
}

// wantObjects waits until the store has n files.
func wantObjects(t testing.TB, s *servertest.Server, n int) {
	t.Helper()
	s.Await("files to go", func() bool {
		found := 0
		err := filepath.WalkDir(filepath.Join(s.Data(), "files"), func(_ string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				found++
			}
			return err
		})
		return err == nil && found == n
	})
}

func TestSendDocument(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		for _, x := range []struct{ size, part int }{{1, 128 << 10}, {1000, 1 << 10}, {300_000, 128 << 10}, {11 << 20, 512 << 10}} {
			data := noise(x.size)
			sent := alice.SendMedia(bob, document(alice.Upload(data, x.part)), "see this")
			got := bob.WantMessage("see this")
			for d, m := range map[*servertest.Device]*tl.Message{alice.Device: sent, bob.Device: got} {
				doc := servertest.Document(t, m)
				if doc.Size != int64(x.size) || doc.MimeType != "application/zip" {
					t.Errorf("document is %+v", doc)
				}
				if name := doc.Attributes[0].(*tl.DocumentAttributeFilename).FileName; name != "things.zip" {
					t.Errorf("name is %q", name)
				}
				if out := d.Download(servertest.At(doc)); !bytes.Equal(out, data) {
					t.Errorf("%d bytes in, %d other bytes out", x.size, len(out))
				}
			}
			alice.Call(&tl.MessagesDeleteMessages{Revoke: true, ID: []int32{sent.ID}})
			bob.WantGone(got.ID)
		}
		wantObjects(t, s, 0)
	})
}

func TestSendPhoto(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		alice.SendMedia(bob, &tl.InputMediaUploadedPhoto{File: alice.Upload(picture(t, 1000, 500), 32<<10), Spoiler: true}, "look")
		p := servertest.Photo(t, bob.WantMessage("look"))
		want := map[string][2]int32{"s": {100, 50}, "m": {320, 160}, "x": {800, 400}, "y": {1000, 500}}
		for _, size := range p.Sizes {
			size, ok := size.(*tl.PhotoSize)
			if !ok {
				continue
			}
			if w := want[size.Type]; w != [2]int32{size.W, size.H} {
				t.Errorf("size %s is %d by %d", size.Type, size.W, size.H)
			}
			delete(want, size.Type)
			out := bob.Download(servertest.PhotoAt(p, size.Type))
			cfg, err := jpeg.DecodeConfig(bytes.NewReader(out))
			if err != nil || len(out) != int(size.Size) || cfg.Width != int(size.W) {
				t.Errorf("size %s: %v, %d bytes of %d, %d wide", size.Type, err, len(out), size.Size, cfg.Width)
			}
		}
		if len(want) > 0 {
			t.Errorf("sizes are missing: %v", want)
		}
	})
}

func TestAlbum(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		q := &tl.MessagesSendMultiMedia{Peer: alice.Peer(bob)}
		for i := range 3 {
			up := alice.Call(&tl.MessagesUploadMedia{
				Peer: alice.Peer(bob), Media: &tl.InputMediaUploadedPhoto{File: alice.Upload(picture(t, 200+i, 100), 32<<10)},
			}).(*tl.MessageMediaPhoto).Photo.(*tl.Photo)
			q.MultiMedia = append(q.MultiMedia, tl.InputSingleMedia{RandomID: rand.Int64(), Message: []string{"one", "two", "three"}[i],
				Media: &tl.InputMediaPhoto{ID: &tl.InputPhoto{ID: up.ID, AccessHash: up.AccessHash, FileReference: up.FileReference}}})
		}
		sent := alice.Sent(alice.Call(q))
		again := alice.Sent(alice.Call(q))
		if len(sent) != 3 || len(again) != 3 || again[2].ID != sent[2].ID {
			t.Fatalf("%d messages, again %d", len(sent), len(again))
		}
		one, three := bob.WantMessage("one"), bob.WantMessage("three")
		if !one.GroupedID.OK || one.GroupedID != three.GroupedID {
			t.Errorf("grouped as %v and %v", one.GroupedID, three.GroupedID)
		}
		for _, m := range []*tl.Message{one, three} {
			if out := bob.Download(servertest.PhotoAt(servertest.Photo(t, m), "m")); len(out) == 0 {
				t.Error("nothing came")
			}
		}
		// What bob forwards is no copy, and outlives what it was forwarded from.
		fwd := bob.Sent(bob.Call(&tl.MessagesForwardMessages{
			FromPeer: bob.Peer(alice), ToPeer: bob.Peer(bob), ID: []int32{one.ID}, RandomID: []int64{rand.Int64()},
		}))[0]
		wantObjects(t, s, 3)
		alice.Call(&tl.MessagesDeleteMessages{Revoke: true, ID: []int32{sent[0].ID}})
		bob.WantGone(one.ID)
		if out := bob.Download(servertest.PhotoAt(servertest.Photo(t, fwd), "m")); len(out) == 0 {
			t.Error("nothing came of what was forwarded")
		}
		wantObjects(t, s, 3) // the others are staged for a while, too
	})
}

// A reference is worth something only to whoever can see what it names, and only while that is there.
func TestStolenReference(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, eve := s.User("alice"), s.User("bob"), s.User("eve")
		servertest.Meet(alice, bob)
		data := noise(10_000)
		sent := alice.SendMedia(bob, document(alice.Upload(data, 16<<10)), "secret")
		doc := servertest.Document(t, bob.WantMessage("secret"))
		get := func(d *servertest.Device, change func(*tl.UploadGetFile, *tl.InputDocumentFileLocation)) string {
			at := servertest.At(doc)
			at.FileReference = bytes.Clone(at.FileReference)
			q := &tl.UploadGetFile{Location: at, Limit: 16 << 10}
			change(q, at)
			if _, err := d.Try(q); err != nil {
				return err.Error()
			}
			return ""
		}
		type change = func(*tl.UploadGetFile, *tl.InputDocumentFileLocation)
		none := func(*tl.UploadGetFile, *tl.InputDocumentFileLocation) {}
		for _, x := range []struct {
			who    *servertest.Device
			change change
			want   string
		}{
			{bob.Device, none, ""},
			{eve.Device, none, "FILE_REFERENCE_INVALID"},
			{alice.Device, none, "FILE_REFERENCE_INVALID"},
			{bob.Device, func(_ *tl.UploadGetFile, at *tl.InputDocumentFileLocation) { at.FileReference[5]++ }, "FILE_REFERENCE_INVALID"},
			{bob.Device, func(_ *tl.UploadGetFile, at *tl.InputDocumentFileLocation) { at.FileReference = nil }, "FILE_REFERENCE_EMPTY"},
			{bob.Device, func(_ *tl.UploadGetFile, at *tl.InputDocumentFileLocation) { at.AccessHash++ }, "LOCATION_INVALID"},
			{bob.Device, func(_ *tl.UploadGetFile, at *tl.InputDocumentFileLocation) { at.ID++ }, "LOCATION_INVALID"},
			{bob.Device, func(_ *tl.UploadGetFile, at *tl.InputDocumentFileLocation) { at.ThumbSize = "q" }, "LOCATION_INVALID"},
			{bob.Device, func(q *tl.UploadGetFile, _ *tl.InputDocumentFileLocation) { q.Offset = 1 << 30 }, "OFFSET_INVALID"},
			{bob.Device, func(q *tl.UploadGetFile, _ *tl.InputDocumentFileLocation) { q.Offset = 1 }, "OFFSET_INVALID"},
			{bob.Device, func(q *tl.UploadGetFile, _ *tl.InputDocumentFileLocation) { q.Offset = -4096 }, "OFFSET_INVALID"},
			{bob.Device, func(q *tl.UploadGetFile, _ *tl.InputDocumentFileLocation) { q.Limit = 2 << 20 }, "LIMIT_INVALID"},
			{bob.Device, func(q *tl.UploadGetFile, _ *tl.InputDocumentFileLocation) { q.Limit = 12 << 10 }, "LIMIT_INVALID"},
			{bob.Device, func(q *tl.UploadGetFile, _ *tl.InputDocumentFileLocation) { q.Limit, q.Precise = 3<<10, true }, ""},
			{bob.Device, func(q *tl.UploadGetFile, _ *tl.InputDocumentFileLocation) { q.Limit = 0 }, "LIMIT_INVALID"},
		} {
			if got := get(x.who, x.change); !isError(got, x.want) {
				t.Errorf("got %q, want %q", got, x.want)
			}
		}
		s.Clock.Advance(13 * 3600e9)
		if got := get(bob.Device, none); !isError(got, "FILE_REFERENCE_EXPIRED") {
			t.Errorf("an old reference: %q", got)
		}
		doc = servertest.Document(t, bob.History(alice, 1)[0])
		if got := get(bob.Device, none); got != "" {
			t.Errorf("a new one: %q", got)
		}
		alice.Call(&tl.MessagesDeleteMessages{Revoke: true, ID: []int32{sent.ID}})
		if got := get(bob.Device, none); !isError(got, "FILE_REFERENCE_EXPIRED") {
			t.Errorf("of a deleted message: %q", got)
		}
	})
}

func isError(got, want string) bool {
	return got == want || want != "" && strings.HasPrefix(got, want)
}
