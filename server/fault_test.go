package server_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"chappe/clock"
	"chappe/db/dbtest"
	"chappe/mtclient"
	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"
)

// logged is a server's log.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer // guarded by mu
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

// want waits until the log has a line with all of the words.
func (l *logged) want(t *testing.T, words ...string) {
	t.Helper()
	for range 1000 {
		l.mu.Lock()
		text := l.b.String()
		l.mu.Unlock()
	lines:
		for line := range strings.Lines(text) {
			for _, w := range words {
				if !strings.Contains(line, w) {
					continue lines
				}
			}
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	t.Errorf("no line of the log has %q:\n%s", words, l.b.String())
}

// logs has a server write its log to l.
func logs(l *logged) servertest.Option {
	return servertest.With(func(c *server.Config) { c.Log = slog.New(slog.NewTextHandler(l, nil)) })
}

// once checks that the conversation of two people holds each text once, in both boxes.
func once(t *testing.T, a, b *servertest.Person, texts ...string) {
	t.Helper()
	for _, p := range []struct{ of, with *servertest.Person }{{a, b}, {b, a}} {
		n := map[string]int{}
		for _, m := range p.of.History(p.with, 100) {
			n[m.Message]++
		}
		for _, text := range texts {
			if n[text] != 1 {
				t.Errorf("%s has %q %d times", p.of.Name, text, n[text])
			}
			delete(n, text)
		}
		if len(n) > 0 {
			t.Errorf("%s has also %v", p.of.Name, n)
		}
	}
}

// failed says whether err is the answer that a client gets for failures of ours.
func failed(err error) bool {
	var e *mtclient.RPCError
	return errors.As(err, &e) && e.Code == 500
}

// While the disk takes nothing, senders are told so and the log says why; what was acknowledged stays, what was not can be sent
// again and is there once, also after a restart.
func TestDiskFails(t *testing.T) {
	for _, c := range []struct {
		name string
		kind dbtest.OpKind
		err  error
		says string
	}{
		{"full", dbtest.Write, dbtest.ErrFull, "database or disk is full"},
		{"read-only", dbtest.Write, dbtest.ErrReadOnly, "readonly database"},
		{"write", dbtest.Write, dbtest.ErrIO, "disk I/O error"},
		{"sync", dbtest.Sync, dbtest.ErrIO, "disk I/O error"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var log logged
			dir := t.TempDir()
			disk := dbtest.NewDisk(t, dir)
			s := servertest.New(t, logs(&log), servertest.With(func(cfg *server.Config) { cfg.Data = dir }))
			alice, bob := s.User("alice"), s.User("bob")
			alice.Send(bob, "before")
			bob.WantMessage("before")
			peer := alice.Peer(bob)
			disk.Hook(func(op dbtest.Op) error {
				if op.Kind == c.kind {
					return c.err
				}
				return nil
			})
			q := &tl.MessagesSendMessage{Peer: peer, Message: "tried", RandomID: 7}
			for range 3 {
				if _, err := alice.TrySend(q); !failed(err) {
					t.Errorf("the send was answered with %v", err)
				}
			}
			log.want(t, "database write failed", c.says)
			log.want(t, "messages.sendMessage", c.says)
			bob.WantHistory(alice, "before") // reading goes on
			disk.Hook(nil)
			for range 2 {
				if _, err := alice.TrySend(q); err != nil {
					t.Errorf("the disk is well, and the send was answered with %v", err)
				}
			}
			bob.WantMessage("tried")
			s.Restart()
			alice.Reconnect()
			bob.Reconnect()
			once(t, alice, bob, "before", "tried")
		})
	}
}

// A data directory that cannot be written is an error at the start that names it.
func TestDataCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := server.New(t.Context(), server.Config{Data: filepath.Join(file, "data")})
	if err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("the server says %v", err)
	}
}

// A page that is not what was written is noticed when it is read: the client gets an error and no nonsense, the log names the
// table and the page, and others go on.
func TestCorruptPageIsNamed(t *testing.T) {
	var log logged
	s := servertest.New(t, logs(&log))
	alice, bob := s.User("alice"), s.User("bob")
	carol, dave := s.User("carol"), s.User("dave")
	var texts []string
	for i := range 40 { // more than a page
		texts = append(texts, fmt.Sprintf("needle %d %s", i, strings.Repeat("x", 300)))
		alice.Send(bob, texts[i])
	}
	carol.Send(dave, "hello")
	s.Stop()
	page := spoil(t, filepath.Join(s.Data(), "chappe.db"), texts[20])
	s.Clock.Advance(time.Second) // a new process numbers its messages from the time, and time has passed
	s.Start()
	for _, p := range []*servertest.Person{alice, bob, carol, dave} {
		p.ReconnectQuietly()
	}
	broken := 0
	for _, p := range []struct{ of, with *servertest.Person }{{alice, bob}, {bob, alice}} {
		if _, err := p.of.Try(&tl.MessagesGetHistory{Peer: p.of.Peer(p.with), Limit: 100}); failed(err) {
			broken++
		} else if err != nil {
			t.Errorf("%s was answered %v", p.of.Name, err)
		}
	}
	if broken == 0 {
		t.Error("the page was read as if nothing were wrong with it")
	}
	log.want(t, "messages.getHistory", "malformed")
	log.want(t, "the database is corrupt: restore a backup", "chappe.db", "table=messages", fmt.Sprintf("page=%d ", page))
	dave.WantHistory(carol, "hello")
	carol.Send(dave, "still here")
	dave.WantMessage("still here")
}

