package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// marks are those between which a part of the page is written. What stands around them is kept, so that each part has its last run.
type marks struct{ begin, end string }

var (
	fuzzMarks  = marks{"<!-- soak, fuzzing: begin -->", "<!-- soak, fuzzing: end -->"}
	testsMarks = marks{"<!-- soak, tests: begin -->", "<!-- soak, tests: end -->"}
)

// report is everything that a run brought.
type report struct {
	plan    plan
	began   time.Time
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

// write puts what was run between the page's marks.
func (r *report) write(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	page := string(b)
	if len(r.fuzzed) > 0 {
		if page, err = fuzzMarks.put(page, r.fuzzing()); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	if len(r.suites) > 0 {
		if page, err = testsMarks.put(page, r.tests()); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return os.WriteFile(path, []byte(page), 0o644)
}

// put replaces what stands between the marks.
func (m marks) put(page, text string) (string, error) {
	head, rest, ok := strings.Cut(page, m.begin)
	_, tail, ok2 := strings.Cut(rest, m.end)
	if !ok || !ok2 {
		return "", fmt.Errorf("the page has not both marks %s and %s", m.begin, m.end)
	}
	return head + m.begin + "\n" + text + "\n" + m.end + tail, nil
}

// where begins a part: when, of what and on what it was run.
func (r *report) where() string {
	return fmt.Sprintf("\n%s, commit %s, on %s, ", r.began.UTC().Format(time.DateOnly), r.machine.commit, r.machine.text)
}

func (r *report) fuzzing() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s a target, %d at a time and each on one processor:\n\n| target | package | runs | new inputs | found |\n| --- | --- | ---: | ---: | --- |\n",
		r.where(), r.plan.fuzzTime, r.plan.atOnce)
	for _, f := range r.fuzzed {
		fmt.Fprintf(&b, "| %s | %s | %d | %d | %s |\n", f.name, f.pkg, f.execs, f.fresh, or(f.found, "nothing"))
	}
	return b.String()
}

func (r *report) tests() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%swith %d seeds and %d kills:\n\n| module | passed | failed | time |\n| --- | ---: | ---: | ---: |\n", r.where(), r.plan.seeds, r.plan.kills)
	for _, s := range r.suites {
		fmt.Fprintf(&b, "| %s | %d | %d | %s |\n", or(strings.TrimPrefix(s.dir, "."), "chappe"), s.passed, s.failed, s.took.Round(time.Second))
	}
	list(&b, "What the tests counted:", r.suites, func(s suite) []string { return s.figures })
	list(&b, "What failed:", r.suites, func(s suite) []string { return s.found })
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
