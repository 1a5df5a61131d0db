package bench

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"

	"chappe/mtp/wire"
)

// Machine is what the machine can do at most at the things that a message needs.
type Machine struct {
	SyncsPerSecond  float64 // a page written and on disk
	IGEBytes        float64 // bytes/s on one core
	SHA256Bytes     float64 // bytes/s on one core
	ExpsPerSecond   float64 // shared keys in the 2048-bit group, with exponents of 320 bits, on one core
	EchoesPerSecond float64 // 200 bytes there and back on loopback, one at a time
}

// Measure takes about two seconds.
func Measure(dir string) (Machine, error) {
	var m Machine
	var err error
	if m.SyncsPerSecond, err = syncs(dir); err != nil {
		return m, err
	}
	if m.EchoesPerSecond, err = echoes(); err != nil {
		return m, err
	}
	block := make([]byte, 64<<10)
	if _, err := rand.Read(block); err != nil {
		return m, err
	}
	var key, iv [32]byte
	if m.IGEBytes, err = cpuRate(func() { wire.EncryptIGE(&key, &iv, block) }); err != nil {
		return m, err
	}
	if m.SHA256Bytes, err = cpuRate(func() { sha256.Sum256(block) }); err != nil {
		return m, err
	}
	m.IGEBytes, m.SHA256Bytes = m.IGEBytes*float64(len(block)), m.SHA256Bytes*float64(len(block))
	other := wire.NewDH()
	mine := wire.NewDH()
	m.ExpsPerSecond = rate(func() {
		if _, e := mine.Shared(other.Public()); e != nil {
			err = e
		}
	})
	return m, err
}

// each is how long one thing is measured.
const each = 400 * time.Millisecond

// rate is how often fn runs in a second.
func rate(fn func()) float64 {
	n, begin := 0, time.Now()
	for time.Since(begin) < each {
		fn()
		n++
	}
	return float64(n) / time.Since(begin).Seconds()
}

// cpuRate is how often fn runs in a second of this process's processor time: what other programs do meanwhile does not count.
func cpuRate(fn func()) (float64, error) {
	before, err := ownCPU()
	if err != nil {
		return 0, err
	}
	n := 0
	for begin := time.Now(); time.Since(begin) < 3*each; n++ {
		fn()
	}
	after, err := ownCPU()
	if err != nil {
		return 0, err
	}
	return float64(n) / max(after-before, 10*time.Millisecond).Seconds(), nil
}

func syncs(dir string) (float64, error) {
	f, err := os.Create(filepath.Join(dir, "sync-probe"))
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	page := make([]byte, 4096)
	r := rate(func() {
		if err == nil {
			if _, err = f.Write(page); err == nil {
				err = datasync(f)
			}
		}
	})
	return r, err
}

func echoes() (float64, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		_, _ = io.Copy(c, c) // ends with the other side
	}()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		return 0, err
	}
	defer c.Close()
	b := make([]byte, 200)
	r := rate(func() {
		if err == nil {
			if _, err = c.Write(b); err == nil {
				_, err = io.ReadFull(c, b)
			}
		}
	})
	if err != nil {
		return 0, fmt.Errorf("echo: %w", err)
	}
	return r, nil
}
