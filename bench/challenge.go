package bench

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"chappe/server"
)

// What is in the folder.
const (
	hashFile = "phrase.sha256"
	logFile  = "server.log"
	wireDir  = "wire"
	dataDir  = "server"
	readme   = "README.md"
)

const challengeText = `# A challenge

Alice and Bob had a secret chat through a server. Alice said a phrase that is in phrase.sha256 as its SHA-256; Bob answered that he had read
it. Say what it was.

| here | what it is |
| --- | --- |
| wire/ | every byte of every connection: N-in is what a client sent, N-out what it was sent |
| server/ | the server's data directory as it stood afterwards: database, private key, erase file |
| server.log | all that it logged |
| phrase.sha256 | SHA-256 of the phrase, which is 26 letters and digits, drawn from 2^130 |

Who has it: ` + "`chappe challenge verify FOLDER PHRASE`" + `
`

// A challenge gives whoever wants to break secret chats everything that an adversary could hope for: two people who talk through a
// server of this house, with every byte between them, the server's private key, its database and its logs.

// RunChallenge has the conversation and writes the folder, which must not exist.
func RunChallenge(ctx context.Context, dir string, out io.Writer) error {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	var random [17]byte
	rand.Read(random[:])
	phrase := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(random[:])[:26])
	sum := sha256.Sum256([]byte(phrase))
	err := os.WriteFile(filepath.Join(dir, hashFile), []byte(hex.EncodeToString(sum[:])+"\n"), 0o644)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, readme), []byte(challengeText), 0o644)
	}
	if err == nil {
		err = converse(ctx, dir, phrase)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s holds a conversation, everything that its server and the network saw of it, and the hash of what was said.\n", dir)
	return nil
}

// VerifyChallenge says whether a phrase is the one that was said.
func VerifyChallenge(dir, phrase string) (bool, error) {
	b, err := os.ReadFile(filepath.Join(dir, hashFile))
	if err != nil {
		return false, err
	}
	want, err := hex.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || len(want) != sha256.Size {
		return false, errors.New(hashFile + " holds no hash")
	}
	sum := sha256.Sum256([]byte(phrase))
	return bytes.Equal(sum[:], want), nil
}

// converse runs a server and has two people talk through it.
func converse(ctx context.Context, dir, phrase string) (err error) {
	log, err := os.Create(filepath.Join(dir, logFile))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	srv, err := server.New(ctx, server.Config{
		Data: filepath.Join(dir, dataDir), Dev: true, Terminal: log,
		Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, srv.Close()) }()
	l, err := listen(filepath.Join(dir, wireDir))
	if err != nil {
		return err
	}
	serving, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- srv.Serve(serving, l) }()
	err = challengeTalk(ctx, l.Addr().String(), srv.Key(), phrase)
	if err == nil {
		time.Sleep(settle)
	}
	stop()
	return errors.Join(err, <-done, l.err())
}

// settle is how long the server is left alone, so that what was acknowledged is overwritten.
const settle = 3 * time.Second

// tap is a listener that writes down every byte.
type tap struct {
	net.Listener
	dir string

	mu     sync.Mutex
	n      int
	failed error // guarded by mu
}

func listen(dir string) (*tap, error) {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	return &tap{Listener: l, dir: dir}, nil
}

func (t *tap) Accept() (net.Conn, error) {
	c, err := t.Listener.Accept()
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n++
	in, err := os.Create(filepath.Join(t.dir, fmt.Sprintf("%d-in", t.n)))
	if err == nil {
		var out *os.File
		if out, err = os.Create(filepath.Join(t.dir, fmt.Sprintf("%d-out", t.n))); err == nil {
			return &tapped{Conn: c, tap: t, in: in, out: out}, nil
		}
	}
	c.Close()
	return nil, err
}

func (t *tap) err() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failed
}

func (t *tap) note(f *os.File, b []byte) {
	if _, err := f.Write(b); err != nil {
		t.mu.Lock()
		t.failed = errors.Join(t.failed, err)
		t.mu.Unlock()
	}
}

type tapped struct {
	net.Conn
	tap     *tap
	in, out *os.File
}

func (c *tapped) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.tap.note(c.in, b[:n])
	return n, err
}

func (c *tapped) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.tap.note(c.out, b[:n])
	return n, err
}
