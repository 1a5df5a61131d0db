package channels

import (
	"fmt"

	"chappe/box"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/rpc"
	"chappe/tl"
)

// Seat is a channel and how somebody stands to it.
type Seat struct {
	*Channel
	Member
	now int32
}

// In says whether the person is a member.
func (s *Seat) In() bool { return s.State == chats.In }

// Gone says whether the person was banned and may not look.
func (s *Seat) Gone() bool { return s.bans()&chats.NoView != 0 }

// bans are what the person alone is not allowed at this moment.
func (s *Seat) bans() chats.Bans {
	if s.Until != 0 && s.Until <= s.now {
		return 0
	}
	return s.Member.Banned
}

// Has says whether the person is an admin with a right.
func (s *Seat) Has(r chats.Rights) bool {
	if !s.In() {
		return false
	}
	return s.Role == chats.Creator && r != chats.Anonymous || s.Role != chats.Plain && s.Rights&r != 0
}

// Admin says whether the person is an admin.
func (s *Seat) Admin() bool { return s.In() && s.Role != chats.Plain }

// May says whether the person may do one of the things that members of a supergroup do unless it is forbidden, and that an admin with a
// right may in any case.
func (s *Seat) May(r chats.Rights, not chats.Bans) bool {
	if s.Has(r) {
		return true
	}
	return s.In() && !s.Is(Broadcast) && !s.Admin() && (s.Channel.Banned|s.bans())&not == 0
}

// Sees says whether the person may know who is in the channel.
func (s *Seat) Sees() bool {
	if s.Admin() {
		return true
	}
	return !s.Is(Broadcast) && !s.Is(HiddenMembers) && !s.Gone() && (s.In() || s.Username != "")
}

// PostsAs is whom the messages of the person come from unless they say otherwise.
func (s *Seat) PostsAs() box.Peer {
	switch {
	case s.Is(Broadcast), s.Rights&chats.Anonymous != 0 && s.Admin():
		return s.Peer()
	case s.SendAs != 0:
		return s.SendAs
	}
	return box.UserPeer(s.Person)
}

// Errors of channels.
var (
	ErrChannel  = rpc.Bad("CHANNEL_INVALID")
	ErrPrivate  = rpc.Bad("CHANNEL_PRIVATE")
	errJoined   = rpc.Bad("CHANNELS_TOO_MUCH")            // the caller
	errTheirs   = rpc.Forbidden("USER_CHANNELS_TOO_MUCH") // whom the caller adds or lets in
	errUserBan  = rpc.Bad("USER_BANNED_IN_CHANNEL")
	errKicked   = rpc.Bad("USER_KICKED")
	errRight    = rpc.Forbidden("RIGHT_FORBIDDEN")
	errWriteAll = rpc.Forbidden("CHAT_WRITE_FORBIDDEN")
	errGuest    = rpc.Forbidden("CHAT_GUEST_SEND_FORBIDDEN")
)

// MayPost checks that the person may say something of a kind now.
func (s *Seat) MayPost(what box.Kind) error {
	switch {
	case s.Gone():
		return ErrPrivate
	case !s.Info.Closed.Over(s.now):
		return errWriteAll
	case s.Is(Broadcast):
		if !s.Has(chats.PostMessages) {
			return chats.ErrAdmin
		}
		return nil
	case s.Admin():
		return nil
	case !s.In():
		if s.Linked == 0 {
			return errWriteAll
		}
		if s.Is(JoinToSend) {
			return errGuest
		}
	}
	if s.bans()&chats.NoMessages != 0 {
		return errUserBan
	}
	return chats.Forbids(s.Channel.Banned|s.bans(), what)
}

// MayReact says whether the person may react to messages.
func (s *Seat) MayReact() bool {
	if s.Gone() || !s.Info.Closed.Over(s.now) {
		return false
	}
	return s.Admin() || s.In() && (s.Channel.Banned|s.bans())&chats.NoReactions == 0
}

