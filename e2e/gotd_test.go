package e2e

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cenkalti/backoff/v4"
	"github.com/gotd/log/logslog"
	"github.com/gotd/td/session"
	"github.com/gotd/td/telegram"
	"github.com/gotd/td/telegram/dcs"
	"github.com/gotd/td/telegram/updates"
	"github.com/gotd/td/telegram/updates/hook"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/transport"
)

// Gotd is gotd/td, in this process.
var Gotd = Library{Name: "gotd", New: func(t testing.TB, s *Server, in *Inbox, o Options) Client {
	c := &gotdClient{t: t, s: s, in: in, o: o, hashes: map[int64]int64{}, log: &logBuffer{}}
	told := tg.NewUpdateDispatcher()
	c.listen(told)
	level := slog.LevelWarn
	if os.Getenv("CHAPPE_GOTD_DEBUG") != "" {
		level = slog.LevelDebug
	}
	c.slog = slog.New(slog.NewTextHandler(c.log, &slog.HandlerOptions{Level: level}))
	c.gaps = updates.New(updates.Config{Handler: told, Logger: logslog.New(c.slog.With("part", "updates"))})
	t.Cleanup(func() {
		c.end()
		if log := c.log.String(); t.Failed() && log != "" {
			t.Logf("gotd said:\n%s", log)
		}
	})
	return c
}}

const (
	apiID   = 17
	apiHash = "0123456789abcdef0123456789abcdef"
)

// gotdClient is a session of gotd. Each Start is a new telegram.Client on the same storage, as a new process would be.
type gotdClient struct {
	t    testing.TB
	s    *Server
	in   *Inbox
	o    Options
	log  *logBuffer
	slog *slog.Logger

	own  telegram.UpdateHandler // hears of updates instead of gaps; nil for gaps
	kept session.StorageMemory
	gaps *updates.Manager // keeps the state of updates from one Start to the next

	client  *telegram.Client
	api     *tg.Client
	ctx     context.Context // ends with the connection
	cancel  context.CancelFunc
	running sync.WaitGroup // the client and the manager of its updates

	mu     sync.Mutex
	self   int64           // guarded by mu; 0 when nobody is signed in
	hashes map[int64]int64 // guarded by mu; the access hash of each person seen
}

// resolver connects by the transport of that name.
func (c *gotdClient) resolver() (dcs.Resolver, error) {
	name, obfuscated := strings.CutSuffix(c.o.Transport, "+obfuscated")
	if name == "websocket" {
		return dcs.Websocket(dcs.WebsocketOptions{}), nil
	}
	protocols := map[string]dcs.Protocol{
		"": transport.Intermediate, "abridged": transport.Abridged, "intermediate": transport.Intermediate,
		"padded": transport.PaddedIntermediate, "full": transport.Full,
	}
	p, ok := protocols[name]
	if !ok {
		return nil, fmt.Errorf("gotd has no transport %s", c.o.Transport)
	}
	return dcs.Plain(dcs.PlainOptions{Protocol: p, Obfuscated: obfuscated}), nil
}

func (c *gotdClient) Start(resume bool) error {
	resolver, err := c.resolver()
	if err != nil {
		return err
	}
	host, port := c.s.HostPort()
	list := dcs.List{Domains: map[int]string{}}
	for dc := 1; dc <= 5; dc++ {
		list.Options = append(list.Options, tg.DCOption{ID: dc, IPAddress: host, Port: port})
		list.Domains[dc] = fmt.Sprintf("ws://%s:%d/apiws", host, port)
	}
	var handler telegram.UpdateHandler = c.gaps
	between := []telegram.Middleware{hook.UpdateHook(c.gaps.Handle), hook.AffectedHook(c.gaps)}
	if c.own != nil {
		handler, between = c.own, nil
	}
	c.client = telegram.NewClient(apiID, apiHash, telegram.Options{
		PublicKeys: []telegram.PublicKey{{RSA: c.s.Key()}}, DC: 2, DCList: list, Resolver: resolver,
		SessionStorage: &c.kept, UpdateHandler: handler, EnablePFS: c.o.PFS, Logger: logslog.New(c.slog),
		Middlewares:       between,
		Device:            telegram.DeviceConfig{DeviceModel: "e2e gotd"},
		OnConnectionState: c.connected,
		RetryInterval:     2 * time.Second, MaxRetries: 30,
		ReconnectionBackoff: func() backoff.BackOff { return backoff.NewConstantBackOff(100 * time.Millisecond) },
	})
	c.api = c.client.API()
	var ctx context.Context
	ctx, c.cancel = context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	client := c.client
	c.running.Go(func() {
		ended <- client.Run(ctx, func(ctx context.Context) error {
			c.ctx = ctx
			close(ready)
			<-ctx.Done()
			return ctx.Err()
		})
	})
	select {
	case <-ready:
	case err := <-ended:
		return fmt.Errorf("gotd ended: %w", err)
	case <-time.After(patience):
		return errors.New("gotd does not connect")
	}
	c.mu.Lock()
	self := c.self
	c.mu.Unlock()
	if resume && self != 0 {
		return c.follow(self)
	}
	return nil
}

