package channels

import (
	"context"
	"strconv"
	"strings"

	"chappe/box"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/rpc"
	"chappe/tl"
)

// Statistics are for admins. They tell what the server counts anyway: who comes and goes by day, how often posts are seen, forwarded and
// reacted to, how much is said. Of what nobody counts (languages, where views come from, who mutes) the graph says that there is nothing.
// Days are those of UTC. What happened before a server first counted is in no graph.
// https://core.telegram.org/api/stats

var (
	errNoChannel   = rpc.Bad("BROADCAST_REQUIRED")
	errNoMegagroup = rpc.Bad("MEGAGROUP_REQUIRED")
	errMessageID   = rpc.Bad("MESSAGE_ID_INVALID")
	errGraph       = rpc.Bad("GRAPH_INVALID_RELOAD")
)

const (
	periodDays  = 7   // what the numbers of an answer are about; they are compared with as many days before
	maxCompared = 100 // posts of a period, the latest, of which an average is taken
	maxShown    = 20  // posts that are listed with their numbers
)

// Reacted is how many people reacted to a message with an emoji on a day.
type Reacted struct {
	ID    int32
	Emoji string
	Day   int32
	Count int32
}

// StatsSeat is the caller's seat in a channel whose statistics they may see; whoever is no admin of it gets CHAT_ADMIN_REQUIRED.
func (f *Feature) StatsSeat(tx *db.Tx, c rpc.Caller, in tl.InputChannelClass) (*Seat, error) {
	s, err := f.reader(tx, c, in)
	if err == nil && !s.Admin() {
		err = chats.ErrAdmin
	}
	return s, err
}

// broadcastStats tells an admin how a channel fares.
// https://core.telegram.org/method/stats.getBroadcastStats
func (f *Feature) broadcastStats(ctx context.Context, c rpc.Caller, q *tl.StatsGetBroadcastStats) (out *tl.StatsBroadcastStats, err error) {
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		s, err := f.StatsSeat(tx, c, q.Channel)
		if err != nil {
			return err
		}
		if !s.Is(Broadcast) {
			return errNoChannel
		}
		t, err := timeOf(tx, s)
		if err != nil {
			return err
		}
		now, posts, err := f.period(tx, s, t.today-periodDays+1, t.today+1)
		if err != nil {
			return err
		}
		before, _, err := f.period(tx, s, t.today-2*periodDays+1, t.today-periodDays+1)
		if err != nil {
			return err
		}
		out = &tl.StatsBroadcastStats{
			Period: t.period(s.now), Followers: t.compared(), ViewsPerPost: than(now.views, before.views),
			SharesPerPost: than(now.forwards, before.forwards), ReactionsPerPost: than(now.reactions, before.reactions),
			GrowthGraph: t.growth(), FollowersGraph: t.comings(), InteractionsGraph: t.interactions(),
			MuteGraph: nothing, TopHoursGraph: nothing, IvInteractionsGraph: nothing, ViewsBySourceGraph: nothing,
			NewFollowersBySourceGraph: nothing, LanguagesGraph: nothing, StoryInteractionsGraph: nothing, StoryReactionsByEmotionGraph: nothing,
			ReactionsByEmotionGraph: &tl.StatsGraphAsync{Token: emotionsOf + strconv.FormatInt(s.ID, 10)},
			RecentPostsInteractions: []tl.PostInteractionCountersClass{},
		}
		for _, p := range posts[:min(len(posts), maxShown)] {
			out.RecentPostsInteractions = append(out.RecentPostsInteractions, &tl.PostInteractionCountersMessage{
				MsgID: p.id, Views: p.views, Forwards: p.forwards, Reactions: p.reactions,
			})
		}
		return nil
	})
	return out, err
}

// timing is what the graphs of a channel are made of.
type timing struct {
	today, first int32 // the first day that a graph shows
	members      int32 // now
	days         []day // those on which something happened
}

func timeOf(tx *db.Tx, s *Seat) (timing, error) {
	t := timing{today: dayOf(s.now), members: s.Members}
	t.first = t.today
	known, ok, err := db.One(tx, firstDay, func(r *db.Row) int32 { return r.Int32() }, s.ID)
	if err != nil {
		return t, wrap(err, "days of channel %d", s.ID)
	}
	if ok {
		t.first = min(max(known, t.today-plotDays+1), t.today)
	}
	t.days, err = daysOf(tx, s.ID, min(t.first, t.today-periodDays))
	return t, err
}

// period is what the numbers are about.
func (t *timing) period(now int32) tl.StatsDateRangeDays {
	return tl.StatsDateRangeDays{MinDate: (t.today - periodDays + 1) * aDay, MaxDate: now}
}

// membersAt is how many there were at the end of a day.
func (t *timing) membersAt(end int32) int32 {
	n := t.members
	for _, d := range t.days {
		if d.day > end {
			n -= d.joined - d.parted
		}
	}
	return max(n, 0)
}

