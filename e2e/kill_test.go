package e2e

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"chappe/db/dbtest"
)

// sends is how many messages are under way when the server is killed.
const sends = 1000

// A server that is killed with kill -9 while a thousand sends are under way has every message that it acknowledged, in both
// boxes, once; a send that is tried again makes no twin; and no number is missing from any box. Some clients send again by
// themselves on the connection's session, some begin a new one, one is gotd, whose own manager of updates catches up.
// CHAPPE_KILLS says how often it is killed.
func TestKill(t *testing.T) {
	for engine, url := range dbtest.URLs(t) {
		t.Run(engine, func(t *testing.T) {
			metrics := freeAddr(t)
			args := []string{"--metrics", metrics, "--log", "warn"}
			if engine != "sqlite" {
				args = append(args, "--database", url)
			}
			s := NewServer(t, args...)
			k := newKilling(t, s)
			kills := 3
			if n, err := strconv.Atoi(os.Getenv("CHAPPE_KILLS")); err == nil && n > 0 {
				kills = n
			}
			acked := 0
			for round := range kills {
				acked += k.round(round)
			}
			k.gotdHeardAll()
			wantMetric(t, metrics, "chappe_box_gaps 0")
			t.Logf("figure: %s: %d kills with %d sends under way each; all of the %d that were acknowledged before a kill are in both boxes once",
				engine, kills, sends, acked)
		})
	}
}

