package server_test

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"
)

// site is a web site on this machine, and how often it was asked.
func site(t *testing.T, handler http.HandlerFunc) (url string, asked *atomic.Int32) {
	t.Helper()
	asked = new(atomic.Int32)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		handler(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

// looks has a server look at what links lead to, on this machine too.
func looks(c *server.Config) { c.LinkPages, c.PageRoots = true, x509.NewCertPool() }

func pagePicture(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 600, 300))
	for x := range 600 {
		for y := range 300 {
			img.Set(x, y, color.RGBA{uint8(x), uint8(y), 90, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// webPage is the page that media shows, nil for none.
func webPage(m tl.MessageMediaClass) *tl.WebPage {
	w, ok := m.(*tl.MessageMediaWebPage)
	if !ok {
		return nil
	}
	p, _ := w.Webpage.(*tl.WebPage)
	return p
}

func previewOf(t *testing.T, p *servertest.Person, text string) *tl.WebPage {
	t.Helper()
	return webPage(p.Call(&tl.MessagesGetWebPagePreview{Message: text}).(*tl.MessagesWebPagePreview).Media)
}

// messageNow is a message as it is now.
func messageNow(p *servertest.Person, id int32) *tl.Message {
	switch ms := p.Call(&tl.MessagesGetMessages{ID: []tl.InputMessageClass{&tl.InputMessageID{ID: id}}}).(type) {
	case *tl.MessagesMessages:
		if m, ok := ms.Messages[0].(*tl.Message); ok {
			return m
		}
	}
	return &tl.Message{}
}

const goodPage = `<!doctype html><html><head><title>Not this</title><meta property="og:site_name" content="The Gazette">
<meta property="og:title" content="Optical &amp; telegraph"><meta property="og:description" content="  Arms   on towers ">
<meta property="og:image" content="/picture.png"></head><body><meta property="og:title" content="nor this">`

func TestPagesOfLinks(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o, looks)
		alice, bob := s.User("alice"), s.User("bob")
		pic := pagePicture(t)
		url, asked := site(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/picture.png" {
				w.Header().Set("Content-Type", "image/png")
				_, _ = w.Write(pic)
				return
			}
			if r.Header.Get("Cookie") != "" || r.Header.Get("Referer") != "" {
				t.Error("the site was told more than it has to know")
			}
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, goodPage)
		})

		// While it is typed.
		p := previewOf(t, alice, "read "+url+"/a now")
		if p == nil || p.Title.V != "Optical & telegraph" || p.SiteName.V != "The Gazette" || p.Description.V != "Arms on towers" {
			t.Fatalf("the preview is %+v", p)
		}
		photo, ok := p.Photo.(*tl.Photo)
		if !ok {
			t.Fatal("the preview has no picture")
		}
		if len(alice.Download(servertest.PhotoAt(photo, "m"))) == 0 {
			t.Error("the preview's picture cannot be fetched")
		}

		// It goes with the message, without anybody asking the site again.
		n := asked.Load()
		sent := alice.Send(bob, "read "+url+"/a now")
		got := bob.WantMessage("read " + url + "/a now")
		if p := webPage(got.Media); p == nil || p.Title.V != "Optical & telegraph" {
			t.Fatalf("the message has %+v", got.Media)
		}
		if len(bob.Download(servertest.PhotoAt(webPage(got.Media).Photo.(*tl.Photo), "m"))) == 0 {
			t.Error("the message's picture cannot be fetched")
		}
		if asked.Load() != n {
			t.Error("the site was asked once more")
		}

		// It can be left out, and taken away.
		alice.Call(&tl.MessagesSendMessage{Peer: alice.Peer(bob), Message: "plain " + url + "/a", NoWebpage: true, RandomID: rand.Int64()})
		if m := bob.WantMessage("plain " + url + "/a"); webPage(m.Media) != nil {
			t.Error("what was to be left out is there")
		}
		edit := func(text string, without bool) {
			t.Helper()
			alice.Call(&tl.MessagesEditMessage{Peer: alice.Peer(bob), ID: sent, Message: tl.Some(text), NoWebpage: without})
		}
		edit("read "+url+"/a now", true)
		s.Await("the page to be taken away", func() bool {
			return messageNow(bob, got.ID).Media == nil
		})
	})
}

// A link whose page nobody knows yet delays no message: what it leads to comes after, without the message counting as edited.
func TestPageComesLater(t *testing.T) {
	s := servertest.New(t, looks)
	alice, bob := s.User("alice"), s.User("bob")
	hold := make(chan struct{})
	url, _ := site(t, func(w http.ResponseWriter, r *http.Request) {
		<-hold
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, goodPage)
	})
	sent := alice.Send(bob, url)
	got := bob.WantMessage(url)
	if got.Media != nil {
		t.Fatalf("the message has %+v already", got.Media)
	}
	close(hold)
	s.Await("the page", func() bool {
		m := messageNow(bob, got.ID)
		return webPage(m.Media) != nil && !m.EditDate.OK
	})
	s.Await("the page at its sender's", func() bool {
		return webPage(messageNow(alice, sent).Media) != nil
	})
}

