package servertest

import (
	"fmt"
	"slices"
	"sync"

	"chappe/tl"
)

// Mirror is what one device knows of its person's box, from answers, updates and differences alone. It is as strict as a client can
// be: what no server may do it keeps as a fault.
type Mirror struct {
	mu      sync.Mutex
	changed chan struct{} // closed and replaced at every change
	self    int64         // whose box it is, 0 before sign-in

	pts, date, qts int32
	knowledge

	listed   map[int64]bool // conversations of which the device was told how far they were read; nil where that is all of them
	unlisted map[int64]bool // those of which it has messages only: it has to ask

	chats    map[int64]tl.ChatClass // groups and channels, by id
	channels map[int64]*channel     // those that the person is in

	others  []tl.UpdateClass // those without numbers, in the order in which they came
	pushed  map[string]bool  // texts of all new messages that came by themselves
	pending []numbered       // beyond a gap
	held    []func()         // what has numbers and came while the difference was being asked for
	asking  bool             // for the difference: what comes meanwhile is held
	behind  bool             // the difference has to be asked for
	faults  []string         // what no server may do
	Gaps    int              // how often something came before what precedes it
	Twice   int              // how often something came that was known already
	Asked   int              // how often the difference brought something
}

type numbered struct {
	pts, count int32
	apply      func()
}

func newMirror() *Mirror {
	return &Mirror{changed: make(chan struct{}), pushed: map[string]bool{}, chats: map[int64]tl.ChatClass{}, channels: map[int64]*channel{}, knowledge: newKnowledge()}
}

// touch lets everybody look who waits for a change. mu is held.
func (m *Mirror) touch() {
	close(m.changed)
	m.changed = make(chan struct{})
}

// wrong keeps a fault. mu is held.
func (m *Mirror) wrong(format string, args ...any) {
	m.faults = append(m.faults, fmt.Sprintf(format, args...))
}

// inOrder applies something that has numbers now, or when the difference is there. mu is held.
func (m *Mirror) inOrder(fn func()) {
	if m.asking {
		m.held = append(m.held, fn)
		return
	}
	fn()
}

// number takes something that has numbers. mu is held.
func (m *Mirror) number(pts, count int32, apply func()) {
	switch {
	case m.pts == 0:
		return // no state yet: the difference brings it
	case count == 0:
		apply()
	case pts <= m.pts:
		m.Twice++
	case pts-count > m.pts:
		m.Gaps++
		m.pending = append(m.pending, numbered{pts, count, apply})
	case pts-count < m.pts:
		m.wrong("numbers (%d, %d] overlap what was known up to %d", pts-count, pts, m.pts)
	default:
		m.pts = pts
		apply()
		m.drain()
	}
}

// drain applies what waited for what has just come. mu is held.
func (m *Mirror) drain() {
	slices.SortFunc(m.pending, func(a, b numbered) int { return int(a.pts) - int(b.pts) })
	for len(m.pending) > 0 && m.pending[0].pts-m.pending[0].count <= m.pts {
		n := m.pending[0]
		m.pending = m.pending[1:]
		m.number(n.pts, n.count, n.apply)
	}
}

// updates applies what a server pushed or answered.
func (m *Mirror) updates(u tl.UpdatesClass) {
	m.mu.Lock()
	defer m.mu.Unlock()
	defer m.touch()
	m.take(u)
}

// take does the same. mu is held.
func (m *Mirror) take(u tl.UpdatesClass) {
	switch u := u.(type) {
	case *tl.Updates:
		m.people(u.Users)
		m.group(u.Chats)
		for _, x := range u.Updates {
			m.update(x)
		}
	case *tl.UpdatesCombined:
		m.people(u.Users)
		m.group(u.Chats)
		for _, x := range u.Updates {
			m.update(x)
		}
	case *tl.UpdateShort:
		m.update(u.Update)
	case *tl.UpdatesTooLong:
		m.behind = true
	}
}

// update applies one update. mu is held.
func (m *Mirror) update(u tl.UpdateClass) {
	if m.inChannel(u) {
		return
	}
	if x, ok := u.(*tl.UpdateNewMessage); ok {
		if x, ok := x.Message.(*tl.Message); ok {
			m.pushed[x.Message] = true
		}
	}
	if pts, count, ok := PtsOf(u); ok {
		m.inOrder(func() { m.number(pts, count, func() { m.effect(u, true) }) })
		return
	}
	m.others = append(m.others, u)
	m.effect(u, true)
}

