package e2e

import (
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"chappe/tl"
)

// No acknowledgement leaves before the message that it acknowledges is on disk. Killing a process cannot show that, for what it
// has written survives it; so a trace of the real binary's system calls does: a client sends one message at a time, and between
// the write of a message into the write-ahead log and the answer's write to the socket, an fdatasync of the log must have
// returned.
func TestAcknowledgedIsOnDisk(t *testing.T) {
	if _, err := exec.LookPath("strace"); err != nil {
		t.Fatal("the order of system calls is watched with strace, which is not installed: on Debian or Ubuntu, apt-get install strace")
	}
	if out, err := exec.Command("strace", "-f", "-e", "trace=none", "true").CombinedOutput(); err != nil {
		t.Fatalf("strace may not trace here (in a container, allow SYS_PTRACE): %v\n%s", err, out)
	}
	trace := filepath.Join(t.TempDir(), "trace")
	s := newServer(t)
	// -D: the server is our child, and strace a grandchild, so that signals reach the server. -yy: names of files and sockets.
	s.wrap = []string{"strace", "-D", "-f", "--seccomp-bpf", "-yy", "-ttt", "-s", "65536", "-o", trace,
		"-e", "trace=pwrite64,pwritev,write,writev,sendto,sendmsg,fsync,fdatasync,sync_file_range,msync"}
	s.Start()

	l := newLean(t, s)
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	if _, err := call[*tl.UpdatesState](ctx, l, &tl.UpdatesGetState{}); err != nil { // what a new session is told has left
		t.Fatal("state:", err)
	}
	var sent []traced
	for i := range 100 {
		x := traced{text: fmt.Sprintf("durable-%06d", i), from: time.Now()}
		_, err := call[tl.UpdatesClass](ctx, l, &tl.MessagesSendMessage{Peer: &tl.InputPeerSelf{}, Message: x.text, RandomID: newRandomID()})
		if err != nil {
			t.Fatal("send:", err)
		}
		x.to = time.Now()
		sent = append(sent, x)
	}
	l.client().Close()
	s.Stop()

	calls := parseTrace(t, trace)
	_, port := s.HostPort()
	plain := 0 // messages that nothing but their answer was sent for
	for _, x := range sent {
		why, writes := x.check(calls, port)
		if why != "" {
			t.Errorf("%s: %s", x.text, why)
		}
		if writes == 1 {
			plain++
		}
	}
	t.Logf("figure: %d sends traced; the answer of each left after fdatasync of its write-ahead log had returned", len(sent))
	if plain < len(sent)*3/4 {
		t.Errorf("only %d of %d answers can be told from what else the server sends", plain, len(sent))
	}
}

// traced is a message that was sent and when the client began to send it and had its acknowledgement.
type traced struct {
	text     string
	from, to time.Time
}

// check looks for the message in the trace and says what is wrong, "" if nothing is. writes is how often the server wrote to the
// socket while the client waited: once, or more when a timer made it acknowledge that calls came; then the last is the answer.
func (x traced) check(calls []sysCall, port int) (why string, writes int) {
	written, synced, answered := -1, -1, -1
	socket := fmt.Sprintf(":%d->", port)
	for i := range calls {
		c := &calls[i]
		switch {
		case c.begin.After(x.to):
		case written < 0 && strings.HasPrefix(c.name, "pwrite") && strings.Contains(c.args, "-wal>") && strings.Contains(c.args, x.text):
			written = i
		case written >= 0 && synced < 0 && (c.name == "fdatasync" || c.name == "fsync") && strings.Contains(c.args, "-wal>") &&
			c.first > calls[written].last && c.result == "0":
			synced = i
		case !strings.Contains(c.args, "<TCP:[") || !strings.Contains(c.args, socket) || !c.begin.After(x.from):
		default:
			answered = i
			writes++
		}
	}
	switch {
	case written < 0:
		why = "was acknowledged and never written to the log"
	case answered < 0:
		why = "has no answer in the trace"
	case synced < 0:
		why = "was acknowledged and the log never synced"
	case calls[answered].first < calls[synced].last:
		why = fmt.Sprintf("its answer was written in line %d of the trace, before line %d, where the sync returned",
			calls[answered].first, calls[synced].last)
	}
	return why, writes
}

