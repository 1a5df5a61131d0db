package servertest

import (
	"fmt"
	"slices"
	"sync"

	"chappe/tl"
)

// Mirror is what one device knows of its person's box, from answers, updates and differences alone.
type Mirror struct {
	mu       sync.Mutex
	changed  chan struct{} // closed and replaced at every change
	pts      int32
	date     int32
	qts      int32
	messages map[int32]tl.MessageClass
	users    map[int64]*tl.User
	readIn   map[int64]int32
	readOut  map[int64]int32
	others   []tl.UpdateClass // those without numbers, in the order in which they came
	pending  []numbered       // beyond a gap, or until the difference is there
	pushed   map[string]bool  // texts of all new messages that came by themselves
	asking   bool             // for the difference: what comes meanwhile waits
	faults   []string         // what no server may do
	Gaps     int              // how often something came before what precedes it
	Twice    int              // how often something came that was known already
}

type numbered struct {
	pts, count int32
	apply      func()
}

func newMirror() *Mirror {
	return &Mirror{
		changed: make(chan struct{}), messages: map[int32]tl.MessageClass{}, users: map[int64]*tl.User{},
		pushed: map[string]bool{}, readIn: map[int64]int32{}, readOut: map[int64]int32{},
	}
}

// touch lets everybody look who waits for a change. mu is held.
func (m *Mirror) touch() {
	close(m.changed)
	m.changed = make(chan struct{})
}

// number takes something that has numbers. mu is held.
func (m *Mirror) number(pts, count int32, apply func()) {
	switch {
	case m.pts == 0:
		return // no state yet: the difference brings it
	case m.asking:
		m.pending = append(m.pending, numbered{pts, count, apply})
	case count == 0:
		apply()
	case pts <= m.pts:
		m.Twice++
	case pts-count > m.pts:
		m.Gaps++
		m.pending = append(m.pending, numbered{pts, count, apply})
	case pts-count < m.pts:
		m.faults = append(m.faults, fmt.Sprintf("numbers (%d, %d] overlap what was known up to %d", pts-count, pts, m.pts))
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
		if n.pts > m.pts {
			m.pts = n.pts
			n.apply()
		}
	}
}

// updates applies what a server pushed or answered.
func (m *Mirror) updates(u tl.UpdatesClass) (tooLong bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	defer m.touch()
	switch u := u.(type) {
	case *tl.Updates:
		m.people(u.Users)
		for _, x := range u.Updates {
			m.update(x)
		}
	case *tl.UpdatesCombined:
		m.people(u.Users)
		for _, x := range u.Updates {
			m.update(x)
		}
	case *tl.UpdateShort:
		m.update(u.Update)
	case *tl.UpdatesTooLong:
		return true
	}
	return false
}

func (m *Mirror) people(us []tl.UserClass) {
	for _, u := range us {
		if u, ok := u.(*tl.User); ok && !u.Min {
			m.users[u.ID] = u
		}
	}
}

// update applies one update. mu is held.
func (m *Mirror) update(u tl.UpdateClass) {
	switch u := u.(type) {
	case *tl.UpdateNewMessage:
		if x, ok := u.Message.(*tl.Message); ok {
			m.pushed[x.Message] = true
		}
		m.number(u.Pts, u.PtsCount, func() { m.put(u.Message) })
	case *tl.UpdateEditMessage:
		m.number(u.Pts, u.PtsCount, func() { m.put(u.Message) })
	case *tl.UpdateDeleteMessages:
		m.number(u.Pts, u.PtsCount, func() {
			for _, id := range u.Messages {
				delete(m.messages, id)
			}
		})
	case *tl.UpdateReadHistoryInbox:
		m.number(u.Pts, u.PtsCount, func() { m.readIn[PeerID(u.Peer)] = u.MaxID })
	case *tl.UpdateReadHistoryOutbox:
		m.number(u.Pts, u.PtsCount, func() { m.readOut[PeerID(u.Peer)] = u.MaxID })
	case *tl.UpdateReadMessagesContents:
		m.number(u.Pts, u.PtsCount, func() {})
	case *tl.UpdatePinnedMessages:
		m.number(u.Pts, u.PtsCount, func() { m.pin(u.Messages, u.Pinned) })
	case *tl.UpdateFolderPeers:
		m.number(u.Pts, u.PtsCount, func() {})
	default:
		m.others = append(m.others, u)
	}
}

func (m *Mirror) pin(ids []int32, on bool) {
	for _, id := range ids {
		if x, ok := m.messages[id].(*tl.Message); ok {
			c := *x
			c.Pinned = on
			m.messages[id] = &c
		}
	}
}

func (m *Mirror) put(x tl.MessageClass) {
	switch x := x.(type) {
	case *tl.Message:
		m.messages[x.ID] = x
	case *tl.MessageService:
		m.messages[x.ID] = x
	}
}

// state takes a state as an answer gives it. mu is held.
func (m *Mirror) state(st tl.UpdatesState) {
	if st.Pts < m.pts {
		m.faults = append(m.faults, fmt.Sprintf("state went back from %d to %d", m.pts, st.Pts))
	}
	m.pts, m.date, m.qts = st.Pts, st.Date, st.Qts
	m.drain()
}

// begin notes that the difference is being asked for, and says from where.
func (m *Mirror) begin() *tl.UpdatesGetDifference {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asking = m.pts != 0
	return &tl.UpdatesGetDifference{Pts: m.pts, Date: m.date, Qts: m.qts}
}

// end notes that the difference could not be had.
func (m *Mirror) end() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asking = false
	m.drain()
}

// difference applies an answer to getDifference and says whether there is more.
func (m *Mirror) difference(d tl.UpdatesDifferenceClass) (more bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	defer m.touch()
	var others []tl.UpdateClass
	var news []tl.MessageClass
	var us []tl.UserClass
	var st tl.UpdatesState
	switch d := d.(type) {
	case *tl.UpdatesDifference:
		news, others, us, st = d.NewMessages, d.OtherUpdates, d.Users, d.State
	case *tl.UpdatesDifferenceSlice:
		news, others, us, st, more = d.NewMessages, d.OtherUpdates, d.Users, d.IntermediateState, true
	case *tl.UpdatesDifferenceTooLong:
		m.pts = d.Pts
		return true
	case *tl.UpdatesDifferenceEmpty:
		m.date, m.asking = d.Date, false
		m.drain()
		return false
	}
	m.asking = false
	m.people(us)
	for _, x := range news {
		m.put(x)
	}
	for _, u := range others {
		m.forced(u)
	}
	m.state(st)
	m.asking = more
	return more
}

// forced applies an update out of a difference, whose numbers the state covers. mu is held.
func (m *Mirror) forced(u tl.UpdateClass) {
	keep := m.pts
	if pts, count, ok := PtsOf(u); ok {
		m.pts = pts - count
		pending := m.pending
		m.pending = nil
		m.update(u)
		m.pending = pending
		m.pts = keep
		return
	}
	m.update(u)
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
