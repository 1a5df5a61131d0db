package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/gotd/td/telegram/downloader"
	"github.com/gotd/td/telegram/uploader"
	"github.com/gotd/td/tg"
)

// Each library sends a photo, a large video, a voice note and an album to another, over several connections where it uses such.
func TestFiles(t *testing.T) {
	s := NewServer(t)
	people := []*Person{
		s.Person("Alice", Gotd, Options{}), s.Person("Bob", Mtcute, Options{}), s.Person("Carol", GramJS, Options{}),
	}
	for i, from := range people {
		to := people[(i+1)%len(people)]
		from.Meets(to)
		to.Meets(from)
		t.Run(from.name+" to "+to.name, func(t *testing.T) { sendsFiles(from.On(t), to.On(t)) })
	}
}

func sendsFiles(from, to *Person) {
	t := from.t
	photo := func() string { return file(t, "photo.jpg", drawn(t, 800, 600)) }
	for _, x := range []struct {
		kind  string
		paths []string
		same  bool // what comes out is what went in
	}{
		{"photo", []string{photo()}, false},
		{"video", []string{file(t, "video.mp4", noise(64<<20))}, true},
		{"voice", []string{file(t, "voice.ogg", noise(30_000))}, true},
		{"photo", []string{photo(), photo(), photo()}, false},
	} {
		ids, err := from.Client.SendFiles(to.ID, x.kind, x.paths)
		from.must("send "+x.kind, err)
		if len(ids) != len(x.paths) {
			t.Fatalf("%d files became %d messages", len(x.paths), len(ids))
		}
		h, err := to.Client.History(from.ID, len(ids))
		to.must("look back", err)
		slices.Reverse(h)
		for i, m := range h {
			out := filepath.Join(t.TempDir(), "out")
			to.must("fetch "+x.kind, to.Client.Fetch(from.ID, m.ID, out))
			got, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(x.paths[i])
			if err != nil {
				t.Fatal(err)
			}
			if x.same && !bytes.Equal(got, want) {
				t.Errorf("%s: %d bytes in, %d other bytes out", x.kind, len(want), len(got))
			}
			if cfg, err := jpeg.DecodeConfig(bytes.NewReader(got)); !x.same && (err != nil || cfg.Width != 800) {
				t.Errorf("%s: %v, %d wide", x.kind, err, cfg.Width)
			}
		}
	}
}

// A server that is killed with kill -9 in the middle of an upload has every part that it acknowledged: what is left is sent after it.
func TestKillDuringUpload(t *testing.T) {
	const part, total = 512 << 10, 32
	s := NewServer(t)
	alice := s.Person("Alice", Gotd, Options{})
	c, ok := alice.Client.(*gotdClient)
	if !ok {
		t.Fatal("no gotd")
	}
	data := noise(part*total - 1000)
	save := func(n int) error {
		return c.with(func(ctx context.Context) error {
			b := data[n*part : min(len(data), (n+1)*part)]
			_, err := c.api.UploadSaveBigFilePart(ctx, &tg.UploadSaveBigFilePartRequest{FileID: 9, FilePart: n, FileTotalParts: total, Bytes: b})
			return err
		})
	}
	acked := make(chan int, total)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for i := range threads {
		wg.Go(func() {
			for n := i; n < total && ctx.Err() == nil; n += threads {
				if save(n) == nil {
					acked <- n
				}
			}
		})
	}
	known := map[int]bool{}
	for len(known) < total/3 {
		known[<-acked] = true
	}
	cancel() // each sends what it is at, and no more
	s.Kill()
	s.Start()
	wg.Wait()
	close(acked)
	for n := range acked {
		known[n] = true
	}
	for n := range total {
		if !known[n] {
			alice.must("send a part", save(n))
		}
	}
	random := newRandomID()
	var id int
	alice.must("send the file", c.with(func(ctx context.Context) error {
		res, err := c.api.MessagesSendMedia(ctx, &tg.MessagesSendMediaRequest{
			Peer: &tg.InputPeerSelf{}, RandomID: random, Media: mediaOf("video", &tg.InputFileBig{ID: 9, Parts: total, Name: "v.mp4"}),
		})
		if err == nil {
			id, err = sentID(res, random)
		}
		return err
	}))
	out := filepath.Join(t.TempDir(), "out")
	alice.must("fetch it", alice.Client.Fetch(alice.ID, id, out))
	got, err := os.ReadFile(out)
	if err != nil || !bytes.Equal(got, data) {
		t.Errorf("%v: %d bytes in, %d other bytes out", err, len(data), len(got))
	}
	t.Logf("figure: a server killed in the middle of an upload: %d of %d parts were acknowledged before it, and all are there", len(known), total)
}

