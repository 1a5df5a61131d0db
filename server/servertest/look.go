package servertest

import (
	"fmt"

	"chappe/tl"
)

// Message is what the mirror has under an id, nil for nothing. It is for the functions that Want is given.
func (m *Mirror) Message(id int32) *tl.Message {
	x, _ := m.messages[id].(*tl.Message)
	return x
}

// Pinned says whether the mirror has a message and it is pinned. It is for the functions that Want is given.
func (m *Mirror) Pinned(id int32) bool {
	x := m.Message(id)
	return x != nil && x.Pinned
}

// Has says whether the mirror has a message of which ok says yes. It is for the functions that Want is given.
func (m *Mirror) Has(ok func(tl.MessageClass) bool) bool {
	for _, x := range m.messages {
		if ok(x) {
			return true
		}
	}
	return false
}

// WantPts waits until the device stands where the server says that its person's box does, and fails the test when the server did
// on the way what no server may do.
func (d *Device) WantPts(asks *Device) {
	d.s.t.Helper()
	st := asks.Call(&tl.UpdatesGetState{}).(*tl.UpdatesState)
	d.Want(fmt.Sprintf("pts %d", st.Pts), func(m *Mirror) bool { return m.pts >= st.Pts })
	if f := d.fault(); f != "" {
		d.s.t.Error(f)
	}
}
