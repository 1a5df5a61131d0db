package secretchat

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// Phase is where a chat stands.
type Phase int

// The phases of a chat. Their values are stored.
const (
	Requested Phase = iota + 1 // we asked, and wait for the other side to accept
	Invited                    // the other side asked, and we have not accepted
	Accepting                  // we accepted, and wait for the server to confirm
	Ready                      // messages can be exchanged
	Closed                     // over, for ever; the keys are gone
)

// MaxLayer is the newest layer that this package speaks, MinLayer the oldest that it accepts: the first with MTProto 2.0.
const (
	MinLayer = 73
	MaxLayer = 144
)

// ErrClosed and ErrNotReady say that a chat is in another phase than the call needs.
var (
	ErrClosed   = errors.New("the secret chat is closed")
	ErrNotReady = errors.New("the secret chat is not established")
)

// Violation is what the other side did that no honest client does. It ends the chat.
type Violation string

func (v Violation) Error() string { return "secret chat broken: " + string(v) }

// Chat is one side of a secret chat. It is not safe for concurrent use; a Client sees to that.
type Chat struct{ s state }

// ID is the chat's number, Peer the other person's.
func (c *Chat) ID() int32 { return c.s.ID }

// Peer is the other person's id.
func (c *Chat) Peer() int64 { return c.s.Peer }

// Phase is where the chat stands.
func (c *Chat) Phase() Phase { return c.s.Phase }

// Ref names the chat in calls to the server.
func (c *Chat) Ref() ChatRef { return ChatRef{ID: c.s.ID, AccessHash: c.s.AccessHash} }

// TTL is the chat's timer in seconds, 0 for none.
func (c *Chat) TTL() int32 { return c.s.TTL }

// Layer is what both sides speak.
func (c *Chat) Layer() int32 { return min(MaxLayer, max(MinLayer, c.s.HisLayer)) }

// Picture is what both people compare. It changes with every exchange of keys, and has to be compared again then by people who are
// careful.
func (c *Chat) Picture() Picture { return Picture{Hash: c.s.picture()} }

// FirstPicture is the picture of the key that the chat began with, which other clients go on showing.
func (c *Chat) FirstPicture() Picture { return Picture{Hash: c.s.First} }

// Request begins a chat with a person. The id that it returns goes into messages.requestEncryption as random_id, with g_a.
// https://core.telegram.org/api/end-to-end#sending-a-request
func Request(self, peer int64, dh DHConfig, now time.Time) (c *Chat, gA []byte, err error) {
	if err := checkGroup(dh.G, dh.Prime); err != nil {
		return nil, nil, err
	}
	c = &Chat{state{
		Version: stateVersion, ID: newID(), Self: self, Peer: peer, Creator: true, Phase: Requested,
		G: dh.G, Prime: dh.Prime, Since: now.Unix(),
	}}
	if c.s.Secret, c.s.Public, err = newPair(dh.G, dh.Prime, dh.Random); err != nil {
		return nil, nil, err
	}
	return c, c.s.Public, nil
}

func newID() int32 {
	var b [4]byte
	for {
		rand.Read(b[:])
		if id := int32(binary.LittleEndian.Uint32(b[:])); id > 0 {
			return id
		}
	}
}

// Incoming is a chat that somebody asked for. Nothing is computed before Accept.
func Incoming(self int64, r RemoteChat, now time.Time) (*Chat, error) {
	if r.Kind != RemoteRequested || r.ParticipantID != self || r.AdminID == self || r.ID == 0 {
		return nil, errors.New("not a request for a secret chat with this person")
	}
	return &Chat{state{
		Version: stateVersion, ID: r.ID, AccessHash: r.AccessHash, Self: self, Peer: r.AdminID, Phase: Invited,
		PeerPublic: r.GAOrB, Since: now.Unix(),
	}}, nil
}

