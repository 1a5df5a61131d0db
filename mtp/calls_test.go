package mtp

import (
	"context"
	"testing"

	"chappe/mtp/wire"
)

func TestCallsAreBounded(t *testing.T) {
	s := newTestServer(t, func(c *Config) { c.Limits.Calls, c.Limits.Running = 4, 2 })
	p := s.connect()
	const n = 40
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = p.send(testCall(callRelease, uint32(i)), true)
	}
	eventually(t, "the first calls began", func() bool { return s.calls() == 2 })
	x := s.sessionOf(p.session)
	eventually(t, "the rest waits", func() bool {
		x.mu.Lock()
		defer x.mu.Unlock()
		return len(x.calls) == 4 && x.under == 2
	})
	q := s.connect() // nobody else waits
	q.works()
	close(s.free)
	for _, id := range ids {
		p.inboxOnly(id)
	}
	if got := s.calls(); got != n+1 {
		t.Errorf("%d calls were made, want %d", got, n+1)
	}
}

func TestCallsEndWithTheirSession(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	for range 3 {
		p.send(testCall(callWait, 1), true)
	}
	p.want(wire.IDNewSessionCreated)
	eventually(t, "a call began", func() bool { return s.calls() == 1 })
	if err := s.ForgetKey(t.Context(), p.keyID); err != nil {
		t.Fatal(err)
	}
	p.wantEnd()
	close(s.free)
	s.stop() // waits for the call that is under way
	if n := s.calls(); n != 1 {
		t.Errorf("%d calls were made after the key was destroyed", n-1)
	}
}

func TestStopLetsCallsEnd(t *testing.T) {
	s := newTestServer(t)
	p := s.connect()
	id := p.send(testCall(callWait, 1), true)
	eventually(t, "the call began", func() bool { return s.calls() == 1 })
	stopped := make(chan struct{})
	go func() {
		s.stop()
		close(stopped)
	}()
	close(s.free)
	p.wantResult(id)
	p.wantEnd()
	<-stopped
}

func TestReleaseOutsideOfACall(*testing.T) { Release(context.Background()) }
