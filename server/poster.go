package server

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"time"
)

// poster takes a frame out of videos whose clients sent none, with the ffmpeg that is installed. What it is given comes from
// strangers, so it gets no more than it needs: the video by an address on this machine that counts for one run, no environment, one
// thread, and little time.
type poster struct {
	path string
	run  chan struct{} // a place for each run
}

const (
	posterTime  = 10 * time.Second
	posterRuns  = 2
	maxPoster   = 512 << 10 // bytes
	posterSide  = 320
	maxPosterOf = 2 << 30 // bytes of a video
)

// newPoster finds ffmpeg: at path, or where "" stands, among the programs that are installed. It returns nil where there is none, or
// with "off".
func newPoster(path string) *poster {
	switch path {
	case "off":
		return nil
	case "":
		path = "ffmpeg"
	}
	found, err := exec.LookPath(path)
	if err != nil {
		return nil
	}
	return &poster{path: found, run: make(chan struct{}, posterRuns)}
}

// frame returns a picture of a video as JPEG.
func (p *poster) frame(ctx context.Context, video io.ReaderAt, size int64) ([]byte, error) {
	if size > maxPosterOf {
		return nil, errors.New("the video is too large")
	}
	ctx, cancel := context.WithTimeout(ctx, posterTime)
	defer cancel()
	select {
	case p.run <- struct{}{}:
		defer func() { <-p.run }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	at, stop, err := lend(video, size)
	if err != nil {
		return nil, err
	}
	defer stop()
	side := strconv.Itoa(posterSide)
	cmd := exec.CommandContext(ctx, p.path, "-nostdin", "-hide_banner", "-loglevel", "error", "-threads", "1",
		"-protocol_whitelist", "http,tcp", "-i", at, "-an", "-sn", "-dn", "-frames:v", "1",
		"-vf", "thumbnail=24,scale="+side+":"+side+":force_original_aspect_ratio=decrease", "-f", "mjpeg", "pipe:1")
	cmd.Env = []string{} // nothing of ours
	cmd.WaitDelay = time.Second
	out := &capped{most: maxPoster}
	cmd.Stdout = out
	cmd.Dir = os.TempDir()
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("take a frame: %w", err)
	}
	if out.over || out.b.Len() == 0 {
		return nil, errors.New("take a frame: no picture came")
	}
	return out.b.Bytes(), nil
}

// capped takes so many bytes and drops what is more.
type capped struct {
	b    bytes.Buffer
	most int
	over bool
}

func (c *capped) Write(b []byte) (int, error) {
	if c.b.Len()+len(b) > c.most {
		c.over = true
		return len(b), nil
	}
	return c.b.Write(b)
}

// lend serves bytes at an address that nobody can guess, until stop is called.
func lend(r io.ReaderAt, size int64) (address string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("lend a video: %w", err)
	}
	name := "/" + rand.Text()
	s := &http.Server{ReadHeaderTimeout: posterTime, Handler: http.HandlerFunc(func(w http.ResponseWriter, r2 *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r2.URL.Path), []byte(name)) != 1 {
			http.NotFound(w, r2)
			return
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		http.ServeContent(w, r2, "", time.Time{}, io.NewSectionReader(r, 0, size))
	})}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.Serve(l) // until it is closed
	}()
	return "http://" + l.Addr().String() + name, func() {
		_ = s.Close()
		<-done
	}, nil
}
