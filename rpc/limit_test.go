package rpc

import (
	"context"
	"errors"
	"testing"
	"time"

	"chappe/clock"
)

var (
	somebody = Caller{User: 7}
	rates    = map[Class]Rate{ClassOther: {Burst: 10, Every: time.Second}}
)

// A clock that goes back by a day must not have people wait for a day.
func TestLimitsSurviveClocksThatGoBack(t *testing.T) {
	c := clock.NewFake(time.Unix(1_800_000_000, 0))
	l := newLimiter(c, rates)
	for range 10 {
		if l.take(ClassOther, somebody) != 0 {
			t.Fatal("refused within the burst")
		}
	}
	if w := l.take(ClassOther, somebody); w != time.Second {
		t.Errorf("wait %v, want a second", w)
	}
	for _, d := range []time.Duration{-24 * time.Hour, 48 * time.Hour, -time.Hour} {
		c.Advance(d)
		if w := l.take(ClassOther, somebody); w != 0 {
			t.Errorf("after the clock moved by %v: wait %v", d, w)
		}
	}
}

// Large answers cost more, and the next call waits for them, but not for ever.
func TestLargeAnswersAreCharged(t *testing.T) {
	c := clock.NewFake(time.Unix(1_800_000_000, 0))
	l := newLimiter(c, rates)
	l.charge(ClassOther, somebody, answerUnit-1)
	l.take(ClassOther, somebody)
	l.charge(ClassOther, somebody, 12*answerUnit)
	if w := l.take(ClassOther, somebody); w != 4*time.Second {
		t.Errorf("wait %v after 13 tokens of 10", w)
	}
	l.charge(ClassOther, somebody, 1<<30)
	if w := l.take(ClassOther, somebody); w != 11*time.Second {
		t.Errorf("wait %v, want as long as twice the burst takes", w)
	}
	l.charge(ClassFile, somebody, 1<<30)
	if w := l.take(ClassFile, somebody); w != 0 {
		t.Errorf("file parts are charged by size: wait %v", w)
	}
	(*limiter)(nil).charge(ClassOther, somebody, 1<<30)
}

// Calls of one account take turns, in their order; others are not behind them.
func TestTurns(t *testing.T) {
	x := &turns{by: map[bucketKey]*turn{}}
	enter := func(c Caller) func() {
		leave, err := x.enter(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		return leave
	}
	one, two := enter(somebody), enter(somebody)
	enter(Caller{User: 8})()
	order := make(chan int, 2)
	for i := range 2 {
		go func() {
			leave := enter(somebody)
			order <- i
			leave()
		}()
		for waiting := 0; waiting != i+1; time.Sleep(time.Millisecond) {
			x.mu.Lock()
			waiting = len(x.by[keyOf("", somebody)].waiting)
			x.mu.Unlock()
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.enter(ctx, somebody); !errors.Is(err, context.Canceled) {
		t.Errorf("a call whose context is over waits: %v", err)
	}
	one()
	one() // once is enough
	if a, b := <-order, <-order; a != 0 || b != 1 {
		t.Errorf("call %d before %d", a, b)
	}
	two()
	for n := 1; n > 0; time.Sleep(time.Millisecond) {
		x.mu.Lock()
		n = len(x.by)
		x.mu.Unlock()
	}
}
