package messages

import (
	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/users"
)

// outgoing is a message on its way: what it says is settled, whom it goes to is known to the sender, nothing is written yet.
type outgoing struct {
	sender   int64
	peer     box.Peer
	randomID int64 // 0 for none
	replyTo  int32 // id in the sender's box of what it answers there, 0 for none
	say      content.Content
	other    *content.Content // what the other person's row says instead, nil for the same
	kind     box.Kind
	flags    box.Flags
	album    int64
	saved    box.Peer // in Saved Messages, the saved dialog; 0 is the person's own notes
	ttl      int32

	top      int32        // in a forum, the topic that the client names, 0 for none
	missing  int32        // what the client answers and is not there: it may be a topic
	as       box.Peer     // in a channel, whom it comes from; 0 for what the sender's seat says
	source   *box.Message // what it is a forwarded copy of, nil for none
	answered *box.Message // what replyTo names, where that was looked up already
}

// deliver writes messages of one sender to one conversation into the boxes where they belong, in the order given, and returns the
// sender's rows. What was sent before by the same random ids must have been found before (again).
func (f *Feature) deliver(tx *db.Tx, outs ...*outgoing) ([]*box.Message, error) {
	sender, peer := outs[0].sender, outs[0].peer
	switch {
	case peer.IsChat():
		return f.deliverGroup(tx, outs)
	case peer.IsChannel():
		return f.deliverChannel(tx, outs)
	}
	arrives, err := f.reaches(tx, sender, peer)
	if err != nil {
		return nil, err
	}
	if err := f.findAnswered(tx, outs); err != nil {
		return nil, err
	}
	if err := f.timed(tx, outs); err != nil {
		return nil, err
	}
	mine := make([]*box.Message, len(outs))
	rows := make([]*box.Message, 0, 2*len(outs))
	for i, o := range outs {
		if mine[i], err = f.row(o); err != nil {
			return nil, err
		}
		rows = append(rows, mine[i])
		if !arrives {
			continue
		}
		theirs, err := twin(o, mine[i])
		if err != nil {
			return nil, err
		}
		rows = append(rows, theirs)
	}
	if err := f.box.Post(tx, rows...); err != nil {
		return nil, err
	}
	if err := f.holdFiles(tx, outs, mine); err != nil {
		return nil, err
	}
	if err := keepSends(tx, outs, mine); err != nil {
		return nil, err
	}
	return mine, f.unarchive(tx, rows)
}

// keepSends remembers what sends have made.
func keepSends(tx *db.Tx, outs []*outgoing, made []*box.Message) error {
	for i, o := range outs {
		if o.randomID == 0 {
			continue
		}
		if err := box.KeepSend(tx, o.sender, o.randomID, made[i]); err != nil {
			return err
		}
	}
	return nil
}

// row is the sender's row of a message.
func (f *Feature) row(o *outgoing) (*box.Message, error) {
	m := &box.Message{
		Box: o.sender, Peer: o.peer, From: box.UserPeer(o.sender), Out: true, Date: f.box.Now(), Flags: o.flags, Kind: o.kind,
		Album: o.album, TTL: o.ttl,
	}
	if o.answered != nil {
		m.ReplyTo = o.answered.ID
	}
	if o.peer == m.From {
		m.Saved = m.From
		if o.saved != 0 {
			m.Saved = o.saved
		}
	}
	if content.HasLink(o.say.Entities) {
		m.Flags |= box.Linked
	}
	var err error
	m.Content, err = o.say.Encode()
	return m, err
}

// twin is the other person's row of a message, linked with the sender's.
func twin(o *outgoing, mine *box.Message) (*box.Message, error) {
	theirs := *mine
	theirs.Box, theirs.Peer, theirs.Out, theirs.ReplyTo = o.peer.ID(), mine.From, false, 0
	if o.answered != nil {
		theirs.ReplyTo = o.answered.Twin
	}
	if o.other != nil {
		var err error
		if theirs.Content, err = o.other.Encode(); err != nil {
			return nil, err
		}
	}
	mine.Link, theirs.Link = &theirs, mine
	return &theirs, nil
}

// findAnswered looks up what messages answer, where nobody has yet. What is gone by now is not answered.
func (f *Feature) findAnswered(tx *db.Tx, outs []*outgoing) error {
	var ids []int32
	for _, o := range outs {
		if o.replyTo != 0 && o.answered == nil {
			ids = append(ids, o.replyTo)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := box.ByIDs(tx, boxOf(outs[0].sender, outs[0].peer), ids)
	if err != nil {
		return err
	}
	for _, o := range outs {
		if m := found[o.replyTo]; m != nil && m.Peer == o.peer && o.answered == nil {
			o.answered = m
		}
	}
	return nil
}

// reaches checks that the sender may write to a person, and says whether the message comes to a box of theirs: what one writes to
// oneself is already there, and what somebody blocked writes does not arrive.
func (f *Feature) reaches(tx *db.Tx, sender int64, peer box.Peer) (bool, error) {
	if peer.ID() == sender {
		return false, nil
	}
	u, err := db.Remember(tx, "users", peer.ID(), 0, func() (*users.User, error) {
		u, ok, err := users.ByID(tx, peer.ID())
		if err != nil || !ok {
			return nil, err
		}
		return &u, nil
	})
	if err != nil {
		return false, err
	}
	switch {
	case u == nil:
		return false, users.ErrPeer
	case u.Flags&users.Deleted != 0:
		return false, errDeactivated
	case u.ID == users.Service:
		return false, users.ErrPeer // nobody reads there
	}
	return f.contacts.Reaches(tx, sender, u)
}

// again returns what an earlier send of the caller with the same random id made, nil when there was none. The row holds only what
// the first answer said.
func again(tx *db.Tx, sender, randomID int64) (*box.Message, error) {
	s, ok, err := box.FindSend(tx, sender, randomID)
	if err != nil || !ok {
		return nil, err
	}
	return &box.Message{Box: s.Box, ID: s.ID, Pts: s.Pts, Date: s.Date, Out: true}, nil
}
