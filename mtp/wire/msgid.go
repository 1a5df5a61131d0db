package wire

import (
	"sync/atomic"
	"time"
)

// MsgIDs makes message identifiers that only grow. It may be used from any
// goroutine. https://core.telegram.org/mtproto/description#message-identifier-msg-id
type MsgIDs struct {
	last atomic.Int64 // divisible by 4
}

// The two lowest bits of a message identifier.
const (
	ClientMsg = 0 // from a client
	Reply     = 1 // from the server, in answer to a client's message
	Notice    = 3 // from the server, of its own accord
)

// Next returns an identifier for the time now with the given two lowest bits,
// higher than all before it even if the clock stands still or goes back.
func (g *MsgIDs) Next(now time.Time, kind int64) int64 {
	t := MsgIDAt(now)
	for {
		last := g.last.Load()
		id := max(t, last+4)
		if g.last.CompareAndSwap(last, id) {
			return id + kind
		}
	}
}

// MsgIDAt is the identifier, divisible by 4, that stands for the time t.
func MsgIDAt(t time.Time) int64 {
	ns := t.UnixNano()
	sec, frac := ns/1e9, ns%1e9
	return (sec<<32 | frac<<32/1e9) &^ 3
}

// MsgIDSeconds is the unix time in seconds that an identifier stands for.
func MsgIDSeconds(id int64) int64 { return id >> 32 }
