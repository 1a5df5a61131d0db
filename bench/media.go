package bench

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"chappe/mtclient"
	"chappe/mtp/wire"
	"chappe/tl"
)

// Media is what files cost, up and down.
type Media struct {
	Date    string
	CPU     string
	Machine Machine
	MB      int64
	Up      Transfer
	Down    Transfer
	Memory  int64 // bytes; the most that the server had at any time

	profile func(way string) // nil for none
}

// profileSeconds is how much of a transfer a profile sees.
const profileSeconds = 4

// Transfer is a file going one way. Times are of processors, for each GB.
type Transfer struct {
	MBPerSecond float64
	CPUPerGB    float64 // seconds of the server's, in user and kernel
	KernelPerGB float64 // of them, seconds in the kernel
	FloorPerGB  float64 // seconds that one pass of AES-IGE and one of SHA-256 took meanwhile, as the protocol needs them
	AlonePerGB  float64 // seconds that they took while nothing else was done here
}

// Ratio is how much more than that the server takes.
func (t Transfer) Ratio() float64 { return t.CPUPerGB / t.FloorPerGB }

const (
	mediaPart  = 512 << 10
	mediaCalls = 4 // pieces under way
)

// passes is one pass of AES-IGE and one of SHA-256 over a piece, and how long it took. It is measured again and again while the server
// works, for a processor is slower when the other one is busy, and so is what shares a cache.
type passes struct {
	key, iv [32]byte
	came    []byte        // a piece
	data    []byte        // where it stands, copied just before, as it is when a socket was read
	took    time.Duration // of this thread's processor time
	n       int
}

// passEvery is how often: a hundredth of a processor is taken away from the load.
const passEvery = 100 * time.Millisecond

// run measures until stop is closed. It stays on its thread, whose time is counted.
func (p *passes) run(stop <-chan struct{}) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	t := time.NewTicker(passEvery)
	defer t.Stop()
	for {
		copy(p.data, p.came)
		before, err := threadCPU()
		if err != nil {
			return err
		}
		wire.EncryptIGE(&p.key, &p.iv, p.data)
		sha256.Sum256(p.data)
		after, err := threadCPU()
		if err != nil {
			return err
		}
		p.took, p.n = p.took+after-before, p.n+1
		select {
		case <-stop:
			return nil
		case <-t.C:
		}
	}
}

// perGB is how many seconds the two take for a GB.
func (p *passes) perGB() float64 {
	return p.took.Seconds() / float64(p.n) / float64(len(p.data)) * (1 << 30)
}

// RunMedia sends a file of so many megabytes up and fetches it again. file is where CPU profiles of the server are kept, with .up and
// .down behind it; "" is nowhere.
func RunMedia(ctx context.Context, mb int64, file string) (Media, error) {
	r := Media{Date: time.Now().Format(time.DateOnly), CPU: cpuName(), MB: mb}
	var args []string
	if file != "" {
		metrics, err := freeAddr()
		if err != nil {
			return r, err
		}
		args, r.profile = []string{"--metrics", metrics}, func(way string) { profile(metrics, file+way, profileSeconds) }
	}
	s, err := Start(ctx, args...)
	if err != nil {
		return r, err
	}
	defer func() { _ = s.Stop() }() // what it measured counts
	if r.Machine, err = Measure(s.Data); err != nil {
		return r, err
	}
	p, err := signUp(ctx, s)
	if err != nil {
		return r, err
	}
	watch, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		r.Memory = s.most(watch)
	}()
	err = r.run(ctx, s, p)
	close(watch)
	<-done
	return r, err
}

// most looks at the server's memory until watch is closed.
func (s *Server) most(watch <-chan struct{}) (most int64) {
	t := time.NewTicker(50 * time.Millisecond)
	defer t.Stop()
	for {
		if n, err := s.Memory(); err == nil {
			most = max(most, n)
		}
		select {
		case <-watch:
			return most
		case <-t.C:
		}
	}
}

