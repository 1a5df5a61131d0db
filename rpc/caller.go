package rpc

import (
	"net/netip"

	"chappe/mtp"
	"chappe/tl"
)

// Caller is who asks: the person, the device and the session. It is passed by value and lives as long as the request.
type Caller struct {
	User    int64 // the person's id, 0 before sign-in
	Key     int64 // the device's permanent key
	Session *Session
	MsgID   int64 // of the message that carried the request
	Addr    netip.Addr
	Takeout int64            // the takeout that the call is a part of, 0 for none; it was checked
	Range   *tl.MessageRange // of the ids of messages that the call is about; nil for all

	answer *answer
}

// answer is what a handler says about its own answer, and what the call holds while it runs.
type answer struct {
	saw      []saw
	mark     int64 // what Hooks.Mark said when the call began
	marked   bool
	leave    func()      // ends the call's turn; nil before it has one
	dense    bool        // it does not become smaller when it is packed
	unpacked bool        // it has a place among those who unpack
	spent    bool        // nothing refers to the request any more
	memory   *mtp.Memory // what the answer is to be written into; nil for memory of its own
}

type saw struct {
	box        int64
	pts, count int32
}

// Saw notes that the answer itself tells the client of the numbers (pts-count, pts] of a box, so that live delivery to this
// session leaves them out.
func (c Caller) Saw(box int64, pts, count int32) {
	if c.answer != nil && count > 0 {
		c.answer.saw = append(c.answer.saw, saw{box, pts, count})
	}
}

// Room is memory of n bytes, not cleared, for a string of bytes in the answer, which is to be written behind so many bytes of the
// answer's TL. If it does come to stand there, as the last that is written, it is not copied. It can be asked for once in a call.
func (c Caller) Room(before, n int) []byte {
	at := mtp.AnswerRoom + before
	if c.answer == nil || c.answer.memory != nil {
		return make([]byte, n)
	}
	c.answer.memory = mtp.NewMemory(at + n + roomBehind)
	return c.answer.memory.Bytes()[at : at+n : at+n]
}

// roomBehind is for what TL fills up a string with, in bytes.
const roomBehind = 4

// Device describes the device as it described itself.
func (c Caller) Device() DeviceInfo { return c.Session.Info() }

// MT is the session below, for the few methods that deal with keys.
func (c Caller) MT() *mtp.Session { return c.Session.mt }
