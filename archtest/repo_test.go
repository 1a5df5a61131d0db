package archtest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// maxFile bounds the bytes of a file: what is generated is cut into pieces, and pictures and recordings do not live here.
const maxFile = 1 << 20

// large may be larger, each with a reason.
var large = map[string]string{}

func TestFilesAreSmall(t *testing.T) {
	check(t, func(path string) error {
		st, err := os.Stat(filepath.Join("..", path))
		if err == nil && st.Size() > maxFile && large[path] == "" {
			t.Errorf("%s has %d bytes: past %d it needs a reason in large", path, st.Size(), maxFile)
		}
		return err
	})
}

// TestLockFilesNameNoHost: where packages are downloaded from is a setting of each machine.
func TestLockFilesNameNoHost(t *testing.T) {
	resolved := regexp.MustCompile(`"resolved"\s*:\s*"https?://`)
	check(t, func(path string) error {
		if filepath.Base(path) != "package-lock.json" {
			return nil
		}
		if resolved.MatchString(read(t, path)) {
			t.Errorf("%s records download addresses: run npm with omit-lockfile-registry-resolved=true", path)
		}
		return nil
	})
}

// TestTextsNameNoMachine: nothing says where somebody's checkout or home lies.
func TestTextsNameNoMachine(t *testing.T) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	places := []string{root + "/"}
	if home, err := os.UserHomeDir(); err == nil && len(home) > 1 {
		places = append(places, home+"/")
	}
	check(t, func(path string) error {
		text := read(t, path)
		for _, place := range places {
			if strings.Contains(text, place) {
				t.Errorf("%s names %s", path, place)
			}
		}
		return nil
	})
}

func check(t *testing.T, fn func(path string) error) {
	t.Helper()
	if err := files(fn); err != nil {
		t.Fatal(err)
	}
}
