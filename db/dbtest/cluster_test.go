//go:build unix

package dbtest

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"chappe/db"
)

// A test process that is killed leaves no server and no files.
func TestKilled(t *testing.T) {
	if os.Getenv("CHAPPE_TEST_KILLED") != "" { // the process that is killed
		c, err := start()
		fmt.Println(c.url, err)
		select {}
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilled$")
	cmd.Env = append(os.Environ(), "CHAPPE_TEST_KILLED=1")
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	var server, failed string
	fmt.Fscanln(out, &server, &failed)
	cmd.Process.Signal(syscall.SIGKILL)
	cmd.Wait()
	u, err := url.Parse(server)
	if err != nil || failed != "<nil>" {
		t.Fatalf("the other process said %q %q", server, failed)
	}
	for { // the test's own deadline is the limit
		if _, err := os.Stat(u.Query().Get("host")); errors.Is(err, fs.ErrNotExist) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// Each gives every subtest a database of its own, which open opens again.
func TestEach(t *testing.T) {
	seen := ""
	Each(t, func(t *testing.T, open func() *db.DB) {
		seen += open().Dialect().String() + " "
	})
	if want := "sqlite postgres "; os.Getenv("CHAPPE_TEST_DB") == "" && seen != want {
		t.Errorf("engines: %s", seen)
	}
	for name, url := range URLs(t) {
		if !strings.HasPrefix(url, name) {
			t.Errorf("%s has the URL %s", name, url)
		}
	}
}
