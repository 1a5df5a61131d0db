package e2e

import (
	"bufio"
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long anything may take before a test gives up. It is long because two slow cores run all of this at once.
const patience = 60 * time.Second

// Server is the real binary, in dev mode unless told otherwise, on a folder of its own. It may be killed and started again.
type Server struct {
	t    testing.TB
	dir  string
	addr string   // host:port, the same after every start
	args []string // besides the data directory and the address
	wrap []string // a command that runs the server, such as strace
	real bool     // not in dev mode

	cmd  *exec.Cmd
	gone chan struct{} // closed when the process has ended
	log  *logBuffer    // what it logs
	term *logBuffer    // what it shows to whoever started it
}

// NewServer starts a server with further arguments. It is stopped when the test ends; what it logged is shown if the test failed,
// and an error in its log fails the test.
func NewServer(t testing.TB, args ...string) *Server {
	t.Helper()
	s := newServer(t, args...)
	s.Start()
	return s
}

// newServer is NewServer without the start.
func newServer(t testing.TB, args ...string) *Server {
	t.Helper()
	s := &Server{t: t, dir: filepath.Join(t.TempDir(), "data"), addr: freeAddr(t), args: args, log: &logBuffer{}, term: &logBuffer{}}
	t.Cleanup(func() {
		if s.cmd != nil {
			s.Stop()
		}
		if log := s.log.String(); t.Failed() {
			t.Logf("the server said:\n%s%s", s.term, log)
		} else if i := strings.Index(log, "level=ERROR"); i >= 0 {
			t.Errorf("the server logged an error: %s", log[i:min(len(log), i+2000)])
		}
	})
	return s
}

// Command runs the binary with arguments, the data directory among them, and returns what it prints.
func (s *Server) Command(args ...string) (string, error) {
	s.t.Helper()
	out, err := exec.Command(binary(s.t), append(args[:1:1], append([]string{"--data", s.dir}, args[1:]...)...)...).CombinedOutput()
	return string(out), err
}

// On is the same server for a subtest, which may not start or end it.
func (s *Server) On(t testing.TB) *Server {
	sub := *s
	sub.t = t
	return &sub
}

// freeAddr finds a port below those that the system gives to outgoing connections: a client that tries to reach a dead server at
// one of those may connect to itself.
func freeAddr(t testing.TB) string {
	t.Helper()
	for range 100 {
		addr := fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(12000))
		l, err := net.Listen("tcp", addr)
		if err == nil {
			l.Close()
			return addr
		}
	}
	t.Fatal("no port is free between 20000 and 32000")
	return ""
}

// Start starts the server and returns when it listens.
func (s *Server) Start() {
	s.t.Helper()
	argv := append(append([]string{}, s.wrap...), binary(s.t), "serve", "--data", s.dir, "--listen", s.addr)
	if !s.real {
		argv = append(argv, "--dev")
	}
	argv = append(argv, s.args...)
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = s.t.TempDir()
	cmd.SysProcAttr = lifeline()
	cmd.Stderr = s.log
	out, w := io.Pipe()
	cmd.Stdout = w
	if err := cmd.Start(); err != nil {
		s.t.Fatal("start the server:", err)
	}
	gone := make(chan struct{})
	go func() {
		_ = cmd.Wait() // how it ended is looked at by whoever ended it
		w.Close()
		close(gone)
	}()
	listening := make(chan struct{})
	go func() {
		lines := bufio.NewScanner(io.TeeReader(out, s.term))
		seen := false
		for lines.Scan() {
			if !seen && strings.HasPrefix(lines.Text(), "Chappe listens on") {
				seen = true
				close(listening)
			}
		}
	}()
	s.cmd, s.gone = cmd, gone
	select {
	case <-listening:
	case <-gone:
		s.t.Fatalf("the server ended before it listened: %v\n%s", cmd.ProcessState, s.log)
	case <-time.After(patience):
		s.t.Fatalf("the server does not listen\n%s", s.log)
	}
}

// Kill ends the server as if the power went.
func (s *Server) Kill() {
	s.t.Helper()
	s.end(syscall.SIGKILL)
}

// Stop ends the server as an operator does, and fails the test if it does not end well.
func (s *Server) Stop() {
	s.t.Helper()
	if cmd := s.end(syscall.SIGTERM); cmd != nil && !cmd.ProcessState.Success() {
		s.t.Errorf("the server, asked to stop, ended with %v", cmd.ProcessState)
	}
}

func (s *Server) end(sig os.Signal) *exec.Cmd {
	s.t.Helper()
	cmd := s.cmd
	s.cmd = nil
	select {
	case <-s.gone:
		s.t.Errorf("the server had ended by itself: %v", cmd.ProcessState)
		return nil
	default:
	}
	if err := cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		s.t.Fatal("end the server:", err)
	}
	select {
	case <-s.gone:
	case <-time.After(patience):
		_ = cmd.Process.Kill()
		s.t.Errorf("the server did not end after %v", sig)
	}
	return cmd
}

// KeyPEM is the public key that clients are given, as the server wrote it.
func (s *Server) KeyPEM() string {
	s.t.Helper()
	b, err := os.ReadFile(filepath.Join(s.dir, "mtproto.pub"))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(b)
}

// Key is the public key.
func (s *Server) Key() *rsa.PublicKey {
	s.t.Helper()
	block, _ := pem.Decode([]byte(s.KeyPEM()))
	if block == nil {
		s.t.Fatal("mtproto.pub holds no PEM")
	}
	k, err := x509.ParsePKCS1PublicKey(block.Bytes)
	if err != nil {
		s.t.Fatal(err)
	}
	return k
}

// HostPort is where the server listens.
func (s *Server) HostPort() (host string, port int) {
	a, err := net.ResolveTCPAddr("tcp", s.addr)
	if err != nil {
		s.t.Fatal(err)
	}
	return a.IP.String(), a.Port
}

// logBuffer collects what a process prints.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer // guarded by mu
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
