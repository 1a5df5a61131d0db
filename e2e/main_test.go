package e2e

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// scratch is the folder of what is built for one run. It goes when the run ends.
var scratch string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "chappe-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	scratch = dir
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

var buildOnce = sync.OnceValues(func() (string, error) {
	if given := os.Getenv("CHAPPE_E2E_BINARY"); given != "" {
		return filepath.Abs(given)
	}
	bin := filepath.Join(scratch, "chappe")
	cmd := exec.Command("go", "build", "-o", bin, "./cmd/chappe")
	cmd.Dir = ".."
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the server: %w\n%s", err, out)
	}
	return bin, nil
})

// binary is the path of the server, built at the first call from the module above this one, or CHAPPE_E2E_BINARY.
func binary(tb testing.TB) string {
	tb.Helper()
	bin, err := buildOnce()
	if err != nil {
		tb.Fatal(err)
	}
	return bin
}

// jsDir is where the programs on Node are.
const jsDir = "js"

var installOnce = sync.OnceValues(func() (string, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return "", fmt.Errorf("mtcute and GramJS run on Node, which is not installed: on Debian, apt-get install nodejs npm")
	}
	lock, err := os.ReadFile(filepath.Join(jsDir, "package-lock.json"))
	if err != nil {
		return "", err
	}
	// What is installed is right if it was installed from this very lock file.
	stamp := filepath.Join(jsDir, "node_modules", ".installed-from")
	want := fmt.Appendf(nil, "%x\n", sha256.Sum256(lock))
	if got, err := os.ReadFile(stamp); err == nil && bytes.Equal(got, want) {
		return node, nil
	}
	// No install scripts: they would only build native parts that these programs do not use.
	cmd := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = jsDir
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("install the clients on Node: %w\n%s", err, out)
	}
	return node, os.WriteFile(stamp, want, 0o644)
})

// node is the path of Node, with the libraries of js/ installed.
func node(tb testing.TB) string {
	tb.Helper()
	path, err := installOnce()
	if err != nil {
		tb.Fatal(err)
	}
	return path
}