// wantMetric fails the test unless the server's metrics have a line.
func wantMetric(t *testing.T, addr, line string) {
	t.Helper()
	res, err := http.Get("http://" + addr + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains("\n"+string(b), "\n"+line+"\n") {
		t.Errorf("the metrics have no line %q:\n%s", line, grep(string(b), strings.Fields(line)[0]))
	}
}

func grep(text, word string) string {
	var b strings.Builder
	for l := range strings.Lines(text) {
		if strings.Contains(l, word) {
			b.WriteString(l)
		}
	}
	return b.String()
}

// A sender is somebody of the ring: everybody sends to the next.
type sender struct {
	name     string
	id       int64
	send     func(ctx context.Context, to int64, text string, randomID int64) (int, error)
	patient  bool                            // leaves its calls to be sent again when it connects again
	comeBack func(ctx context.Context) error // connects after the server was started again
	reader   *lean                           // another session of the same person's, for looking at the box
	pts      int                             // of the box, when the round began
}

// A shot is one message.
type shot struct {
	from, to *sender
	text     string
	randomID int64
	id       int   // in the sender's box, once acknowledged
	err      error // of the last try
}

type killing struct {
	t     *testing.T
	s     *Server
	all   []*sender
	gotd  *Person
	heard []string // what gotd was sent
}

// newKilling makes a ring of five people: two patient, two impatient, one on gotd.
func newKilling(t *testing.T, s *Server) *killing {
	k := &killing{t: t, s: s}
	var leans []*lean
	for i := range 4 {
		l := newLean(t, s)
		p := &sender{name: fmt.Sprintf("lean%d", i), id: l.ID, send: l.Send, patient: i < 2, comeBack: l.Dial, reader: l.beside()}
		if p.patient {
			p.comeBack = func(ctx context.Context) error { return l.client().Reconnect(ctx) }
		}
		k.all, leans = append(k.all, p), append(leans, l)
	}
	k.gotd = s.Person("Gotd", Gotd, Options{})
	c := k.gotd.Client.(*gotdClient)
	k.all = append(k.all, &sender{
		name: "gotd", id: k.gotd.ID, reader: leanOf(t, s, k.gotd.phone),
		send: func(ctx context.Context, to int64, text string, randomID int64) (int, error) {
			return c.SendAs(ctx, to, text, 0, randomID)
		},
		comeBack: func(context.Context) error { return nil }, // it does by itself
	})
	for i, l := range leans {
		next := k.all[i+1]
		l.Meets(next.reader.phone, next.id)
	}
	if _, err := c.Import(leans[0].phone, "Friend"); err != nil {
		t.Fatal("import:", err)
	}
	return k
}

// round kills the server once and returns how many messages it had acknowledged.
func (k *killing) round(n int) (acked int) {
	k.readers()
	for _, p := range k.all {
		_, p.pts = k.difference(p)
	}
	shots := make([]*shot, sends)
	for i := range shots {
		from, to := k.all[i%len(k.all)], k.all[(i+1)%len(k.all)]
		shots[i] = &shot{from: from, to: to, text: fmt.Sprintf("round %d message %d", n, i), randomID: newRandomID()}
		if to.id == k.gotd.ID {
			k.heard = append(k.heard, shots[i].text)
		}
	}

	// Fire everything at once and kill somewhere in between. The patient leave their calls open.
	when := int64(sends/20 + rand.IntN(sends*3/4))
	var answered atomic.Int64
	enough := make(chan struct{})
	count := func() {
		if answered.Add(1) == when {
			close(enough)
		}
	}
	all, cancelAll := context.WithTimeout(context.Background(), 2*patience)
	defer cancelAll()
	hasty, cancelHasty := context.WithCancel(all)
	defer cancelHasty()
	var patient, impatient sync.WaitGroup
	for _, x := range shots {
		if x.from.patient {
			patient.Go(func() { x.fire(all); count() })
		} else {
			impatient.Go(func() { x.fire(hasty); count() })
		}
	}
	select {
	case <-enough:
	case <-all.Done():
		k.t.Fatalf("round %d: %d of %d sends were answered in %v", n, answered.Load(), sends, 2*patience)
	}
	k.s.Kill()
	cancelHasty()
	impatient.Wait()

	// What was acknowledged is there before anybody tries again, and what was not is in both boxes or in none.
	k.s.Start()
	k.readers()
	acked = k.check(shots, false)

	// The patient connect again, which sends their calls again; then everybody sends everything again.
	k.comeBack(all)
	patient.Wait()
	k.check(shots, false)
	var again sync.WaitGroup
	for _, x := range shots {
		again.Go(func() { x.fire(all) })
	}
	again.Wait()
	for _, x := range shots {
		if x.err != nil {
			k.t.Fatalf("round %d: %q of %s could not be sent again: %v", n, x.text, x.from.name, x.err)
		}
	}
	k.check(shots, true)
	return acked
}

// fire tries to send. What was acknowledged before must get the same id again.
func (x *shot) fire(ctx context.Context) {
	id, err := x.from.send(ctx, x.to.id, x.text, x.randomID)
	switch {
	case err != nil:
		x.err = err
	case x.id != 0 && x.id != id:
		x.err = fmt.Errorf("was message %d and, sent again, became %d", x.id, id)
	default:
		x.id, x.err = id, nil
	}
}

// comeBack connects those who do not by themselves.
func (k *killing) comeBack(ctx context.Context) {
	k.t.Helper()
	for _, p := range k.all {
		if err := p.comeBack(ctx); err != nil {
			k.t.Fatalf("%s cannot connect again: %v", p.name, err)
		}
	}
}

// readers connects the sessions that look at the boxes.
func (k *killing) readers() {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, p := range k.all {
		if err := p.reader.Dial(ctx); err != nil {
			k.t.Fatalf("%s's reader cannot connect: %v", p.name, err)
		}
	}
}

// difference is what is new in a box since the round began.
func (k *killing) difference(p *sender) ([]Message, int) {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ms, pts, err := p.reader.Difference(ctx, p.pts)
	if err != nil {
		k.t.Fatalf("%s's difference: %v", p.name, err)
	}
	return ms, pts
}

// check looks at all boxes and returns how many shots were acknowledged. Every number since the round began must be a message's:
// nothing else happens here. all: every shot must be there.
func (k *killing) check(shots []*shot, all bool) (acked int) {
	k.t.Helper()
	type place struct {
		box  int64
		text string
	}
	found := map[place][]Message{}
	for _, p := range k.all {
		ms, pts := k.difference(p)
		if pts-p.pts != len(ms) {
			k.t.Errorf("%s's box went from pts %d to %d and has %d new messages", p.name, p.pts, pts, len(ms))
		}
		for _, m := range ms {
			at := place{p.id, m.Text}
			found[at] = append(found[at], m)
		}
	}
	for _, x := range shots {
		sent, got := found[place{x.from.id, x.text}], found[place{x.to.id, x.text}]
		switch {
		case len(sent) != len(got) || len(sent) > 1:
			k.t.Errorf("%q of %s is %d times in the sender's box and %d times in the other", x.text, x.from.name, len(sent), len(got))
		case len(sent) == 0 && x.id != 0:
			k.t.Errorf("%q of %s was acknowledged as %d and is lost", x.text, x.from.name, x.id)
		case len(sent) == 0 && all:
			k.t.Errorf("%q of %s was sent again and is not there", x.text, x.from.name)
		case len(sent) == 1 && (!sent[0].Out || got[0].Out || sent[0].Peer != x.to.id || got[0].Peer != x.from.id || x.id != 0 && x.id != sent[0].ID):
			k.t.Errorf("%q of %s, acknowledged as %d, is %+v and %+v", x.text, x.from.name, x.id, sent[0], got[0])
		}
		if x.id != 0 {
			acked++
		}
	}
	return acked
}

// gotdHeardAll checks that gotd, which lived through every kill, was told of everything that it was sent, once.
func (k *killing) gotdHeardAll() {
	k.t.Helper()
	from := &Person{name: "lean3", ID: k.all[3].id}
	for _, text := range k.heard {
		k.gotd.WantMessage(from, text)
	}
	for _, text := range k.heard {
		if n := k.gotd.Told(text); n != 1 {
			k.t.Errorf("gotd was told %d times of %q", n, text)
		}
	}
}
