package secretchat

import (
	"slices"
	"time"
)

// held is a message that came before one that is missing. It was decrypted, so that the key that it was encrypted with may go.
type held struct {
	Seq   int32
	InSeq int32
	Layer int32
	Key   int64 // fingerprint
	Date  int32
	Body  []byte         // the DecryptedMessage
	File  *EncryptedFile `json:",omitempty"`
	Proof Proof
	Done  bool `json:",omitempty"` // it asked for a resend and got it
}

// early is a message that overtook the news that the chat is established: the two come by different ways.
type early struct {
	Data []byte
	Date int32
	File *EncryptedFile `json:",omitempty"`
}

const (
	maxEarly    = 100
	maxHeld     = 1000 // how far ahead of what is missing a message may be
	minRandom   = 15   // bytes of randomness in a message
	askAgain    = 30   // seconds after which what is missing is asked for again
	layerHeader = 0x1be31789
)

// Receive takes an encrypted message. Its events and the new state have to be stored before the message is acknowledged. The error
// is ErrForged for what the other side did not make, which changes nothing, and a Violation for what no honest client makes, which
// ends the chat.
func (c *Chat) Receive(data []byte, date int32, file *EncryptedFile, now time.Time) ([]Event, error) {
	switch c.s.Phase {
	case Closed:
		return nil, ErrClosed
	case Requested, Accepting:
		if len(c.s.Early) == maxEarly || len(data) > maxPayload {
			return nil, ErrNotReady
		}
		c.s.Early = append(c.s.Early, early{Data: data, Date: date, File: file})
		return nil, nil
	case Invited:
		return nil, ErrNotReady
	}
	key := c.keyFor(keyFor(data))
	if key == nil {
		return nil, ErrForged
	}
	x := sideOf(!c.s.Creator)
	message, plain, err := open(key.Key, x, data)
	if err != nil {
		return nil, err
	}
	r := &reader{b: message}
	if r.uint32() != layerHeader {
		return c.violated("a message without a layer")
	}
	random := r.string()
	h := held{Layer: r.int32(), Key: Fingerprint(key.Key), Date: date, File: file, Proof: proofOf(key.Key, x, plain)}
	in, out := r.int32(), r.int32()
	if r.err != nil {
		return c.violated("a message without sequence numbers")
	}
	if len(random) < minRandom {
		return nil, ErrForged // "must be ignored"
	}
	h.Body = append([]byte(nil), r.b...)
	odd := int32(1)
	if c.s.Creator {
		odd = 0
	}
	if in < 0 || out < 0 || out&1 != odd || in&1 == odd {
		return c.violated("sequence numbers of the wrong parity")
	}
	h.Seq, h.InSeq = out>>1, in>>1
	switch {
	case h.Seq < c.s.In || c.holds(h.Seq):
		return nil, nil // a repetition
	case h.Seq > c.s.In:
		return c.hold(h, now)
	}
	events, err := c.work(h, now)
	for err == nil && c.s.Phase == Ready && len(c.s.Held) > 0 && c.s.Held[0].Seq == c.s.In {
		next := c.s.Held[0]
		c.s.Held = slices.Delete(c.s.Held, 0, 1)
		var more []Event
		more, err = c.work(next, now)
		events = append(events, more...)
	}
	if err == nil && c.s.Phase == Ready {
		err = c.rekey(now)
	}
	return events, err
}

// keyFor finds the key that a message names.
func (c *Chat) keyFor(fingerprint int64) *chatKey {
	for _, k := range []*chatKey{c.s.Key, c.s.Next, c.s.Old} {
		if k != nil && Fingerprint(k.Key) == fingerprint {
			return k
		}
	}
	return nil
}

func (c *Chat) holds(seq int32) bool {
	_, ok := slices.BinarySearchFunc(c.s.Held, seq, func(h held, n int32) int { return int(h.Seq) - int(n) })
	return ok
}

// hold keeps a message until those before it have come, and asks for them.
func (c *Chat) hold(h held, now time.Time) ([]Event, error) {
	if h.Seq-c.s.In > maxHeld {
		return c.violated("a message from too far ahead")
	}
	// A request to send again is answered at once: the other side may be holding what we wait for.
	if a := resendOf(h.Body); a != nil {
		if events, err := c.resend(a); err != nil {
			return events, err
		}
		h.Done = true
	}
	i, _ := slices.BinarySearchFunc(c.s.Held, h.Seq, func(a held, n int32) int { return int(a.Seq) - int(n) })
	c.s.Held = slices.Insert(c.s.Held, i, h)
	return nil, c.ask(now)
}

// ask asks for what is missing and was not asked for yet.
func (c *Chat) ask(now time.Time) error {
	from := max(c.s.In, c.s.Asked)
	odd := int32(1)
	if c.s.Creator {
		odd = 0
	}
	for _, h := range c.s.Held {
		if h.Seq < from {
			continue
		}
		if h.Seq > from {
			a := &DecryptedMessageActionResend{StartSeqNo: 2*from + odd, EndSeqNo: 2*(h.Seq-1) + odd}
			if err := c.act(a, now); err != nil {
				return err
			}
			c.s.AskedAt = now.Unix()
		}
		from = h.Seq + 1
	}
	c.s.Asked = max(c.s.Asked, from)
	return nil
}

