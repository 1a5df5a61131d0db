package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"

	"chappe/tl/internal/schema"
)

var layerComment = regexp.MustCompile(`(?m)^// LAYER (\d+)`)

// fetchTable reads the pinned schemas and merges them.
func fetchTable() (*schema.Table, error) {
	layers := make(map[int][]schema.Def)
	for _, p := range pins {
		text, err := p.fetch()
		if err != nil {
			return nil, fmt.Errorf("gotd/td %s, %s: %w", p.version, p.file, err)
		}
		found := layerComment.FindSubmatch(text)
		if found == nil || string(found[1]) != fmt.Sprint(p.layer) {
			return nil, fmt.Errorf("gotd/td %s, %s: not of layer %d", p.version, p.file, p.layer)
		}
		if layers[p.layer], err = schema.Parse(string(text)); err != nil {
			return nil, fmt.Errorf("layer %d: %w", p.layer, err)
		}
	}
	return schema.Merge(layers), nil
}

// fetch returns the schema, from the cache of earlier runs or from the module proxy.
func (p pin) fetch() ([]byte, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	path := filepath.Join(cache, "chappe-tl", p.version, p.file)
	if text, err := os.ReadFile(path); err == nil {
		return text, nil
	}
	text, err := p.download()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	return text, os.WriteFile(path, text, 0o644)
}

// download gets the module with the go command, which checks its sum, into a module cache of its
// own: an extracted release is 50 MB, and all of them would fill the user's cache with 3 GB.
func (p pin) download() ([]byte, error) {
	tmp, err := os.MkdirTemp("", "chappe-tl-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	cmd := exec.Command("go", "mod", "download", "-json", "github.com/gotd/td@"+p.version)
	cmd.Dir = tmp
	cmd.Env = append(os.Environ(), "GOMODCACHE="+tmp, "GOFLAGS=-modcacherw")
	out, err := cmd.Output()
	var mod struct{ Dir, Error string }
	if jsonErr := json.Unmarshal(out, &mod); err != nil || jsonErr != nil {
		return nil, fmt.Errorf("go mod download: %s %w", mod.Error, err)
	}
	return os.ReadFile(filepath.Join(mod.Dir, "_schema", p.file))
}
