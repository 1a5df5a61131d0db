package server_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"chappe/db/dbtest"
	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"
)

// program is the server as operators run it, in a process that can be killed.
type program struct {
	t    *testing.T
	exe  string
	addr string
	data string
	args []string
	cmd  *exec.Cmd
}

func newProgram(t *testing.T, args ...string) *program {
	t.Helper()
	p := &program{t: t, exe: filepath.Join(t.TempDir(), "chappe"), data: t.TempDir(), args: args}
	if out, err := exec.Command("go", "build", "-o", p.exe, "chappe/cmd/chappe").CombinedOutput(); err != nil {
		t.Fatalf("build: %v: %s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.addr = l.Addr().String()
	l.Close()
	t.Cleanup(p.kill)
	p.start()
	return p
}

// start starts it and waits until it listens.
func (p *program) start() {
	p.t.Helper()
	p.cmd = exec.Command(p.exe, append([]string{"serve", "--dev", "--data", p.data, "--listen", p.addr, "--log", "warn"}, p.args...)...)
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		if c, err := net.Dial("tcp", p.addr); err == nil {
			c.Close()
			return
		}
		if time.Now().After(end) {
			p.t.Fatal("the server does not listen")
		}
	}
}

// kill ends it as if the power went.
func (p *program) kill() {
	if p.cmd != nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
		p.cmd = nil
	}
}

// TestKillWhileAChannelPosts kills the server with kill -9 while a channel and a supergroup are being posted to. When it is back, every post that
// was acknowledged is there once, and what each member has put together from updates and differences is the server's history.
func TestKillWhileAChannelPosts(t *testing.T) {
	for engine, url := range dbtest.URLs(t) {
		t.Run(engine, func(t *testing.T) {
			var args []string
			if engine != "sqlite" {
				args = append(args, "--database", url)
			}
			s := newProgram(t, args...)
			key, err := server.Key(s.data)
			if err != nil {
				t.Fatal(err)
			}
			r := servertest.Remote(t, s.addr, &key.PublicKey)
			alice := r.User("alice")
			people := []*servertest.Person{alice}
			news, town := alice.NewChannel("news", true), alice.NewChannel("town", false)
			for i := range 7 {
				p := r.User(fmt.Sprintf("member %d", i))
				servertest.Meet(alice, p)
				alice.Invite(news, p)
				alice.Invite(town, p)
				p.WantChat(town, "the town", func(tl.ChatClass) bool { return true })
				people = append(people, p)
			}
			acked := 0
			for round := range 3 {
				acked += killOnce(t, s, people, news, town, round)
			}
			for _, p := range people {
				texts := map[string]int{}
				for _, id := range []int64{news, town} {
					for _, text := range p.Texts(id) {
						texts[text]++
					}
				}
				for text, n := range texts {
					if n != 1 && text != "" {
						t.Errorf("%s has %q %d times", p.Name, text, n)
					}
				}
			}
			t.Logf("figure: %s: 3 kills while 8 members post to a channel and a group; all of %d acknowledged posts are there once, and all members agree",
				engine, acked)
		})
	}
}

// killOnce has everybody post until the server is killed, brings it and them back, and compares.
func killOnce(t *testing.T, s *program, people []*servertest.Person, news, town int64, round int) (acked int) {
	t.Helper()
	var mu sync.Mutex
	done := map[string]bool{}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var wg sync.WaitGroup
	for i, p := range people {
		wg.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				to := town
				if i == 0 && n%2 == 0 {
					to = news
				}
				text := fmt.Sprintf("round %d member %d post %d", round, i, n)
				_, err := p.Try(&tl.MessagesSendMessage{Peer: p.In(to), Message: text, RandomID: rand.Int64()})
				if err != nil {
					return // the server is gone
				}
				mu.Lock()
				done[text] = true
				mu.Unlock()
			}
		})
	}
	for {
		mu.Lock()
		n := len(done)
		mu.Unlock()
		if n > 40 || ctx.Err() != nil {
			break
		}
		time.Sleep(time.Millisecond)
	}
	s.kill()
	cancel() // whoever hears of the end posts nothing more
	s.start()
	for _, p := range people {
		p.Reconnect()
	}
	wg.Wait()
	for _, p := range people {
		var diff []string
		for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			asked, err := p.AskedChannels()
			if err != nil {
				t.Fatalf("%s: %v", p.Name, err)
			}
			if diff = servertest.Diff(p.ChannelPicture(), asked); len(diff) == 0 {
				break
			}
		}
		if len(diff) > 0 {
			t.Errorf("%s differs from the server after the kill: %q", p.Name, diff[:min(len(diff), 5)])
		}
		if f := p.Fault(); f != "" {
			t.Errorf("%s: %s", p.Name, f)
		}
	}
	all := map[string]bool{}
	for _, id := range []int64{news, town} {
		for _, text := range people[0].Texts(id) {
			all[text] = true
		}
	}
	for text := range done {
		if !all[text] {
			t.Errorf("the acknowledged %q is lost", text)
		}
	}
	return len(done)
}
