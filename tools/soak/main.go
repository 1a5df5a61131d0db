// Command soak runs the long forms of the tests and writes what they found to docs/RELIABILITY.md.
//
//	go run ./tools/soak -fuzztime 10m -seeds 2000 -kills 20
//
// It fuzzes every target that `go test -list` finds, as many at a time as -at-once says and each on one processor, and runs all tests with CHAPPE_SEEDS and CHAPPE_KILLS
// set, which tell those tests that draw random histories or kill a server how often to do it. It works through all of it
// whatever fails, and ends with an error if anything did.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"runtime"
	"time"
)

// modules are the folders whose tests are run.
var modules = []string{".", "e2e"}

// plan is how long everything takes.
type plan struct {
	fuzzTime     time.Duration // for each target
	atOnce       int           // targets
	seeds, kills int
	only         string // regular expression of fuzz targets
	out          string // the page to write
}

func main() {
	log.SetFlags(0)
	var p plan
	flag.DurationVar(&p.fuzzTime, "fuzztime", 10*time.Minute, "how long to fuzz each target; 0 leaves fuzzing out")
	flag.IntVar(&p.atOnce, "at-once", runtime.NumCPU(), "how many targets to fuzz at the same time")
	flag.IntVar(&p.seeds, "seeds", 2000, "how many random histories to draw; with -kills 0 too, the long tests are left out")
	flag.IntVar(&p.kills, "kills", 20, "how often to kill a server")
	flag.StringVar(&p.only, "only", ".", "regular expression of the fuzz targets to run")
	flag.StringVar(&p.out, "out", "docs/RELIABILITY.md", "page to write the figures to, between its two marks")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, p); err != nil {
		stop()
		log.Fatal("soak: ", err)
	}
}

func run(ctx context.Context, p plan) error {
	r := report{plan: p, began: time.Now(), machine: thisMachine(ctx)}
	if p.fuzzTime > 0 {
		for _, dir := range modules {
			targets, err := find(ctx, dir, p.only)
			if err != nil {
				return fmt.Errorf("find fuzz targets in %s: %w", dir, err)
			}
			r.fuzzed = append(r.fuzzed, fuzzAll(ctx, targets, p)...)
		}
	}
	if p.seeds > 0 || p.kills > 0 {
		for _, dir := range modules {
			log.Printf("all tests of %s with %d seeds and %d kills", dir, p.seeds, p.kills)
			r.suites = append(r.suites, long(ctx, dir, p))
		}
	}
	if err := ctx.Err(); err != nil {
		return err // what was cut short is not written down
	}
	if err := r.write(p.out); err != nil {
		return err
	}
	if n := r.failures(); n > 0 {
		return fmt.Errorf("%d found something: see %s", n, p.out)
	}
	if len(r.fuzzed) == 0 && len(r.suites) == 0 {
		return errors.New("nothing was run")
	}
	return nil
}
