package messages

import (
	"bytes"
	"encoding/json"
	"fmt"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/media"
	"chappe/rpc"
	"chappe/tl"
)

// A message with a poll says which one; what is asked and what was answered is in tables, because it changes and because everybody
// who has the message, forwarded too, has the same poll.
const mediaPoll = "poll"

// https://core.telegram.org/api/poll
const (
	maxQuestion  = 255 // UTF-16 code units
	maxAnswer    = 100
	minAnswers   = 2
	maxAnswers   = 12
	maxSolution  = 200
	minClose     = 5       // seconds
	maxClose     = 2628000 // seconds
	recentVoters = 3
)

var (
	errQuestion    = rpc.Bad("POLL_QUESTION_INVALID")
	errAnswers     = rpc.Bad("POLL_ANSWERS_INVALID")
	errAnswer      = rpc.Bad("POLL_ANSWER_INVALID")
	errOptionTwice = rpc.Bad("POLL_OPTION_DUPLICATE")
	errOptionBad   = rpc.Bad("POLL_OPTION_INVALID")
	errNoCorrect   = rpc.Bad("QUIZ_CORRECT_ANSWERS_EMPTY")
	errManyCorrect = rpc.Bad("QUIZ_CORRECT_ANSWERS_TOO_MUCH")
	errCorrect     = rpc.Bad("QUIZ_CORRECT_ANSWER_INVALID")
	errMultiple    = rpc.Bad("QUIZ_MULTIPLE_INVALID")
	errPollClosed  = rpc.Bad("MESSAGE_POLL_CLOSED")
	errOption      = rpc.Bad("OPTION_INVALID")
	errOptions     = rpc.Bad("OPTIONS_TOO_MUCH")
	errRevote      = rpc.Bad("REVOTE_NOT_ALLOWED")
	errNotVoted    = rpc.Forbidden("POLL_VOTE_REQUIRED")
	errPublic      = rpc.Forbidden("BROADCAST_FORBIDDEN")
	errSolution    = rpc.Bad("POLL_ANSWERS_INVALID")
)

// poll is what is asked.
type poll struct {
	ID        int64
	Owner     int64
	Closed    bool
	CloseDate int32 // unix seconds, 0 for never
	pollSays
}

// pollSays is what a poll's row keeps as JSON.
type pollSays struct {
	Question  said         `json:"q"`
	Answers   []pollAnswer `json:"a"`
	Public    bool         `json:"p,omitempty"`
	Multiple  bool         `json:"m,omitempty"`
	Quiz      bool         `json:"z,omitempty"`
	Fixed     bool         `json:"f,omitempty"` // nobody can vote again
	Shuffle   bool         `json:"s,omitempty"`
	HideUntil bool         `json:"h,omitempty"` // nobody sees results before it is over
	Period    int32        `json:"c,omitempty"` // seconds
	Solution  said         `json:"x"`
}

// said is a text.
type said struct {
	Text     string           `json:"t,omitempty"`
	Entities []content.Entity `json:"e,omitempty"`
}

func (s said) tl() tl.TextWithEntities {
	es := content.EntitiesTL(s.Entities)
	if es == nil {
		es = []tl.MessageEntityClass{}
	}
	return tl.TextWithEntities{Text: s.Text, Entities: es}
}

// pollAnswer is one of the answers that a poll offers.
type pollAnswer struct {
	said
	Option  []byte `json:"o"`
	Correct bool   `json:"c,omitempty"`
}

// pollFrom is a poll that a client makes. id is what it gets.
// https://core.telegram.org/constructor/inputMediaPoll
func (f *Feature) pollFrom(owner, id int64, q *tl.InputMediaPoll) (*poll, error) {
	in := &q.Poll
	p := &poll{ID: id, Owner: owner, Closed: in.Closed}
	p.Public, p.Multiple, p.Quiz, p.Fixed = in.PublicVoters, in.MultipleChoice, in.Quiz, in.RevotingDisabled || in.Quiz
	p.Shuffle, p.HideUntil = in.ShuffleAnswers, in.HideResultsUntilClose
	var err error
	if p.Question, err = pollText(in.Question, maxQuestion, errQuestion); err != nil {
		return nil, err
	}
	if p.Answers, err = pollAnswers(in.Answers); err != nil {
		return nil, err
	}
	if err := p.mark(q.CorrectAnswers); err != nil {
		return nil, err
	}
	if q.Solution.V != "" {
		p.Solution, err = pollText(tl.TextWithEntities{Text: q.Solution.V, Entities: q.SolutionEntities}, maxSolution, errSolution)
		if err != nil {
			return nil, err
		}
	}
	now := f.box.Now()
	switch {
	case in.ClosePeriod.V != 0:
		if in.ClosePeriod.V < minClose || in.ClosePeriod.V > maxClose {
			return nil, errAnswers
		}
		p.Period, p.CloseDate = in.ClosePeriod.V, now+in.ClosePeriod.V
	case in.CloseDate.V != 0:
		if d := in.CloseDate.V - now; d < minClose || d > maxClose {
			return nil, errAnswers
		}
		p.CloseDate = in.CloseDate.V
	}
	return p, nil
}

