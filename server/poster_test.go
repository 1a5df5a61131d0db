package server_test

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"
)

// standIn is the environment of a stand-in for ffmpeg: this program itself. The real one is used where it is installed.
const standIn = "CHAPPE_TEST_FFMPEG"

// TestStandIn is no test but what runs in place of ffmpeg: it reads the end of what it is given, as ffmpeg does where an MP4 has its
// index there, and prints the picture that stands in it.
func TestStandIn(t *testing.T) {
	args := os.Args
	i := slices.Index(args, "-i")
	if os.Getenv(standIn) == "" || i < 0 {
		return
	}
	req, err := http.NewRequest(http.MethodGet, args[i+1], nil)
	if err != nil {
		os.Exit(1)
	}
	req.Header.Set("Range", "bytes=-4096")
	res, err := http.DefaultClient.Do(req)
	if err != nil || res.StatusCode != http.StatusPartialContent {
		os.Exit(2)
	}
	b, err := io.ReadAll(res.Body)
	at := bytes.Index(b, []byte("PICTURE:"))
	if err != nil || at < 0 {
		os.Exit(3)
	}
	_, _ = os.Stdout.Write(b[at+len("PICTURE:"):])
	os.Exit(0)
}

// ffmpeg is a program that runs the stand-in.
func ffmpeg(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "ffmpeg")
	script := fmt.Sprintf("#!/bin/sh\n%s=1 exec %q -test.run '^TestStandIn$' \"$@\"\n", standIn, self)
	// The test binary knows nothing of ffmpeg's options: they come after a mark.
	script = strings.Replace(script, ` "$@"`, ` -- "$@"`, 1)
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func sendVideo(t *testing.T, alice, bob *servertest.Person, data []byte, text string) *tl.Document {
	t.Helper()
	alice.SendMedia(bob, &tl.InputMediaUploadedDocument{
		File: alice.Upload(data, 64<<10), MimeType: "video/mp4",
		Attributes: []tl.DocumentAttributeClass{&tl.DocumentAttributeVideo{Duration: 3, W: 640, H: 360}},
	}, text)
	return servertest.Document(t, bob.WantMessage(text))
}

// A video whose client sent no picture gets one where ffmpeg is installed; what ffmpeg cannot read is sent without.
func TestPosterOfVideo(t *testing.T) {
	path := ffmpeg(t)
	s := servertest.New(t, servertest.With(func(c *server.Config) { c.Files.FFmpeg = path }))
	alice, bob := s.User("alice"), s.User("bob")
	servertest.Meet(alice, bob)
	pic := picture(t, 64, 36)
	d := sendVideo(t, alice, bob, append(append(noise(200_000), "PICTURE:"...), pic...), "a video")
	if len(d.Thumbs) != 2 {
		t.Fatalf("it has %d pictures", len(d.Thumbs))
	}
	at := servertest.At(d)
	at.ThumbSize = "m"
	if cfg, err := jpeg.DecodeConfig(bytes.NewReader(bob.Download(at))); err != nil || cfg.Width != 64 {
		t.Errorf("the picture: %+v, %v", cfg, err)
	}
	if d := sendVideo(t, alice, bob, noise(200_000), "no video at all"); len(d.Thumbs) != 0 {
		t.Errorf("it has %d pictures", len(d.Thumbs))
	}
}

// With the ffmpeg of this machine, a film of its own making.
func TestRealPoster(t *testing.T) {
	path, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Fatalf("%v; `tools/need.sh ffmpeg` installs it", err)
	}
	film := filepath.Join(t.TempDir(), "film.mp4")
	if out, err := exec.Command(path, "-f", "lavfi", "-i", "testsrc=duration=2:size=640x360:rate=10", film).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	data, err := os.ReadFile(film)
	if err != nil {
		t.Fatal(err)
	}
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	servertest.Meet(alice, bob)
	if d := sendVideo(t, alice, bob, data, "a film"); len(d.Thumbs) != 2 {
		t.Errorf("it has %d pictures", len(d.Thumbs))
	}
}
