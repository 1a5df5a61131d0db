package servertest

import (
	"context"
	"fmt"

	"chappe/tl"
)

// Load reads everything that the account has, as a client does that has just signed in, and then what happened meanwhile.
func (d *Device) Load() {
	d.s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	if err := d.load(ctx); err != nil {
		d.s.t.Fatalf("load: %v", err)
	}
	d.CatchUp()
}

func (d *Device) load(ctx context.Context) error {
	d.catching.Lock()
	defer d.catching.Unlock()
	d.mu.Lock()
	d.asking = true
	if d.p != nil {
		d.p.names.Range(func(id, u any) bool { // whom the person knows from another device, a new one can ask about
			d.users[id.(int64)] = u.(*tl.User)
			return true
		})
	}
	d.mu.Unlock()
	defer d.end(false)
	v, err := d.client.Call(ctx, &tl.UpdatesGetState{})
	if err != nil {
		return err
	}
	know, err := d.ask(ctx, false)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	users := d.users
	d.knowledge = know
	for id, u := range users {
		if d.users[id] == nil {
			d.users[id] = u
		}
	}
	d.pending, d.listed, d.unlisted = nil, map[int64]bool{}, map[int64]bool{}
	for _, x := range know.messages {
		peer, _ := about(x)
		d.listed[peer] = true
	}
	st := v.(*tl.UpdatesState)
	d.pts, d.date, d.qts = st.Pts, st.Date, st.Qts
	return nil
}

// list asks about conversations that were empty, and so in no list, when the device loaded the account: how far they were read.
func (d *Device) list(ctx context.Context) error {
	d.mu.Lock()
	q := &tl.MessagesGetPeerDialogs{}
	for peer := range d.unlisted {
		q.Peers = append(q.Peers, &tl.InputDialogPeer{Peer: d.input(peer)})
	}
	d.mu.Unlock()
	if len(q.Peers) == 0 {
		return nil
	}
	_, err := d.into(ctx, q, d.newlyListed)
	return err
}

// newlyListed takes conversations that the device was not told of when it loaded the account. An answer that is older than what the device
// was told by numbers meanwhile it leaves, and asks again.
func (d *Device) newlyListed(v any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if v, ok := v.(*tl.MessagesPeerDialogs); !ok || v.State.Pts < d.pts {
		return
	}
	defer d.touch()
	ds, us := dialogsIn(v)
	d.people(us)
	for _, x := range ds {
		peer := PeerID(x.Peer)
		d.muted[peer], d.archived[peer] = x.NotifySettings, x.FolderID.V == 1
		d.readIn[peer], d.readOut[peer] = max(d.readIn[peer], x.ReadInboxMaxID), max(d.readOut[peer], x.ReadOutboxMaxID)
		d.listed[peer] = true
		delete(d.unlisted, peer)
	}
}

// asker reads an account through a device, without a look at its mirror.
type asker struct {
	ctx context.Context
	d   *Device
	Mirror
}

// ask returns what the server says of the whole account. quiet: nobody changes anything meanwhile, so that its answers must agree.
func (d *Device) ask(ctx context.Context, quiet bool) (knowledge, error) {
	a := d.asker(ctx)
	if err := a.dialogs(); err != nil {
		return knowledge{}, err
	}
	d.mu.Lock()
	for _, c := range a.chats {
		d.group([]tl.ChatClass{c})
	}
	d.mu.Unlock()
	if err := a.planned(); err != nil {
		return knowledge{}, err
	}
	if err := a.askFacts(); err != nil {
		return knowledge{}, err
	}
	if len(a.faults) > 0 && quiet {
		return knowledge{}, fmt.Errorf("the server answered what it may not: %s", a.faults[0])
	}
	return a.knowledge, nil
}

func (d *Device) asker(ctx context.Context) *asker {
	a := &asker{ctx: ctx, d: d, Mirror: *newMirror()}
	d.mu.Lock()
	a.self = d.self
	for id, u := range d.users { // whom the device may name
		a.users[id] = u
	}
	d.mu.Unlock()
	return a
}

