package messages

import (
	"chappe/db"
	"chappe/tl"
)

// lookUpPolls renders polls as viewer sees them.
func (t *told) lookUpPolls(tx *db.Tx, viewer int64, ids []int64, now int32) error {
	ps, err := pollsByID(tx, ids)
	if err != nil {
		return err
	}
	t.polls = make(map[int64]*tl.MessageMediaPoll, len(ps))
	for id, p := range ps {
		if t.polls[id], err = t.pollTL(tx, viewer, p, now); err != nil {
			return err
		}
	}
	return nil
}

// pollTL renders a poll. Who has not voted yet sees no results, unless it is over.
// https://core.telegram.org/constructor/messageMediaPoll
func (t *told) pollTL(tx *db.Tx, viewer int64, p *poll, now int32) (*tl.MessageMediaPoll, error) {
	own, err := votesBy(tx, p.ID, viewer)
	if err != nil {
		return nil, err
	}
	over := p.over(now)
	out := &tl.MessageMediaPoll{Poll: p.tl(over, p.Owner == viewer)}
	total, err := countVoters(tx, p.ID)
	if err != nil {
		return nil, err
	}
	out.Results.TotalVoters = tl.Some(total)
	out.Results.CanViewStats = p.Owner == viewer
	if p.HideUntil && !over || len(own) == 0 && !over {
		return out, nil
	}
	counts, err := countVotes(tx, p.ID)
	if err != nil {
		return nil, err
	}
	chosen := map[int]bool{}
	for _, v := range own {
		chosen[v.choice] = true
	}
	for i, a := range p.Answers {
		out.Results.Results = append(out.Results.Results, tl.PollAnswerVoters{
			Chosen: chosen[i], Correct: a.Correct, Option: a.Option, Voters: tl.Some(counts[i]),
		})
	}
	if s := p.Solution; s.Text != "" {
		out.Results.Solution, out.Results.SolutionEntities = tl.Some(s.Text), s.tl().Entities
	}
	if p.Public {
		recent, err := votesOf(tx, p.ID, -1, recentVoters, 0)
		if err != nil {
			return nil, err
		}
		for _, v := range recent {
			t.people = append(t.people, v.voter)
			out.Results.RecentVoters = append(out.Results.RecentVoters, &tl.PeerUser{UserID: v.voter})
		}
	}
	return out, nil
}

// https://core.telegram.org/constructor/poll
func (p *poll) tl(over, own bool) tl.Poll {
	out := tl.Poll{
		ID: p.ID, Closed: over, PublicVoters: p.Public, MultipleChoice: p.Multiple, Quiz: p.Quiz, RevotingDisabled: p.Fixed && !p.Quiz,
		ShuffleAnswers: p.Shuffle, HideResultsUntilClose: p.HideUntil, Creator: own, Question: p.Question.tl(), Answers: []tl.PollAnswerClass{},
	}
	for _, a := range p.Answers {
		out.Answers = append(out.Answers, &tl.PollAnswer{Text: a.said.tl(), Option: a.Option})
	}
	if p.Period != 0 {
		out.ClosePeriod = tl.Some(p.Period)
	}
	if p.CloseDate != 0 {
		out.CloseDate = tl.Some(p.CloseDate)
	}
	return out
}
