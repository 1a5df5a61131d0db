package messages

import (
	"chappe/box"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/feature/chats"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

// conversation is one as somebody sees it.
type conversation struct {
	peer    box.Peer
	box     int64          // whose box its messages are in: the person's own, or the channel's
	floor   int32          // the messages up to here are not theirs to see
	chat    *chats.Seat    // in a basic group
	channel *channels.Seat // in a channel
}

// boxOf is the box in which a person finds the messages of a conversation.
func boxOf(person int64, peer box.Peer) int64 {
	if peer.IsChannel() {
		return int64(peer)
	}
	return person
}

// place resolves a conversation that the caller may read.
func (f *Feature) place(tx *db.Tx, c rpc.Caller, in tl.InputPeerClass) (conversation, error) {
	peer, err := f.users.Peer(tx, c, in)
	if err != nil {
		return conversation{}, err
	}
	return f.at(tx, c.User, peer)
}

// at is a conversation as person sees it.
func (f *Feature) at(tx *db.Tx, person int64, peer box.Peer) (p conversation, err error) {
	p = conversation{peer: peer, box: boxOf(person, peer)}
	switch {
	case peer.IsChat():
		if p.chat, err = f.groups.Seat(tx, person, peer.ID()); err == chats.ErrChat {
			err = users.ErrPeer
		}
	case peer.IsChannel():
		if p.channel, err = f.channels.Reader(tx, person, peer.ID()); err == nil {
			p.floor = p.channel.Floor
		}
	}
	return p, err
}

// byIDs returns those of a conversation's messages that exist and may be seen, by id.
func (p *conversation) byIDs(tx *db.Tx, ids []int32) (map[int32]*box.Message, error) {
	ms, err := box.ByIDs(tx, p.box, ids)
	for id, m := range ms {
		if m.Peer != p.peer || m.ID <= p.floor {
			delete(ms, id)
		}
	}
	return ms, err
}

// page restricts a page to what may be seen.
func (p *conversation) page(in box.Page) box.Page {
	in.MinID = max(in.MinID, p.floor)
	return in
}

// total is about how many messages there are in a conversation of owner's.
func (p *conversation) total(tx *db.Tx, owner int64) (int, error) {
	if p.channel == nil {
		d, _, err := box.LoadDialog(tx, owner, p.peer)
		return int(d.Total), err
	}
	return box.Filter{Peer: p.peer}.Count(tx, p.box, maxCount)
}

// peer resolves a conversation between people.
func (f *Feature) peer(tx *db.Tx, c rpc.Caller, in tl.InputPeerClass) (box.Peer, error) {
	p, err := f.users.Peer(tx, c, in)
	if err == nil && !p.IsUser() {
		err = users.ErrPeer
	}
	return p, err
}

// dialog is what a person's list of chats knows of a conversation, and whether it is in it.
func (f *Feature) dialog(tx *db.Tx, owner int64, peer box.Peer) (box.Dialog, bool, error) {
	if peer.IsChannel() {
		return channels.Dialog(tx, owner, peer.ID())
	}
	return box.LoadDialog(tx, owner, peer)
}

// placeDialog pins a conversation at a place in its owner's list, the highest on top, or with 0 unpins it.
func placeDialog(tx *db.Tx, owner int64, peer box.Peer, at int64) error {
	if peer.IsChannel() {
		return channels.Place(tx, owner, peer.ID(), at)
	}
	return box.PlaceDialog(tx, owner, peer, at)
}

// moveDialog moves a conversation to a folder of its owner's list, where it is not pinned. It returns the event, nil when it is there
// already.
func (f *Feature) moveDialog(tx *db.Tx, owner int64, peer box.Peer, folder int32) (*box.Event, error) {
	was, _, err := f.dialog(tx, owner, peer)
	if err != nil {
		return nil, err
	}
	ev, err := f.toFolder(tx, owner, peer, folder)
	if err != nil || ev == nil || was.Pinned == 0 {
		return ev, err
	}
	// Clients take the pin away by themselves; one that was told of the list as it was before, on another log, hears how it is now.
	return ev, f.tell(tx, owner, 0, noticePins, was.Folder)
}

func (f *Feature) toFolder(tx *db.Tx, owner int64, peer box.Peer, folder int32) (*box.Event, error) {
	if !peer.IsChannel() {
		return f.box.MoveDialog(tx, owner, peer, folder)
	}
	moved, err := channels.Move(tx, owner, peer.ID(), folder)
	if err != nil || !moved {
		return nil, err
	}
	ev := &box.Event{Box: owner, Count: 1, Kind: box.Foldered, Data: box.EventData{Peer: peer, Max: folder}}
	return ev, f.box.Put(tx, ev)
}
