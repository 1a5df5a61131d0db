package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"chappe/db"
	"chappe/feature/channels"
	"chappe/feature/users"
	"chappe/mtclient"
	"chappe/tl"
)

// ChannelPlan says how large a bench of channels is.
type ChannelPlan struct {
	Subscribers int     // rows of the large channel
	Online      int     // of them, people with a session each
	Members     int     // online members of the supergroup
	Rate        int     // posts a second in it
	Seconds     float64 // for so long
	Posts       int     // in each broadcast channel
	Knee        bool    // look for the most deliveries a second
	Database    string  // "" is SQLite
}

// Channels is what posting to channels costs, by the size of the audience.
type Channels struct {
	Date    string
	CPU     string
	Cores   int
	Plan    ChannelPlan
	Fill    float64 // seconds in which the subscribers' rows were written
	Rest    int64   // the server's memory when everybody was connected
	Most    int64   // the most that it ever was
	Small   Audience
	Large   Audience
	Group   Stream
	Streams []Stream // at growing rates, until the 99th percentile passed a second
}

// Audience is posts to a broadcast channel, one after the other.
type Audience struct {
	Subscribers, Online int
	AnswerP50           time.Duration // of the poster's answer
	AnswerMax           time.Duration
	LastP50             time.Duration // until the last online subscriber had it
	LastMax             time.Duration
}

// Stream is posts to a supergroup at a steady rate.
type Stream struct {
	Rate       int // posts a second that were asked for
	Posts      int
	Deliveries int64
	PerSecond  float64
	P50, P99   time.Duration // from before the send until a member had it
	Missed     int           // members whose history is not what they were told
}

// crowd is people with a session each who read channels.
type crowd struct {
	s       *Server
	readers []*reader
	heard   atomic.Pointer[func(*reader, *tl.Message)]
}

// reader is one of them.
type reader struct {
	c      *crowd
	key    *mtclient.Key
	client *mtclient.Client
	id     int64
	mu     sync.Mutex
	got    map[int32]bool // guarded by mu: ids of messages of the supergroup
}

func (r *reader) update(u tl.UpdatesClass) {
	us, ok := u.(*tl.Updates)
	fn := r.c.heard.Load()
	if !ok || fn == nil {
		return
	}
	for _, x := range us.Updates {
		if n, ok := x.(*tl.UpdateNewChannelMessage); ok {
			if m, ok := n.Message.(*tl.Message); ok {
				(*fn)(r, m)
			}
		}
	}
}

// connect opens the reader's session and lets the server know that it wants updates.
func (r *reader) connect(ctx context.Context) (err error) {
	r.client, err = mtclient.Dial(ctx, mtclient.Options{
		Addr: r.c.s.Addr, Key: r.c.s.Key, AuthKey: r.key, Transport: mtclient.Abridged, APIID: 1, Device: "bench", OnUpdate: r.update,
	})
	if err == nil {
		_, err = r.client.Call(ctx, &tl.UpdatesGetState{})
	}
	return err
}

// each does something for every reader, so many at a time.
func (c *crowd) each(fn func(*reader) error) error {
	var wg sync.WaitGroup
	var failed atomic.Pointer[error]
	slots := make(chan struct{}, 16)
	for _, r := range c.readers {
		wg.Add(1)
		slots <- struct{}{}
		go func() {
			defer func() { <-slots; wg.Done() }()
			if err := fn(r); err != nil {
				failed.Store(&err)
			}
		}()
	}
	wg.Wait()
	if e := failed.Load(); e != nil {
		return *e
	}
	return nil
}

// RunChannels measures channels on a server of its own. progress gets a line for each step.
func RunChannels(ctx context.Context, p ChannelPlan, progress io.Writer) (Channels, error) {
	r := Channels{Date: time.Now().Format(time.DateOnly), CPU: cpuName(), Cores: runtime.NumCPU(), Plan: p}
	if p.Online < p.Members || p.Online < 10 || p.Subscribers < p.Online {
		return r, errors.New("the subscribers must be at least those online, who must be at least 10 and at least the members")
	}
	var args []string
	if p.Database != "" {
		args = append(args, "--database", p.Database)
	}
	s, err := Start(ctx, args...)
	if err != nil {
		return r, err
	}
	defer func() { _ = s.Stop() }() // what it measured counts
	b := &channelBench{s: s, plan: p, args: append([]string{"--dev"}, args...), say: func(f string, a ...any) { fmt.Fprintf(progress, f+"\n", a...) }}
	if err := b.prepare(ctx, &r); err != nil {
		return r, err
	}
	watch, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		r.Most = s.most(watch)
	}()
	err = b.run(ctx, &r)
	close(watch)
	<-done
	return r, err
}

type channelBench struct {
	s    *Server
	plan ChannelPlan
	args []string
	say  func(string, ...any)

	crowd               crowd
	poster              *person
	small, large, group *tl.InputPeerChannel
	seq                 atomic.Int64
}

