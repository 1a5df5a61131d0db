package secretchat

import (
	"time"
)

// When a key is replaced.
const (
	maxUses = 100
	maxAge  = 7 * 24 * 60 * 60 // seconds
)

// exchange is an exchange of keys that is under way.
type exchange struct {
	ID     int64
	Secret []byte `json:",omitempty"` // our exponent, where we asked; where the other side did, the new key is known
}

// rekey begins an exchange when the key has served long enough and none is under way.
// https://core.telegram.org/api/end-to-end/pfs
func (c *Chat) rekey(now time.Time) error {
	k := c.s.Key
	if c.s.Phase != Ready || c.s.Exchange != nil || c.s.Next != nil || c.s.Old != nil || k.Uses < maxUses && now.Unix()-k.Since < maxAge {
		return nil
	}
	return c.Rekey(now)
}

// Rekey begins an exchange of keys now. It does nothing while one is under way.
func (c *Chat) Rekey(now time.Time) error {
	if c.s.Phase != Ready {
		return ErrNotReady
	}
	if c.s.Exchange != nil || c.s.Next != nil || c.s.Old != nil {
		return nil
	}
	secret, public, err := newPair(c.s.G, c.s.Prime, nil)
	if err != nil {
		return err
	}
	c.s.Exchange = &exchange{ID: RandomID(), Secret: secret}
	return c.act(&DecryptedMessageActionRequestKey{ExchangeID: c.s.Exchange.ID, GA: public}, now)
}

// keyRequested answers the other side's request for a new key.
func (c *Chat) keyRequested(a *DecryptedMessageActionRequestKey, now time.Time) ([]Event, error) {
	if e := c.s.Exchange; e != nil && e.Secret != nil {
		// Both asked at once: the larger number wins, on both sides.
		if e.ID > a.ExchangeID {
			return nil, nil
		}
		same := e.ID == a.ExchangeID
		clear(e.Secret)
		c.s.Exchange = nil
		if same {
			return nil, nil
		}
	}
	if c.s.Exchange != nil || c.s.Next != nil || c.s.Old != nil {
		return c.violated("a second exchange of keys")
	}
	secret, public, err := newPair(c.s.G, c.s.Prime, nil)
	if err != nil {
		return nil, err
	}
	key, err := sharedKey(a.GA, secret, c.s.Prime)
	clear(secret)
	if err != nil {
		return c.violated("a public value that must not be used")
	}
	if c.keyFor(Fingerprint(key)) != nil {
		return c.violated("a key that was used before")
	}
	c.s.Next = &chatKey{Key: key, Since: now.Unix()}
	c.s.Exchange = &exchange{ID: a.ExchangeID}
	return nil, c.act(&DecryptedMessageActionAcceptKey{ExchangeID: a.ExchangeID, GB: public, KeyFingerprint: Fingerprint(key)}, now)
}

// keyAccepted commits to the new key. From here on it is what we encrypt with.
func (c *Chat) keyAccepted(a *DecryptedMessageActionAcceptKey, now time.Time) ([]Event, error) {
	e := c.s.Exchange
	if e == nil || e.Secret == nil || e.ID != a.ExchangeID {
		return c.violated("an answer to an exchange of keys that nobody asked for")
	}
	key, err := sharedKey(a.GB, e.Secret, c.s.Prime)
	if err != nil {
		return c.violated("a public value that must not be used")
	}
	if Fingerprint(key) != a.KeyFingerprint {
		return c.violated("the new key's fingerprint is another one")
	}
	if c.keyFor(Fingerprint(key)) != nil {
		return c.violated("a key that was used before")
	}
	clear(e.Secret)
	c.s.Exchange = nil
	if err := c.act(&DecryptedMessageActionCommitKey{ExchangeID: a.ExchangeID, KeyFingerprint: a.KeyFingerprint}, now); err != nil {
		return nil, err
	}
	c.s.Old = c.s.Key
	return c.changeKey(&chatKey{Key: key, Since: now.Unix()}), nil
}

// keyCommitted uses the new key, now that the other side does. Nothing comes with the one before: what did was worked through.
func (c *Chat) keyCommitted(a *DecryptedMessageActionCommitKey, now time.Time) ([]Event, error) {
	e := c.s.Exchange
	if e == nil || c.s.Next == nil || e.ID != a.ExchangeID || Fingerprint(c.s.Next.Key) != a.KeyFingerprint {
		return c.violated("a commitment to a key that was not agreed on")
	}
	c.s.Key.wipe()
	next := c.s.Next
	c.s.Next, c.s.Exchange = nil, nil
	events := c.changeKey(next)
	// The other side keeps the old key until it hears the new one.
	return events, c.act(&DecryptedMessageActionNoop{}, now)
}

func (c *Chat) changeKey(k *chatKey) []Event {
	c.s.Key = k
	c.s.Exchanges++
	return []Event{KeyChanged{Picture: c.Picture()}}
}

// keyAborted gives an exchange up.
func (c *Chat) keyAborted(a *DecryptedMessageActionAbortKey) ([]Event, error) {
	if e := c.s.Exchange; e != nil && e.ID == a.ExchangeID {
		clear(e.Secret)
		c.s.Next.wipe()
		c.s.Exchange, c.s.Next = nil, nil
		c.s.Key.Uses = 0 // the other side does not want one now: ask again after as many messages
	}
	return nil, nil
}
