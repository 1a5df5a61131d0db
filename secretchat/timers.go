package secretchat

import (
	"slices"
	"time"
)

// timer is a message that destroys itself. Its time runs from when it was looked at.
type timer struct {
	TTL  int32
	Ours bool  `json:",omitempty"` // we sent it, and the other side's look counts
	Ends int64 `json:",omitempty"` // unix milliseconds, 0 while nobody has looked
}

// openedFirst is the longest timer, in seconds, with which media waits to be opened.
const openedFirst = 60

// OpensFirst tells when the timer of a received message begins. Pictures, videos and sounds that stay a minute at most are to be opened
// first: Read names them when somebody does, as other clients have it, and until then they are not shown. Anything else is read when it is
// seen.
func OpensFirst(m *DecryptedMessage) bool {
	if m.TTL <= 0 || m.TTL > openedFirst {
		return false
	}
	switch d := m.Media.(type) {
	case *DecryptedMessageMediaPhoto, *DecryptedMessageMediaVideo, *DecryptedMessageMediaVideo23, *DecryptedMessageMediaAudio:
		return true
	case *DecryptedMessageMediaDocument:
		return slices.ContainsFunc(d.Attributes, func(a DocumentAttributeClass) bool {
			switch a.(type) {
			case *DocumentAttributeVideo, *DocumentAttributeVideo23, *DocumentAttributeAudio, *DocumentAttributeAnimated:
				return true
			}
			return false
		})
	}
	return false
}

func (c *Chat) watch(randomID int64, ttl int32, ours bool) {
	if c.s.Timers == nil {
		c.s.Timers = map[int64]*timer{}
	}
	c.s.Timers[randomID] = &timer{TTL: ttl, Ours: ours}
}

// startTimers starts the timers of messages of one direction. One that runs goes on.
func (c *Chat) startTimers(randomIDs []int64, ours bool, now time.Time) {
	for _, id := range randomIDs {
		if t := c.s.Timers[id]; t != nil && t.Ours == ours && t.Ends == 0 {
			t.Ends = now.UnixMilli() + 1000*int64(t.TTL)
		}
	}
}

func (c *Chat) forget(randomIDs []int64) {
	for _, id := range randomIDs {
		delete(c.s.Timers, id)
	}
}

// Tick does what the time has come for: it ends messages whose timer has run out, asks again for what is missing, and replaces a key
// that is a week old.
func (c *Chat) Tick(now time.Time) ([]Event, error) {
	if c.s.Phase != Ready {
		return nil, nil
	}
	var over []int64
	for id, t := range c.s.Timers {
		if t.Ends != 0 && t.Ends <= now.UnixMilli() {
			over = append(over, id)
		}
	}
	var events []Event
	if len(over) > 0 {
		slices.Sort(over)
		c.forget(over)
		events = append(events, Expired{RandomIDs: over})
	}
	if len(c.s.Held) > 0 && now.Unix()-c.s.AskedAt >= askAgain {
		c.s.Asked = c.s.In
		if err := c.ask(now); err != nil {
			return events, err
		}
	}
	return events, c.rekey(now)
}

// NextTick is when the next timer runs out, the zero time when none runs.
func (c *Chat) NextTick() time.Time {
	var next int64
	for _, t := range c.s.Timers {
		if t.Ends != 0 && (next == 0 || t.Ends < next) {
			next = t.Ends
		}
	}
	if next == 0 {
		return time.Time{}
	}
	return time.UnixMilli(next)
}
