package chats

import (
	"chappe/box"
	"chappe/db"
	"chappe/rpc"
)

// ActionTTL is the action by which a conversation says that its timer was set. N is the period in seconds, Peer whose default it was.
const ActionTTL = "timer"

// maxTTL is the longest that a message may live before it destroys itself, in seconds.
const maxTTL = 366 * 24 * 60 * 60

var errTTL = rpc.Bad("TTL_PERIOD_INVALID")

// ValidTTL checks after how many seconds messages are to destroy themselves; 0 is never. Its error is for the client.
func ValidTTL(seconds int32) error {
	if seconds < 0 || seconds > maxTTL {
		return errTTL
	}
	return nil
}

// SetTTL has what is said in a group from now on destroy itself so many seconds after it was sent, 0 for never. The holder of the seat
// must be an admin of a group that is there.
func (f *Feature) SetTTL(tx *db.Tx, s *Seat, seconds int32) error {
	if err := s.MayWrite(box.KindService, f.box.Now()); err != nil {
		return err
	}
	switch {
	case s.Role == Plain:
		return ErrAdmin
	case s.Info.TTL == seconds:
		return ErrNotModified
	}
	s.Info.TTL = seconds
	return Save(tx, &s.Chat)
}
