package tlbench

import (
	"math"
	"testing"
	"time"

	"github.com/gotd/td/bin"

	"chappe/tl"
)

// What our codec may cost, measured against gotd's generated code in the same process.
const (
	encodeLimit = 1.6
	decodeLimit = 1.15
)

// ratio runs ours and theirs in turns of about a millisecond, so that what else the machine does
// falls on both, and compares the fastest turn of each: the others were disturbed.
func ratio(ours, theirs func()) (quotient, nsOurs, nsTheirs float64) {
	const rounds = 200
	n := 1
	for start := time.Now(); time.Since(start) < time.Millisecond; n++ {
		ours()
	}
	clock := func(f func()) float64 {
		start := time.Now()
		for range n {
			f()
		}
		return float64(time.Since(start).Nanoseconds()) / float64(n)
	}
	nsOurs, nsTheirs = math.Inf(1), math.Inf(1)
	for range rounds {
		nsOurs = min(nsOurs, clock(ours))
		nsTheirs = min(nsTheirs, clock(theirs))
	}
	return nsOurs / nsTheirs, nsOurs, nsTheirs
}

// TestSpeed holds the limits. A bad moment of the machine gets two more tries.
func TestSpeed(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	for _, p := range []pair{update(t), history(t)} {
		var ourBuf []byte
		var theirBuf bin.Buffer
		measure(t, p, "encode", encodeLimit, func() {
			var err error
			if ourBuf, err = tl.Append(ourBuf[:0], tl.MaxLayer, p.ours); err != nil {
				t.Fatal(err)
			}
		}, func() {
			theirBuf.Reset()
			if err := p.theirs.Encode(&theirBuf); err != nil {
				t.Fatal(err)
			}
		})
		measure(t, p, "decode", decodeLimit, func() {
			if _, _, err := tl.Decode(tl.MaxLayer, p.raw); err != nil {
				t.Fatal(err)
			}
		}, func() {
			b := bin.Buffer{Buf: p.raw}
			if err := p.fresh().Decode(&b); err != nil {
				t.Fatal(err)
			}
		})
		if n := testing.AllocsPerRun(100, func() {
			ourBuf, _ = tl.Append(ourBuf[:0], tl.MaxLayer, p.ours)
		}); n != 0 {
			t.Errorf("%s: encoding allocates %v times", p.name, n)
		}
	}
}

func measure(t *testing.T, p pair, what string, limit float64, ours, theirs func()) {
	t.Helper()
	for try := 1; ; try++ {
		q, a, b := ratio(ours, theirs)
		t.Logf("%s %s (%d bytes): ours %.0f ns, gotd %.0f ns, ratio %.2f (at most %.2f), allocations %v and %v",
			what, p.name, len(p.raw), a, b, q, limit, testing.AllocsPerRun(10, ours), testing.AllocsPerRun(10, theirs))
		if q <= limit {
			return
		}
		if try == 3 {
			t.Errorf("%s %s takes %.2f times as long as gotd, allowed are %.2f", what, p.name, q, limit)
			return
		}
	}
}
