package server_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"chappe/mtclient"
	"chappe/server/servertest"
	"chappe/tl"
)

// world is one random history.
type world struct {
	t      *testing.T
	s      *servertest.Server
	seed   uint64
	db     string
	rng    *rand.Rand // the world's own; each hand has one too
	people []*servertest.Person
	hands  []*hand
	rounds int
	steps  int // that each hand makes in a round
	has    map[string]bool
	done   atomic.Int32 // steps made in this round
	texts  atomic.Int32

	up sync.RWMutex // held while the server must not be restarted

	mu  sync.Mutex
	log []string // guarded by mu: what was done

	lists map[*servertest.Person]*list
}

// list is what a person's devices change without numbers. One changes it at a time, and only when it has seen what the one before
// did: what is changed at the same moment comes in no order that devices could agree about.
type list struct {
	mu    sync.Mutex
	facts servertest.Picture // guarded by mu
	pts   int32              // guarded by mu: where the box stood when it was changed last
}

// hand is what uses a device.
type hand struct {
	w   *world
	p   *servertest.Person
	n   int
	rng *rand.Rand

	mu      sync.Mutex
	d       *servertest.Device // guarded by mu, but only its own hand changes it
	offline bool               // guarded by mu
	stalled bool               // guarded by mu
}

// newWorld signs everybody up: two people with three devices each who talk, and a third with one.
func newWorld(t *testing.T, seed uint64, db string) *world {
	w := &world{
		t: t, seed: seed, db: db, rng: rand.New(rand.NewPCG(seed, 7)), rounds: 3, steps: 14,
		has: map[string]bool{}, lists: map[*servertest.Person]*list{},
	}
	if n, err := strconv.Atoi(os.Getenv("CHAPPE_STEPS")); err == nil {
		w.steps = n
	}
	var opts []servertest.Option
	if db == "postgres" {
		opts = append(opts, servertest.Postgres(t))
	}
	w.s = servertest.New(t, append(opts, servertest.Ready(t))...)
	for _, m := range w.s.Inner().Methods() {
		w.has[m] = true
	}
	for i, name := range []string{"alice", "bob", "carol"} {
		p := w.s.User(name, w.device()...)
		w.people = append(w.people, p)
		w.lists[p] = &list{facts: p.Facts(), pts: p.Pts()}
		for n := range []int{3, 3, 1}[i] {
			d := p.Device
			if n > 0 {
				d = p.NewDevice(w.device()...)
				d.Load()
			}
			w.hands = append(w.hands, &hand{w: w, p: p, d: d, n: len(w.hands), rng: rand.New(rand.NewPCG(seed, 100+uint64(len(w.hands))))})
		}
	}
	for _, h := range w.hands {
		for _, p := range w.people {
			h.d.Peer(p)
		}
	}
	return w
}

// device is what a device is like.
func (w *world) device() []servertest.DeviceOption {
	opts := []servertest.DeviceOption{servertest.Layer(w.layer())}
	if w.rng.IntN(4) == 0 {
		opts = append(opts, servertest.PFS())
	}
	framing := []mtclient.Transport{mtclient.Abridged, mtclient.Intermediate, mtclient.Padded, mtclient.Full}[w.rng.IntN(4)]
	hidden := w.rng.IntN(2) == 0 && framing != mtclient.Full
	return append(opts, servertest.Connect(func(o *mtclient.Options) { o.Transport, o.Obfuscated = framing, hidden }))
}

func (w *world) layer() int {
	all := tl.Layers()
	return all[w.rng.IntN(len(all))]
}

// devices are those of a person that are signed in.
func (w *world) devices(p *servertest.Person) (out []*servertest.Device) {
	for _, h := range w.hands {
		if h.p == p {
			out = append(out, h.d)
		}
	}
	return out
}

// state is where a person's box stands.
func (w *world) state(p *servertest.Person) int32 {
	return w.devices(p)[0].Call(&tl.UpdatesGetState{}).(*tl.UpdatesState).Pts
}

func (w *world) note(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.log = append(w.log, fmt.Sprintf(format, args...))
}

// round has all hands make their steps at the same time. In some rounds the server is restarted meanwhile.
func (w *world) round(n int) {
	w.note("-- round %d", n)
	w.done.Store(0)
	var all sync.WaitGroup
	for _, h := range w.hands {
		all.Add(1)
		go func() {
			defer all.Done()
			for range w.steps {
				h.step()
				w.done.Add(1)
			}
		}()
	}
	if w.rng.IntN(2) == 0 {
		w.restart(int32(w.rng.IntN(w.steps * len(w.hands))))
	}
	all.Wait()
	if w.rng.IntN(2) == 0 {
		d := time.Duration(1+w.rng.IntN(900)) * time.Second
		w.note("%v go by", d)
		w.s.Clock.Advance(d)
	}
}

