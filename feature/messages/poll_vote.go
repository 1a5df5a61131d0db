package messages

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const (
	flashPoll     = "messages.poll" // votes changed
	maxPollPlaces = 1000            // messages whose people are told at once
	maxVotesPage  = 100
)

// registerPolls adds the methods by which people vote.
func (f *Feature) registerPolls(r *rpc.Registry) {
	rpc.Handle(r, f.sendVote, rpc.In(rpc.ClassSend))
	rpc.Handle(r, f.getPollResults)
	rpc.Handle(r, f.getPollVotes)
}

// sendVote notes what the caller chose, or with no option takes it back.
// https://core.telegram.org/method/messages.sendVote
func (f *Feature) sendVote(ctx context.Context, c rpc.Caller, q *tl.MessagesSendVote) (tl.UpdatesClass, error) {
	if len(q.Options) > maxAnswers {
		return nil, errOptions
	}
	return f.changePoll(ctx, c, q.Peer, q.MsgID, func(tx *db.Tx, p *poll) error {
		if p.over(f.box.Now()) {
			return errPollClosed
		}
		choices, err := p.choices(q.Options)
		if err != nil {
			return err
		}
		if p.Fixed {
			was, err := votesBy(tx, p.ID, c.User)
			if err != nil {
				return err
			}
			if len(was) > 0 {
				return errRevote
			}
		}
		return setVotes(tx, p.ID, c.User, choices, f.box.Now())
	})
}

// over says whether nobody can vote any more.
func (p *poll) over(now int32) bool { return p.Closed || p.CloseDate != 0 && p.CloseDate <= now }

// choices are the places of options among a poll's answers.
func (p *poll) choices(options [][]byte) ([]int, error) {
	if len(options) > 1 && !p.Multiple {
		return nil, errOptions
	}
	var out []int
	for _, o := range options {
		at := slices.IndexFunc(p.Answers, func(a pollAnswer) bool { return bytes.Equal(a.Option, o) })
		if at < 0 || slices.Contains(out, at) {
			return nil, errOption
		}
		out = append(out, at)
	}
	return out, nil
}

