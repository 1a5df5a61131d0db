package messages

import (
	"context"
	"encoding/json"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/media"
	"chappe/feature/users"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const (
	untilOnline     = 0x7ffffffe         // the date of what waits until the other person comes online
	soon            = 10                 // seconds: what is to be sent before that is sent at once
	maxAhead        = 366 * 24 * 3600    // seconds
	maxScheduled    = 100                // in one conversation
	noticeScheduled = "messages.later"   // something was scheduled, or changed
	noticeDropped   = "messages.dropped" // scheduled messages were sent or deleted
)

var (
	errTooLate  = rpc.Bad("SCHEDULE_DATE_TOO_LATE")
	errTooMuch  = rpc.Bad("SCHEDULE_TOO_MUCH")
	errHidden   = rpc.Bad("SCHEDULE_STATUS_PRIVATE")
	errDateGone = rpc.Bad("SCHEDULE_DATE_INVALID")
)

// later says whether a message is to be sent later: the client says so, and it is not almost now.
// https://core.telegram.org/api/scheduled-messages
func (f *Feature) later(date tl.Opt[int32]) (bool, error) {
	now := f.box.Now()
	switch {
	case !date.OK || date.V >= 0 && date.V <= now+soon:
		return false, nil
	case date.V < 0:
		return false, errDateGone
	case date.V != untilOnline && date.V > now+maxAhead:
		return false, errTooLate
	}
	return true, nil
}

// mayWait checks that something may be sent when the other person comes online.
func (f *Feature) mayWait(tx *db.Tx, owner int64, peer box.Peer) error {
	if !peer.IsUser() || peer.ID() == owner || peer.ID() == users.Service {
		return errDateGone
	}
	hidden, err := f.StatusHidden(tx, peer.ID(), owner)
	if err == nil && hidden {
		err = errHidden
	}
	return err
}

// mayLater checks that messages could be sent now.
func (f *Feature) mayLater(tx *db.Tx, outs []*outgoing) error {
	owner, peer := outs[0].sender, outs[0].peer
	if peer.IsUser() {
		_, err := f.reaches(tx, owner, peer)
		return err
	}
	at, err := f.at(tx, owner, peer)
	if err != nil {
		return err
	}
	for _, o := range outs {
		if at.channel != nil {
			if err = at.channel.MayPost(o.kind); err == nil {
				err = f.maySendAs(tx, at.channel, o)
			}
		} else {
			err = at.chat.MayWrite(o.kind, f.box.Now())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// schedule keeps messages of one sender to one conversation until they are due, in the order given.
func (f *Feature) schedule(tx *db.Tx, due int32, outs ...*outgoing) ([]scheduled, error) {
	owner, peer := outs[0].sender, outs[0].peer
	if err := f.mayLater(tx, outs); err != nil {
		return nil, err
	}
	if due == untilOnline {
		if err := f.mayWait(tx, owner, peer); err != nil {
			return nil, err
		}
	}
	before, err := scheduledWith(tx, owner, peer)
	if err != nil {
		return nil, err
	}
	if len(before)+len(outs) > maxScheduled {
		return nil, errTooMuch
	}
	ss := make([]scheduled, len(outs))
	for i, o := range outs {
		if err := f.laterTopic(tx, o); err != nil {
			return nil, err
		}
		m, err := f.row(o)
		if err != nil {
			return nil, err
		}
		ss[i] = scheduled{
			Box: owner, Peer: peer, Due: due, RandomID: o.randomID, Date: m.Date, Flags: m.Flags, Kind: m.Kind, Album: m.Album,
			ReplyTo: max(m.ReplyTo, o.replyTo), Saved: m.Saved, TTL: m.TTL, Content: m.Content, As: o.as,
		}
		if o.other != nil {
			if ss[i].Other, err = o.other.Encode(); err != nil {
				return nil, err
			}
		}
	}
	if err := putScheduled(tx, ss); err != nil {
		return nil, err
	}
	for i := range ss {
		use := media.Use{Kind: media.InScheduled, Holder: owner, ID: int64(ss[i].ID)}
		if err := f.media.Hold(tx, use, media.Files(outs[i].say.Media)...); err != nil {
			return nil, err
		}
	}
	tx.After(func(context.Context) { f.poke() })
	return ss, nil
}

// outgoing is a scheduled message on its way.
func (s *scheduled) outgoing() *outgoing {
	o := &outgoing{
		sender: s.Box, peer: s.Peer, randomID: s.RandomID, replyTo: s.ReplyTo, say: *content.Decode(s.Content), kind: s.Kind,
		flags: s.Flags | box.FromScheduled, album: s.Album, saved: s.Saved, ttl: s.TTL,
		as: s.As,
	}
	o.top = keptTopic(&o.say)
	if len(s.Other) > 0 {
		o.other = content.Decode(s.Other)
	}
	return o
}

// message is a scheduled message as its sender sees it.
func (s *scheduled) message() *box.Message {
	from := box.UserPeer(s.Box)
	if s.As != 0 {
		from = s.As
	}
	return &box.Message{
		Box: s.Box, ID: s.ID, Peer: s.Peer, From: from, Out: true, Date: s.Due, EditDate: s.EditDate,
		Flags: s.Flags | box.FromScheduled, Kind: s.Kind, Album: s.Album, ReplyTo: s.ReplyTo, TTL: s.TTL, Content: s.Content, Saved: s.Saved,
		Topic: keptTopic(content.Decode(s.Content)),
	}
}

// scheduledTL answers with what was scheduled, and tells the caller's other devices of what is fresh.
func (f *Feature) scheduledTL(tx *db.Tx, c rpc.Caller, ss []scheduled, fresh bool) (*tl.Updates, error) {
	ms := make([]*box.Message, len(ss))
	out := &tl.Updates{Date: f.box.Now()}
	for i := range ss {
		ms[i] = ss[i].message()
		if ss[i].RandomID != 0 {
			out.Updates = append(out.Updates, &tl.UpdateMessageID{ID: ss[i].ID, RandomID: ss[i].RandomID})
		}
		if !fresh {
			continue
		}
		if err := f.notice(tx, c, noticeScheduled, ss[i].ID); err != nil {
			return nil, err
		}
	}
	r, err := f.render(tx, c.User, ms)
	for _, m := range r.messages {
		out.Updates = append(out.Updates, &tl.UpdateNewScheduledMessage{Message: m})
	}
	out.Users, out.Chats = r.users, r.chats
	return out, err
}

func (f *Feature) renderScheduled(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	var id int32
	if err := json.Unmarshal(n.Data, &id); err != nil {
		return hub.Batch{}, err
	}
	ss, err := scheduledByIDs(tx, viewer, []int32{id})
	if err != nil || len(ss) == 0 {
		return hub.Batch{}, err // it was sent or deleted meanwhile, of which another notice tells
	}
	r, err := f.render(tx, viewer, []*box.Message{ss[0].message()})
	if err != nil {
		return hub.Batch{}, err
	}
	return hub.Batch{Updates: []tl.UpdateClass{&tl.UpdateNewScheduledMessage{Message: r.messages[0]}}, Users: r.users, Chats: r.chats}, nil
}

// dropped is what a notice says of scheduled messages that are gone.
type dropped struct {
	Peer box.Peer `json:"p"`
	IDs  []int32  `json:"i"`
	Sent []int32  `json:"s,omitempty"` // what they became; none when they were deleted
}

func (d dropped) update() *tl.UpdateDeleteScheduledMessages {
	return &tl.UpdateDeleteScheduledMessages{Peer: PeerTL(d.Peer), Messages: d.IDs, SentMessages: d.Sent}
}

func (f *Feature) renderDropped(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	var d dropped
	if err := json.Unmarshal(n.Data, &d); err != nil {
		return hub.Batch{}, err
	}
	return f.about(tx, viewer, []box.Peer{d.Peer}, d.update())
}

// takeScheduled takes messages out, with the files that nobody else has, and returns which were there.
func (f *Feature) takeScheduled(tx *db.Tx, owner int64, ids []int32) ([]int32, error) {
	gone, err := removeScheduled(tx, owner, ids)
	if err != nil {
		return nil, err
	}
	return gone, f.media.Release(tx, media.InScheduled, owner, idList(gone)...)
}
