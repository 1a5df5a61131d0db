package secret

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"chappe/box"
	"chappe/db"
	"chappe/feature/contacts"
	"chappe/rpc"
	"chappe/tl"
)

var (
	errData    = rpc.Bad("DATA_INVALID")
	errTooLong = rpc.Bad("DATA_TOO_LONG")
	errBlocked = rpc.Forbidden("USER_IS_BLOCKED")
	errMaxQts  = rpc.Bad("MAX_QTS_INVALID")
)

// What a message may be. It begins with the key's fingerprint and msg_key; what follows is whole blocks.
const (
	minData    = 24 + 16
	maxData    = 128 << 10
	maxWaiting = 10_000 // messages for one device
)

// envelope is what is known of a message beside its ciphertext.
type envelope struct {
	Chat     int32
	RandomID int64
	Service  bool       `json:",omitempty"`
	File     *fileEntry `json:",omitempty"`
}

// fileEntry is a file that goes with a message.
type fileEntry struct {
	ID, Hash    int64
	Size        int64
	Fingerprint int32
}

const queuedMessage = "secret.message"

// sendEncrypted relays a message.
// https://core.telegram.org/method/messages.sendEncrypted
func (f *Feature) sendEncrypted(ctx context.Context, c rpc.Caller, q *tl.MessagesSendEncrypted) (tl.MessagesSentEncryptedMessageClass, error) {
	date, err := f.relay(ctx, c, q.Peer, q.Data, envelope{RandomID: q.RandomID}, nil)
	if err != nil {
		return nil, err
	}
	return &tl.MessagesSentEncryptedMessage{Date: date}, nil
}

// sendEncryptedService relays a service message.
// https://core.telegram.org/method/messages.sendEncryptedService
func (f *Feature) sendEncryptedService(ctx context.Context, c rpc.Caller, q *tl.MessagesSendEncryptedService) (tl.MessagesSentEncryptedMessageClass, error) {
	date, err := f.relay(ctx, c, q.Peer, q.Data, envelope{RandomID: q.RandomID, Service: true}, nil)
	if err != nil {
		return nil, err
	}
	return &tl.MessagesSentEncryptedMessage{Date: date}, nil
}

// relay puts a message into the queue of the device on the other side. first runs in the same transaction, before it.
func (f *Feature) relay(ctx context.Context, c rpc.Caller, peer tl.InputEncryptedChat, data []byte, e envelope,
	first func(tx *db.Tx, ch chat, e *envelope) error) (date int32, err error) {
	switch {
	case e.RandomID == 0:
		return 0, errRandomID
	case len(data) > maxData:
		return 0, errTooLong
	case len(data) < minData || (len(data)-24)%16 != 0:
		return 0, errData
	}
	e.Chat = peer.ChatID
	place, err := f.erase.take()
	if err != nil {
		return 0, err
	}
	err = f.DB.Write(ctx, func(tx *db.Tx) error {
		ch, to, key, err := f.open(tx, c, peer)
		if err != nil {
			return err
		}
		if err := f.room(tx, c, to, key); err != nil {
			return err
		}
		if first != nil {
			if err := first(tx, ch, &e); err != nil {
				return err
			}
		}
		head, err := json.Marshal(e)
		if err != nil {
			return err
		}
		wrapped, err := f.erase.wrap(place, append(append(binary.BigEndian.AppendUint32(nil, uint32(len(head))), head...), data...))
		if err != nil {
			return err
		}
		m := box.Queued{Key: key, Name: queuedMessage, Data: append(binary.BigEndian.AppendUint64(nil, uint64(place)), wrapped...)}
		if err := f.Box.Enqueue(tx, &m); err != nil {
			return err
		}
		date = m.Date
		if err := f.frank(tx, Sent{Chat: ch.ID, Sender: c.User, Receiver: to, Date: date, MsgKey: data[8:24]}); err != nil {
			return err
		}
		return putWaiting(tx, key, m.Qts, place, e.RandomID)
	})
	if err != nil {
		f.erase.drop(place)
	}
	return date, err
}

// open is an established chat on the caller's device, and the person and device on the other side.
func (f *Feature) open(tx *db.Tx, c rpc.Caller, peer tl.InputEncryptedChat) (ch chat, to, key int64, err error) {
	if ch, err = f.find(tx, c, peer); err != nil {
		return ch, 0, 0, err
	}
	if ch.State != ready {
		return ch, 0, 0, errOver
	}
	if !ch.belongs(c.User, c.Key) {
		return ch, 0, 0, errChat
	}
	to, key = ch.other(c.User)
	return ch, to, key, nil
}

