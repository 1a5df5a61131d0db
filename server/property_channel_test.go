package server_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"chappe/box"
	"chappe/mtclient"
	"chappe/server/servertest"
	"chappe/tl"
)

// TestEveryMemberEndsEqualToTheServer draws random histories of a supergroup, a channel and its discussion group: members come and go,
// post, answer, edit and delete, are banned, removed and forgiven, messages destroy themselves, the supergroup becomes a forum whose topics are
// begun, written in, read, closed and deleted, devices of all layers go and come back, and the server is restarted.
// In the end, what each device has put together from updates and differences is what the server says when it is asked.
//
// CHAPPE_SEEDS says how many histories are drawn, the flag -parallel how many at once, which mostly wait; CHAPPE_SEED draws one of them again, and CHAPPE_DB on which database.
func TestEveryMemberEndsEqualToTheServer(t *testing.T) {
	databases := []string{"sqlite", "postgres"}
	if s := os.Getenv("CHAPPE_SEED"); s != "" {
		seed, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if d := os.Getenv("CHAPPE_DB"); d != "" {
			databases = []string{d}
		}
		drawTown(t, seed, databases[seed%uint64(len(databases))])
		return
	}
	for seed := range uint64(seeds(30)) {
		db := databases[seed%2]
		t.Run(fmt.Sprintf("%s/%d", db, seed), func(t *testing.T) {
			t.Parallel()
			drawTown(t, seed, db)
		})
	}
}

// town is one random history.
type town struct {
	t      *testing.T
	s      *servertest.Server
	seed   uint64
	db     string
	rng    *rand.Rand
	people []*servertest.Person
	hands  []*townHand
	chans  []int64 // the supergroup, the channel, its discussion group; all public, so that who left comes back
	texts  atomic.Int32
	done   atomic.Int32

	up  sync.RWMutex // held while the server must not be restarted
	mu  sync.Mutex
	log []string // guarded by mu
}

// townHand is what uses a device.
type townHand struct {
	w       *town
	p       *servertest.Person
	d       *servertest.Device
	n       int
	rng     *rand.Rand
	mu      sync.Mutex
	offline bool // guarded by mu
	stalled bool // guarded by mu
}

const townSteps = 25

func drawTown(t *testing.T, seed uint64, db string) {
	gaps := box.Gaps.Load()
	w := newTown(t, seed, db)
	for round := range 3 {
		w.round(round)
	}
	w.settle()
	if n := box.Gaps.Load() - gaps; n != 0 {
		t.Errorf("%d numbers of boxes are covered by nothing", n)
	}
	if n := w.s.Inner().Count("chappe_rpc_panics_total"); n != 0 {
		t.Errorf("%v handlers panicked", n)
	}
	if t.Failed() {
		t.Logf("to draw it again: CHAPPE_SEED=%d CHAPPE_DB=%s go test ./server -run TestEveryMember", seed, db)
		for _, line := range w.log {
			t.Log(line)
		}
	}
}

func newTown(t *testing.T, seed uint64, db string) *town {
	w := &town{t: t, seed: seed, db: db, rng: rand.New(rand.NewPCG(seed, 11))}
	var opts []servertest.Option
	if db == "postgres" {
		opts = append(opts, servertest.Postgres(t))
	}
	w.s = servertest.New(t, append(opts, servertest.Ready(t))...)
	for i, name := range []string{"alice", "bob", "carol", "dave"} {
		p := w.s.User(name, servertest.Layer(w.layer()))
		p.Call(&tl.AccountUpdateUsername{Username: name + "_of_town"})
		w.people = append(w.people, p)
		for n := range []int{1, 2, 1, 1}[i] {
			d := p.Device
			if n > 0 {
				d = p.NewDevice(servertest.Layer(w.layer()))
				d.Load()
			}
			w.hands = append(w.hands, &townHand{w: w, p: p, d: d, n: len(w.hands), rng: rand.New(rand.NewPCG(seed, 300+uint64(len(w.hands))))})
		}
	}
	alice := w.people[0]
	for _, p := range w.people[1:] {
		servertest.Meet(alice, p)
	}
	for i, title := range []string{"square", "gazette", "readers"} {
		id := alice.NewChannel(title, i == 1)
		alice.Call(&tl.ChannelsUpdateUsername{Channel: alice.Channel(id), Username: fmt.Sprintf("town_%s", title)})
		w.chans = append(w.chans, id)
	}
	alice.Call(&tl.ChannelsSetDiscussionGroup{Broadcast: alice.Channel(w.chans[1]), Group: alice.Channel(w.chans[2])})
	alice.Call(&tl.ChannelsEditAdmin{Channel: alice.Channel(w.chans[1]), UserID: alice.Input(w.people[1]), AdminRights: tl.ChatAdminRights{PostMessages: true, EditMessages: true}})
	for _, id := range w.chans {
		if id == w.chans[0] && seed%3 != 0 {
			alice.Call(&tl.ChannelsToggleForum{Channel: alice.Channel(id), Enabled: true})
		}
		for _, p := range w.people[1:] {
			if w.rng.IntN(3) > 0 {
				_, _ = alice.Try(&tl.ChannelsInviteToChannel{Channel: alice.Channel(id), Users: []tl.InputUserClass{alice.Input(p)}}) // bob is in already
			}
		}
	}
	for _, h := range w.hands {
		for _, p := range w.people {
			h.d.Peer(p)
		}
		for _, title := range []string{"square", "gazette", "readers"} {
			h.d.Resolve("town_" + title)
		}
	}
	return w
}

