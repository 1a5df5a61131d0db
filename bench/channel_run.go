package bench

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"

	"chappe/tl"
)

// onItsWay is how long a post may take before it counts as lost.
const onItsWay = 60 * time.Second

// run posts to the small channel, the large one and the supergroup.
func (b *channelBench) run(ctx context.Context, r *Channels) (err error) {
	b.say("posting to 10 subscribers")
	if r.Small, err = b.audience(ctx, b.small, 10, 10); err != nil {
		return err
	}
	b.say("posting to %d subscribers, %d of them online", b.plan.Subscribers, b.plan.Online)
	if r.Large, err = b.audience(ctx, b.large, b.plan.Subscribers, b.plan.Online); err != nil {
		return err
	}
	b.say("posting to a group of %d, %d posts/s for %.0f s", b.plan.Members, b.plan.Rate, b.plan.Seconds)
	if r.Group, err = b.stream(ctx, b.plan.Rate, b.plan.Seconds); err != nil || !b.plan.Knee {
		return err
	}
	for rate := max(b.plan.Rate, 1); ; rate += max(rate/2, 1) {
		b.say("looking for the knee: %d posts/s", rate)
		s, err := b.stream(ctx, rate, 10)
		if err != nil {
			return err
		}
		r.Streams = append(r.Streams, s)
		if s.P99 > time.Second {
			return nil
		}
	}
}

func (b *channelBench) post(ctx context.Context, to tl.InputPeerClass, seq int64) (time.Duration, error) {
	begin := time.Now()
	_, err := b.poster.client.Call(ctx, &tl.MessagesSendMessage{Peer: to, Message: fmt.Sprintf("post %d", seq), RandomID: rand.Int64()})
	return time.Since(begin), err
}

// audience posts one message after the other, each when everybody has the one before.
func (b *channelBench) audience(ctx context.Context, to *tl.InputPeerChannel, subscribers, online int) (Audience, error) {
	r := Audience{Subscribers: subscribers, Online: online}
	var left atomic.Int64
	var now atomic.Int64
	all := make(chan time.Time, 1)
	heard := func(_ *reader, m *tl.Message) {
		if n, ok := seqOf(m); ok && n == now.Load() && inChannel(m, to.ChannelID) && left.Add(-1) == 0 {
			all <- time.Now()
		}
	}
	b.crowd.heard.Store(&heard)
	defer b.crowd.heard.Store(nil)
	var answers, lasts []time.Duration
	for range b.plan.Posts {
		seq := b.seq.Add(1)
		now.Store(seq)
		left.Store(int64(online))
		begin := time.Now()
		took, err := b.post(ctx, to, seq)
		if err != nil {
			return r, err
		}
		answers = append(answers, took)
		select {
		case at := <-all:
			lasts = append(lasts, at.Sub(begin))
		case <-time.After(onItsWay):
			return r, fmt.Errorf("%d of %d subscribers were not told of a post", left.Load(), online)
		}
		time.Sleep(200 * time.Millisecond)
	}
	slices.Sort(answers)
	slices.Sort(lasts)
	r.AnswerP50, r.AnswerMax = answers[len(answers)/2], answers[len(answers)-1]
	r.LastP50, r.LastMax = lasts[len(lasts)/2], lasts[len(lasts)-1]
	return r, nil
}

// streamRun is the state of posts at a steady rate.
type streamRun struct {
	base   int64
	sent   []atomic.Int64  // when each was sent, unix nanoseconds
	delays [][]int32       // by reader, milliseconds; each written by its reader alone
	of     map[*reader]int // place of a reader
	total  atomic.Int64
}

// stream posts to the supergroup at a rate for some seconds, waits until everybody has everything, and compares what each member was told
// with the history.
func (b *channelBench) stream(ctx context.Context, rate int, seconds float64) (Stream, error) {
	posts := int(float64(rate) * seconds)
	r := Stream{Rate: rate, Posts: posts}
	members := b.members()
	run := &streamRun{base: b.seq.Add(int64(posts)) - int64(posts) + 1, sent: make([]atomic.Int64, posts), delays: make([][]int32, len(members)), of: map[*reader]int{}}
	for i, m := range members {
		run.of[m] = i
		run.delays[i] = make([]int32, 0, posts)
		m.mu.Lock()
		clear(m.got)
		m.mu.Unlock()
	}
	heard := func(x *reader, m *tl.Message) { run.take(x, m, b.group.ChannelID) }
	b.crowd.heard.Store(&heard)
	defer b.crowd.heard.Store(nil)
	begin := time.Now()
	var wg sync.WaitGroup
	var failed atomic.Pointer[error]
	for i := range posts {
		time.Sleep(time.Until(begin.Add(time.Duration(float64(i) / float64(rate) * float64(time.Second)))))
		wg.Add(1)
		run.sent[i].Store(time.Now().UnixNano())
		go func() {
			defer wg.Done()
			if _, err := b.post(ctx, b.group, run.base+int64(i)); err != nil {
				failed.Store(&err)
			}
		}()
	}
	wg.Wait()
	if e := failed.Load(); e != nil {
		return r, *e
	}
	want := int64(posts) * int64(len(members))
	for end := time.Now().Add(onItsWay); run.total.Load() < want && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	took := time.Since(begin).Seconds()
	r.Deliveries = run.total.Load()
	r.PerSecond = float64(r.Deliveries) / took
	var all []int32
	for _, d := range run.delays {
		all = append(all, d...)
	}
	if len(all) > 0 {
		slices.Sort(all)
		r.P50 = time.Duration(all[len(all)/2]) * time.Millisecond
		r.P99 = time.Duration(all[len(all)*99/100]) * time.Millisecond
	}
	missed, err := b.compare(ctx, members, posts)
	r.Missed = missed
	return r, err
}

