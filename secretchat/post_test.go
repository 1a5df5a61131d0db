package secretchat_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"chappe/secretchat"
)

// post is a server in memory: what two people's devices need of one. Each person has one device.
type post struct {
	mu    sync.Mutex
	chats map[int32]secretchat.RemoteChat
	files map[int64]map[int32][]byte
	queue map[int64][]any // what waits for a person: RemoteChat or EncryptedMessage
	down  bool            // calls fail
	now   time.Time
}

func newPost() *post {
	return &post{
		chats: map[int32]secretchat.RemoteChat{}, files: map[int64]map[int32][]byte{}, queue: map[int64][]any{},
		now: time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC),
	}
}

func (p *post) time() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

// device is a person's Transport.
type device struct {
	*post
	self int64
}

var errDown = errors.New("the server cannot be reached")

var prime, _ = hex.DecodeString("c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f" +
	"48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c37" +
	"20fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64" +
	"2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4" +
	"a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754" +
	"fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4" +
	"e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f" +
	"0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b")

func (d device) GetDHConfig(_ context.Context, version, n int32) (secretchat.DHConfig, error) {
	c := secretchat.DHConfig{Version: 1, G: 3, Random: make([]byte, n)}
	rand.Read(c.Random)
	if version != 1 {
		c.Prime = prime
	}
	return c, nil
}

func (d device) RequestEncryption(_ context.Context, to secretchat.User, id int32, gA []byte) (secretchat.RemoteChat, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := secretchat.RemoteChat{Kind: secretchat.RemoteRequested, ID: id, AccessHash: 1, AdminID: d.self, ParticipantID: to.ID, GAOrB: gA}
	d.chats[id] = c
	d.queue[to.ID] = append(d.queue[to.ID], c)
	c.Kind, c.GAOrB = secretchat.RemoteWaiting, nil
	return c, nil
}

func (d device) AcceptEncryption(_ context.Context, ref secretchat.ChatRef, gB []byte, fp int64) (secretchat.RemoteChat, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.chats[ref.ID]
	mine := c
	mine.Kind, mine.KeyFingerprint = secretchat.RemoteReady, fp
	c = mine
	c.GAOrB = gB
	d.chats[ref.ID] = c
	d.queue[c.AdminID] = append(d.queue[c.AdminID], c)
	return mine, nil
}

func (d device) DiscardEncryption(_ context.Context, id int32, history bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.chats[id]
	c.Kind, c.HistoryDeleted = secretchat.RemoteDiscarded, history
	d.queue[d.other(c)] = append(d.queue[d.other(c)], c)
	return nil
}

func (d device) other(c secretchat.RemoteChat) int64 {
	if c.AdminID == d.self {
		return c.ParticipantID
	}
	return c.AdminID
}

func (d device) SendEncrypted(_ context.Context, ref secretchat.ChatRef, m secretchat.Outgoing) (*secretchat.EncryptedFile, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.down {
		return nil, errDown
	}
	var file *secretchat.EncryptedFile
	if m.File != nil {
		file = &secretchat.EncryptedFile{ID: m.File.ID, AccessHash: 1, KeyFingerprint: m.File.KeyFingerprint}
		for _, part := range d.files[m.File.ID] {
			file.Size += int64(len(part))
		}
	}
	to := d.other(d.chats[ref.ID])
	d.queue[to] = append(d.queue[to], secretchat.EncryptedMessage{ChatID: ref.ID, Date: int32(d.now.Unix()), Bytes: m.Data, File: file})
	return file, nil
}

func (d device) SaveFilePart(_ context.Context, id int64, part, _ int32, _ bool, b []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.files[id] == nil {
		d.files[id] = map[int32][]byte{}
	}
	d.files[id][part] = slices.Clone(b)
	return nil
}

func (d device) GetFile(_ context.Context, f secretchat.EncryptedFile, offset int64, limit int32) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []byte
	for _, part := range slices.Sorted(maps.Keys(d.files[f.ID])) {
		all = append(all, d.files[f.ID][part]...)
	}
	return all[offset:min(int64(len(all)), offset+int64(limit))], nil
}

func (d device) ReadHistory(context.Context, secretchat.ChatRef, int32) error { return nil }
func (d device) SetTyping(context.Context, secretchat.ChatRef, bool) error    { return nil }

// take returns what waits for the device.
func (d device) take() []any {
	d.mu.Lock()
	defer d.mu.Unlock()
	q := d.queue[d.self]
	d.queue[d.self] = nil
	return q
}

// memory is a Store.
type memory struct {
	states map[int32][]byte
	events []secretchat.Event
	full   bool
}

func (m *memory) Save(_ context.Context, chat int32, state []byte, events []secretchat.Event) error {
	if m.full {
		return errors.New("the disk is full")
	}
	if m.states == nil {
		m.states = map[int32][]byte{}
	}
	m.states[chat] = state
	m.events = append(m.events, events...)
	return nil
}

// person is somebody with a device.
type person struct {
	*secretchat.Client
	device
	memory
}

func (p *post) person(id int64) *person {
	x := &person{device: device{post: p, self: id}}
	x.restart()
	return x
}

// restart forgets everything but what was stored.
func (x *person) restart() {
	x.Client = secretchat.New(x.self, x.device, &x.memory, x.time)
	for _, s := range x.states {
		if _, err := x.Load(s); err != nil {
			panic(err)
		}
	}
}

// hear works through what waits.
func (x *person) hear(ctx context.Context) error {
	var errs []error
	for _, u := range x.take() {
		errs = append(errs, x.one(ctx, u))
	}
	return errors.Join(errs...)
}

func (x *person) one(ctx context.Context, u any) error {
	switch u := u.(type) {
	case secretchat.RemoteChat:
		if err := x.Update(ctx, u); err != nil {
			return err
		}
		if u.Kind == secretchat.RemoteRequested {
			return x.Accept(ctx, u.ID)
		}
	case secretchat.EncryptedMessage:
		return x.Receive(ctx, u)
	}
	return nil
}

func (x *person) said() (out []string) {
	for _, e := range x.events {
		if e, ok := e.(secretchat.Received); ok {
			out = append(out, e.Message.Message)
		}
	}
	return out
}