// spoil overwrites the head of the first page that holds text and returns its number.
func spoil(t *testing.T, path, text string) int {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	size := int(binary.BigEndian.Uint16(b[16:])) // of a page, https://www.sqlite.org/fileformat.html
	at := bytes.Index(b, []byte(`"`+text))
	if at < 0 {
		t.Fatal("the text is not in the file")
	}
	page := at / size
	copy(b[page*size:], bytes.Repeat([]byte{0xff}, 16))
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return page + 1
}

// However the server's clock jumps, people whose clocks do not jump go on talking, and everything is there once and in order.
func TestClockJumps(t *testing.T) {
	s := servertest.New(t, servertest.Strict())
	own := clock.NewFake(s.Clock.Now())
	ownTime := servertest.Connect(func(o *mtclient.Options) { o.Clock = own })
	alice, bob := s.User("alice", ownTime), s.User("bob", ownTime)
	servertest.Meet(alice, bob)
	var texts []string
	say := func(when string) {
		for _, p := range []struct{ from, to *servertest.Person }{{alice, bob}, {bob, alice}} {
			text := fmt.Sprintf("%s, %s", p.from.Name, when)
			p.from.Send(p.to, text)
			p.to.WantMessage(text)
			texts = append(texts, text)
		}
	}
	say("at first")
	for _, jump := range []time.Duration{time.Minute, time.Hour, -2 * time.Hour, 100 * 24 * time.Hour, -100 * 24 * time.Hour, -10 * time.Minute} {
		s.Clock.Advance(jump)
		say(fmt.Sprint("after ", jump))
		alice.Reconnect()
		bob.Reconnect()
		say(fmt.Sprint("again after ", jump))
	}
	slices.Reverse(texts) // histories begin with the newest
	alice.WantHistory(bob, texts...)
	bob.WantHistory(alice, texts...)
	for _, d := range []*servertest.Person{alice, bob} {
		if d.Gaps != 0 || d.Twice != 0 {
			t.Errorf("%s: %d gaps, %d things twice", d.Name, d.Gaps, d.Twice)
		}
	}
}

// PostgreSQL crashes and comes back while people write. Who was told of a failure tries again; in the end everything is there once.
func TestPostgresRestarts(t *testing.T) {
	if os.Getenv("CHAPPE_TEST_DB") == "sqlite" {
		return
	}
	var log logged
	s := servertest.New(t, logs(&log), servertest.Postgres(t))
	const pairs = 4
	var from, to [pairs]*servertest.Person
	var texts [pairs][]string
	var refused [pairs]int
	for i := range from {
		from[i], to[i] = s.User(fmt.Sprint("from", i)), s.User(fmt.Sprint("to", i))
		from[i].Peer(to[i]) // known before anything fails
	}
	var writing sync.WaitGroup
	over := make(chan struct{})
	for i := range from {
		writing.Go(func() {
			for n := int64(1); ; n++ {
				select {
				case <-over:
					return
				default:
				}
				q := &tl.MessagesSendMessage{Peer: from[i].Peer(to[i]), Message: fmt.Sprint(n), RandomID: n}
				for {
					_, err := from[i].TrySend(q)
					if err == nil {
						break
					}
					if !failed(err) {
						t.Errorf("a send was answered with %v", err)
						return
					}
					refused[i]++
					time.Sleep(50 * time.Millisecond)
				}
				texts[i] = append(texts[i], q.Message)
				time.Sleep(20 * time.Millisecond)
			}
		})
	}
	for range 3 {
		time.Sleep(200 * time.Millisecond)
		dbtest.RestartPostgres(t)
	}
	time.Sleep(200 * time.Millisecond)
	close(over)
	writing.Wait()
	for i := range from {
		if len(texts[i]) == 0 {
			t.Fatal("nothing was sent")
		}
		last := texts[i][len(texts[i])-1]
		to[i].WantMessage(last)
		to[i].WantConverged(len(texts[i]))
		once(t, from[i], to[i], texts[i][max(0, len(texts[i])-100):]...)
	}
	log.want(t, "level=ERROR", "messages.sendMessage")
	t.Logf("figure: PostgreSQL crashed 3 times while %d people wrote %d messages; %d sends were refused and tried again",
		pairs, len(texts[0])+len(texts[1])+len(texts[2])+len(texts[3]), refused[0]+refused[1]+refused[2]+refused[3])
}
