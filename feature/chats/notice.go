package chats

import (
	"context"
	"encoding/json"

	"chappe/box"
	"chappe/db"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const (
	noticeMembers = "chats.members"
	noticeChat    = "chats.chat"
	noticeBans    = "chats.bans"
)

// tell tells people that something of a group changed, but not the caller's own device.
func (f *Feature) tell(tx *db.Tx, c rpc.Caller, name string, chat int64, people []int64) error {
	data, err := json.Marshal(chat)
	if err != nil {
		return err
	}
	for _, p := range people {
		n := &box.Notice{Box: p, Name: name, Data: data}
		if p == c.User {
			n.Except = c.Key
		}
		if err := f.box.Notice(tx, n); err != nil {
			return err
		}
	}
	return nil
}

// membersChanged tells people who is in a group now.
func (f *Feature) membersChanged(tx *db.Tx, c rpc.Caller, id int64, rows []*box.Message, people []int64) (outcome, error) {
	if err := f.tell(tx, c, noticeMembers, id, people); err != nil {
		return outcome{}, err
	}
	seat, err := f.Seat(tx, c.User, id)
	if err != nil {
		return outcome{}, err
	}
	ps, err := f.participants(tx, seat)
	return outcome{id, rows, []tl.UpdateClass{&tl.UpdateChatParticipants{Participants: ps}}}, err
}

// Changed tells everybody in a group that what it says of itself changed.
func (f *Feature) Changed(tx *db.Tx, c rpc.Caller, id int64) error {
	ms, err := Members(tx, id)
	if err != nil {
		return err
	}
	return f.tell(tx, c, noticeChat, id, IDs(ms))
}

func (f *Feature) renderMembers(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	return f.renderFor(tx, viewer, n, func(s *Seat) (tl.UpdateClass, error) {
		ps, err := f.participants(tx, s)
		return &tl.UpdateChatParticipants{Participants: ps}, err
	})
}

func (f *Feature) renderChat(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	return f.renderFor(tx, viewer, n, func(s *Seat) (tl.UpdateClass, error) { return &tl.UpdateChat{ChatID: s.ID}, nil })
}

func (f *Feature) renderBans(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	return f.renderFor(tx, viewer, n, func(s *Seat) (tl.UpdateClass, error) { return f.bansUpdate(&s.Chat), nil })
}

func (f *Feature) bansUpdate(c *Chat) tl.UpdateClass {
	return &tl.UpdateChatDefaultBannedRights{
		Peer: &tl.PeerChat{ChatID: c.ID}, DefaultBannedRights: *c.bans(f.box.Now()).TL(forever), Version: c.Version,
	}
}

// forever is the moment until which something is forbidden that is forbidden without an end.
const forever = 1<<31 - 1

func (f *Feature) renderFor(tx *db.Tx, viewer int64, n box.Notice, fn func(*Seat) (tl.UpdateClass, error)) (b hub.Batch, err error) {
	var id int64
	if err := json.Unmarshal(n.Data, &id); err != nil {
		return b, err
	}
	seat, err := f.Seat(tx, viewer, id)
	if err == ErrChat {
		return b, nil
	}
	if err != nil {
		return b, err
	}
	up, err := fn(seat)
	if err != nil {
		return b, err
	}
	b.Updates = []tl.UpdateClass{up}
	var people []int64
	if p, ok := up.(*tl.UpdateChatParticipants); ok {
		people = named(p.Participants)
	}
	if b.Users, err = f.contacts.People(tx, viewer, people); err != nil {
		return b, err
	}
	b.Chats, err = f.TL(tx, viewer, []int64{id})
	return b, err
}

// MembersChanged tells people that somebody came.
func (f *Feature) MembersChanged(tx *db.Tx, id int64, people []int64) error {
	return f.tell(tx, rpc.Caller{}, noticeMembers, id, people)
}
