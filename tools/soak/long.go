package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/exec"
	"strings"
	"time"
)

// suite is what the tests of a module brought.
type suite struct {
	dir            string
	passed, failed int
	took           time.Duration
	figures        []string // what tests logged after "figure: "
	found          []string // names of tests that failed
}

// figure begins what a test logs for the page.
const figure = "figure: "

// long runs all tests of a module with the plan's numbers.
func long(ctx context.Context, dir string, p plan) suite {
	s := suite{dir: dir}
	began := time.Now()
	cmd := exec.CommandContext(ctx, "go", "test", "-p", "1", "-count", "1", "-json", "-timeout", "0", "./...")
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	cmd.Env = append(os.Environ(), fmt.Sprintf("CHAPPE_SEEDS=%d", p.seeds), fmt.Sprintf("CHAPPE_KILLS=%d", p.kills), "CHAPPE_FILE_MB=1536")
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		s.found = append(s.found, err.Error())
		return s
	}
	err = events(out, s.read)
	if wait := cmd.Wait(); err == nil {
		err = wait
	}
	if err != nil && len(s.found) == 0 {
		s.found = append(s.found, err.Error())
	}
	s.took = time.Since(began)
	return s
}

// read takes in an event of go test.
func (s *suite) read(e event) {
	switch e.Action {
	case "output":
		if _, said, ok := strings.Cut(e.Output, figure); ok {
			s.figures = append(s.figures, strings.TrimSpace(said))
		}
	case "pass":
		if e.Test != "" {
			s.passed++
		}
	case "fail":
		if e.Test != "" {
			s.failed++
			s.found = append(s.found, e.Package+" "+e.Test)
			log.Printf("failed: %s %s", e.Package, e.Test)
		}
	}
}
