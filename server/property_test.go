package server_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"chappe/box"
	"chappe/server/servertest"
)

// TestEveryDeviceEndsEqualToTheServer draws random histories: people with several devices each, in layers from the oldest to the
// newest, write, edit, delete, read, pin and so on at the same time, while devices go and come back, stop reading and sign out, and
// the server is restarted. In the end, what each device has put together from answers, updates and differences is what the server says
// when it is asked for everything.
//
// CHAPPE_SEEDS says how many histories are drawn. CHAPPE_SEED draws one of them again, with CHAPPE_STEPS steps a device where a
// shorter one fails too, and CHAPPE_DB=postgres on the other database.
func TestEveryDeviceEndsEqualToTheServer(t *testing.T) {
	databases := []string{"sqlite", "postgres"}
	if s := os.Getenv("CHAPPE_SEED"); s != "" {
		seed, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if d := os.Getenv("CHAPPE_DB"); d != "" {
			databases = []string{d}
		}
		draw(t, seed, databases[seed%uint64(len(databases))])
		return
	}
	n := seeds(30)
	for seed := range uint64(n) {
		db := databases[seed%2]
		t.Run(fmt.Sprintf("%s/%d", db, seed), func(t *testing.T) {
			t.Parallel()
			draw(t, seed, db)
		})
	}
}

// draw draws one history and looks at how it ended.
func draw(t *testing.T, seed uint64, db string) {
	gaps := box.Gaps.Load()
	w := newWorld(t, seed, db)
	defer func() { // also when the test has ended in the middle
		if t.Failed() {
			w.tell()
		}
	}()
	for round := range w.rounds {
		w.round(round)
		if t.Failed() {
			break
		}
	}
	w.settle()
	if n := box.Gaps.Load() - gaps; n != 0 {
		t.Errorf("%d numbers of boxes are covered by nothing", n)
	}
	if n := w.s.Inner().Count("chappe_rpc_panics_total"); n != 0 {
		t.Errorf("%v handlers panicked", n)
	}
}

// settle brings everybody back, waits until all is quiet and compares every device with the server.
func (w *world) settle() {
	for _, h := range w.hands {
		h.back(false)
	}
	for _, p := range w.people {
		fresh := p.NewDevice(servertest.Layer(w.layer()))
		fresh.Load()
		pts := w.state(p)
		for _, d := range append(w.devices(p), fresh) {
			d.Want(fmt.Sprintf("%s's pts %d in layer %d", p.Name, pts, d.SpeaksLayer()), func(m *servertest.Mirror) bool { return m.At() >= pts })
			w.compare(p, d, "told what happened", patience)
			d.CatchUp()
			w.compare(p, d, "asked for the difference", 0)
			if f := d.Fault(); f != "" {
				w.t.Errorf("%s in layer %d: %s", p.Name, d.SpeaksLayer(), f)
			}
		}
	}
}

// compare compares a device with what the server says, and gives what is under way some time to come.
func (w *world) compare(p *servertest.Person, d *servertest.Device, when string, patience time.Duration) {
	var diff []string
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		server, err := d.Asked()
		if err != nil {
			w.t.Errorf("%s in layer %d: %v", p.Name, d.SpeaksLayer(), err)
			return
		}
		if diff = servertest.Diff(d.Picture(), server); len(diff) == 0 {
			return
		}
		if time.Now().After(end) {
			break
		}
	}
	w.t.Errorf("%s's device in layer %d, having been %s, differs from the server:\n%s",
		p.Name, d.SpeaksLayer(), when, strings.Join(diff[:min(len(diff), 12)], "\n"))
}

// tell writes how to draw the history again, and what was done.
func (w *world) tell() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.t.Logf("to draw it again: CHAPPE_SEED=%d CHAPPE_DB=%s go test ./server -run TestEveryDevice", w.seed, w.db)
	for _, line := range slices.Clone(w.log) {
		w.t.Log(line)
	}
}
