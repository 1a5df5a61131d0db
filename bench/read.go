package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"chappe/box"
	"chappe/bus"
	"chappe/clock"
	"chappe/content"
	"chappe/db"
	"chappe/feature/users"
	"chappe/mtclient"
	"chappe/server"
	"chappe/tl"
)

// Reads is what reading cost on an account with a long past.
type Reads struct {
	Messages, Dialogs int
	Calls             []ReadCall
}

// ReadCall is one kind of reading. The times are from the call to its answer, as a client on the same machine sees them.
type ReadCall struct {
	Name          string
	P50, P99, Max time.Duration
}

// RunReads fills an account with a dialog of so many messages and so many dialogs, and reads in it.
func RunReads(ctx context.Context, messages, dialogs int) (Reads, error) {
	r := Reads{Messages: messages, Dialogs: dialogs}
	dir, err := os.MkdirTemp("", "chappe-bench-")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	w := &readWorld{ctx: ctx, dir: dir}
	if err := w.meet(); err != nil {
		return r, err
	}
	if err := w.fill(messages, dialogs); err != nil {
		return r, fmt.Errorf("fill the account: %w", err)
	}
	err = w.serve(func() error {
		if err := w.alice.client.Reconnect(ctx); err != nil {
			return err
		}
		r.Calls, err = w.measure(messages)
		return err
	})
	return r, err
}

// Fill makes a data directory with an account that has a dialog of so many messages and so many dialogs, for whoever wants to look at
// such an account, and returns the phone number to sign in with on a server in dev mode.
func Fill(ctx context.Context, dir string, messages, dialogs int) (phone string, err error) {
	w := &readWorld{ctx: ctx, dir: dir}
	if err := w.meet(); err != nil {
		return "", err
	}
	if err := w.fill(messages, dialogs); err != nil {
		return "", fmt.Errorf("fill the account: %w", err)
	}
	return "+" + w.alice.phone, nil
}

// readWorld is an account and its server.
type readWorld struct {
	ctx        context.Context
	dir        string
	database   string // "" is SQLite, in dir
	alice, bob *person
	peer       tl.InputPeerClass
}

