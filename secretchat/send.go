package secretchat

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"slices"
	"time"
)

// outgoing is a message of ours that the other side has not confirmed.
type outgoing struct {
	Seq      int32
	RandomID int64
	Data     []byte     // encrypted; a resend repeats these bytes
	Service  bool       `json:",omitempty"`
	Silent   bool       `json:",omitempty"`
	File     *InputFile `json:",omitempty"`
	Sent     bool       `json:",omitempty"` // the server has it
}

// Outgoing is an encrypted message that is to be sent now, in this order.
type Outgoing struct {
	RandomID int64
	Data     []byte
	Service  bool // messages.sendEncryptedService
	Silent   bool
	File     *InputFile // messages.sendEncryptedFile
}

// maxUnconfirmed is how many messages wait for the other side to come back before no more can be sent.
const maxUnconfirmed = 10_000

// ErrBehind means that the other side has not confirmed anything for a very long time.
var ErrBehind = errors.New("too many messages wait for the other side")

// RandomID draws a message's number.
func RandomID() int64 {
	var b [8]byte
	for {
		rand.Read(b[:])
		if id := int64(binary.LittleEndian.Uint64(b[:])); id != 0 {
			return id
		}
	}
}

// Send encrypts a message and puts it into the outbox. A message without a random id gets one, one without a timer gets the
// chat's. What the other side's layer cannot say is left out or said in an older way.
func (c *Chat) Send(m *DecryptedMessage, file *InputFile, now time.Time) error {
	if err := c.usable(); err != nil {
		return err
	}
	if m.RandomID == 0 {
		m.RandomID = RandomID()
	}
	if m.TTL == 0 {
		m.TTL = c.s.TTL
	}
	if err := c.put(lower(m, c.Layer()), outgoing{RandomID: m.RandomID, Silent: m.Silent, File: file}); err != nil {
		return err
	}
	if m.TTL > 0 {
		c.watch(m.RandomID, m.TTL, true)
	}
	return c.rekey(now)
}

// Act sends a service message: SetMessageTTL, ReadMessages, DeleteMessages, FlushHistory, ScreenshotMessages, Typing.
func (c *Chat) Act(a DecryptedMessageActionClass, now time.Time) error {
	if err := c.usable(); err != nil {
		return err
	}
	switch a := a.(type) {
	case *DecryptedMessageActionSetMessageTTL:
		if a.TTLSeconds < 0 {
			return errors.New("a negative time to live")
		}
		c.s.TTL = a.TTLSeconds
	case *DecryptedMessageActionReadMessages:
		c.startTimers(a.RandomIDs, false, now)
	case *DecryptedMessageActionDeleteMessages:
		c.forget(a.RandomIDs)
	case *DecryptedMessageActionFlushHistory:
		c.s.Timers = nil
	case *DecryptedMessageActionScreenshotMessages, *DecryptedMessageActionTyping, *DecryptedMessageActionNoop:
	default:
		return errors.New("an action that the chat sends by itself")
	}
	if err := c.act(a, now); err != nil {
		return err
	}
	return c.rekey(now)
}

// act puts a service message into the outbox.
func (c *Chat) act(a DecryptedMessageActionClass, now time.Time) error {
	id := RandomID()
	return c.put(&DecryptedMessageService{RandomID: id, Action: a}, outgoing{RandomID: id, Service: true})
}

func (c *Chat) usable() error {
	switch {
	case c.s.Phase == Closed:
		return ErrClosed
	case c.s.Phase != Ready:
		return ErrNotReady
	case len(c.s.Outbox) >= maxUnconfirmed:
		return ErrBehind
	}
	return nil
}

// put gives a message its number, encrypts it and keeps it until it is confirmed.
// https://core.telegram.org/api/end-to-end/seq_no
func (c *Chat) put(m DecryptedMessageClass, o outgoing) error {
	// The creator sends odd numbers and confirms with even ones, the other side the other way round.
	odd := int32(0)
	if c.s.Creator {
		odd = 1
	}
	random := make([]byte, 15+16)
	rand.Read(random)
	plain, err := Encode(&DecryptedMessageLayer{
		RandomBytes: random, Layer: c.Layer(), InSeqNo: 2*c.s.In + 1 - odd, OutSeqNo: 2*c.s.Out + odd, Message: m,
	})
	if err != nil {
		return err
	}
	if len(plain) > maxPayload/2 {
		return errors.New("the message is too large: long content belongs into a file")
	}
	o.Seq, o.Data = c.s.Out, seal(c.s.Key.Key, sideOf(c.s.Creator), plain)
	c.s.Out++
	c.s.Key.Uses++
	c.s.Outbox = append(c.s.Outbox, o)
	return nil
}

// Pending is what has to be sent now.
func (c *Chat) Pending() []Outgoing {
	var out []Outgoing
	for _, o := range c.s.Outbox {
		if !o.Sent {
			out = append(out, Outgoing{RandomID: o.RandomID, Data: o.Data, Service: o.Service, Silent: o.Silent, File: o.File})
		}
	}
	return out
}

// Sent notes that the server has taken a message. file is what it says of the message's file.
func (c *Chat) Sent(randomID int64, file *EncryptedFile) {
	for i := range c.s.Outbox {
		if o := &c.s.Outbox[i]; o.RandomID == randomID {
			o.Sent = true
			if file != nil && o.File != nil {
				o.File = &InputFile{Existing: true, ID: file.ID, AccessHash: file.AccessHash}
			}
			return
		}
	}
}

// confirmed forgets what the other side has worked through.
func (c *Chat) confirmed(upto int32) {
	i := 0
	for i < len(c.s.Outbox) && c.s.Outbox[i].Seq < upto {
		i++
	}
	c.s.Outbox = slices.Delete(c.s.Outbox, 0, i)
}
