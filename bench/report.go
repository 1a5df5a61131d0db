package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strings"
	"time"
)

// Report is everything that one run measured.
type Report struct {
	Date        string
	CPU         string
	Cores       int
	Machine     Machine
	StartMillis float64 // from the start of the process until it listened
	RestBytes   int64   // the server's memory before anybody came
	Exchanges   Exchanges
	Sends       []Sends
	Idle        Idle
}

// Plan says how long a run takes.
type Plan struct {
	Pairs    int
	Seconds  float64 // of each run of sends
	Idle     int     // sessions; 0 leaves that part out
	Database string  // "" is SQLite
	Each     []int   // how many sends each pair has outstanding, a run for each
	Profile  string  // file for a CPU profile of the server during the last run of sends; "" is none
}

// Run measures everything, on a server of its own.
func Run(ctx context.Context, p Plan) (Report, error) {
	r := Report{Date: time.Now().Format(time.DateOnly), CPU: cpuName(), Cores: runtime.NumCPU()}
	var args []string
	if p.Database != "" {
		args = append(args, "--database", p.Database)
	}
	metrics := ""
	if p.Profile != "" {
		var err error
		if metrics, err = freeAddr(); err != nil {
			return r, err
		}
		args = append(args, "--metrics", metrics)
	}
	s, err := Start(ctx, args...)
	if err != nil {
		return r, err
	}
	defer func() { _ = s.Stop() }() // what it measured counts
	r.StartMillis = float64(s.Started.Microseconds()) / 1000
	time.Sleep(500 * time.Millisecond)
	if r.RestBytes, err = s.Memory(); err != nil {
		return r, err
	}
	if r.Machine, err = Measure(s.Data); err != nil {
		return r, err
	}
	if r.Exchanges, err = RunExchanges(ctx, s, 2*time.Second); err != nil {
		return r, err
	}
	pairs, err := makePairs(ctx, s, p.Pairs)
	if err != nil {
		return r, err
	}
	for i, k := range p.Each {
		if p.Profile != "" && i == len(p.Each)-1 {
			go profile(metrics, p.Profile, p.Seconds)
		}
		x, err := RunSends(ctx, s, pairs, k, time.Duration(p.Seconds*float64(time.Second)))
		if err != nil {
			return r, err
		}
		r.Sends = append(r.Sends, x)
	}
	if p.Idle > 0 {
		r.Idle, err = RunIdle(ctx, s, p.Idle)
	}
	return r, err
}

// profile fetches a CPU profile of the server, and says on standard error when it cannot.
func profile(metrics, file string, seconds float64) {
	err := func() error {
		res, err := http.Get(fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", metrics, max(1, int(seconds))))
		if err != nil {
			return err
		}
		defer res.Body.Close()
		f, err := os.Create(file)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, res.Body)
		return errors.Join(err, f.Close())
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, "no profile:", err)
	}
}

// JSON writes what was measured for programs. Times are in nanoseconds.
func JSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// Text writes the report for people.
func (r Report) Text(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "machine        %s, %d cores, %s\n", r.CPU, r.Cores, r.Date)
	m := r.Machine
	fmt.Fprintf(&b, "               %.0f syncs/s, AES-IGE %.0f MB/s, SHA-256 %.0f MB/s, %.0f shared keys/s (320-bit exponents in the 2048-bit group), %.0f echoes/s\n",
		m.SyncsPerSecond, m.IGEBytes/1e6, m.SHA256Bytes/1e6, m.ExpsPerSecond, m.EchoesPerSecond)
	fmt.Fprintf(&b, "start          %.0f ms until it listens, %.1f MB at rest\n", r.StartMillis, float64(r.RestBytes)/1e6)
	fmt.Fprintf(&b, "key exchanges  %.0f/s, %.2f ms of the server's CPU each\n", r.Exchanges.PerSecond, float64(r.Exchanges.CPUEach.Microseconds())/1000)
	for _, s := range r.Sends {
		fmt.Fprintf(&b, "sends          %d pairs x %2d: %6.0f deliveries/s, p50 %.2f ms, p99 %.2f ms, %.3f CPU-s for 1,000 (the load's own %.3f), %d bytes each\n",
			s.Pairs, s.Outstanding, s.PerSecond, ms(s.P50), ms(s.P99), s.CPUPerThousand, s.LoadPerThousand, s.BytesEach)
	}
	if r.Idle.Sessions > 0 {
		fmt.Fprintf(&b, "idle           %d sessions, %.1f KB each\n", r.Idle.Sessions, float64(r.Idle.BytesEach)/1024)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func cpuName() string {
	b, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	for line := range strings.Lines(string(b)) {
		if name, ok := strings.CutPrefix(line, "model name"); ok {
			return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(name), ":"))
		}
	}
	return runtime.GOARCH
}
