package server_test

import (
	"fmt"
	"strings"

	"chappe/server/servertest"
	"chappe/tl"
)

// action is something that people do.
type action struct {
	name   string
	weight int
	needs  string // a method, where not every server has it
	alone  bool   // it is told without numbers, see list
	do     func(*hand)
}

var actions = []action{
	{name: "send", weight: 40, do: (*hand).send},
	{name: "edit", weight: 8, do: (*hand).edit},
	{name: "delete", weight: 8, do: (*hand).erase},
	{name: "read", weight: 10, alone: true, do: (*hand).read},
	{name: "forward", weight: 5, do: (*hand).forward, needs: "messages.forwardMessages"},
	{name: "pin", weight: 6, do: (*hand).pin, needs: "messages.updatePinnedMessage"},
	{name: "unpin all", weight: 1, do: (*hand).unpinAll, needs: "messages.unpinAllMessages"},
	{name: "draft", weight: 5, alone: true, do: (*hand).draft, needs: "messages.saveDraft"},
	{name: "clear drafts", weight: 1, alone: true, do: (*hand).clearDrafts, needs: "messages.clearAllDrafts"},
	{name: "mark", weight: 3, alone: true, do: (*hand).mark, needs: "messages.markDialogUnread"},
	{name: "archive", weight: 3, alone: true, do: (*hand).archive, needs: "folders.editPeerFolders"},
	{name: "pin a conversation", weight: 4, alone: true, do: (*hand).pinDialog, needs: "messages.toggleDialogPin"},
	{name: "order pins", weight: 1, alone: true, do: (*hand).orderPins, needs: "messages.reorderPinnedDialogs"},
	{name: "clear", weight: 2, alone: true, do: (*hand).clear, needs: "messages.deleteHistory"},
	{name: "block", weight: 1, alone: true, do: (*hand).block},
	{name: "mute", weight: 1, alone: true, do: (*hand).mute, needs: "account.updateNotifySettings"},
	{name: "look", weight: 2, do: (*hand).look, needs: "messages.readMessageContents"},
	{name: "type", weight: 2, do: (*hand).typing},
	{name: "rename", weight: 1, do: (*hand).rename},
	{name: "presence", weight: 1, do: (*hand).presence},
	{name: "catch up", weight: 2, do: (*hand).catchUp},
	{name: "sign out and in", weight: 1, alone: true, do: (*hand).signOut},
}

// other is somebody to talk to: mostly the other of the two, now and then the third or oneself.
func (h *hand) other() *servertest.Person {
	all := h.w.people
	at := h.rng.IntN(10)
	for i, p := range all {
		if p == h.p {
			switch {
			case at == 0:
				return p
			case at <= 2 || i == 2:
				return all[(i+2)%3]
			}
			return all[(1-i)&1]
		}
	}
	return all[0]
}

