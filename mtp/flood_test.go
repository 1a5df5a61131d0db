package mtp

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"chappe/mtp/wire"
)

// What waits for a client that does not read is counted by the memory it takes: pings and other small frames must not make a
// server keep a thousand bytes for each.
func TestSmallFramesCountByTheirMemory(t *testing.T) {
	s := newTestServer(t, func(c *Config) { c.Limits.MaxBacklog = 1 << 20 })
	nc, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	fmt.Fprintf(nc, "GET /apiws HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: binary\r\n\r\n", s.addr)
	nc.Read(make([]byte, 1000))
	ping := append([]byte{0x89, 0x80 | 125, 0, 0, 0, 0}, make([]byte, 125)...)
	pings := bytes.Repeat(ping, 1000)
	most := int64(0)
	for range 100 {
		nc.SetWriteDeadline(time.Now().Add(5 * time.Second))
		if _, err := nc.Write(pings); err != nil {
			t.Fatalf("a server that drops pongs has no reason to stop reading: %v", err)
		}
		most = max(most, s.backlogs.Load())
	}
	if most > 64<<10 {
		t.Errorf("%d bytes waited for a client that only pings", most)
	}
}

// Frames that wait share buffers, and what they hold is given back when the client is gone.
func TestBacklogIsGivenBack(t *testing.T) {
	s := newTestServer(t, func(c *Config) { c.Limits.ReadBacklog, c.Limits.MaxBacklog = 4<<20, 8<<20 })
	p := s.connect()
	p.nc.(*net.TCPConn).SetReadBuffer(64 << 10)
	for range 20 {
		p.send(echo(string(randomBytes(300_000))), true)
	}
	eventually(t, "something waits", func() bool { return s.backlogs.Load() > 1<<20 })
	inner := make([]wire.Inner, 1000)
	before := s.backlogs.Load()
	for range 5 {
		for i := range inner {
			inner[i] = p.inner(ping(1), false)
		}
		p.send(wire.AppendContainer(nil, inner), false)
	}
	q := p.again() // the reader of p waits for its client
	q.session, q.content = randomID(), 0
	q.works()
	if grown := s.backlogs.Load() - before; grown > 2<<20 {
		t.Errorf("5,000 pongs of about a hundred bytes take %d", grown)
	}
	p.nc.Close()
	eventually(t, "nothing waits", func() bool { return s.backlogs.Load() == 0 })
}

// All slow clients together hold no more than a bound; beyond it those with the most to lose are dropped.
func TestAllBacklogsAreBounded(t *testing.T) {
	const bound = 6 << 20
	s := newTestServer(t, func(c *Config) { c.Limits.AllBacklogs = bound })
	first := s.connect()
	most := int64(0)
	for range 12 {
		p := first.again()
		p.session, p.content = randomID(), 0
		p.nc.(*net.TCPConn).SetReadBuffer(64 << 10)
		for range 12 {
			p.send(echo(string(randomBytes(500_000))), true)
		}
		most = max(most, s.backlogs.Load())
	}
	first.works() // whoever reads is served
	for range 200 {
		most = max(most, s.backlogs.Load())
		time.Sleep(time.Millisecond)
	}
	if most < bound/2 {
		t.Errorf("%d bytes waited, which shows nothing", most)
	}
	if most > bound+12*(littleBacklog+1<<20) {
		t.Errorf("%d bytes waited for slow clients, %d are allowed", most, bound)
	}
	first.works()
}

// Big calls of all clients together hold no more than a bound: who sends more waits, and people who talk do not.
func TestBigCallsAreBounded(t *testing.T) {
	s := newTestServer(t, func(c *Config) { c.Limits.AllCalls = 3 << 20 })
	big := append(testCall(callWait, 0), make([]byte, 1<<20)...)
	first := s.connect()
	var slow []*peer
	for range 8 {
		p := first.again()
		p.session, p.content = randomID(), 0
		p.send(big, true)
		slow = append(slow, p)
	}
	eventually(t, "two big calls run", func() bool { return s.calls() == 2 })
	first.works()
	if n := s.calls(); n != 3 {
		t.Errorf("%d calls began, want two big ones and that of somebody else", n)
	}
	close(s.free)
	for _, p := range slow {
		p.want(wire.IDRPCResult)
	}
	eventually(t, "nothing is held", func() bool {
		s.bigCalls.mu.Lock()
		defer s.bigCalls.mu.Unlock()
		return s.bigCalls.used == 0
	})
}

