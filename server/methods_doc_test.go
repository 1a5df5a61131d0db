package server_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"chappe/rpc"
	"chappe/server/servertest"
	"chappe/tl"
)

var update = flag.Bool("update", false, "write docs/methods.md anew")

const methodsPage = "../docs/methods.md"

//go:generate go test . -run ^TestThePageOfMethods$ -update

// TestThePageOfMethods keeps docs/methods.md what is registered. `make generate` writes it anew.
func TestThePageOfMethods(t *testing.T) {
	s := servertest.New(t)
	want := methodsPageOf(t, s.Inner().Registry().Methods())
	if *update {
		if err := os.WriteFile(methodsPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(methodsPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/methods.md is not what is registered: run make generate")
	}
}

// handler is what the sources say of a method's handler.
type handler struct {
	feature string
	does    string // one line
}

func methodsPageOf(t *testing.T, all []rpc.Method) string {
	t.Helper()
	found := handlers(t)
	var b strings.Builder
	fmt.Fprintf(&b, `# Methods

The %d methods that this server answers, written by a test from what is registered. A dot in the third column means that the
method may be called before sign-in. `+"`auth.bindTempAuthKey`"+` and the wrappers (`+"`invokeWithLayer`"+` and the like) are not
methods of a feature and are answered as well. Anything else is answered `+"`METHOD_NOT_IMPLEMENTED`"+`.
`, len(all))
	space := ""
	for _, m := range all {
		if ns, _, ok := strings.Cut(m.Name, "."); ok && ns != space {
			space = ns
			fmt.Fprintf(&b, "\n## %s\n\n| method | feature | open | what it does |\n| --- | --- | :---: | --- |\n", ns)
		}
		h, ok := found[m.Name]
		if !ok {
			t.Errorf("no handler of %s in the sources", m.Name)
		}
		open := ""
		if m.Open {
			open = "•"
		}
		fmt.Fprintf(&b, "| [`%s`](https://core.telegram.org/method/%s) | %s | %s | %s |\n", m.Name, m.Name, h.feature, open, h.does)
	}
	return b.String()
}

// handlers reads the features' sources: a function that takes a caller and a request handles that method, and a table of fixed
// answers names its methods as type arguments.
func handlers(t *testing.T) map[string]handler {
	t.Helper()
	names := map[string]string{} // Go name -> method
	for _, name := range tl.Functions() {
		names[reflect.TypeOf(tl.NewFunction(name)).Elem().Name()] = name
	}
	out := map[string]handler{}
	files, err := filepath.Glob("../feature/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			collect(out, names, file.Name.Name, d)
		}
	}
	return out
}

// collect notes which methods a declaration handles.
func collect(out map[string]handler, names map[string]string, feature string, d ast.Decl) {
	if fn, ok := d.(*ast.FuncDecl); ok {
		if m := names[request(fn.Type)]; m != "" {
			out[m] = handler{feature, sentence(fn)}
			return
		}
	}
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IndexExpr:
			if m := names[tlName(n.Index)]; m != "" {
				does := "always answered the same"
				if sel, ok := n.X.(*ast.Ident); ok && sel.Name == "Refuse" {
					does = "always refused, with an error that clients expect"
				}
				out[m] = handler{feature, does}
			}
		case *ast.FuncLit:
			if m := names[request(n.Type)]; m != "" {
				out[m] = handler{feature, "always answered the same"}
			}
		}
		return true
	})
}

// request is the Go name of the request that a function takes after its caller, or as its only argument, "" when it is no handler.
func request(t *ast.FuncType) string {
	if t.Results == nil || len(t.Results.List) != 2 || len(t.Params.List) == 0 {
		return ""
	}
	star, ok := t.Params.List[len(t.Params.List)-1].Type.(*ast.StarExpr)
	if !ok || len(t.Params.List) != 1 && len(t.Params.List) != 3 {
		return ""
	}
	return tlName(star.X)
}

// tlName is X of tl.X.
func tlName(e ast.Expr) string {
	if sel, ok := e.(*ast.SelectorExpr); ok {
		if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "tl" {
			return sel.Sel.Name
		}
	}
	return ""
}

// sentence is the first sentence of a function's comment, without the function's name.
func sentence(fn *ast.FuncDecl) string {
	text := strings.Join(strings.Fields(fn.Doc.Text()), " ")
	text = strings.TrimPrefix(text, fn.Name.Name+" ")
	if i := strings.Index(text, "https://"); i >= 0 {
		text = strings.TrimSpace(text[:i])
	}
	if i := strings.Index(text, ". "); i >= 0 {
		text = text[:i]
	}
	return strings.ReplaceAll(strings.TrimSuffix(text, "."), "|", "\\|")
}