// restart restarts the server after so many steps. Who was connected connects again.
func (w *world) restart(after int32) {
	for w.done.Load() < after && !w.t.Failed() {
		time.Sleep(time.Millisecond)
	}
	w.up.Lock()
	defer w.up.Unlock()
	w.note("the server is restarted")
	w.s.Restart()
	for _, h := range w.hands {
		h.mu.Lock()
		switch {
		case h.stalled:
			h.d.Disconnect()
			h.offline, h.stalled = true, false
		case !h.offline:
			h.d.ReconnectQuietly()
			h.d.Call(&tl.HelpGetConfig{}) // who says nothing is not there
		}
		h.mu.Unlock()
	}
}

// back brings a device back that was away or slow. quietly: it asks for nothing by itself, which is enough where the server still
// knows its session, and otherwise says that it does not.
func (h *hand) back(quietly bool) {
	h.w.up.RLock()
	defer h.w.up.RUnlock()
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stalled {
		h.note("reads again")
		h.d.Resume()
		h.stalled = false
	}
	if !h.offline {
		h.whole()
		return
	}
	h.offline = false
	h.note("is back (quietly: %v)", quietly)
	if h.d.ReconnectQuietly(); quietly {
		h.d.Call(&tl.HelpGetConfig{}) // who says nothing is not there
	} else {
		h.d.CatchUp()
	}
}

// whole connects again when the server has cut the connection, as it does with who reads too slowly. h.mu is held, and the server is up.
func (h *hand) whole() {
	if h.offline || h.stalled || h.d.Client().Err() == nil {
		return
	}
	h.note("was cut off: %v", h.d.Client().Err())
	h.d.ReconnectQuietly()
	h.d.CatchUp()
}

// connected does the same for who holds nothing.
func (h *hand) connected() {
	h.w.up.RLock()
	defer h.w.up.RUnlock()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.whole()
}

func (h *hand) note(format string, args ...any) {
	h.w.note("%s/%d (layer %d, pts %d) %s", h.p.Name, h.n, h.d.SpeaksLayer(), h.d.Pts(), fmt.Sprintf(format, args...))
}

// step does something.
func (h *hand) step() {
	h.connected()
	h.mu.Lock()
	away := h.offline || h.stalled
	h.mu.Unlock()
	switch {
	case away:
		if h.rng.IntN(3) == 0 {
			h.back(h.rng.IntN(2) == 0)
		}
		return
	case h.rng.IntN(25) == 0:
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.offline = h.rng.IntN(2) == 0; h.offline {
			h.note("goes")
			h.d.Disconnect()
			return
		}
		h.note("stops reading")
		h.stalled = true
		h.d.Stall()
		return
	}
	total := 0
	for _, a := range actions {
		total += a.weight
	}
	at := h.rng.IntN(total)
	for _, a := range actions {
		if at -= a.weight; at >= 0 {
			continue
		}
		if a.needs == "" || h.w.has[a.needs] {
			if a.alone {
				h.alone(a)
			} else {
				a.do(h)
			}
		}
		return
	}
}

// patience is how long what was done may be under way. Only a failing test waits so long.
const patience = 30 * time.Second

// alone does something that is told without numbers: when nobody else of this person's devices does, and having seen what they did.
func (h *hand) alone(a action) {
	l := h.w.lists[h.p]
	l.mu.Lock()
	defer l.mu.Unlock()
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		h.connected()
		diff := servertest.Diff(h.d.Facts(), l.facts)
		if pts := h.d.Pts(); len(diff) == 0 && pts >= l.pts {
			break
		} else if time.Now().After(end) {
			h.w.t.Errorf("%s/%d in layer %d (%s) was not told what another device did: pts is %d, of %d; \"server\" is that device:\n%s",
				h.p.Name, h.n, h.d.SpeaksLayer(), a.name, pts, l.pts, strings.Join(diff, "\n"))
			h.note("was not told")
			return
		}
	}
	a.do(h)
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		facts, pts, err := h.d.AskedFacts()
		if err == nil {
			l.facts, l.pts = facts, pts
			return
		}
		if time.Now().After(end) {
			h.w.t.Errorf("%s/%d: %v", h.p.Name, h.n, err)
			return // else the server was away for a moment
		}
	}
}

// call calls a method. What may come because others were quicker, or because the connection went before anything was sent, is no
// failure.
func (h *hand) call(fn tl.Object, allowed ...string) (any, bool) {
	v, err := h.d.Try(fn)
	h.note("%s: %v", brief(fn), err)
	if err == nil {
		return v, true
	}
	if errors.Is(err, mtclient.ErrDisconnected) {
		return nil, false
	}
	var e *mtclient.RPCError
	if errors.As(err, &e) {
		for _, a := range allowed {
			if e.Message == a {
				return nil, false
			}
		}
	}
	h.w.t.Errorf("%s/%d: %s: %v", h.p.Name, h.n, brief(fn), err)
	return nil, false
}

// brief is a request in one line.
func brief(fn tl.Object) string {
	s := servertest.Text(fn)
	if len(s) > 250 {
		s = s[:250] + "..."
	}
	return s
}