func (w *town) layer() int {
	all := tl.Layers()
	return all[w.rng.IntN(len(all))]
}

func (w *town) note(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.log = append(w.log, fmt.Sprintf(format, args...))
}

// round has all hands make their steps at the same time. In some rounds the server is restarted meanwhile.
func (w *town) round(n int) {
	w.note("-- round %d", n)
	w.done.Store(0)
	var all sync.WaitGroup
	for _, h := range w.hands {
		all.Add(1)
		go func() {
			defer all.Done()
			for range townSteps {
				h.step()
				w.done.Add(1)
			}
		}()
	}
	if w.rng.IntN(2) == 0 {
		w.restart(int32(w.rng.IntN(townSteps * len(w.hands))))
	}
	all.Wait()
	if w.rng.IntN(2) == 0 {
		w.s.Clock.Advance(time.Duration(1+w.rng.IntN(900)) * time.Second)
	}
}

func (w *town) restart(after int32) {
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
			h.d.Call(&tl.HelpGetConfig{})
		}
		h.mu.Unlock()
	}
}

// back brings a device back that was away or slow.
func (h *townHand) back() {
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
		return
	}
	h.offline = false
	h.note("is back")
	h.d.ReconnectQuietly()
	h.d.CatchUp()
}

func (h *townHand) note(format string, args ...any) {
	h.w.note("%s/%d (layer %d) %s", h.p.Name, h.n, h.d.SpeaksLayer(), fmt.Sprintf(format, args...))
}