// prepare signs everybody up, makes the channels, writes the subscribers' rows while the server is down, and connects everybody.
func (b *channelBench) prepare(ctx context.Context, r *Channels) (err error) {
	b.crowd.s = b.s
	b.say("signing up %d people", b.plan.Online+1)
	if b.poster, err = signUp(ctx, b.s); err != nil {
		return err
	}
	for range b.plan.Online {
		b.crowd.readers = append(b.crowd.readers, &reader{c: &b.crowd, got: map[int32]bool{}})
	}
	err = b.crowd.each(func(x *reader) error {
		p, err := signUp(ctx, b.s)
		if err != nil {
			return err
		}
		x.key, x.id = p.client.Key(), p.id
		return p.client.Close()
	})
	if err != nil {
		return fmt.Errorf("sign up: %w", err)
	}
	for _, c := range []struct {
		to        **tl.InputPeerChannel
		title     string
		broadcast bool
	}{{&b.small, "small", true}, {&b.large, "large", true}, {&b.group, "group", false}} {
		if *c.to, err = b.create(ctx, c.title, c.broadcast); err != nil {
			return err
		}
	}
	if err := b.s.halt(); err != nil {
		return err
	}
	b.say("writing %d subscribers", b.plan.Subscribers)
	begin := time.Now()
	if err := b.fill(ctx); err != nil {
		return err
	}
	r.Fill = time.Since(begin).Seconds()
	if err := b.s.serve(ctx, b.args...); err != nil {
		return err
	}
	b.say("connecting %d people", b.plan.Online)
	if err := b.poster.connect(ctx); err != nil {
		return err
	}
	if err := b.crowd.each(func(x *reader) error { return x.connect(ctx) }); err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	time.Sleep(3 * time.Second) // what the opening left behind is collected
	r.Rest, err = b.s.Memory()
	return err
}

// connect opens a new connection of a person who has signed in.
func (p *person) connect(ctx context.Context) error {
	key := p.client.Key()
	_ = p.client.Close() // the server has gone meanwhile
	c, err := mtclient.Dial(ctx, mtclient.Options{
		Addr: p.addr, Key: p.key, AuthKey: key, Transport: mtclient.Abridged, APIID: 1, Device: "bench", OnUpdate: p.update,
	})
	if err != nil {
		return err
	}
	p.client = c
	_, err = c.Call(ctx, &tl.UpdatesGetState{})
	return err
}

func (b *channelBench) create(ctx context.Context, title string, broadcast bool) (*tl.InputPeerChannel, error) {
	v, err := b.poster.client.Call(ctx, &tl.ChannelsCreateChannel{Title: title, Broadcast: broadcast, Megagroup: !broadcast})
	if err != nil {
		return nil, err
	}
	u, ok := v.(*tl.Updates)
	if !ok {
		return nil, fmt.Errorf("createChannel answered %T", v)
	}
	for _, c := range u.Chats {
		if c, ok := c.(*tl.Channel); ok {
			return &tl.InputPeerChannel{ChannelID: c.ID, AccessHash: c.AccessHash.V}, nil
		}
	}
	return nil, errors.New("createChannel named no channel")
}

// fill writes the rows of the audiences: the people who signed up have ids that follow each other.
func (b *channelBench) fill(ctx context.Context) error {
	url := b.plan.Database
	if url == "" {
		url = "sqlite:" + filepath.Join(b.s.Data, "chappe.db")
	}
	d, err := db.Open(ctx, url, db.Options{})
	if err != nil {
		return err
	}
	first := b.crowd.readers[0].id
	for _, x := range b.crowd.readers {
		first = min(first, x.id)
	}
	last, now := first+int64(b.plan.Online)-1, int32(time.Now().Unix())
	err = d.Write(ctx, func(tx *db.Tx) error {
		if err := channels.Populate(tx, b.small.ChannelID, first, first+9, now); err != nil {
			return err
		}
		if err := channels.Populate(tx, b.group.ChannelID, first, first+int64(b.plan.Members)-1, now); err != nil {
			return err
		}
		return channels.Populate(tx, b.large.ChannelID, first, last, now)
	})
	const batch = 50_000
	for left := b.plan.Subscribers - b.plan.Online; err == nil && left > 0; left -= batch {
		err = d.Write(ctx, func(tx *db.Tx) error {
			n := min(left, batch)
			from, err := users.Populate(tx, n, now)
			if err != nil {
				return err
			}
			return channels.Populate(tx, b.large.ChannelID, from, from+int64(n)-1, now)
		})
	}
	return errors.Join(err, d.Close())
}

// seqOf is the number that a post of the bench carries, and whether it is one.
func seqOf(m *tl.Message) (int64, bool) {
	n, err := strconv.ParseInt(strings.TrimPrefix(m.Message, "post "), 10, 64)
	return n, err == nil
}

func inChannel(m *tl.Message, id int64) bool {
	p, ok := m.PeerID.(*tl.PeerChannel)
	return ok && p.ChannelID == id
}
