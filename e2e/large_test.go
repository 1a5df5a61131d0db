package e2e

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// maxMemory is what the server may take, in bytes, while a large file goes through it.
const maxMemory = 150 << 20

// A file that is much larger than what the server may take of memory goes up and down, whole. CHAPPE_FILE_MB says how large it is.
func TestLargeFile(t *testing.T) {
	mb := 256
	if n, err := strconv.Atoi(os.Getenv("CHAPPE_FILE_MB")); err == nil && n > 0 {
		mb = n
	}
	s := NewServer(t)
	alice, bob := s.Person("Alice", Gotd, Options{}), s.Person("Bob", Gotd, Options{})
	alice.Meets(bob)
	bob.Meets(alice)
	in, out := filepath.Join(t.TempDir(), "large.mp4"), filepath.Join(t.TempDir(), "out")
	want := largeFile(t, in, int64(mb)<<20)
	watch, most := make(chan struct{}), make(chan int64)
	go func() { most <- memoryOf(s.cmd.Process.Pid, watch) }()
	begin := time.Now()
	ids, err := alice.Client.SendFiles(bob.ID, "video", []string{in})
	alice.must("send a large file", err)
	up := time.Since(begin)
	h, err := bob.Client.History(alice.ID, 1)
	bob.must("look back", err)
	begin = time.Now()
	bob.must("fetch a large file", bob.Client.Fetch(alice.ID, h[0].ID, out))
	down := time.Since(begin)
	close(watch)
	memory := <-most
	if got := sumOf(t, out); !bytes.Equal(got, want) {
		t.Error("what came out is not what went in")
	}
	if memory > maxMemory {
		t.Errorf("the server took %d MB", memory>>20)
	}
	t.Logf("figure: a file of %d MB (message %d) went up with %.0f MB/s and down with %.0f MB/s; the server took at most %d MB",
		mb, ids[0], float64(mb)/up.Seconds(), float64(mb)/down.Seconds(), memory>>20)
}

// largeFile writes noise and returns its sum.
func largeFile(t testing.TB, path string, size int64) []byte {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(f, h), rand.NewChaCha8([32]byte{byte(rand.Uint32())}), size); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return h.Sum(nil)
}

func sumOf(t testing.TB, path string) []byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		t.Fatal(err)
	}
	return h.Sum(nil)
}

// memoryOf looks at how much memory a process has until watch is closed, and returns the most.
func memoryOf(pid int, watch <-chan struct{}) (most int64) {
	for {
		b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)) // gone: 0
		for line := range strings.Lines(string(b)) {
			if kb, ok := strings.CutPrefix(line, "VmRSS:"); ok {
				n, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(kb), " kB"), 10, 64)
				most = max(most, n<<10)
			}
		}
		select {
		case <-watch:
			return most
		case <-time.After(50 * time.Millisecond):
		}
	}
}
