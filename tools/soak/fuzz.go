package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// target is a fuzz target of a package.
type target struct{ dir, pkg, name string }

// fuzzed is what fuzzing a target brought.
type fuzzed struct {
	target
	execs, fresh int    // how often it was run, and how many inputs reached code that none had reached
	found        string // "" or what was found, in one line
}

// event is a line of `go test -json`.
type event struct{ Action, Package, Test, Output string }

// find returns the fuzz targets of a module.
func find(ctx context.Context, dir, only string) ([]target, error) {
	re, err := regexp.Compile(only)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "go", "test", "-p", "1", "-json", "-list", "^Fuzz", "./...")
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var all []target
	err = events(bytes.NewReader(out), func(e event) {
		name := strings.TrimSpace(e.Output)
		if e.Action == "output" && strings.HasPrefix(name, "Fuzz") && !strings.ContainsAny(name, " \t") && re.MatchString(name) {
			all = append(all, target{dir, e.Package, name})
		}
	})
	return all, err
}

// events calls fn for every event that r has.
func events(r io.Reader, fn func(event)) error {
	for dec := json.NewDecoder(r); ; {
		var e event
		if err := dec.Decode(&e); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		fn(e)
	}
}

// fuzzAll fuzzes targets, several at a time, and returns what each brought in their order.
func fuzzAll(ctx context.Context, targets []target, p plan) []fuzzed {
	all := make([]fuzzed, len(targets))
	slots := make(chan struct{}, max(p.atOnce, 1))
	var running sync.WaitGroup
	for i, t := range targets {
		slots <- struct{}{}
		log.Printf("fuzz %s %s", t.pkg, t.name)
		running.Go(func() {
			defer func() { <-slots }()
			all[i] = t.fuzz(ctx, p.fuzzTime)
		})
	}
	running.Wait()
	return all
}

// fuzz runs the target for d. What it finds, go test writes into the package's testdata.
func (t target) fuzz(ctx context.Context, d time.Duration) fuzzed {
	res := fuzzed{target: t}
	// The package's tests are not run again; -timeout is for them and must not cut the fuzzing short.
	cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-fuzz", "^"+t.name+"$", "-fuzztime", d.String(), "-parallel", "1", "-timeout", "0", t.pkg)
	cmd.Dir, cmd.Stderr = t.dir, os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		res.found = err.Error()
		return res
	}
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		res.read(lines.Text())
	}
	if err := cmd.Wait(); err != nil && res.found == "" {
		res.found = err.Error()
	}
	if res.found != "" {
		log.Printf("%s: %s", t.name, res.found)
	}
	return res
}

var (
	progress = regexp.MustCompile(`^fuzz: elapsed: .*, execs: (\d+) \(.*\), new interesting: (\d+) `)
	failing  = regexp.MustCompile(`Failing input written to (\S+)`)
)

// read takes in a line of go test's output.
func (f *fuzzed) read(line string) {
	if m := progress.FindStringSubmatch(line); m != nil {
		f.execs, _ = strconv.Atoi(m[1]) // digits, by the expression
		f.fresh, _ = strconv.Atoi(m[2])
	}
	if m := failing.FindStringSubmatch(line); m != nil {
		f.found = fmt.Sprintf("fails: see %s", m[1])
	}
}
