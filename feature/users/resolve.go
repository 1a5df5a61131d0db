package users

import (
	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

// ErrPeer is the answer to a peer that the caller may not name; it is the same for one that does not exist.
var ErrPeer = rpc.Bad("PEER_ID_INVALID")

// ErrUser is the same where a person is asked for.
var ErrUser = rpc.Bad("USER_ID_INVALID")

// Peer resolves what a client names a conversation by. The answer to everything that it may not name is PEER_ID_INVALID.
// https://core.telegram.org/type/InputPeer
func (f *Feature) Peer(tx *db.Tx, c rpc.Caller, in tl.InputPeerClass) (box.Peer, error) {
	switch p := in.(type) {
	case *tl.InputPeerSelf:
		return box.UserPeer(c.User), nil
	case *tl.InputPeerUser:
		return f.named(tx, c, p.UserID, p.AccessHash)
	case *tl.InputPeerUserFromMessage:
		return f.seen(tx, c, p.Peer, p.MsgID, p.UserID)
	case *tl.InputPeerChat:
		if f.ChatPeer != nil && p.ChatID > 0 {
			if ok, err := f.ChatPeer(tx, c.User, p.ChatID); err != nil || ok {
				return box.ChatPeer(p.ChatID), err
			}
		}
	case *tl.InputPeerChannel:
		if f.ChannelPeer != nil && p.ChannelID > 0 {
			if ok, err := f.ChannelPeer(tx, c.User, p.ChannelID, p.AccessHash); err != nil || ok {
				return box.ChannelPeer(p.ChannelID), err
			}
		}
	}
	return 0, ErrPeer
}

// User resolves what a client names a person by, and loads them. The answer to everyone whom it may not name is USER_ID_INVALID.
// https://core.telegram.org/type/InputUser
func (f *Feature) User(tx *db.Tx, c rpc.Caller, in tl.InputUserClass) (User, error) {
	var peer box.Peer
	var err error
	switch p := in.(type) {
	case *tl.InputUserSelf:
		peer = box.UserPeer(c.User)
	case *tl.InputUser:
		peer, err = f.named(tx, c, p.UserID, p.AccessHash)
	case *tl.InputUserFromMessage:
		peer, err = f.seen(tx, c, p.Peer, p.MsgID, p.UserID)
	default:
		return User{}, ErrUser
	}
	if err == ErrPeer {
		return User{}, ErrUser
	}
	if err != nil {
		return User{}, err
	}
	u, ok, err := ByID(tx, peer.ID())
	if err == nil && !ok {
		err = ErrUser
	}
	return u, err
}

// named checks an access hash. Nothing is looked up before it is right.
func (f *Feature) named(tx *db.Tx, c rpc.Caller, id, hash int64) (box.Peer, error) {
	if id == c.User {
		return box.UserPeer(id), nil
	}
	if id <= 0 || f.Hash(c.User, id) != hash {
		return 0, ErrPeer
	}
	return box.UserPeer(id), nil
}

// seen checks that the caller has a message that speaks of a person, which stands in for an access hash.
// https://core.telegram.org/api/min
func (f *Feature) seen(tx *db.Tx, c rpc.Caller, in tl.InputPeerClass, msgID int32, id int64) (box.Peer, error) {
	where, err := f.Peer(tx, c, in)
	if err != nil {
		return 0, err
	}
	boxID := c.User
	if where.IsChannel() {
		boxID = int64(where)
	}
	ms, err := box.ByIDs(tx, boxID, []int32{msgID})
	if err != nil {
		return 0, err
	}
	m := ms[msgID]
	if m == nil || m.Peer != where || id <= 0 || !speaksOf(m, id) {
		return 0, ErrPeer
	}
	return box.UserPeer(id), nil
}

// speaksOf says whether a message names a person: its author, who it was forwarded from, a mention, those whom an action is about.
func speaksOf(m *box.Message, id int64) bool {
	if m.From == box.UserPeer(id) {
		return true
	}
	for _, p := range content.Decode(m.Content).People() {
		if p == id {
			return true
		}
	}
	return false
}