func (r *Media) run(ctx context.Context, s *Server, p *person) error {
	data := make([]byte, mediaPart)
	if _, err := rand.Read(data); err != nil {
		return err
	}
	parts := int32(r.MB << 20 / mediaPart)
	const id = 1
	var err error
	r.Up, err = r.transfer(s, ".up", parts, func(n int32) error {
		_, err := p.client.Call(ctx, &tl.UploadSaveBigFilePart{FileID: id, FilePart: n, FileTotalParts: parts, Bytes: data})
		return err
	})
	if err != nil {
		return fmt.Errorf("upload: %w", err)
	}
	at, err := sendFile(ctx, p.client, id, parts)
	if err != nil {
		return err
	}
	r.Down, err = r.transfer(s, ".down", parts, func(n int32) error {
		v, err := p.client.Call(ctx, &tl.UploadGetFile{Location: at, Offset: int64(n) * mediaPart, Limit: mediaPart})
		if err != nil {
			return err
		}
		if f, ok := v.(*tl.UploadFile); !ok || len(f.Bytes) != mediaPart {
			return errors.New("a piece is missing")
		}
		return nil
	})
	return err
}

// sendFile sends what was uploaded to oneself and returns where it is.
func sendFile(ctx context.Context, c *mtclient.Client, id int64, parts int32) (tl.InputFileLocationClass, error) {
	v, err := c.Call(ctx, &tl.MessagesUploadMedia{Peer: &tl.InputPeerSelf{}, Media: &tl.InputMediaUploadedDocument{
		File: &tl.InputFileBig{ID: id, Parts: parts, Name: "bench"}, MimeType: "application/octet-stream", Attributes: []tl.DocumentAttributeClass{},
	}})
	if err != nil {
		return nil, err
	}
	m, ok := v.(*tl.MessageMediaDocument)
	if !ok {
		return nil, fmt.Errorf("uploadMedia answered %T", v)
	}
	d, ok := m.Document.(*tl.Document)
	if !ok {
		return nil, fmt.Errorf("uploadMedia made %T", m.Document)
	}
	return &tl.InputDocumentFileLocation{ID: d.ID, AccessHash: d.AccessHash, FileReference: d.FileReference}, nil
}

// transfer moves parts, some at once, and measures the server meanwhile.
func (r *Media) transfer(s *Server, way string, parts int32, move func(n int32) error) (Transfer, error) {
	var t Transfer
	user, kernel, err := s.CPUParts()
	if err != nil {
		return t, err
	}
	p := passes{came: make([]byte, mediaPart), data: make([]byte, mediaPart)}
	stop, passed := make(chan struct{}), make(chan error, 1)
	go func() { passed <- p.run(stop) }()
	if r.profile != nil {
		go r.profile(way)
	}
	begin := time.Now()
	var next atomic.Int32
	var wg sync.WaitGroup
	errs := make([]error, mediaCalls)
	for i := range mediaCalls {
		wg.Go(func() {
			for n := next.Add(1) - 1; n < parts && errs[i] == nil; n = next.Add(1) - 1 {
				errs[i] = move(n)
			}
		})
	}
	wg.Wait()
	took := time.Since(begin)
	close(stop)
	if err := errors.Join(append(errs, <-passed)...); err != nil {
		return t, err
	}
	user1, kernel1, err := s.CPUParts()
	if err != nil {
		return t, err
	}
	size := float64(parts) * mediaPart
	t.MBPerSecond = size / (1 << 20) / took.Seconds()
	t.CPUPerGB = (user1 - user + kernel1 - kernel).Seconds() / size * (1 << 30)
	t.KernelPerGB = (kernel1 - kernel).Seconds() / size * (1 << 30)
	t.FloorPerGB = p.perGB()
	t.AlonePerGB = (1<<30)/r.Machine.IGEBytes + (1<<30)/r.Machine.SHA256Bytes
	return t, nil
}

// Text prints the report for people.
func (r Media) Text(w io.Writer) error {
	_, err := fmt.Fprintf(w, "%s, %s: a file of %d MB, 4 pieces of 512 KB at once; processor seconds for a GB\n"+
		"          MB/s   server   of it kernel   AES-IGE + SHA-256 meanwhile   ratio   AES-IGE + SHA-256 alone\n"+
		"  up    %6.0f   %6.2f   %12.2f   %27.2f   %5.2f   %23.2f\n"+
		"  down  %6.0f   %6.2f   %12.2f   %27.2f   %5.2f   %23.2f\n"+
		"  the server's memory: at most %d MB\n",
		r.Date, r.CPU, r.MB, r.Up.MBPerSecond, r.Up.CPUPerGB, r.Up.KernelPerGB, r.Up.FloorPerGB, r.Up.Ratio(), r.Up.AlonePerGB,
		r.Down.MBPerSecond, r.Down.CPUPerGB, r.Down.KernelPerGB, r.Down.FloorPerGB, r.Down.Ratio(), r.Down.AlonePerGB, r.Memory>>20)
	return err
}
