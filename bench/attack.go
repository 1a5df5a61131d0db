package bench

import (
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"chappe/tl"
)

// Talk is how long messages took in some stretch of time, from the call of a send to the other person's device having it.
type Talk struct {
	Messages      int
	P50, P99, Max time.Duration
}

// Attacked is what people noticed of an attack.
type Attacked struct {
	Name, What            string
	Seconds               float64 // that it took
	Before, During, After Talk
	Memory                int64 // the most that the server held meanwhile, in bytes
}

// talkers is how many pairs of people talk; each of the two says something talkEvery, which is less than anybody may.
const (
	talkers   = 25
	talkEvery = 300 * time.Millisecond
	talkFor   = 3 * time.Second // before and after each attack, and at least during it
)

// RunAttacks makes the attacks named, or all of them, on a server with its limits on, while people talk. It fails when a message
// is lost or the server ends.
func RunAttacks(ctx context.Context, names []string) (out []Attacked, err error) {
	s, err := Start(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = s.Stop() }() // what it measured counts
	pairs, err := makePairs(ctx, s, talkers+1)
	if err != nil {
		return nil, err
	}
	mallory := pairs[talkers].from
	pairs = pairs[:talkers]
	// In dev mode anybody may sign up and nothing is limited. Those who have keys go on without it.
	if err := s.halt(); err != nil {
		return nil, err
	}
	if err := s.serve(ctx, "--proxies", "127.7.0.0/24"); err != nil {
		return nil, err
	}
	for _, p := range pairs {
		for _, who := range []*person{p.from, p.to} {
			if err := who.client.Reconnect(ctx); err != nil {
				return nil, err
			}
			if _, err := who.client.Call(ctx, &tl.UpdatesGetState{}); err != nil {
				return nil, err
			}
		}
	}
	c := &chat{ctx: ctx, pairs: pairs}
	c.during(func() { err = pause(ctx, talkFor) }) // until everything was done once
	before := c.during(func() { err = pause(ctx, talkFor) })
	for n, attack := range Attacks() {
		if err != nil || c.failed() != nil {
			break
		}
		if !in(names, attack.Name) {
			continue
		}
		a := &Attacker{Addr: s.Addr, Key: s.Key, From: net.IPv4(127, byte(n), 0, 10).To4(), Within: mallory.client.Key()}
		x := Attacked{Name: attack.Name, What: attack.What, Before: before}
		stop := s.watch(&x.Memory)
		x.During = c.during(func() {
			began := time.Now()
			err = attack.Run(ctx, a)
			x.Seconds = time.Since(began).Seconds()
			if err == nil {
				err = pause(ctx, max(0, talkFor-time.Since(began)))
			}
		})
		stop()
		a.Close()
		x.After = c.during(func() {
			if err == nil {
				err = pause(ctx, talkFor)
			}
		})
		before = x.After
		out = append(out, x)
	}
	if err == nil {
		err = c.failed()
	}
	return out, err
}

// watch notes the most memory that the server holds, until the function that it returns is called.
func (s *Server) watch(most *int64) (stop func()) {
	end, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			if m, err := s.Memory(); err == nil {
				*most = max(*most, m)
			}
			select {
			case <-end:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() {
		close(end)
		<-done
	}
}

// chat is pairs of people who talk all the time.
type chat struct {
	ctx   context.Context
	pairs []pair
	run   sendRun // its errors
}

func (c *chat) failed() error { return c.run.failed() }

// during has people talk while fn runs, and returns how long their messages took.
func (c *chat) during(fn func()) Talk {
	r := &sendRun{ctx: c.ctx}
	var over atomic.Bool
	var wg sync.WaitGroup
	for i, p := range c.pairs {
		got := r.receiver()
		p.to.onNew.Store(&got)
		wg.Go(func() {
			time.Sleep(talkEvery * time.Duration(i) / talkers)
			for !over.Load() && r.failed() == nil {
				began := time.Now()
				r.say(p)
				time.Sleep(max(0, talkEvery-time.Since(began)))
			}
		})
	}
	fn()
	over.Store(true)
	wg.Wait()
	if err := r.settle(); err != nil {
		c.run.fail(err)
	}
	t := Talk{Messages: int(r.delivered.Load())}
	t.P50, t.P99 = r.percentiles()
	if n := len(r.times); n > 0 {
		t.Max = r.times[n-1]
	}
	return t
}

// AttacksText writes the table for people.
func AttacksText(w io.Writer, all []Attacked) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-14s %8s  %26s  %26s  %26s  %8s\n", "", "", "before", "during", "after", "")
	fmt.Fprintf(&b, "%-14s %8s  %8s %8s %8s  %8s %8s %8s  %8s %8s %8s  %8s\n", "attack", "seconds", "p50", "p99", "most", "p50", "p99", "most",
		"p50", "p99", "most", "memory")
	for _, x := range all {
		fmt.Fprintf(&b, "%-14s %8.1f", x.Name, x.Seconds)
		for _, t := range []Talk{x.Before, x.During, x.After} {
			fmt.Fprintf(&b, "  %5.1f ms %5.1f ms %5.1f ms", ms(t.P50), ms(t.P99), ms(t.Max))
		}
		fmt.Fprintf(&b, "  %5.0f MB\n", float64(x.Memory)/1e6)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// AttackNames are the names of all attacks.
func AttackNames() (out []string) {
	for _, a := range Attacks() {
		out = append(out, a.Name)
	}
	slices.Sort(out)
	return out
}