// getPollResults tells how a poll stands.
// https://core.telegram.org/method/messages.getPollResults
func (f *Feature) getPollResults(ctx context.Context, c rpc.Caller, q *tl.MessagesGetPollResults) (tl.UpdatesClass, error) {
	var b hub.Batch
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		m, p, err := f.asked(tx, c, q.Peer, q.MsgID)
		if err != nil {
			return err
		}
		b, err = f.pollUpdate(tx, c.User, place{m.Box, m.ID}, p.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return b.Object(f.box.Now()), nil
}

// changePoll changes a poll in a message that the caller can see, and tells everybody who has it.
func (f *Feature) changePoll(ctx context.Context, c rpc.Caller, in tl.InputPeerClass, id int32, change func(*db.Tx, *poll) error) (tl.UpdatesClass, error) {
	var b hub.Batch
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		m, p, err := f.asked(tx, c, in, id)
		if err != nil {
			return err
		}
		if err := change(tx, p); err != nil {
			return err
		}
		if err := f.tellPoll(tx, p.ID); err != nil {
			return err
		}
		b, err = f.pollUpdate(tx, c.User, place{m.Box, m.ID}, p.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return b.Object(f.box.Now()), nil
}

// asked returns a message that the caller can see and its poll.
func (f *Feature) asked(tx *db.Tx, c rpc.Caller, in tl.InputPeerClass, id int32) (*box.Message, *poll, error) {
	at, err := f.place(tx, c, in)
	if err != nil {
		return nil, nil, err
	}
	ms, err := at.byIDs(tx, []int32{id})
	if err != nil {
		return nil, nil, err
	}
	m := ms[id]
	if m == nil {
		return nil, nil, errID
	}
	poll := pollID(content.Decode(m.Content).Media)
	ps, err := pollsByID(tx, []int64{poll})
	if err != nil {
		return nil, nil, err
	}
	if ps[poll] == nil {
		return nil, nil, errID
	}
	return m, ps[poll], nil
}

// polled is what a flash says of a poll.
type polled struct {
	place
	Poll int64
}

// tellPoll tells, after the commit, everybody who is here and has a message with a poll how it stands. It is kept nowhere: who is away
// asks when they see the message.
func (f *Feature) tellPoll(tx *db.Tx, id int64) error {
	places, err := placesOf(tx, id, maxPollPlaces)
	if err != nil {
		return err
	}
	tx.After(func(ctx context.Context) {
		for _, p := range places {
			if b, err := json.Marshal(polled{p, id}); err == nil {
				f.box.Flash(ctx, p.Box, flashPoll, b)
			}
		}
	})
	return nil
}

func (f *Feature) renderPoll(ctx context.Context, tx *db.Tx, viewer int64, data []byte) (hub.Batch, error) {
	var p polled
	if err := json.Unmarshal(data, &p); err != nil {
		return hub.Batch{}, err
	}
	return f.pollUpdate(tx, max(viewer, 0), p.place, p.Poll) // those who follow a channel are told the same
}

// pollUpdate tells viewer how a poll stands in a message of theirs.
// https://core.telegram.org/constructor/updateMessagePoll
func (f *Feature) pollUpdate(tx *db.Tx, viewer int64, at place, id int64) (hub.Batch, error) {
	ms, err := box.ByIDs(tx, at.Box, []int32{at.ID})
	if err != nil {
		return hub.Batch{}, err
	}
	m := ms[at.ID]
	if m == nil {
		return hub.Batch{}, nil
	}
	t := told{media: f.media, viewer: viewer}
	if err := t.lookUpPolls(tx, viewer, []int64{id}, f.box.Now()); err != nil || t.polls[id] == nil {
		return hub.Batch{}, err
	}
	mp := t.polls[id]
	u := &tl.UpdateMessagePoll{Peer: PeerTL(m.Peer), MsgID: tl.Some(m.ID), PollID: id, Poll: &mp.Poll, Results: mp.Results}
	t.peer(m.Peer)
	b := hub.Batch{Updates: []tl.UpdateClass{u}}
	b.Users, b.Chats, err = f.naming(tx, &t)
	return b, err
}

// getPollVotes lists who chose what in a poll that is public.
// https://core.telegram.org/method/messages.getPollVotes
func (f *Feature) getPollVotes(ctx context.Context, c rpc.Caller, q *tl.MessagesGetPollVotes) (*tl.MessagesVotesList, error) {
	skip := 0
	if q.Offset.V != "" {
		var err error
		if skip, err = strconv.Atoi(q.Offset.V); err != nil || skip < 0 {
			return nil, rpc.Bad("OFFSET_INVALID")
		}
	}
	limit := int(min(max(q.Limit, 1), maxVotesPage))
	out := &tl.MessagesVotesList{Votes: []tl.MessagePeerVoteClass{}}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		_, p, err := f.asked(tx, c, q.Peer, q.ID)
		if err != nil {
			return err
		}
		own, err := votesBy(tx, p.ID, c.User)
		if err != nil {
			return err
		}
		switch {
		case !p.Public:
			return errPublic
		case len(own) == 0 && !p.over(f.box.Now()):
			return errNotVoted
		}
		choice := -1
		if len(q.Option) > 0 {
			cs, err := p.choices([][]byte{q.Option})
			if err != nil {
				return err
			}
			choice = cs[0]
		}
		vs, err := votesOf(tx, p.ID, choice, limit+1, skip)
		if err != nil {
			return err
		}
		if len(vs) > limit {
			vs, out.NextOffset = vs[:limit], tl.Some(strconv.Itoa(skip+limit))
		}
		counts, err := countVotes(tx, p.ID)
		if err != nil {
			return err
		}
		for i, n := range counts {
			if choice < 0 || choice == i {
				out.Count += n
			}
		}
		var people []int64
		for _, v := range vs {
			people = append(people, v.voter)
			if v.choice < len(p.Answers) {
				out.Votes = append(out.Votes, &tl.MessagePeerVote{
					Peer: &tl.PeerUser{UserID: v.voter}, Option: p.Answers[v.choice].Option, Date: v.date,
				})
			}
		}
		out.Users, err = f.contacts.People(tx, c.User, people)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// closePolls ends the polls whose time is over.
func (f *Feature) closePolls(ctx context.Context) error {
	var due []int64
	err := f.db.Read(ctx, func(tx *db.Tx) (err error) {
		due, err = pollsDue(tx, f.box.Now(), sendAtOnce)
		return err
	})
	if err != nil || len(due) == 0 {
		return err
	}
	return f.db.Write(ctx, func(tx *db.Tx) error {
		for _, id := range due {
			if err := endPoll(tx, id); err != nil {
				return err
			}
			if err := f.tellPoll(tx, id); err != nil {
				return err
			}
		}
		return nil
	})
}
