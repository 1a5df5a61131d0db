// Package bench measures a server as its clients see it, and beside it what the machine can do at most.
//
// It runs the server as a process of its own, so that the server's CPU time and memory can be told from the load's, and speaks
// to it with the lean client of package mtclient.
package bench

import (
	"bufio"
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Server is a server process that a bench started.
type Server struct {
	Addr    string
	Key     *rsa.PublicKey
	Data    string
	Started time.Duration // from the start of the process until it listened

	exe    string
	cmd    *exec.Cmd
	exited chan error
}

// Start runs the program itself as a server in dev mode, on an empty data directory that Stop removes, and waits until it
// listens. args are further flags of serve.
func Start(ctx context.Context, args ...string) (*Server, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "chappe-bench-")
	if err != nil {
		return nil, err
	}
	s := &Server{Data: dir, exe: exe, exited: make(chan error, 1)}
	if err := s.begin(ctx, args); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

func (s *Server) begin(ctx context.Context, args []string) error {
	var err error
	if s.Addr, err = freeAddr(); err != nil {
		return err
	}
	// The key is made once, before the time counts: a server has it from its second start on.
	if err := exec.CommandContext(ctx, s.exe, "key", "--data", s.Data).Run(); err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	if err := s.serve(ctx, append([]string{"--dev"}, args...)...); err != nil {
		return err
	}
	b, err := os.ReadFile(filepath.Join(s.Data, "mtproto.pub"))
	if err != nil {
		return err
	}
	block, _ := pem.Decode(b)
	if block == nil {
		return errors.New("mtproto.pub holds no PEM")
	}
	s.Key, err = x509.ParsePKCS1PublicKey(block.Bytes)
	return err
}

// serve starts the process and waits until it listens.
func (s *Server) serve(ctx context.Context, args ...string) error {
	s.cmd = exec.CommandContext(ctx, s.exe, append([]string{"serve", "--data", s.Data, "--listen", s.Addr, "--log", "warn"}, args...)...)
	s.cmd.Stderr = os.Stderr
	begin := time.Now()
	if err := s.cmd.Start(); err != nil {
		return err
	}
	go func() { s.exited <- s.cmd.Wait() }()
	for {
		c, err := net.Dial("tcp", s.Addr)
		if err == nil {
			s.Started = time.Since(begin)
			return c.Close()
		}
		select {
		case err := <-s.exited:
			return fmt.Errorf("the server ended: %w", err)
		case <-time.After(time.Millisecond):
		}
		if time.Since(begin) > 30*time.Second {
			return errors.New("the server does not listen")
		}
	}
}

// freeAddr is an address on loopback where nobody listens.
func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// Stop ends the server and removes its data.
func (s *Server) Stop() error { return errors.Join(s.halt(), os.RemoveAll(s.Data)) }

// halt ends the process.
func (s *Server) halt() error {
	err := s.cmd.Process.Signal(os.Interrupt)
	select {
	case <-s.exited:
	case <-time.After(10 * time.Second):
		err = errors.Join(err, s.cmd.Process.Kill())
	}
	return err
}

// CPU is how much processor time the server has taken so far, in user and kernel.
func (s *Server) CPU() (time.Duration, error) {
	user, kernel, err := s.CPUParts()
	return user + kernel, err
}

// CPUParts tells the two apart.
func (s *Server) CPUParts() (user, kernel time.Duration, err error) {
	return cpuOf(strconv.Itoa(s.cmd.Process.Pid))
}

// ownCPU is what CPU is, of this process.
func ownCPU() (time.Duration, error) {
	user, kernel, err := cpuOf("self")
	return user + kernel, err
}

func cpuOf(pid string) (inUser, inKernel time.Duration, err error) {
	b, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	if err != nil {
		return 0, 0, err
	}
	// Fields 14 and 15, in ticks of a hundredth of a second; the name before them may hold spaces.
	text := string(b)
	f := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	if len(f) < 13 {
		return 0, 0, errors.New("the process table reads strangely")
	}
	user, err1 := strconv.ParseInt(f[11], 10, 64)
	kernel, err2 := strconv.ParseInt(f[12], 10, 64)
	const tick = 10 * time.Millisecond
	return time.Duration(user) * tick, time.Duration(kernel) * tick, errors.Join(err1, err2)
}

// Memory is how much of the machine's memory the server holds now, in bytes.
func (s *Server) Memory() (int64, error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for sc := bufio.NewScanner(f); sc.Scan(); {
		if v, ok := strings.CutPrefix(sc.Text(), "VmRSS:"); ok {
			kb, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(v), "kB")), 10, 64)
			return kb << 10, err
		}
	}
	return 0, errors.New("the process table does not tell memory")
}

// Disk is how many bytes the server's data takes, and how many of them are the database.
func (s *Server) Disk() (total int64, err error) {
	err = filepath.WalkDir(s.Data, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		i, err := d.Info()
		if err == nil {
			total += i.Size()
		}
		return err
	})
	return total, err
}
