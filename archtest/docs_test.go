package archtest

import (
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestArchitectureNamesEveryPackage keeps ARCHITECTURE.md complete.
func TestArchitectureNamesEveryPackage(t *testing.T) {
	_, paths := load(t)
	text := read(t, "ARCHITECTURE.md")
	for _, path := range paths {
		if !strings.HasPrefix(path, "tools/") && !strings.Contains(text, "`"+path+"`") {
			t.Errorf("ARCHITECTURE.md does not say what `%s` is", path)
		}
	}
}

// TestDocsNameWhatExists: a name in code style that begins with a package of the project, such as box.Engine.Post, is there.
func TestDocsNameWhatExists(t *testing.T) {
	known := map[string]bool{}
	pkgs := map[string]bool{}
	for _, s := range goFiles(t) {
		if s.test() {
			continue
		}
		pkgs[s.file.Name.Name] = true
		for _, d := range s.file.Decls {
			for _, name := range declared(d) {
				known[s.file.Name.Name+"."+name] = true
			}
		}
	}
	quoted := regexp.MustCompile("`([a-z]+)\\.([A-Za-z]\\w*(?:\\.\\w+)?)(?:\\(\\))?`")
	method := regexp.MustCompile(`^[a-z]\w*$`)
	for _, page := range []string{"README.md", "ARCHITECTURE.md", "DEVELOP.md"} {
		for _, m := range quoted.FindAllStringSubmatch(read(t, page), -1) {
			// A method of the protocol looks the same, such as messages.sendMessage; ours are named with their type.
			if !pkgs[m[1]] || method.MatchString(m[2]) || known[m[1]+"."+m[2]] {
				continue
			}
			t.Errorf("%s speaks of %s.%s, which is not there", page, m[1], m[2])
		}
	}
}

// declared are the names that a declaration brings: functions, types, values, and Type.Method.
func declared(d ast.Decl) []string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			return []string{d.Name.Name}
		}
		x := d.Recv.List[0].Type
		if star, ok := x.(*ast.StarExpr); ok {
			x = star.X
		}
		if id, ok := x.(*ast.Ident); ok {
			return []string{id.Name + "." + d.Name.Name}
		}
	case *ast.GenDecl:
		var names []string
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				names = append(names, spec.Name.Name)
			case *ast.ValueSpec:
				for _, n := range spec.Names {
					names = append(names, n.Name)
				}
			}
		}
		return names
	}
	return nil
}

// TestEveryDependencyHasAReason: DEVELOP.md says of each module and npm package that is used directly what it is for.
func TestEveryDependencyHasAReason(t *testing.T) {
	text := read(t, "DEVELOP.md")
	require := regexp.MustCompile(`(?m)^\s*(?:require )?([a-z0-9.-]+\.[a-z]+/\S+) v\S+$`)
	for _, mod := range []string{"go.mod", "e2e/go.mod"} {
		for _, m := range require.FindAllStringSubmatch(read(t, mod), -1) {
			if !strings.Contains(text, "`"+m[1]+"`") {
				t.Errorf("DEVELOP.md gives no reason for %s of %s", m[1], mod)
			}
		}
	}
	npm := regexp.MustCompile(`(?s)"(?:dev)?[dD]ependencies":\s*\{(.*?)\}`)
	name := regexp.MustCompile(`"([^"]+)":`)
	check(t, func(path string) error {
		if filepath.Base(path) != "package.json" {
			return nil
		}
		for _, block := range npm.FindAllStringSubmatch(read(t, path), -1) {
			for _, m := range name.FindAllStringSubmatch(block[1], -1) {
				if !strings.Contains(text, "`"+m[1]+"`") {
					t.Errorf("DEVELOP.md gives no reason for %s of %s", m[1], path)
				}
			}
		}
		return nil
	})
}

// TestLinksLead: a file that a page of the documentation points to is there.
func TestLinksLead(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:\s]+)(#[^)]*)?\)`)
	check(t, func(path string) error {
		if filepath.Ext(path) != ".md" {
			return nil
		}
		for _, m := range link.FindAllStringSubmatch(read(t, path), -1) {
			if _, err := os.Stat(filepath.Join("..", filepath.Dir(path), m[1])); err != nil {
				t.Errorf("%s points to %s, which is not there", path, m[1])
			}
		}
		return nil
	})
}