func (t *timing) compared() tl.StatsAbsValueAndPrev {
	return than(float64(t.members), float64(t.membersAt(t.today-periodDays)))
}

func than(now, before float64) tl.StatsAbsValueAndPrev {
	return tl.StatsAbsValueAndPrev{Current: now, Previous: before}
}

// averages are of the posts of a period.
type averages struct{ views, forwards, reactions float64 }

// postStats are the numbers of one post.
type postStats struct {
	id                         int32
	views, forwards, reactions int32
}

// period returns the averages of the latest posts from one day to before another, and these posts, the latest first.
func (f *Feature) period(tx *db.Tx, s *Seat, from, to int32) (a averages, out []postStats, err error) {
	st, err := box.Load(tx, s.Box())
	if err != nil {
		return a, nil, err
	}
	lo, err := firstSince(tx, s.Box(), st.LastID, from*aDay)
	if err != nil {
		return a, nil, err
	}
	hi, err := firstSince(tx, s.Box(), st.LastID, to*aDay)
	if err != nil {
		return a, nil, err
	}
	ids, err := db.All(tx, latestPosts, func(r *db.Row) int32 { return r.Int32() }, s.Box(), lo, hi, int32(box.KindService), maxCompared)
	if err != nil || len(ids) == 0 {
		return a, nil, wrap(err, "posts of channel %d", s.ID)
	}
	counts, err := CountsOf(tx, s.ID, ids)
	if err != nil {
		return a, nil, err
	}
	reacted, err := f.reacted(tx, s.ID, ids)
	if err != nil {
		return a, nil, err
	}
	sum := map[int32]int32{}
	for _, r := range reacted {
		sum[r.ID] += r.Count
	}
	n := float64(len(ids))
	for _, id := range ids {
		p := postStats{id, max(counts[id].Views, 1), counts[id].Forwards, sum[id]} // whoever wrote it has seen it
		out = append(out, p)
		a.views, a.forwards, a.reactions = a.views+float64(p.views)/n, a.forwards+float64(p.forwards)/n, a.reactions+float64(p.reactions)/n
	}
	return a, out, nil
}

func (f *Feature) reacted(tx *db.Tx, channel int64, ids []int32) ([]Reacted, error) {
	if f.Reactions == nil || len(ids) == 0 {
		return nil, nil
	}
	return f.Reactions(tx, channel, ids)
}

// messageStats tells an admin how a post of a channel fares.
// https://core.telegram.org/method/stats.getMessageStats
func (f *Feature) messageStats(ctx context.Context, c rpc.Caller, q *tl.StatsGetMessageStats) (out *tl.StatsMessageStats, err error) {
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		s, err := f.StatsSeat(tx, c, q.Channel)
		if err != nil {
			return err
		}
		ms, err := box.ByIDs(tx, s.Box(), []int32{q.MsgID})
		if err != nil {
			return err
		}
		m := ms[q.MsgID]
		if m == nil || m.Flags&box.Post == 0 || m.Flags&box.Service != 0 {
			return errMessageID
		}
		days, err := postDays(tx, s.ID, m.ID)
		if err != nil {
			return err
		}
		t := timing{today: dayOf(s.now), days: days}
		t.first = max(dayOf(m.Date), t.today-plotDays+1)
		reacted, err := f.reacted(tx, s.ID, []int32{m.ID})
		if err != nil {
			return err
		}
		out = &tl.StatsMessageStats{ViewsGraph: t.interactions(), ReactionsByEmotionGraph: t.emotions(reacted)}
		return nil
	})
	return out, err
}

// emotionsOf begins the token of the graph of the reactions to the latest posts of a channel; its id follows.
const emotionsOf = "emotions:"

// loadGraph returns a graph that an earlier answer only named.
// https://core.telegram.org/method/stats.loadAsyncGraph
func (f *Feature) loadGraph(ctx context.Context, c rpc.Caller, q *tl.StatsLoadAsyncGraph) (out tl.StatsGraphClass, err error) {
	text, ok := strings.CutPrefix(q.Token, emotionsOf)
	id, err := strconv.ParseInt(text, 10, 64)
	if !ok || err != nil {
		return nil, errGraph
	}
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		s, err := f.Reader(tx, c.User, id)
		if err == ErrPrivate || err == nil && (!s.Admin() || !s.Is(Broadcast)) {
			return errGraph // the token was somebody else's, or they are no admin any more
		}
		if err != nil {
			return err
		}
		t, err := timeOf(tx, s)
		if err != nil {
			return err
		}
		_, posts, err := f.period(tx, s, 0, t.today+1)
		if err != nil {
			return err
		}
		ids := make([]int32, len(posts))
		for i, p := range posts {
			ids[i] = p.id
		}
		reacted, err := f.reacted(tx, s.ID, ids)
		out = t.emotions(reacted)
		return err
	})
	return out, err
}