func TestBudget(t *testing.T) {
	b := &budget{size: 10}
	ctx, cancel := context.WithCancel(t.Context())
	if b.take(ctx, 6) != nil || b.take(ctx, 4) != nil {
		t.Fatal("there was enough")
	}
	got := make(chan int)
	for _, n := range []int{100, 3} { // more than there is ever counts as all
		go func() {
			if err := b.take(t.Context(), n); err == nil {
				got <- n
			}
		}()
		eventually(t, "it waits", func() bool {
			b.mu.Lock()
			defer b.mu.Unlock()
			return len(b.waiting) > 0 && b.waiting[len(b.waiting)-1].n == min(n, 10)
		})
	}
	b.give(6)
	b.give(4)
	if n := <-got; n != 100 {
		t.Errorf("%d came before its turn", n)
	}
	b.give(100)
	if n := <-got; n != 3 {
		t.Errorf("%d came", n)
	}
	failed := make(chan error)
	go func() { failed <- b.take(ctx, 8) }()
	cancel()
	if err := <-failed; err == nil {
		t.Error("a claim outlived its context")
	}
	b.give(3)
	if b.used != 0 || len(b.waiting) != 0 {
		t.Errorf("%d used, %d wait", b.used, len(b.waiting))
	}
}

// A request whose head or body does not come, and an answer that is not taken, end by themselves.
func TestSlowHTTPEnds(t *testing.T) {
	page := strings.Repeat("x", 1<<20)
	reg := prometheus.NewRegistry()
	s := newTestServer(t, func(c *Config) {
		c.Registerer = reg
		c.Limits.Begin, c.Limits.Frame, c.Limits.Write = 300*time.Millisecond, 300*time.Millisecond, 100*time.Millisecond
		c.HTTP = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(page)) })
	})
	for _, c := range []string{
		"GET / HTTP/1.1\r\nHost: x\r\nX-",
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n",
		strings.Repeat("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 50),
	} {
		nc, err := net.Dial("tcp", s.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer nc.Close()
		nc.(*net.TCPConn).SetReadBuffer(64 << 10)
		fmt.Fprint(nc, c)
	}
	eventually(t, "all three are over", func() bool {
		s.addresses.mu.Lock()
		defer s.addresses.mu.Unlock()
		n := 0
		for _, a := range s.addresses.by {
			n += a.conns
		}
		return n == 0
	})
	if n := counted(t, reg, "http_timeout"); n < 3 {
		t.Errorf("%v were counted, want 3", n)
	}
}

// Who says nothing, or not enough, is closed in time and counted.
func TestTimeoutsAreCounted(t *testing.T) {
	reg := prometheus.NewRegistry()
	s := newTestServer(t, func(c *Config) {
		c.Registerer = reg
		c.Limits.Begin, c.Limits.Handshake, c.Limits.Frame, c.Limits.Idle = time.Second, 2*time.Second, time.Second, 2*time.Second
	})
	quiet := s.connect()
	quiet.works()
	begun := s.connect()
	begun.write([]byte{100, 0, 0, 0, 1})
	silent, half := s.dial(), s.speak(wire.Intermediate, false)
	half.plain(wire.AppendReqPQ(nil, [16]byte{1}))
	half.plainAnswer()
	for _, p := range []*peer{quiet, begun, silent, half} {
		for err := error(nil); err == nil; {
			_, _, err = p.frame()
			if isTimeout(err) {
				t.Fatal("a connection stays open")
			}
		}
	}
	if n, idle := counted(t, reg, "timeout"), counted(t, reg, "idle"); n != 3 || idle != 1 {
		t.Errorf("%v timeouts and %v idle ones were counted, want 3 and 1", n, idle)
	}
}

// counted reads one of the counters of what was dropped.
func counted(t *testing.T, r *prometheus.Registry, reason string) float64 {
	t.Helper()
	all, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		for _, m := range f.GetMetric() {
			if f.GetName() == "chappe_mtp_drops_total" && m.GetLabel()[0].GetValue() == reason {
				return m.GetCounter().GetValue()
			}
		}
	}
	t.Fatalf("there is no counter of %q", reason)
	return 0
}
