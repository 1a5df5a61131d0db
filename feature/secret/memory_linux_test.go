package secret_test

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
)

// memoryOf is all that a process may write to and has: heap, stacks, data.
func memoryOf(t testing.TB, pid int) (out []place) {
	t.Helper()
	maps, err := os.Open(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		t.Fatal(err)
	}
	defer maps.Close()
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Fatal(err)
	}
	defer mem.Close()
	total := 0
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		var from, to int64
		f := strings.Fields(lines.Text())
		if len(f) < 2 || !strings.HasPrefix(f[1], "rw") {
			continue
		}
		if _, err := fmt.Sscanf(f[0], "%x-%x", &from, &to); err != nil {
			t.Fatal(err)
		}
		// What was reserved and never touched reads as zeros: it is read in pieces, and these are left out.
		for at := from; at < to; at += 1 << 20 {
			b := make([]byte, min(to-at, 1<<20+pieceSize))
			n, err := mem.ReadAt(b, at)
			if err != nil && n == 0 {
				continue
			}
			if b = b[:n]; different(b[:min(n, 4096)]) > 1 || different(b) > 1 {
				out = append(out, place{fmt.Sprintf("memory at %x", at), b})
				total += n
			}
		}
	}
	if total < 1<<20 {
		t.Fatalf("the process has %d bytes of memory", total)
	}
	return out
}