// askFacts reads what is not about single messages.
func (a *asker) askFacts() error {
	for _, part := range []func() error{a.pinned, a.saidDrafts, a.marks, a.blocks, a.mutes, a.folders} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

func (a *asker) call(fn tl.Object) (any, error) { return a.d.client.Call(a.ctx, fn) }

// page is how much is asked for at a time; small, so that there are several pages.
const page = 40

// dialogs reads the lists of conversations, and what each says. The first list is read twice: a conversation that comes out of the
// archive meanwhile would be in neither.
func (a *asker) dialogs() error {
	seen := map[int64]bool{}
	for i, folder := range []int32{0, 1, 0} {
		q := &tl.MessagesGetDialogs{OffsetPeer: &tl.InputPeerEmpty{}, Limit: page, FolderID: tl.Some(folder)}
		v, err := a.call(q)
		if err != nil {
			return err
		}
		ds, us := dialogsIn(v)
		a.people(us)
		a.group(chatsIn(v))
		for _, d := range ds {
			peer := PeerID(d.Peer)
			if _, ok := d.Peer.(*tl.PeerChannel); ok {
				continue // its box is read by itself
			}
			if (d.FolderID.V == 1) != (folder == 1) {
				a.wrong("list %d has conversation %d of list %d", folder, peer, d.FolderID.V)
			}
			if i == 2 && seen[peer] {
				continue
			}
			seen[peer] = true
			a.readIn[peer], a.readOut[peer], a.marked[peer] = d.ReadInboxMaxID, d.ReadOutboxMaxID, d.UnreadMark
			a.archived[peer] = folder == 1
			if err := a.history(peer); err != nil {
				return err
			}
			if n := a.unread(peer); n != d.UnreadCount {
				a.wrong("conversation %d is said to have %d unread, its history has %d", peer, d.UnreadCount, n)
			}
			if n := a.top(peer); n != d.TopMessage {
				a.wrong("conversation %d is said to end with %d, its history ends with %d", peer, d.TopMessage, n)
			}
			if n := a.unseenMentions(peer); n != d.UnreadMentionsCount {
				a.wrong("conversation %d is said to have %d unread mentions, its history has %d", peer, d.UnreadMentionsCount, n)
			}
		}
	}
	return nil
}

func chatsIn(v any) []tl.ChatClass {
	switch v := v.(type) {
	case *tl.MessagesDialogs:
		return v.Chats
	case *tl.MessagesDialogsSlice:
		return v.Chats
	case *tl.MessagesPeerDialogs:
		return v.Chats
	}
	return nil
}

func dialogsIn(v any) (ds []*tl.Dialog, us []tl.UserClass) {
	var all []tl.DialogClass
	switch v := v.(type) {
	case *tl.MessagesDialogs:
		all, us = v.Dialogs, v.Users
	case *tl.MessagesDialogsSlice:
		all, us = v.Dialogs, v.Users
	case *tl.MessagesPeerDialogs:
		all, us = v.Dialogs, v.Users
	}
	for _, d := range all {
		if d, ok := d.(*tl.Dialog); ok {
			ds = append(ds, d)
		}
	}
	return ds, us
}

func (a *asker) top(peer int64) (top int32) {
	for id, x := range a.messages {
		if p, _ := about(x); p == peer {
			top = max(top, id)
		}
	}
	return top
}

func (m *Mirror) unseenMentions(peer int64) (n int32) {
	for _, x := range m.messages {
		if x, ok := x.(*tl.Message); ok && PeerID(x.PeerID) == peer && x.Mentioned && x.MediaUnread && !x.Out {
			n++
		}
	}
	return n
}

// input names a conversation. mu is held.
func (m *Mirror) input(peer int64) tl.InputPeerClass {
	if peer == m.self {
		return &tl.InputPeerSelf{}
	}
	if u := m.users[peer]; u != nil {
		return &tl.InputPeerUser{UserID: peer, AccessHash: u.AccessHash.V}
	}
	if c, ok := m.chats[peer].(*tl.Channel); ok {
		return &tl.InputPeerChannel{ChannelID: peer, AccessHash: c.AccessHash.V}
	}
	if m.chats[peer] != nil {
		return &tl.InputPeerChat{ChatID: peer}
	}
	return &tl.InputPeerUser{UserID: peer}
}

// history reads a conversation from its end to its beginning.
func (a *asker) history(peer int64) error {
	offset, before := int32(0), -1
	for n := 0; n != before; {
		v, err := a.call(&tl.MessagesGetHistory{Peer: a.input(peer), OffsetID: offset, Limit: page})
		if err != nil {
			return err
		}
		before = n
		a.people(usersIn(v))
		for _, x := range Messages(v) {
			id := idOf(x)
			if p, _ := about(x); p != peer || offset != 0 && id >= offset {
				a.wrong("the history of %d before %d has message %d of %d", peer, offset, id, p)
			}
			a.put(x)
			offset = id
			n++
		}
	}
	return nil
}

func usersIn(v any) []tl.UserClass {
	switch v := v.(type) {
	case *tl.MessagesMessages:
		return v.Users
	case *tl.MessagesMessagesSlice:
		return v.Users
	}
	return nil
}

func idOf(x tl.MessageClass) int32 {
	switch x := x.(type) {
	case *tl.Message:
		return x.ID
	case *tl.MessageService:
		return x.ID
	}
	return 0
}

func (a *asker) pinned() error {
	for folder := range int32(2) {
		v, err := a.call(&tl.MessagesGetPinnedDialogs{FolderID: folder})
		if err != nil {
			return err
		}
		ds, us := dialogsIn(v)
		a.people(us)
		for _, d := range ds {
			a.pins[folder] = append(a.pins[folder], PeerID(d.Peer))
		}
	}
	return nil
}

func (a *asker) saidDrafts() error {
	return a.optional(&tl.MessagesGetAllDrafts{}, func(v any) { a.take(v.(tl.UpdatesClass)) })
}

func (a *asker) marks() error {
	return a.optional(&tl.MessagesGetDialogUnreadMarks{}, func(v any) {
		marked := map[int64]bool{}
		for _, p := range v.([]tl.DialogPeerClass) {
			marked[dialogID(p)] = true
		}
		for p, on := range a.marked {
			if on && !marked[p] {
				a.wrong("conversation %d is marked in its list only", p)
			}
		}
		for p := range marked {
			a.marked[p] = true
		}
	})
}

func (a *asker) blocks() error {
	return a.optional(&tl.ContactsGetBlocked{Limit: 100}, func(v any) {
		if v, ok := v.(*tl.ContactsBlocked); ok {
			for _, b := range v.Blocked {
				a.blocked[PeerID(b.PeerID)] = true
			}
		}
	})
}

func (a *asker) mutes() error {
	for id := range a.users {
		err := a.optional(&tl.AccountGetNotifySettings{Peer: &tl.InputNotifyPeer{Peer: a.input(id)}}, func(v any) {
			a.muted[id] = *v.(*tl.PeerNotifySettings)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *asker) planned() error {
	for id := range a.users {
		err := a.optional(&tl.MessagesGetScheduledHistory{Peer: a.input(id)}, func(v any) {
			for _, x := range Messages(v) {
				a.schedule(x)
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *asker) folders() error {
	return a.optional(&tl.MessagesGetDialogFilters{}, func(v any) {
		all, ok := v.([]tl.DialogFilterClass) // before layer 176
		if !ok {
			all = v.(*tl.MessagesDialogFilters).Filters
		}
		for _, f := range all {
			if id := filterID(f); id != 0 {
				a.filters[id] = f
				a.order = append(a.order, id)
			}
		}
	})
}

func filterID(f tl.DialogFilterClass) int32 {
	switch f := f.(type) {
	case *tl.DialogFilter:
		return f.ID
	case *tl.DialogFilterChatlist:
		return f.ID
	}
	return 0 // the list of everything
}

// optional asks what this server may not have, and takes the answer, or that it is not there.
func (a *asker) optional(fn tl.Object, take func(any)) error {
	v, err := a.call(fn)
	if isError(err, "METHOD_NOT_IMPLEMENTED") {
		return nil
	}
	if err != nil {
		return err
	}
	take(v)
	return nil
}
