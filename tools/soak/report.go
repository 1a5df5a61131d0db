package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// The marks between which the page is written. What stands around them is kept.
const (
	begin = "<!-- soak: begin -->"
	end   = "<!-- soak: end -->"
)

// report is everything that a run brought.
type report struct {
	plan    plan
	began   time.Time
	took    time.Duration
	machine machine
	fuzzed  []fuzzed
	suites  []suite
}

// failures is how many targets and tests found something.
func (r *report) failures() int {
	n := 0
	for _, f := range r.fuzzed {
		if f.found != "" {
			n++
		}
	}
	for _, s := range r.suites {
		n += len(s.found)
	}
	return n
}

// write puts the report between the page's marks.
func (r *report) write(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	head, rest, ok := strings.Cut(string(b), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return fmt.Errorf("%s has not both marks %s and %s", path, begin, end)
	}
	return os.WriteFile(path, []byte(head+begin+"\n"+r.text()+end+tail), 0o644)
}

func (r *report) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s, commit %s, on %s. It took %s and found %s.\n", r.began.UTC().Format(time.DateOnly), r.machine.commit,
		r.machine.text, r.took.Round(time.Second), count(r.failures(), "nothing", "failure"))
	if len(r.fuzzed) > 0 {
		fmt.Fprintf(&b, "\n### Fuzzing, %s a target\n\n| target | package | runs | new inputs | found |\n| --- | --- | ---: | ---: | --- |\n", r.plan.fuzzTime)
		for _, f := range r.fuzzed {
			fmt.Fprintf(&b, "| %s | %s | %d | %d | %s |\n", f.name, f.pkg, f.execs, f.fresh, or(f.found, "nothing"))
		}
	}
	if len(r.suites) > 0 {
		fmt.Fprintf(&b, "\n### All tests, with %d seeds and %d kills\n\n| module | passed | failed | time |\n| --- | ---: | ---: | ---: |\n", r.plan.seeds, r.plan.kills)
		for _, s := range r.suites {
			fmt.Fprintf(&b, "| %s | %d | %d | %s |\n", or(strings.TrimPrefix(s.dir, "."), "chappe"), s.passed, s.failed, s.took.Round(time.Second))
		}
		list(&b, "What the tests counted:", r.suites, func(s suite) []string { return s.figures })
		list(&b, "What failed:", r.suites, func(s suite) []string { return s.found })
	}
	b.WriteString("\n")
	return b.String()
}

// list writes a list of what of says of all suites, if anything.
func list(b *strings.Builder, title string, suites []suite, of func(suite) []string) {
	for _, s := range suites {
		for _, line := range of(s) {
			if title != "" {
				fmt.Fprintf(b, "\n%s\n\n", title)
				title = ""
			}
			fmt.Fprintf(b, "- %s\n", line)
		}
	}
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// count is a number of things in words.
func count(n int, none, one string) string {
	switch n {
	case 0:
		return none
	case 1:
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
