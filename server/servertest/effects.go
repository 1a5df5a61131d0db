package servertest

import (
	"slices"

	"chappe/tl"
)

// knowledge is what a client keeps of its account.
type knowledge struct {
	messages  map[int32]tl.MessageClass
	users     map[int64]*tl.User
	readIn    map[int64]int32 // by peer
	readOut   map[int64]int32 // by peer
	marked    map[int64]bool  // unread by hand
	archived  map[int64]bool
	pins      [2][]int64 // pinned conversations of the main list and the archive, the topmost first
	drafts    map[int64]*tl.DraftMessage
	blocked   map[int64]bool
	scheduled map[int64]map[int32]tl.MessageClass // by peer
	filters   map[int32]tl.DialogFilterClass
	order     []int32 // of the filters
	muted     map[int64]tl.PeerNotifySettings
}

func newKnowledge() knowledge {
	return knowledge{
		messages: map[int32]tl.MessageClass{}, users: map[int64]*tl.User{}, readIn: map[int64]int32{}, readOut: map[int64]int32{},
		marked: map[int64]bool{}, archived: map[int64]bool{}, drafts: map[int64]*tl.DraftMessage{}, blocked: map[int64]bool{},
		scheduled: map[int64]map[int32]tl.MessageClass{}, filters: map[int32]tl.DialogFilterClass{}, muted: map[int64]tl.PeerNotifySettings{},
	}
}

// people takes those that an answer names in full.
func (m *Mirror) people(us []tl.UserClass) {
	for _, u := range us {
		if u, ok := u.(*tl.User); ok && !u.Min {
			m.users[u.ID] = u
		}
	}
}

// known keeps a fault when somebody is spoken of who was never named: a client could not show it. mu is held.
func (m *Mirror) known(where string, ps ...tl.PeerClass) {
	for _, p := range ps {
		if u, ok := p.(*tl.PeerUser); ok && m.users[u.UserID] == nil {
			m.wrong("%s speaks of person %d, of whom nothing was told", where, u.UserID)
		}
	}
}

// effect applies what an update says. live says that its numbers are exactly the next. mu is held.
func (m *Mirror) effect(u tl.UpdateClass, live bool) {
	switch u := u.(type) {
	case *tl.UpdateNewMessage:
		m.put(u.Message)
	case *tl.UpdateEditMessage:
		m.put(u.Message)
	case *tl.UpdateDeleteMessages:
		for _, id := range u.Messages {
			delete(m.messages, id)
		}
	case *tl.UpdateReadHistoryInbox:
		m.known("a read mark", u.Peer)
		m.readIn[PeerID(u.Peer)] = u.MaxID
		// What was gone when the device was told of it counted then, but the device never knew it.
		if n := m.unread(PeerID(u.Peer)); live && n > u.StillUnreadCount {
			m.wrong("after reading up to %d, %d are said to be unread; the device counts %d", u.MaxID, u.StillUnreadCount, n)
		}
	case *tl.UpdateReadHistoryOutbox:
		m.known("a read mark", u.Peer)
		m.readOut[PeerID(u.Peer)] = u.MaxID
	case *tl.UpdateReadMessagesContents:
		m.seen(u.Messages)
	case *tl.UpdatePinnedMessages:
		m.pin(u.Messages, u.Pinned)
	case *tl.UpdateFolderPeers:
		for _, p := range u.FolderPeers {
			m.move(PeerID(p.Peer), p.FolderID)
		}
	default:
		m.effectWithoutNumbers(u)
	}
}

// effectWithoutNumbers applies an update of the log without numbers. mu is held.
func (m *Mirror) effectWithoutNumbers(u tl.UpdateClass) {
	switch u := u.(type) {
	case *tl.UpdateDraftMessage:
		m.known("a draft", u.Peer)
		if u.TopMsgID.OK {
			return // of a topic: nobody's history is made of it
		}
		m.draft(PeerID(u.Peer), u.Draft)
	case *tl.UpdateDialogPinned:
		m.pinDialog(u.FolderID.V, dialogID(u.Peer), u.Pinned)
	case *tl.UpdatePinnedDialogs:
		m.pins[u.FolderID.V&1] = dialogIDs(u.Order)
	case *tl.UpdateDialogUnreadMark:
		m.marked[dialogID(u.Peer)] = u.Unread
	case *tl.UpdatePeerBlocked:
		m.blocked[PeerID(u.PeerID)] = u.Blocked
	case *tl.UpdateMessageReactions:
		m.react(u.MsgID, u.Reactions)
	case *tl.UpdateNewScheduledMessage:
		m.schedule(u.Message)
	case *tl.UpdateDeleteScheduledMessages:
		for _, id := range u.Messages {
			delete(m.scheduled[PeerID(u.Peer)], id)
		}
	case *tl.UpdateDialogFilter:
		if u.Filter == nil {
			delete(m.filters, u.ID)
			m.order = slices.DeleteFunc(m.order, func(id int32) bool { return id == u.ID })
			return
		}
		m.filters[u.ID] = u.Filter
		if !slices.Contains(m.order, u.ID) {
			m.order = append(m.order, u.ID)
		}
	case *tl.UpdateDialogFilterOrder:
		m.order = u.Order
	case *tl.UpdateNotifySettings:
		if p, ok := u.Peer.(*tl.NotifyPeer); ok {
			m.muted[PeerID(p.Peer)] = u.NotifySettings
		}
	}
}

