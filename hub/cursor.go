package hub

import (
	"slices"

	"chappe/box"
	"chappe/rpc"
)

// cursor is how far one session has been told. The feed's mu guards it.
type cursor struct {
	s      *rpc.Session
	ready  bool  // pts, notice and qts are known
	pts    int32 // everything up to here was told
	notice int64
	qts    int32
	lost   bool // something pushed did not reach it: it has to ask for the difference

	told     []span // beyond pts: told by an answer or a push
	reserved []span // beyond pts: a call that is under way may tell of them in its answer
}

// span is (from, to] of a box's numbers.
type span struct {
	from, to int32
	msgID    int64 // reserved: by which call
}

// tell notes that the session was told of s, and moves pts as far as there is no gap.
func (c *cursor) tell(s span) {
	if s.to <= c.pts {
		return
	}
	if s.from <= c.pts && len(c.told) == 0 {
		c.pts = s.to
	} else {
		c.told = append(c.told, s)
		slices.SortFunc(c.told, func(a, b span) int { return int(a.from) - int(b.from) })
		for len(c.told) > 0 && c.told[0].from <= c.pts {
			c.pts = max(c.pts, c.told[0].to)
			c.told = c.told[1:]
		}
	}
	c.reserved = slices.DeleteFunc(c.reserved, func(r span) bool { return r.to <= c.pts })
}

// settle lets go of what a call had reserved. It says whether there was anything.
func (c *cursor) settle(msgID int64) bool {
	n := len(c.reserved)
	c.reserved = slices.DeleteFunc(c.reserved, func(r span) bool { return r.msgID == msgID })
	return len(c.reserved) != n
}

// wants returns those of evs that the session was not told of and is not about to be told of by an answer. Where that is all of
// them it returns evs itself.
func (c *cursor) wants(evs []box.Event) []box.Event {
	i := 0
	for i < len(evs) && evs[i].Pts <= c.pts {
		i++
	}
	evs = evs[i:]
	if len(c.told) == 0 && len(c.reserved) == 0 {
		return evs
	}
	var out []box.Event
	for _, ev := range evs {
		if !covers(c.told, ev) && !covers(c.reserved, ev) {
			out = append(out, ev)
		}
	}
	return out
}

func covers(spans []span, ev box.Event) bool {
	for _, s := range spans {
		if s.from <= ev.Pts-ev.Count && ev.Pts <= s.to {
			return true
		}
	}
	return false
}

// reset makes the session stand at st with nothing pending, as after updatesTooLong.
func (c *cursor) reset(st box.State, qts int32) {
	c.pts, c.notice, c.qts, c.ready = st.Pts, st.Notice, qts, true
	c.told, c.reserved, c.lost = nil, nil, false
}