func pollText(in tl.TextWithEntities, most int, bad error) (said, error) {
	text, shift := content.Trim(in.Text)
	if text == "" || content.Units(text) > most {
		return said{}, bad
	}
	nobody := func(tl.InputUserClass) (int64, bool) { return 0, false }
	return said{text, content.FromTL(text, shift, in.Entities, nobody)}, nil
}

func pollAnswers(in []tl.PollAnswerClass) ([]pollAnswer, error) {
	if len(in) < minAnswers || len(in) > maxAnswers {
		return nil, errAnswers
	}
	out := make([]pollAnswer, len(in))
	for i, a := range in {
		var text tl.TextWithEntities
		option := []byte{byte(i)}
		switch a := a.(type) {
		case *tl.PollAnswer:
			text, option = a.Text, a.Option
		case *tl.InputPollAnswer:
			text = a.Text
		default:
			return nil, errAnswer
		}
		if len(option) == 0 || len(option) > maxAnswer {
			return nil, errOptionBad
		}
		for _, was := range out[:i] {
			if bytes.Equal(was.Option, option) {
				return nil, errOptionTwice
			}
		}
		s, err := pollText(text, maxAnswer, errAnswer)
		if err != nil {
			return nil, err
		}
		out[i] = pollAnswer{said: s, Option: option}
	}
	return out, nil
}

// mark notes which answers of a quiz are right.
func (p *poll) mark(correct []int32) error {
	if !p.Quiz {
		return nil
	}
	switch {
	case p.Multiple:
		return errMultiple
	case len(correct) == 0:
		return errNoCorrect
	case len(correct) > 1:
		return errManyCorrect
	case correct[0] < 0 || int(correct[0]) >= len(p.Answers):
		return errCorrect
	}
	p.Answers[correct[0]].Correct = true
	return nil
}

// preparePoll is a poll as media of a message.
func (f *Feature) preparePoll(owner int64, q *tl.InputMediaPoll) (*poll, *media.Prepared, error) {
	p, err := f.pollFrom(owner, media.NewID(), q)
	if err != nil {
		return nil, nil, err
	}
	m, err := pollMedia(p.ID)
	return p, &media.Prepared{Media: m, Kind: box.KindPoll}, err
}

func pollMedia(id int64) (content.Media, error) {
	b, err := json.Marshal(id)
	if err != nil {
		return content.Media{}, fmt.Errorf("encode poll: %w", err)
	}
	return content.Media{Type: mediaPoll, Data: b}, nil
}

// pollID is the poll that a message has, 0 for none.
func pollID(m *content.Media) (id int64) {
	if m == nil || m.Type != mediaPoll || json.Unmarshal(m.Data, &id) != nil {
		return 0
	}
	return id
}

// holdPoll notes that rows of a message have a poll.
func holdPoll(tx *db.Tx, id int64, rows ...*box.Message) error {
	for _, m := range rows {
		if id == 0 || m == nil {
			continue
		}
		if err := keepPollMessage(tx, m, id); err != nil {
			return err
		}
	}
	return nil
}

// dropPolls hears of messages that were deleted: a poll that no message has goes, too.
func dropPolls(tx *db.Tx, of int64, gone []*box.Message) error {
	var ids []int32
	for _, m := range gone {
		if m.Kind == box.KindPoll {
			ids = append(ids, m.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	polls, err := dropPollMessages(tx, of, ids)
	if err != nil {
		return err
	}
	return dropUnaskedPolls(tx, polls)
}
