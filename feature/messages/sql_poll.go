package messages

import (
	"encoding/json"

	"chappe/box"
	"chappe/db"
)

const insertPoll = `INSERT INTO polls (id, owner, closed, close_date, data) VALUES ($1, $2, $3, $4, $5)`

func putPoll(tx *db.Tx, p *poll) error {
	data, err := json.Marshal(p.pollSays)
	if err != nil {
		return wrap(err, "make poll %d", p.ID)
	}
	_, err = tx.Exec(insertPoll, p.ID, p.Owner, p.Closed, p.CloseDate, string(data))
	return wrap(err, "make poll %d", p.ID)
}

const selectPolls = `SELECT id, owner, closed, close_date, data FROM polls WHERE id IN ($1*)`

// pollsByID returns those polls that are there. One that cannot be read asks nothing.
func pollsByID(tx *db.Tx, ids []int64) (map[int64]*poll, error) {
	ps, err := db.All(tx, selectPolls, func(r *db.Row) *poll {
		p := &poll{ID: r.Int64(), Owner: r.Int64(), Closed: r.Bool(), CloseDate: r.Int32()}
		if json.Unmarshal([]byte(r.Text()), &p.pollSays) != nil {
			p.pollSays = pollSays{}
		}
		return p
	}, db.IDs(ids))
	out := make(map[int64]*poll, len(ps))
	for _, p := range ps {
		out[p.ID] = p
	}
	return out, wrap(err, "polls")
}

const updatePollClosed = `UPDATE polls SET closed = TRUE, close_date = 0 WHERE id = $1`

// endPoll closes a poll.
func endPoll(tx *db.Tx, id int64) error {
	_, err := tx.Exec(updatePollClosed, id)
	return wrap(err, "close poll %d", id)
}

const selectDuePolls = `SELECT id FROM polls WHERE close_date <> 0 AND close_date <= $1 ORDER BY close_date LIMIT $2`

// pollsDue returns polls that are over by now and not closed.
func pollsDue(tx *db.Tx, now int32, limit int) ([]int64, error) {
	ids, err := db.All(tx, selectDuePolls, int64Of, now, limit)
	return ids, wrap(err, "polls that are over")
}

func int64Of(r *db.Row) int64 { return r.Int64() }

const insertPollMessage = `INSERT INTO poll_messages (box, id, poll) VALUES ($1, $2, $3)`

func keepPollMessage(tx *db.Tx, m *box.Message, poll int64) error {
	_, err := tx.Exec(insertPollMessage, m.Box, m.ID, poll)
	return wrap(err, "note poll %d", poll)
}

const selectPollMessages = `SELECT box, id FROM poll_messages WHERE poll = $1 ORDER BY box, id LIMIT $2`

// place is where a message is.
type place struct {
	Box int64
	ID  int32
}

// placesOf returns where a poll is.
func placesOf(tx *db.Tx, poll int64, limit int) ([]place, error) {
	ps, err := db.All(tx, selectPollMessages, func(r *db.Row) place { return place{r.Int64(), r.Int32()} }, poll, limit)
	return ps, wrap(err, "messages of poll %d", poll)
}

const deletePollMessages = `DELETE FROM poll_messages WHERE box = $1 AND id IN ($2*) RETURNING poll`

func dropPollMessages(tx *db.Tx, of int64, ids []int32) ([]int64, error) {
	polls, err := db.All(tx, deletePollMessages, int64Of, of, idList(ids))
	return polls, wrap(err, "drop polls of %d", of)
}

const (
	deletePollsOfBox = `DELETE FROM poll_messages WHERE box = $1 RETURNING poll`
	selectAsked      = `SELECT 1 FROM poll_messages WHERE poll = $1 LIMIT 1`
	deletePoll       = `DELETE FROM polls WHERE id = $1`
	deleteVotesOf    = `DELETE FROM votes WHERE poll = $1`
	deleteBurnsOf    = `DELETE FROM burns WHERE box = $1`
)

// forgetMedia drops what is kept of a box whose owner is gone.
func forgetMedia(tx *db.Tx, of int64) error {
	if _, err := tx.Exec(deleteBurnsOf, of); err != nil {
		return wrap(err, "drop timers of %d", of)
	}
	polls, err := db.All(tx, deletePollsOfBox, int64Of, of)
	if err != nil {
		return wrap(err, "drop polls of %d", of)
	}
	return dropUnaskedPolls(tx, polls)
}

