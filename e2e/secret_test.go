package e2e

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"chappe/secretchat"

	"github.com/gotd/td/telegram"
	"github.com/gotd/td/tg"
)

// TestSecretChatsOverGotd: the package secretchat on a client library that nobody here wrote, through the real binary: texts, a file, a
// timer, new keys; one of the two starts again in the middle, with what it has stored, and the server is killed once.
func TestSecretChatsOverGotd(t *testing.T) {
	config := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(config, []byte("secret_report_days = 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := NewServer(t, "--config", config)
	alice, bob := newGotdSecret(t, s, "Alice"), newGotdSecret(t, s, "Bob")
	both := []*gotdSecret{alice, bob}
	ids, err := alice.c.Import(bob.phone, "Bob")
	if err != nil || len(ids) != 1 {
		t.Fatalf("bob is not found: %v %v", ids, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	id, err := alice.chats.Request(ctx, secretchat.User{ID: bob.id, AccessHash: alice.c.peer(bob.id).AccessHash})
	if err != nil {
		t.Fatal(err)
	}
	want(t, ctx, "the chat", both, func() bool { return alice.newest(id) && bob.newest(id) })
	if alice.picture(id) != bob.picture(id) {
		t.Fatal("they see different pictures")
	}
	say := func(from, to *gotdSecret, text string) {
		t.Helper()
		if err := from.chats.Send(ctx, id, &secretchat.DecryptedMessage{Message: text}); err != nil {
			t.Fatal(err)
		}
		want(t, ctx, "text "+text, both, func() bool { return slices.Contains(to.texts(id), text) })
	}
	say(alice, bob, "is this private?")
	say(bob, alice, "yes: "+strings.Repeat("long ", 500))

	file := make([]byte, 700_000)
	rand.Read(file)
	media := &secretchat.DecryptedMessageMediaDocument{MimeType: "a/b", Caption: "a file"}
	if err := alice.chats.SendFile(ctx, id, &secretchat.DecryptedMessage{Media: media}, bytes.NewReader(file), int64(len(file))); err != nil {
		t.Fatal(err)
	}
	want(t, ctx, "the file", both, func() bool { return len(files(bob, id)) == 1 })
	var got bytes.Buffer
	if err := bob.chats.Download(ctx, &got, files(bob, id)[0]); err != nil || !bytes.Equal(got.Bytes(), file) {
		t.Fatalf("the file came as %d bytes: %v", got.Len(), err)
	}

	bob.reports(s, id, "is this private?")

	// Bob's program ends. What is said meanwhile he has when it is back, on the state that it stored.
	bob.stop()
	for i := range 5 {
		if err := alice.chats.Send(ctx, id, &secretchat.DecryptedMessage{Message: fmt.Sprint("while you were away ", i)}); err != nil {
			t.Fatal(err)
		}
	}
	s.Kill()
	s.Start()
	bob.start(false)
	want(t, ctx, "what was said meanwhile", both, func() bool { return slices.Contains(bob.texts(id), "while you were away 4") })

	first := alice.picture(id)
	if err := bob.chats.With(id, func(c *secretchat.Chat) { err = c.Rekey(time.Now()) }); err != nil {
		t.Fatal(err)
	}
	if err := bob.chats.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	want(t, ctx, "new keys", both, func() bool { return alice.picture(id) != first && alice.picture(id) == bob.picture(id) })
	say(bob, alice, "under new keys")

	if err := alice.chats.Act(ctx, id, &secretchat.DecryptedMessageActionSetMessageTTL{TTLSeconds: 1}); err != nil {
		t.Fatal(err)
	}
	say(alice, bob, "soon over")
	var m secretchat.Received
	for _, e := range bob.events(id) {
		if x, ok := e.(secretchat.Received); ok {
			m = x
		}
	}
	if m.Message.TTL != 1 {
		t.Errorf("the message has the timer %d", m.Message.TTL)
	}
	if err := bob.chats.Read(ctx, id, m.Date, m.Message.RandomID); err != nil {
		t.Fatal(err)
	}
	want(t, ctx, "the end of the message on both sides", both, func() bool { return alice.over(id) && bob.over(id) })
	if err := bob.chats.Discard(ctx, id); err != nil {
		t.Fatal(err)
	}
	want(t, ctx, "the end of the chat", both, func() bool { return alice.phase(id) == secretchat.Closed })
}

// gotdSecret is a person with a device that has secret chats, over gotd.
type gotdSecret struct {
	t     *testing.T
	c     *gotdClient
	phone string
	id    int64
	chats *secretchat.Client

	mu     sync.Mutex
	queue  []tg.UpdatesClass // guarded by mu; pushed and not looked at
	stored gotdDisk          // guarded by mu
}

// gotdDisk is what survives.
type gotdDisk struct {
	pts, date, qts int
	chats          map[int32][]byte
	events         map[int32][]secretchat.Event
}

func newGotdSecret(t *testing.T, s *Server, name string) *gotdSecret {
	t.Helper()
	x := &gotdSecret{t: t, phone: newPhone(), stored: gotdDisk{chats: map[int32][]byte{}, events: map[int32][]secretchat.Event{}}}
	x.c = Gotd.New(t, s, newInbox(), Options{}).(*gotdClient)
	x.c.own = telegram.UpdateHandlerFunc(func(_ context.Context, u tg.UpdatesClass) error {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.queue = append(x.queue, u)
		return nil
	})
	if err := x.c.Start(false); err != nil {
		t.Fatal(err)
	}
	var err error
	if x.id, err = x.c.SignUp(x.phone, name, "Test"); err != nil {
		t.Fatal(err)
	}
	x.begin()
	return x
}

// reports has the operator check what somebody was told, as it was and altered.
func (x *gotdSecret) reports(s *Server, id int32, text string) {
	x.t.Helper()
	var r secretchat.Report
	for _, e := range x.events(id) {
		if m, ok := e.(secretchat.Received); ok && m.Message.Message == text {
			if err := x.chats.With(id, func(c *secretchat.Chat) { r = c.Report(m) }); err != nil {
				x.t.Fatal(err)
			}
		}
	}
	verify := func() (string, error) {
		b, err := json.Marshal(r)
		if err != nil {
			x.t.Fatal(err)
		}
		path := filepath.Join(x.t.TempDir(), "report.json")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			x.t.Fatal(err)
		}
		return s.Command("secret", "verify", path)
	}
	if out, err := verify(); err != nil || !strings.Contains(out, text) {
		x.t.Errorf("a true report: %v, %s", err, out)
	}
	r.Plain = bytes.Replace(r.Plain, []byte("private"), []byte("PRIVATE"), 1)
	if out, err := verify(); err == nil {
		x.t.Errorf("an altered report is confirmed: %s", out)
	}
}

// start has the program begin again, signed in, with what is stored.
func (x *gotdSecret) start(resume bool) {
	x.t.Helper()
	if err := x.c.Start(resume); err != nil {
		x.t.Fatal(err)
	}
	x.begin()
}

// begin loads what is stored and asks for what was missed.
func (x *gotdSecret) begin() {
	x.t.Helper()
	ctx, cancel := context.WithTimeout(x.c.ctx, patience)
	defer cancel()
	x.chats = secretchat.New(x.id, gotdTransport{x.c.api}, x, nil)
	x.mu.Lock()
	x.queue = nil
	var states [][]byte
	for _, b := range x.stored.chats {
		states = append(states, b)
	}
	x.mu.Unlock()
	for _, b := range states {
		if _, err := x.chats.Load(b); err != nil {
			x.t.Fatal(err)
		}
	}
	if err := x.catchUp(ctx); err != nil {
		x.t.Fatal(err)
	}
	if err := x.chats.Flush(ctx); err != nil {
		x.t.Fatal(err)
	}
}

// stop ends the program where it stands.
func (x *gotdSecret) stop() { x.c.end() }

// Save is the device's disk.
func (x *gotdSecret) Save(_ context.Context, chat int32, state []byte, events []secretchat.Event) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.stored.chats[chat] = state
	x.stored.events[chat] = append(x.stored.events[chat], events...)
	return nil
}

func (x *gotdSecret) keep(st tg.UpdatesState) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.stored.pts, x.stored.date, x.stored.qts = st.Pts, st.Date, st.Qts
}

// catchUp asks for the difference; its qts acknowledges what is stored.
func (x *gotdSecret) catchUp(ctx context.Context) error {
	for {
		x.mu.Lock()
		q := &tg.UpdatesGetDifferenceRequest{Pts: x.stored.pts, Date: x.stored.date, Qts: x.stored.qts}
		x.mu.Unlock()
		if q.Pts == 0 {
			st, err := x.c.api.UpdatesGetState(ctx)
			if err == nil {
				x.keep(*st)
			}
			return err
		}
		v, err := x.c.api.UpdatesGetDifference(ctx, q)
		if err != nil {
			return err
		}
		var others []tg.UpdateClass
		var ms []tg.EncryptedMessageClass
		var st tg.UpdatesState
		more := false
		switch d := v.(type) {
		case *tg.UpdatesDifference:
			others, ms, st = d.OtherUpdates, d.NewEncryptedMessages, d.State
		case *tg.UpdatesDifferenceSlice:
			others, ms, st, more = d.OtherUpdates, d.NewEncryptedMessages, d.IntermediateState, true
		default:
			return nil
		}
		for _, u := range others {
			if err := x.update(ctx, u); err != nil {
				return err
			}
		}
		for _, m := range ms {
			if err := x.message(ctx, m); err != nil {
				return err
			}
		}
		x.keep(st)
		if !more {
			return nil
		}
	}
}

// hear works through what was pushed.
func (x *gotdSecret) hear(ctx context.Context) error {
	for {
		x.mu.Lock()
		if len(x.queue) == 0 {
			x.mu.Unlock()
			return nil
		}
		u := x.queue[0]
		x.queue = x.queue[1:]
		x.mu.Unlock()
		var us []tg.UpdateClass
		switch u := u.(type) {
		case *tg.Updates:
			us = u.Updates
		case *tg.UpdateShort:
			us = []tg.UpdateClass{u.Update}
		default:
			if err := x.catchUp(ctx); err != nil {
				return err
			}
		}
		for _, u := range us {
			if err := x.update(ctx, u); err != nil {
				return err
			}
		}
	}
}

func (x *gotdSecret) update(ctx context.Context, u tg.UpdateClass) error {
	switch u := u.(type) {
	case *tg.UpdateEncryption:
		r := gotdChat(u.Chat)
		err := x.chats.Update(ctx, r)
		if err == nil && r.Kind == secretchat.RemoteRequested {
			err = x.chats.Accept(ctx, r.ID)
		}
		return unless(err, secretchat.ErrNoChat, secretchat.ErrNotReady)
	case *tg.UpdateNewEncryptedMessage:
		x.mu.Lock()
		have := x.stored.qts
		x.mu.Unlock()
		switch {
		case u.Qts <= have:
			return nil
		case u.Qts > have+1:
			return x.catchUp(ctx)
		}
		if err := x.message(ctx, u.Message); err != nil {
			return err
		}
		x.mu.Lock()
		x.stored.qts = u.Qts
		x.mu.Unlock()
	}
	return nil
}

func (x *gotdSecret) message(ctx context.Context, m tg.EncryptedMessageClass) error {
	return unless(x.chats.Receive(ctx, gotdMessage(m)), secretchat.ErrNoChat, secretchat.ErrClosed)
}

// want waits until ok says yes, while people listen and their clocks run.
func want(t *testing.T, ctx context.Context, what string, people []*gotdSecret, ok func() bool) {
	t.Helper()
	for {
		for _, x := range people {
			if err := x.hear(ctx); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if err := x.chats.Tick(ctx); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
		if ok() {
			return
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			t.Fatalf("%s: never came", what)
		}
	}
}

func (x *gotdSecret) events(id int32) []secretchat.Event {
	x.mu.Lock()
	defer x.mu.Unlock()
	return slices.Clone(x.stored.events[id])
}

func (x *gotdSecret) texts(id int32) (out []string) {
	for _, e := range x.events(id) {
		if m, ok := e.(secretchat.Received); ok {
			out = append(out, m.Message.Message)
		}
	}
	return out
}

func files(x *gotdSecret, id int32) (out []secretchat.Received) {
	for _, e := range x.events(id) {
		if m, ok := e.(secretchat.Received); ok && m.File != nil {
			out = append(out, m)
		}
	}
	return out
}

// over says whether a message has destroyed itself on the device.
func (x *gotdSecret) over(id int32) bool {
	return slices.ContainsFunc(x.events(id), func(e secretchat.Event) bool {
		_, ok := e.(secretchat.Expired)
		return ok
	})
}

func (x *gotdSecret) phase(id int32) (p secretchat.Phase) {
	_ = x.chats.With(id, func(c *secretchat.Chat) { p = c.Phase() })
	return p
}

// newest says whether the chat is established and both speak the newest layer.
func (x *gotdSecret) newest(id int32) (ok bool) {
	err := x.chats.With(id, func(c *secretchat.Chat) { ok = c.Phase() == secretchat.Ready && c.Layer() == secretchat.MaxLayer })
	return err == nil && ok
}

func (x *gotdSecret) picture(id int32) (p secretchat.Picture) {
	_ = x.chats.With(id, func(c *secretchat.Chat) { p = c.Picture() })
	return p
}