// Accept computes the key. What it returns goes into messages.acceptEncryption, after the state was stored.
// https://core.telegram.org/api/end-to-end#accepting-a-request
func (c *Chat) Accept(dh DHConfig, now time.Time) (gB []byte, fingerprint int64, err error) {
	if c.s.Phase != Invited {
		return nil, 0, ErrNotReady
	}
	if err := checkGroup(dh.G, dh.Prime); err != nil {
		return nil, 0, err
	}
	secret, public, err := newPair(dh.G, dh.Prime, dh.Random)
	if err != nil {
		return nil, 0, err
	}
	key, err := sharedKey(c.s.PeerPublic, secret, dh.Prime)
	clear(secret)
	if err != nil {
		return nil, 0, err
	}
	c.s.G, c.s.Prime, c.s.Public, c.s.PeerPublic = dh.G, dh.Prime, public, nil
	c.s.Key = &chatKey{Key: key, Since: now.Unix()}
	c.s.Phase = Accepting
	return public, Fingerprint(key), nil
}

// Update takes what the server says of the chat: an answer to a request or an acceptance, or an updateEncryption.
func (c *Chat) Update(r RemoteChat, now time.Time) ([]Event, error) {
	if c.s.Phase == Closed {
		return nil, nil
	}
	if r.ID != c.s.ID {
		return nil, errors.New("the server speaks of another secret chat")
	}
	switch r.Kind {
	case RemoteDiscarded:
		return []Event{c.close("the other side or the server ended it", r.HistoryDeleted)}, nil
	case RemoteWaiting:
		if c.s.Phase == Requested {
			c.s.AccessHash = r.AccessHash
		}
	case RemoteReady:
		if c.s.Phase == Requested || c.s.Phase == Accepting {
			return c.established(r, now)
		}
	}
	return nil, nil
}

// established makes the key, on the side that asked, and compares fingerprints on both.
func (c *Chat) established(r RemoteChat, now time.Time) ([]Event, error) {
	creator, other := c.s.people()
	if r.AdminID != creator || r.ParticipantID != other {
		return c.violated("the server names other people")
	}
	if c.s.Phase == Requested {
		key, err := sharedKey(r.GAOrB, c.s.Secret, c.s.Prime)
		if err != nil {
			return c.violated("a public value that must not be used")
		}
		c.s.Key = &chatKey{Key: key, Since: now.Unix()}
	}
	if Fingerprint(c.s.Key.Key) != r.KeyFingerprint {
		return c.violated("the key's fingerprint is another one")
	}
	clear(c.s.Secret)
	c.s.Secret, c.s.Public, c.s.AccessHash = nil, nil, r.AccessHash
	c.s.First = PictureOf(c.s.Key.Key).Hash
	c.s.Phase = Ready
	if err := c.act(&DecryptedMessageActionNotifyLayer{Layer: MaxLayer}, now); err != nil {
		return nil, err
	}
	events := []Event{Established{Picture: c.Picture()}}
	before := c.s.Early
	c.s.Early = nil
	for _, m := range before {
		more, err := c.Receive(m.Data, m.Date, m.File, now)
		events = append(events, more...)
		if c.s.Phase != Ready {
			return events, err
		}
	}
	return events, nil
}

// violated ends the chat because of what the other side or the server did, and has the server told.
func (c *Chat) violated(format string, args ...any) ([]Event, error) {
	v := Violation(fmt.Sprintf(format, args...))
	e := c.close(string(v), false)
	c.s.Discard = true
	return []Event{e}, v
}

// Discard ends the chat. The caller tells the server with messages.discardEncryption, after the state was stored.
func (c *Chat) Discard() []Event {
	if c.s.Phase == Closed {
		return nil
	}
	e := c.close("ended here", false)
	c.s.Discard = true
	return []Event{e}
}

// close forgets everything but that there was a chat.
func (c *Chat) close(reason string, deleted bool) Event {
	for _, k := range []*chatKey{c.s.Key, c.s.Next, c.s.Old} {
		k.wipe()
	}
	clear(c.s.Secret)
	if c.s.Exchange != nil {
		clear(c.s.Exchange.Secret)
	}
	for i := range c.s.Held {
		clear(c.s.Held[i].Body)
	}
	c.s = state{
		Version: stateVersion, ID: c.s.ID, AccessHash: c.s.AccessHash, Self: c.s.Self, Peer: c.s.Peer, Creator: c.s.Creator,
		Phase: Closed, Since: c.s.Since,
	}
	return Ended{Reason: reason, HistoryDeleted: deleted}
}

// mustDiscard says whether the server is to be told that the chat is over.
func (c *Chat) mustDiscard() bool { return c.s.Discard }