func TestNoPagesByDefault(t *testing.T) {
	s := servertest.New(t)
	alice := s.User("alice")
	url, asked := site(t, func(w http.ResponseWriter, r *http.Request) {})
	if p := previewOf(t, alice, url); p != nil {
		t.Errorf("a preview: %+v", p)
	}
	alice.Send(alice, url)
	alice.WantMessage(url)
	if asked.Load() != 0 {
		t.Error("the site was asked")
	}
}

// Without the leave that tests have, nothing on this machine or beside it is asked.
func TestPagesOfThisMachineAreNotAsked(t *testing.T) {
	s := servertest.New(t, func(c *server.Config) { c.LinkPages = true })
	alice := s.User("alice")
	url, asked := site(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, goodPage)
	})
	port := url[strings.LastIndex(url, ":"):]
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "127.1", "0x7f000001", "169.254.169.254"} {
		if p := previewOf(t, alice, "http://"+host+port+"/"); p != nil {
			t.Errorf("%s was asked: %+v", host, p)
		}
	}
	if asked.Load() != 0 {
		t.Error("something arrived")
	}
}

// Whatever a site does, who asks gets an answer in time, and the server is none the worse for it.
func TestHostileSites(t *testing.T) {
	s := servertest.New(t, looks)
	alice := s.User("alice")
	html := func(w http.ResponseWriter) { w.Header().Set("Content-Type", "text/html") }
	var base string
	url, asked := site(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/round":
			http.Redirect(w, r, "/round?"+r.URL.RawQuery+"x", http.StatusFound)
		case "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/userinfo":
			http.Redirect(w, r, "http://user:secret@"+r.Host+"/good", http.StatusFound)
		case "/metadata":
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
		case "/endless":
			html(w)
			for i := 0; i < 200_000; i++ {
				if _, err := fmt.Fprint(w, "<p><b a=b c=d><!-- x -->"); err != nil {
					return
				}
			}
		case "/attribute":
			html(w)
			fmt.Fprint(w, `<meta property="og:title" content="`+strings.Repeat("x", 5<<20))
		case "/bomb":
			html(w)
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write([]byte("\x1f\x8b\x08\x00broken"))
		case "/binary":
			w.Header().Set("Content-Type", "application/octet-stream")
			fmt.Fprint(w, goodPage)
		case "/coding":
			w.Header().Set("Content-Type", "text/html; charset=utf-16")
			fmt.Fprint(w, goodPage)
		case "/nul":
			html(w)
			fmt.Fprint(w, "<title>a\x00b\xff\xfec</title>")
		case "/turned":
			html(w)
			fmt.Fprint(w, "<meta charset=utf-8><title>a\u202eb\u2066c</title>")
		case "/hang":
			html(w)
			fmt.Fprint(w, "<title>slow</title>")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		case "/picture":
			html(w)
			fmt.Fprint(w, `<title>with a bad picture</title><meta property="og:image" content="`+base+`/endless-picture">`)
		case "/endless-picture":
			w.Header().Set("Content-Type", "image/png")
			for i := 0; i < 20<<20/4096; i++ {
				if _, err := w.Write(make([]byte, 4096)); err != nil {
					return
				}
			}
		case "/inside":
			html(w)
			fmt.Fprint(w, `<title>points inside</title><meta property="og:image" content="http://169.254.169.254/picture.png">`)
		default:
			http.NotFound(w, r)
		}
	})
	base = url
	nothing := []string{"/round", "/file", "/userinfo", "/metadata", "/endless", "/bomb", "/binary", "/gone", "/hang"}
	for _, path := range nothing {
		if p := previewOf(t, alice, url+path); p != nil {
			t.Errorf("%s: %+v", path, p)
		}
	}
	// That there is nothing is remembered, too.
	n := asked.Load()
	for _, path := range nothing {
		previewOf(t, alice, url+path)
	}
	if asked.Load() != n {
		t.Error("sites that had nothing were asked again")
	}
	s.Clock.Advance(2 * time.Hour)
	previewOf(t, alice, url+"/gone")
	if asked.Load() == n {
		t.Error("what was not there is never looked for again")
	}
	for path, title := range map[string]string{"/nul": "a", "/picture": "with a bad picture", "/inside": "points inside", "/turned": "abc"} {
		p := previewOf(t, alice, url+path)
		if p == nil || !strings.HasPrefix(p.Title.V, title) || strings.Contains(p.Title.V, "\x00") || p.Photo != nil {
			t.Errorf("%s: %+v", path, p)
		}
	}
	previewOf(t, alice, url+"/attribute")
	previewOf(t, alice, url+"/coding")
	alice.Send(alice, "still here")
	alice.WantMessage("still here")
}

// A page's picture is gone from the store with the last message that shows it, when the page itself is forgotten.
func TestPagesAreForgotten(t *testing.T) {
	s := servertest.New(t, looks)
	alice, bob := s.User("alice"), s.User("bob")
	pic := pagePicture(t)
	url, _ := site(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(pic)
	})
	if p := previewOf(t, alice, url); p == nil || p.Photo == nil {
		t.Fatalf("the preview is %+v", p)
	}
	sent := alice.Send(bob, url)
	bob.WantMessage(url)
	s.Clock.Advance(8 * 24 * time.Hour)
	if err := s.Inner().SweepFiles(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantObjects(t, s, 1) // a message shows it
	alice.Call(&tl.MessagesDeleteMessages{Revoke: true, ID: []int32{sent}})
	if err := s.Inner().SweepFiles(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantObjects(t, s, 0)
}