// room makes sure that the receiver wants the message and that it has a place.
func (f *Feature) room(tx *db.Tx, c rpc.Caller, to, key int64) error {
	blocked, err := contacts.Blocked(tx, to, c.User)
	if err != nil {
		return err
	}
	if blocked {
		return errBlocked
	}
	first, some, err := oldest(tx, key)
	if err != nil || !some {
		return err
	}
	last, err := box.Qts(tx, key)
	if err == nil && last-first >= maxWaiting {
		err = rpc.Flood(time.Hour)
	}
	return err
}

// unwrap returns a message that waits. It says no when its key is gone: it was acknowledged, or the erase file was lost.
func (f *Feature) unwrap(q box.Queued) (e envelope, data []byte, ok bool, err error) {
	if len(q.Data) < 8 {
		return e, nil, false, errors.New("a broken entry in a device's queue")
	}
	b, ok, err := f.erase.unwrap(int64(binary.BigEndian.Uint64(q.Data)), q.Data[8:])
	if err != nil || !ok {
		return e, nil, false, err
	}
	if len(b) < 4 || int(binary.BigEndian.Uint32(b)) > len(b)-4 {
		return e, nil, false, errors.New("a broken entry in a device's queue")
	}
	head, data := b[4:4+binary.BigEndian.Uint32(b)], b[4+binary.BigEndian.Uint32(b):]
	if err := json.Unmarshal(head, &e); err != nil {
		return e, nil, false, fmt.Errorf("an entry in a device's queue: %w", err)
	}
	return e, data, true, nil
}

// receivedQueue erases what the caller's device has stored, and returns the numbers of those messages.
// https://core.telegram.org/method/messages.receivedQueue
func (f *Feature) receivedQueue(ctx context.Context, c rpc.Caller, q *tl.MessagesReceivedQueue) ([]int64, error) {
	if q.MaxQts < 0 {
		return nil, errMaxQts
	}
	var ws []waiting
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		last, err := box.Qts(tx, c.Key)
		if err == nil && q.MaxQts > last {
			err = errMaxQts
		}
		if err != nil {
			return err
		}
		ws, err = f.confirm(tx, c.Key, q.MaxQts)
		return err
	})
	ids := make([]int64, 0, len(ws))
	for _, w := range ws {
		ids = append(ids, w.RandomID)
	}
	return ids, err
}

// Confirmed erases what a device has stored, as its getDifference shows: it names the qts up to which it has everything.
func (f *Feature) Confirmed(ctx context.Context, key int64, qts int32) error {
	var due bool
	err := f.DB.Read(ctx, func(tx *db.Tx) error {
		first, ok, err := oldest(tx, key)
		due = ok && first <= qts
		return err
	})
	if err != nil || !due {
		return err
	}
	return f.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := f.confirm(tx, key, qts)
		return err
	})
}

// confirm erases the queue of a device up to qts: the rows, and after the commit the keys that they were wrapped with.
func (f *Feature) confirm(tx *db.Tx, key int64, qts int32) ([]waiting, error) {
	ws, err := takeWaiting(tx, key, qts)
	if err != nil || len(ws) == 0 {
		return nil, err
	}
	if _, err := box.Acknowledge(tx, key, qts); err != nil {
		return nil, err
	}
	places := make([]int64, len(ws))
	for i, w := range ws {
		places[i] = w.Place
	}
	tx.After(func(context.Context) { f.erase.drop(places...) })
	return ws, nil
}

// readEncryptedHistory tells the other side up to which date the caller has read.
// https://core.telegram.org/method/messages.readEncryptedHistory
func (f *Feature) readEncryptedHistory(ctx context.Context, c rpc.Caller, q *tl.MessagesReadEncryptedHistory) (bool, error) {
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		ch, to, key, err := f.open(tx, c, q.Peer)
		if err != nil {
			return err
		}
		return f.tell(tx, to, key, noticeRead, readNotice{ID: ch.ID, MaxDate: q.MaxDate})
	})
	return err == nil, err
}

// setEncryptedTyping tells the other side that the caller types. It is kept nowhere.
// https://core.telegram.org/method/messages.setEncryptedTyping
func (f *Feature) setEncryptedTyping(ctx context.Context, c rpc.Caller, q *tl.MessagesSetEncryptedTyping) (bool, error) {
	var to int64
	err := f.DB.Read(ctx, func(tx *db.Tx) (err error) {
		_, to, _, err = f.open(tx, c, q.Peer)
		return err
	})
	if err != nil {
		return false, err
	}
	if q.Typing { // that somebody stopped is not told: it ends by itself
		data, err := json.Marshal(q.Peer.ChatID)
		if err != nil {
			return false, err
		}
		f.Box.Flash(ctx, to, flashTyping, data)
	}
	return true, nil
}