// Slowed returns an error while the person has to wait until they may say the next thing.
// https://core.telegram.org/method/channels.toggleSlowMode
func (s *Seat) Slowed() error {
	if s.Slow == 0 || s.Admin() || s.Posted == 0 {
		return nil
	}
	if wait := s.Posted + s.Slow - s.now; wait > 0 {
		return &rpc.Error{Code: 420, Message: fmt.Sprintf("SLOWMODE_WAIT_%d", wait)}
	}
	return nil
}

// Seat returns how a person stands to a channel, whether they may look at it or not.
func (f *Feature) Seat(tx *db.Tx, person, id int64) (*Seat, error) {
	ch, err := ByID(tx, id)
	if err != nil {
		return nil, err
	}
	if ch == nil || ch.Is(Deleted) {
		return nil, ErrChannel
	}
	m, err := member(tx, id, person)
	return &Seat{Channel: ch, Member: m, now: f.box.Now()}, err
}

// Reader returns the seat of somebody who may look at a channel: a member, whoever looks at a public one, and whoever looks at the
// discussion group of one that they may look at.
func (f *Feature) Reader(tx *db.Tx, person, id int64) (*Seat, error) {
	s, err := f.Seat(tx, person, id)
	if err == ErrChannel {
		err = ErrPrivate
	}
	if err != nil {
		return nil, err
	}
	if s.Gone() {
		return nil, ErrPrivate
	}
	if s.In() || s.Username != "" {
		return s, nil
	}
	if s.Linked != 0 && !s.Is(Broadcast) {
		other, err := f.Seat(tx, person, s.Linked)
		if err != nil && err != ErrChannel {
			return nil, err
		}
		if err == nil && !other.Gone() && (other.In() || other.Username != "") {
			return s, nil
		}
	}
	return nil, ErrPrivate
}

// Sees says whether a person may look at a channel.
func (f *Feature) Sees(tx *db.Tx, person, id int64) (bool, error) {
	_, err := f.Reader(tx, person, id)
	if err == ErrPrivate {
		return false, nil
	}
	return err == nil, err
}

// named resolves what a client names a channel by.
// https://core.telegram.org/type/InputChannel
func (f *Feature) named(tx *db.Tx, c rpc.Caller, in tl.InputChannelClass) (int64, error) {
	var peer tl.InputPeerClass
	switch p := in.(type) {
	case *tl.InputChannel:
		peer = &tl.InputPeerChannel{ChannelID: p.ChannelID, AccessHash: p.AccessHash}
	case *tl.InputChannelFromMessage:
		peer = &tl.InputPeerChannelFromMessage{Peer: p.Peer, MsgID: p.MsgID, ChannelID: p.ChannelID}
	default:
		return 0, ErrChannel
	}
	found, err := f.users.Peer(tx, c, peer)
	if rpc.Is(err, "PEER_ID_INVALID") || err == nil && !found.IsChannel() {
		return 0, ErrChannel
	}
	return found.ID(), err
}

// reader is the caller's seat in a channel that they may look at.
func (f *Feature) reader(tx *db.Tx, c rpc.Caller, in tl.InputChannelClass) (*Seat, error) {
	id, err := f.named(tx, c, in)
	if err != nil {
		return nil, err
	}
	return f.Reader(tx, c.User, id)
}

// Named is the caller's seat in a channel that they may look at.
func (f *Feature) Named(tx *db.Tx, c rpc.Caller, in tl.InputChannelClass) (*Seat, error) {
	return f.reader(tx, c, in)
}

// admin is the caller's seat in a channel where they have a right.
func (f *Feature) admin(tx *db.Tx, c rpc.Caller, in tl.InputChannelClass, r chats.Rights) (*Seat, error) {
	s, err := f.reader(tx, c, in)
	if err == nil && !s.Has(r) {
		err = chats.ErrAdmin
	}
	return s, err
}