// dropUnaskedPolls deletes those of polls that no message has.
func dropUnaskedPolls(tx *db.Tx, polls []int64) error {
	for _, id := range polls {
		_, asked, err := db.One(tx, selectAsked, int64Of, id)
		if err != nil {
			return wrap(err, "drop poll %d", id)
		}
		if asked {
			continue
		}
		for _, sql := range []string{deletePoll, deleteVotesOf} {
			if _, err := tx.Exec(sql, id); err != nil {
				return wrap(err, "drop poll %d", id)
			}
		}
	}
	return nil
}

// vote is one answer that somebody chose.
type vote struct {
	voter  int64
	choice int // place in the poll's answers
	date   int32
}

func scanVote(r *db.Row) vote { return vote{r.Int64(), int(r.Int32()), r.Int32()} }

const selectOwnVotes = `SELECT voter, choice, date FROM votes WHERE poll = $1 AND voter = $2 ORDER BY choice`

// votesBy returns what somebody chose.
func votesBy(tx *db.Tx, poll, voter int64) ([]vote, error) {
	vs, err := db.All(tx, selectOwnVotes, scanVote, poll, voter)
	return vs, wrap(err, "votes in poll %d", poll)
}

const (
	deleteVotes = `DELETE FROM votes WHERE poll = $1 AND voter = $2`
	insertVote  = `INSERT INTO votes (poll, voter, choice, date) VALUES ($1, $2, $3, $4)`
)

// setVotes stores what somebody chose instead of what they chose before.
func setVotes(tx *db.Tx, poll, voter int64, choices []int, now int32) error {
	if _, err := tx.Exec(deleteVotes, poll, voter); err != nil {
		return wrap(err, "vote in poll %d", poll)
	}
	for _, c := range choices {
		if _, err := tx.Exec(insertVote, poll, voter, c, now); err != nil {
			return wrap(err, "vote in poll %d", poll)
		}
	}
	return nil
}

const selectTally = `SELECT choice, COUNT(*) FROM votes WHERE poll = $1 GROUP BY choice`

// countVotes returns how many chose each answer.
func countVotes(tx *db.Tx, poll int64) (map[int]int32, error) {
	out := map[int]int32{}
	err := db.Each(tx, selectTally, func(r *db.Row) error {
		c := int(r.Int32())
		out[c] = r.Int32()
		return nil
	}, poll)
	return out, wrap(err, "count votes in poll %d", poll)
}

const selectVoters = `SELECT COUNT(DISTINCT voter) FROM votes WHERE poll = $1`

// countVoters returns how many voted.
func countVoters(tx *db.Tx, poll int64) (int32, error) {
	n, _, err := db.One(tx, selectVoters, func(r *db.Row) int32 { return r.Int32() }, poll)
	return n, wrap(err, "count voters in poll %d", poll)
}

const (
	selectVotes       = `SELECT voter, choice, date FROM votes WHERE poll = $1 ORDER BY date DESC, voter, choice LIMIT $2 OFFSET $3`
	selectVotesChoice = `SELECT voter, choice, date FROM votes WHERE poll = $1 AND choice = $2 ORDER BY date DESC, voter LIMIT $3 OFFSET $4`
)

// votesOf returns votes, the latest first; choice -1 is any.
func votesOf(tx *db.Tx, poll int64, choice, limit, skip int) ([]vote, error) {
	if choice < 0 {
		vs, err := db.All(tx, selectVotes, scanVote, poll, limit, skip)
		return vs, wrap(err, "votes in poll %d", poll)
	}
	vs, err := db.All(tx, selectVotesChoice, scanVote, poll, choice, limit, skip)
	return vs, wrap(err, "votes in poll %d", poll)
}

const selectVoteDays = `SELECT date / 86400, COUNT(*) FROM votes WHERE poll = $1 GROUP BY date / 86400`

// voteDays returns how many votes of a poll, as they are now, came on each day (days since 1970, UTC).
func voteDays(tx *db.Tx, poll int64) (map[int32]int32, error) {
	out := map[int32]int32{}
	err := db.Each(tx, selectVoteDays, func(r *db.Row) error {
		day := r.Int32()
		out[day] = r.Int32()
		return nil
	}, poll)
	return out, wrap(err, "votes in poll %d by day", poll)
}
