package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"chappe/mtclient"
	"chappe/tl"
)

// Idle is what sessions cost that do nothing.
type Idle struct {
	Sessions  int
	BytesEach int64 // of the server's memory
}

// sessionsOfKey is how many sessions a key may have; the rest of a crowd needs keys of its own.
const sessionsOfKey = 50

// RunIdle opens n sessions that get updates, on a few accounts, and closes them at the end.
func RunIdle(ctx context.Context, s *Server, n int) (Idle, error) {
	r := Idle{Sessions: n}
	people := make([]*person, (n+sessionsOfKey-1)/sessionsOfKey)
	for i := range people {
		var err error
		if people[i], err = signUp(ctx, s); err != nil {
			return r, err
		}
	}
	before, err := s.Memory()
	if err != nil {
		return r, err
	}
	clients := make([]*mtclient.Client, n)
	defer func() {
		for _, c := range clients {
			if c != nil {
				_ = c.Close() // the bench is over
			}
		}
	}()
	var wg sync.WaitGroup
	var failed atomic.Pointer[error]
	slots := make(chan struct{}, 16)
	for i := range clients {
		wg.Add(1)
		slots <- struct{}{}
		go func() {
			defer func() { <-slots; wg.Done() }()
			c, err := mtclient.Dial(ctx, mtclient.Options{
				Addr: s.Addr, Key: s.Key, AuthKey: people[i/sessionsOfKey].client.Key(), APIID: 1, Device: "bench",
			})
			if err == nil {
				clients[i] = c
				_, err = c.Call(ctx, &tl.UpdatesGetState{})
			}
			if err != nil {
				failed.Store(&err)
			}
		}()
	}
	wg.Wait()
	if e := failed.Load(); e != nil {
		return r, fmt.Errorf("open %d sessions: %w", n, *e)
	}
	time.Sleep(3 * time.Second) // what the opening left behind is collected
	after, err := s.Memory()
	if err != nil {
		return r, err
	}
	r.BytesEach = (after - before) / int64(n)
	return r, nil
}

// Exchanges is how many full key exchanges a server makes.
type Exchanges struct {
	PerSecond float64
	CPUEach   time.Duration // of the server
}

// RunExchanges makes key exchanges for d, eight at a time.
func RunExchanges(ctx context.Context, s *Server, d time.Duration) (Exchanges, error) {
	cpu, err := s.CPU()
	if err != nil {
		return Exchanges{}, err
	}
	var n atomic.Int64
	var wg sync.WaitGroup
	errs := make([]error, 8)
	begin := time.Now()
	for i := range errs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for time.Since(begin) < d && errs[i] == nil {
				c, err := mtclient.Dial(ctx, mtclient.Options{Addr: s.Addr, Key: s.Key})
				if err != nil {
					errs[i] = err
					return
				}
				n.Add(1)
				errs[i] = c.Close()
			}
		}()
	}
	wg.Wait()
	took := time.Since(begin)
	after, err := s.CPU()
	if err = errors.Join(append(errs, err)...); err != nil {
		return Exchanges{}, err
	}
	return Exchanges{
		PerSecond: float64(n.Load()) / took.Seconds(), CPUEach: (after - cpu) / time.Duration(max(n.Load(), 1)),
	}, nil
}
