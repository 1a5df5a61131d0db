package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestReadsWhatFuzzingSays(t *testing.T) {
	f := fuzzed{target: target{name: "FuzzDecode"}}
	for _, line := range []string{
		"fuzz: elapsed: 0s, gathering baseline coverage: 0/192 completed",
		"fuzz: elapsed: 3s, execs: 325017 (108336/sec), new interesting: 11 (total: 202)",
		"fuzz: elapsed: 6s, execs: 680218 (118402/sec), new interesting: 22 (total: 213)",
		"PASS",
	} {
		f.read(line)
	}
	if f.execs != 680218 || f.fresh != 22 || f.found != "" {
		t.Errorf("read %+v", f)
	}
	f.read("    Failing input written to testdata/fuzz/FuzzDecode/8e7d9a")
	if f.found != "fails: see testdata/fuzz/FuzzDecode/8e7d9a" {
		t.Errorf("found %q", f.found)
	}
}

func TestReadsWhatTestsSay(t *testing.T) {
	const said = `{"Action":"run","Package":"chappe/x","Test":"TestA"}
{"Action":"output","Package":"chappe/x","Test":"TestA","Output":"    a_test.go:7: figure: 20 kills, 19,872 sends acknowledged, none lost\n"}
{"Action":"pass","Package":"chappe/x","Test":"TestA"}
{"Action":"fail","Package":"chappe/x","Test":"TestB"}
{"Action":"fail","Package":"chappe/x"}
`
	var s suite
	if err := events(strings.NewReader(said), s.read); err != nil {
		t.Fatal(err)
	}
	if s.passed != 1 || s.failed != 1 || len(s.figures) != 1 || s.figures[0] != "20 kills, 19,872 sends acknowledged, none lost" {
		t.Errorf("read %+v", s)
	}
}

func TestWritesBetweenTheMarks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.md")
	page := "# Page\n\nBefore.\n" + fuzzMarks.begin + "\nold\n" + fuzzMarks.end + "\nBetween.\n" + testsMarks.begin + testsMarks.end + "\nAfter.\n"
	if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	r := report{
		plan: plan{fuzzTime: time.Minute, atOnce: 3, seeds: 5, kills: 2}, began: time.Unix(1, 0),
		machine: machine{"abc", "2 cores"},
		fuzzed:  []fuzzed{{target: target{pkg: "chappe/x", name: "FuzzX"}, execs: 7, fresh: 1}},
		suites:  []suite{{dir: ".", passed: 3, figures: []string{"2 kills"}}, {dir: "e2e", failed: 1, found: []string{"e2e TestZ"}}},
	}
	for range 2 { // writing again changes nothing
		if err := r.write(path); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := "# Page\n\nBefore.\n" + fuzzMarks.begin + `

1970-01-01, commit abc, on 2 cores, 1m0s a target, 3 at a time and each on one processor:

| target | package | runs | new inputs | found |
| --- | --- | ---: | ---: | --- |
| FuzzX | chappe/x | 7 | 1 | nothing |

` + fuzzMarks.end + "\nBetween.\n" + testsMarks.begin + `

1970-01-01, commit abc, on 2 cores, with 5 seeds and 2 kills:

| module | passed | failed | time |
| --- | ---: | ---: | ---: |
| chappe | 3 | 0 | 0s |
| e2e | 0 | 1 | 0s |

What the tests counted:

- 2 kills

What failed:

- e2e TestZ

` + testsMarks.end + "\nAfter.\n"
	if got := string(b); got != want {
		t.Errorf("wrote\n%s\nwant\n%s", got, want)
	}
}
