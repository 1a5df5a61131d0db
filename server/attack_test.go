//go:build linux

// Attackers need addresses of their own, so that what they are refused is not refused to the people who talk. Linux has all of
// 127.0.0.0/8 on loopback.

package server_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
	"testing"
	"time"

	"chappe/bench"
	"chappe/server"
	"chappe/server/servertest"
)

// Whatever strangers and hostile users do to a server with its limits on: two people who talk notice nothing, memory stays below
// a bound and goes back, every goroutine that was started for an attacker ends, nothing panics, and what was refused is counted.
// How long messages take meanwhile is measured by `chappe bench attack`.
func TestAttacks(t *testing.T) {
	a := newArena(t)
	for i, attack := range bench.Attacks() {
		t.Run(attack.Name, func(t *testing.T) { a.fight(t, i, attack) })
	}
	a.wantCounted(t)
	a.alice.WantConverged(a.said)
	a.bob.WantConverged(a.said)
}

// wanted are the metrics that must have grown when an attack is over: what it was refused by.
var wanted = map[string][]string{
	"silent":       {`chappe_mtp_drops_total{reason="connections"}`},
	"announced":    {`chappe_mtp_errors_total{kind="frame"}`},
	"half-open":    {`chappe_mtp_handshakes_total{result="limited"}`},
	"exchanges":    {`chappe_mtp_handshakes_total{result="limited"}`},
	"random":       {`chappe_mtp_errors_total{kind="frame"}`},
	"unknown-keys": {`chappe_mtp_errors_total{kind="key"}`, `chappe_mtp_handshakes_total{result="limited"}`},
	"proxy":        {`chappe_mtp_errors_total{kind="proxy"}`},
	"slow-reader":  {`chappe_mtp_drops_total{reason="push"}`, `chappe_rpc_floods_total{class="other"}`},
	"resends":      {`chappe_mtp_drops_total{reason="slow"}`},
	"gzip":         {`chappe_mtp_errors_total{kind="gzip"}`},
	"gzip-within":  {`chappe_mtp_errors_total{kind="gzip"}`, `chappe_rpc_calls_total{code="400",method="unknown"}`},
	"nesting":      {`chappe_rpc_calls_total{code="400",method="unknown"}`},
	"containers":   {`chappe_mtp_errors_total{kind="container"}`, `chappe_rpc_floods_total{class="other"}`},
	"sessions":     {`chappe_mtp_drops_total{reason="sessions"}`},
	"far-ids":      {`chappe_mtp_errors_total{kind="msg_id_time"}`},
	"calls":        {`chappe_rpc_floods_total{class="other"}`},
}

// maxGrowth is how much more memory may be in use at any moment of an attack than before it, in bytes: attackers are in the same
// process and their memory counts too.
const maxGrowth = 192 << 20

// freeTalks is how often people talk during an attack before the clock moves: as often as they may at once. A clock that moved with
// each word would give those who attack the more, the faster the machine is.
const freeTalks = 100

// arena is a server with its limits on, two people who talk, and one who is hostile.
type arena struct {
	s                   *servertest.Server
	metrics             string
	alice, bob, mallory *servertest.Person
	said                int
}

func newArena(t *testing.T) *arena {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a := &arena{metrics: l.Addr().String()}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	a.s = servertest.New(t, servertest.Strict(), servertest.With(func(c *server.Config) {
		c.Metrics = a.metrics
		c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.7.0.0/24")}
	}))
	a.alice, a.bob, a.mallory = a.s.User("alice"), a.s.User("bob"), a.s.User("mallory")
	servertest.Meet(a.alice, a.bob)
	return a
}

