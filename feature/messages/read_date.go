package messages

import (
	"context"

	"chappe/box"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

// keepReadDates is how long the dates of reading are kept, in seconds; clients are told by help.getAppConfig.
const keepReadDates = 7 * 24 * 3600

var (
	errTooOld      = rpc.Bad("MESSAGE_TOO_OLD")
	errNotRead     = rpc.Bad("MESSAGE_NOT_READ_YET")
	errTheirSecret = rpc.Forbidden("USER_PRIVACY_RESTRICTED")
	errYourSecret  = rpc.Forbidden("YOUR_PRIVACY_RESTRICTED")
)

// getOutboxReadDate tells when the other person has read a message of the caller's. Who hides when they read is not told of others.
// https://core.telegram.org/method/messages.getOutboxReadDate
func (f *Feature) getOutboxReadDate(ctx context.Context, c rpc.Caller, q *tl.MessagesGetOutboxReadDate) (*tl.OutboxReadDate, error) {
	out := &tl.OutboxReadDate{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		peer, err := f.peer(tx, c, q.Peer)
		if err != nil {
			return err
		}
		if peer.ID() == c.User {
			return users.ErrPeer
		}
		ms, err := box.ByIDs(tx, c.User, []int32{q.MsgID})
		if err != nil {
			return err
		}
		m := ms[q.MsgID]
		if m == nil || m.Peer != peer || !m.Out {
			return errID
		}
		if f.box.Now()-m.Date > keepReadDates {
			return errTooOld
		}
		if hidden, err := f.ReadHidden(tx, peer.ID(), c.User); err != nil || hidden {
			return either(err, errTheirSecret)
		}
		if hidden, err := f.ReadHidden(tx, c.User, peer.ID()); err != nil || hidden {
			return either(err, errYourSecret)
		}
		d, _, err := box.LoadDialog(tx, c.User, peer)
		if err != nil {
			return err
		}
		if d.ReadOut < m.ID {
			return errNotRead
		}
		date, ok, err := readDate(tx, c.User, peer, m.ID)
		if err == nil && !ok {
			err = errTooOld
		}
		out.Date = date
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func either(err error, otherwise *rpc.Error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// getMessageReadParticipants tells which members of a group have read a message. Conversations of two have read marks instead.
// https://core.telegram.org/method/messages.getMessageReadParticipants
func (f *Feature) getMessageReadParticipants(ctx context.Context, c rpc.Caller, q *tl.MessagesGetMessageReadParticipants) ([]tl.ReadParticipantDate, error) {
	out := []tl.ReadParticipantDate{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		at, err := f.place(tx, c, q.Peer)
		if err != nil {
			return err
		}
		if at.peer.IsUser() {
			return users.ErrPeer
		}
		ms, err := at.byIDs(tx, []int32{q.MsgID})
		if err != nil {
			return err
		}
		m := ms[q.MsgID]
		if m == nil {
			return errID
		}
		if f.box.Now()-m.Date > keepReadDates {
			return errTooOld
		}
		var people []int64
		if at.channel != nil {
			people, err = f.channels.Readers(tx, at.channel, m)
		} else {
			people, err = f.groupReaders(tx, at.chat, m)
		}
		for _, p := range people {
			if hidden, err := f.ReadHidden(tx, p, c.User); err != nil {
				return err
			} else if !hidden {
				out = append(out, tl.ReadParticipantDate{UserID: p, Date: m.Date})
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// groupReaders returns the members of a basic group that have read a message of somebody else's.
func (f *Feature) groupReaders(tx *db.Tx, seat *chats.Seat, m *box.Message) ([]int64, error) {
	ms, err := chats.Members(tx, seat.ID)
	if err != nil {
		return nil, err
	}
	if len(ms) > maxReaders {
		return nil, rpc.Bad("CHAT_TOO_BIG")
	}
	rows, err := chats.Twins(tx, chats.IDs(ms), m.Origin)
	if err != nil {
		return nil, err
	}
	var out []int64
	for _, t := range rows {
		if t.Out {
			continue
		}
		d, _, err := box.LoadDialog(tx, t.Box, t.Peer)
		if err != nil {
			return nil, err
		}
		if d.ReadIn >= t.ID {
			out = append(out, t.Box)
		}
	}
	return out, nil
}

// maxReaders is up to how many members it is told which of them have read something.
const maxReaders = 100

const (
	insertReadDate = `INSERT INTO read_dates (box, peer, upto, date) VALUES ($1, $2, $3, $4) ON CONFLICT (box, peer, upto) DO NOTHING`
	deleteReadOld  = `DELETE FROM read_dates WHERE box = $1 AND peer = $2 AND date < $3`
	selectReadDate = `SELECT date FROM read_dates WHERE box = $1 AND peer = $2 AND upto >= $3 ORDER BY upto LIMIT 1`
)

// keepReadDate notes that peer has just read owner's messages up to one.
func (f *Feature) keepReadDate(tx *db.Tx, owner int64, peer box.Peer, upto int32) error {
	now := f.box.Now()
	if _, err := tx.Exec(deleteReadOld, owner, int64(peer), now-keepReadDates); err != nil {
		return wrap(err, "read dates of %d", owner)
	}
	_, err := tx.Exec(insertReadDate, owner, int64(peer), upto, now)
	return wrap(err, "read dates of %d", owner)
}

func readDate(tx *db.Tx, owner int64, peer box.Peer, id int32) (int32, bool, error) {
	date, ok, err := db.One(tx, selectReadDate, func(r *db.Row) int32 { return r.Int32() }, owner, int64(peer), id)
	return date, ok, wrap(err, "read dates of %d", owner)
}