func dialogID(p tl.DialogPeerClass) int64 {
	if p, ok := p.(*tl.DialogPeer); ok {
		return PeerID(p.Peer)
	}
	return 0
}

func dialogIDs(ps []tl.DialogPeerClass) []int64 {
	out := make([]int64, len(ps))
	for i, p := range ps {
		out[i] = dialogID(p)
	}
	return out
}

func (m *Mirror) put(x tl.MessageClass) {
	if peer, _ := about(x); m.listed != nil && !m.listed[peer] {
		m.unlisted[peer] = true
	}
	switch x := x.(type) {
	case *tl.Message:
		m.messages[x.ID] = x
		m.known("a message", x.PeerID, x.FromID, x.SavedPeerID)
		if x.FwdFrom != nil {
			m.known("a forwarded message", x.FwdFrom.FromID, x.FwdFrom.SavedFromPeer, x.FwdFrom.SavedFromID)
		}
		if h, ok := x.ReplyTo.(*tl.MessageReplyHeader); ok {
			m.known("a reply", h.ReplyToPeerID)
		}
	case *tl.MessageService:
		m.messages[x.ID] = x
		m.known("a message", x.PeerID, x.FromID)
	}
}

func (m *Mirror) change(id int32, fn func(*tl.Message)) {
	if x, ok := m.messages[id].(*tl.Message); ok {
		c := *x
		fn(&c)
		m.messages[id] = &c
	}
}

func (m *Mirror) pin(ids []int32, on bool) {
	for _, id := range ids {
		m.change(id, func(x *tl.Message) { x.Pinned = on })
	}
}

func (m *Mirror) seen(ids []int32) {
	for _, id := range ids {
		m.change(id, func(x *tl.Message) { x.MediaUnread = false })
	}
}

// react takes reactions to a message; none at all is how a message without any is told.
func (m *Mirror) react(id int32, r tl.MessageReactions) {
	m.change(id, func(x *tl.Message) {
		if x.Reactions = &r; len(r.Results) == 0 {
			x.Reactions = nil
		}
	})
}

func (m *Mirror) draft(peer int64, d tl.DraftMessageClass) {
	if d, ok := d.(*tl.DraftMessage); ok {
		m.drafts[peer] = d
		return
	}
	delete(m.drafts, peer)
}

// move moves a conversation between the main list and the archive, where it is not pinned.
func (m *Mirror) move(peer int64, folder int32) {
	m.archived[peer] = folder == 1
	m.pinDialog(1-folder&1, peer, false)
}

// pinDialog pins a conversation on top, also one that is pinned already, as TDLib does.
func (m *Mirror) pinDialog(folder int32, peer int64, on bool) {
	list := &m.pins[folder&1]
	*list = slices.DeleteFunc(*list, func(p int64) bool { return p == peer })
	if on {
		*list = append([]int64{peer}, *list...)
	}
}

func (m *Mirror) schedule(x tl.MessageClass) {
	if x, ok := x.(*tl.Message); ok {
		peer := PeerID(x.PeerID)
		if m.scheduled[peer] == nil {
			m.scheduled[peer] = map[int32]tl.MessageClass{}
		}
		m.scheduled[peer][x.ID] = x
	}
}

// unread counts the messages of a conversation that are beyond its read mark. mu is held.
func (m *Mirror) unread(peer int64) (n int32) {
	for id, x := range m.messages {
		if p, out := about(x); p == peer && !out && id > m.readIn[peer] {
			n++
		}
	}
	return n
}

// about says which conversation a message is in, and whether its owner sent it.
func about(x tl.MessageClass) (peer int64, out bool) {
	switch x := x.(type) {
	case *tl.Message:
		return PeerID(x.PeerID), x.Out
	case *tl.MessageService:
		return PeerID(x.PeerID), x.Out
	}
	return 0, false
}

// Heard says whether somebody was named to the device.
func (m *Mirror) Heard(user int64) bool { return m.users[user] != nil }
