package secret

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestErase: a place that was dropped opens nothing any more, also when the process ended before it was overwritten.
func TestErase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erase.key")
	e, err := openErase(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	wrapped := func() (int64, []byte) {
		t.Helper()
		p, err := e.take()
		if err != nil {
			t.Fatal(err)
		}
		b, err := e.wrap(p, []byte("noise"))
		if err != nil {
			t.Fatal(err)
		}
		return p, b
	}
	opens := func(p int64, b []byte) bool {
		t.Helper()
		plain, ok, err := e.unwrap(p, b)
		if err != nil {
			t.Fatal(err)
		}
		return ok && bytes.Equal(plain, []byte("noise"))
	}
	p, b := wrapped()
	kept, keptB := wrapped()
	if !opens(p, b) || opens(p+1, b) {
		t.Error("a place opens what is not its own, or does not open what is")
	}
	e.drop(p)
	if err := e.flush(); err != nil {
		t.Fatal(err)
	}
	if opens(p, b) || !opens(kept, keptB) {
		t.Error("a place that was dropped still opens, or another does not")
	}
	p, b = wrapped()
	e.drop(p) // the process ends here
	if err := e.f.Close(); err != nil {
		t.Fatal(err)
	}
	if e, err = openErase(path, []int64{kept}); err != nil {
		t.Fatal(err)
	}
	if opens(p, b) || !opens(kept, keptB) {
		t.Error("a start does not overwrite what nobody uses, or overwrites what somebody does")
	}
	if err := e.close(); err != nil {
		t.Fatal(err)
	}

	// The file is lost: places in use are nobody else's.
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if e, err = openErase(path, []int64{3, 7}); err != nil {
		t.Fatal(err)
	}
	for range 2 * growBy {
		if p, err := e.take(); err != nil || p == 3 || p == 7 {
			t.Fatalf("place %d is given out: %v", p, err)
		}
	}
	if opens(3, b) {
		t.Error("what was lost opens")
	}
	if err := e.close(); err != nil {
		t.Fatal(err)
	}
}
