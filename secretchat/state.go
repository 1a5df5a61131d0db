package secretchat

import (
	"encoding/json"
	"errors"
	"fmt"
)

// stateVersion is the form in which states are written.
const stateVersion = 1

// state is all that a chat is, as it is stored. It holds the chat's keys: whoever reads it reads the chat.
type state struct {
	Version    int
	ID         int32
	AccessHash int64
	Self, Peer int64
	Creator    bool
	Phase      Phase
	Since      int64 // unix seconds: when the chat was made
	Discard    bool  `json:",omitempty"` // the server is to be told that it is over

	// The first exchange.
	G          int32  `json:",omitempty"`
	Prime      []byte `json:",omitempty"`
	Secret     []byte `json:",omitempty"` // our exponent, until there is a key
	Public     []byte `json:",omitempty"` // g to the power of it
	PeerPublic []byte `json:",omitempty"` // g_a of who asks, until we accept

	// Keys.
	Key       *chatKey  `json:",omitempty"` // what we encrypt with
	Next      *chatKey  `json:",omitempty"` // agreed on, and not committed to by the other side
	Old       *chatKey  `json:",omitempty"` // what the other side may still encrypt with
	First     [36]byte  // the picture of the first key
	Exchanges int       `json:",omitempty"`
	Exchange  *exchange `json:",omitempty"` // of keys, that is under way

	// Sequence numbers, counted as messages of one direction.
	Out       int32      `json:",omitempty"` // messages sent
	In        int32      `json:",omitempty"` // messages received and worked through
	HisIn     int32      `json:",omitempty"` // of ours, those that the other side has worked through
	HisLayer  int32      `json:",omitempty"` // the newest that the other side has named
	LastLayer int32      `json:",omitempty"` // of the message worked through last
	Outbox    []outgoing `json:",omitempty"` // sent, and not yet worked through by the other side; oldest first
	Held      []held     `json:",omitempty"` // received ahead of what is missing, in order
	Early     []early    `json:",omitempty"` // received before the server said that the chat is established
	Asked     int32      `json:",omitempty"` // what is missing below this number was asked for
	AskedAt   int64      `json:",omitempty"` // unix seconds

	TTL    int32            `json:",omitempty"`
	Timers map[int64]*timer `json:",omitempty"` // by the messages' random ids
}

// chatKey is a key of the chat and how much it was used.
type chatKey struct {
	Key   []byte
	Since int64 // unix seconds
	Uses  int   `json:",omitempty"`
}

func (k *chatKey) wipe() {
	if k != nil {
		clear(k.Key)
	}
}

// people are the chat's creator and the other one.
func (s *state) people() (creator, other int64) {
	if s.Creator {
		return s.Self, s.Peer
	}
	return s.Peer, s.Self
}

func (s *state) picture() [36]byte {
	if s.Exchanges == 0 || s.Key == nil {
		return s.First
	}
	creator, other := s.people()
	return boundPicture(s.Key.Key, s.ID, creator, other).Hash
}

// MarshalBinary returns the chat's state. It holds the keys, and belongs where nobody else can read it.
func (c *Chat) MarshalBinary() ([]byte, error) { return json.Marshal(&c.s) }

// Restore returns a chat from its state.
func Restore(b []byte) (*Chat, error) {
	c := new(Chat)
	if err := json.Unmarshal(b, &c.s); err != nil {
		return nil, fmt.Errorf("read a secret chat's state: %w", err)
	}
	s := &c.s
	if s.Version != stateVersion {
		return nil, fmt.Errorf("a secret chat's state has version %d, want %d", s.Version, stateVersion)
	}
	for _, k := range []*chatKey{s.Key, s.Next, s.Old} {
		if k != nil && len(k.Key) != size {
			return nil, errors.New("a secret chat's state has a broken key")
		}
	}
	for _, t := range s.Timers {
		if t == nil {
			return nil, errors.New("a secret chat's state has a broken timer")
		}
	}
	if s.Phase == Ready && checkGroup(s.G, s.Prime) != nil {
		return nil, errors.New("a secret chat's state has no group")
	}
	if s.Phase < Requested || s.Phase > Closed || (s.Phase == Ready || s.Phase == Accepting) && s.Key == nil {
		return nil, errors.New("a secret chat's state is broken")
	}
	return c, nil
}
