package blob

import (
	"bytes"
	"errors"
	"io"
	"os"
	"sync"
	"testing"
	"time"
)

// stores runs a test on each kind of store.
func stores(t *testing.T, fn func(t *testing.T, s Store)) {
	t.Run("dir", func(t *testing.T) {
		d, err := OpenDir(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		fn(t, d)
	})
	t.Run("s3", func(t *testing.T) { fn(t, newS3(t)) })
}

func TestObjects(t *testing.T) {
	stores(t, func(t *testing.T, s Store) {
		ctx := t.Context()
		data := bytes.Repeat([]byte("Chappe"), 1000)
		id, err := s.Put(ctx, data)
		if err != nil {
			t.Fatal(err)
		}
		p := make([]byte, 100)
		if n, err := s.ReadAt(ctx, id, p, 6); n != 100 || err != nil || !bytes.Equal(p, data[6:106]) {
			t.Errorf("read %d, %v, %q", n, err, p)
		}
		if n, err := s.ReadAt(ctx, id, p, int64(len(data))-10); n != 10 || err != io.EOF || !bytes.Equal(p[:n], data[:60][50:]) {
			t.Errorf("read %d, %v at the end", n, err)
		}
		if n, err := s.ReadAt(ctx, id, p, int64(len(data))); n != 0 || err != io.EOF {
			t.Errorf("read %d, %v beyond the end", n, err)
		}
		for range 2 {
			if err := s.Delete(ctx, id); err != nil {
				t.Fatal(err)
			}
		}
		for _, id := range []string{id, "../../etc/passwd", "", "0000000000000000000000000000000/"} {
			if _, err := s.ReadAt(ctx, id, p, 0); !errors.Is(err, ErrNone) {
				t.Errorf("reading %q gave %v", id, err)
			}
		}
	})
}

func TestList(t *testing.T) {
	stores(t, func(t *testing.T, s Store) {
		ctx := t.Context()
		var wg sync.WaitGroup
		var mu sync.Mutex
		want := map[string]bool{}
		for i := range 20 {
			wg.Go(func() {
				id, err := s.Put(ctx, []byte{byte(i)})
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				want[id] = true
			})
		}
		wg.Wait()
		err := s.List(ctx, func(id string, written time.Time) error {
			if !want[id] || written.IsZero() {
				t.Errorf("listed %q, written %v", id, written)
			}
			delete(want, id)
			return nil
		})
		if err != nil || len(want) > 0 {
			t.Errorf("%v, not listed: %v", err, want)
		}
		stop := errors.New("enough")
		if err := s.List(ctx, func(string, time.Time) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("list went on: %v", err)
		}
	})
}

// Pieces of one object are written at once, read while others are written, and gone with it.
func TestFill(t *testing.T) {
	d, err := OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	f, err := d.Fill(ctx)
	if err != nil {
		t.Fatal(err)
	}
	const size, n = 10_000, 20
	piece := func(i int) []byte { return bytes.Repeat([]byte{byte(i + 1)}, size) }
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			if _, err := f.WriteAt(piece(i), int64(i)*size); err != nil {
				t.Error(err)
			}
			if err := f.Sync(); err != nil {
				t.Error(err)
			}
			p := make([]byte, size)
			if m, err := d.ReadAt(ctx, f.ID(), p, int64(i)*size); m != size || err != nil && err != io.EOF || !bytes.Equal(p, piece(i)) {
				t.Errorf("read %d of piece %d, %v", m, i, err)
			}
		})
	}
	wg.Wait()
	p := make([]byte, 100)
	if m, err := d.ReadAt(ctx, f.ID(), p, n*size-10); m != 10 || err != io.EOF {
		t.Errorf("read %d, %v at the end", m, err)
	}
	if err := d.Delete(ctx, f.ID()); err != nil {
		t.Fatal(err)
	}
	if _, err := d.ReadAt(ctx, f.ID(), p, 0); !errors.Is(err, ErrNone) {
		t.Errorf("reading what was deleted gave %v", err)
	}
	if _, err := f.WriteAt(p, 0); err != nil {
		t.Errorf("writing what was deleted: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if err := f.Sync(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("syncing what was closed gave %v", err)
	}
}

// Of many files that are read only some stay open, and each is read as it is.
func TestManyFiles(t *testing.T) {
	d, err := OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for i := range maxOpen + 20 {
		id, err := d.Put(t.Context(), []byte{byte(i)})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i, id := range ids {
				p := make([]byte, 1)
				if n, err := d.ReadAt(t.Context(), id, p, 0); n != 1 || err != nil && err != io.EOF || p[0] != byte(i) {
					t.Errorf("read %d, %v, %v", n, p, err)
				}
			}
		})
	}
	wg.Wait()
	if n := len(d.open.by); n > maxOpen || n != len(d.open.ids) {
		t.Errorf("%d are open, %d are listed", n, len(d.open.ids))
	}
}
