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

// BenchmarkAgainstGotd reports, for each case, our time, gotd's, and their quotient beside the most that it may be.
func BenchmarkAgainstGotd(b *testing.B) {
	for _, p := range []pair{update(b), history(b)} {
		var ourBuf []byte
		var theirBuf bin.Buffer
		compare(b, p, "encode", encodeLimit, func() {
			var err error
			if ourBuf, err = tl.Append(ourBuf[:0], tl.MaxLayer, p.ours); err != nil {
				b.Fatal(err)
			}
		}, func() {
			theirBuf.Reset()
			if err := p.theirs.Encode(&theirBuf); err != nil {
				b.Fatal(err)
			}
		})
		compare(b, p, "decode", decodeLimit, func() {
			if _, _, err := tl.Decode(tl.MaxLayer, p.raw); err != nil {
				b.Fatal(err)
			}
		}, func() {
			raw := bin.Buffer{Buf: p.raw}
			if err := p.fresh().Decode(&raw); err != nil {
				b.Fatal(err)
			}
		})
	}
}

func compare(b *testing.B, p pair, what string, limit float64, ours, theirs func()) {
	b.Run(what+" "+p.name, func(b *testing.B) {
		var q, a, t float64
		for b.Loop() {
			q, a, t = ratio(ours, theirs)
		}
		b.ReportMetric(a, "ours-ns")
		b.ReportMetric(t, "gotd-ns")
		b.ReportMetric(q, "ratio")
		b.ReportMetric(limit, "limit")
		b.ReportMetric(testing.AllocsPerRun(10, ours), "ours-allocs")
	})
}

// TestEncodingDoesNotAllocate: with room in the destination there is nothing to allocate.
func TestEncodingDoesNotAllocate(t *testing.T) {
	for _, p := range []pair{update(t), history(t)} {
		var buf []byte
		n := testing.AllocsPerRun(100, func() {
			var err error
			if buf, err = tl.Append(buf[:0], tl.MaxLayer, p.ours); err != nil {
				t.Fatal(err)
			}
		})
		if n != 0 {
			t.Errorf("%s: encoding allocates %v times", p.name, n)
		}
	}
}
