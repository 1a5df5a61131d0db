package hub

import (
	"slices"

	"chappe/box"
	"chappe/rpc"
)

// cursor is how far one session has been told. The feed's mu guards it.
type cursor struct {
	s      *rpc.Session
	user   int64 // whose session it is
	until  int64 // who only looks at a channel follows it until then, unix seconds; 0: as long as there is a session
	ready  bool  // pts, notice and qts are known
	pts    int32 // everything up to here was told
	notice int64
	qts    int32
	own    bool // what its own device did is told too: it may have been told of something older since
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

// wants returns those of evs that the session was not told of and is not about to be told of by an answer, and of one that it knows in
// part (messages that were deleted meanwhile are one event together) the rest. Where that is all of them it returns evs itself.
func (c *cursor) wants(evs []box.Event) []box.Event {
	i := 0
	for i < len(evs) && evs[i].Pts <= c.pts {
		i++
	}
	evs = evs[i:]
	if len(evs) == 0 || len(c.told) == 0 && len(c.reserved) == 0 && evs[0].Pts-evs[0].Count >= c.pts {
		return evs
	}
	known := slices.Concat([]span{{to: c.pts}}, c.told, c.reserved)
	slices.SortFunc(known, func(a, b span) int { return int(a.from) - int(b.from) })
	var out []box.Event
	for _, ev := range evs {
		out = appendUnknown(out, ev, known)
	}
	return out
}

// appendUnknown appends the parts of an event that no span covers. known is in the order of its beginnings.
func appendUnknown(out []box.Event, ev box.Event, known []span) []box.Event {
	from, to := ev.Pts-ev.Count, ev.Pts
	for _, s := range known {
		if s.to <= from || s.from >= to {
			continue
		}
		if s.from > from {
			part := ev
			part.Pts, part.Count = s.from, s.from-from
			out = append(out, part)
		}
		if from = s.to; from >= to {
			return out
		}
	}
	ev.Count = to - from
	return append(out, ev)
}

// reset makes the session stand at st with nothing pending, as after updatesTooLong.
func (c *cursor) reset(st box.State, qts int32) {
	c.pts, c.notice, c.qts, c.ready = st.Pts, st.Notice, qts, true
	c.told, c.reserved, c.lost, c.own = nil, nil, false, false
}