// fight makes one attack while people talk.
func (a *arena) fight(t *testing.T, n int, attack bench.Attack) {
	before := a.scrape(t)
	goroutines := settle(t, 0)
	heap := live()
	bad := &bench.Attacker{Addr: a.s.Addr, Key: a.s.Key, Clock: a.s.Clock, From: net.IPv4(127, byte(n), 0, 10).To4(),
		Within: a.mallory.Client().Key()}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	a.s.Clock.Advance(time.Minute) // everybody may do again what they may do at once
	most := watch()
	over := make(chan error, 1)
	go func() { over <- attack.Run(ctx, bad) }()
	for going, said := true, 0; going; said++ {
		if said > freeTalks {
			a.s.Clock.Advance(250 * time.Millisecond) // as fast as one may for ever
		}
		a.talk(t)
		select {
		case err := <-over:
			if err != nil {
				t.Errorf("the attack itself failed: %v", err)
			}
			going = false
		case <-time.After(10 * time.Millisecond):
		}
	}
	a.s.Clock.Advance(time.Minute)
	a.talk(t)
	bad.Close()
	a.talk(t)
	now := settle(t, goroutines+1) // the one that measures
	peak := most()
	if now > goroutines+1 {
		t.Errorf("%d goroutines before, %d after", goroutines, now-1)
	}
	if grown := peak - heap; grown > maxGrowth {
		t.Errorf("memory grew from %d to %d MB", heap>>20, peak>>20)
	}
	after := a.scrape(t)
	for _, name := range wanted[attack.Name] {
		if after[name] <= before[name] {
			t.Errorf("%s is %v, and was %v before the attack", name, after[name], before[name])
		}
	}
	if after["chappe_rpc_panics_total"] != 0 {
		t.Error("a handler panicked")
	}
	t.Logf("memory %d MB, at most %d, %d after; %d messages", heap>>20, peak>>20, live()>>20, a.said)
}

// talk has both people say something and hear it, once and in order.
func (a *arena) talk(t *testing.T) {
	for _, p := range []struct{ from, to *servertest.Person }{{a.alice, a.bob}, {a.bob, a.alice}} {
		a.said++
		text := fmt.Sprintf("%s says thing %d", p.from.Name, a.said)
		p.from.Send(p.to, text)
		p.to.WantMessage(text)
	}
	for _, d := range []*servertest.Person{a.alice, a.bob} {
		if d.Gaps != 0 || d.Twice != 0 {
			t.Fatalf("%s: %d gaps, %d things twice", d.Name, d.Gaps, d.Twice)
		}
	}
}

// watch measures memory until the function that it returns is called, which returns the most that was in use.
func watch() (most func() int64) {
	stop, done := make(chan struct{}), make(chan int64)
	go func() {
		peak := int64(0)
		for {
			select {
			case <-stop:
				done <- peak
				return
			case <-time.After(10 * time.Millisecond):
				peak = max(peak, live())
			}
		}
	}()
	return func() int64 {
		close(stop)
		return <-done
	}
}

// live is how many bytes were reachable at the end of the last garbage collection, and the stacks.
func live() int64 {
	s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64() + s[1].Value.Uint64())
}

// settle waits until there are no more than want goroutines, or with 0 until their number stands still, and returns it.
func settle(t *testing.T, want int) int {
	t.Helper()
	last, still := 0, 0
	for range 1500 {
		runtime.GC()
		n := runtime.NumGoroutine()
		if want > 0 && n <= want {
			return n
		}
		if still++; n != last {
			last, still = n, 0
		}
		if want == 0 && still > 20 {
			return n
		}
		time.Sleep(10 * time.Millisecond)
	}
	return last
}

// wantCounted fails the test unless every limit is among the metrics, whether or not an attack ran into it.
func (a *arena) wantCounted(t *testing.T) {
	m := a.scrape(t)
	for _, name := range wanted {
		for _, n := range name {
			if _, ok := m[n]; !ok {
				t.Errorf("there is no %s", n)
			}
		}
	}
}

// scrape reads the server's metrics as a monitoring system does.
func (a *arena) scrape(t *testing.T) map[string]float64 {
	t.Helper()
	res, err := http.Get("http://" + a.metrics + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	out := map[string]float64{}
	for sc := bufio.NewScanner(res.Body); sc.Scan(); {
		if i := strings.LastIndexByte(sc.Text(), ' '); i > 0 {
			out[sc.Text()[:i]], _ = strconv.ParseFloat(sc.Text()[i+1:], 64) // comments are no numbers
		}
	}
	_, _ = io.Copy(io.Discard, res.Body)
	return out
}
