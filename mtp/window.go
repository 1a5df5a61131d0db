package mtp

import (
	"slices"

	"chappe/mtp/wire"
)

// received is what a session remembers of one message of the client.
type received struct {
	id     int64
	answer int64 // the answer's identifier, 0 if there is none
	seq    int32
	state  uint8
}

// What is known of a received message.
const (
	isCall      = 1 << iota // an API call
	isDone                  // answered
	isAcked                 // we told the client that it came
	isDropped               // the client does not want the answer (rpc_drop_answer)
	isContainer             // a container
)

// window is the identifiers received in a session, sorted, the newest of them. Those
// at or below floor were forgotten, and nothing is accepted there any more.
// https://core.telegram.org/mtproto/security_guidelines#checking-msg-id
type window struct {
	list  []received
	floor int64
}

// find returns the place of id, or where it would be.
func (w *window) find(id int64) (i int, found bool) {
	// The newest is looked for most often.
	if n := len(w.list); n == 0 || w.list[n-1].id < id {
		return n, false
	}
	return slices.BinarySearchFunc(w.list, id, func(r received, id int64) int {
		switch {
		case r.id < id:
			return -1
		case r.id > id:
			return 1
		}
		return 0
	})
}

// get returns the entry of id, which the next insert may move, or nil.
func (w *window) get(id int64) *received {
	if i, found := w.find(id); found {
		return &w.list[i]
	}
	return nil
}

// check says what is wrong with a message that is not a duplicate: 0 or a code of
// bad_msg_notification.
func (w *window) check(id int64, seq int32) int32 {
	if id <= w.floor {
		return wire.BadMsgTooOld
	}
	i, _ := w.find(id)
	if i > 0 {
		if before := w.list[i-1].seq; before > seq || before == seq && seq&1 != 0 {
			return wire.BadMsgSeqTooLow
		}
	}
	if i < len(w.list) {
		if after := w.list[i].seq; after < seq || after == seq && seq&1 != 0 {
			return wire.BadMsgSeqTooHigh
		}
	}
	return 0
}

// insert remembers a message. Beyond limit messages the lowest are forgotten, and
// beyond keepIdle those that are too old to come again.
func (w *window) insert(r received, limit int, now int64) {
	i, _ := w.find(r.id)
	w.list = slices.Insert(w.list, i, r)
	drop := max(0, len(w.list)-limit)
	for len(w.list)-drop > keepIdle && wire.MsgIDSeconds(w.list[drop].id) < now-forgetAfter {
		drop++
	}
	if drop == 0 {
		return
	}
	w.floor = w.list[drop-1].id
	w.list = w.list[drop:]
	if cap(w.list) > 4*len(w.list)+keepIdle {
		w.list = slices.Clip(slices.Clone(w.list))
	}
}

const (
	keepIdle    = 16
	forgetAfter = maxAge + 60 // seconds
)

// remove forgets a message that was just inserted, as if it had never come.
func (w *window) remove(id int64) {
	if i, found := w.find(id); found {
		w.list = slices.Delete(w.list, i, i+1)
	}
}

// status is the byte of msgs_state_info for a message of the client.
// https://core.telegram.org/mtproto/service_messages_about_messages#informational-message-regarding-status-of-messages
func (w *window) status(id int64) byte {
	i, found := w.find(id)
	switch {
	case !found && id <= w.floor:
		return 1
	case !found && i == len(w.list):
		return 3
	case !found:
		return 2
	}
	r := w.list[i]
	s := byte(4)
	if r.state&isAcked != 0 {
		s |= 8
	}
	if r.seq&1 == 0 {
		s |= 16
	}
	if r.state&isCall != 0 {
		s |= 32
	}
	if r.answer != 0 {
		s |= 64
	}
	return s
}