func (h *townHand) step() {
	h.mu.Lock()
	away := h.offline || h.stalled
	h.mu.Unlock()
	switch {
	case away:
		if h.rng.IntN(3) == 0 {
			h.back()
		}
		return
	case h.rng.IntN(20) == 0:
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
	if q := h.idea(); q != nil {
		h.call(q)
	}
}

// call calls a method. Many are refused, as others were quicker; what fails in the server itself is a failure.
func (h *townHand) call(q tl.Object) {
	v, err := h.d.Try(q)
	h.note("%s: %v", brief(q), err)
	if err == nil {
		if _, join := q.(*tl.ChannelsJoinChannel); join {
			h.d.Know(v)
		}
		return
	}
	var e *mtclient.RPCError
	if errors.As(err, &e) && e.Code < 500 || errors.Is(err, mtclient.ErrDisconnected) {
		return
	}
	h.w.t.Errorf("%s/%d: %s: %v", h.p.Name, h.n, brief(q), err)
}

// some is a message that the device knows of a channel, nil for none.
func (h *townHand) some(id int64, ok func(*tl.Message) bool) *tl.Message {
	all := h.d.InChannel(id, ok)
	if len(all) == 0 {
		return nil
	}
	slices.SortFunc(all, func(a, b *tl.Message) int { return int(a.ID) - int(b.ID) })
	return all[h.rng.IntN(len(all))]
}

func (h *townHand) text() string {
	n := h.w.texts.Add(1)
	if h.rng.IntN(5) == 0 {
		return fmt.Sprintf("%d @%s_of_town", n, h.w.people[h.rng.IntN(len(h.w.people))].Name)
	}
	return fmt.Sprintf("%d", n)
}

// idea is something that somebody may want to do.
func (h *townHand) idea() tl.Object {
	id := h.w.chans[h.rng.IntN(len(h.w.chans))]
	in, ch := h.d.In(id), h.d.Channel(id)
	other := h.w.people[h.rng.IntN(len(h.w.people))]
	random := h.rng.Int64
	mine := func(m *tl.Message) bool { return m.Out }
	if id == h.w.chans[0] && h.rng.IntN(3) == 0 {
		if q := h.topical(id); q != nil {
			return q
		}
	}
	what := h.rng.IntN(100)
	switch {
	case what < 40:
		q := &tl.MessagesSendMessage{Peer: in, Message: h.text(), RandomID: random(), Silent: h.rng.IntN(5) == 0}
		if h.rng.IntN(3) == 0 {
			if m := h.some(id, any1); m != nil {
				q.ReplyTo = &tl.InputReplyToMessage{ReplyToMsgID: m.ID}
			}
		}
		return q
	case what < 50:
		if m := h.some(id, mine); m != nil {
			return &tl.MessagesEditMessage{Peer: in, ID: m.ID, Message: tl.Some(h.text())}
		}
	case what < 58:
		ok := mine
		if h.p == h.w.people[0] {
			ok = any1
		}
		q := &tl.ChannelsDeleteMessages{Channel: ch}
		for range 1 + h.rng.IntN(3) {
			if m := h.some(id, ok); m != nil {
				q.ID = append(q.ID, m.ID)
			}
		}
		if len(q.ID) > 0 {
			return q
		}
	case what < 63:
		from := h.w.chans[h.rng.IntN(len(h.w.chans))]
		if m := h.some(from, any1); m != nil {
			return &tl.MessagesForwardMessages{FromPeer: h.d.In(from), ToPeer: in, ID: []int32{m.ID}, RandomID: []int64{random()}}
		}
	case what < 68:
		if m := h.some(id, any1); m != nil {
			return &tl.MessagesUpdatePinnedMessage{Peer: in, ID: m.ID, Unpin: m.Pinned, Silent: true}
		}
	case what < 74:
		if m := h.some(id, any1); m != nil {
			return &tl.ChannelsReadHistory{Channel: ch, MaxID: m.ID}
		}
	case what < 78:
		return &tl.ChannelsLeaveChannel{Channel: ch}
	case what < 86:
		return &tl.ChannelsJoinChannel{Channel: ch}
	case what < 88:
		return &tl.MessagesSetTyping{Peer: in, Action: &tl.SendMessageTypingAction{}}
	case what < 90:
		if m := h.some(id, any1); m != nil {
			return &tl.MessagesSendReaction{Peer: in, MsgID: m.ID, Reaction: []tl.ReactionClass{&tl.ReactionEmoji{Emoticon: "👍"}}}
		}
	}
	if h.p != h.w.people[0] {
		return nil
	}
	end := int32(h.w.s.Clock.Now().Unix()) + 60 + h.rng.Int32N(600)
	switch h.rng.IntN(7) {
	case 0:
		return &tl.ChannelsEditBanned{Channel: ch, Participant: h.d.Peer(other), BannedRights: tl.ChatBannedRights{ViewMessages: true, UntilDate: end}}
	case 1:
		return &tl.ChannelsEditBanned{Channel: ch, Participant: h.d.Peer(other), BannedRights: tl.ChatBannedRights{SendMessages: true, UntilDate: end}}
	case 2:
		return &tl.ChannelsEditBanned{Channel: ch, Participant: h.d.Peer(other)}
	case 3:
		return &tl.ChannelsInviteToChannel{Channel: ch, Users: []tl.InputUserClass{h.d.Input(other)}}
	case 4:
		return &tl.ChannelsEditTitle{Channel: ch, Title: fmt.Sprintf("title %d", h.rng.IntN(10))}
	case 5:
		return &tl.MessagesSetHistoryTTL{Peer: in, Period: 200 * h.rng.Int32N(3)}
	}
	return &tl.ChannelsDeleteParticipantHistory{Channel: ch, Participant: h.d.Peer(other)}
}

// settle brings everybody back and compares every device with the server: first with what it was told, then after it has asked.
func (w *town) settle() {
	for _, h := range w.hands {
		h.back()
	}
	for _, h := range w.hands {
		w.compare(h, h.d, "told what happened", patience)
		h.d.CatchUp()
		w.compare(h, h.d, "asked for the difference", patience)
		w.compareTopics(h)
		if f := h.d.Fault(); f != "" {
			w.t.Errorf("%s in layer %d: %s", h.p.Name, h.d.SpeaksLayer(), f)
		}
	}
}

func (w *town) compare(h *townHand, d *servertest.Device, when string, patience time.Duration) {
	var diff []string
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		server, err := d.AskedChannels()
		if err != nil {
			w.t.Errorf("%s in layer %d: %v", h.p.Name, d.SpeaksLayer(), err)
			return
		}
		if diff = servertest.Diff(d.ChannelPicture(), server); len(diff) == 0 {
			return
		}
		if time.Now().After(end) {
			break
		}
	}
	w.t.Errorf("%s's device %d in layer %d, having been %s, differs from the server:\n%s",
		h.p.Name, h.n, d.SpeaksLayer(), when, strings.Join(diff[:min(len(diff), 12)], "\n"))
}