// state takes a state as an answer gives it. mu is held.
func (m *Mirror) state(st tl.UpdatesState) {
	if st.Pts < m.pts {
		m.wrong("state went back from %d to %d", m.pts, st.Pts)
	}
	m.pts, m.date, m.qts = st.Pts, st.Date, st.Qts
	m.drain()
}

// begin notes that the difference is being asked for, and says from where.
func (m *Mirror) begin() *tl.UpdatesGetDifference {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asking, m.behind = m.pts != 0, false
	return &tl.UpdatesGetDifference{Pts: m.pts, Date: m.date, Qts: m.qts}
}

// end notes that the difference has come, or with failed that it could not be had, and applies what came meanwhile.
func (m *Mirror) end(failed bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	defer m.touch()
	m.asking, m.behind = false, m.behind || failed
	held := m.held
	m.held = nil
	m.drain()
	for _, fn := range held {
		fn()
	}
}

// difference applies an answer to getDifference and says whether there is more.
func (m *Mirror) difference(d tl.UpdatesDifferenceClass) (more bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	defer m.touch()
	switch d := d.(type) {
	case *tl.UpdatesDifference:
		m.group(d.Chats)
		m.catchUp(d.NewMessages, d.OtherUpdates, d.Users, d.State)
	case *tl.UpdatesDifferenceSlice:
		m.group(d.Chats)
		m.catchUp(d.NewMessages, d.OtherUpdates, d.Users, d.IntermediateState)
		return true
	case *tl.UpdatesDifferenceTooLong:
		m.pts = d.Pts
		return true
	case *tl.UpdatesDifferenceEmpty:
		m.date = d.Date
	}
	return false
}

// catchUp applies a difference, whose numbers its state covers: each exactly once. mu is held.
func (m *Mirror) catchUp(news []tl.MessageClass, others []tl.UpdateClass, us []tl.UserClass, st tl.UpdatesState) {
	m.Asked++
	m.people(us)
	covered := int32(len(news))
	for _, x := range news {
		m.put(x)
	}
	for _, u := range others {
		if m.inChannel(u) {
			continue
		}
		_, count, numbered := PtsOf(u)
		if covered += count; !numbered {
			m.others = append(m.others, u)
		}
		m.effect(u, false)
	}
	if covered != st.Pts-m.pts {
		m.wrong("the difference from %d to %d covers %d numbers", m.pts, st.Pts, covered)
	}
	m.state(st)
}

// PtsOf returns the numbers of an update of a person's box, and whether it has any.
func PtsOf(u tl.UpdateClass) (pts, count int32, ok bool) {
	switch u := u.(type) {
	case *tl.UpdateNewMessage:
		return u.Pts, u.PtsCount, true
	case *tl.UpdateEditMessage:
		return u.Pts, u.PtsCount, true
	case *tl.UpdateDeleteMessages:
		return u.Pts, u.PtsCount, true
	case *tl.UpdateReadHistoryInbox:
		return u.Pts, u.PtsCount, true
	case *tl.UpdateReadHistoryOutbox:
		return u.Pts, u.PtsCount, true
	case *tl.UpdateReadMessagesContents:
		return u.Pts, u.PtsCount, true
	case *tl.UpdatePinnedMessages:
		return u.Pts, u.PtsCount, true
	case *tl.UpdateFolderPeers:
		return u.Pts, u.PtsCount, true
	case *tl.UpdateWebPage:
		return u.Pts, u.PtsCount, true
	}
	return 0, 0, false
}

// PeerID is the id inside a peer.
func PeerID(p tl.PeerClass) int64 {
	switch p := p.(type) {
	case *tl.PeerUser:
		return p.UserID
	case *tl.PeerChat:
		return p.ChatID
	case *tl.PeerChannel:
		return p.ChannelID
	}
	return 0
}

// fault is the first thing that no server may do and this one did, "" when there is none.
func (m *Mirror) fault() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.faults) > 0 {
		return m.faults[0]
	}
	return ""
}

// Fault is the same.
func (m *Mirror) Fault() string { return m.fault() }