// serve runs a server in this process while fn runs.
func (w *readWorld) serve(fn func() error) error {
	ctx, cancel := context.WithCancel(w.ctx)
	defer cancel()
	s, err := server.New(ctx, server.Config{Data: w.dir, Database: w.database, Dev: true})
	if err != nil {
		return err
	}
	addr := "127.0.0.1:0"
	if w.alice != nil {
		addr = w.alice.addr
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	if w.alice == nil {
		w.alice, w.bob = &person{addr: l.Addr().String(), key: s.Key()}, &person{addr: l.Addr().String(), key: s.Key()}
	}
	err = fn()
	cancel()
	return errors.Join(err, <-done, s.Close())
}

// meet signs two people up.
func (w *readWorld) meet() error {
	return w.serve(func() error {
		if err := w.alice.signUp(w.ctx); err != nil {
			return err
		}
		if err := w.bob.signUp(w.ctx); err != nil {
			return err
		}
		var err error
		w.peer, err = w.alice.peer(w.ctx, w.bob)
		_ = w.bob.client.Close() // bob only writes
		return err
	})
}

// words are what the messages are made of.
var words = strings.Fields(`on my way should be there in about ten minutes bring the keys please did you see what she wrote
 yesterday bonjour à tous l'été sera beau 明天见 我们在车站 مرحبا بالجميع train station coffee later maybe tomorrow morning`)

// fill writes the past straight into the database.
func (w *readWorld) fill(messages, dialogs int) error {
	d, err := db.Open(w.ctx, "sqlite:"+filepath.Join(w.dir, "chappe.db"), db.Options{})
	if err != nil {
		return err
	}
	e := box.New(bus.NewLocal(), clock.Real)
	people, err := users.New(w.ctx, d, e, clock.Real)
	if err == nil {
		err = w.fillDialogs(d, e, people, dialogs)
	}
	for n := 0; err == nil && n < messages; n += 1000 {
		err = d.Write(w.ctx, func(tx *db.Tx) error {
			return w.fillMessages(tx, e, n, min(n+1000, messages), messages-1)
		})
	}
	return errors.Join(err, d.Close())
}

func (w *readWorld) fillMessages(tx *db.Tx, e *box.Engine, from, to, last int) error {
	ms := make([]*box.Message, 0, to-from)
	for i := from; i < to; i++ {
		text := make([]string, 6)
		for j := range text {
			text[j] = words[(i*7+j*(i%11+1))%len(words)]
		}
		if i%10_000 == 77 {
			text[2] = "zanzibar"
		}
		if i == last {
			text[2] = "everything"
		}
		m, err := w.message(w.bob.id, strings.Join(text, " "), i%3 == 0)
		if err != nil {
			return err
		}
		ms = append(ms, m)
	}
	return e.Post(tx, ms...)
}

func (w *readWorld) message(peer int64, text string, out bool) (*box.Message, error) {
	body, err := (&content.Content{Text: text}).Encode()
	m := &box.Message{
		Box: w.alice.id, Peer: box.UserPeer(peer), From: box.UserPeer(peer), Out: out, Date: int32(time.Now().Unix()), Content: body,
	}
	if out {
		m.From = box.UserPeer(w.alice.id)
	}
	return m, err
}

func (w *readWorld) fillDialogs(d *db.DB, e *box.Engine, people *users.Feature, n int) error {
	for from := 0; from < n; from += 200 {
		err := d.Write(w.ctx, func(tx *db.Tx) error {
			for i := from; i < min(from+200, n); i++ {
				u, err := people.Create(tx, fmt.Sprintf("99967%07d", i), fmt.Sprintf("Person %d", i), "")
				if err != nil {
					return err
				}
				m, err := w.message(u.ID, "hello", false)
				if err != nil {
					return err
				}
				if err := e.Post(tx, m); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// measure makes each kind of call 50 times.
func (w *readWorld) measure(messages int) ([]ReadCall, error) {
	c := w.alice.client
	v, err := c.Call(w.ctx, &tl.UpdatesGetState{})
	if err != nil {
		return nil, err
	}
	st, ok := v.(*tl.UpdatesState)
	if !ok {
		return nil, fmt.Errorf("getState answered %T", v)
	}
	dialogs := &tl.MessagesGetDialogs{OffsetPeer: &tl.InputPeerEmpty{}, Limit: 100}
	find := func(q string) tl.Object {
		return &tl.MessagesSearch{Peer: w.peer, Q: q, Filter: &tl.InputMessagesFilterEmpty{}, Limit: 50}
	}
	if err := w.indexed(find("everything")); err != nil {
		return nil, err
	}
	var out []ReadCall
	for _, x := range []struct {
		name string
		fn   tl.Object
	}{
		{"history, newest 50", &tl.MessagesGetHistory{Peer: w.peer, Limit: 50}},
		{"history, middle 100", &tl.MessagesGetHistory{Peer: w.peer, OffsetID: int32(messages / 2), AddOffset: -50, Limit: 100}},
		{"history, by date", &tl.MessagesGetHistory{Peer: w.peer, OffsetDate: st.Date, Limit: 50}},
		{"dialogs, first 100", dialogs},
		{"search, rare word", find("zanzibar")},
		{"search, common word", find("station")},
		{"search, Chinese", find("车站")},
		{"search, everywhere", &tl.MessagesSearchGlobal{Q: "zanzibar", Filter: &tl.InputMessagesFilterEmpty{}, OffsetPeer: &tl.InputPeerEmpty{}, Limit: 50}},
		{"difference, 20 behind", &tl.UpdatesGetDifference{Pts: st.Pts - 20, Date: st.Date}},
		{"difference, half behind", &tl.UpdatesGetDifference{Pts: st.Pts / 2, Date: st.Date}},
	} {
		r, err := timed(w.ctx, c, x.name, x.fn)
		if err != nil {
			return out, fmt.Errorf("%s: %w", x.name, err)
		}
		out = append(out, r)
	}
	return out, nil
}

// indexed waits until the search index has what was filled in, of which the newest message has the last word.
func (w *readWorld) indexed(q tl.Object) error {
	for {
		v, err := w.alice.client.Call(w.ctx, q)
		if err != nil {
			return err
		}
		if found, ok := v.(*tl.MessagesMessages); ok && len(found.Messages) > 0 {
			return nil
		}
		select {
		case <-w.ctx.Done():
			return w.ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func timed(ctx context.Context, c *mtclient.Client, name string, fn tl.Object) (ReadCall, error) {
	const times = 50
	ds := make([]time.Duration, 0, times)
	for i := range times + 1 {
		begin := time.Now()
		if _, err := c.Call(ctx, fn); err != nil {
			return ReadCall{}, err
		}
		if i > 0 { // the first one warms up
			ds = append(ds, time.Since(begin))
		}
	}
	slices.Sort(ds)
	return ReadCall{Name: name, P50: ds[times/2], P99: ds[times*99/100], Max: ds[times-1]}, nil
}

// Text writes the figures for people.
func (r Reads) Text(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d messages in a dialog, %d dialogs\n", r.Messages, r.Dialogs)
	for _, c := range r.Calls {
		fmt.Fprintf(&b, "%-24s p50 %6.2f ms   p99 %6.2f ms   max %6.2f ms\n", c.Name, ms(c.P50), ms(c.P99), ms(c.Max))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