// message is one that the device knows, of a conversation; nil when it knows none of which ok says yes.
func (h *hand) message(with *servertest.Person, ok func(*tl.Message) bool) *tl.Message {
	var all []*tl.Message
	for _, x := range h.d.Conversation(with) {
		if m, is := x.(*tl.Message); is && ok(m) {
			all = append(all, m)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all[h.rng.IntN(len(all))]
}

func any1(*tl.Message) bool { return true }

func (h *hand) text() string {
	n := h.w.texts.Add(1)
	switch h.rng.IntN(12) {
	case 0:
		return fmt.Sprintf("%d: https://example.org/%d and @nobody #tag", n, n)
	case 1:
		return fmt.Sprintf("%d: 👩‍👩‍👧 عربى 汉语", n)
	case 2:
		return fmt.Sprintf("%d: %s", n, h.noise(4000))
	}
	return fmt.Sprintf("%d", n)
}

// noise cannot be packed.
func (h *hand) noise(n int) string {
	var b strings.Builder
	for range n {
		b.WriteRune(rune(0x4e00 + h.rng.IntN(0x4000)))
	}
	return b.String()
}

func (h *hand) send() {
	to := h.other()
	q := &tl.MessagesSendMessage{
		Peer: h.d.Peer(to), Message: h.text(), RandomID: h.rng.Int64(), Silent: h.rng.IntN(5) == 0, Noforwards: h.rng.IntN(20) == 0,
	}
	if h.rng.IntN(4) == 0 {
		if m := h.message(to, any1); m != nil {
			q.ReplyTo = &tl.InputReplyToMessage{ReplyToMsgID: m.ID}
		}
	}
	if h.rng.IntN(6) == 0 {
		q.Entities = []tl.MessageEntityClass{&tl.MessageEntityBold{Length: 1}}
	}
	h.call(q, "YOU_BLOCKED_USER")
}

func (h *hand) edit() {
	in := h.other()
	m := h.message(in, func(m *tl.Message) bool { return m.Out && m.FwdFrom == nil })
	if m == nil {
		return
	}
	h.call(&tl.MessagesEditMessage{Peer: h.d.Peer(in), ID: m.ID, Message: tl.Some(h.text())},
		"MESSAGE_ID_INVALID", "MESSAGE_NOT_MODIFIED") // gone by now; or asked again after a restart
}

func (h *hand) erase() {
	in := h.other()
	var ids []int32
	for range 1 + h.rng.IntN(3) {
		if m := h.message(in, any1); m != nil {
			ids = append(ids, m.ID)
		}
	}
	if len(ids) > 0 {
		h.call(&tl.MessagesDeleteMessages{ID: ids, Revoke: h.rng.IntN(2) == 0})
	}
}

func (h *hand) read() {
	in := h.other()
	if m := h.message(in, func(m *tl.Message) bool { return !m.Out }); m != nil {
		h.call(&tl.MessagesReadHistory{Peer: h.d.Peer(in), MaxID: m.ID})
	}
}

func (h *hand) forward() {
	from, to := h.other(), h.other()
	var ids []int32
	var random []int64
	for range 1 + h.rng.IntN(2) {
		if m := h.message(from, func(m *tl.Message) bool { return !m.Noforwards }); m != nil && (len(ids) == 0 || ids[0] != m.ID) {
			ids, random = append(ids, m.ID), append(random, h.rng.Int64())
		}
	}
	if len(ids) > 0 {
		h.call(&tl.MessagesForwardMessages{
			FromPeer: h.d.Peer(from), ToPeer: h.d.Peer(to), ID: ids, RandomID: random, DropAuthor: h.rng.IntN(4) == 0,
		}, "MESSAGE_ID_INVALID", "YOU_BLOCKED_USER")
	}
}

func (h *hand) pin() {
	in := h.other()
	if m := h.message(in, any1); m != nil {
		h.call(&tl.MessagesUpdatePinnedMessage{
			Peer: h.d.Peer(in), ID: m.ID, Unpin: m.Pinned, PmOneside: h.rng.IntN(3) == 0, Silent: h.rng.IntN(2) == 0,
		}, "MESSAGE_ID_INVALID", "CHAT_NOT_MODIFIED", "YOU_BLOCKED_USER")
	}
}

func (h *hand) unpinAll() { h.call(&tl.MessagesUnpinAllMessages{Peer: h.d.Peer(h.other())}) }

func (h *hand) draft() {
	in := h.other()
	q := &tl.MessagesSaveDraft{Peer: h.d.Peer(in)}
	if h.rng.IntN(4) > 0 {
		q.Message = h.text()
	}
	if h.rng.IntN(4) == 0 {
		if m := h.message(in, any1); m != nil {
			q.ReplyTo = &tl.InputReplyToMessage{ReplyToMsgID: m.ID}
		}
	}
	h.call(q)
}

func (h *hand) clearDrafts() { h.call(&tl.MessagesClearAllDrafts{}) }

func (h *hand) dialogPeer(p *servertest.Person) tl.InputDialogPeerClass {
	return &tl.InputDialogPeer{Peer: h.d.Peer(p)}
}

func (h *hand) mark() {
	in := h.other()
	on := h.d.Facts()[fmt.Sprintf("marked %d", in.ID)] == ""
	if len(h.d.Conversation(in)) > 0 {
		h.call(&tl.MessagesMarkDialogUnread{Peer: h.dialogPeer(in), Unread: on})
	}
}

func (h *hand) archive() {
	in := h.other()
	if in == h.p {
		return
	}
	folder := int32(1)
	if h.d.Archived(in) {
		folder = 0
	}
	h.call(&tl.FoldersEditPeerFolders{FolderPeers: []tl.InputFolderPeer{{Peer: h.d.Peer(in), FolderID: folder}}})
}

// pinDialog pins in the main list only: a conversation may leave the archive at any moment. Where a device does not know in which list it
// is, nobody can choose it there.
func (h *hand) pinDialog() {
	in := h.other()
	if h.d.Archived(in) || !h.d.Listed(in) {
		return
	}
	pinned := strings.Contains(h.d.Facts()["pinned"], fmt.Sprint(in.ID))
	h.call(&tl.MessagesToggleDialogPin{Peer: h.dialogPeer(in), Pinned: !pinned}, "PEER_HISTORY_EMPTY")
}

func (h *hand) orderPins() {
	var order []tl.InputDialogPeerClass
	for _, i := range h.rng.Perm(len(h.w.people)) {
		p := h.w.people[i]
		if strings.Contains(h.d.Facts()["pinned"], fmt.Sprint(p.ID)) {
			order = append(order, h.dialogPeer(p))
		}
	}
	h.call(&tl.MessagesReorderPinnedDialogs{Force: true, Order: order})
}

func (h *hand) clear() {
	in := h.other()
	q := &tl.MessagesDeleteHistory{Peer: h.d.Peer(in), Revoke: h.rng.IntN(3) == 0, JustClear: h.rng.IntN(2) == 0}
	if m := h.message(in, any1); m != nil && h.rng.IntN(2) == 0 {
		q.MaxID = m.ID
	}
	for {
		v, ok := h.call(q)
		if !ok || v.(*tl.MessagesAffectedHistory).Offset <= 0 {
			return
		}
	}
}

func (h *hand) block() {
	in := h.other()
	if in == h.p {
		return
	}
	if h.d.Facts()[fmt.Sprintf("blocked %d", in.ID)] == "" {
		h.call(&tl.ContactsBlock{ID: h.d.Peer(in)})
		return
	}
	h.call(&tl.ContactsUnblock{ID: h.d.Peer(in)})
}

func (h *hand) mute() {
	h.call(&tl.AccountUpdateNotifySettings{
		Peer:     &tl.InputNotifyPeer{Peer: h.d.Peer(h.other())},
		Settings: tl.InputPeerNotifySettings{MuteUntil: tl.Some(h.rng.Int32N(2) * 2_000_000_000)},
	})
}

func (h *hand) look() {
	if m := h.message(h.other(), func(m *tl.Message) bool { return m.MediaUnread && !m.Out }); m != nil {
		h.call(&tl.MessagesReadMessageContents{ID: []int32{m.ID}})
	}
}

func (h *hand) typing() {
	h.call(&tl.MessagesSetTyping{Peer: h.d.Peer(h.other()), Action: &tl.SendMessageTypingAction{}})
}

func (h *hand) rename() {
	h.call(&tl.AccountUpdateProfile{FirstName: tl.Some(fmt.Sprintf("%s %d", h.p.Name, h.rng.IntN(100)))})
}

func (h *hand) catchUp() {
	h.w.up.RLock()
	defer h.w.up.RUnlock()
	h.note("catches up")
	h.d.CatchUp()
}

func (h *hand) presence() { h.call(&tl.AccountUpdateStatus{Offline: h.rng.IntN(2) == 0}) }

// signOut signs the device out and another one in.
func (h *hand) signOut() {
	h.w.up.RLock()
	defer h.w.up.RUnlock()
	if _, ok := h.call(&tl.AuthLogOut{}); !ok {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.d.Disconnect()
	h.d = h.p.NewDevice(servertest.Layer(tl.Layers()[h.rng.IntN(len(tl.Layers()))]))
	h.d.Load()
	h.note("has signed in")
}