// take notes that a reader has a post.
func (run *streamRun) take(x *reader, m *tl.Message, group int64) {
	n, ok := seqOf(m)
	place, member := run.of[x]
	at := n - run.base
	if !ok || !member || at < 0 || at >= int64(len(run.sent)) || !inChannel(m, group) {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.got[m.ID] {
		return
	}
	x.got[m.ID] = true
	run.delays[place] = append(run.delays[place], int32((time.Now().UnixNano()-run.sent[at].Load())/int64(time.Millisecond)))
	run.total.Add(1)
}

// members are those online who are in the supergroup: the first who signed up.
func (b *channelBench) members() []*reader {
	out := slices.Clone(b.crowd.readers)
	slices.SortFunc(out, func(a, b *reader) int { return int(a.id - b.id) })
	return out[:b.plan.Members]
}

// compare reads the newest posts as the poster sees them, and counts the members who were not told of exactly these.
func (b *channelBench) compare(ctx context.Context, members []*reader, posts int) (missed int, err error) {
	want := map[int32]bool{}
	for offset := int32(0); len(want) < posts; {
		v, err := b.poster.client.Call(ctx, &tl.MessagesGetHistory{Peer: b.group, OffsetID: offset, Limit: int32(min(100, posts-len(want)))})
		if err != nil {
			return 0, err
		}
		h, ok := v.(*tl.MessagesChannelMessages)
		if !ok || len(h.Messages) == 0 {
			break
		}
		for _, m := range h.Messages {
			if m, ok := m.(*tl.Message); ok {
				want[m.ID] = true
				offset = m.ID
			}
		}
	}
	for _, m := range members {
		m.mu.Lock()
		same := len(m.got) == len(want)
		for id := range m.got {
			same = same && want[id]
		}
		m.mu.Unlock()
		if !same {
			missed++
		}
	}
	return missed, nil
}

// Text prints what was measured.
func (r Channels) Text(w io.Writer) error {
	fmt.Fprintf(w, "%s, %d cores, %s\n\n", r.CPU, r.Cores, r.Date)
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "subscribers\tonline\tanswer p50\tanswer max\tlast one p50\tlast one max")
	for _, a := range []Audience{r.Small, r.Large} {
		fmt.Fprintf(t, "%d\t%d\t%v\t%v\t%v\t%v\n", a.Subscribers, a.Online, round(a.AnswerP50), round(a.AnswerMax), round(a.LastP50), round(a.LastMax))
	}
	fmt.Fprintln(t)
	fmt.Fprintln(t, "posts/s\tposts\tdeliveries\tdeliveries/s\tp50\tp99\tmembers who missed one")
	for _, s := range append([]Stream{r.Group}, r.Streams...) {
		fmt.Fprintf(t, "%d\t%d\t%d\t%.0f\t%v\t%v\t%d\n", s.Rate, s.Posts, s.Deliveries, s.PerSecond, s.P50, s.P99, s.Missed)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if knee := r.Knee(); knee > 0 {
		fmt.Fprintf(w, "\nthe knee: %.0f deliveries/s before the 99th percentile passes a second\n", knee)
	}
	_, err := fmt.Fprintf(w, "\nthe server's memory: %d MB with everybody connected, %d MB at most; %d rows were written in %.0f s\n",
		r.Rest>>20, r.Most>>20, r.Plan.Subscribers, r.Fill)
	return err
}

// Knee is the most deliveries a second whose 99th percentile is within a second, 0 where that was not looked for.
func (r Channels) Knee() (most float64) {
	for _, s := range r.Streams {
		if s.P99 <= time.Second {
			most = max(most, s.PerSecond)
		}
	}
	return most
}

func round(d time.Duration) time.Duration { return d.Round(10 * time.Microsecond) }
