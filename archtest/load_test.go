package archtest

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// module is the root module's path, with a slash.
const module = "chappe/"

// pkg is a package as `go list -json` prints it. Paths are without the module.
type pkg struct {
	Path    string `json:"ImportPath"`
	Name    string
	Dir     string
	Imports []string // of the files that are compiled into it, not of its tests

	own []string // those of Imports that are this project's
}

// packages are the root module's, by path.
var packages = sync.OnceValues(func() (map[string]*pkg, error) {
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Name,Dir,Imports", "./...")
	cmd.Dir = ".."
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	all := map[string]*pkg{}
	for dec := json.NewDecoder(out); ; {
		p := &pkg{}
		if err := dec.Decode(p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, errors.Join(err, cmd.Wait())
		}
		p.Path = strings.TrimPrefix(p.Path, module)
		for _, i := range p.Imports {
			if own, ok := strings.CutPrefix(i, module); ok {
				p.own = append(p.own, own)
			}
		}
		all[p.Path] = p
	}
	return all, cmd.Wait()
})

// load returns the packages and their paths in order.
func load(t *testing.T) (map[string]*pkg, []string) {
	t.Helper()
	all, err := packages()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var paths []string
	for path := range all {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return all, paths
}

// source is a Go file of the project, the modules below it included.
type source struct {
	path string // from the root, with slashes
	text string
	file *ast.File
	fset *token.FileSet
}

func (s *source) generated() bool { return ast.IsGenerated(s.file) }
func (s *source) test() bool      { return strings.HasSuffix(s.path, "_test.go") }
func (s *source) line(n ast.Node) int {
	return s.fset.Position(n.Pos()).Line
}

// in says whether the file lies in a folder or below it.
func (s *source) in(folder string) bool { return strings.HasPrefix(s.path, folder+"/") }

// files calls fn for every file of the project, with its path from the root. Folders that git ignores are left out.
func files(fn func(path string) error) error {
	root := os.DirFS("..")
	return fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if !d.IsDir() {
			if d.Type().IsRegular() {
				return fn(path)
			}
			return nil
		}
		switch {
		case path == "." || name == ".ci":
			return nil
		case strings.HasPrefix(name, "."), name == "node_modules", name == "bin", name == "chappe-data", name == "screenshots":
			return fs.SkipDir
		}
		return nil
	})
}

// sources are all Go files, parsed.
var sources = sync.OnceValues(func() ([]*source, error) {
	var all []*source
	err := files(func(path string) error {
		if filepath.Ext(path) != ".go" {
			return nil
		}
		text, err := os.ReadFile(filepath.Join("..", path))
		if err != nil {
			return err
		}
		s := &source{path: path, text: string(text), fset: token.NewFileSet()}
		s.file, err = parser.ParseFile(s.fset, path, text, parser.ParseComments|parser.SkipObjectResolution)
		all = append(all, s)
		return err
	})
	return all, err
})

// goFiles returns all Go files.
func goFiles(t *testing.T) []*source {
	t.Helper()
	all, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	return all
}
