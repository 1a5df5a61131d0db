package bench

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestChannelBench runs the bench of channels small, with the program built as operators have it.
func TestChannelBench(t *testing.T) {
	exe := filepath.Join(t.TempDir(), "chappe")
	if out, err := exec.Command("go", "build", "-o", exe, "chappe/cmd/chappe").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cmd := exec.CommandContext(context.Background(), exe, "bench", "-subscribers", "300", "-online", "30", "-members", "20", "-rate", "5", "-long", "2", "-posts", "3", "-knee=false", "channel")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"300 30", "5 10 200", "the server's memory"} {
		if !strings.Contains(strings.Join(strings.Fields(string(out)), " "), want) {
			t.Errorf("the bench does not say %q:\n%s", want, out)
		}
	}
}
