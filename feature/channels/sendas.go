package channels

import (
	"chappe/box"
	"chappe/db"
	"chappe/feature/chats"
)

// MaySendAs says whether the holder of a seat in a supergroup may post as somebody: as themselves, as the group where they are an anonymous
// admin, as a public channel of their own.
func (f *Feature) MaySendAs(tx *db.Tx, s *Seat, as box.Peer) (bool, error) {
	switch {
	case as == box.UserPeer(s.Person):
		return s.Rights&chats.Anonymous == 0 || !s.Admin(), nil
	case as == s.Peer():
		return s.Admin() && s.Rights&chats.Anonymous != 0, nil
	case !as.IsChannel():
		return false, nil
	}
	other, err := f.Seat(tx, s.Person, as.ID())
	if err == ErrChannel {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return other.Role == chats.Creator && other.In() && (other.Username != "" || s.Linked == other.ID), nil
}
