package channels

import (
	"context"
	"encoding/json"

	"chappe/box"
	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

// readHistory marks a channel as read up to a message.
// https://core.telegram.org/method/channels.readHistory
func (f *Feature) readHistory(ctx context.Context, c rpc.Caller, q *tl.ChannelsReadHistory) (bool, error) {
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		s, err := f.reader(tx, c, q.Channel)
		if err != nil {
			return err
		}
		_, err = f.ReadUpTo(tx, c, s, q.MaxID)
		return err
	})
	return err == nil, err
}

// ReadUpTo notes that the caller has read a channel up to a message, 0 for all of it, and says whether that was new. It takes no
// number of the channel's box.
func (f *Feature) ReadUpTo(tx *db.Tx, c rpc.Caller, s *Seat, upto int32) (bool, error) {
	if upto < 0 {
		return false, rpc.Bad("MAX_ID_INVALID")
	}
	if !s.In() {
		return false, nil
	}
	st, err := box.Load(tx, s.Box())
	if err != nil {
		return false, err
	}
	if upto == 0 || upto > st.LastID {
		upto = st.LastID
	}
	if upto <= s.ReadIn && !s.Marked {
		return false, nil
	}
	upto = max(upto, s.ReadIn)
	if err := f.tellAuthors(tx, s, upto); err != nil {
		return false, err
	}
	if err := f.read(tx, s, upto); err != nil {
		return false, err
	}
	return true, f.notice(tx, c.User, c.Key, noticeRead, s.ID)
}

const readMember = `UPDATE channel_members SET read_in = $3, marked = FALSE WHERE channel = $1 AND person = $2`

// read moves the read mark of a seat's holder.
func (f *Feature) read(tx *db.Tx, s *Seat, upto int32) error {
	if _, err := tx.Exec(readMember, s.ID, s.Person, upto); err != nil {
		return wrap(err, "read channel %d", s.ID)
	}
	s.ReadIn, s.Marked = upto, false
	if s.Is(Broadcast) {
		return nil
	}
	return markRead(tx, s.Channel, s.Person, upto)
}

const selectAuthors = `SELECT DISTINCT origin FROM (SELECT m.origin FROM messages m WHERE m.box = $1 AND m.id > $2 AND m.id <= $3 ORDER BY m.id DESC LIMIT 100) newest`

// tellAuthors tells those who wrote what is being read first by the holder of a seat. Whoever is away learns it with their list of
// chats.
func (f *Feature) tellAuthors(tx *db.Tx, s *Seat, upto int32) error {
	if s.Is(Broadcast) || upto <= s.ReadMax {
		return nil
	}
	people, err := db.All(tx, selectAuthors, func(r *db.Row) int64 { return r.Int64() }, s.Box(), s.ReadMax, upto)
	if err != nil {
		return wrap(err, "authors in channel %d", s.ID)
	}
	data, err := json.Marshal(readOut{s.ID, upto})
	if err != nil {
		return err
	}
	for _, p := range people {
		if p > 0 && p != s.Person {
			f.box.FlashAfter(tx, p, flashReadOut, data)
		}
	}
	return nil
}

// maxReaders is how many members a supergroup has at most of which it is told who has read what.
const maxReaders = 100

const selectReaders = `SELECT ` + memberColumns + ` FROM channel_members m WHERE m.channel = $1 AND m.state = 1 AND (m.read_in >= $2
 OR EXISTS (SELECT 1 FROM channel_thread_reads r WHERE r.channel = m.channel AND r.top = $5 AND r.person = m.person AND r.upto >= $2)) AND m.person <> $3 ORDER BY m.person LIMIT $4`

// Readers returns the members of a small supergroup that have read up to a message, in all of it or in its topic, but its author.
func (f *Feature) Readers(tx *db.Tx, s *Seat, m *box.Message) ([]int64, error) {
	if s.Is(Broadcast) || s.Members > maxReaders {
		return nil, rpc.Bad("CHAT_TOO_BIG")
	}
	ms, err := db.All(tx, selectReaders, scanMember, s.ID, m.ID, m.Origin, maxReaders, m.Topic)
	if err != nil {
		return nil, wrap(err, "readers of channel %d", s.ID)
	}
	out := make([]int64, len(ms))
	for i, m := range ms {
		out[i] = m.Person
	}
	return out, nil
}
