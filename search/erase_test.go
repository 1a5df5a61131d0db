package search_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chappe/db"
	"chappe/db/dbtest"
)

// TestNothingOfTheDeletedStaysOnTheDisk looks into the database's files for words that were deleted. What PostgreSQL keeps on its disk
// is not in our hands.
func TestNothingOfTheDeletedStaysOnTheDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erase.db")
	d := dbtest.Open(t, "sqlite:"+path)
	w := newWorld(t, d)
	ctx := context.Background()
	var ids []int32
	for range 300 {
		ids = append(ids, w.say(alice, bob, bob, "quetzalcoatlus was here with others"))
	}
	if err := w.x.CatchUp(ctx, alice); err != nil {
		t.Fatal(err)
	}
	has := func() bool {
		files, err := filepath.Glob(path + "*")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			// The index cuts off what a word has in common with the one before it, so that the end is looked for.
			if bytes.Contains(bytes.ToLower(b), []byte("zalcoatlus")) {
				return true
			}
		}
		return false
	}
	if !has() {
		t.Fatal("what was said is not in the files at all, so that this test shows nothing")
	}
	w.write(func(tx *db.Tx) error {
		_, _, _, err := w.box.Delete(tx, alice, ids)
		return err
	})
	if err := w.x.CatchUp(ctx, alice); err != nil {
		t.Fatal(err)
	}
	if err := d.Checkpoint(ctx); err != nil {
		t.Fatal(err)
	}
	if has() {
		t.Errorf("%q is still on the disk", strings.ToUpper("quetzalcoatlus"))
	}
}
