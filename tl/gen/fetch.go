package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"

	"chappe/tl/internal/schema"
)

// gotdVersions are the releases of github.com/gotd/td whose schemas we read.
var gotdVersions = []string{"v0.161.0"}

var layerComment = regexp.MustCompile(`(?m)^// LAYER (\d+)`)

// fetchTable reads the schemas out of registry packages and merges them.
func fetchTable() (*schema.Table, error) {
	layers := make(map[int][]schema.Def)
	for _, v := range gotdVersions {
		n, defs, err := fetchGotd(v)
		if err != nil {
			return nil, fmt.Errorf("gotd/td %s: %w", v, err)
		}
		layers[n] = defs
	}
	return schema.Merge(layers), nil
}

// fetchGotd downloads a module into Go's module cache, where it stays, and reads its schema.
func fetchGotd(version string) (int, []schema.Def, error) {
	out, err := exec.Command("go", "mod", "download", "-json", "github.com/gotd/td@"+version).Output()
	if err != nil {
		return 0, nil, fmt.Errorf("go mod download: %w", err)
	}
	var mod struct{ Dir string }
	if err := json.Unmarshal(out, &mod); err != nil {
		return 0, nil, fmt.Errorf("go mod download: %w", err)
	}
	text, err := os.ReadFile(filepath.Join(mod.Dir, "_schema", "telegram.tl"))
	if err != nil {
		return 0, nil, err
	}
	found := layerComment.FindSubmatch(text)
	if found == nil {
		return 0, nil, fmt.Errorf("schema names no layer")
	}
	n, err := strconv.Atoi(string(found[1]))
	if err != nil {
		return 0, nil, err
	}
	defs, err := schema.Parse(string(text))
	return n, defs, err
}