// connected hears of every connection of the client's. gotd asks for what it missed when it starts and when it sees a gap, but
// not when it connects again, so we do, as its documentation has applications do.
func (c *gotdClient) connected(state telegram.ConnectionState) {
	c.mu.Lock()
	self := c.self
	c.mu.Unlock()
	if state != telegram.ConnectionStateReady || self == 0 {
		return
	}
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if c.own != nil {
			_ = c.own.Handle(ctx, &tg.UpdatesTooLong{})
			return
		}
		_ = c.gaps.Handle(ctx, &tg.UpdatesTooLong{}) // the client has gone again
	}()
}

// follow starts the manager of updates for the person who is signed in, and returns when it runs.
func (c *gotdClient) follow(self int64) error {
	c.mu.Lock()
	c.self = self
	c.mu.Unlock()
	if c.own != nil {
		return nil
	}
	c.gaps.Reset()
	started, ended := make(chan struct{}), make(chan error, 1)
	ctx, api := c.ctx, c.api
	c.running.Go(func() {
		ended <- c.gaps.Run(ctx, api, self, updates.AuthOptions{OnStart: func(context.Context) { close(started) }})
	})
	select {
	case <-started:
		return nil
	case err := <-ended:
		return fmt.Errorf("gotd's updates: %w", err)
	case <-time.After(patience):
		return errors.New("gotd's updates do not start")
	}
}

func (c *gotdClient) Stop() error {
	c.end()
	return nil
}

func (c *gotdClient) end() {
	if c.cancel == nil {
		return
	}
	c.cancel()
	c.running.Wait()
	c.cancel = nil
}

// listen tells the inbox what the library tells us.
func (c *gotdClient) listen(told tg.UpdateDispatcher) {
	put := func(e tg.Entities, ev Event) error {
		for _, u := range e.Users {
			c.see(u)
		}
		for _, ch := range e.Channels {
			c.learn([]tg.ChatClass{ch})
		}
		c.in.Put(ev)
		return nil
	}
	message := func(kind string, e tg.Entities, m tg.MessageClass) error {
		if m, ok := m.(*tg.Message); ok {
			msg := c.message(m)
			return put(e, Event{Kind: kind, Peer: msg.Peer, Message: &msg})
		}
		return nil
	}
	told.OnNewMessage(func(_ context.Context, e tg.Entities, u *tg.UpdateNewMessage) error {
		return message("message", e, u.Message)
	})
	told.OnEditMessage(func(_ context.Context, e tg.Entities, u *tg.UpdateEditMessage) error {
		return message("edit", e, u.Message)
	})
	told.OnChannel(func(_ context.Context, e tg.Entities, u *tg.UpdateChannel) error {
		for _, ch := range e.Channels {
			c.learn([]tg.ChatClass{ch})
		}
		return nil
	})
	told.OnNewChannelMessage(func(_ context.Context, e tg.Entities, u *tg.UpdateNewChannelMessage) error {
		return message("message", e, u.Message)
	})
	told.OnEditChannelMessage(func(_ context.Context, e tg.Entities, u *tg.UpdateEditChannelMessage) error {
		return message("edit", e, u.Message)
	})
	told.OnDeleteMessages(func(_ context.Context, e tg.Entities, u *tg.UpdateDeleteMessages) error {
		return put(e, Event{Kind: "delete", IDs: u.Messages})
	})
	told.OnReadHistoryOutbox(func(_ context.Context, e tg.Entities, u *tg.UpdateReadHistoryOutbox) error {
		return put(e, Event{Kind: "readOut", Peer: peerID(u.Peer), UpTo: u.MaxID})
	})
	told.OnReadHistoryInbox(func(_ context.Context, e tg.Entities, u *tg.UpdateReadHistoryInbox) error {
		return put(e, Event{Kind: "readIn", Peer: peerID(u.Peer), UpTo: u.MaxID})
	})
	told.OnUserTyping(func(_ context.Context, e tg.Entities, u *tg.UpdateUserTyping) error {
		return put(e, Event{Kind: "typing", Peer: u.UserID})
	})
}

func peerID(p tg.PeerClass) int64 {
	switch p := p.(type) {
	case *tg.PeerUser:
		return p.UserID
	case *tg.PeerChat:
		return p.ChatID
	case *tg.PeerChannel:
		return p.ChannelID
	}
	return 0
}

func (c *gotdClient) message(m *tg.Message) Message {
	out := Message{ID: m.ID, Peer: peerID(m.PeerID), Out: m.Out, Text: m.Message, Edited: m.EditDate != 0, Date: m.Date}
	switch {
	case m.FromID != nil:
		out.From = peerID(m.FromID)
	case m.Out:
		c.mu.Lock()
		out.From = c.self
		c.mu.Unlock()
	default:
		out.From = out.Peer
	}
	if r, ok := m.ReplyTo.(*tg.MessageReplyHeader); ok {
		out.ReplyTo = r.ReplyToMsgID
	}
	return out
}

// see keeps a person's access hash.
func (c *gotdClient) see(u tg.UserClass) {
	if u, ok := u.(*tg.User); ok && !u.Min {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.hashes[u.ID] = u.AccessHash
	}
}

// peer names a person who has been seen.
func (c *gotdClient) peer(id int64) *tg.InputPeerUser {
	c.mu.Lock()
	defer c.mu.Unlock()
	return &tg.InputPeerUser{UserID: id, AccessHash: c.hashes[id]}
}
