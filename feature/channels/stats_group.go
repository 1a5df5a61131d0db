package channels

import (
	"cmp"
	"context"
	"slices"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

const (
	maxRead = 5000 // messages that are looked at to see who says most
	maxTop  = 10
)

// megagroupStats tells an admin how a supergroup fares.
// https://core.telegram.org/method/stats.getMegagroupStats
func (f *Feature) megagroupStats(ctx context.Context, c rpc.Caller, q *tl.StatsGetMegagroupStats) (out *tl.StatsMegagroupStats, err error) {
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		s, err := f.StatsSeat(tx, c, q.Channel)
		if err != nil {
			return err
		}
		if s.Is(Broadcast) {
			return errNoMegagroup
		}
		t, err := timeOf(tx, s)
		if err != nil {
			return err
		}
		said, err := saidBy(tx, s, &t)
		if err != nil {
			return err
		}
		week := said.since(t.today - periodDays + 1)
		posters, top, err := talkers(tx, s, week, said.since(t.today+1))
		if err != nil {
			return err
		}
		before, _, err := talkers(tx, s, said.since(t.today-2*periodDays+1), week)
		if err != nil {
			return err
		}
		out = &tl.StatsMegagroupStats{
			Period: t.period(s.now), Members: t.compared(),
			Messages:    than(float64(said.in(t.today-periodDays+1, t.today+1)), float64(said.in(t.today-2*periodDays+1, t.today-periodDays+1))),
			Posters:     than(float64(posters), float64(before)),
			GrowthGraph: t.growth(), MembersGraph: t.comings(), MessagesGraph: t.messages(said),
			NewMembersBySourceGraph: nothing, LanguagesGraph: nothing, ActionsGraph: nothing, WeekdaysGraph: nothing, TopHoursGraph: nothing,
			TopPosters: top, TopAdmins: []tl.StatsGroupTopAdmin{}, TopInviters: []tl.StatsGroupTopInviter{},
		}
		out.TopInviters, err = inviters(tx, s, (t.today-periodDays+1)*aDay)
		if err != nil {
			return err
		}
		var people []int64
		for _, p := range top {
			people = append(people, p.UserID)
		}
		for _, p := range out.TopInviters {
			people = append(people, p.UserID)
		}
		out.Users, err = f.contacts.People(tx, c.User, people)
		return err
	})
	return out, err
}

// talk is the ids with which days began in a supergroup: their differences are how many messages there were.
type talk struct {
	from int32
	ids  []int32 // of the days from from on, and the one after the last
}

func saidBy(tx *db.Tx, s *Seat, t *timing) (talk, error) {
	st, err := box.Load(tx, s.Box())
	if err != nil {
		return talk{}, err
	}
	out := talk{from: min(t.first, t.today-2*periodDays+1)}
	for d := out.from; d <= t.today; d++ {
		id, err := firstSince(tx, s.Box(), st.LastID, d*aDay)
		if err != nil {
			return talk{}, err
		}
		out.ids = append(out.ids, id)
	}
	out.ids = append(out.ids, st.LastID+1)
	return out, nil
}

func (s talk) since(d int32) int32 { return s.ids[min(max(d-s.from, 0), int32(len(s.ids)-1))] }

// in is how many messages there were from one day to before another.
func (s talk) in(from, to int32) int32 { return s.since(to) - s.since(from) }

const readTalk = `SELECT author, content FROM messages WHERE box = $1 AND id >= $2 AND id < $3 AND kind <> $4 ORDER BY id DESC LIMIT $5`

// talkers returns how many people spoke from one message to before another, and who said most: those who spoke in a name of their own, in
// the latest of these messages.
func talkers(tx *db.Tx, s *Seat, from, to int32) (int, []tl.StatsGroupTopPoster, error) {
	by := map[int64]*tl.StatsGroupTopPoster{}
	err := db.Each(tx, readTalk, func(r *db.Row) error {
		who, say := box.Peer(r.Int64()), r.Text()
		if !who.IsUser() {
			return nil
		}
		p := by[who.ID()]
		if p == nil {
			p = &tl.StatsGroupTopPoster{UserID: who.ID()}
			by[who.ID()] = p
		}
		p.Messages++
		p.AvgChars += int32(content.Units(content.Decode([]byte(say)).Text)) // the sum, until all are counted
		return nil
	}, s.Box(), from, to, int32(box.KindService), maxRead)
	if err != nil {
		return 0, nil, wrap(err, "messages of channel %d", s.ID)
	}
	return len(by), loudest(by), nil
}

const selectInviters = `SELECT inviter, COUNT(*) FROM channel_members WHERE channel = $1 AND state = 1 AND joined >= $2 AND inviter <> 0 AND inviter <> person
 GROUP BY inviter ORDER BY COUNT(*) DESC, inviter LIMIT $3`

// inviters are those who brought most of the members who came since a date.
func inviters(tx *db.Tx, s *Seat, since int32) ([]tl.StatsGroupTopInviter, error) {
	out, err := db.All(tx, selectInviters, func(r *db.Row) tl.StatsGroupTopInviter {
		return tl.StatsGroupTopInviter{UserID: r.Int64(), Invitations: r.Int32()}
	}, s.ID, since, maxTop)
	if out == nil {
		out = []tl.StatsGroupTopInviter{}
	}
	return out, wrap(err, "inviters of channel %d", s.ID)
}

// loudest are those who said most, with how long what they say is on average.
func loudest(by map[int64]*tl.StatsGroupTopPoster) []tl.StatsGroupTopPoster {
	out := make([]tl.StatsGroupTopPoster, 0, len(by))
	for _, p := range by {
		p.AvgChars /= p.Messages
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b tl.StatsGroupTopPoster) int {
		return cmp.Or(cmp.Compare(b.Messages, a.Messages), cmp.Compare(a.UserID, b.UserID))
	})
	return out[:min(len(out), maxTop)]
}