// resendOf returns the request to send again that a message is, if it is one.
func resendOf(body []byte) *DecryptedMessageActionResend {
	x, err := Decode(body)
	if err != nil {
		return nil
	}
	s, ok := x.(*DecryptedMessageService)
	if !ok {
		return nil
	}
	a, _ := s.Action.(*DecryptedMessageActionResend)
	return a
}

// resend puts messages back among those that are to be sent, as the bytes that they were.
func (c *Chat) resend(a *DecryptedMessageActionResend) ([]Event, error) {
	odd := int32(0)
	if c.s.Creator {
		odd = 1
	}
	from, to := a.StartSeqNo>>1, a.EndSeqNo>>1
	if a.StartSeqNo < 0 || a.StartSeqNo&1 != odd || a.EndSeqNo&1 != odd || to < from || to >= c.s.Out || to-from > maxHeld {
		return c.violated("a request to send again what was never sent")
	}
	for i := range c.s.Outbox {
		if o := &c.s.Outbox[i]; o.Seq >= from && o.Seq <= to {
			o.Sent = false
		}
	}
	return nil, nil
}

// work takes the message whose turn it is.
func (c *Chat) work(h held, now time.Time) ([]Event, error) {
	if h.InSeq < c.s.HisIn || h.InSeq > c.s.Out {
		return c.violated("a confirmation that goes back or ahead of what was sent")
	}
	if h.Layer < MinLayer || h.Layer < c.s.LastLayer {
		return c.violated("a layer that was lowered to %d", h.Layer)
	}
	switch key := c.keyFor(h.Key); {
	case key != nil && key == c.s.Key:
		// The other side uses our newest key, so nothing comes with an older one any more.
		c.s.Old.wipe()
		c.s.Old = nil
		key.Uses++
	case key != nil && key == c.s.Old:
	default:
		return c.violated("a key before it was committed to, or after")
	}
	before := c.Layer()
	c.s.HisIn, c.s.LastLayer, c.s.HisLayer = h.InSeq, h.Layer, max(c.s.HisLayer, h.Layer)
	c.confirmed(h.InSeq)
	c.s.In++
	events, err := c.understand(h, now)
	if err == nil && c.s.Phase == Ready && c.Layer() != before {
		events = append([]Event{LayerRaised{Layer: c.Layer()}}, events...)
	}
	return events, err
}

// understand looks at what a message says.
func (c *Chat) understand(h held, now time.Time) ([]Event, error) {
	x, err := Decode(h.Body)
	if err != nil {
		return []Event{Unsupported{Date: h.Date}}, nil
	}
	switch x := x.(type) {
	case DecryptedMessageClass:
		m, a := raise(x)
		if a != nil {
			return c.acted(a, h, now)
		}
		if m.TTL < 0 {
			m.TTL = 0
		}
		if m.TTL > 0 {
			c.watch(m.RandomID, m.TTL, false)
		}
		return []Event{Received{Message: m, Date: h.Date, File: h.File, Proof: h.Proof}}, nil
	}
	return []Event{Unsupported{Date: h.Date}}, nil
}

// acted takes a service message.
func (c *Chat) acted(a DecryptedMessageActionClass, h held, now time.Time) ([]Event, error) {
	switch a := a.(type) {
	case *DecryptedMessageActionSetMessageTTL:
		c.s.TTL = max(0, a.TTLSeconds)
		return []Event{TTLChanged{Seconds: c.s.TTL, RandomID: randomIDOf(h.Body), Date: h.Date}}, nil
	case *DecryptedMessageActionReadMessages:
		c.startTimers(a.RandomIDs, true, now)
		return []Event{ReadByPeer{RandomIDs: a.RandomIDs}}, nil
	case *DecryptedMessageActionDeleteMessages:
		c.forget(a.RandomIDs)
		return []Event{Deleted{RandomIDs: a.RandomIDs}}, nil
	case *DecryptedMessageActionScreenshotMessages:
		return []Event{Screenshot{RandomIDs: a.RandomIDs, Date: h.Date}}, nil
	case *DecryptedMessageActionFlushHistory:
		c.s.Timers = nil
		return []Event{Flushed{}}, nil
	case *DecryptedMessageActionTyping:
		return []Event{Typing{Action: a.Action}}, nil
	case *DecryptedMessageActionNotifyLayer:
		if a.Layer < c.s.HisLayer || a.Layer < MinLayer {
			return c.violated("a layer that was lowered to %d", a.Layer)
		}
		c.s.HisLayer = a.Layer
		return nil, nil
	case *DecryptedMessageActionResend:
		if h.Done {
			return nil, nil
		}
		return c.resend(a)
	case *DecryptedMessageActionRequestKey:
		return c.keyRequested(a, now)
	case *DecryptedMessageActionAcceptKey:
		return c.keyAccepted(a, now)
	case *DecryptedMessageActionCommitKey:
		return c.keyCommitted(a, now)
	case *DecryptedMessageActionAbortKey:
		return c.keyAborted(a)
	}
	return nil, nil // decryptedMessageActionNoop
}

// randomIDOf is the number of a service message.
func randomIDOf(body []byte) int64 {
	switch x, _ := Decode(body); x := x.(type) {
	case *DecryptedMessageService:
		return x.RandomID
	case *DecryptedMessageService8:
		return x.RandomID
	}
	return 0
}
