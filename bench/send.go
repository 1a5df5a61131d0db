package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"chappe/tl"
)

// Sends is what a run of sends measured.
type Sends struct {
	Pairs, Outstanding int
	Seconds            float64
	Sent, Delivered    int64
	PerSecond          float64       // deliveries, each of a durable send
	P50, P99           time.Duration // from the call of a send to the other person's device having the message
	CPUPerThousand     float64       // seconds of the server's CPU for 1,000 messages
	LoadPerThousand    float64       // seconds of this process's own
	BytesEach          int64         // on disk, after a checkpoint by the server
}

// text is what is sent: as long as what people write to each other.
const text = "On my way, I should be there in about ten minutes."

// pair is two people of whom the first writes to the second.
type pair struct {
	from, to *person
	peer     tl.InputPeerClass
}

// makePairs signs people up, a few at a time.
func makePairs(ctx context.Context, s *Server, n int) ([]pair, error) {
	out := make([]pair, n)
	errs := make([]error, n)
	var wg sync.WaitGroup
	slots := make(chan struct{}, 4)
	for i := range out {
		wg.Add(1)
		slots <- struct{}{}
		go func() {
			defer func() { <-slots; wg.Done() }()
			var p pair
			var err error
			if p.from, err = signUp(ctx, s); err == nil {
				if p.to, err = signUp(ctx, s); err == nil {
					p.peer, err = p.from.peer(ctx, p.to)
				}
			}
			out[i], errs[i] = p, err
		}()
	}
	wg.Wait()
	return out, errors.Join(errs...)
}

// RunSends has pairs of people write to each other for d, each with so many sends outstanding, and waits for what is on its way.
func RunSends(ctx context.Context, s *Server, pairs []pair, outstanding int, d time.Duration) (Sends, error) {
	r := Sends{Pairs: len(pairs), Outstanding: outstanding}
	before, err := s.Disk()
	if err != nil {
		return r, err
	}
	cpu, err := s.CPU()
	if err != nil {
		return r, err
	}
	mine, err := ownCPU()
	if err != nil {
		return r, err
	}
	run := &sendRun{ctx: ctx, until: time.Now().Add(d)}
	begin := time.Now()
	var wg sync.WaitGroup
	for _, p := range pairs {
		got := run.receiver()
		p.to.onNew.Store(&got)
		for range outstanding {
			wg.Add(1)
			go func() {
				defer wg.Done()
				run.write(p)
			}()
		}
	}
	wg.Wait()
	err = run.settle()
	r.Seconds = time.Since(begin).Seconds()
	if err != nil {
		return r, err
	}
	after, err := s.CPU()
	if err != nil {
		return r, err
	}
	mineAfter, err := ownCPU()
	if err != nil {
		return r, err
	}
	r.Sent, r.Delivered = run.sent.Load(), run.delivered.Load()
	disk, err := s.Disk()
	if err != nil {
		return r, err
	}
	r.PerSecond = float64(r.Delivered) / r.Seconds
	r.CPUPerThousand = (after - cpu).Seconds() / float64(r.Delivered) * 1000
	r.LoadPerThousand = (mineAfter - mine).Seconds() / float64(r.Delivered) * 1000
	r.BytesEach = (disk - before) / max(r.Delivered, 1)
	r.P50, r.P99 = run.percentiles()
	return r, nil
}

// sendRun is the state of one run.
type sendRun struct {
	ctx             context.Context
	until           time.Time
	next            atomic.Int64
	sent, delivered atomic.Int64

	mu    sync.Mutex
	times []time.Duration // guarded by mu
	err   error           // guarded by mu
}

// receiver notes when a message came. Each carries the moment of its sending in front of its text.
func (r *sendRun) receiver() func(*tl.Message) {
	return func(m *tl.Message) {
		stamp, _, ok := strings.Cut(m.Message, " ")
		at, err := strconv.ParseInt(stamp, 36, 64)
		if !ok || err != nil {
			return
		}
		d := time.Duration(time.Now().UnixNano() - at)
		r.delivered.Add(1)
		r.mu.Lock()
		r.times = append(r.times, d)
		r.mu.Unlock()
	}
}

// write sends one message after the other until the time is over.
func (r *sendRun) write(p pair) {
	for time.Now().Before(r.until) && r.say(p) {
	}
}

// say sends one message.
func (r *sendRun) say(p pair) bool {
	now := time.Now().UnixNano()
	_, err := p.from.client.Call(r.ctx, &tl.MessagesSendMessage{
		Peer: p.peer, Message: strconv.FormatInt(now, 36) + " " + text, RandomID: now ^ r.next.Add(1)<<48,
	})
	if err != nil {
		r.fail(err)
		return false
	}
	r.sent.Add(1)
	return true
}

// settle waits for what was sent last, which is still on its way.
func (r *sendRun) settle() error {
	for wait := time.Now(); r.delivered.Load() < r.sent.Load() && time.Since(wait) < 10*time.Second; {
		time.Sleep(time.Millisecond)
	}
	if lost := r.sent.Load() - r.delivered.Load(); lost > 0 {
		r.fail(fmt.Errorf("%d of %d messages never came", lost, r.sent.Load()))
	}
	return r.failed()
}

func (r *sendRun) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.err = errors.Join(r.err, err)
}

func (r *sendRun) failed() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

func (r *sendRun) percentiles() (p50, p99 time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.times) == 0 {
		return 0, 0
	}
	slices.Sort(r.times)
	return r.times[len(r.times)/2], r.times[len(r.times)*99/100]
}
