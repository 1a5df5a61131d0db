package archtest

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// What the design allows.
const (
	maxLines     = 600 // of a file that was written by hand
	maxFuncLines = 80
)

// longFuncs may be longer, each with a reason.
var longFuncs = map[string]string{}

// read returns a file of the project.
func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", path))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestFilesAreShort(t *testing.T) {
	for _, s := range goFiles(t) {
		if n := strings.Count(s.text, "\n"); n > maxLines && !s.generated() {
			t.Errorf("%s has %d lines: past %d, split it by noun", s.path, n, maxLines)
		}
	}
}

func TestFunctionsAreShort(t *testing.T) {
	for _, s := range goFiles(t) {
		if s.generated() || s.test() {
			continue
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || longFuncs[s.path+" "+f.Name.Name] != "" {
				continue
			}
			if n := s.fset.Position(f.End()).Line - s.line(f) + 1; n > maxFuncLines {
				t.Errorf("%s:%d: %s has %d lines: past %d it needs a reason in longFuncs", s.path, s.line(f), f.Name.Name, n, maxFuncLines)
			}
		}
	}
}

// forbidden are what no Go file says: work that was put off, and tests that do not run. They are put together from halves, so
// that this file may be read, too.
var forbidden = regexp.MustCompile(`\b(` + strings.Join([]string{
	"TO" + "DO", "FIX" + "ME", "X" + "XX", `[tb]\.Skip(Now|f)?\(`, `[tb]b\.Skip(Now|f)?\(`,
}, "|") + `)`)

func TestNothingIsPutOff(t *testing.T) {
	for _, s := range goFiles(t) {
		for i, line := range strings.Split(s.text, "\n") {
			if word := forbidden.FindString(line); word != "" {
				t.Errorf("%s:%d says %q", s.path, i+1, word)
			}
		}
	}
}

// standard are methods whose meaning is that of an interface everybody knows.
var standard = strings.Fields("Error String Unwrap Is Len Less Swap Set MarshalText UnmarshalText MarshalJSON UnmarshalJSON")

func TestWhatIsExportedIsDescribed(t *testing.T) {
	for _, s := range goFiles(t) {
		if s.test() || s.generated() || s.file.Name.Name == "main" {
			continue
		}
		var above string // the comment over a run of short functions speaks of all of them by name
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Doc != nil {
					above = d.Doc.Text()
				}
				if d.Name.IsExported() && onExported(d) && d.Doc == nil && !slices.Contains(standard, d.Name.Name) &&
					!slices.Contains(strings.FieldsFunc(above, notInName), d.Name.Name) {
					t.Errorf("%s:%d: %s has no comment", s.path, s.line(d), d.Name.Name)
				}
			case *ast.GenDecl:
				describedTypes(t, s, d)
			}
		}
	}
}

func notInName(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// onExported says whether a function has no receiver or one that other packages see.
func onExported(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	x := d.Recv.List[0].Type
	for {
		switch e := x.(type) {
		case *ast.StarExpr:
			x = e.X
		case *ast.IndexExpr:
			x = e.X
		case *ast.IndexListExpr:
			x = e.X
		case *ast.Ident:
			return e.IsExported()
		default:
			return false
		}
	}
}

func describedTypes(t *testing.T, s *source, d *ast.GenDecl) {
	if d.Tok != token.TYPE {
		return
	}
	for _, spec := range d.Specs {
		sp := spec.(*ast.TypeSpec)
		if sp.Name.IsExported() && d.Doc == nil && sp.Doc == nil && sp.Comment == nil {
			t.Errorf("%s:%d: type %s has no comment", s.path, s.line(sp), sp.Name.Name)
		}
	}
}

func TestEveryPackageIsDescribed(t *testing.T) {
	described := map[string]bool{}
	for _, s := range goFiles(t) {
		if !s.test() {
			dir := filepath.ToSlash(filepath.Dir(s.path))
			described[dir] = described[dir] || s.file.Doc != nil
		}
	}
	for dir, ok := range described {
		if !ok {
			t.Errorf("no file of %s says what the package is for", dir)
		}
	}
}

// TestFeaturesKnowNoLayer: which layer a client speaks is the codec's business alone.
func TestFeaturesKnowNoLayer(t *testing.T) {
	number := regexp.MustCompile(`(?i)\blayers?\b`)
	for _, s := range goFiles(t) {
		if !s.in("feature") || s.test() {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && (strings.Contains(id.Name, "Layer") || number.MatchString(id.Name)) {
				t.Errorf("%s:%d: %s: features never mention a layer", s.path, s.line(id), id.Name)
			}
			return true
		})
	}
}

// realTime are files that measure the machine's time, each with a reason.
var realTime = map[string]string{
	"feature/contacts/known.go": "what is remembered for a moment must go though a test's clock stands still",
}

// TestTimeIsGiven: what a test may want to move asks the clock that it was given.
func TestTimeIsGiven(t *testing.T) {
	for _, s := range goFiles(t) {
		if s.test() || realTime[s.path] != "" || !(s.in("feature") || s.in("box") || s.in("hub") || s.in("content")) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && (sel.Sel.Name == "Now" || sel.Sel.Name == "Since" || sel.Sel.Name == "Until") {
				t.Errorf("%s:%d: time.%s: use the given clock", s.path, s.line(sel), sel.Sel.Name)
			}
			return true
		})
	}
}