func file(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func noise(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{byte(rand.Uint32()), byte(rand.Uint32())}).Read(b)
	return b
}

func drawn(t testing.TB, w, h int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	tint := uint8(rand.Uint32())
	for y := range h {
		for x := range w {
			img.Set(x, y, color.RGBA{uint8(x), uint8(y), tint, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (c *nodeClient) SendFiles(to int64, kind string, paths []string) ([]int, error) {
	var out struct {
		IDs []int `json:"ids"`
	}
	err := c.do("sendFiles", map[string]any{"to": to, "kind": kind, "files": paths}, &out)
	return out.IDs, err
}

func (c *nodeClient) Fetch(peer int64, id int, path string) error {
	return c.do("fetch", map[string]any{"peer": peer, "id": id, "path": path}, nil)
}

// threads is how many pieces gotd sends and fetches at once.
const threads = 4

func (c *gotdClient) SendFiles(to int64, kind string, paths []string) (ids []int, err error) {
	err = c.with(func(ctx context.Context) error {
		ids = nil
		var album []tg.InputSingleMedia
		for _, path := range paths {
			f, err := uploader.NewUploader(c.api).WithThreads(threads).FromPath(ctx, path)
			if err != nil {
				return err
			}
			m := mediaOf(kind, f)
			if len(paths) == 1 {
				random := newRandomID()
				res, err := c.api.MessagesSendMedia(ctx, &tg.MessagesSendMediaRequest{Peer: c.peer(to), Media: m, RandomID: random})
				if err != nil {
					return err
				}
				id, err := sentID(res, random)
				ids = append(ids, id)
				return err
			}
			up, err := c.api.MessagesUploadMedia(ctx, &tg.MessagesUploadMediaRequest{Peer: c.peer(to), Media: m})
			if err != nil {
				return err
			}
			p, ok := up.(*tg.MessageMediaPhoto).Photo.AsNotEmpty()
			if !ok {
				return errors.New("no photo came of an upload")
			}
			album = append(album, tg.InputSingleMedia{Media: &tg.InputMediaPhoto{ID: p.AsInput()}, RandomID: newRandomID()})
		}
		res, err := c.api.MessagesSendMultiMedia(ctx, &tg.MessagesSendMultiMediaRequest{Peer: c.peer(to), MultiMedia: album})
		if err != nil {
			return err
		}
		for _, a := range album {
			id, err := sentID(res, a.RandomID)
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return nil
	})
	return ids, err
}

func mediaOf(kind string, f tg.InputFileClass) tg.InputMediaClass {
	switch kind {
	case "video":
		return &tg.InputMediaUploadedDocument{File: f, MimeType: "video/mp4", Attributes: []tg.DocumentAttributeClass{
			&tg.DocumentAttributeVideo{W: 640, H: 360, Duration: 12, SupportsStreaming: true},
		}}
	case "voice":
		a := &tg.DocumentAttributeAudio{Voice: true, Duration: 3}
		a.SetWaveform(bytes.Repeat([]byte{7}, 63))
		return &tg.InputMediaUploadedDocument{File: f, MimeType: "audio/ogg", Attributes: []tg.DocumentAttributeClass{a}}
	}
	return &tg.InputMediaUploadedPhoto{File: f}
}

func (c *gotdClient) Fetch(peer int64, id int, path string) error {
	return c.with(func(ctx context.Context) error {
		res, err := c.api.MessagesGetMessages(ctx, []tg.InputMessageClass{&tg.InputMessageID{ID: id}})
		if err != nil {
			return err
		}
		ms, ok := res.AsModified()
		if !ok || len(ms.GetMessages()) != 1 {
			return errors.New("the message is not there")
		}
		m, ok := ms.GetMessages()[0].(*tg.Message)
		if !ok {
			return errors.New("the message is not there")
		}
		at, err := placeOf(m.Media)
		if err != nil {
			return err
		}
		_, err = downloader.NewDownloader().Download(c.api, at).WithThreads(threads).ToPath(ctx, path)
		return err
	})
}

// placeOf is where the largest of what a message carries is.
func placeOf(m tg.MessageMediaClass) (tg.InputFileLocationClass, error) {
	switch m := m.(type) {
	case *tg.MessageMediaDocument:
		if d, ok := m.Document.AsNotEmpty(); ok {
			return d.AsInputDocumentFileLocation(""), nil
		}
	case *tg.MessageMediaPhoto:
		if p, ok := m.Photo.AsNotEmpty(); ok {
			last := p.Sizes[len(p.Sizes)-1]
			return &tg.InputPhotoFileLocation{
				ID: p.ID, AccessHash: p.AccessHash, FileReference: p.FileReference, ThumbSize: last.GetType(),
			}, nil
		}
	}
	return nil, fmt.Errorf("nothing to fetch in %T", m)
}
