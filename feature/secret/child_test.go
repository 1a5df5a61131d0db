package secret_test

import (
	"bufio"
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chappe/clock"
	"chappe/server"
)

// childEnv, when set, has this test binary be a server: its process holds nothing that a client knows. It names the data directory.
const childEnv, childDatabase = "CHAPPE_TEST_SECRET_SERVER", "CHAPPE_TEST_SECRET_DATABASE"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		if err := serveAsChild(dir, os.Getenv(childDatabase)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// serveAsChild runs a server until its input ends. It says where it listens, and obeys: "later DURATION" moves its clock and sweeps.
func serveAsChild(dir, database string) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	now := clock.NewFake(time.Now())
	srv, err := server.New(ctx, server.Config{
		Data: dir, Database: database, Clock: now, Dev: true, Terminal: log, Look: 200 * time.Millisecond,
		Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		return err
	}
	defer srv.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ctx, l) }()
	fmt.Println(l.Addr())
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		d, err := time.ParseDuration(strings.TrimPrefix(in.Text(), "later "))
		if err != nil {
			return err
		}
		now.Advance(d)
		if err := srv.SweepSecret(ctx); err != nil {
			return err
		}
		if err := srv.SweepFiles(ctx); err != nil {
			return err
		}
		fmt.Println("done")
	}
	stop()
	return <-done
}

// child is a server in a process of its own.
type child struct {
	t    testing.TB
	cmd  *exec.Cmd
	dir  string
	addr string
	key  *rsa.PublicKey
	in   io.WriteCloser
	out  *bufio.Scanner
}

func startChild(t testing.TB, database string) *child {
	t.Helper()
	c := &child{t: t, dir: t.TempDir(), cmd: exec.Command(os.Args[0])}
	c.cmd.Env = append(os.Environ(), childEnv+"="+c.dir, childDatabase+"="+database)
	c.cmd.Stderr = os.Stderr
	var err error
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.out = bufio.NewScanner(out)
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.in.Close()
		if err := c.cmd.Wait(); err != nil {
			t.Errorf("the server in another process ended with %v", err)
		}
	})
	if !c.out.Scan() {
		t.Fatal("the server in another process did not start")
	}
	c.addr = c.out.Text()
	b, err := os.ReadFile(filepath.Join(c.dir, "mtproto.pub"))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(b)
	if c.key, err = x509.ParsePKCS1PublicKey(block.Bytes); err != nil {
		t.Fatal(err)
	}
	return c
}

// later moves the server's clock and has it do what is due then.
func (c *child) later(d time.Duration) {
	c.t.Helper()
	if _, err := fmt.Fprintf(c.in, "later %v\n", d); err != nil || !c.out.Scan() {
		c.t.Fatalf("the server in another process does not obey: %v", err)
	}
}
