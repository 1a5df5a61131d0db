package box

// Peer names who a dialog is with, in one number: a user by its id, a channel by its negated id (both are also the numbers of
// their boxes), a basic group, which has no box, by its id below a fixed offset. 0 is nobody.
type Peer int64

// chatOffset keeps basic groups apart from channels. Ids of all kinds stay below 2^48 (they are 53 bits in clients).
const chatOffset = 1 << 50

// UserPeer, ChatPeer and ChannelPeer name a peer by the id that the protocol gives it, which must be above 0.
func UserPeer(id int64) Peer    { return Peer(id) }
func ChatPeer(id int64) Peer    { return Peer(-chatOffset - id) }
func ChannelPeer(id int64) Peer { return Peer(-id) }

// IsUser, IsChat and IsChannel tell the kinds apart.
func (p Peer) IsUser() bool    { return p > 0 }
func (p Peer) IsChat() bool    { return p < -chatOffset }
func (p Peer) IsChannel() bool { return p < 0 && p >= -chatOffset }

// ID returns the id that the protocol gives the peer.
func (p Peer) ID() int64 {
	switch {
	case p.IsUser():
		return int64(p)
	case p.IsChat():
		return -int64(p) - chatOffset
	}
	return -int64(p)
}
