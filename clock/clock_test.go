package clock_test

import (
	"testing"
	"time"

	"chappe/clock"
)

// Whatever the clock under it does, a steady one never goes back, and is right again in the end.
func TestSteady(t *testing.T) {
	begin := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	under := clock.NewFake(begin)
	steady := clock.NewSteady(under)
	last := steady.Now()
	for _, step := range []struct{ by, want time.Duration }{
		{time.Hour, time.Hour}, {-2 * time.Hour, time.Hour}, {0, time.Hour}, {time.Hour, time.Hour + 30*time.Minute},
		{time.Hour, 2 * time.Hour}, {2 * time.Hour, 3 * time.Hour}, {time.Second, 3*time.Hour + time.Second},
	} {
		under.Advance(step.by)
		now := steady.Now()
		if now.Before(last) || now.Sub(begin) != step.want {
			t.Errorf("after a step of %v it shows %v, not %v", step.by, now.Sub(begin), step.want)
		}
		last = now
	}
}