// sysCall is a system call of the trace, which is cut in two lines when others happened meanwhile.
type sysCall struct {
	name, args, result string
	first, last        int // lines
	begin              time.Time
}

var (
	traceLine    = regexp.MustCompile(`^(\d+) +(\d+)\.(\d{6}) (.*)$`)
	traceWhole   = regexp.MustCompile(`(?s)^(\w+)\((.*)\) += (-?\d+|\?).*$`)
	traceBegun   = regexp.MustCompile(`(?s)^(\w+)\((.*) <unfinished \.\.\.>$`)
	traceResumed = regexp.MustCompile(`(?s)^<\.\.\. (\w+) resumed>.*\) += (-?\d+|\?).*$`)
)

// parseTrace reads what strace wrote, in the order in which the calls began.
func parseTrace(t *testing.T, path string) []sysCall {
	t.Helper()
	b, err := os.ReadFile(path)
	// strace outlives what it traces by a moment.
	for end := time.Now().Add(patience); err == nil && !strings.Contains(string(b), "+++ exited with"); b, err = os.ReadFile(path) {
		if time.Now().After(end) {
			t.Fatal("the trace does not end")
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err != nil {
		t.Fatal(err)
	}
	var calls []sysCall
	open := map[string]int{} // by thread: its call under way
	for n, line := range strings.Split(string(b), "\n") {
		m := traceLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		sec, _ := strconv.ParseInt(m[2], 10, 64)
		micro, _ := strconv.ParseInt(m[3], 10, 64)
		at, thread, rest := time.Unix(sec, micro*1000), m[1], m[4]
		if r := traceResumed.FindStringSubmatch(rest); r != nil {
			if i, ok := open[thread]; ok {
				calls[i].result, calls[i].last = r[2], n
				delete(open, thread)
			}
		} else if r := traceBegun.FindStringSubmatch(rest); r != nil {
			open[thread] = len(calls)
			calls = append(calls, sysCall{name: r[1], args: r[2], first: n, last: math.MaxInt, begin: at})
		} else if r := traceWhole.FindStringSubmatch(rest); r != nil {
			calls = append(calls, sysCall{name: r[1], args: r[2], result: r[3], first: n, last: n, begin: at})
		}
	}
	return calls
}

// A trace in which an answer leaves too early is found out.
func TestTraceFindsEarlyAnswer(t *testing.T) {
	const (
		write = `7 100.000010 pwrite64(13</d/chappe.db-wal>, "durable-000001", 14, 0) = 14`
		begun = `7 100.000020 fdatasync(13</d/chappe.db-wal> <unfinished ...>`
		ended = `7 100.000040 <... fdatasync resumed>) = 0`
		reply = `8 100.000030 write(15<TCP:[127.0.0.1:20000->127.0.0.1:36720]>, "x", 105) = 105`
		late  = `8 100.000050 write(15<TCP:[127.0.0.1:20000->127.0.0.1:36720]>, "x", 105) = 105`
	)
	x := traced{text: "durable-000001", from: time.Unix(100, 0), to: time.Unix(101, 0)}
	for _, c := range []struct {
		lines []string
		fine  bool
	}{
		{[]string{write, begun, ended, late}, true},
		{[]string{write, begun, reply, ended}, false},
		{[]string{reply, write, begun, ended}, false},
		{[]string{write, late}, false},
		{[]string{begun, ended, write, late}, false},
		{[]string{late}, false},
	} {
		path := filepath.Join(t.TempDir(), "trace")
		if err := os.WriteFile(path, []byte(strings.Join(append(c.lines, "7 100.000060 +++ exited with 0 +++"), "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
		if why, _ := x.check(parseTrace(t, path), 20000); (why == "") != c.fine {
			t.Errorf("%q: %q", c.lines, why)
		}
	}
}
