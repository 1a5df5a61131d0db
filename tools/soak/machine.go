package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
)

// machine says what figures were taken on.
type machine struct{ commit, text string }

// thisMachine describes the machine without naming it.
func thisMachine(ctx context.Context) machine {
	m := machine{commit: "unknown"}
	if out, err := exec.CommandContext(ctx, "git", "describe", "--always", "--dirty", "--abbrev=12").Output(); err == nil {
		m.commit = strings.TrimSpace(string(out))
	}
	m.text = fmt.Sprintf("%d cores of %s, %s of memory, %s/%s, %s",
		runtime.NumCPU(), field("/proc/cpuinfo", "model name"), memory(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	return m
}

// memory is the machine's memory as people write it.
func memory() string {
	kb, err := strconv.Atoi(strings.TrimSuffix(field("/proc/meminfo", "MemTotal"), " kB"))
	if err != nil {
		return "an unknown amount"
	}
	return fmt.Sprintf("%d GiB", (kb+1<<19)>>20)
}

// field is the value of the first line of a file of lines "name : value".
func field(path, name string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return "an unknown kind"
	}
	for line := range strings.Lines(string(b)) {
		if k, v, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(k) == name {
			return strings.TrimSpace(v)
		}
	}
	return "an unknown kind"
}
