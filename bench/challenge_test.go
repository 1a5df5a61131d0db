package bench

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestChallenge: the folder is whole, and what is in it does not say the phrase by itself.
func TestChallenge(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "challenge")
	var out bytes.Buffer
	if err := RunChallenge(context.Background(), dir, &out); err != nil {
		t.Fatal(err)
	}
	if ok, err := VerifyChallenge(dir, "open sesame"); ok || err != nil {
		t.Errorf("a wrong phrase: %v, %v", ok, err)
	}
	sizes := map[string]int64{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		sizes[filepath.ToSlash(path[len(dir)+1:])] = int64(len(b))
		if bytes.Contains(b, []byte("I have read it.")) {
			t.Errorf("%s has bob's answer in plain text", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"wire/1-in", "wire/1-out", "wire/2-in", "wire/2-out", "server/chappe.db", "server/mtproto.key", "server/erase.key", "phrase.sha256", "README.md"} {
		if sizes[name] == 0 {
			t.Errorf("%s is missing", name)
		}
	}
	if RunChallenge(context.Background(), dir, &out) == nil {
		t.Error("a folder was overwritten")
	}
}

func TestVerifyChallenge(t *testing.T) {
	dir := t.TempDir()
	// SHA-256 of "abc".
	hash := "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n"
	if err := os.WriteFile(filepath.Join(dir, hashFile), []byte(hash), 0o600); err != nil {
		t.Fatal(err)
	}
	if ok, err := VerifyChallenge(dir, "abc"); !ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
	if err := os.WriteFile(filepath.Join(dir, hashFile), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := VerifyChallenge(dir, "abc"); err == nil {
		t.Error("no hash, no error")
	}
	if _, err := VerifyChallenge(t.TempDir(), "abc"); err == nil {
		t.Error("no folder, no error")
	}
}
