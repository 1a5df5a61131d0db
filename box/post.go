package box

import (
	"fmt"
	"slices"

	"chappe/db"
)

const insertMessage = `INSERT INTO messages (box, id, pts, peer, author, out, twin, origin, date, edit_date, flags, kind,
 album, reply_to, ttl, content, state, saved, topic)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`

// A new message comes on top of its dialog; what others wrote counts as unread.
const upsertDialog = `INSERT INTO dialogs (box, peer, top, total, read_in, read_out, unread, mentions, reactions, marked, pinned, folder, date)
 VALUES ($1, $2, $3, 1, 0, 0, $4, $5, 0, FALSE, 0, 0, $6)
 ON CONFLICT (box, peer) DO UPDATE SET top = excluded.top, total = dialogs.total + 1, unread = dialogs.unread + excluded.unread,
 mentions = dialogs.mentions + excluded.mentions, date = excluded.date RETURNING folder`

// Post writes messages, each into its box, and sets their ID, Pts and Twin. In a user's box it also moves the dialog and sets
// Folder. A box may get several; they are numbered in the order given.
func (e *Engine) Post(tx *db.Tx, ms ...*Message) error {
	order := ms
	if len(ms) > 1 {
		order = slices.Clone(ms)
		slices.SortStableFunc(order, func(a, b *Message) int {
			switch {
			case a.Box < b.Box:
				return -1
			case a.Box > b.Box:
				return 1
			}
			return 0
		})
	}
	for i := 0; i < len(order); {
		n := i + 1
		for n < len(order) && order[n].Box == order[i].Box {
			n++
		}
		if err := e.number(tx, order[i:n]); err != nil {
			return err
		}
		i = n
	}
	lives := false
	for _, m := range order {
		if m.Link != nil {
			m.Twin = m.Link.ID
		}
		if err := insert(tx, m); err != nil {
			return err
		}
		lives = lives || m.TTL > 0
	}
	if lives {
		e.lives(tx)
	}
	return nil
}

// number gives the messages of one box their ids and pts, and wakes it.
func (e *Engine) number(tx *db.Tx, ms []*Message) error {
	n := int32(len(ms))
	s, err := e.take(tx, ms[0].Box, n, n)
	if err != nil {
		return err
	}
	events := make([]Event, n)
	for i, m := range ms {
		m.ID, m.Pts = s.LastID-n+1+int32(i), s.Pts-n+1+int32(i)
		events[i] = Event{Box: m.Box, Pts: m.Pts, Count: 1, Kind: Posted, Message: m}
	}
	e.wake(tx, ms[0].Box, s.Pts, events)
	return nil
}

func insert(tx *db.Tx, m *Message) error {
	_, err := tx.Exec(insertMessage, m.Box, m.ID, m.Pts, int64(m.Peer), int64(m.From), m.Out, m.Twin, m.Origin, m.Date,
		m.EditDate, int64(m.Flags), int64(m.Kind), m.Album, m.ReplyTo, m.TTL, string(m.Content), string(m.State),
		int64(m.Saved), m.Topic)
	if err != nil {
		return fmt.Errorf("post to box %d: %w", m.Box, err)
	}
	if m.Box < 0 {
		return nil // members read a channel's own box; nothing is written for each of them
	}
	return onTop(tx, m)
}

// tally is what a new message moves of its dialog, and the folder that the dialog is in.
type tally struct{ top, total, unread, mentions, date, folder int32 }

const selectTally = `SELECT top, total, unread, mentions, date, folder FROM dialogs WHERE box = $1 AND peer = $2`

const storeTally = `UPDATE dialogs SET top = $3, total = $4, unread = $5, mentions = $6, date = $7 WHERE box = $1 AND peer = $2`

// onTop moves a message's dialog: it comes on top, and what others wrote counts as unread.
func onTop(tx *db.Tx, m *Message) error {
	var unread, mentions int32
	if !m.Out {
		unread = 1
		if m.Flags&unseenMention == unseenMention {
			mentions = 1
		}
	}
	box, peer := m.Box, int64(m.Peer)
	kept, ok := db.Kept[tally](tx, "dialogs", box, peer)
	if ok && kept == nil {
		t, found, err := db.One(tx, selectTally, func(r *db.Row) tally {
			return tally{r.Int32(), r.Int32(), r.Int32(), r.Int32(), r.Int32(), r.Int32()}
		}, box, peer)
		if err != nil {
			return fmt.Errorf("dialog of box %d: %w", box, err)
		}
		if found {
			kept = &t
		}
	}
	if kept == nil {
		var err error
		m.Folder, _, err = db.One(tx, upsertDialog, func(r *db.Row) int32 { return r.Int32() }, box, peer, m.ID, unread, mentions, m.Date)
		return wrap(err, "move dialog of box %d", box)
	}
	kept.top, kept.total, kept.unread, kept.mentions = m.ID, kept.total+1, kept.unread+unread, kept.mentions+mentions
	kept.date, m.Folder = m.Date, kept.folder
	db.Keep(tx, "dialogs", box, peer, kept, func(tx *db.Tx, t *tally) error {
		_, err := tx.Exec(storeTally, box, peer, t.top, t.total, t.unread, t.mentions, t.date)
		return wrap(err, "move dialog of box %d", box)
	})
	return nil
}

// Sent is the first result of a send.
type Sent struct {
	Box  int64 // where the message is: the sender's own box, or a channel's
	ID   int32
	Pts  int32
	Date int32
}

const selectSend = `SELECT target, id, pts, date FROM sends WHERE box = $1 AND random_id = $2`

// FindSend returns what an earlier send of the same person with the same random_id made, if there was one.
func FindSend(tx *db.Tx, sender, randomID int64) (Sent, bool, error) {
	s, ok, err := db.One(tx, selectSend, func(r *db.Row) Sent {
		return Sent{Box: r.Int64(), ID: r.Int32(), Pts: r.Int32(), Date: r.Int32()}
	}, sender, randomID)
	if err != nil {
		return s, false, fmt.Errorf("find send of %d: %w", sender, err)
	}
	return s, ok, nil
}

const insertSend = `INSERT INTO sends (box, random_id, target, id, pts, date) VALUES ($1, $2, $3, $4, $5, $6)`

// KeepSend remembers that m is what the sender's send with this random_id made. It belongs in the transaction that posts m.
func KeepSend(tx *db.Tx, sender, randomID int64, m *Message) error {
	if _, err := tx.Exec(insertSend, sender, randomID, m.Box, m.ID, m.Pts, m.Date); err != nil {
		return fmt.Errorf("keep send of %d: %w", sender, err)
	}
	return nil
}
